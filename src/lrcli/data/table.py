"""A whole table in memory: numbers, codes and target of every row that has a target."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import Columns, Levels, cells, numbers
from lrcli.data.source import Chunk, Source, open_source
from lrcli.errors import DataError


@dataclass(frozen=True)
class File:
    """What identifies the data that a model was learned from."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """Rows (n,) of raw values; nothing is scaled or filled in yet."""

    file: File
    header: tuple[str, ...]
    columns: Columns
    numeric: Floats  # (n, d), NaN where missing
    codes: Ints  # (n, c), 0 where missing, else the level's place in `levels`
    levels: tuple[tuple[str, ...], ...]  # per categorical column, in order of appearance
    y: Floats  # (n,), zeros where there is no target
    lines: Ints  # (n,), where each row stands in the file
    without_target: int  # rows that were left out

    def __len__(self) -> int:
        return len(self.y)


Choice = Callable[[Source, Chunk], Columns]


def read_table(path: str, choose: Choice) -> Table:
    """Read the columns that `choose` wants after a look at the first chunk; leave out rows without a target."""
    gatherer: Gatherer | None = None
    with open_source(path) as source:
        for block, line in source.blocks():
            if gatherer is None:
                gatherer = Gatherer(source, choose(source, source.parse(block, line, (), source.header)))
            gatherer.add(block, line)
    if gatherer is None:
        raise DataError(f"{source.name} has a header and no rows")
    return gatherer.table()


class Gatherer:
    """Collects the chunks of a table."""

    def __init__(self, source: Source, columns: Columns) -> None:
        self.source, self.columns = source, columns
        self.levels = [Levels(name) for name in columns.categorical]
        self.numeric: list[Floats] = []
        self.codes: list[Ints] = []
        self.y: list[Floats] = []
        self.lines: list[Ints] = []
        self.without_target = 0

    def add(self, block: bytes, line: int) -> None:
        target = self.columns.target
        wanted = [*self.columns.numeric, target] if target else self.columns.numeric
        chunk = self.source.parse(block, line, wanted, self.columns.categorical)
        y = numbers(self.source, chunk, target) if target else np.zeros(len(chunk))
        kept = ~np.isnan(y)
        self.without_target += int(len(y) - kept.sum())
        numeric, codes = cells(self.source, chunk, self.columns, self.levels)
        self.numeric.append(numeric[kept])
        self.codes.append(codes[kept])
        self.y.append(y[kept])
        self.lines.append(chunk.lines()[kept])

    def table(self) -> Table:
        source = self.source
        return Table(
            file=File(PurePath(source.name).name, source.bytes_read, source.digest.hexdigest()),
            header=source.header,
            columns=self.columns,
            numeric=np.concatenate(self.numeric),
            codes=np.concatenate(self.codes),
            levels=tuple(tuple(text for text in levels.code if text is not None) for levels in self.levels),
            y=np.concatenate(self.y),
            lines=np.concatenate(self.lines),
            without_target=self.without_target,
        )
