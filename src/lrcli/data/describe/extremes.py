"""The lowest and the highest values of a column, and where they are, so that what is odd can be looked at."""

from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats, Ints

FEW = 1000  # values, of which sorting all takes less time than looking for the largest first
MOST_EXTREMES = 3  # at each end: more would be a list that nobody reads
FAR_VALUE = 30.0  # deviations from the median, told by the quartiles: hardly any price goes there
NORMAL_QUARTILE_RANGE = 1.349  # in deviations


@dataclass(frozen=True)
class Extreme:
    """A value and its origin, as in data/rows/origins.py."""

    value: float
    origin: int


@dataclass
class Extremes:
    """Those of the values so far, the farthest out first; of equal ones the first."""

    low: list[Extreme] = field(default_factory=list)
    high: list[Extreme] = field(default_factory=list)

    def add(self, values: Floats, origins: Ints, low: float, high: float) -> None:
        """More values (n,), their origins, and the lowest and the highest of them."""
        if len(self.high) < MOST_EXTREMES or high > self.high[-1].value:
            self.high = _farthest(self.high, values, origins, 1)
        if len(self.low) < MOST_EXTREMES or low < self.low[-1].value:
            self.low = _farthest(self.low, values, origins, -1)

    def outliers(self, q1: float, median: float, q3: float) -> list[Extreme]:
        """Those far from the median, the farthest first; none where half of the values are alike."""
        reach = FAR_VALUE * (q3 - q1) / NORMAL_QUARTILE_RANGE
        several = dict.fromkeys([*self.low, *self.high])
        far = [extreme for extreme in several if reach > 0 and abs(extreme.value - median) > reach]
        return sorted(far, key=lambda extreme: -abs(extreme.value - median))


def _farthest(extremes: list[Extreme], values: Floats, origins: Ints, sign: int) -> list[Extreme]:
    outward = sign * values
    if len(values) > FEW:
        least = np.partition(outward, -MOST_EXTREMES)[-MOST_EXTREMES]
        candidates = np.flatnonzero(outward >= least)
    else:
        candidates = np.arange(len(values))
    first = candidates[np.argsort(-outward[candidates], kind="stable")][:MOST_EXTREMES]
    new = [Extreme(float(values[k]), int(origins[k])) for k in first]
    return sorted([*extremes, *new], key=lambda extreme: -sign * extreme.value)[:MOST_EXTREMES]
