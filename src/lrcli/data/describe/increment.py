"""What a block of rows adds to the statistics of a column of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats, Ints, Mask, distinct
from lrcli.data.describe.spread import NO_ROWS, Deviations, Spread, spreads_of

MOST_ROWS_TOGETHER = 1000  # a block with more has so few columns that their arithmetic takes longer than the calls
FEW_VALUES = 10_000  # values, which are sorted as quickly as NumPy looks for the quantiles among them
NO_VALUES = np.zeros(0)


@dataclass(frozen=True)
class Increment:
    """What a block of rows adds to a column of numbers."""

    present: Floats
    missing: float
    alone: Spread  # x with itself
    paired: Spread  # x with the target, over the rows that have both
    distinct: Floats | None  # values to be told apart; None once they are no longer counted
    low: float  # of the present values, NaN where there is none
    high: float
    origins: Ints | None = None  # of the present values, where extremes are wanted
    weights: Floats | None = None  # of the present values, where rows have some
    is_present: Mask | None = None  # (n,), of the rows; None where all have a value

    @property
    def rows(self) -> int:
        return len(self.present) if self.is_present is None else len(self.is_present)

    @property
    def sums(self) -> "Increment":
        """Without the values, of which there are as many as rows."""
        return replace(self, present=NO_VALUES, distinct=None, origins=None, weights=None, is_present=None)

    @classmethod
    def of(
        cls,
        values: Floats,
        target: Floats | None,
        *,
        counted: bool,
        origins: Ints | None = None,
        weights: Floats | None = None,
        of_target: Deviations | None = None,
    ) -> "Increment":
        """of_target: those of a target that has a number in every row, where all rows count once."""
        is_present = ~np.isnan(values)
        whole = bool(is_present.all())
        present = values if whole else values[is_present]
        paired = NO_ROWS
        if whole and len(values) and of_target is not None:
            paired = Spread.between(Deviations.of(values), of_target)
        elif target is not None:
            both = is_present & ~np.isnan(target)
            paired = Spread.of(values[both], target[both], None if weights is None else weights[both])
        own = None if weights is None else weights[is_present]
        missing = len(values) - len(present) if weights is None or own is None else float(weights.sum() - own.sum())
        alone = paired.of_x if weights is None and paired.n == len(present) else Spread.of(present, present, own)
        if origins is not None and len(present) < len(values):
            origins = origins[is_present]
        low, high = (float(present.min()), float(present.max())) if len(present) else (np.nan, np.nan)
        apart = _distinct(present) if counted else None
        mask = is_present if len(present) < len(values) else None
        return cls(present, missing, alone, paired, apart, low, high, origins, own, mask)


# A dozen calls of NumPy for each column take far longer than their arithmetic where a block has many columns and so few
# rows. So the columns that have a number in every row, mostly all, are one matrix.
def increments_of(
    columns: Sequence[Floats],
    target: Floats | None,
    counted: Sequence[bool],
    origins: Ints,
    weights: Floats | None,
) -> list[Increment]:
    """`Increment.of` each column (n,)."""
    increments: dict[int, Increment] = {}
    rows = len(origins)
    if 0 < rows <= MOST_ROWS_TOGETHER and weights is None and (target is None or not np.isnan(target).any()):
        X = np.array(columns).reshape(len(columns), rows)
        whole = np.flatnonzero(~np.isnan(X).any(axis=1)).tolist()
        X = X[whole]
        spreads = spreads_of(X, target)
        ends = zip(X.min(axis=1).tolist(), X.max(axis=1).tolist(), strict=True)
        for k, x, apart, spread, (low, high) in zip(whole, X, X + 0.0, spreads, ends, strict=True):
            distinct, paired = (apart if counted[k] else None), (NO_ROWS if target is None else spread)
            increments[k] = Increment(x, 0, spread.of_x, paired, distinct, low, high, origins)
    if len(increments) == len(columns):
        return [increments[k] for k in range(len(columns))]
    target_is_whole = target is not None and rows > 0 and weights is None and not np.isnan(target).any()
    shared = Deviations.of(target) if target is not None and target_is_whole else None
    return [
        increments.get(k)
        or Increment.of(columns[k], target, counted=counted[k], origins=origins, weights=weights, of_target=shared)
        for k in range(len(columns))
    ]


def _distinct(values: Floats) -> Floats:
    """The values, 0 for -0; where they are many each once."""
    values = values + 0.0
    return values if len(values) <= FEW_VALUES else distinct(values)
