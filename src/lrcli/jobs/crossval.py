"""K-fold cross-validation of one recipe or of a grid of them."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from statistics import fmean, stdev
from typing import Any

from lrcli.arrays import Floats
from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.stream import OnBytes
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import Dealer, by_folds
from lrcli.errors import DataError, DivergenceError, OptionError
from lrcli.fitting.descent import Descent, Descents
from lrcli.fitting.evidence import Measurement, Unlearned
from lrcli.fitting.examination import examine_folds
from lrcli.fitting.fit import Fit, Fitted, kind
from lrcli.fitting.learning_curve import LearningCurve, Point, learning_curve
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.redundancy import redundant
from lrcli.fitting.scores import baseline, target_statistics
from lrcli.fitting.storage.interface import Fold, Storage, alike
from lrcli.jobs.divergence import divergence_message
from lrcli.jobs.epochs import EpochGenerator, Epochs
from lrcli.jobs.measure import mean_of, measure_for
from lrcli.jobs.out_of_fold import OutOfFold, out_of_fold
from lrcli.jobs.remarks import fold_remarks
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import TrainingResult, check_trainable, plan_for, train_on_all
from lrcli.jobs.verdict import Verdict, judge
from lrcli.learning.analytic import Paraboloid
from lrcli.model.record import Scores

MOST_FOLDS = 100_000


@dataclass(frozen=True)
class FoldScores:
    """One fold: the scores on the rows that trained, and on the rows of the fold, which did not."""

    train: Scores
    validation: Scores
    epochs: int | None  # after which the kept weights were reached

    @property
    def generalization_error(self) -> float:
        return self.validation.rmse - self.train.rmse


@dataclass(frozen=True)
class Candidate:
    """One recipe and its folds. One that diverged in a fold has no folds, and the reason."""

    recipe: Recipe
    folds: tuple[FoldScores, ...]
    diverged: str | None = None
    gap: float | None = None  # optimality gap, the mean over the folds; None where an optimum has no error left
    weights: tuple[Floats, ...] = field(default=(), compare=False, repr=False)  # of each fold's encoded rows, (p,)
    descent: Descent | None = None  # None of the exact solver, which takes no steps

    @property
    def train(self) -> "FoldErrors":
        return FoldErrors.of([fold.train for fold in self.folds])

    @property
    def validation(self) -> "FoldErrors":
        return FoldErrors.of([fold.validation for fold in self.folds])

    def validation_by(self, measure: str) -> float:
        """Over the rows of all folds: the MSE of "rmse", the MAE or the loss."""
        return mean_of(measure, [fold.validation for fold in self.folds])

    def excess_by(self, measure: str) -> float:
        """By which share of the training error the validation error is larger, by this measure."""
        training = mean_of(measure, [fold.train for fold in self.folds])
        return self.validation_by(measure) / training - 1 if training > 0 else 0.0

    @property
    def generalization_error(self) -> float:
        return self.validation.mean - self.train.mean

    @property
    def excess(self) -> float:
        """By which share of the training error the validation error is larger."""
        training, validation = self.train.pooled, self.validation.pooled
        return validation / training - 1 if training > 0 else 0.0

    @property
    def r2(self) -> float | None:
        """The mean over the folds; None where a fold's truth is constant."""
        by_fold = [fold.validation.r2 for fold in self.folds]
        return None if None in by_fold else fmean(r2 for r2 in by_fold if r2 is not None)


@dataclass(frozen=True)
class FoldErrors:
    """RMSE over the folds: mean, standard deviation (n - 1), and of the rows of all folds together."""

    mean: float
    std: float
    pooled: float

    @classmethod
    def of(cls, scores: Sequence[Scores]) -> "FoldErrors":
        by_fold = [score.rmse for score in scores]
        counts = [score.rows if score.weight is None else score.weight for score in scores]
        total = math.fsum(counts)
        pooled = math.sqrt(math.fsum(score.mse * each / total for score, each in zip(scores, counts, strict=True)))
        return cls(fmean(by_fold), stdev(by_fold), pooled)


@dataclass(frozen=True)
class CrossValidation:
    """All candidates, the index of the best, and the error of always predicting the mean of the other folds."""

    k: int
    rows: int
    candidates: tuple[Candidate, ...]
    best: int
    measure: str  # of the validation rows, by which it is the best: "rmse", "mae" or "loss"
    baseline: FoldErrors
    target: str
    r2: float | None  # of the rows of all folds together: 1 − Σ (ŷ − y)² / Σ (y − ȳ)²; None of a constant target
    verdict: Verdict
    remarks: tuple[str, ...]
    final: TrainingResult | None
    unlearned: Unlearned | None = None  # levels that are in one fold alone
    learning: LearningCurve | None = None  # of the best candidate, where it was asked for
    predictions: OutOfFold | None = None  # by the best candidate, where they were asked for

    @property
    def finished(self) -> list[Candidate]:
        """The candidates that diverged in no fold."""
        return [candidate for candidate in self.candidates if candidate.folds]

    @property
    def winner(self) -> Candidate:
        return self.candidates[self.best]


