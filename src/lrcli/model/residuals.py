"""How far off a model's predictions are on rows that did not train it, and the range that follows. In plain Python."""

from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor, inf
from typing import NamedTuple

import msgspec

from lrcli.errors import ModelError, OptionError
from lrcli.model.features import Record

RANK_DECIMALS = 9  # to which ranks are rounded: 1000 · 99.9 / 100 is 999, not a little more
FIRM = 90.0  # percent: the few residuals of a group tell this quantile well, while their largest is mostly chance
TAIL, EVEN = 0.02, 250  # steps between kept ranks: 2 % of the residuals above, at most a 250th of all
LINE_TAIL = 0.05  # the same, where residuals between two of these ranks are interpolated


def check_interval(level: float | None) -> None:
    """Raise OptionError where a range cannot hold in so many of 100 new cases, or where that is a share."""
    if level is None:
        return
    if isinstance(level, bool) or not hasattr(level, "__float__"):  # Python passes any value
        raise OptionError("interval", f"{level!r} is not a number")
    if 0 < level < 1:
        raise OptionError("interval", f"{level:g} is less than 1 of 100 cases; is {100 * level:g} meant?")
    if not 0 < level < 100:
        raise OptionError("interval", f"{level:g} is not above 0 and below 100")


class Reach(NamedTuple):
    """How far from a prediction a range begins and ends: at some predictions, and on the lines between them.

    Predictions are those that are learned: logarithms, where a logarithm was learned.
    """

    predictions: tuple[float, ...]  # rising
    lows: tuple[float, ...]  # mostly below 0
    highs: tuple[float, ...]

    @classmethod
    def even(cls, size: float) -> "Reach":
        """Everywhere as far below a prediction as above it."""
        return cls((0.0,), (-size,), (size,))

    @property
    def symmetric(self) -> bool:
        """Whether a range is as far below a prediction as above it."""
        return all(low == -high for low, high in zip(self.lows, self.highs, strict=True))

    def at(self, prediction: float) -> tuple[float, float]:
        """The low and the high end, relative to a prediction; beyond the first and last one those that it has there."""
        after = bisect_left(self.predictions, prediction)
        if after in (0, len(self.predictions)):
            last = min(after, len(self.predictions) - 1)
            return self.lows[last], self.highs[last]
        start, end = self.predictions[after - 1], self.predictions[after]
        share = (prediction - start) / (end - start)
        low, high = (each[after - 1] + (each[after] - each[after - 1]) * share for each in (self.lows, self.highs))
        return low, high


class NeighbourResiduals(Record, frozen=True, omit_defaults=True):
    """Residuals of rows whose predictions are neighbours of one, as they would be at that `prediction`.

    Of many only some are kept: errors[i] is the ranks[i]-th smallest of `count`. Models of earlier versions of lrcli
    have absolute errors instead, as `sizes`.
    """

    prediction: float
    count: int
    ranks: list[int]
    errors: list[float] = msgspec.field(default_factory=list)  # y − ŷ
    sizes: list[float] = msgspec.field(default_factory=list)  # |y − ŷ|, rising, of groups that share no rows

    def ends(self, level: float) -> tuple[float, float] | None:
        """Between which residuals `level` percent of new ones lie, as many below as above; None where they are too few.

        The quantiles at the ranks (n + 1) (1 ± level/100)/2, interpolated between the residuals next to them. Rounded
        up to whole ranks, they would make a range from few residuals too wide: of 40, 80 % would become 33/41.
        """
        if self.sizes:
            rank = conformal_rank(self.count, level)
            size = None if rank > self.count else self.sizes[bisect_left(self.ranks, rank)]
            return None if size is None else (-size, size)
        above = round((self.count + 1) * (100 + level) / 200, RANK_DECIMALS)
        return None if above > self.count else (self._error(self.count + 1 - above), self._error(above))

    def _error(self, rank: float) -> float:
        after = bisect_left(self.ranks, rank)
        if self.ranks[after] == rank:
            return self.errors[after]
        low, start = self.ranks[after - 1], self.errors[after - 1]
        return start + (self.errors[after] - start) * (rank - low) / (self.ranks[after] - low)

    def tails(self, further: float) -> tuple[float, float] | None:
        """The ends for a level that the group has too few residuals for: a multiple of those at FIRM percent.

        further: how many times as far from the median they are. The outermost residuals are inside. None where the
        group is too small even for FIRM percent.
        """
        firm = self.ends(FIRM) if self.errors else None
        if firm is None:
            return None
        median = self._error((self.count + 1) / 2)
        low, high = (median + (end - median) * further for end in firm)
        return min(low, self.errors[0]), max(high, self.errors[-1])

    def in_order(self) -> bool:
        """Whether ranks and residuals, which a model file may hold in any form, are equally many and rise."""
        if self.sizes:
            return not self.errors and _in_order(self.count, self.ranks, self.sizes)
        return self.ranks[:1] == [1] and _in_order(self.count, self.ranks, self.errors, lowest=-inf)


