"""The step that training and cross-validation share: weights for a stack of folds and candidates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.fitting.descent import Descents
from lrcli.fitting.recipe import Recipe, parameters
from lrcli.fitting.storage.interface import Fold
from lrcli.learning import minibatch
from lrcli.learning.analytic import Paraboloid, penalty
from lrcli.learning.linear import condition, largest_eigenvalue
from lrcli.learning.training import Epoch, Observer, Stops, fit

Watcher = Callable[["Progress"], bool | None]


@dataclass(frozen=True)
class Progress:
    """What can be watched: losses (folds, candidates) in squared units of the target."""

    epoch: int
    epochs: int
    train_loss: Floats
    validation_loss: Floats | None
    learning_rate: Floats


@dataclass(frozen=True)
class Fitted:
    """Weights w (folds, candidates, p) and how they were found."""

    w: Floats
    optimum: list[list[Paraboloid]]  # per fold and candidate
    stopped: dict[tuple[int, ...], str]
    steps: "Steps | None" = None  # None where the exact solver took none
    interrupted: bool = False
    descents: Descents | None = None  # where they were asked for


@dataclass(frozen=True)
class Steps:
    """What a training by steps was, per run (folds, candidates)."""

    epochs: int
    epochs_run: Ints
    kept_epoch: Ints
    batch_size: int
    rate: Floats
    stable_rate: float  # 2/λmax of the first fold's rows


def fit_stack(
    folds: Sequence[Fold],
    held_out: Sequence[int],
    recipes: Sequence[Recipe],
    watch: Watcher | None = None,
    *,
    observe: Observer | None = None,
    descents: bool = False,
) -> Fitted:
    """Train recipes of one `kind` side by side on every fold. `watch` ends the training by returning True.

    held_out: the part of each fold's rows that validates. observe: sees the weights after every step.

    A step on the moments of one minibatch is a product of a small matrix with p weights: most of its time is not the
    arithmetic but Python's way to it. So all runs take the step together, as one product of stacks: weights
    (folds, candidates, p), moments (folds, 1, p, p), and hyperparameters that differ as columns (candidates, 1). For
    this every fold has the same number of minibatches and of weights, and the recipes differ in nothing but numbers
    that act elementwise. Each run still sees what it would see alone, in the same order; one that has ended stays in
    the stack, and its weights of that epoch are the ones that are kept.
    """
    p, first = folds[0].encoding.p, recipes[0]
    decays = [recipe.weight_decay for recipe in recipes]
    exact = first.solver == "exact"
    solved = [{decay: fold.solve(decay) for decay in {0.0, *decays}} for fold in folds]
    optimum = [[paraboloids[decay] for decay in decays] for paraboloids in solved]
    if exact:
        w = np.array([[paraboloid.w for paraboloid in candidates] for candidates in optimum])
        return Fitted(w, optimum, dict.fromkeys(np.ndindex(w.shape[:2]), "exact"))
    count, rng = draw(folds, first)
    minibatches = type(folds[0]).stack(folds, count, rng)
    n, count = fewest(folds), minibatches.count  # which may be fewer than were asked for
    rate = rates(recipes, minibatches)
    hessians = [paraboloids[0.0].hessian for paraboloids in solved]
    narrow = p > min(n, minibatch.WIDE)  # for sure, or for all that it would cost to know
    epochs = first.epochs_for(count, lambda: inf if narrow else max(condition(hessian, p) for hessian in hessians))
    units = np.array([fold.encoding.y_scale**2 for fold in folds])[:, None]
    losses = [fold.loss_of(part) for fold, part in zip(folds, held_out, strict=True)]
    validation = [loss for loss in losses if loss]
    written = Descents(_each_lowest(optimum) * units) if descents else None
    interrupted, epoch = False, None
    for epoch in fit(
        minibatches,
        _stacked([paraboloids[0.0].loss for paraboloids in solved]),
        _stacked(validation) if validation else None,
        optimizer=side_by_side([recipe.rule() for recipe in recipes]),
        schedule=side_by_side([recipe.pace() for recipe in recipes]),
        eta=rate,
        epochs=epochs,
        weight_decay=np.array(decays)[:, None],
        stops=Stops(first.tolerance, first.patience),
        rng=rng,
        observe=observe,
    ):
        if written:
            with np.errstate(all="ignore"):  # a run that diverged goes on to overflow
                lowered = epoch.train_loss + (penalty(epoch.w, np.array(decays)) if any(decays) else 0.0)
                written.see(epoch.number, lowered * units, epoch.stopped)
        if watch and watch(_progress(epoch, epochs, units)):
            interrupted = True
            break
    assert epoch is not None
    running = [run for run in np.ndindex(rate.shape[:2]) if run not in epoch.stopped]
    return Fitted(
        w=np.where(_mask(running, rate.shape)[..., None], epoch.best, epoch.kept),
        optimum=optimum,
        stopped=epoch.stopped | dict.fromkeys(running, "interrupted"),
        steps=Steps(
            epochs=epochs,
            epochs_run=epoch.epochs_run,
            kept_epoch=np.where(_mask(running, rate.shape), epoch.best_epoch, epoch.kept_epoch),
            batch_size=-(-n // count),
            rate=rate[..., 0],
            stable_rate=2 / largest_eigenvalue(hessians[0], p),
        ),
        interrupted=interrupted,
        descents=written,
    )


def draw(folds: Sequence[Fold], recipe: Recipe) -> tuple[int, np.random.Generator]:
    """How many minibatches a training has, and what draws their rows first and then the order of the steps."""
    n = fewest(folds)
    count = minibatch.number(n, recipe.rows_of_a_minibatch(n, folds[0].encoding.p))
    return count, np.random.default_rng([recipe.seed, 1])


def fewest(folds: Sequence[Fold]) -> int:
    """Training rows of the smallest fold: folds may differ by a row, but each has as many minibatches."""
    return min(fold.n for fold in folds)


def rates(recipes: Sequence[Recipe], minibatches: minibatch.Rows | minibatch.Moments) -> Floats:
    """η₀ of each run, (folds, candidates, 1)."""
    eigenvalue: list[Floats] = []

    def largest() -> Floats:
        if not eigenvalue:
            eigenvalue.append(minibatches.largest_eigenvalue())
        return eigenvalue[0]

    columns = [recipe.rate(lambda: largest().max(), minibatches.p) for recipe in recipes]
    return np.tile(np.array(columns)[None, :, None], (minibatches.folds, 1, 1))


def kind(recipe: Recipe) -> Recipe:
    """What recipes must share to be trained side by side: all but the numbers that act elementwise."""
    own: dict[str, Any] = dict.fromkeys([*parameters(recipe.rule()), *parameters(recipe.pace())])
    return replace(recipe, weight_decay=0.0, learning_rate=None, **own)


def side_by_side(things: Sequence[Any]) -> Any:
    """One rule (optimizer or schedule) for many runs: a parameter that differs becomes a column (candidates, 1)."""
    columns = {}
    for field in fields(things[0]):
        values = [getattr(thing, field.name) for thing in things]
        columns[field.name] = values[0] if len(set(values)) == 1 else np.array(values)[:, None]
    return type(things[0])(**columns)


def _stacked(losses: Sequence[Callable[[Floats], Floats]]) -> Callable[[Floats], Floats]:
    """The losses of the folds, of w (folds, candidates, p), as one function."""
    return lambda w: np.stack([loss(v) for loss, v in zip(losses, w, strict=True)])


def _each_lowest(optimum: Sequence[Sequence[Paraboloid]]) -> Floats:
    """The lowest loss of each run (folds, candidates), penalty included."""
    return np.array([[paraboloid.lowest for paraboloid in candidates] for candidates in optimum])


def _progress(epoch: Epoch, epochs: int, units: Floats) -> Progress:
    held_out = None if epoch.validation_loss is None else epoch.validation_loss * units
    return Progress(epoch.number, epochs, epoch.train_loss * units, held_out, epoch.learning_rate)


def _mask(runs: Sequence[tuple[int, ...]], shape: tuple[int, ...]) -> Any:
    mask = np.zeros(shape[:2], dtype=bool)
    for run in runs:
        mask[run] = True
    return mask