def crossval(
    data: Table | Frame,
    recipes: Sequence[Recipe],
    selection: Selection | None = None,
    *,
    k: int = 5,
    final: bool = False,
    learning: bool = False,
    predictions: bool = False,
    on_bytes: OnBytes | None = None,
) -> CrossValidation:
    """Measure recipes on folds that they did not see: `crossvalidation`, whose options these are, to its end."""
    options: dict[str, Any] = {"final": final, "learning": learning, "predictions": predictions}
    with crossvalidation(data, recipes, selection, k=k, **options, on_bytes=on_bytes) as epochs:
        return epochs.result()


@contextmanager
def crossvalidation(
    data: Table | Frame,
    recipes: Sequence[Recipe],
    selection: Selection | None = None,
    *,
    k: int = 5,
    final: bool = False,
    learning: bool = False,
    predictions: bool = False,
    on_bytes: OnBytes | None = None,
) -> Iterator[Epochs[CrossValidation]]:
    """Train each recipe k times, each time without one fold, and measure it on that fold, epoch by epoch, in `with`.

    All recipes are measured on the same folds, which the first one's seed deals. final: train the best recipe once
    more, on all rows. learning: train it on 10 to 70 % of the rows, too. predictions: of each row
    out of its fold, by the best recipe. selection: of rows and columns, as in `train`.
    on_bytes: told how many bytes are read. Where the loop is left early, the result is that of all epochs all the same,
    since folds that are not trained to their end cannot be compared.
    Raises DataError, OptionError, or, where all diverge, DivergenceError.
    """
    if k < 2:
        raise OptionError("k", f"{k} is below 2: one fold has nothing to be compared with")
    if k > MOST_FOLDS:
        raise OptionError("k", f"{k} is above {MOST_FOLDS:,}: each fold is a training of its own")
    selection, dealer = selection or Selection(), by_folds(k, recipes[0].seed)
    plan = plan_for(recipes, dealer)
    with Scratch(selection.memory) as scratch:
        table = selection.gather(data, plan, scratch, on_bytes)
        options: dict[str, Any] = {"final": final, "learning": learning, "predictions": predictions}
        yield Epochs(compare(table, dealer, recipes, **options))


def compare(
    table: Storage,
    dealer: Dealer,
    recipes: Sequence[Recipe],
    *,
    final: bool,
    learning: bool = False,
    predictions: bool = False,
) -> EpochGenerator[CrossValidation]:
    """All recipes on the folds that were dealt."""
    k = len(dealer.deck)
    if len(table) < max(k, 3):
        raise DataError(f"{table.files[0].name}: {len(table)} rows are not enough for {k} folds")
    measured_by = measure_for(recipes)
    candidates, optimum = yield from measure(table, dealer, recipes)
    finished = [index for index, candidate in enumerate(candidates) if candidate.folds]
    if not finished:
        raise DivergenceError(candidates[0].diverged)
    best = min(finished, key=lambda index: candidates[index].validation_by(measured_by))
    folds = folds_of(table, dealer, recipes[0])
    means = [scores for role, fold in enumerate(folds) if (scores := baseline(fold, role)) is not None]
    assert table.columns.target is not None
    own_folds = folds if recipes[best] == recipes[0] else folds_of(table, dealer, recipes[best])
    winner, whole = candidates[best], table.fold(dealer, sorted(set(dealer.deck)), recipes[best])
    _, std = target_statistics(whole)
    r2 = 1 - (winner.validation.pooled / std) ** 2 if std > 0 else None
    measurement = measured_on_folds(winner, r2)
    worst = max(range(k), key=lambda index: winner.folds[index].validation.rmse)
    training_r2 = fmean(fold.train.r2 or 0.0 for fold in winner.folds)
    evidence = examine_folds(own_folds, winner.weights, optimum, measurement, worst, training_r2, winner.gap)
    evidence = replace(evidence, decay_was_compared=len({recipe.weight_decay for recipe in recipes}) > 1, scale=std)
    curve = None
    if learning:
        curve = yield from learning_curve(table, dealer, recipes[best], on_all(candidates[best]))
    return CrossValidation(
        k=k,
        rows=len(table),
        candidates=tuple(candidates),
        best=best,
        measure=measured_by,
        baseline=FoldErrors.of(means),
        target=table.columns.target,
        r2=r2,
        verdict=judge(evidence),
        remarks=tuple(fold_remarks(folds[0], recipes, redundant(folds[0], optimum), evidence.unlearned)),
        unlearned=evidence.unlearned,
        final=train_on_all(table, dealer, on_all_rows(candidates[best])) if final else None,
        learning=curve,
        predictions=out_of_fold(table, dealer, own_folds, winner.weights) if predictions else None,
    )


