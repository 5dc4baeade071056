"""The rows of a fold that a verdict looks at, split into those that train and those that are held out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.rows.rows import Rows
from lrcli.fitting.evidence.distances import distances
from lrcli.fitting.scores import from_log
from lrcli.fitting.storage.interface import Fold

TRIAL_ROWS = 20_000  # that another model is tried on, at most, from each side of the split
TRIAL_COST = 2e10  # multiplications, n p², up to which trying another model takes about a second


@dataclass(frozen=True)
class SplitRows:
    """All rows of a fold, or where not all are kept a random sample of them."""

    fold: Fold
    trained: Rows
    held_out: Rows
    n: tuple[int, int]  # how many rows each of the two stands for
    outliers: tuple[Rows, Rows]  # of each side, rows that a sample would probably miss; none if all rows are kept

    @classmethod
    def of(cls, fold: Fold) -> "SplitRows":
        sample = list(fold.sample())
        none = Rows.empty(0, fold.table.columns)
        sides = ([rows for held, rows in sample if held == side] for side in (False, True))
        if not fold.table.keeps_rows:
            sides = (thin_all(several) for several in sides)
        trained, held_out = (Rows.joined([none, *several]) for several in sides)
        n = fold.n, fold.held_out
        if fold.table.survey is None:
            return cls(fold, trained, held_out, n, (none, none))
        outliers = fold.table.survey.outliers.outliers
        far = [
            Rows.joined(
                [none, *(o.row for o in outliers if (o.role in fold.training) == side and o.role not in fold.aside)]
            )
            for side in (True, False)
        ]
        return cls(fold, trained, held_out, n, (far[0], far[1]))

    @cached_property
    def with_outliers(self) -> tuple[Rows, int, Floats]:
        """All rows, how many of them (the first ones) trained, and for how many rows each counts, (rows,).

        An outlier counts once. As a row of the sample, one in 20,000 rows would stand for 50 in a million.
        """
        several, counts = [], []
        for sample, far, n in zip((self.trained, self.held_out), self.outliers, self.n, strict=True):
            others = sample[np.flatnonzero(~np.isin(sample.origins, far.origins))] if len(far) else sample
            several += [others, far]
            share = (n - len(far)) / max(len(others), 1)
            counts += [np.full(len(others), share), np.ones(len(far))]
        rows, count = Rows.joined(several), np.concatenate(counts)
        return rows, len(several[0]) + len(several[1]), count if rows.weights is None else count * rows.weights

    @cached_property
    def values(self) -> Floats:
        """The numbers of these rows, and the target in its own units as the last column, (rows, d + 1)."""
        rows = self.with_outliers[0]
        return np.column_stack([rows.numeric, from_log(rows.y, self.fold)])

    @cached_property
    def distances(self) -> tuple[Floats, Floats]:
        """The distance of each of these values from its column's median, and the medians (d + 1,)."""
        return distances(self.values)

    @property
    def judged(self) -> Rows:
        """The held-out rows, or all where none are held out."""
        return self.held_out if len(self.held_out) else self.trained


def thin(rows: Rows) -> Rows:
    """Every s-th row, so that at most TRIAL_ROWS are left."""
    return thin_all([rows])[0]


def thin_all(several: Sequence[Rows]) -> list[Rows]:
    """The same of rows one after the other, which are not joined first: that would copy a million to keep 20,000."""
    step, first, thinner = max(1, -(-sum(map(len, several)) // TRIAL_ROWS)), 0, []
    for rows in several:
        thinner.append(rows[first::step])
        first = (first - len(rows)) % step
    return thinner
