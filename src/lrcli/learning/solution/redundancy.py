"""Redundant columns: numbers that are sums of earlier ones, by their triangular factor, and texts, by counting rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.solution.triangular_factor import Basis

LEAST_VARIANCE = 1e-6  # of 1/n Σ x², the variance that a column needs to be told from a constant
NOTHING = 1e-6  # of a deviation: a smaller standardised weight is rounding

MatrixProduct = Callable[[Floats], Floats]  # v (…, p) → G v


@dataclass(frozen=True)
class ColumnRelation:
    """x[column] = constant + Σ weights · x[others], in every row."""

    column: int
    others: tuple[int, ...]
    weights: Floats
    constant: float


def relations(numbers: Basis) -> Iterator[ColumnRelation]:
    """The relations of the columns of numbers that are sums of earlier ones. x₀ = 1; constant columns have none.

    Since the first row of the factor is the columns' parts along x₀, what is below it are their deviations.
    """
    T, columns = numbers.triangle, numbers.columns
    mean, std = T[0] / T[0, 0], np.linalg.norm(T[1:], axis=0)
    for dependence in numbers.dependences:
        r = len(dependence.columns)
        own = float(np.linalg.norm(T[1:, :r] @ dependence.weights))
        matters = np.abs(dependence.weights) * std[:r] > NOTHING * own
        if own**2 > LEAST_VARIANCE * numbers.length[dependence.column] ** 2 and matters.any():
            weights = dependence.weights[matters]
            constant = float(mean[:r] @ dependence.weights - mean[:r][matters] @ weights)
            yield ColumnRelation(dependence.column, tuple(columns[:r][matters].tolist()), weights, constant)


def determined(G: MatrixProduct, p: int, n: int, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs (a, b) of categorical columns where the level of a determines that of b in all n rows, and b varies.

    spans: the first and the last weight (exclusive) of each column. The levels of b are numbered in binary, a bit is
    ±1: where the rows of a level of a have one level of b alone, the mean of every bit over them is ±1.
    """
    bits = [_bits(end - first) for first, end in spans]
    edges = np.cumsum([1, *map(len, bits)])
    v = np.zeros((edges[-1], p))
    v[0, 0] = 1
    for (first, end), at, own in zip(spans, edges.tolist(), bits, strict=False):
        v[at : at + len(own), first:end] = own
    rows, *sums = np.split(G(v) * n, edges[:-1])  # of each level the rows, and the sums of the bits over them
    pairs = []
    for b, (first, end) in enumerate(spans):
        mixed = (rows[0] - np.abs(sums[b]) > 1).any(axis=0)  # one row of another level makes it 2
        if (rows[0, first:end] > 0.5).sum() > 1:
            pairs += [(a, b) for a, (start, stop) in enumerate(spans) if a != b and not mixed[start:stop].any()]
    return sorted(pairs)


def _bits(count: int) -> Floats:
    """The numbers below count in binary, digits as ±1, (digits, count)."""
    digits = np.arange(max(1, (count - 1).bit_length()))
    return np.where(np.arange(count) >> digits[:, None] & 1, -1.0, 1.0)


def correlations(G: Floats, c: Floats, y_mean: float, y_std: float) -> Floats:
    """Pearson's r of each column and y, (d,); 0 where a column is constant. c (d,): 1/n Σ x y."""
    variance = np.diag(G) - G[0] ** 2
    known = variance > LEAST_VARIANCE * np.diag(G)
    covariance = c - G[0] * y_mean
    return np.where(known, covariance / (np.sqrt(np.where(known, variance, 1.0)) * y_std), 0.0)
