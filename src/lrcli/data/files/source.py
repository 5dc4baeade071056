"""One file's table: its header read, its bytes cut into blocks of whole records, the blocks parsed into chunks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from re import sub
from typing import Any

import pyarrow as pa
import pyarrow.csv

from lrcli.data.files.cells import clean
from lrcli.data.files.chunk import Block, Chunk, cutting, records_of
from lrcli.data.files.dialect import Dialect, squeezed
from lrcli.data.files.irregular import Irregular, Watch, visible, without
from lrcli.data.files.layout import BLANKS
from lrcli.data.files.records import count_lines, last_end, open_quote
from lrcli.data.files.stream import Stream
from lrcli.data.files.totals import cut_off
from lrcli.errors import DataError
from lrcli.notation.missing import MISSING

TEXT = pa.string()
CATEGORY = pa.dictionary(pa.int32(), pa.string())
Types = Mapping[str, pa.DataType]


@dataclass(frozen=True)
class Head:
    """What stands before the rows of a table: its bytes, cut where a header gets more names."""

    above: bytes = b""  # with the line of the names, up to its end; nothing where the columns have no names
    below: bytes = b""  # from there to the first row
    record: bytes = b""  # the line of the names alone
    wide: tuple[int, ...] = ()  # ends, from the file's start, of other records that are as wide as the table
    padding: int = 0  # cells that the header lacks

    @property
    def data(self) -> bytes:
        return self.above + self.below

    def with_names(self, cells: bytes, count: int, delimiter: bytes) -> bytes:
        """The same with so many more cells behind the names, and as many empty ones in other lines as wide as these."""
        whole, empty = self.data, delimiter * count
        inserted = dict.fromkeys(self.wide, empty)
        inserted[len(self.above)] = delimiter * self.padding + cells
        pieces, done = [], 0
        for end in sorted(inserted):
            pieces += [whole[done:end], inserted[end]]
            done = end
        return b"".join([*pieces, whole[done:] if self.below else b"\n"])


@dataclass
class Source:
    """An open table: its columns are known, its records come in chunks, once."""

    stream: Stream
    header: tuple[str, ...]
    dialect: Dialect
    named: bool  # whether the columns have names in the file
    head: Head
    rest: bytes
    read_with: tuple[str, ...] = ()  # how the file is read, where that is not as usual: "delimiter semicolon"
    remarks: tuple[str, ...] = ()  # the same, in sentences of their own
    missing: tuple[str, ...] = MISSING
    words: tuple[str, ...] = field(default=("",))  # to look for; all once a block of numbers has others: same cells

    @property
    def name(self) -> str:
        return self.stream.name

    @property
    def first_line(self) -> int:
        return 1 + count_lines(self.head.data)

    def close(self) -> None:
        self.stream.close()

    def blocks(self) -> Iterator[Block]:
        """Whole records, a block at a time; a last row that may be one of sums is a block of its own."""
        before = None
        for block in self._blocks():
            if before:
                yield before
            before = block
        if before:
            yield from cut_off(before, self.dialect, len(self.header))

    def _blocks(self) -> Iterator[Block]:
        line, rest = self.first_line, b""
        for data in self._pieces():
            records, rest = self._cut(rest, data)
            if records:
                yield Block(records, line)
                line += count_lines(records)
        if (place := open_quote(rest, self._delimiters, self._quote, self._escape)) is not None:
            line += count_lines(rest[:place])
            raise DataError(f"{self.name}, line {line}: a quote opens a cell there and never closes")
        if rest:
            yield Block(rest, line)

    def _cut(self, rest: bytes, data: bytes) -> tuple[bytes, bytes]:
        """Whole records, and what is behind them, of what was left and what comes next; copied no more than once."""
        if self._quote not in data and self._quote not in rest:
            end = data.rfind(b"\n") + 1
            return (b"".join([rest, memoryview(data)[:end]]), data[end:]) if end else (b"", rest + data)
        whole = rest + data
        end = self._last_end(whole)
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
            raise DataError(f"{self.name}, from line {block.line}: {str(error).splitlines()[0]}") from None

    def parse_as_text(self, block: Block) -> Chunk:
        """Read all columns as text, blanks around it stripped, missing cells null."""
        chunk = self.parse(block, (), self.header)
        columns = [clean(column, self.missing) for column in chunk.table.columns]
        return replace(chunk, table=pa.table(columns, names=chunk.table.column_names))

    @property
    def _delimiters(self) -> str:
        return cutting(self.dialect.delimiter)

    @property
    def _quote(self) -> bytes:
        return self.dialect.quote.encode()

    @property
    def _escape(self) -> bytes:
        return self.dialect.escape.encode()

    def _last_end(self, data: bytes) -> int:
        return last_end(data, self._delimiters, self._quote, self._escape)

    @cached_property
    def _watch(self) -> Watch:
        return Watch(self.dialect.delimiter, self.dialect.quote, len(self.header), self.head.record)

    def _read(self, block: Block, types: Types, words: tuple[str, ...]) -> Chunk:
        """The records of a block as a table; those that the parser does not take for rows are looked at one by one."""
        records, no_rows = None, []
        if self._watch.is_suspect(block.data):
            records = records_of(block.data, self.dialect)
            no_rows = list(self._watch.no_rows(block.data, records))
        table, widths = self._table(block.data, {} if no_rows else types, words)
        if not widths and not no_rows:
            return Chunk(self.name, table, block, self.dialect)
        records = records or records_of(block.data, self.dialect)
        for record in no_rows:
            widths.pop(record.place, None)
        irregular = sorted([*no_rows, *self._watch.of_width(block.data, records, widths)], key=_place)
        block = replace(block, data=self._watch.mended(block.data, records, widths))
        records = records_of(block.data, self.dialect)
        absent = [record.place for record in irregular if not record.is_row]
        table, widths = self._table(without(block.data, records, absent), types, words)
        if widths:  # what could not be mended, for its quotes do not stand where cells begin
            places = [place for place in range(len(records.starts)) if place not in set(absent)]
            odd = {places[k]: cells for k, cells in widths.items()}
            irregular = [record for record in irregular if record.place not in odd]
            irregular = sorted([*irregular, *(Irregular("long", *item) for item in odd.items())], key=_place)
        return Chunk(self.name, table, block, self.dialect, tuple(irregular))

    def _table(self, data: bytes, types: Types, words: tuple[str, ...]) -> tuple[pa.Table, dict[int, int]]:
        """Records as a table, and of those that have not as many cells as the header, by place, how many they have."""
        widths: dict[int, int] = {}

        def leave_out(row: Any) -> str:
            widths[row.number - 1] = row.actual_columns
            return "skip"

        data = self._plain(data)
        if not data.strip():  # comments and blank lines alone, which the parser refuses
            return pa.table({name: pa.array([], kind) for name, kind in types.items()}), widths
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(
                column_names=self.header, use_threads=False, block_size=max(len(data) + 1, 1024)
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.dialect.written_delimiter,
                quote_char=self.dialect.quote,
                escape_char=self.dialect.escape or False,
                newlines_in_values=True,
                invalid_row_handler=leave_out,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=types,
                include_columns=list(types) or [self.header[0]],
                null_values=words,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        return table, widths

    def _plain(self, data: bytes) -> bytes:
        """The records alone, as the parser wants them."""
        if self.dialect.comment and self.dialect.comment in data:
            records = records_of(data, self.dialect)
            edges = zip(records.starts.tolist(), records.ends.tolist(), strict=True)
            data = b"".join(data[a:b] + b"\n" for a, b in edges)
        if self.dialect.escape and b"\\N" in data:  # as databases write a missing cell beside such quotes
            data = sub(rb"(?<![^\r\n%b])\\N(?![^\r\n%b])" % ((self.dialect.delimiter.encode(),) * 2), b"", data)
        data = visible(data)
        return squeezed(data, self.dialect.quote) if self.dialect.delimiter == BLANKS else data


def _place(record: Irregular) -> int:
    return record.place
