"""Pearson's correlation of every pair of columns of numbers, from rows that come some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.describe.spread import Spread, correlation

MOST_CORRELATED = 20  # columns: a picture of more cannot be read
CONSTANT_SHARE = 1e-13  # of a sum of squares: what rounding leaves of a constant


@dataclass(frozen=True)
class Correlations:
    """names (d,) and r (d, d), each over the rows that have both numbers; None where one of them is constant."""

    names: tuple[str, ...]
    r: tuple[tuple[float | None, ...], ...]
    beside: int  # number of the columns of numbers that are not among them


@dataclass(frozen=True)
class Spreads:
    """A `Spread` of each pair of columns (i, j) as matrices (d, d); means and squares are of i, in rows that have j."""

    n: Floats
    mean: Floats
    squares: Floats
    products: Floats

    @classmethod
    def of(cls, columns: Sequence[Floats], weights: Floats | None = None) -> "Spreads":
        """columns: d of n numbers, NaN where missing. weights (n,): for how many rows each counts."""
        X = np.array(columns)
        present = ~np.isnan(X)
        with np.errstate(over="ignore", invalid="ignore"):  # what is too large to be squared has no correlation
            centre = np.where(present, X, 0.0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
            X, M = np.where(present, X - centre[:, None], 0.0), present.astype(np.float64)
            counted, Y = (M, X) if weights is None else (M * weights, X * weights)
            n = counted @ M.T
            mean, raw = Y @ M.T / np.where(n > 0, n, 1.0), (Y * X) @ M.T
            squares = raw - n * mean**2
            squares[squares < CONSTANT_SHARE * raw] = 0.0
            return cls(n, centre[:, None] + mean, squares, Y @ X.T - n * mean * mean.T)

    def __add__(self, other: "Spreads") -> "Spreads":
        n = self.n + other.n
        delta, share = other.mean - self.mean, other.n / np.where(n > 0, n, 1.0)
        weight = self.n * share
        with np.errstate(over="ignore", invalid="ignore"):
            return Spreads(
                n,
                np.where(self.n > 0, self.mean + delta * share, other.mean),
                self.squares + other.squares + delta**2 * weight,
                self.products + other.products + delta * delta.T * weight,
            )

    def pair(self, i: int, j: int) -> Spread:
        means, squares = self.mean, self.squares
        moments = means[i, j], means[j, i], squares[i, j], squares[j, i], self.products[i, j]
        return Spread(float(self.n[i, j]), *map(float, moments))

    def correlations(self, names: Sequence[str], beside: int) -> Correlations:
        d = range(len(names))
        r = tuple(tuple(correlation(self.pair(max(i, j), min(i, j))) for j in d) for i in d)
        return Correlations(tuple(names), r, beside)


def chosen(numeric: Sequence[str], target: str) -> tuple[str, ...]:
    """The first 20 columns of numbers, the target among them if it is one, last."""
    others = [name for name in numeric if name != target]
    return (*others[: MOST_CORRELATED - (target in numeric)], *([target] if target in numeric else []))
