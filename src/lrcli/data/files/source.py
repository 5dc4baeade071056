"""One file's table: its header read, its bytes cut into blocks of whole records, the blocks parsed into chunks."""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from lrcli.arrays import Ints
from lrcli.data.files.cells import clean
from lrcli.data.files.dialect import Dialect, find_start, squeezed
from lrcli.data.files.layout import BLANKS, Layout
from lrcli.data.files.records import Records, count_lines, last_end, open_quote
from lrcli.data.files.stream import OnBytes, Stream, open_stream
from lrcli.errors import DataError
from lrcli.limits import Limits
from lrcli.notation.missing import MISSING

BOM = b"\xef\xbb\xbf"
TEXT = pa.string()
CATEGORY = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Block:
    """Bytes of whole records, and the line that the first begins in."""

    data: bytes
    line: int


@dataclass(frozen=True)
class Chunk:
    """Some records in a row: the columns that were asked for, missing cells null, and the bytes they were read from."""

    name: str  # of the file
    table: pa.Table
    block: Block
    dialect: Dialect
    ragged: tuple[tuple[int, int], ...] = ()  # records that are no rows of the table: place, and how many cells

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def records(self) -> Records:
        """All records, also those that are ragged."""
        return records_of(self.block.data, self.dialect)

    @cached_property
    def rows(self) -> Ints:
        """The place among the records of each row, (n,)."""
        whole = np.arange(len(self.records.starts))
        return np.delete(whole, [place for place, _ in self.ragged])

    def lines(self) -> Ints:
        """The line each row begins in, 1 the first of the file, (n,)."""
        return self.records.lines[self.rows] + self.block.line


@dataclass
class Source:
    """An open table: its columns are known, its records come in chunks, once."""

    stream: Stream
    header: tuple[str, ...]
    dialect: Dialect
    named: bool  # whether the columns have names in the file
    head: bytes  # up to the header's end, its line end excluded
    between: bytes  # from there to the first record
    rest: bytes
    remarks: tuple[str, ...] = ()  # how the file was understood, where that is not as usual
    missing: tuple[str, ...] = MISSING
    words: tuple[str, ...] = field(default=("",))  # to look for; all once a block of numbers has others: same cells

    @property
    def name(self) -> str:
        return self.stream.name

    @property
    def first_line(self) -> int:
        return 1 + count_lines(self.head + self.between)

    def close(self) -> None:
        self.stream.close()

    def blocks(self) -> Iterator[Block]:
        """Whole records, a block at a time."""
        line, rest = self.first_line, b""
        for data in self._pieces():
            records, rest = self._cut(rest, data)
            if records:
                yield Block(records, line)
                line += count_lines(records)
        if (place := open_quote(rest, self._delimiters, self.dialect.quote.encode())) is not None:
            line += count_lines(rest[:place])
            raise DataError(f"{self.name}, line {line}: a quote opens a cell there and never closes")
        if rest:
            yield Block(rest, line)

    def _cut(self, rest: bytes, data: bytes) -> tuple[bytes, bytes]:
        """Whole records, and what is behind them, of what was left and what comes next; copied no more than once."""
        quote = self.dialect.quote.encode()
        if quote not in data and quote not in rest:
            end = data.rfind(b"\n") + 1
            return (b"".join([rest, memoryview(data)[:end]]), data[end:]) if end else (b"", rest + data)
        whole = rest + data
        end = last_end(whole, self._delimiters, quote)
        return whole[:end], whole[end:]

    def _pieces(self) -> Iterator[bytes]:
        """The bytes that were looked at already, and all others, some at a time."""
        held, self.rest, size = self.rest, b"", self.stream.limits.block_bytes
        for place in range(0, len(held), size):
            yield held[place : place + size]
        while data := self.stream.read():
            yield data

    def peek(self, size: int) -> Block | None:
        """The whole records among so many bytes, None where there is none; they are read again by `blocks`."""
        while data := self.stream.read():
            self.rest += data
            if end := self._last_end(self.rest[:size]):
                return Block(self.rest[:end], self.first_line)
        return Block(self.rest, self.first_line) if self.rest.strip() else None

    def parse(self, block: Block, numeric: Sequence[str], text: Sequence[str], kind: Any = TEXT) -> Chunk:
        """Read columns as `kind`, the numeric ones as float64 where all their cells are plain numbers."""
        types = {name: pa.float64() for name in numeric} | dict.fromkeys(text, kind)
        for words in (self.words, self.missing):
            with suppress(pa.ArrowInvalid):
                chunk = self._read(block, types, words)
                self.words = words
                return chunk
        try:
            return self._read(block, dict.fromkeys([*numeric, *text], CATEGORY), self.missing)
        except pa.ArrowInvalid as error:
            raise self._mistake(block, str(error)) from None

    def parse_as_text(self, block: Block) -> Chunk:
        """Read all columns as text, blanks around it stripped, missing cells null."""
        chunk = self.parse(block, (), self.header)
        columns = [clean(column, self.missing) for column in chunk.table.columns]
        return replace(chunk, table=pa.table(columns, names=chunk.table.column_names))

    @property
    def _delimiters(self) -> str:
        return cutting(self.dialect.delimiter)

    def _last_end(self, data: bytes) -> int:
        return last_end(data, self._delimiters, self.dialect.quote.encode())

    def _read(self, block: Block, types: Mapping[str, pa.DataType], words: tuple[str, ...]) -> Chunk:
        ragged: list[tuple[int, int]] = []

        def leave_out(row: Any) -> str:
            ragged.append((row.number - 1, row.actual_columns))
            return "skip"

        data = self._plain(block.data)
        if not data.strip():  # comments and blank lines alone, which the parser refuses
            nothing = pa.table({name: pa.array([], kind) for name, kind in types.items()})
            return Chunk(self.name, nothing, block, self.dialect)
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(
                column_names=self.header, use_threads=False, block_size=max(len(data) + 1, 1024)
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.dialect.written_delimiter,
                quote_char=self.dialect.quote,
                newlines_in_values=True,
                invalid_row_handler=leave_out if _is_utf8(data) else None,  # it is given the row as text
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=words,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        return Chunk(self.name, table, block, self.dialect, tuple(ragged))

    def _plain(self, data: bytes) -> bytes:
        """The records alone, as the parser wants them."""
        if self.dialect.comment and self.dialect.comment in data:
            found = records_of(data, self.dialect)
            data = b"".join(data[a:b] + b"\n" for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True))
        return squeezed(data, self.dialect.quote) if self.dialect.delimiter == BLANKS else data

    def _mistake(self, block: Block, reason: str) -> DataError:
        """What the parser refused."""
        try:
            block.data.decode()
        except UnicodeDecodeError as error:
            line = block.line + count_lines(block.data[: error.start])
            return _not_utf8(f"{self.name}, line {line}", error)
        return DataError(f"{self.name}, from line {block.line}: {reason.splitlines()[0]}")


