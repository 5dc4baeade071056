"""The evaluation of a model on rows whose truth is known, bundle by bundle, in this process or where the rows are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.origins import Places
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.sample import Drawn, Pairs, Points
from lrcli.fitting.evidence.facts import Evidence, LossMeasurement, Measurement, Negative
from lrcli.fitting.influence import Influence
from lrcli.fitting.scores import loss_of, scores_of
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.jobs.apply import TrainedLevels, predict_cells
from lrcli.jobs.judgement.lasting_reasons import doubts_on_rows
from lrcli.jobs.judgement.verdict import Verdict, judge
from lrcli.jobs.measurement.coverage import Coverage, CoverageGatherer, CoverageSummary
from lrcli.jobs.measurement.largest_errors import LargestErrors, RowError
from lrcli.jobs.measurement.prediction_diagnostics import DiagnosticsGatherer
from lrcli.learning.losses import SQUARED, LossFunction
from lrcli.learning.metrics import Errors
from lrcli.limits import Limits
from lrcli.model.linear import Model
from lrcli.model.record import Scores

TextsByColumn = Mapping[str, Sequence[str]]  # the texts of each column, in the spelling of the training


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


@dataclass(frozen=True)
class BundleErrors:
    """Sums over the rows of a bundle: of the model, of always the mean, and of predicted means."""

    model: Errors
    baseline: Errors
    means: Errors | None


@dataclass(frozen=True)
class EvaluationSummary:
    """The evaluation of some bundles, to be added to others."""

    sums: list[BundleErrors]  # of each bundle
    lowest: float  # of the truth
    below: int  # predictions below 0
    largest: LargestErrors
    population: int  # pairs, of which some were drawn
    pairs: Drawn
    coverage: CoverageSummary | None


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
        self.largest, self.pairs = LargestErrors(self.model), Pairs(self.limits.plot_points)
        self.ratio = self.model.target.log.smearing if self.model.target.log else None
        self.lowest, self.below = np.inf, 0
        sample = self.limits.sample_rows
        self.ranges = None if self.interval is None else CoverageGatherer(self.model, self.interval, sample)
        self.reservoirs = [self.pairs.reservoir, *([self.ranges.reservoir] if self.ranges else [])]

    def add(self, cells: Cells, levels: TextsByColumn, places: Places) -> None:
        """Add the rows of a bundle, which were read for the model."""
        y_hat = predict_cells(self.model, cells, levels)
        self._sum(self.errors_of(cells, y_hat))
        self.look(cells, y_hat)
        if self.gatherer:
            self.gatherer.add_cells(cells, y_hat, levels, places)

    def errors_of(self, cells: Cells, y_hat: Floats) -> BundleErrors:
        """The sums over the rows of a bundle."""
        model, y, means = self.model, cells.y, None
        if self.ratio is not None:
            means = Errors.of(y, (y_hat + model.shift) * self.ratio - model.shift, cells.weights, self.loss)
        baseline = Errors.of(y, np.full(len(cells), model.target.mean), cells.weights, self.loss)
        return BundleErrors(Errors.of(y, y_hat, cells.weights, self.loss), baseline, means)

    def _sum(self, bundle: BundleErrors) -> None:
        self.errors.join(bundle.model)
        self.baseline.join(bundle.baseline)
        if bundle.means is not None:
            self.means.join(bundle.means)

    def look(self, cells: Cells, y_hat: Floats) -> None:
        """Gather what does not depend on the order of additions: lowest target, largest errors, random sample."""
        y = cells.y
        self.lowest, self.below = min(self.lowest, float(y.min())), self.below + int((y_hat < 0).sum())
        self.largest.add(cells, y_hat)
        self.pairs.add(y, y_hat)
        if self.ranges:
            self.ranges.add(y, y_hat, cells.weights)

    def summary(self, sums: list[BundleErrors]) -> EvaluationSummary:
        """The evaluation of these rows, to be joined behind that of earlier rows."""
        return EvaluationSummary(
            sums=sums,
            lowest=self.lowest,
            below=self.below,
            largest=self.largest,
            population=self.pairs.population,
            pairs=self.pairs.reservoir.drawn(),
            coverage=self.ranges.summary() if self.ranges else None,
        )

    def join(self, summary: EvaluationSummary) -> None:
        """Add the evaluation of later rows."""
        for sums in summary.sums:
            self._sum(sums)
        self.lowest, self.below = min(self.lowest, summary.lowest), self.below + summary.below
        self.largest.join(summary.largest)
        self.pairs.join(summary.population, summary.pairs)
        if self.ranges and summary.coverage:
            self.ranges.join(summary.coverage)

    def evaluation(self, remarks: Sequence[str], places: Places, *, trained_on: bool) -> Evaluation:
        """The result for all rows. trained_on: whether they are from the files of the training."""
        model, loss, scores = self.model, self.loss, scores_of(self.errors)
        rows, points = "rows" if trained_on else "rows given", self.pairs.points()
        evidence = Evidence(
            target=model.target.name,
            scale=model.target.std,
            n=model.training.rows.train,
            p=0,  # evaluation judges the predictions, not the training
            measured=Measurement(rows, not trained_on, scores.rows, scores.rmse, scores.r2),
            training_r2=model.metrics.train.r2,
            doubts=doubts_on_rows(model, scores.rmse),
            large_errors=None if self.weighted else self.largest.most(scores, places),
            by_loss=by_loss(loss, points, scores.rows, rows, held_out=not trained_on),
            negative=Negative(self.below, scores.rows, natural=self.lowest < 0, trained=False),
        )
        return Evaluation(
            model=scores,
            mean=None if self.ratio is None else scores_of(self.means),
            baseline=scores_of(self.baseline),
            verdict=judge(evidence),
            worst=self.largest.errors(places),
            remarks=tuple(remarks),
            points=points,
            coverage=self.ranges.coverage() if self.ranges else None,
        )


@dataclass(frozen=True)
class EvaluationScout:
    """Evaluates bundles where the rows are. row: the index of their first row in the table."""

    models: tuple[Model, ...]  # one for each target
    columns: Columns
    levels: TextsByColumn
    limits: Limits
    interval: float | None
    row: int
    thresholds: tuple[tuple[float, ...], ...]  # of the random samples of the rows before

    def gather(self, bundles: Iterable[Cells]) -> list[EvaluationSummary]:
        evaluators = [Evaluator(model, self.limits, self.interval) for model in self.models]
        sums: list[list[BundleErrors]] = [[] for _ in evaluators]
        for evaluator, thresholds in zip(evaluators, self.thresholds, strict=True):
            for reservoir, threshold in zip(evaluator.reservoirs, thresholds, strict=True):
                reservoir.begin_at(self.row, threshold)
        for bundle in bundles:
            for index, evaluator in enumerate(evaluators):
                cells = bundle.of_target(index, self.columns)
                y_hat = predict_cells(evaluator.model, cells, self.levels)
                sums[index].append(evaluator.errors_of(cells, y_hat))
                evaluator.look(cells, y_hat)
        return [evaluator.summary(own) for evaluator, own in zip(evaluators, sums, strict=True)]


@dataclass
class EvaluationGatherer:
    """Evaluates each target of a model on the bundles of a table."""

    evaluators: Sequence[Evaluator]
    reading: Reading
    trained: TrainedLevels

    def add(self, bundle: Cells) -> None:
        levels, places = self.trained.of(self.reading.texts()), Places.of(self.reading.files.sources)
        for index, evaluator in enumerate(self.evaluators):
            evaluator.add(bundle.of_target(index, self.reading.columns), levels, places)

    def scout(self, first: int) -> EvaluationScout:
        one = self.evaluators[0]
        return EvaluationScout(
            models=tuple(each.model.without_moments() for each in self.evaluators),
            columns=self.reading.columns,
            levels=self.trained.of(self.reading.texts()),
            limits=one.limits,
            interval=one.interval,
            row=first,
            thresholds=tuple(tuple(each.threshold for each in own.reservoirs) for own in self.evaluators),
        )

    def join(self, summary: list[EvaluationSummary]) -> None:
        for evaluator, own in zip(self.evaluators, summary, strict=True):
            evaluator.join(own)


def by_loss(loss: LossFunction, points: Points, rows: int, of: str, *, held_out: bool) -> LossMeasurement | None:
    """The measurement by a loss, on all rows or on a random sample of very many; None for the squared loss."""
    if loss is SQUARED:
        return None
    from lrcli.fitting.evidence.loss_measurement import loss_measurement

    truth, y_hat = np.array(points.x), np.array(points.y)
    of = of if len(truth) == rows else f"of {rows:,} {of}, drawn at random"
    return loss_measurement(loss, (truth, None), of, PredictedRows(y_hat, y_hat - truth), held_out=held_out)
