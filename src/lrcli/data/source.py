"""A table's bytes: opened, cut into blocks of whole records, parsed into chunks."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lrcli.arrays import Ints
from lrcli.data.cells import clean, is_number
from lrcli.data.records import Records, count_lines, last_end, open_quote
from lrcli.data.stream import Follower, Stream, open_stream
from lrcli.data.words import MISSING
from lrcli.errors import DataError

DELIMITERS = ",;\t|"
PEEK_BYTES = 2 << 20  # what the columns are decided by
TOP_BYTES = 1 << 18  # where the header and the delimiter are looked for
BOM = b"\xef\xbb\xbf"
TEXT = pa.string()
CATEGORY = pa.dictionary(pa.int32(), pa.string())
csv.field_size_limit(2**31 - 1)  # the module's own limit is lower than a cell whose quote never closes


@dataclass(frozen=True)
class Chunk:
    """Some records in a row: the columns that were asked for, missing cells null, and the bytes they were read from."""

    table: pa.Table
    block: bytes
    first_line: int
    delimiter: str

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def records(self) -> Records:
        return Records.of(self.block, self.delimiter)

    def lines(self) -> Ints:
        """The line each record begins in, 1 the first of the file, (n,)."""
        return self.records.lines + self.first_line


@dataclass
class Source:
    """An open table: its columns are known, its records come in chunks, once."""

    stream: Stream
    head: bytes  # up to the first record's first byte
    header: tuple[str, ...]
    delimiter: str
    first_line: int
    rest: bytes
    missing: tuple[str, ...] = ("",)  # words to look for; all of them once a block has another than the first

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *error: object) -> None:
        self.stream.close()

    @property
    def name(self) -> str:
        return self.stream.name

    def blocks(self) -> Iterator[tuple[bytes, int]]:
        """Whole records, some `stream.BLOCK_BYTES` at a time, with the line the first begins in."""
        line, rest, self.rest = self.first_line, self.rest, b""
        while data := self.stream.read():
            if end := last_end(rest, self.delimiter):
                yield rest[:end], line
                line += count_lines(rest[:end])
            rest = rest[end:] + data
        if (place := open_quote(rest, self.delimiter)) is not None:
            line += count_lines(rest[:place])
            raise DataError(f"{self.name}, line {line}: a quote opens a cell there and never closes")
        if rest:
            yield rest, line

    def peek(self) -> bytes | None:
        """The whole records among the first bytes, None where there is no record; they are read again by `blocks`."""
        while data := self.stream.read():
            self.rest += data
            if end := last_end(self.rest[:PEEK_BYTES], self.delimiter):
                return self.rest[:end]
        return self.rest if self.rest.strip() else None

    def parse(self, block: bytes, line: int, numeric: Sequence[str], text: Sequence[str], kind: Any = TEXT) -> Chunk:
        """Read columns of a block as float64 and as `kind`. A number that is none is an error."""
        types = {name: pa.float64() for name in numeric} | dict.fromkeys(text, kind)
        for words in (self.missing, MISSING):
            with suppress(pa.ArrowInvalid):
                table = self._read(block, types, words)
                self.missing = words
                return Chunk(table, block, line, self.delimiter)
        return Chunk(self._parse_slowly(block, line, numeric, text, kind), block, line, self.delimiter)

    def parse_as_text(self, block: bytes, line: int) -> Chunk:
        """Read all columns of a block as text, blanks around it stripped, missing cells null."""
        table = self.parse(block, line, (), self.header).table
        columns = [clean(column) for column in table.columns]
        return Chunk(pa.table(columns, names=table.column_names), block, line, self.delimiter)

    def _parse_slowly(
        self, block: bytes, line: int, numeric: Sequence[str], text: Sequence[str], kind: Any
    ) -> pa.Table:
        """The block once more, for cells that the fast parser refuses: numbers with blanks, and true mistakes."""
        try:
            table = self._read(block, dict.fromkeys(numeric, TEXT) | dict.fromkeys(text, kind))
            for place, name in enumerate(numeric):
                table = table.set_column(place, name, pc.cast(clean(table[name]), pa.float64()))
        except pa.ArrowInvalid as error:
            raise self._mistake(block, line, numeric, str(error)) from None
        return table

    def _read(self, block: bytes, types: Mapping[str, pa.DataType], missing: tuple[str, ...] = MISSING) -> pa.Table:
        return pa.csv.read_csv(
            pa.BufferReader(block),
            read_options=pa.csv.ReadOptions(
                column_names=self.header, use_threads=False, block_size=max(len(block) + 1, 1024)
            ),
            parse_options=pa.csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
            convert_options=pa.csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                null_values=missing,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )

    def _mistake(self, block: bytes, first_line: int, numeric: Sequence[str], reason: str) -> DataError:
        """What the parsers refused, with its line, column and text."""
        try:
            text = block.decode()
        except UnicodeDecodeError as error:
            line = first_line + count_lines(block[: error.start])
            return _not_utf8(f"{self.name}, line {line}", error)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        line = first_line
        for record in reader:
            if record and len(record) != len(self.header):
                cells = f"{len(record)} cell{'s' * (len(record) != 1)}"
                return DataError(f"{self.name}, line {line}: {cells} where the header has {len(self.header)} columns")
            for name, cell in zip(self.header, record, strict=False):
                if name in numeric and not is_number(cell):
                    return DataError(f"{self.name}, line {line}, column {name!r}: {cell!r} is not a number")
            line = first_line + reader.line_num
        return DataError(f"{self.name}, from line {first_line}: {reason.splitlines()[0]}")


def _not_utf8(place: str, error: UnicodeDecodeError) -> DataError:
    return DataError(f"{place}: byte 0x{error.object[error.start]:02x} is not UTF-8; convert the file to UTF-8")


def open_source(path: str, follow: Follower | None = None) -> Source:
    """Open a file, or standard input for "-", and read its header. To be closed, best by `with`."""
    stream = open_stream(path, follow=follow)
    try:
        return _headed(stream)
    except DataError:
        stream.close()
        raise


def _headed(stream: Stream) -> Source:
    """The source of a stream, its header read."""
    name, data = stream.name, stream.read()
    body = data.removeprefix(BOM)
    if not body.strip():
        raise DataError(f"{name} is empty")
    top = body[:TOP_BYTES]
    records = Records.of(top[: last_end(top)] or body[: last_end(body)] or body)
    first_records = body[: records.ends[:50][-1]]
    try:
        sample = first_records.decode()
    except UnicodeDecodeError as error:
        line = 1 + count_lines(first_records[: error.start])
        raise _not_utf8(f"{name}, line {line}", error) from None
    delimiter = _delimiter(sample)
    header = _header(name, next(filter(None, csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))))
    behind = int(records.starts[1]) if len(records.starts) > 1 else _line_end(body, int(records.ends[0]))
    rest = body[behind:]
    head = data[: len(data) - len(rest)]
    return Source(stream, head, header, delimiter, 1 + count_lines(head), rest)


def _line_end(body: bytes, place: int) -> int:
    """Behind the line end that begins at the place, if a whole one does."""
    if body.startswith(b"\r\n", place):
        return place + 2
    return place + body.startswith(b"\n", place)


def _delimiter(sample: str) -> str:
    """The delimiter that gives the most lines the header's number of cells; a comma where none does."""

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [len(record) for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if record]
        return (sum(width == widths[0] for width in widths), widths[0]) if widths[0] > 1 else (0, 0)

    return max(DELIMITERS, key=agreement)


def _header(name: str, cells: list[str]) -> tuple[str, ...]:
    if cells and all(is_number(cell) for cell in cells):
        raise DataError(f"{name}, line 1: only numbers where the column names should be; add a header line")
    header = tuple(cell.strip() or f"column {k}" for k, cell in enumerate(cells, 1))
    for k, column in enumerate(header):
        if column in header[:k]:
            raise DataError(
                f"{name}: columns {header.index(column) + 1} and {k + 1} are both called {column!r}; rename one"
            )
    return header
