"""What a report shows of rows and their predictions: the columns, random points, the largest errors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats, Ints, Mask
from lrcli.data.describe.increment import Increment
from lrcli.data.describe.statistics import Description, NumberColumn, TextColumn
from lrcli.data.rows.origins import Places
from lrcli.data.rows.read import Cells
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.sample import Reservoir
from lrcli.fitting.scores import from_log, in_units
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.linear import centre, predict
from lrcli.limits import Limits, default_limits
from lrcli.model.features import Value
from lrcli.model.linear import Model
from lrcli.model.record import Scores

WORST = 10  # rows that are listed


@dataclass(frozen=True)
class LargeError:
    """A row with one of the largest errors, and the values of its features."""

    origin: str | None  # file and line, where they are known
    values: Mapping[str, Value]
    actual: float
    predicted: float


@dataclass(frozen=True)
class Diagnostics:
    """Rows and their predictions. The points (n,) of the pictures are drawn at random."""

    rows: int
    described: int  # rows that the columns and the worst were taken from
    columns: tuple[Description, ...]  # the features in the model's order, the target last
    actual: Floats
    predicted: Floats
    held_out: Mask  # where a row did not train
    worst: tuple[LargeError, ...]
    scores: Mapping[str, Scores]


@dataclass
class DiagnosticsGatherer:
    """Gathers the diagnostics of rows that come some at a time."""

    model: Model
    limits: Limits = field(default_factory=default_limits)
    described: int = 0
    worst: list[LargeError] = field(default_factory=list)
    levels: Sequence[Sequence[str]] = ()  # the texts that the codes of each categorical column stand for, so far

    def __post_init__(self) -> None:
        numbers = [feature.name for feature in self.model.numeric]
        texts = [feature.name for feature in self.model.categorical]
        self.names = [*numbers, *texts]
        most, distinct = self.limits.report_values, self.limits.distinct_values
        self.numbers = [NumberColumn(name, most, distinct) for name in (*numbers, self.model.target.name)]
        self.texts = [TextColumn(name) for name in texts]
        points = self.limits.report_points
        self.actual, self.predicted = np.empty(points), np.empty(points)
        self.held_out = np.zeros(points, dtype=np.bool_)
        self.reservoir = Reservoir(self.actual, self.predicted, self.held_out)

    def add_cells(self, cells: Cells, y_hat: Floats, levels: Mapping[str, Sequence[str]], places: Places) -> None:
        """Rows of files, whose lines are known."""
        self.add(
            cells.numeric,
            cells.codes,
            cells.y,
            y_hat,
            [levels[text.name] for text in self.texts],
            origin=lambda k: places.place_with_file(int(cells.origins[k])),
            weights=cells.weights,
        )

    def add(
        self,
        numeric: Sequence[Floats],
        codes: Sequence[Ints],
        y: Floats,
        y_hat: Floats,
        levels: Sequence[Sequence[str]],
        *,
        held_out: bool = True,
        origin: Callable[[int], str | None] | None = None,
        weights: Floats | None = None,
    ) -> None:
        """Rows (n,), column by column. levels: the texts that the codes of each categorical column stand for.

        weights (n,): for how many rows each counts.
        """
        self.described, self.levels = self.described + len(y), levels
        for number, values in zip(self.numbers, [*numeric, y], strict=True):
            number.add(Increment.of(values, None, counted=False, weights=weights))
        for text, column in zip(self.texts, codes, strict=True):
            text.add(column, weights)
        rows, slots = self.reservoir.draw(len(y))
        self.actual[slots], self.predicted[slots], self.held_out[slots] = y[rows], y_hat[rows], held_out
        for k in np.argsort(-np.abs(y_hat - y), kind="stable")[:WORST].tolist():
            row: list[Value] = [None if np.isnan(x[k]) else float(x[k]) for x in numeric]
            labels = [texts[code[k] - 1] if code[k] else None for code, texts in zip(codes, levels, strict=True)]
            features = dict(zip(self.names, [*row, *labels], strict=True))
            self.worst.append(LargeError(origin(k) if origin else None, features, float(y[k]), float(y_hat[k])))
        self.worst = sorted(self.worst, key=lambda error: -abs(error.predicted - error.actual))[:WORST]

    def diagnostics(self, scores: Mapping[str, Scores], rows: int | None = None) -> Diagnostics:
        """The diagnostics. rows: how many there are, where not all were added."""
        numbers = [column.description() for column in self.numbers]
        texts = [
            text.description(level, more_distinct=False) for text, level in zip(self.texts, self.levels, strict=True)
        ]
        return Diagnostics(
            rows=self.described if rows is None else rows,
            described=self.described,
            columns=(*numbers[:-1], *texts, numbers[-1]),
            actual=self.actual[: self.reservoir.n],
            predicted=self.predicted[: self.reservoir.n],
            held_out=self.held_out[: self.reservoir.n],
            worst=tuple(self.worst),
            scores=scores,
        )


def diagnose_training(model: Model, fold: Fold, w: Floats) -> Diagnostics:
    """The rows of a training, held out or not. w (p,): the weights of encoded rows that became the model."""
    gatherer, levels, w = (
        DiagnosticsGatherer(model, fold.table.limits),
        fold.table.levels,
        centre(w, fold.encoding.centring),
    )
    for held_out, rows in fold.sample():
        y_hat, y = in_units(predict(fold.block(rows), w), fold), from_log(rows.y, fold)

        def place(k: int, rows: Rows = rows) -> str | None:
            return fold.table.places.place(int(rows.origins[k]))

        gatherer.add(
            list(rows.numeric.T),
            list(rows.codes.T),
            y,
            y_hat,
            levels,
            held_out=held_out,
            origin=place,
            weights=rows.weights,
        )
    metrics = model.metrics
    by_role = {"training": metrics.train, "validation": metrics.validation, "test": metrics.test}
    scores = {role: score for role, score in by_role.items() if score} | {"always the mean": metrics.baseline}
    return gatherer.diagnostics(scores, len(fold.table))