class Residuals(Record, frozen=True, omit_defaults=True):
    """Absolute residuals, in the target's units or of its logarithm where that was learned.

    Of many only some are kept: sizes[i] is the ranks[i]-th smallest of `count`.
    """

    source: str  # the rows: validation, cross-validation, both or training
    count: int
    ranks: list[int]
    sizes: list[float]
    groups: list[NeighbourResiduals] = msgspec.field(default_factory=list)  # of these or a sample, by rising prediction

    def reaches(self, level: float) -> Reach:
        """The range that holds `level` in 100 new cases, relative to the prediction, for each prediction.

        A range of one width for all predictions holds on average, but too rarely for expensive cars, whose errors are
        larger, and too often for cheap ones. So the quantiles are those of the residuals at similar predictions
        (Mondrian conformal prediction, Vovk 2005, here with groups that overlap), interpolated between the groups, so
        that the width does not jump. The lower and the upper end have a quantile each: prices err further upwards, and
        where the true relation is curved, the errors of neighbours have one sign. Raise ModelError where all residuals
        together are too few, OptionError for a level that is not between 0 and 100.
        """
        check_interval(level)
        level = float(level)  # a NumPy float32 would make the ranks float32, too
        of_all = self.reach(level)
        several = [group.ends(level) for group in self.groups]
        if None in several:
            further = of_all / self.reach(FIRM) if level > FIRM and self.reach(FIRM) else 1.0
            several = [group.tails(further) for group in self.groups]
        known = [ends for ends in several if ends is not None]
        if not known or len(known) < len(several):
            return Reach.even(of_all)
        lows, highs = zip(*known, strict=True)
        return Reach(tuple(group.prediction for group in self.groups), lows, highs)

    def reach(self, level: float) -> float:
        """How far from their prediction `level` in 100 new cases lie at most: the ⌈(n + 1) level/100⌉-th residual.

        Split-conformal prediction (Vovk 2005): it holds whatever the distribution, for cases drawn as the rows were.
        Raise ModelError where there are too few residuals to tell.
        """
        rank = conformal_rank(self.count, level)
        if rank > self.count:
            needed = ceil(round(level / (100 - level), RANK_DECIMALS))
            most = floor(100 * self.count / (self.count + 1))
            raise ModelError(
                f"a range that holds in {level:g} of 100 cases needs {needed:,} residuals, and the model has "
                f"{self.count:,} from {self.source}; train with more rows, or ask for {most} at most"
            )
        return self.sizes[bisect_left(self.ranks, rank)]

    def in_order(self) -> bool:
        """The same of the ranks and sizes here, and of all groups, whose predictions rise."""
        predictions = [group.prediction for group in self.groups]
        rising = all(low < high for low, high in pairwise(predictions))
        grouped = all(group.in_order() for group in self.groups)
        return rising and grouped and _in_order(self.count, self.ranks, self.sizes)


def _in_order(count: int, ranks: list[int], sizes: list[float], lowest: float = 0.0) -> bool:
    rising = all(low < high for low, high in pairwise([0, *ranks]))
    growing = all(low <= high for low, high in pairwise([lowest, *sizes]))
    return rising and growing and len(ranks) == len(sizes) and ranks[-1:] == [count]


def conformal_rank(count: int, level: float) -> int:
    """⌈(n + 1) level/100⌉: the rank of the residual below which `level` in 100 new ones lie, from n of them."""
    return ceil(round((count + 1) * level / 100, RANK_DECIMALS))


def kept_ranks(count: int, even: int = EVEN) -> list[int]:
    """Which ranks of so many sorted residuals are kept: all of few; of many the high ones closest together."""
    return [*_kept_ranks(count, even)]


def ranks_of_both_ends(count: int, even: int) -> list[int]:
    """The same with the low ranks as close together as the high ones, for interpolation between them."""
    return [*_ranks_of_both_ends(count, even)]


@lru_cache(maxsize=4)  # of a few numbers of residuals: those of two groups differ by one at most
def _kept_ranks(count: int, even: int, tail: float = TAIL) -> tuple[int, ...]:
    ranks, above = [], 0
    while above < count:
        ranks.append(count - above)
        above += max(1, int(min(tail * above, count / even)))
    return tuple(ranks[::-1])


@lru_cache(maxsize=4)
def _ranks_of_both_ends(count: int, even: int) -> tuple[int, ...]:
    above = [count // 2 + 1, *(rank for rank in _kept_ranks(count, even, LINE_TAIL) if 2 * rank > count)]
    return tuple(sorted({*above, *(count + 1 - rank for rank in above)}))
