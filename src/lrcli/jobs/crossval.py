"""K-fold cross-validation of one recipe or of a grid of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import fmean, stdev

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns import decide
from lrcli.data.split import folds as deal_folds
from lrcli.data.table import Table, read_table
from lrcli.errors import DataError, DivergenceError, OptionError
from lrcli.jobs.applying import scores
from lrcli.jobs.fitting import Fitted, Fold, Watcher, fit_stack, kind
from lrcli.jobs.recipe import Recipe
from lrcli.jobs.train import Trained, check, data_remarks, train_table
from lrcli.learning.linear import Block, centre, predict
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
    table = read_table(data, partial(decide, target=target, features=features, exclude=exclude))
    if len(table) < max(k, 3):
        raise DataError(f"{table.file.name}: {len(table)} rows are not enough for {k} folds")
    candidates = [Candidate(recipe, ()) for recipe in recipes]
    for group in dict.fromkeys(kind(recipe) for recipe in recipes):
        members = [place for place, recipe in enumerate(recipes) if kind(recipe) == group]
        measured = measure_stack(table, [recipes[place] for place in members], k, watch)
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
        baseline_rmse=baseline(table, deal_folds(len(table), k, recipes[0].seed), k),
        target=table.columns.target,
        remarks=remarks(table, recipes),
        final=train_table(table, on_all_rows(candidates[best])) if final else None,
    )


def remarks(table: Table, recipes: Sequence[Recipe]) -> tuple[str, ...]:
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


def measure_stack(
    table: Table, recipes: Sequence[Recipe], k: int, watch: Watcher | None
) -> list[tuple[FoldScores, ...]]:
    """The scores of recipes that are trained side by side, on every fold at once."""
    fold_of = deal_folds(len(table), k, recipes[0].seed)
    stack = []
    for number in range(k):
        train_rows, held_out = np.flatnonzero(fold_of != number), np.flatnonzero(fold_of == number)
        check(table, train_rows)
        stack.append(Fold.of(table, train_rows, held_out, recipes[0]))
    fitted = fit_stack(stack, recipes, watch)
    if fitted.interrupted:
        raise KeyboardInterrupt
    diverged = {run[1] for run, reason in fitted.stopped.items() if reason == "diverged"}
    return [
        () if place in diverged else tuple(_scored(fold, fitted, number, place) for number, fold in enumerate(stack))
        for place in range(len(recipes))
    ]


def baseline(table: Table, fold_of: Ints, k: int) -> float:
    """Mean RMSE over the folds of predicting the mean of the other folds."""
    errors = [table.y[fold_of == number] - table.y[fold_of != number].mean() for number in range(k)]
    return fmean(float(np.sqrt(np.mean(error**2))) for error in errors)


def _scored(fold: Fold, fitted: Fitted, number: int, place: int) -> FoldScores:
    assert fold.held_out is not None
    w = centre(fitted.w[number, place], fold.encoding.frequencies)
    epochs = int(fitted.steps.kept_epoch[number, place]) if fitted.steps else None
    return FoldScores(_scores(fold, fold.train, w), _scores(fold, fold.held_out, w), epochs)


def _scores(fold: Fold, block: Block, w: Floats) -> Scores:
    """Scores in the target's units."""
    scale, mean = fold.encoding.y_scale, fold.encoding.y_centre
    return scores(block.y * scale + mean, predict(block, w) * scale + mean)
