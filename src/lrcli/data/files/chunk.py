"""Bytes of whole records, and what is read from them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from lrcli.arrays import Ints
from lrcli.data.files.dialect import Dialect
from lrcli.data.files.irregular import Irregular
from lrcli.data.files.layout import BLANKS
from lrcli.data.files.records import Records


@dataclass(frozen=True)
class Block:
    """Bytes of whole records, and the line that the first begins in."""

    data: bytes
    line: int
    may_be_total: bool = False  # whether its only row is the last of its file and may hold the sums of those above


@dataclass(frozen=True)
class Chunk:
    """Some records in a row: the columns that were asked for, missing cells null, and the bytes they were read from."""

    name: str  # of the file
    table: pa.Table
    block: Block
    dialect: Dialect
    irregular: tuple[Irregular, ...] = ()  # records that have not the cells of the table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def records(self) -> Records:
        """All records, also those that are no rows."""
        return records_of(self.block.data, self.dialect)

    @cached_property
    def rows(self) -> Ints:
        """The place among the records of each row, (n,)."""
        whole = np.arange(len(self.records.starts))
        return np.delete(whole, [record.place for record in self.irregular if not record.is_row])

    @property
    def ragged(self) -> list[tuple[int, int]]:
        """Records with too many or too few cells to be rows: place, and how many cells."""
        return [(record.place, record.cells) for record in self.irregular if record.kind == "long"]

    def lines(self) -> Ints:
        """The line each row begins in, 1 the first of the file, (n,)."""
        return self.records.lines[self.rows] + self.block.line


def records_of(data: bytes, dialect: Dialect) -> Records:
    return Records.of(
        data, cutting(dialect.delimiter), dialect.quote.encode(), dialect.comment, dialect.escape.encode()
    )


def cutting(delimiter: str) -> str:
    """All characters that cut records into cells."""
    return " \t" if delimiter == BLANKS else delimiter
