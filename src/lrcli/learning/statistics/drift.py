"""How different two distributions are, and how different chance alone makes them.

The population stability index is Σ (p − q) ln(p/q) over bins, with p and q the shares of the two samples in a bin. For
two samples of n and m rows from one distribution it is about (1/n + 1/m) times a χ² with one degree of freedom less
than there are bins. The Kolmogorov–Smirnov distance is the largest difference of the two distribution functions.
"""

from collections.abc import Sequence
from math import erfc, exp, lgamma, log, sqrt

import numpy as np

from lrcli.arrays import Floats

QUANTILE_ROUNDING = 1e-12  # of a quantile


def population_stability(p: Floats, q: Floats, n: int, m: int) -> float:
    """PSI of shares p of n rows and q of m rows, (bins,). A bin without rows counts as one with half a row."""
    p, q = np.maximum(p, 0.5 / n), np.maximum(q, 0.5 / m)
    return float(np.sum((p - q) * np.log(p / q)))


def stability_by_chance(bins: int, n: int, m: int, chance: float) -> float:
    """What PSI exceeds with this chance where both samples are of one distribution."""
    return (1 / n + 1 / m) * _chi_square(bins - 1, chance) if bins > 1 else 0.0


def _chi_square(freedom: int, chance: float) -> float:
    """What χ² exceeds with this chance, by bisection."""
    low, high = 0.0, 1.0
    while _above(high, freedom) > chance:
        low, high = high, 2 * high
    while high - low > QUANTILE_ROUNDING * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _above(middle, freedom) > chance else (low, middle)
    return high


def _above(x: float, freedom: int) -> float:
    """P(χ² > x): Q(a + 1, y) = Q(a, y) + yᵃ e⁻ʸ / Γ(a + 1), a half of the degrees of freedom, y half of x."""
    y, a = x / 2, (0.5 if freedom % 2 else 1.0)
    total = erfc(sqrt(y)) if freedom % 2 else exp(-y)
    while a < freedom / 2:
        total += exp(a * log(y) - y - lgamma(a + 1)) if y else 0.0
        a += 1
    return total


def kolmogorov_smirnov(f: Floats, g: Floats) -> float:
    """The largest distance of two distribution functions at the same values."""
    return float(np.max(np.abs(f - g), initial=0.0))


def distance_by_chance(n: int, m: int, chance: float) -> float:
    """What that distance exceeds with this chance, at most, where both samples are of one distribution."""
    return sqrt(-log(chance / 2) / 2 * (1 / n + 1 / m))


def shares_up_to(rising: Floats, values: Sequence[float] | Floats, weights: Floats | None = None) -> Floats:
    """The share of a sample, in rising order, that is at most each of some values. weights: how often each counts."""
    ends = np.searchsorted(rising, values, side="right")
    if weights is None:
        return ends / max(len(rising), 1)
    sums = np.concatenate([[0.0], np.cumsum(weights)])
    return np.asarray(sums[ends] / (sums[-1] or 1.0))
