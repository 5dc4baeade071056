"""Rows as arrays, in whatever way they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.read import Cells


@dataclass(frozen=True)
class Rows:
    """Raw values of n rows; nothing is scaled or filled in yet.

    While rows are read they are `Cells`, a list of columns: they come from Arrow column by column, are shuffled and
    reduced column by column, and would be copied twice more if each block were put together to matrices.
    """

    numeric: Floats  # (n, d), NaN where missing
    codes: Ints  # (n, c), 0 where missing, else 1 + the level's index
    y: Floats  # (n,), zeros where there is no target
    origins: Ints  # (n,), file and line, as in origins.py; 0 where they are not known
    weights: Floats | None = None  # (n,), above 0: for how many rows each counts; None: each for one
    keys: NDArray[Any] | None = None  # (n,), what decides on their roles, where cells do; of a sample None

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: slice | Ints) -> "Rows":
        weights, keys = (None if each is None else each[rows] for each in (self.weights, self.keys))
        return Rows(self.numeric[rows], self.codes[rows], self.y[rows], self.origins[rows], weights, keys)

    @classmethod
    def empty(cls, n: int, columns: Columns) -> "Rows":
        """n rows, to be filled."""
        numeric, codes = np.empty((n, len(columns.numeric))), np.empty((n, len(columns.categorical)), dtype=np.intp)
        return cls(numeric, codes, np.empty(n), np.zeros(n, dtype=np.intp), np.empty(n) if columns.weights else None)

    @classmethod
    def of(cls, blocks: Sequence[Cells], columns: Columns) -> "Rows":
        """All rows of these blocks."""
        rows = cls.empty(sum(map(len, blocks)), columns)
        _fill(rows.numeric, [cells.numeric for cells in blocks])
        _fill(rows.codes, [cells.codes for cells in blocks])
        y, origins = np.concatenate([cells.y for cells in blocks]), np.concatenate([cells.origins for cells in blocks])
        weights, keys = (
            joined_arrays([cells.weights for cells in blocks]),
            joined_arrays([cells.keys for cells in blocks]),
        )
        return cls(rows.numeric, rows.codes, y, origins, weights, keys)

    @classmethod
    def joined(cls, several: Sequence["Rows"]) -> "Rows":
        """One after the other."""
        return cls(
            np.concatenate([rows.numeric for rows in several]),
            np.concatenate([rows.codes for rows in several]),
            np.concatenate([rows.y for rows in several]),
            np.concatenate([rows.origins for rows in several]),
            joined_arrays([rows.weights for rows in several]),
        )

    def of_target(self, index: int, columns: Columns) -> "Rows":
        """The same rows of one target, 0 for the first. columns: of all targets, which the last numeric columns are."""
        if not columns.further:
            return self
        d = columns.features_read
        y = self.y if index == 0 else self.numeric[:, d + index - 1].copy()
        keys = self.y if columns.stratified else self.keys  # whatever the target, the first decides
        return replace(self, numeric=self.numeric[:, :d].copy(), y=y, keys=keys)

    @property
    def weight(self) -> float:
        """For how many rows all of them count."""
        return len(self) if self.weights is None else float(self.weights.sum())


def joined_arrays(arrays: Sequence[NDArray[Any] | None]) -> NDArray[Any] | None:
    """The weights or keys of rows one after the other; None where they have none."""
    several = [each for each in arrays if each is not None]
    return np.concatenate(several) if several else None


Matrix = TypeVar("Matrix", Floats, Ints)


def _fill(matrix: Matrix, blocks: Sequence[Sequence[Matrix]]) -> None:
    """Write the columns of all blocks, each put together, into the matrix (n, …)."""
    for k in range(matrix.shape[1]):
        matrix[:, k] = np.concatenate([block[k] for block in blocks])
