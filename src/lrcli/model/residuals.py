"""How far off a model's predictions are on rows that did not train it, and the range that follows. In plain Python."""

from bisect import bisect_left
from itertools import pairwise
from math import ceil, floor

from lrcli.errors import ModelError
from lrcli.model.features import Record

RANK_DECIMALS = 9  # of a rank: 1000 · 99.9 / 100 is 999, not a little more
TAIL, EVEN = 0.02, 250  # steps between kept ranks: 2 % of the residuals above, at most a 250th of all


class Residuals(Record, frozen=True):
    """Absolute residuals, in the target's units or of its logarithm where that was learned.

    Of many only some are kept: sizes[i] is the ranks[i]-th smallest of `count`.
    """

    source: str  # the rows: validation, cross-validation or training
    count: int
    ranks: list[int]
    sizes: list[float]

    def reach(self, level: float) -> float:
        """How far on either side of a prediction `level` in 100 new cases lie: the ⌈(n + 1) level/100⌉-th residual.

        Split-conformal prediction (Vovk 2005): it holds whatever the distribution, for cases drawn as the rows were.
        Raise ModelError where there are too few residuals to tell.
        """
        rank = ceil(round((self.count + 1) * level / 100, RANK_DECIMALS))
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
        rising = all(low < high for low, high in pairwise([0, *self.ranks]))
        sizes = all(low <= high for low, high in pairwise([0.0, *self.sizes]))
        return rising and sizes and len(self.ranks) == len(self.sizes) and self.ranks[-1:] == [self.count]


def kept_ranks(count: int) -> list[int]:
    """The ranks that are kept of so many residuals: all of a few, the highest closest together, the last always."""
    ranks, above = [], 0
    while above < count:
        ranks.append(count - above)
        above += max(1, int(min(TAIL * above, count / EVEN)))
    return ranks[::-1]
