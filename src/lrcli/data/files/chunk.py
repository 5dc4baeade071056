"""Bytes of whole records, and what is read from them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from lrcli.arrays import Ints
from lrcli.data.files.layout import RUN_OF_BLANKS
from lrcli.data.files.records import Records
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.files.structure.irregular import Irregular

FIRST_LINE = 2  # of a table in memory, below the names of its columns


@dataclass(frozen=True)
class TableHead:
    """The bytes before the first row of a table, cut where more names can be added to the header."""

    above: bytes = b""  # up to the end of the line of names; b"" where the columns have no names
    below: bytes = b""  # from there up to the first row
    record: bytes = b""  # the line of names alone
    wide: tuple[int, ...] = ()  # the ends, from the file's start, of other lines that are as wide as the table
    padding: int = 0  # cells that the header lacks

    @property
    def data(self) -> bytes:
        return self.above + self.below

    def with_names(self, cells: bytes, count: int, delimiter: bytes) -> bytes:
        """The same bytes with cells added behind the names, and as many empty ones in other lines of that width.

        cells: how they are written, with delimiters. count: how many they are.
        """
        whole, empty = self.data, delimiter * count
        inserted = dict.fromkeys(self.wide, empty)
        inserted[len(self.above)] = delimiter * self.padding + cells
        pieces, position = [], 0
        for end in sorted(inserted):
            pieces += [whole[position:end], inserted[end]]
            position = end
        return b"".join([*pieces, whole[position:] if self.below else b"\n"])


@dataclass(frozen=True)
class Block:
    """Bytes of whole records, and the line that the first begins in."""

    data: bytes
    line: int
    line_ends: int | None = None  # in the data, where they were counted
    is_below: bool = False  # whether its records stand below the table and are no rows
    may_be_total: bool = False  # whether it is the last row of its file alone, which may hold the sums of those above


@dataclass(frozen=True)
class Chunk:
    """Consecutive records: the columns that are needed, missing cells null, and the bytes that they were read from."""

    name: str  # of the file
    table: pa.Table
    block: Block
    dialect: Dialect
    irregular: tuple[Irregular, ...] = ()  # records that are not as wide as the table, or no rows
    in_memory: bool = False  # whether it is of a table in memory, whose rows have numbers and no lines
    numbers: frozenset[str] = frozenset()  # columns whose cells were no text, whose points can only be decimal marks
    dashes: frozenset[str] = frozenset()  # columns with a dash among blanks, where that was looked for

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def records(self) -> Records:
        """All records of the block, also those that are no rows."""
        return records_of(self.block.data, self.dialect)

    @cached_property
    def rows(self) -> Ints:
        """The index of each row among the records, (n,)."""
        whole = np.arange(len(self.records.starts))
        return (
            np.delete(whole, [record.index for record in self.irregular if not record.is_row])
            if self._lacks_rows
            else whole
        )

    @property
    def _lacks_rows(self) -> bool:
        """Whether some records are no rows."""
        return not all(record.is_row for record in self.irregular)

    @property
    def ragged(self) -> list[tuple[int, int]]:
        """Records with too many or too few cells to be rows: their indices and numbers of cells."""
        return [(record.index, record.cells) for record in self.irregular if record.kind == "long"]

    def lines(self) -> Ints:
        """The line of the file in which each row begins, 1 for the first, (n,)."""
        # Where there are as many line ends as rows, and the last byte is one, each row is a line, for a record has a
        # line end at least. Nearly all blocks of most files are so, and need no search for the ends of their records.
        if self.block.line_ends == len(self) and self.block.data[-1:] in (b"\n", b"\r") and not self._lacks_rows:
            return self.block.line + np.arange(len(self))
        return self.records.lines[self.rows] + self.block.line

    def place(self, line: int) -> str:
        """Where a person finds what begins in a line: that line of the file, or that row of a table in memory."""
        return f"row {row_of(line):,}" if self.in_memory else f"line {line:,}"


def records_of(data: bytes, dialect: Dialect) -> Records:
    return Records.of(
        data, delimiter_characters(dialect.delimiter), dialect.quote.encode(), dialect.comment, dialect.escape.encode()
    )


def row_of(line: int) -> int:
    """The row of a table in memory, counted from 0 as Python counts, that is this line of its text."""
    return line - FIRST_LINE


def delimiter_characters(delimiter: str) -> str:
    """All characters that cut records into cells."""
    return " \t" if delimiter == RUN_OF_BLANKS else delimiter
