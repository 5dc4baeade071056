"""K-fold cross-validation of one recipe or of a grid of them."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING

from lrcli.data.columns.schema import Columns
from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.stream import OnBytes
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import Dealer
from lrcli.errors import DataError, DivergenceError
from lrcli.fitting.descent import Descents
from lrcli.fitting.evidence.dependence import find_dependence
from lrcli.fitting.evidence.exact_relation import find_formula
from lrcli.fitting.evidence.examination import examine_folds
from lrcli.fitting.evidence.facts import DependentRows, HeldOutLevels, Measurement
from lrcli.fitting.fit import Fit, Fitted, kind
from lrcli.fitting.learning_curve import LearningCurve, Point, learning_curve
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.redundancy import redundant
from lrcli.fitting.scores import baseline, target_statistics
from lrcli.fitting.storage.interface import Fold, Storage, alike
from lrcli.jobs.epochs import EpochGenerator, Epochs
from lrcli.jobs.judgement.divergence import divergence_message
from lrcli.jobs.judgement.remarks import dependence_remarks, fold_remarks, numbered_remarks
from lrcli.jobs.judgement.verdict import Verdict, judge
from lrcli.jobs.measurement.candidates import Candidate, FoldErrors, FoldScores, measure_for
from lrcli.jobs.measurement.out_of_fold import OutOfFold, out_of_fold
from lrcli.jobs.plan import plan_for
from lrcli.jobs.selection import Selection, check_folds
from lrcli.jobs.trainable import check_trainable
from lrcli.learning.solution.analytic import Paraboloid
from lrcli.model.record import Scores

if TYPE_CHECKING:
    from lrcli.jobs.train import TrainingResult


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
    target_option: str  # what --target names it by
    r2: float | None  # of the rows of all folds together: 1 − Σ (ŷ − y)² / Σ (y − ȳ)²; None of a constant target
    verdict: Verdict
    decay_was_compared: bool  # whether the weight decay is the best of several, by errors or marginal likelihood
    remarks: tuple[str, ...]
    final: "TrainingResult | None"
    unlearned: HeldOutLevels | None = None  # levels that no training row has
    dependence: DependentRows | None = None  # of rows on one another, which these folds do not take into account
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
) -> tuple[CrossValidation, ...]:
    """Measure recipes on folds that they did not see: `crossvalidation`, whose options these are, to its end."""
    job = crossvalidation(
        data,
        recipes,
        selection,
        k=k,
        final=final,
        learning=learning,
        predictions=predictions,
        on_bytes=on_bytes,
    )
    with job as epochs:
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
) -> Iterator[Epochs[tuple[CrossValidation, ...]]]:
    """Train each recipe k times, each time without one fold, and measure it on that fold, epoch by epoch, in `with`.

    For each target, one after the other.

    All recipes are measured on the same folds, which the first one's seed deals. final: train the best recipe once
    more, on all rows. learning: train it on 10 to 70 % of the rows, too. predictions: of each row
    out of its fold, by the best recipe. selection: of rows and columns, as in `train`.
    on_bytes: told how many bytes are read. Where the loop is left early, the result is that of all epochs all the same,
    since folds that are not trained to their end cannot be compared.
    Raises DataError, OptionError, or, where all diverge, DivergenceError.
    """
    check_folds(k)
    selection = selection or Selection()
    dealer = selection.dealing.folds(k, recipes[0].seed)
    plan = plan_for(recipes, dealer)
    with Scratch(selection.memory, selection.scratch) as scratch:
        table = selection.gather(data, plan, scratch, on_bytes)
        comparisons = [
            compare_recipes(each, dealer, recipes, final=final, learning=learning, predictions=predictions)
            for each in table.targets()
        ]
        yield Epochs(one_after_another(comparisons))


def one_after_another(
    comparisons: Sequence[EpochGenerator[CrossValidation]],
) -> EpochGenerator[tuple[CrossValidation, ...]]:
    """The epochs of the comparison for each target, and the results of all."""
    results = []
    for comparison in comparisons:
        results.append((yield from comparison))
    return tuple(results)


def final_result(results: Sequence[CrossValidation]) -> "TrainingResult | None":
    """The training of all targets on all rows; None where final did not ask for it."""
    finals = [result.final for result in results if result.final]
    if not finals:
        return None
    from lrcli.jobs.train import result_of_targets

    return result_of_targets(finals)


def compare_recipes(
    table: Storage,
    dealer: Dealer,
    recipes: Sequence[Recipe],
    *,
    final: bool = False,
    learning: bool = False,
    predictions: bool = False,
) -> EpochGenerator[CrossValidation]:
    """All recipes on the folds that were dealt."""
    held_out = [role for _, role in dealer.folds()]
    k = len(held_out)
    if len(table) < max(k, 3):
        raise DataError(f"{table.files[0].name}: {len(table)} rows are not enough for {k} folds")
    measured_by = measure_for(recipes)
    candidates, means, optimum = yield from measure_recipes(table, dealer, recipes)
    finished = [index for index, candidate in enumerate(candidates) if candidate.folds]
    if not finished:
        raise DivergenceError(candidates[0].diverged)
    best = min(finished, key=lambda index: candidates[index].validation_by(measured_by))
    folds = folds_of(table, dealer, recipes[0])
    assert table.columns.target is not None
    own_folds = folds if recipes[best] == recipes[0] else folds_of(table, dealer, recipes[best])
    winner, whole = candidates[best], table.fold(dealer, held_out, recipes[best])
    _, std = target_statistics(whole)
    r2 = 1 - (winner.validation.pooled / std) ** 2 if std > 0 else None
    measurement = measured_on_folds(winner, r2, table.columns)
    worst = max(range(k), key=lambda index: winner.folds[index].validation.rmse)
    training_r2 = fmean(fold.train.r2 or 0.0 for fold in winner.folds)
    formula = find_formula(folds[0], optimum)  # both of the first recipe: each has its own units inside
    evidence = examine_folds(own_folds, held_out, winner.weights, formula, measurement, worst, training_r2, winner.gap)
    by_evidence = recipes[best].weight_decay is None and any(fold.number_decay for fold in own_folds)
    compared = len({recipe.weight_decay for recipe in recipes}) > 1 or by_evidence
    evidence = replace(evidence, decay_was_compared=compared, scale=std)
    dependence, curve = find_dependence(table, recipes[best]), None
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
        target_option=table.columns.target_option,
        r2=r2,
        verdict=judge(evidence),
        decay_was_compared=compared,
        remarks=(
            *fold_remarks(folds[0], recipes, redundant(folds[0], optimum), evidence.unlearned),
            *numbered_remarks(evidence.numbered),
            *dependence_remarks(dependence),
        ),
        dependence=dependence,
        unlearned=evidence.unlearned,
        final=final_training(table, dealer, candidates[best]) if final else None,
        learning=curve,
        predictions=out_of_fold(table, dealer, own_folds, winner.weights) if predictions else None,
    )


def on_all(candidate: Candidate) -> Point:
    """The last point of a learning curve: all rows."""
    train = tuple(fold.train for fold in candidate.folds)
    rows = fmean(scores.rows for scores in train)
    return Point(1.0, rows, train, tuple(fold.validation for fold in candidate.folds))


def measure_recipes(
    table: Storage, dealer: Dealer, recipes: Sequence[Recipe]
) -> EpochGenerator[tuple[list[Candidate], list[Scores], Paraboloid]]:
    """Measure every recipe on every fold; those of one kind are trained side by side.

    Also, by the first recipe, the scores of always the mean on each fold, and the optimum on the first fold.
    """
    candidates: dict[int, Candidate] = {}
    firsts: list[tuple[list[Scores], Paraboloid]] = []
    for group in dict.fromkeys(kind(recipe) for recipe in recipes):
        members = [index for index, recipe in enumerate(recipes) if kind(recipe) == group]
        group_recipes = [recipes[index] for index in members]
        measured, means, optimum = yield from measure_stack(
            folds_of(table, dealer, group_recipes[0]), [role for _, role in dealer.folds()], group_recipes
        )
        candidates |= dict(zip(members, measured, strict=True))
        firsts.append((means, optimum))
    return [candidates[index] for index in range(len(recipes))], *firsts[0]


def measured_on_folds(candidate: Candidate, r2: float | None, columns: Columns) -> Measurement:
    """The error of all folds together."""
    scores = [fold.validation for fold in candidate.folds]
    total, measured = sum(each.rows for each in scores), sum(each.sample or each.rows for each in scores)
    on = f"rows in {len(scores)} folds{columns.held_out_words}"
    if measured < total:
        on = f"of {total:,} {on}, drawn at random"
    return Measurement(on, True, measured, candidate.validation.pooled, r2)


def final_training(table: Storage, dealer: Dealer, candidate: Candidate) -> "TrainingResult":
    from lrcli.jobs.train import train_on_all

    return train_on_all(table, dealer, on_all_rows(candidate))


def on_all_rows(candidate: Candidate) -> Recipe:
    """The recipe for all rows. In place of patience, which needs held-out rows, it has the folds' mean epochs."""
    recipe = replace(candidate.recipe, split="none", patience=None)
    if candidate.recipe.patience is None:
        return recipe
    return replace(recipe, epochs=max(1, round(fmean(fold.epochs or 1 for fold in candidate.folds))))


