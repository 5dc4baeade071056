"""Measure a model on a table whose truth is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.read import Cells
from lrcli.data.rows.sample import Pairs, Points
from lrcli.data.rows.start import condition_of, look_at
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.fitting.evidence import Evidence, Measurement
from lrcli.fitting.scores import scores_of
from lrcli.jobs.apply import forms_of, opened, predictions, read_for
from lrcli.jobs.diagnostics import Showing
from lrcli.jobs.verdict import Verdict, judge
from lrcli.learning.metrics import Errors
from lrcli.model.linear import Model
from lrcli.model.record import Scores

WORST = 10


@dataclass(frozen=True)
class Miss:
    """A row and how far off its prediction is."""

    file: str
    line: int
    actual: float
    predicted: float

    @property
    def distance(self) -> float:
        return abs(self.predicted - self.actual)


@dataclass
class Furthest:
    """The ten rows furthest off so far, the first of equals first."""

    misses: list[Miss] = field(default_factory=list)

    def add(self, cells: Cells, y_hat: Floats) -> None:
        y, lines, name = cells.y, cells.lines(), cells.chunk.name
        far = np.argsort(-np.abs(y_hat - y), kind="stable")[:WORST]
        new = [Miss(name, int(lines[k]), float(y[k]), float(y_hat[k])) for k in far]
        self.misses = sorted([*self.misses, *new], key=lambda miss: -miss.distance)[:WORST]


@dataclass(frozen=True)
class Evaluation:
    """Scores of the model and of always predicting the training mean, and the rows furthest off."""

    model: Scores
    baseline: Scores
    verdict: Verdict
    worst: tuple[Miss, ...]
    remarks: tuple[str, ...]  # what was left out
    points: Points | None  # (actual, predicted), some of all


def evaluate(
    model: Model,
    data: str | Sequence[str],
    *,
    where: str | None = None,
    layout: Layout | None = None,
    on_bytes: OnBytes | None = None,
    showing: Showing | None = None,
) -> Evaluation:
    """Predict the rows that have a target and compare. data: paths or patterns, "-" for standard input.

    where: which rows are used. showing: collects what a report draws.

    Raises DataError.
    """
    errors, baseline, furthest = Errors(), Errors(), Furthest()
    lowest, below = np.inf, 0
    with opened(model, data, layout, on_bytes) as files, Workers() as workers:
        pairs = Pairs(files.limits.plot_points)
        condition = None if where is None else condition_of(look_at(files), where, forms_of(model))
        reading = read_for(model, files, model.target.name, condition=condition)
        for cells in reading.cells(workers):
            if len(cells):
                y_hat = predictions(model, cells, reading.texts())
                errors.add(cells.y, y_hat)
                lowest, below = min(lowest, float(cells.y.min())), below + int((y_hat < 0).sum())
                baseline.add(cells.y, np.full(len(cells), model.target.mean))
                furthest.add(cells, y_hat)
                pairs.add(cells.y, y_hat)
                if showing:
                    showing.add_cells(cells, y_hat, reading.texts())
    remarks = reading.left_out.remarks(model.target.name)
    if not errors.n:
        reasons = f" ({'; '.join(remarks)})" if remarks else ""
        raise DataError(f"{files.name}: no row can be predicted and compared with its {model.target.name}{reasons}")
    scores = scores_of(errors)
    seen = {file.sha256 for file in files.files()} <= {file.sha256 for file in model.data.files}
    of = "rows" if seen else "rows given"
    evidence = Evidence(
        target=model.target.name,
        n=model.training.rows.train,
        p=0,  # how the model was trained is not what is asked here
        measured=Measurement(of, not seen, scores.rows, scores.rmse, scores.r2),
        lowest=lowest,
        below=below,
    )
    return Evaluation(
        model=scores,
        baseline=scores_of(baseline),
        verdict=judge(evidence),
        worst=tuple(furthest.misses),
        remarks=tuple(remarks),
        points=pairs.points(),
    )
