"""The cells of the columns that are needed, as numbers and codes, some rows at a time, in the file's order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import Columns, Levels, numbers
from lrcli.data.parallel import Workers
from lrcli.data.source import CATEGORY, Chunk, Source


@dataclass(frozen=True)
class Cells:
    """Rows (n,), column by column; nothing is scaled or filled in yet."""

    numeric: list[Floats]  # NaN where missing
    codes: list[Ints]  # 0 where missing, else the level's place
    y: Floats  # zeros where there is no target
    dropped: int  # rows that were left out because they have no target
    chunk: Chunk
    kept: NDArray[np.bool_] | None = None  # which of the chunk's records these are, None for all

    def lines(self) -> Ints:
        """The line of the file that each row begins in, (n,)."""
        lines = self.chunk.lines()
        return lines if self.kept is None else lines[self.kept]

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: slice) -> "Cells":
        return Cells([x[rows] for x in self.numeric], [c[rows] for c in self.codes], self.y[rows], 0, self.chunk)


class Reading:
    """Reads a source once: its blocks are parsed on several threads and come in order."""

    def __init__(self, source: Source, columns: Columns) -> None:
        self.source, self.columns = source, columns
        self.levels = [Levels(name) for name in columns.categorical]

    def cells(self, workers: Workers, *, keep_bytes: bool = True) -> Iterator[Cells]:
        """All rows, some at a time; without their bytes they need less memory, and know no lines."""
        for chunk, numeric, y in workers.in_order(partial(self._parse, keep_bytes), self.source.blocks()):
            codes = [levels.encode(chunk.table[levels.name]) for levels in self.levels]
            yield _with_target(Cells(numeric, codes, y, 0, replace(chunk, table=None)))

    def _parse(self, keep_bytes: bool, block: tuple[bytes, int]) -> tuple[Chunk, list[Floats], Floats]:
        target = self.columns.target
        wanted = [*self.columns.numeric, target] if target else self.columns.numeric
        chunk = self.source.parse(*block, wanted, self.columns.categorical, CATEGORY)
        numeric = [numbers(self.source, chunk, name) for name in self.columns.numeric]
        y = numbers(self.source, chunk, target) if target else np.zeros(len(chunk))
        texts = chunk.table.select(self.columns.categorical)
        return replace(chunk, table=texts, block=chunk.block if keep_bytes else b""), numeric, y


def _with_target(cells: Cells) -> Cells:
    """The rows that have a target."""
    lacking = np.isnan(cells.y)
    if not lacking.any():
        return cells
    kept = ~lacking
    numeric, codes = [x[kept] for x in cells.numeric], [c[kept] for c in cells.codes]
    return Cells(numeric, codes, cells.y[kept], int(lacking.sum()), cells.chunk, kept)
