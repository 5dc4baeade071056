"""A large file of plain text as ranges of whole records.

The bytes of a range alone do not tell where its first record begins: a line end inside quotes ends no record, and
whether a line begins inside quotes depends on all quotes before it. Scanning the file from its start would take one
machine as long as all machines take to read the rows. So each range is scanned by itself for both cases, that it begins
outside of quotes and that it begins inside; then one pass over a few numbers of each range tells which case holds.
(Ge et al., SIGMOD 2019, guess the likelier case and read again where the guess was wrong. With both answers nothing has
to be guessed.)
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from lrcli.data.files.charset import UTF_8, Decoder
from lrcli.data.files.portions import Cut, ElsewhereError, FileRange, Stamp, changed, check_unchanged, hash_file
from lrcli.data.files.records import count_lines, next_end, open_quote
from lrcli.data.files.source import Source
from lrcli.data.files.stream import Stream

PART = 1 << 19  # bytes of a range that are looked at together
ROUGH_LINE = 1 << 16  # bytes read at once to find the end of the line that begins in a range


@dataclass(frozen=True)
class RangeScan:
    """The scan of a rough range, from behind its first line end to behind the first line end of the next range."""

    start: int
    stop: int
    lines: int  # number of line ends
    plain: bool  # whether it is UTF-8 whose bytes are not changed when it is read
    outside: "QuoteCase"  # if it begins outside of quotes
    inside: "QuoteCase"


@dataclass(frozen=True)
class QuoteCase:
    """One of the two cases of a rough range.

    first: the byte at which its first record begins, None if none does; lines: line ends before that byte; inside:
    whether the range ends inside quotes.
    """

    first: int | None
    lines: int
    inside: bool


@dataclass(frozen=True)
class TextRange(FileRange):
    """Whole records of a file of plain text."""

    path: str
    stamp: Stamp | None
    start: int
    stop: int

    def __str__(self) -> str:
        return f"{self.path}, bytes {self.start:,} to {self.stop:,}"

    @property
    def size(self) -> int:
        return self.stop - self.start

    def open(self) -> Source:
        stream = RangeStream(self.source.stream, self.path, self.start, self.stop)
        check_unchanged(self.path, self.stamp)
        return replace(self.source, stream=stream, rest=b"", line=self.line)


class RangeStream(Stream):
    """A part of a file of plain text."""

    def __init__(self, like: Stream, path: str, start: int, stop: int) -> None:
        self.name, self.limits, self.in_memory = like.name, like.limits, False
        self.path, self.position, self.stop = path, start, stop
        self.decoder = Decoder(self.name, UTF_8)
        self.file = None
        self.remarks, self.values, self.changed = [], [], False

    def read(self) -> bytes:
        data = read_bytes(self.path, self.position, min(self.limits.block_bytes, self.stop - self.position))
        self.position += len(data)
        return data

    def close(self) -> None:
        pass


def read_bytes(path: str, start: int, size: int) -> bytes:
    """`size` bytes of a file from `start` on. Raise DataError if it cannot be read or has fewer."""
    try:
        with Path(path).open("rb") as file:
            file.seek(start)
            data = file.read(size)
    except OSError as error:
        raise ElsewhereError(f"cannot read {path}: {error.strerror or error}") from None
    if len(data) < size:
        raise changed(path)
    return data


def cut_of(path: str, stamp: Stamp | None, source: Source) -> Cut | None:
    """How a file is cut. None if it is no text, is too small, or its bytes are changed when it is read."""
    stream, head = source.stream, source.head.data
    if not (
        stream.is_plain_file
        and source.is_like_its_bytes
        and (stream.size or 0) - len(head) >= 2 * stream.limits.portion_bytes
        and read_bytes(path, 0, len(head)) == head
    ):
        return None
    return Cut(
        looks=[(scan_range, path, stamp, start, stop, len(head), source.marks) for start, stop in rough_ranges(source)],
        hashing=(hash_file, path, stamp),
        portions=partial(whole_ranges, path, stamp, source),
    )


def rough_ranges(source: Source) -> list[tuple[int, int]]:
    """Starts and stops of ranges of one size, which may cut lines. The last one is not shorter, but may be longer."""
    start, size, step = len(source.head.data), source.stream.size or 0, source.stream.limits.portion_bytes
    edges = [*range(start, max(size - step, start + 1), step), size]
    return [*pairwise(edges)]


def scan_range(
    path: str, stamp: Stamp | None, start: int, stop: int, first: int, marks: tuple[str, bytes, bytes]
) -> RangeScan:
    """Scan a rough range. first: the byte at which the rows of the file begin. marks: delimiters, quote and escape."""
    check_unchanged(path, stamp)
    delimiters, quote, escape = marks
    size = os.path.getsize(path)
    # One byte more is looked at, since the last one of the range before may be the line end.
    begin = start if start == first else behind_line(path, start - 1, stop)
    if begin is None:  # a line that is longer than the range
        return RangeScan(stop, stop, 0, True, QuoteCase(None, 0, False), QuoteCase(None, 0, True))
    end = behind_line(path, stop - 1, size) or max(size, stop)
    lines, plain = 0, True
    for part in some_lines(path, begin, end):  # small enough to stay in the processor's cache
        if quote in part:
            break
        lines, plain = lines + count_lines(part), plain and is_plain(part)
    else:
        return RangeScan(begin, end, lines, plain, QuoteCase(0, 0, False), QuoteCase(None, 0, True))
    own = read_bytes(path, begin, end - begin)
    lines, plain = count_lines(own), is_plain(own)
    outside = QuoteCase(0, 0, open_quote(own, delimiters, quote, escape) is not None)
    opened = quote + own
    begins = next_end(opened, delimiters, quote, escape)
    inside = QuoteCase(None, 0, True)
    if begins is not None:
        inside = QuoteCase(
            begins - 1, count_lines(own[: begins - 1]), open_quote(opened, delimiters, quote, escape) is not None
        )
    return RangeScan(begin, end, lines, plain, outside, inside)


def behind_line(path: str, start: int, stop: int) -> int | None:
    """The byte behind the first line end of some bytes of a file, None if they have none."""
    for position in range(start, stop, ROUGH_LINE):
        data = read_bytes(path, position, min(ROUGH_LINE, stop - position))
        if line := data.find(b"\n") + 1:
            return position + line
    return None


def some_lines(path: str, start: int, stop: int) -> Iterator[bytes]:
    """Some bytes of a file, in parts of whole lines."""
    rest = b""
    for position in range(start, stop, PART):
        data = rest + read_bytes(path, position, min(PART, stop - position))
        behind = data.rfind(b"\n") + 1
        yield data[:behind]
        rest = data[behind:]
    yield rest


def is_plain(data: bytes) -> bool:
    """Whether text is UTF-8 without the bytes that reading leaves out."""
    if b"\0" in data or (b"\r" in data and data.count(b"\r") > data.count(b"\r\n")):
        return False
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def whole_ranges(path: str, stamp: Stamp | None, source: Source, looks: Sequence[RangeScan]) -> list[TextRange] | None:
    """The ranges of whole records, from the scans of all rough ranges; None if some bytes are changed in reading."""
    if not all(each.plain for each in looks):
        return None
    starts, inside, lines = list[tuple[int, int]](), False, source.first_line
    for each in looks:
        case = each.inside if inside else each.outside
        if case.first is not None and each.stop > each.start:
            starts.append((each.start + case.first, lines + case.lines))
        inside, lines = case.inside, lines + each.lines
    if inside:
        return None  # reading the whole file reports the quote that never closes, with its line
    size = source.stream.size or 0
    stops = [start for start, _ in starts[1:]] + [size]
    bare = replace(source, stream=Bare(source.stream), rest=b"")
    return [
        TextRange(bare, line, stop == size, path, stamp, start, stop)
        for (start, line), stop in zip(starts, stops, strict=True)
    ]


class Bare(Stream):
    """The attributes of a stream that ranges need, without the open file, so that it can be pickled."""

    def __init__(self, stream: Stream) -> None:
        self.name, self.limits, self.size = stream.name, stream.limits, stream.size
