"""Measure a model on a table whose truth is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.read import Cells
from lrcli.data.rows.sample import Pairs, Points
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError, OptionError
from lrcli.fitting.evidence.facts import Evidence, LossMeasurement, Measurement, Negative
from lrcli.fitting.evidence.loss_measurement import loss_measurement
from lrcli.fitting.influence import Influence
from lrcli.fitting.scores import loss_of, scores_of
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.jobs.apply import TrainedLevels, open_files, predict_cells, read_for
from lrcli.jobs.judgement.verdict import Verdict, judge
from lrcli.jobs.measurement.coverage import Coverage, CoverageGatherer
from lrcli.jobs.measurement.diagnostics import DiagnosticsGatherer
from lrcli.jobs.measurement.largest_errors import LargestErrors, RowError
from lrcli.learning.losses import SQUARED, LossFunction
from lrcli.learning.metrics import Errors
from lrcli.limits import Limits
from lrcli.model.linear import Model
from lrcli.model.record import Scores
from lrcli.model.residuals import check_interval


@dataclass(frozen=True)
class Evaluation:
    """Scores of the model and of always predicting the training mean, and the rows with the largest errors.

    mean: of predicted means, where the logarithm was learned and the model's predictions are medians.
    """

    model: Scores
    mean: Scores | None
    baseline: Scores
    verdict: Verdict
    worst: tuple[RowError, ...]
    remarks: tuple[str, ...]  # what was left out
    points: Points | None  # (actual, predicted) of random rows
    coverage: Coverage | None = None  # where an interval was asked for
    influence: Influence | None = None  # where --diagnose asked for it, and a fit leaves residuals


@dataclass
class Evaluator:
    """Compares predictions with the truth, some rows at a time. model: of one target."""

    model: Model
    limits: Limits
    interval: float | None = None
    weighted: bool = False  # whether rows count differently
    gatherer: DiagnosticsGatherer | None = None

    def __post_init__(self) -> None:
        self.loss = loss_of(self.model)
        self.errors, self.baseline, self.means = (Errors(loss=self.loss) for _ in range(3))
        self.largest_errors, self.pairs = LargestErrors(self.model), Pairs(self.limits.plot_points)
        self.ratio = self.model.target.log.smearing if self.model.target.log else None
        self.lowest, self.below = np.inf, 0
        sample = self.limits.sample_rows
        self.ranges = None if self.interval is None else CoverageGatherer(self.model, self.interval, sample)

    def add(self, cells: Cells, levels: Mapping[str, Sequence[str]]) -> None:
        """Rows that were read for the model. levels: the texts of each column."""
        model, y = self.model, cells.y
        y_hat = predict_cells(model, cells, levels)
        self.errors.add(y, y_hat, cells.weights)
        if self.ratio is not None:
            self.means.add(y, (y_hat + model.shift) * self.ratio - model.shift, cells.weights)
        self.lowest, self.below = min(self.lowest, float(y.min())), self.below + int((y_hat < 0).sum())
        self.baseline.add(y, np.full(len(cells), model.target.mean), cells.weights)
        self.largest_errors.add(cells, y_hat)
        self.pairs.add(y, y_hat)
        if self.ranges:
            self.ranges.add(y, y_hat, cells.weights)
        if self.gatherer:
            self.gatherer.add_cells(cells, y_hat, levels)

    def evaluation(self, remarks: Sequence[str], *, trained_on: bool) -> Evaluation:
        """What all rows say. trained_on: whether they are of the files that the model was trained on."""
        model, loss, scores = self.model, self.loss, scores_of(self.errors)
        rows, points = "rows" if trained_on else "rows given", self.pairs.points()
        evidence = Evidence(
            target=model.target.name,
            scale=model.target.std,
            n=model.training.rows.train,
            p=0,  # how the model was trained is not what is asked here
            measured=Measurement(rows, not trained_on, scores.rows, scores.rmse, scores.r2),
            training_r2=model.metrics.train.r2,
            large_errors=None if self.weighted else self.largest_errors.most(scores),
            by_loss=by_loss(loss, points, scores.rows, rows, held_out=not trained_on),
            negative=Negative(self.below, scores.rows, natural=self.lowest < 0, trained=False),
        )
        return Evaluation(
            model=scores,
            mean=None if self.ratio is None else scores_of(self.means),
            baseline=scores_of(self.baseline),
            verdict=judge(evidence),
            worst=tuple(self.largest_errors.errors),
            remarks=tuple(remarks),
            points=points,
            coverage=self.ranges.coverage() if self.ranges else None,
        )


def evaluate(model: Model, data: Table | Frame, **options: Any) -> Evaluation:
    """Predict the rows that have a target and compare. model: of one target. options: of `evaluate_targets`."""
    return evaluate_targets(model.alone("this evaluation"), data, **options)[model.target.name]


def evaluate_targets(
    model: Model,
    data: Table | Frame,
    *,
    where: str | None = None,
    weights: str | None = None,
    interval: float | None = None,
    layout: Layout | None = None,
    on_bytes: OnBytes | None = None,
    gatherers: Mapping[str, DiagnosticsGatherer] | None = None,
) -> dict[str, Evaluation]:
    """Predict the rows that have a target and compare, for each target; of several a row has to have all.

    data: paths or patterns, "-" for standard input, or a table in memory.
    where: the condition of the rows that are used. weights: the column that says for how many rows each counts.
    interval: count how often a range held that is to hold in so many of 100 cases. gatherers: gather what a report
    shows of them, by target.
    Raises DataError, or OptionError for a condition that cannot be read.
    """
    check_interval(interval)
    if weights in model.target_names:
        raise OptionError("weights", f"{weights}: the column is the target")
    with open_files(model, model.target.name, data, layout, on_bytes, weights=weights) as files, Workers() as workers:
        reading = read_for(model, files, model.target.name, where, weights=weights)
        trained, columns = TrainedLevels(model), reading.columns
        evaluators = [
            Evaluator(each, files.limits, interval, weights is not None, (gatherers or {}).get(each.target.name))
            for each in model.each
        ]
        for cells in reading.cells(workers):
            if len(cells):
                levels = trained.of(reading.texts())
                for index, evaluator in enumerate(evaluators):
                    evaluator.add(cells.of_target(index, columns), levels)
    remarks = [
        *files.renamed,
        *columns.remarks,
        *trained.remarks(),
        *reading.left_out.remarks(columns.targets_in_words),
    ]
    if not evaluators[0].errors.n:
        reasons = f" ({'; '.join(remarks)})" if remarks else ""
        targets = " and ".join(model.target_names)
        raise DataError(f"{files.name}: no row can be predicted and compared with its {targets}{reasons}")
    trained_on = {file.sha256 for file in files.files()} <= {file.sha256 for file in model.data.files}
    return {each.model.target.name: each.evaluation(remarks, trained_on=trained_on) for each in evaluators}


def by_loss(loss: LossFunction, points: Points, rows: int, of: str, *, held_out: bool) -> LossMeasurement | None:
    """What a loss that is not squared says of some rows, or of a random sample of very many; None if it is squared."""
    if loss is SQUARED:
        return None
    truth, y_hat = np.array(points.x), np.array(points.y)
    of = of if len(truth) == rows else f"of {rows:,} {of}, drawn at random"
    return loss_measurement(loss, (truth, None), of, PredictedRows(y_hat, y_hat - truth), held_out=held_out)
