"""The table of one file: its bytes are cut into blocks of whole records, and blocks are parsed into chunks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from re import sub
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lrcli.data.files.cells import clean_table
from lrcli.data.files.characters import with_usual_characters
from lrcli.data.files.chunk import Block, Chunk, TableHead, delimiter_characters, records_of
from lrcli.data.files.layout import RUN_OF_BLANKS
from lrcli.data.files.mixed import without_notation
from lrcli.data.files.quantities import split_column
from lrcli.data.files.records import check_length, count_lines, last_end, open_quote
from lrcli.data.files.stream import Stream
from lrcli.data.files.structure.dialect import Dialect, squeeze_blanks
from lrcli.data.files.structure.footer import cut_off_below
from lrcli.data.files.structure.groups import Groups
from lrcli.data.files.structure.irregular import Irregular, RecordInspector, without_records
from lrcli.data.files.structure.totals import cut_off_total
from lrcli.errors import DataError
from lrcli.notation.form import ValueKind
from lrcli.notation.missing import MISSING
from lrcli.notation.quantities import Quantities

TEXT = pa.string()
CATEGORY = pa.dictionary(pa.int32(), pa.string())
Types = Mapping[str, pa.DataType]
TableAndWidths = tuple[pa.Table, dict[int, int]]  # how many cells those records have that are not as wide as the header


@dataclass
class Source:
    """An open table whose columns are known. Its records can be read once."""

    stream: Stream
    header: tuple[str, ...]
    dialect: Dialect
    named: bool  # whether the columns have names in the file
    head: TableHead
    rest: bytes
    read_with: tuple[str, ...] = ()  # how the file is read, where that is not as usual: "delimiter semicolon"
    remarks: tuple[str, ...] = ()  # the same, in sentences of their own
    missing: tuple[str, ...] = MISSING
    units: Mapping[str, str] = field(default_factory=dict)  # of columns, where a line of the header says them
    splits: tuple[Quantities, ...] = ()  # of columns whose cells hold several quantities
    summaries: frozenset[int] = frozenset()  # lines with rows that sum up others
    begins_like_total: bool = False  # whether the first row of a large table may sum up all others
    groups: tuple[Groups, ...] = ()  # columns whose empty cells mean the name above them
    # The words for a missing cell that the parser looks for: all of `missing` once a block had another.
    words: tuple[str, ...] = field(default=("",))
    line: int | None = None  # that the first record begins in, where it is not the first of the file

    @property
    def name(self) -> str:
        return self.stream.name

    @property
    def values(self) -> Mapping[str, ValueKind]:
        """The columns whose cells are a program's values, which have a type and no notation."""
        return {name: kind for name, kind in self.stream.kinds(self.header) if kind and kind != "mixed"}

    @property
    def mixed(self) -> frozenset[str]:
        """The columns of which some cells are numbers of a program, which have a mark, and others texts."""
        return frozenset(name for name, kind in self.stream.kinds(self.header) if kind == "mixed")

    @property
    def late_encoding(self) -> list[str]:
        """A remark on an encoding that only later bytes than those of the header have shown."""
        decoder = self.stream.decoder
        if not decoder.is_unusual or any(remark.startswith("encoding ") for remark in self.read_with):
            return []
        return [f"{self.name} is read with encoding {decoder.encoding}, as its first letter that is not ASCII shows"]

    @property
    def first_line(self) -> int:
        return 1 + count_lines(self.head.data) if self.line is None else self.line

    @property
    def is_like_its_bytes(self) -> bool:
        """Whether its rows are read as they stand, each by itself: none depends on what stands before or below it."""
        return not (self.summaries or self.groups or self.begins_like_total)

    @property
    def marks(self) -> tuple[str, bytes, bytes]:
        """What ends cells and records: delimiters, quote and escape."""
        return self._delimiters, self._quote, self._escape

    def close(self) -> None:
        self.stream.close()

    def blocks(self) -> Iterator[Block]:
        """Whole records, a block at a time; a last row that may hold sums is a block of its own."""
        last: list[Block] = []
        for block in self.blocks_of_records():
            last.append(block)
            if self.stream.paused:  # what is not at its end has no row of sums yet
                yield from last
                last = []
            elif len(last) > 2:
                yield last.pop(0)
        if last:
            yield from self._end(last)

    def _end(self, last: Sequence[Block]) -> Iterator[Block]:
        """The last blocks of the file, cut where sums and lines below the table begin."""
        width = len(self.header)
        whole = Block(b"".join(block.data for block in last), last[0].line)
        table, *below = cut_off_below(whole, self.dialect, width)
        if below:  # else the blocks stay as they are, since threads share the work by them
            last = [table]
        yield from last[:-1]
        yield from cut_off_total(last[-1], self.dialect, width)
        yield from below

    def blocks_of_records(self) -> Iterator[Block]:
        """Whole records, a block at a time, whatever they are."""
        line, rest = self.first_line, b""
        for data in self._pieces():
            records, rest = self._cut(rest, data)
            if records:
                line_ends = count_lines(records)
                yield Block(records, line, line_ends)
                line += line_ends
            check_length(self.name, rest, line, self.stream.limits.record_bytes, self.marks)
        if (position := open_quote(rest, self._delimiters, self._quote, self._escape)) is not None:
            line += count_lines(rest[:position])
            raise DataError(f"{self.name}, line {line}: a quote opens a cell there and never closes")
        if rest:
            yield Block(rest, line)

    def _cut(self, rest: bytes, data: bytes) -> tuple[bytes, bytes]:
        """The whole records in what was left of the last piece and the next piece, and what is left of both now."""
        if self._quote not in data and self._quote not in rest:  # then the bytes, which are many, are copied once only
            end = data.rfind(b"\n") + 1
            return (b"".join([rest, memoryview(data)[:end]]), data[end:]) if end else (b"", rest + data)
        whole = rest + data
        end = self._last_end(whole)
        return whole[:end], whole[end:]

    def _pieces(self) -> Iterator[bytes]:
        """The bytes that were read to find the header, then all others, some at a time."""
        first, self.rest, size = self.rest, b"", self.stream.limits.block_bytes
        for position in range(0, len(first), size):
            yield first[position : position + size]
        while data := self.stream.read():
            yield data

    def peek(self, size: int) -> Block | None:
        """The whole records among the first so many bytes, None where there is none. `blocks` reads them again."""
        # What pauses is not waited for: its writer may wait for the answer to the rows so far.
        if self.stream.paused and (end := self._last_end(self.rest[:size])):
            return Block(self.rest[:end], self.first_line)
        while data := self.stream.read():
            self.rest += data
            if end := self._last_end(self.rest[:size]) or self._last_end(self.rest):  # the first record may be longer
                return Block(self.rest[:end], self.first_line)
            check_length(self.name, self.rest, self.first_line, self.stream.limits.record_bytes, self.marks)
        if not self.rest.strip():
            return None
        return cut_off_below(Block(self.rest, self.first_line), self.dialect, len(self.header))[0]

    def has_digits_alone(self, block: Block) -> bool:
        """Whether all cells of a block are whole numbers without a mark, or empty; told without parsing them."""
        return not block.data.translate(None, b"0123456789\r\n" + self._delimiters.encode())

    def parse(self, block: Block, numeric: Sequence[str], text: Sequence[str], kind: Any = TEXT) -> Chunk:
        """Read the columns of text as `kind`, the numeric ones as float64 where all their cells are plain numbers.

        A name of a column may be one that a column is split into.
        """
        splits = [split for split in self.splits if not {*numeric, *text}.isdisjoint(split.names)]
        if splits:
            names = {name for split in splits for name in split.names}
            numeric = [name for name in numeric if name not in names]
            whole = dict.fromkeys([*(name for name in text if name not in names), *(split.column for split in splits)])
            chunk = self._parse(block, numeric, [*whole], kind)
            return replace(chunk, table=self._split(chunk.table, splits, kind))
        return self._parse(block, numeric, text, kind)

    def _split(self, table: pa.Table, splits: Sequence[Quantities], kind: pa.DataType) -> pa.Table:
        """The table with the columns that some of its columns are split into."""
        for split in splits:
            for name, column in zip(split.names, split_column(table[split.column], split), strict=True):
                table = table.append_column(name, column if kind == TEXT else pc.dictionary_encode(column))
        return table

    def _parse(self, block: Block, numeric: Sequence[str], text: Sequence[str], kind: Any) -> Chunk:
        chunk = self._parse_cells(block, numeric, text, kind)
        table = chunk.table
        for groups in self.groups:
            name = self.header[groups.column]
            if name in table.column_names and len(chunk):
                index = table.column_names.index(name)
                table = table.set_column(index, name, groups.fill(table[name], chunk.lines()))
        return chunk if table is chunk.table else replace(chunk, table=table)

    def _parse_cells(self, block: Block, numeric: Sequence[str], text: Sequence[str], kind: Any) -> Chunk:
        types = {name: pa.float64() for name in numeric} | dict.fromkeys(text, kind)
        # A block with a word that is no number makes the parser give up, and each word that it looks for costs time in
        # every cell. Most files have empty cells only, so the other words are tried where a block needs them.
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
        chunk = self.parse(block, (), (*self.header, *(name for split in self.splits for name in split.names)))
        table = chunk.table
        for name in self.mixed:
            table = table.set_column(table.column_names.index(name), name, without_notation(table[name]))
        table, dashes = clean_table(table, self.missing)
        numbers = frozenset(name for name, kind in self.values.items() if kind == "number")
        return replace(chunk, table=table, numbers=numbers, dashes=dashes)

    @property
    def _delimiters(self) -> str:
        return delimiter_characters(self.dialect.delimiter)

    @property
    def _quote(self) -> bytes:
        return self.dialect.quote.encode()

    @property
    def _escape(self) -> bytes:
        return self.dialect.escape.encode()

    def _last_end(self, data: bytes) -> int:
        return last_end(data, self._delimiters, self._quote, self._escape)

    @cached_property
    def _inspector(self) -> RecordInspector:
        return RecordInspector(self.dialect.delimiter, self.dialect.quote, len(self.header), self.head.record)

    def _read(self, block: Block, types: Types, words: tuple[str, ...]) -> Chunk:
        """The records of a block as a table. Those that the parser does not accept are examined one by one."""
        in_memory = self.stream.in_memory
        if block.is_below:
            count = len(records_of(block.data, self.dialect).starts)
            below = tuple(Irregular("below", index, 0) for index in range(count))
            return Chunk(self.name, self._table(b"", types, words)[0], block, self.dialect, below, in_memory)
        records, no_rows = None, []
        parsed, suspect = self._parsed(block, types, words)
        if suspect:
            records = records_of(block.data, self.dialect)
            no_rows = list(self._inspector.records_without_rows(block.data, records))
            lines = enumerate((records.lines + block.line).tolist())
            no_rows += [Irregular("total", k, len(self.header)) for k, line in lines if line in self.summaries]
        if parsed is None or no_rows:
            parsed = self._table(block.data, {} if no_rows else types, words)
        table, widths = parsed
        if not widths and not no_rows:
            return Chunk(self.name, table, block, self.dialect, (), in_memory)
        records = records or records_of(block.data, self.dialect)
        for record in no_rows:
            widths.pop(record.index, None)
        irregular = sorted([*no_rows, *self._inspector.of_width(block.data, records, widths)], key=attrgetter("index"))
        block = replace(block, data=self._inspector.mend(block.data, records, widths))
        records = records_of(block.data, self.dialect)
        absent = [record.index for record in irregular if not record.is_row]
        table, widths = self._table(without_records(block.data, records, absent), types, words)
        if widths:  # records that could not be mended, since they have quotes where no cell begins
            indices = [index for index in range(len(records.starts)) if index not in set(absent)]
            odd = {indices[k]: cells for k, cells in widths.items()}
            irregular = [record for record in irregular if record.index not in odd]
            irregular = sorted(
                [*irregular, *(Irregular("long", *item) for item in odd.items())], key=attrgetter("index")
            )
        return Chunk(self.name, table, block, self.dialect, tuple(irregular), in_memory)

    def _parsed(self, block: Block, types: Types, words: tuple[str, ...]) -> tuple[TableAndWidths | None, bool]:
        """A block as it stands, unless that would be in vain; and whether some of its records may be no rows."""
        if block.line <= max(self.summaries, default=0) or self._inspector.has_header(block.data):
            return None, True
        try:
            parsed = self._table(block.data, types, words)
        except pa.ArrowInvalid:
            if self._inspector.may_have_blanks(block.data):
                return None, True
            raise
        # A blank record has a missing cell in every column. So a column of numbers that has none tells that there is no
        # such record, and nobody has to look at all lines: nearly all blocks of most files have such a column.
        columns = (column for column in parsed[0].columns if pa.types.is_floating(column.type))
        full = any(len(column) and not column.null_count for column in columns)
        return parsed, not full and self._inspector.may_have_blanks(block.data)

    def _table(self, data: bytes, types: Types, words: tuple[str, ...]) -> TableAndWidths:
        """Records as a table; and the numbers of cells of those that are not as wide as the header, by index."""
        widths: dict[int, int] = {}

        def leave_out(row: Any) -> str:
            widths[row.number - 1] = row.actual_columns
            return "skip"

        data = self._plain(data)
        if not data or data.isspace():  # comments and blank lines alone, which the parser refuses
            return pa.table({name: pa.array([], kind) for name, kind in types.items()}), widths
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(
                column_names=self.header, use_threads=False, block_size=max(len(data) + 1, 1024)
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.dialect.parser_delimiter,
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
        """The records alone, without comments, with the usual characters and with one character as delimiter."""
        if self.dialect.comment and self.dialect.comment in data:
            records = records_of(data, self.dialect)
            edges = zip(records.starts.tolist(), records.ends.tolist(), strict=True)
            data = b"".join(data[a:b] + b"\n" for a, b in edges)
        if self.dialect.escape and b"\\N" in data:  # as databases write a missing cell beside such quotes
            data = sub(rb"(?<![^\r\n%b])\\N(?![^\r\n%b])" % ((self.dialect.delimiter.encode(),) * 2), b"", data)
        data = with_usual_characters(data)
        return squeeze_blanks(data, self.dialect.quote) if self.dialect.delimiter == RUN_OF_BLANKS else data
