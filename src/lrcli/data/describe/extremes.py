"""The lowest and the highest values of a column, and where they are, so that what is odd can be looked at."""

from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats, Ints

MOST_TO_SORT = 1000  # values, of which sorting all takes less time than looking for the largest first
MOST_EXTREMES = 3  # at each end: more would be a list that nobody reads
FAR_VALUE = 30.0  # deviations from the median, told by the quartiles: hardly any price goes there
FEWEST_VALUES = 12  # different ones: among fewer, every value is apart from the others
NORMAL_QUARTILE_RANGE = 1.349  # in deviations


@dataclass(frozen=True)
class Extreme:
    """A value and its origin, as in data/rows/origins.py."""

    value: float
    origin: int


@dataclass
class Extremes:
    """Those of the values so far, the farthest out first; of equal ones the first. most: at each end."""

    most: int = MOST_EXTREMES
    # Few values wait until somebody asks for the extremes. Of most columns nobody does: their lowest and highest value
    # tell that none is far away.
    lowest: float = np.inf
    highest: float = -np.inf
    waiting: list[tuple[Floats, Ints]] = field(default_factory=list)  # values and their origins
    waiting_values: int = 0
    _low: list[Extreme] = field(default_factory=list)
    _high: list[Extreme] = field(default_factory=list)

    def add(self, values: Floats, origins: Ints, low: float, high: float) -> None:
        """More values (n,), their origins, and the lowest and the highest of them."""
        self.lowest, self.highest = min(self.lowest, low), max(self.highest, high)
        if self._enclose(low, high):
            return
        self.waiting.append((values, origins))
        self.waiting_values += len(values)
        if self.waiting_values > MOST_TO_SORT:
            self._look()

    def _enclose(self, low: float, high: float) -> bool:
        """Whether values between these two are no extremes, as those of nearly all blocks but the first are."""
        full = len(self._low) == len(self._high) == self.most
        return full and low >= self._low[-1].value and high <= self._high[-1].value

    def join(self, later: "Extremes") -> None:
        """Add those of values behind these."""
        self.lowest, self.highest = min(self.lowest, later.lowest), max(self.highest, later.highest)
        self._low = sorted([*self.low, *later.low], key=lambda extreme: extreme.value)[: self.most]
        self._high = sorted([*self.high, *later.high], key=lambda extreme: -extreme.value)[: self.most]

    @property
    def low(self) -> list[Extreme]:
        self._look()
        return self._low

    @property
    def high(self) -> list[Extreme]:
        self._look()
        return self._high

    def _look(self) -> None:
        """Look through the values that wait."""
        if not self.waiting:
            return
        values = np.concatenate([some for some, _ in self.waiting])
        origins = np.concatenate([some for _, some in self.waiting])
        self.waiting, self.waiting_values = [], 0
        if len(self._high) < self.most or values.max() > self._high[-1].value:
            self._high = _farthest(self._high, values, origins, 1, self.most)
        if len(self._low) < self.most or values.min() < self._low[-1].value:
            self._low = _farthest(self._low, values, origins, -1, self.most)

    def outliers(self, q1: float, median: float, q3: float, different: int) -> list[Extreme]:
        """Those far from the median, and those apart from all others, the farthest first. different: values there are.

        None is far where half of the values are alike, and none is apart from few values, as a flag is from others.
        """
        reach = FAR_VALUE * (q3 - q1) / NORMAL_QUARTILE_RANGE
        is_far = max(self.highest - median, median - self.lowest) > reach > 0
        # What is apart has half of the range to itself, so that of most columns nobody has to look for the extremes.
        alone = max(self.highest - q3, q1 - self.lowest) > (self.highest - self.lowest) / 2
        may_be_apart = alone and different >= FEWEST_VALUES
        if not is_far and not may_be_apart:
            return []
        several = dict.fromkeys([*self.low, *self.high])
        far = {extreme for extreme in several if is_far and abs(extreme.value - median) > reach}
        far |= {*self._apart()} if may_be_apart else set()
        return sorted(far, key=lambda extreme: (-abs(extreme.value - median), extreme.origin))

    def _apart(self) -> list[Extreme]:
        """One or two at an end that are farther from all other values than these are from one another."""
        for end, other in ((self.high, self.low), (self.low, self.high)):
            for k in range(1, len(end)):
                gap, width = abs(end[k - 1].value - end[k].value), abs(end[k].value - other[0].value)
                if gap > width:
                    return end[:k]
        return []


def _farthest(extremes: list[Extreme], values: Floats, origins: Ints, sign: int, most: int) -> list[Extreme]:
    outward = sign * values
    if len(values) > MOST_TO_SORT:
        least = np.partition(outward, -most)[-most]
        candidates = np.flatnonzero(outward >= least)
    else:
        candidates = np.arange(len(values))
    first = candidates[np.argsort(-outward[candidates], kind="stable")][:most]
    new = [Extreme(float(values[k]), int(origins[k])) for k in first]
    return sorted([*extremes, *new], key=lambda extreme: -sign * extreme.value)[:most]
