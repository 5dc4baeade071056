"""A whole table in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import Columns, Levels
from lrcli.data.parallel import Workers
from lrcli.data.reading import Cells, Reading
from lrcli.data.source import Chunk, Source, open_source
from lrcli.errors import DataError

Choice = Callable[[Source, Chunk], Columns]


@dataclass(frozen=True)
class File:
    """What identifies the data that a model was learned from."""

    name: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, source: Source) -> "File":
        stream = source.stream
        return cls(PurePath(stream.name).name, stream.bytes_read, stream.digest.hexdigest())


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
    without_target: int  # rows that were left out

    def __len__(self) -> int:
        return len(self.y)

    def missing(self) -> dict[str, int]:
        """How many cells are missing, of the columns where some are."""
        counts = zip(self.columns.numeric, np.isnan(self.numeric).sum(axis=0).tolist(), strict=True)
        more = zip(self.columns.categorical, (self.codes == 0).sum(axis=0).tolist(), strict=True)
        return {name: count for name, count in [*counts, *more] if count}

    @classmethod
    def of(cls, source: Source, columns: Columns, levels: Sequence[Levels], parts: Sequence[Cells]) -> "Table":
        n = sum(len(part) for part in parts)
        return cls(
            file=File.of(source),
            header=source.header,
            columns=columns,
            numeric=_filled(np.empty((n, len(columns.numeric))), [part.numeric for part in parts]),
            codes=_filled(np.empty((n, len(columns.categorical)), dtype=np.intp), [part.codes for part in parts]),
            levels=names(levels),
            y=np.concatenate([part.y for part in parts]),
            without_target=sum(part.dropped for part in parts),
        )


def names(levels: Sequence[Levels]) -> tuple[tuple[str, ...], ...]:
    """The texts of each categorical column, in order of appearance."""
    return tuple(tuple(text for text in column.code if text is not None) for column in levels)


def start_reading(source: Source, choose: Choice) -> Reading:
    """Decide the columns by a look at the first block, and read them."""
    first = source.peek()
    if first is None:
        raise DataError(f"{source.name} has a header and no rows")
    return Reading(source, choose(source, source.parse_as_text(first, source.first_line)))


def read_table(path: str, choose: Choice) -> Table:
    """Read the columns that `choose` wants; leave out rows without a target."""
    with open_source(path) as source, Workers() as workers:
        reading = start_reading(source, choose)
        parts = list(reading.cells(workers, keep_bytes=False))
    return Table.of(source, reading.columns, reading.levels, parts)


Matrix = TypeVar("Matrix", Floats, Ints)


def _filled(matrix: Matrix, parts: Sequence[Sequence[Matrix]]) -> Matrix:
    """The matrix (n, …), its columns put together from those of each part."""
    for place in range(matrix.shape[1]):
        matrix[:, place] = np.concatenate([part[place] for part in parts])
    return matrix
