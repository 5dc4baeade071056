"""How far off a model's predictions are on rows that did not train it, and the range that follows. In plain Python."""

from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor, inf
from typing import NamedTuple

import msgspec

from lrcli.errors import ModelError, OptionError
from lrcli.model.features import Record

RANK_DECIMALS = 9  # of a rank: 1000 · 99.9 / 100 is 999, not a little more
FIRM = 90.0  # percent: a quantile that the few residuals of a group tell well, whose largest is mostly chance
TAIL, EVEN = 0.02, 250  # steps between kept ranks: 2 % of the residuals above, at most a 250th of all
LINE_TAIL = 0.05  # the same where the residuals between two ranks are taken from the line between them


def check_interval(level: float | None) -> None:
    """Raise OptionError where a range cannot hold in so many of 100 new cases, or where that is a share."""
    if level is None:
        return
    if isinstance(level, bool) or not hasattr(level, "__float__"):  # as Python gives what it likes
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
        """Beyond the ends what it is there."""
        after = bisect_left(self.predictions, prediction)
        if after in (0, len(self.predictions)):
            last = min(after, len(self.predictions) - 1)
            return self.lows[last], self.highs[last]
        start, end = self.predictions[after - 1], self.predictions[after]
        share = (prediction - start) / (end - start)
        low, high = (each[after - 1] + (each[after] - each[after - 1]) * share for each in (self.lows, self.highs))
        return low, high


class ResidualGroup(Record, frozen=True, omit_defaults=True):
    """Residuals of rows whose predictions are neighbours of one, as they would be at that `prediction`.

    Of many only some are kept: errors[i] is the ranks[i]-th smallest of `count`. Models of before have their sizes.
    """

    prediction: float
    count: int
    ranks: list[int]
    errors: list[float] = msgspec.field(default_factory=list)  # y − ŷ
    sizes: list[float] = msgspec.field(default_factory=list)  # |y − ŷ| of rows in groups side by side

    def ends(self, level: float) -> tuple[float, float] | None:
        """Between which residuals `level` percent of new ones lie, as many below as above; None where they are too few.

        The quantiles of ranks (n + 1) (1 ± level/100)/2, on a line between the residuals next to them: to go to the
        next rank would make a range of few residuals too wide, the 80 % of 40 to 33/41.
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
        """The ends at FIRM percent so many times as far from the median, and at least the outermost residuals."""
        firm = self.ends(FIRM) if self.errors else None
        if firm is None:
            return None
        median = self._error((self.count + 1) / 2)
        low, high = (median + (end - median) * further for end in firm)
        return min(low, self.errors[0]), max(high, self.errors[-1])

    def in_order(self) -> bool:
        """Whether a model file's lists can be what they stand for."""
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
    groups: list[ResidualGroup] = msgspec.field(default_factory=list)  # of these, or a sample, by rising prediction

    def reaches(self, level: float) -> Reach:
        """How far `level` in 100 new cases lie from their prediction, for each prediction.

        A range of one width for all is right on average and wrong where it matters: the dear car is missed by more than
        the cheap one. So the quantiles are taken among neighbours (Mondrian conformal prediction, Vovk 2005, of groups
        that overlap), and from one prediction to the next they go in a straight line, since no car is worth a jump.
        One above and one below, since a price has more room upwards, and where a line does not bend with the rows
        the errors are on one side. Raise ModelError where all residuals are too few as well, OptionError for a level
        that is none.
        """
        check_interval(level)
        level = float(level)  # which NumPy's single precision would make the ranks single, too
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
        """How far on either side of a prediction `level` in 100 new cases lie: the ⌈(n + 1) level/100⌉-th residual.

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
        """Whether a model file's ranks and sizes can be what they stand for."""
        predictions = [group.prediction for group in self.groups]
        rising = all(low < high for low, high in pairwise(predictions))
        grouped = all(group.in_order() for group in self.groups)
        return rising and grouped and _in_order(self.count, self.ranks, self.sizes)


def _in_order(count: int, ranks: list[int], sizes: list[float], lowest: float = 0.0) -> bool:
    rising = all(low < high for low, high in pairwise([0, *ranks]))
    growing = all(low <= high for low, high in pairwise([lowest, *sizes]))
    return rising and growing and len(ranks) == len(sizes) and ranks[-1:] == [count]


def conformal_rank(count: int, level: float) -> int:
    """⌈(n + 1) level/100⌉."""
    return ceil(round((count + 1) * level / 100, RANK_DECIMALS))


def kept_ranks(count: int, even: int = EVEN) -> list[int]:
    """The ranks that are kept of so many residuals: all of a few, the highest closest together, the last always."""
    return [*_kept_ranks(count, even)]


def ranks_of_both_ends(count: int, even: int) -> list[int]:
    """The ranks of which the lowest are as close together as the highest, with lines between them."""
    return [*_ranks_of_both_ends(count, even)]


@lru_cache(maxsize=4)  # groups of neighbours have as many residuals as one another, or one more
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
