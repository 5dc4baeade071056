"""The rows on which a model is most wrong, and the condition that leaves them out where they are most of the error."""

from dataclasses import dataclass, field, replace
from math import inf, sqrt

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.describe.extremes import Extremes
from lrcli.data.rows.origins import Places, file_and_line
from lrcli.data.rows.read import Cells
from lrcli.fitting.evidence.decisive_rows import DECISIVE_SHARE, LARGE_SHARE, MOST_ROWS, OUTSIDE
from lrcli.fitting.evidence.facts import LargeErrors
from lrcli.fitting.evidence.outlying_rows import FarRow
from lrcli.jobs.measurement.prediction_diagnostics import WORST
from lrcli.model.linear import Model
from lrcli.model.record import Scores


@dataclass(frozen=True)
class RowError:
    """A row with its prediction."""

    file: str
    line: int
    actual: float
    predicted: float

    @property
    def size(self) -> float:
        return abs(self.predicted - self.actual)


@dataclass(frozen=True)
class LargeRow:
    """A row with a large error: its origin, its number in each column, and its prediction."""

    origin: int
    values: tuple[float, ...]  # the target last
    predicted: float

    @property
    def actual(self) -> float:
        return self.values[-1]

    @property
    def size(self) -> float:
        return abs(self.predicted - self.actual)

    def error(self, places: Places) -> RowError:
        file, line = file_and_line(self.origin)
        return RowError(places.files[file], line, self.actual, self.predicted)


@dataclass
class NumberRange:
    """A column of numbers, or the target: mean and deviation of the training rows, the ends of the rows given."""

    name: str
    mean: float
    std: float
    # Some of the farthest values may be those of the rows that are the error; one more at each end is of another row.
    extremes: Extremes = field(default_factory=lambda: Extremes(MOST_ROWS + 1))

    def add(self, values: Floats, cells: Cells) -> None:
        there = ~np.isnan(values)
        if there.all():
            self.extremes.add(values, cells.origins, float(values.min()), float(values.max()))
        elif there.any():
            present = values[there]
            self.extremes.add(present, cells.origins[there], float(present.min()), float(present.max()))

    def next_value(self, value: float, apart: set[int]) -> float | None:
        """The nearest value of the rows that are not set apart; None where the value is not outside of these."""
        ends = self.extremes.high if value > self.mean else self.extremes.low
        others = [end.value for end in ends if end.origin not in apart]
        far = abs(value - self.mean) > OUTSIDE * self.std
        return others[0] if far and others and (value - others[0]) * (value - self.mean) > 0 else None


class LargestErrors:
    """The ten rows with the largest errors so far; of equal ones the first comes first."""

    def __init__(self, model: Model) -> None:
        self.rows: list[LargeRow] = []
        self.forms = {column.name: column.form for column in model.inputs}
        self.forms[model.target.name] = model.target.form
        numbers = [(index, each) for index, each in enumerate(model.numeric) if not each.factors]
        self.indices = [index for index, _ in numbers]
        self.ranges = [NumberRange(each.name, each.mean, each.std) for _, each in numbers]
        self.ranges.append(NumberRange(model.target.name, model.target.mean, model.target.std))

    def add(self, cells: Cells, y_hat: Floats) -> None:
        columns = [*(cells.numeric[index] for index in self.indices), cells.y]
        for number, values in zip(self.ranges, columns, strict=True):
            number.add(values, cells)
        # To sort the errors of all rows takes longer than to predict them, and hardly any is larger than the tenth yet.
        sizes = np.abs(y_hat - cells.y)
        is_new = ~(sizes <= self.rows[-1].size) if len(self.rows) == WORST else np.ones(len(sizes), dtype=np.bool_)
        candidates = np.flatnonzero(is_new)
        for k in candidates[np.argsort(-sizes[candidates], kind="stable")[:WORST]]:
            self.rows.append(
                LargeRow(int(cells.origins[k]), tuple(float(column[k]) for column in columns), float(y_hat[k]))
            )
        self._sort()

    def join(self, later: "LargestErrors") -> None:
        """Add those of rows behind these."""
        for number, own in zip(self.ranges, later.ranges, strict=True):
            number.extremes.join(own.extremes)
        self.rows += later.rows
        self._sort()

    def _sort(self) -> None:
        self.rows = sorted(self.rows, key=lambda row: -row.size)[:WORST]

    def errors(self, places: Places) -> tuple[RowError, ...]:
        """The rows. places: tells where they are."""
        return tuple(row.error(places) for row in self.rows)

    def most(self, scores: Scores, places: Places) -> LargeErrors | None:
        """The fewest rows without which half of the error is gone; None where these are no few of many."""
        total = scores.mse * scores.rows
        for k, row in enumerate(self.rows[: min(MOST_ROWS, int(LARGE_SHARE * scores.rows))], start=1):
            total -= row.size * row.size  # infinite where it is too large, and no exception
            rmse = sqrt(max(total, 0.0) / (scores.rows - k))
            if rmse < DECISIVE_SHARE * scores.rmse < inf:
                rows, first = self.rows[:k], self.rows[0]
                far = self._far(rows, places)
                return LargeErrors(places.place_in_file(first.origin), first.actual, first.predicted, k, rmse, far)
        return None

    def _far(self, rows: list[LargeRow], places: Places) -> tuple[FarRow, ...]:
        """Where each of some rows is outside of all others; none where one of them is not."""
        far = []
        for row in rows:
            outside = [
                (
                    abs(value - number.mean) / number.std,
                    FarRow(number.name, value, number.mean, beside, places.place_in_file(row.origin)),
                )
                for number, value in zip(self.ranges, row.values, strict=True)
                if (beside := number.next_value(value, {each.origin for each in rows})) is not None
            ]
            if not outside:
                return ()
            _, farthest = max(outside, key=lambda each: each[0])
            far.append(farthest)
        return tuple(replace(each, form=self.forms[each.column]) for each in far)
