"""A large Parquet file as ranges of its row groups, each of which can be read without the others.

The footer of the file says which groups there are and how many rows each has. Messages and model.json name a row by its
line in the text that the reader makes of the file. This line follows from the numbers of rows unless cells contain line
ends, so in files with columns of texts the line ends of every group are counted first.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePath

from lrcli.data.files.addresses import open_remote
from lrcli.data.files.charset import UTF_8, Decoder
from lrcli.data.files.dataset import File
from lrcli.data.files.layout import Layout
from lrcli.data.files.portions import Cut, ElsewhereError, FileRange, Stamp, changed, check_unchanged
from lrcli.data.files.readers import parquet
from lrcli.data.files.readers.container import Container
from lrcli.data.files.records import count_lines
from lrcli.data.files.source import Source
from lrcli.data.files.stream import Stream, open_stream
from lrcli.data.files.text_ranges import Bare, is_plain
from lrcli.errors import DataError
from lrcli.limits import Limits

BYTES_OF_A_CELL = 8  # of the float or the code that a cell becomes when it is read


@dataclass(frozen=True)
class RowGroups:
    """Consecutive row groups of a file, and the footer that the file had when the run began."""

    path: str
    stamp: Stamp | None
    footer: str  # its digest
    first: int
    stop: int

    def __str__(self) -> str:
        groups = f"group {self.first}" if self.stop - self.first == 1 else f"groups {self.first} to {self.stop - 1}"
        return f"{self.path}, row {groups}"

    @contextmanager
    def text(self, limits: Limits) -> Iterator[tuple[Container, Iterator[bytes]]]:
        """The text of the rows, in pieces, and the open file."""
        check_unchanged(self.path, self.stamp)
        with _opened(self.path, limits) as container:
            if parquet.Footer(container).digest != self.footer:
                raise changed(self.path)
            pieces = parquet.table(container, range(self.first, self.stop))
            next(pieces)  # the header
            yield container, pieces


@dataclass(frozen=True)
class GroupRange(FileRange):
    """The rows of some row groups."""

    groups: RowGroups
    size: int

    def __str__(self) -> str:
        return str(self.groups)

    @property
    def path(self) -> str:
        return self.groups.path

    def open(self) -> Source:
        return replace(self.source, stream=GroupStream(self.source.stream, self.groups), rest=b"", line=self.line)


class GroupStream(Stream):
    """The text of some row groups."""

    def __init__(self, like: Stream, groups: RowGroups) -> None:
        self.name, self.limits, self.in_memory = like.name, like.limits, False
        self.decoder = Decoder(self.name, UTF_8)
        self.file = None
        self.remarks, self.changed = [], False
        self.resources = ExitStack()
        container, self.pieces = self.resources.enter_context(groups.text(self.limits))
        self.values = container.values

    def read(self) -> bytes:
        try:
            return next(filter(None, self.pieces), b"")
        except OSError as error:
            raise ElsewhereError(f"cannot read {self.name}: {error.strerror or error}") from None


@contextmanager
def _opened(path: str, limits: Limits) -> Iterator[Container]:
    """A file of this machine or of a network."""
    try:
        file = open_remote(path) if "://" in path else Path(path).open("rb")  # noqa: SIM115  # closed below
    except DataError as error:
        raise ElsewhereError(str(error)) from None
    except OSError as error:
        raise ElsewhereError(f"cannot read {path}: {error.strerror or error}") from None
    with file:
        yield Container(path, file, Layout(), limits, format="a Parquet file")


def cut_of(path: str, stamp: Stamp | None, source: Source) -> Cut | None:
    """How a file is cut. None if it is no Parquet file, is too small, or some of its rows depend on others."""
    if source.stream.reader != "parquet" or not source.is_like_its_bytes or count_lines(source.head.below) > 1:
        return None
    limits = source.stream.limits
    with _opened(path, limits) as container:
        footer = parquet.Footer(container)
    edges = _edges(footer, limits)
    if len(edges) < 3:
        return None
    ranges = [RowGroups(path, stamp, footer.digest, first, stop) for first, stop in pairwise(edges)]
    rows = [sum(footer.rows[each.first : each.stop]) for each in ranges]
    return Cut(
        looks=[(count_lines_of, each, limits) for each in ranges] if footer.has_texts else [],
        hashing=(hash_text, path, stamp, limits),
        portions=partial(_portions, source, ranges, rows, stamp.size if stamp else 0),
    )


def _edges(footer: parquet.Footer, limits: Limits) -> list[int]:
    """The first group of each portion, and the end. Portions are as small as the limits permit."""
    edges, rows, left = [0], 0, sum(footer.rows)
    fewest = max(1, limits.portion_bytes // (BYTES_OF_A_CELL * max(1, footer.columns)))
    for group, count in enumerate(footer.rows):
        rows, left = rows + count, left - count
        if rows >= fewest and left >= fewest:
            edges.append(group + 1)
            rows = 0
    return [*edges, len(footer.rows)]


def _portions(
    source: Source, ranges: Sequence[RowGroups], rows: Sequence[int], size: int, lines: Sequence[int | None]
) -> list[GroupRange] | None:
    """The portions of these groups; None if reading changes some text. lines: line ends of each, empty if no texts."""
    bare = replace(source, stream=Bare(source.stream), rest=b"")
    line, done, portions = source.first_line, 0, list[GroupRange]()
    for groups, count, line_ends in zip(ranges, rows, lines or rows, strict=True):
        if line_ends is None:
            return None
        before, done = done, done + count
        share = size * done // sum(rows) - size * before // sum(rows)
        portions.append(GroupRange(bare, line, groups is ranges[-1], groups, share))
        line += line_ends
    return portions


def count_lines_of(groups: RowGroups, limits: Limits) -> int | None:
    """The number of line ends in the text of some row groups; None if its bytes are changed when it is read."""
    lines = 0
    with groups.text(limits) as (_, pieces):
        for piece in pieces:
            if not is_plain(piece):
                return None
            lines += count_lines(piece)
    return lines


def hash_text(path: str, stamp: Stamp | None, limits: Limits) -> File:
    """The name, size and hash of a file whose format is no text; the hash is of the text that a reader makes of it."""
    try:
        stream = open_stream(path, limits=limits)
    except DataError as error:
        raise ElsewhereError(str(error)) from None
    while stream.read():
        pass
    check_unchanged(path, stamp)
    return File(PurePath(path).name, stream.bytes_read, stream.sha256)
