"""The rows with the values that are farthest from all others, of a stream of windows.

One row can turn a model of a million others, and a random sample of these will hardly have it. So the farthest rows are
gathered whole while all pass, with their lines: few, since rows that are many are no exceptions.

The distance of a value is from its column's median, in deviations that the quartiles tell, both of the first rows. What
is far by itself does not move these, as it would a mean and a standard deviation. The first rows need not be typical:
where a file is sorted by a column, most later values of it are far. So no column has more than a few rows, and leaves
the others their place.
"""

from collections import Counter
from copy import copy
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, quantiles
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.windows import Window

SCALE_ROWS = 8192  # of the first rows, whose quartiles tell the scale to 2 %
NORMAL_QUARTILES = 1.349  # a normal distribution's distance between the quartiles, in deviations
NEAREST = 10.0  # deviations: of a million normal values none is so far
MOST_OUTLIERS, MOST_OF_A_COLUMN = 20, 5  # that are listed, of all columns and of one


@dataclass(frozen=True)
class Outlier:
    """One row, and its value that is farthest out."""

    distance: float  # deviations
    column: int  # of the numeric ones, the target last
    role: int
    row: Rows


@dataclass(frozen=True)
class Far:
    """The farthest values of each column of a window: column, row and distance; and these rows, with their roles."""

    values: list[tuple[int, int, float]]
    rows: dict[int, tuple[int, Rows]]


class Outliers:
    """The farthest rows of the windows so far."""

    def __init__(self, first: Rows) -> None:
        """first: the first rows, which tell the scale."""
        some = first[:: max(1, len(first) // SCALE_ROWS)]
        low, self.centre, high = np.array([quartiles(column) for column in (*some.numeric.T, some.y)]).T
        with np.errstate(over="ignore"):
            self.scale = (high - low) / NORMAL_QUARTILES
        self.floor = np.where((self.scale > 0) & (self.scale < np.inf), NEAREST, np.inf)
        self.outliers: list[Outlier] = []  # with distances above the floors

    def add(self, window: Window) -> None:
        self.take(self.look(window))

    def take(self, far: Far) -> None:
        """Keep those of a window's far rows that are farther than the ones so far."""
        candidates: dict[int, tuple[float, int]] = {}
        for column, row, distance in far.values:
            if distance > self.floor[column]:
                candidates[row] = max(candidates.get(row, (distance, column)), (distance, column))
        if not candidates:
            return
        new = [Outlier(*candidate, *far.rows[row]) for row, candidate in candidates.items()]
        several = sorted([*self.outliers, *new], key=lambda outlier: -outlier.distance)  # of equal ones the first stays
        count: Counter[int] = Counter()
        self.outliers = []
        for outlier in several:
            count[outlier.column] += 1
            if count[outlier.column] <= MOST_OF_A_COLUMN and len(self.outliers) < MOST_OUTLIERS:
                self.outliers.append(outlier)
                if count[outlier.column] == MOST_OF_A_COLUMN:
                    self.floor[outlier.column] = outlier.distance
        if len(self.outliers) == MOST_OUTLIERS:
            self.floor = np.maximum(self.floor, self.outliers[-1].distance)

    def scout(self) -> "Outliers":
        """The same with no rows, to look at windows elsewhere."""
        other = copy(self)
        other.floor, other.outliers = self.floor.copy(), []
        return other

    def rows(self, role: int) -> list[Rows]:
        """Those of a role, one by one."""
        return [outlier.row for outlier in self.outliers if outlier.role == role]

    def look(self, window: Window) -> Far:
        """The rows of a window that may enter."""
        values_far: list[tuple[int, int, float]] = []
        for k, values in enumerate((*window.numeric, window.y)):
            if self.floor[k] == np.inf:
                continue
            reach = self.floor[k] * self.scale[k]
            # Nearly always the ends of the column are near, and to look for them is all that a window costs.
            low, high = values.min(), values.max()
            if self.centre[k] - low <= reach and high - self.centre[k] <= reach:
                continue
            with np.errstate(over="ignore"):
                distance = np.abs(values - self.centre[k]) / self.scale[k]
            far = np.flatnonzero(distance > self.floor[k])
            values_far += [
                (k, row, float(distance[row]))
                for row in far[np.argsort(-distance[far], kind="stable")][:MOST_OF_A_COLUMN].tolist()
            ]
        return Far(values_far, {row: (_role(window, row), window.row(row)) for _, row, _ in values_far})


def _role(window: Window, row: int) -> int:
    return next(role for role, rows in window.by_role.items() if (rows == row).any())


def quartiles(values: Floats) -> tuple[float, float, float]:
    """Those of the values that are not missing; zeros where all are."""
    present = values[~np.isnan(values)]
    if not len(present):
        return 0.0, 0.0, 0.0
    low, median, high = quantiles(present, [0.25, 0.5, 0.75])
    return low, median, high
