"""K-fold cross-validation of one recipe or of a grid of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import fmean, stdev

import numpy as np

from lrcli.data.columns import decide
from lrcli.data.gathering import Plan, gather
from lrcli.data.moments import Moments
from lrcli.data.split import Dealer, by_folds
from lrcli.data.table import Table
from lrcli.errors import DataError, DivergenceError, OptionError
from lrcli.jobs.fitting import Fitted, Watcher, fit_stack, kind
from lrcli.jobs.folds import MomentFold, RowFold, fold_of
from lrcli.jobs.recipe import Recipe
from lrcli.jobs.train import Trained, check, data_remarks, gathered_size, pays, train_on_all
from lrcli.model import Scores


@dataclass(frozen=True)
class FoldScores:
    """One fold: errors on the rows that trained, and on the rows of the fold, which did not."""

    train: Scores
    validation: Scores
    epochs: int | None  # after which the weights are kept

    @property
    def generalization_error(self) -> float:
        return self.validation.rmse - self.train.rmse


@dataclass(frozen=True)
class Candidate:
    """One recipe and its folds; none where it diverged in one of them."""

    recipe: Recipe
    folds: tuple[FoldScores, ...]

    def mean(self, of: str, where: str = "validation") -> float:
        """The mean over the folds of a score of "train" or "validation"."""
        return fmean(getattr(getattr(fold, where), of) for fold in self.folds)

    @property
    def generalization_error(self) -> float:
        return self.mean("rmse") - self.mean("rmse", "train")

    @property
    def r2(self) -> float | None:
        """The mean over the folds; None where a fold's truth is constant."""
        each = [fold.validation.r2 for fold in self.folds]
        return None if None in each else fmean(r2 for r2 in each if r2 is not None)

    def deviation(self, of: str, where: str = "validation") -> float:
        """The standard deviation (n - 1) over the folds of a score."""
        return float(stdev(getattr(getattr(fold, where), of) for fold in self.folds))


@dataclass(frozen=True)
class CrossValidation:
    """All candidates, the best of them, and the error of always predicting the training mean."""

    k: int
    rows: int
    candidates: tuple[Candidate, ...]
    best: int
    baseline_rmse: float
    target: str
    remarks: tuple[str, ...]
    final: Trained | None

    @property
    def winner(self) -> Candidate:
        return self.candidates[self.best]


def crossval(
    data: str,
    recipes: Sequence[Recipe],
    *,
    k: int = 5,
    target: str | None = None,
    features: Sequence[str] = (),
    exclude: Sequence[str] = (),
    final: bool = False,
    watch: Watcher | None = None,
) -> CrossValidation:
    """Train each recipe k times, each time without one fold, and measure it on that fold.

    final: train the best recipe once more, on all rows. Raises DataError, OptionError, or, where
    all diverge, DivergenceError.
    """
    if k < 2:
        raise OptionError(f"-k {k} is below 2: one fold has nothing to be compared with")
    dealer = by_folds(k, recipes[0].seed)
    plan = Plan(dealer, gathered_size(recipes), recipes[0].seed, pays(recipes))
    table = gather(data, partial(decide, target=target, features=features, exclude=exclude), plan)
    if len(table) < max(k, 3):
        raise DataError(f"{table.file.name}: {len(table)} rows are not enough for {k} folds")
    candidates = [Candidate(recipe, ()) for recipe in recipes]
    for group in dict.fromkeys(kind(recipe) for recipe in recipes):
        members = [place for place, recipe in enumerate(recipes) if kind(recipe) == group]
        chosen = [recipes[place] for place in members]
        measured = measure_stack(table, folds_of(table, dealer, chosen[0]), chosen, watch)
        for place, scored in zip(members, measured, strict=True):
            candidates[place] = Candidate(recipes[place], scored)
    finished = [place for place, candidate in enumerate(candidates) if candidate.folds]
    if not finished:
        raise DivergenceError("every training diverged: the learning rates are too large; leave --learning-rate out")
    best = min(finished, key=lambda place: candidates[place].mean("mse"))
    assert table.columns.target is not None
    return CrossValidation(
        k=k,
        rows=len(table),
        candidates=tuple(candidates),
        best=best,
        baseline_rmse=baseline(folds_of(table, dealer, recipes[0])),
        target=table.columns.target,
        remarks=remarks(table, recipes),
        final=train_on_all(table, on_all_rows(candidates[best])) if final else None,
    )


def remarks(table: Table | Moments, recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """What was done to the data, and what makes the numbers too good."""
    said = data_remarks(table)
    if any(recipe.patience is not None for recipe in recipes):
        said.append("--patience chose the epoch on the fold that measures it: the validation error is a little too low")
    return tuple(said)


def on_all_rows(candidate: Candidate) -> Recipe:
    """The recipe without held-out rows; what patience decided on them becomes a number of epochs."""
    recipe = replace(candidate.recipe, split="none", patience=None)
    if candidate.recipe.patience is None:
        return recipe
    return replace(recipe, epochs=max(1, round(fmean(fold.epochs or 1 for fold in candidate.folds))))


def folds_of(table: Table | Moments, dealer: Dealer, recipe: Recipe) -> list[RowFold | MomentFold]:
    """For each fold the rows of all the others; a recipe's own seed deals them."""
    folds = range(len(dealer.deck))
    dealer = Dealer(dealer.deck, recipe.seed)
    parts = None if isinstance(table, Moments) else dealer.deal(0, len(table))
    return [fold_of(table, parts, [other for other in folds if other != fold], recipe) for fold in folds]


def measure_stack(
    table: Table | Moments, folds: Sequence[RowFold | MomentFold], recipes: Sequence[Recipe], watch: Watcher | None
) -> list[tuple[FoldScores, ...]]:
    """The scores of recipes that are trained side by side, on every fold at once."""
    for fold in folds:
        check(table, fold)
    fitted = fit_stack(folds, range(len(folds)), recipes, watch)
    if fitted.interrupted:
        raise KeyboardInterrupt
    diverged = {run[1] for run, reason in fitted.stopped.items() if reason == "diverged"}
    return [
        () if place in diverged else tuple(_scored(fold, fitted, number, place) for number, fold in enumerate(folds))
        for place in range(len(recipes))
    ]


def baseline(folds: Sequence[RowFold | MomentFold]) -> float:
    """Mean RMSE over the folds of predicting the mean of the other folds."""
    errors = []
    for part, fold in enumerate(folds):
        found, w = fold.encoding.statistics, np.zeros(fold.encoding.p)
        w[0] = (found.y_mean - fold.encoding.y_centre) / fold.encoding.y_scale
        scored = fold.scores(part, w)
        assert scored is not None
        errors.append(scored.rmse)
    return fmean(errors)


def _scored(fold: RowFold | MomentFold, fitted: Fitted, number: int, place: int) -> FoldScores:
    w = fitted.w[number, place]
    train, validation = fold.scores(None, w), fold.scores(number, w)
    assert train is not None
    assert validation is not None
    return FoldScores(train, validation, int(fitted.steps.kept_epoch[number, place]) if fitted.steps else None)
