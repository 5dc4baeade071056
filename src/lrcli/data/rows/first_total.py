"""Whether the first row of a large table holds the sums of all others, where it looks so.

A small table is looked at as a whole before it is read. The rows of a large one pass once, and the first of them is
learned from long before the last is added up. So a table whose first row looks like a total, which is rare, is read
twice; where that cannot be, as of a pipe, a total is an error at the end, for it has been learned from by then.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.chunk import Block, records_of
from lrcli.data.files.dataset import Files, can_be_read_again
from lrcli.data.files.source import Source
from lrcli.data.files.structure.totals import has_total_word
from lrcli.data.rows.parse import NumbersByColumn, Parsed
from lrcli.data.rows.totals import add_sums, are_sums
from lrcli.errors import DataError

Parse = Callable[[tuple[Source, Block]], Parsed]


class FirstTotals:
    """The first rows of the files that look like totals, one file after the other."""

    def __init__(self, files: Files, parse: Parse) -> None:
        self.files, self.parse = files, parse
        self.doubt: _FirstRow | None = None  # of a file that cannot be read twice
        self.sums: NumbersByColumn = {}

    def named(self, blocks: Iterable[tuple[Source, Block]]) -> Iterator[tuple[Source, Block]]:
        """The same blocks, once the source of the first of a file has its total among the summaries."""
        for source, block in blocks:
            self._begin(source, block)
            yield source, block

    def _begin(self, source: Source, block: Block) -> None:
        if not source.begins_like_total or block.line != source.first_line:
            return
        first = _FirstRow(source, block, self.parse)
        path = next(path for path, each in zip(self.files.paths, self.files.sources, strict=False) if each is source)
        if not can_be_read_again(path):
            self.doubt, self.sums = first, {}
            return
        sums: NumbersByColumn = {}
        with Files([path], self.files.layout, None, self.files.limits, names=self.files.names) as again:
            again.split(self.files.splits)
            for other, each in again.blocks():
                if not (each.may_be_total and has_total_word(_first_cells(other, each))):
                    add_sums(sums, self.parse((other, each)).sums)
        if first.sums_up(sums):
            source.summaries = frozenset({first.line})

    def add(self, parsed: Parsed) -> None:
        if self.doubt and parsed.chunk.name == self.doubt.name:
            add_sums(self.sums, parsed.sums)

    def check(self) -> None:
        """Raise DataError where rows were learned from the first of which was a total."""
        if self.doubt and self.doubt.sums_up(self.sums):
            raise DataError(
                f"{self.doubt.name}, {self.doubt.place}: this row holds the sums of all rows below it, and what comes "
                "through a pipe cannot be read again without it; leave it out, or write the table to a file"
            )


class _FirstRow:
    """The first row of a file."""

    def __init__(self, source: Source, block: Block, parse: Parse) -> None:
        end = int(records_of(block.data, source.dialect).ends[0])
        parsed = parse((source, Block(block.data[:end] + b"\n", block.line)))
        self.name, self.line = source.name, block.line
        self.place = parsed.chunk.place(self.line)
        self.sums = parsed.sums
        self.has_word = has_total_word(_first_cells(source, block))

    def sums_up(self, all_rows: NumbersByColumn) -> bool:
        """Whether this row has the sums of the others. all_rows: the sums of the whole file, this row among them."""
        others: dict[str, Floats] = {}
        with np.errstate(invalid="ignore"):
            for name, sums in all_rows.items():
                others[name] = sums - self.sums.get(name, np.zeros(3))
        return are_sums(self.sums, others, surely=self.has_word)


def _first_cells(source: Source, block: Block) -> list[str]:
    records = records_of(block.data, source.dialect)
    return source.dialect.row(block.data[records.starts[0] : records.ends[0]].decode(errors="replace"))