def on_all(candidate: Candidate) -> Point:
    """The last point of a learning curve: all rows."""
    train = tuple(fold.train for fold in candidate.folds)
    rows = fmean(scores.rows for scores in train)
    return Point(1.0, rows, train, tuple(fold.validation for fold in candidate.folds))


def measure(
    table: Storage, dealer: Dealer, recipes: Sequence[Recipe]
) -> EpochGenerator[tuple[list[Candidate], Paraboloid]]:
    """Measure every recipe on every fold; those of one kind are trained side by side.

    Also the optimum of the first recipe on the first fold.
    """
    candidates: dict[int, Candidate] = {}
    optima: list[Paraboloid] = []
    for group in dict.fromkeys(kind(recipe) for recipe in recipes):
        members = [index for index, recipe in enumerate(recipes) if kind(recipe) == group]
        group_recipes = [recipes[index] for index in members]
        measured, optimum = yield from measure_stack(table, folds_of(table, dealer, group_recipes[0]), group_recipes)
        candidates |= dict(zip(members, measured, strict=True))
        optima.append(optimum)
    return [candidates[index] for index in range(len(recipes))], optima[0]


def measured_on_folds(candidate: Candidate, r2: float | None) -> Measurement:
    """The error of all folds together."""
    scores = [fold.validation for fold in candidate.folds]
    total, measured = sum(each.rows for each in scores), sum(each.sample or each.rows for each in scores)
    on = f"rows in {len(scores)} folds"
    if measured < total:
        on = f"of {total:,} {on}, drawn at random"
    return Measurement(on, True, measured, candidate.validation.pooled, r2)


def on_all_rows(candidate: Candidate) -> Recipe:
    """The recipe for all rows. Without held-out rows there is no patience: it becomes the mean epoch that it chose."""
    recipe = replace(candidate.recipe, split="none", patience=None)
    if candidate.recipe.patience is None:
        return recipe
    return replace(recipe, epochs=max(1, round(fmean(fold.epochs or 1 for fold in candidate.folds))))


def folds_of(table: Storage, dealer: Dealer, recipe: Recipe) -> list[Fold]:
    """For each fold the training rows: those of all other folds."""
    folds = range(len(dealer.deck))
    return alike([table.fold(dealer, [other for other in folds if other != fold], recipe) for fold in folds])


def measure_stack(
    table: Storage, folds: Sequence[Fold], recipes: Sequence[Recipe]
) -> EpochGenerator[tuple[list[Candidate], Paraboloid]]:
    """Measure recipes that are trained side by side, on every fold at once. Also the first one's optimum on fold 1."""
    for fold in folds:
        check_trainable(table, fold)
    fit = Fit(folds, range(len(folds)), recipes)
    descents = Descents(fit.lowest)
    for epoch in fit:
        descents.see(epoch.epoch, epoch.objective, epoch.stopped)
        yield epoch
    fitted = fit.fitted()
    diverged = {run[1]: run for run, reason in fitted.stopped.items() if reason == "diverged"}
    finished = [index for index in range(len(recipes)) if index not in diverged]
    scores = [_fold_scores(fold, fitted, number, finished) for number, fold in enumerate(folds)]
    candidates = []
    for index, recipe in enumerate(recipes):
        if fitted.steps and index in diverged:
            number, _ = run = diverged[index]
            optimum = fitted.optimum[number][index]
            message = divergence_message(folds[number], optimum, recipe, fitted.steps, run)
            candidates.append(Candidate(recipe, (), message))
        else:
            descent = descents.of(index) if fitted.steps else None
            by_fold = tuple(of_candidate[index] for of_candidate in scores)
            weights = tuple(fitted.w[:, index])
            candidates.append(Candidate(recipe, by_fold, descent=descent, gap=_gap(fitted, index), weights=weights))
    return candidates, fitted.paraboloid[0]


def _gap(fitted: Fitted, index: int) -> float | None:
    """The optimality gap of a candidate, the mean over the folds; None where an optimum has no error left."""
    gaps = [float(optima[index].gap(w[index])) for optima, w in zip(fitted.optimum, fitted.w, strict=True)]
    return fmean(gaps) if all(map(math.isfinite, gaps)) else None


def _fold_scores(fold: Fold, fitted: Fitted, number: int, indices: Sequence[int]) -> dict[int, FoldScores]:
    """The scores of these candidates on one fold, by their index."""
    weights = [fitted.w[number, index] for index in indices]
    pairs = zip(indices, fold.scores(None, weights), fold.scores(number, weights), strict=True)
    epochs = fitted.steps.kept_epoch[number] if fitted.steps else None
    return {index: FoldScores(a, b, None if epochs is None else int(epochs[index])) for index, a, b in pairs}
