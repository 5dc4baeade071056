"""What a report draws of rows and their predictions: columns, points drawn at random, the rows furthest off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.describe.statistics import Description, NumberColumn, Part, TextColumn
from lrcli.data.rows.read import Cells, Mask
from lrcli.data.rows.sample import Reservoir
from lrcli.fitting.scores import from_log, in_units
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.linear import centre, predict
from lrcli.limits import Limits, default_limits
from lrcli.model.features import Value
from lrcli.model.linear import Model
from lrcli.model.record import Scores

WORST = 10


@dataclass(frozen=True)
class Far:
    """A row whose prediction is far off, with the values of its features."""

    place: str | None  # file and line, where they are known
    values: Mapping[str, Value]
    actual: float
    predicted: float


@dataclass(frozen=True)
class Shown:
    """Rows and their predictions, for a report. Points (n,) are drawn at random."""

    rows: int
    described: int  # how many of them the columns and the worst are of
    columns: tuple[Description, ...]  # the features in the model's order, the target last
    actual: Floats
    predicted: Floats
    held_out: Mask  # where a row did not train
    worst: tuple[Far, ...]
    scores: Mapping[str, Scores]


@dataclass
class Showing:
    """Collects rows that come some at a time."""

    model: Model
    limits: Limits = field(default_factory=default_limits)
    described: int = 0
    worst: list[Far] = field(default_factory=list)
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

    def add_cells(self, cells: Cells, y_hat: Floats, levels: Mapping[str, Sequence[str]]) -> None:
        """Rows of a file, which know their lines."""
        lines, known = cells.lines(), [levels[text.name] for text in self.texts]
        self.add(
            cells.numeric, cells.codes, cells.y, y_hat, known, place=lambda k: f"{cells.chunk.name}, line {lines[k]:,}"
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
        place: Callable[[int], str] | None = None,
    ) -> None:
        """Rows (n,), column by column; the texts that the codes of each categorical column stand for."""
        self.described, self.levels = self.described + len(y), levels
        for number, values in zip(self.numbers, [*numeric, y], strict=True):
            number.add(Part.of(values, None, counted=False))
        for text, column in zip(self.texts, codes, strict=True):
            text.add(column)
        chosen, at = self.reservoir.next(len(y))
        self.actual[at], self.predicted[at], self.held_out[at] = y[chosen], y_hat[chosen], held_out
        for k in np.argsort(-np.abs(y_hat - y), kind="stable")[:WORST].tolist():
            row: list[Value] = [None if np.isnan(x[k]) else float(x[k]) for x in numeric]
            told = [texts[code[k] - 1] if code[k] else None for code, texts in zip(codes, levels, strict=True)]
            named = dict(zip(self.names, [*row, *told], strict=True))
            self.worst.append(Far(place(k) if place else None, named, float(y[k]), float(y_hat[k])))
        self.worst = sorted(self.worst, key=lambda far: -abs(far.predicted - far.actual))[:WORST]

    def shown(self, scores: Mapping[str, Scores], rows: int | None = None) -> Shown:
        """All that was collected. rows: how many there are, where not all were given."""
        numbers = [column.description() for column in self.numbers]
        texts = [
            text.description(seen, more_distinct=False) for text, seen in zip(self.texts, self.levels, strict=True)
        ]
        return Shown(
            rows=self.described if rows is None else rows,
            described=self.described,
            columns=(*numbers[:-1], *texts, numbers[-1]),
            actual=self.actual[: self.reservoir.n],
            predicted=self.predicted[: self.reservoir.n],
            held_out=self.held_out[: self.reservoir.n],
            worst=tuple(self.worst),
            scores=scores,
        )


def show_training(model: Model, fold: Fold, w: Floats) -> Shown:
    """The rows of a training, all parts. w (p,): the weights of encoded rows that became the model."""
    showing, levels, w = Showing(model, fold.table.limits), fold.table.levels, centre(w, fold.encoding.frequencies)
    for held_out, rows in fold.sample():
        y_hat, y = in_units(predict(fold.block(rows), w), fold), from_log(rows.y, fold)
        showing.add(list(rows.numeric.T), list(rows.codes.T), y, y_hat, levels, held_out=held_out)
    metrics = model.metrics
    parts = {"training": metrics.train, "validation": metrics.validation, "test": metrics.test}
    scores = {name: part for name, part in parts.items() if part} | {"always the mean": metrics.baseline}
    return showing.shown(scores, len(fold.table))
