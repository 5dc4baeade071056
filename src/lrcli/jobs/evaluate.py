"""Measure a model on a table whose truth is known."""

from dataclasses import dataclass

import numpy as np

from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.sample import Pairs, Points
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError, OptionError
from lrcli.fitting.evidence.facts import Evidence, LossMeasurement, Measurement, Negative
from lrcli.fitting.evidence.loss_measurement import loss_measurement
from lrcli.fitting.influence import Influence
from lrcli.fitting.scores import loss_of, scores_of
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.jobs.apply import TrainedLevels, open_files, predict_cells, read_for
from lrcli.jobs.coverage import Coverage, CoverageGatherer
from lrcli.jobs.diagnostics import DiagnosticsGatherer
from lrcli.jobs.judgement.verdict import Verdict, judge
from lrcli.jobs.largest_errors import LargestErrors, RowError
from lrcli.learning.losses import SQUARED, LossFunction
from lrcli.learning.metrics import Errors
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


def evaluate(
    model: Model,
    data: Table | Frame,
    *,
    where: str | None = None,
    weights: str | None = None,
    interval: float | None = None,
    layout: Layout | None = None,
    on_bytes: OnBytes | None = None,
    gatherer: DiagnosticsGatherer | None = None,
) -> Evaluation:
    """Predict the rows that have a target and compare.

    data: paths or patterns, "-" for standard input, or a table in memory.
    where: the condition of the rows that are used. weights: the column that says for how many rows each counts.
    interval: count how often a range held that is to hold in so many of 100 cases. gatherer: gathers what a report
    shows of them.
    Raises DataError, or OptionError for a condition that cannot be read.
    """
    check_interval(interval)
    loss = loss_of(model)
    errors, baseline, largest_errors = Errors(loss=loss), Errors(loss=loss), LargestErrors(model)
    means, ratio = Errors(loss=loss), model.target.log.smearing if model.target.log else None
    lowest, below = np.inf, 0
    if weights == model.target.name:
        raise OptionError("weights", f"{weights}: the column is the target")
    with open_files(model, model.target.name, data, layout, on_bytes, weights=weights) as files, Workers() as workers:
        pairs = Pairs(files.limits.plot_points)
        reading = read_for(model, files, model.target.name, where, weights=weights)
        trained = TrainedLevels(model)
        ranges = None if interval is None else CoverageGatherer(model, interval, files.limits.sample_rows)
        for cells in reading.cells(workers):
            if len(cells):
                levels = trained.of(reading.texts())
                y_hat = predict_cells(model, cells, levels)
                errors.add(cells.y, y_hat, cells.weights)
                if ratio is not None:
                    means.add(cells.y, (y_hat + model.shift) * ratio - model.shift, cells.weights)
                lowest, below = min(lowest, float(cells.y.min())), below + int((y_hat < 0).sum())
                baseline.add(cells.y, np.full(len(cells), model.target.mean), cells.weights)
                largest_errors.add(cells, y_hat)
                pairs.add(cells.y, y_hat)
                if ranges:
                    ranges.add(cells.y, y_hat, cells.weights)
                if gatherer:
                    gatherer.add_cells(cells, y_hat, levels)
    remarks = [
        *files.renamed,
        *reading.columns.remarks,
        *trained.remarks(),
        *reading.left_out.remarks(model.target.name),
    ]
    if not errors.n:
        reasons = f" ({'; '.join(remarks)})" if remarks else ""
        raise DataError(f"{files.name}: no row can be predicted and compared with its {model.target.name}{reasons}")
    scores = scores_of(errors)
    trained_on = {file.sha256 for file in files.files()} <= {file.sha256 for file in model.data.files}
    rows = "rows" if trained_on else "rows given"
    evidence = Evidence(
        target=model.target.name,
        scale=model.target.std,
        n=model.training.rows.train,
        p=0,  # how the model was trained is not what is asked here
        measured=Measurement(rows, not trained_on, scores.rows, scores.rmse, scores.r2),
        training_r2=model.metrics.train.r2,
        large_errors=largest_errors.most(scores) if weights is None else None,
        by_loss=by_loss(loss, pairs.points(), scores.rows, rows, held_out=not trained_on),
        negative=Negative(below, scores.rows, natural=lowest < 0, trained=False),
    )
    return Evaluation(
        model=scores,
        mean=None if ratio is None else scores_of(means),
        baseline=scores_of(baseline),
        verdict=judge(evidence),
        worst=tuple(largest_errors.errors),
        remarks=tuple(remarks),
        points=pairs.points(),
        coverage=ranges.coverage() if ranges else None,
    )


def by_loss(loss: LossFunction, points: Points, rows: int, of: str, *, held_out: bool) -> LossMeasurement | None:
    """What a loss that is not squared says of some rows, or of a random sample of very many; None if it is squared."""
    if loss is SQUARED:
        return None
    truth, y_hat = np.array(points.x), np.array(points.y)
    of = of if len(truth) == rows else f"of {rows:,} {of}, drawn at random"
    return loss_measurement(loss, (truth, None), of, PredictedRows(y_hat, y_hat - truth), held_out=held_out)
