"""How far off a model's predictions are on rows that did not train it, and the range that follows. In plain Python."""

from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

import msgspec

from lrcli.errors import ModelError, OptionError
from lrcli.model.features import Record

RANK_DECIMALS = 9  # of a rank: 1000 · 99.9 / 100 is 999, not a little more
TAIL, EVEN = 0.02, 250  # steps between kept ranks: 2 % of the residuals above, at most a 250th of all


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
    """How far a range goes on either side of a prediction: at some predictions, and on the lines between them.

    Predictions are those that are learned: logarithms, where a logarithm was learned.
    """

    predictions: tuple[float, ...]  # rising
    sizes: tuple[float, ...]

    def at(self, prediction: float) -> float:
        """Beyond the ends what it is there."""
        after = bisect_left(self.predictions, prediction)
        if after in (0, len(self.predictions)):
            return self.sizes[min(after, len(self.sizes) - 1)]
        low, high = self.predictions[after - 1], self.predictions[after]
        start, end = self.sizes[after - 1], self.sizes[after]
        return start + (end - start) * (prediction - low) / (high - low)


class ResidualGroup(Record, frozen=True):
    """The absolute residuals of rows whose predictions are neighbours; `prediction` is the median of these."""

    prediction: float
    count: int
    ranks: list[int]
    sizes: list[float]

    def reach(self, level: float) -> float | None:
        """As of all residuals; None where these are too few."""
        rank = conformal_rank(self.count, level)
        return None if rank > self.count else self.sizes[bisect_left(self.ranks, rank)]


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
        the cheap one. So the quantile is taken in each group of neighbours (Mondrian conformal prediction, Vovk 2005),
        and between their medians it goes in a straight line, since no car is worth a jump. All residuals together where
        a group has too few of them for the level. Raise ModelError where these are too few as well, OptionError for a
        level that is none.
        """
        check_interval(level)
        of_all = self.reach(level)
        sizes = [group.reach(level) for group in self.groups]
        known = tuple(size for size in sizes if size is not None)
        if len(known) < len(sizes) or not sizes:
            return Reach((0.0,), (of_all,))
        return Reach(tuple(group.prediction for group in self.groups), known)

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
        grouped = all(_in_order(group.count, group.ranks, group.sizes) for group in self.groups)
        return rising and grouped and _in_order(self.count, self.ranks, self.sizes)


def _in_order(count: int, ranks: list[int], sizes: list[float]) -> bool:
    rising = all(low < high for low, high in pairwise([0, *ranks]))
    growing = all(low <= high for low, high in pairwise([0.0, *sizes]))
    return rising and growing and len(ranks) == len(sizes) and ranks[-1:] == [count]


def conformal_rank(count: int, level: float) -> int:
    """⌈(n + 1) level/100⌉."""
    return ceil(round((count + 1) * level / 100, RANK_DECIMALS))


def kept_ranks(count: int, even: int = EVEN) -> list[int]:
    """The ranks that are kept of so many residuals: all of a few, the highest closest together, the last always."""
    return [*_kept_ranks(count, even)]


@lru_cache(maxsize=4)  # groups of neighbours have as many residuals as one another, or one more
def _kept_ranks(count: int, even: int) -> tuple[int, ...]:
    ranks, above = [], 0
    while above < count:
        ranks.append(count - above)
        above += max(1, int(min(TAIL * above, count / even)))
    return tuple(ranks[::-1])
