"""Which columns say nothing that earlier ones do not say, found in the second moments of the encoded rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints

COLLINEAR = 1e-9  # of its variance, what a redundant column may have of its own
JITTER = 1e-12  # keeps the factor of a singular matrix finite
HIDING = 1e-5  # a jitter under which columns look redundant that are not
ROUNDING = 1e-15  # of 1/n Σ x², what moments are off by
CERTAIN = 1e-6  # of 1/n Σ x², the variance that a column needs to be told from a constant
NOTHING = 1e-6  # of a deviation: a weight that is rounding

Product = Callable[[Floats], Floats]  # v (…, p) → G v


@dataclass(frozen=True)
class Dependence:
    """x[column] = constant + Σ weights · x[others]."""

    column: int
    others: tuple[int, ...]
    weights: Floats
    constant: float


def collinear(G: Floats) -> list[Dependence]:
    """The columns that are sums of earlier ones. G (d, d): second moments of x, where x₀ = 1.

    Of a Cholesky factor of the correlations the squared diagonal is what each column has that earlier ones have not.
    """
    mean, square = G[0], np.diag(G)
    variance = square - mean**2
    places = np.flatnonzero(variance > CERTAIN * square)
    if len(places) < 2:
        return []
    std = np.sqrt(variance[places])
    R = (G - np.outer(mean, mean))[np.ix_(places, places)] / np.outer(std, std)
    jitter = max(JITTER, ROUNDING * float((square[places] / variance[places]).max()))
    own, jitter = _own(R, jitter)
    alone = own > max(COLLINEAR, 2 * jitter)
    kept = np.flatnonzero(alone)
    return [_dependence(k, kept[kept < k], R, mean[places], std, places) for k in np.flatnonzero(~alone).tolist()]


def _own(R: Floats, jitter: float) -> tuple[Floats, float]:
    """What each column has that earlier ones have not (d,), by the smallest jitter from this one on that is enough.

    Moments of columns far from 0 are rounded so much that more is needed; where that hides everything, all is own.
    """
    while jitter < HIDING:
        try:
            return np.diag(np.linalg.cholesky(R + jitter * np.eye(len(R)))) ** 2, jitter
        except np.linalg.LinAlgError:
            jitter *= 10
    return np.ones(len(R)), 0.0


def _dependence(k: int, before: Ints, R: Floats, mean: Floats, std: Floats, places: Ints) -> Dependence:
    standardised = np.linalg.lstsq(R[np.ix_(before, before)], R[before, k])[0]
    before, standardised = before[np.abs(standardised) > NOTHING], standardised[np.abs(standardised) > NOTHING]
    weights = standardised * std[k] / std[before]
    return Dependence(int(places[k]), tuple(places[before].tolist()), weights, float(mean[k] - weights @ mean[before]))


def determined(G: Product, p: int, n: int, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs (a, b) of categorical columns where the level of a tells that of b, of more than one, over n rows.

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
    known = variance > CERTAIN * np.diag(G)
    covariance = c - G[0] * y_mean
    return np.where(known, covariance / (np.sqrt(np.where(known, variance, 1.0)) * y_std), 0.0)