def records_of(data: bytes, dialect: Dialect) -> Records:
    return Records.of(data, cutting(dialect.delimiter), dialect.quote.encode(), dialect.comment)


def cutting(delimiter: str) -> str:
    """All characters that cut records into cells."""
    return " \t" if delimiter == BLANKS else delimiter


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(codecs.utf_8_decode(data, "strict", True))
    except UnicodeDecodeError:
        return False


def _not_utf8(place: str, error: UnicodeDecodeError) -> DataError:
    byte = f"byte 0x{error.object[error.start]:02x}"
    return DataError(f"{place}: {byte} is not UTF-8, as what is before it; give its --encoding, or convert the file")


def open_source(path: str, layout: Layout, *, on_bytes: OnBytes | None = None, limits: Limits | None = None) -> Source:
    """Open a file, or standard input for "-", and read its header."""
    opened = open_stream(path, layout, on_bytes=on_bytes, limits=limits)
    try:
        source = _headed(opened, opened.layout)
    except DataError:
        opened.close()
        raise
    return replace(source, missing=(*MISSING, *layout.missing_values), words=("", *layout.missing_values))


def _headed(opened: Stream, layout: Layout) -> Source:
    """The source of a stream, its header read."""
    name, data, limits = opened.name, opened.read(), opened.limits
    while len(data) < limits.head_bytes and (more := opened.read()):
        data += more
    if not data.removeprefix(BOM).strip():
        raise DataError(f"{name} is empty")
    skipped = _behind_lines(name, data, layout.skip_lines)
    body = data[skipped:].removeprefix(BOM)
    offset = len(data) - len(body)
    quote = (layout.quote or '"').encode()
    top = body[: limits.head_bytes]
    delimiters = cutting(layout.delimiters) if layout.delimiter else ",;\t| "
    end = last_end(top, delimiters, quote) or last_end(body, delimiters, quote) or len(body)
    records = Records.of(body[:end], delimiters, quote)
    starts, ends = (edges[: limits.head_records].tolist() for edges in (records.starts, records.ends))
    edges = zip(starts, ends, strict=True)
    start = find_start(name, [_text(name, data, offset + a, offset + b) for a, b in edges], layout)
    behind = offset if start.header_record is None else offset + ends[start.header_record]
    first = offset + starts[start.first_record] if start.first_record < len(starts) else None
    first = _line_end(data, behind) if first is None else first
    remarks = (*opened.remarks, *start.remarks, *([f"encoding {opened.decoder.encoding}"] * opened.decoder.guessed))
    return Source(
        stream=opened,
        header=start.header,
        dialect=start.dialect,
        named=start.header_record is not None,
        head=data[:behind],
        between=data[behind:first],
        rest=data[first:],
        remarks=remarks,
    )


def _behind_lines(name: str, data: bytes, count: int) -> int:
    """Where the line after so many begins."""
    lines = data.splitlines(keepends=True)[:count] if count else []
    if count and sum(map(len, lines)) == len(data):
        raise DataError(f"{name} has no more than the {count} lines that --skip-lines skips")
    return sum(map(len, lines))


def _text(name: str, data: bytes, start: int, end: int) -> str:
    try:
        return data[start:end].decode()
    except UnicodeDecodeError as error:
        line = 1 + count_lines(data[: start + error.start])
        raise _not_utf8(f"{name}, line {line}", error) from None


def _line_end(body: bytes, place: int) -> int:
    """Behind the line end that begins at the place, if a whole one does."""
    if body.startswith(b"\r\n", place):
        return place + 2
    return place + body.startswith((b"\n", b"\r"), place)