def folds_of(table: Storage, dealer: Dealer, recipe: Recipe) -> list[Fold]:
    """For each fold the training rows: those of all other folds, or of all earlier ones."""
    return alike([fold_of(table, dealer, training, role, recipe) for training, role in dealer.folds()])


def fold_of(
    table: Storage, dealer: Dealer, training: Sequence[int], held_out: int, recipe: Recipe, share: float = 1.0
) -> Fold:
    """The fold of these training roles, whose only held-out rows are those of one role."""
    aside = [role for role in dealer.roles if role != held_out and role not in training]
    return table.fold(dealer, training, recipe, share, aside)


def measure_stack(
    folds: Sequence[Fold], held_out: Sequence[int], recipes: Sequence[Recipe]
) -> EpochGenerator[tuple[list[Candidate], list[Scores], Paraboloid]]:
    """Measure recipes that are trained side by side, on every fold at once.

    Also the scores of always the mean of the training rows on each fold, and the first recipe's optimum on fold 1.
    held_out: the role that measures each fold.
    """
    for fold in folds:
        check_trainable(fold.table, fold)
    fit = Fit(folds, held_out, recipes)
    descents = Descents(fit.lowest)
    for epoch in fit:
        if epoch.epoch == 1:
            descents.see(0, epoch.start.train, ())  # weights of 0, which have no penalty
        descents.see(epoch.epoch, epoch.objective, epoch.stopped)
        yield epoch
    fitted = fit.fitted()
    diverged = {run[1]: run for run, reason in fitted.stopped.items() if reason == "diverged"}
    finished = [index for index in range(len(recipes)) if index not in diverged]
    pairs = enumerate(zip(folds, held_out, strict=True))
    of_folds = [_fold_scores(fold, fitted, number, role, finished) for number, (fold, role) in pairs]
    candidates = []
    for index, recipe in enumerate(recipes):
        if fitted.steps and index in diverged:
            number, _ = run = diverged[index]
            optimum = fitted.optimum[number][index]
            message = divergence_message(folds[number], optimum, recipe, fitted.steps, run)
            candidates.append(Candidate(recipe, (), message))
        else:
            descent = descents.of(index) if fitted.steps else None
            by_fold = tuple(scores[index] for scores, _ in of_folds)
            weights = tuple(fitted.w[:, index])
            candidates.append(Candidate(recipe, by_fold, descent=descent, gap=_gap(fitted, index), weights=weights))
    return candidates, [mean for _, mean in of_folds], fitted.paraboloid[0]


def _gap(fitted: Fitted, index: int) -> float | None:
    """The optimality gap of a candidate, the mean over the folds; None where an optimum has no error left."""
    gaps = [float(optima[index].gap(w[index])) for optima, w in zip(fitted.optimum, fitted.w, strict=True)]
    return fmean(gaps) if all(map(math.isfinite, gaps)) else None


def _fold_scores(
    fold: Fold, fitted: Fitted, number: int, role: int, indices: Sequence[int]
) -> tuple[dict[int, FoldScores], Scores]:
    """The scores of these candidates on one fold, by their index, and of always the mean of the training rows.

    The mean is measured with the candidates, since to pick and to encode the rows takes longer than to predict them.
    """
    weights = [fitted.w[number, index] for index in indices]
    *validation, mean = fold.scores(role, [*weights, baseline(fold)])
    triples = zip(indices, fold.scores(None, weights), validation, strict=True)
    epochs = fitted.steps.kept_epoch[number] if fitted.steps else None
    return {index: FoldScores(a, b, None if epochs is None else int(epochs[index])) for index, a, b in triples}, mean
