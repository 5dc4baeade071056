"""The step that training and cross-validation share: weights for a stack of folds and candidates."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.fitting.coordinates import Coordinates, preconditioners
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold
from lrcli.learning import minibatch
from lrcli.learning.linear import condition, largest_eigenvalue
from lrcli.learning.shrinkage import Balance
from lrcli.learning.solution.analytic import Paraboloid, penalty
from lrcli.learning.solution.elastic_net import absolute_penalty
from lrcli.learning.solution.optimum import Optimum
from lrcli.learning.training import Epoch, OnStep, Run, Stops, fit

HISTORY = 1.03  # the history has all of the first epochs, then every one that is 3 % further on: some 200


@dataclass(frozen=True)
class StartLosses:
    """Losses of each run (folds, candidates) before the first step, in squared units of the target."""

    train: Floats
    validation: Floats | None


@dataclass(frozen=True)
class Progress:
    """An epoch that has ended: losses of each run (folds, candidates), in squared units of the target.

    Of losses that are no squares of errors, in its units.
    """

    target: str
    epoch: int
    epochs: int
    train_loss: Floats
    validation_loss: Floats | None
    learning_rate: Floats
    objective: Floats  # what training lowers: the training loss and the penalty of the weight decay
    stopped: frozenset[Run]  # the runs that have ended with this epoch or before
    start: StartLosses
    w: Floats | None = None  # (folds, candidates, p), the weights now; None in a history, which would keep hundreds


@dataclass(frozen=True)
class Fitted:
    """Weights w (folds, candidates, p) and how they were found."""

    w: Floats
    optimum: list[list[Optimum]]  # per fold and candidate
    paraboloid: list[Paraboloid]  # of each fold's squared loss, with the first recipe's weight decay
    stopped: dict[Run, str]  # run → why it ended: as in `Epoch`, or "interrupted", or "exact" for the exact solver
    steps: "Steps | None" = None  # None where the exact solver took none
    interrupted: bool = False  # its epochs were left before their end


@dataclass(frozen=True)
class Steps:
    """How a training by steps went, per run (folds, candidates)."""

    epochs: int
    epochs_run: Ints
    kept_epoch: Ints  # the epoch whose weights are kept
    batch_size: int
    rate: Floats  # η₀
    stable_rate: float  # 2/λmax of the first fold's rows


class Fit:
    """Recipes of one `kind` trained side by side on every fold: iterate over the epochs, then ask for what was fitted.

    Whoever leaves the epochs early gets the weights of the lowest loss up to there. The exact solver has no epochs.

    A step on the moments of one minibatch is a product of a small matrix with p weights: most of its time is
    Python's overhead and not arithmetic. So all runs take the step together, as one product of stacks: weights
    (folds, candidates, p), moments (folds, 1, p, p), and hyperparameters that differ as columns (candidates, 1). For
    this every fold has the same number of minibatches and of weights, and the recipes differ in nothing but numbers
    that act elementwise. Each run still sees what it would see alone, in the same order; one that has ended stays in
    the stack, and its weights of that epoch are the ones that are kept.
    """

    def __init__(
        self,
        folds: Sequence[Fold],
        held_out: Sequence[int],
        recipes: Sequence[Recipe],
        on_step: OnStep | None = None,
    ) -> None:
        """held_out: the role of the rows that validate each fold."""
        self.folds, self.held_out, self.recipes, self.on_step = folds, held_out, recipes, on_step
        self.decays = np.array([[fold.decay(recipe.weight_decay) for recipe in recipes] for fold in folds])
        weight_decays = [recipe.weight_decay for recipe in recipes]
        # Of a large decay's own paraboloid the loss without the penalty is a difference that loses digits; the default
        # decay is so small that it loses none.
        plain = 0.0 if any(weight_decays) else weight_decays[0]
        solved = [{decay: fold.solve(decay) for decay in dict.fromkeys([plain, *weight_decays])} for fold in folds]
        self.optimum: list[list[Optimum]] = [[paraboloids[decay] for decay in weight_decays] for paraboloids in solved]
        if not recipes[0].squared or recipes[0].l1:
            settings = [(recipe.weight_decay, recipe.l1) for recipe in recipes]
            minima = [{setting: fold.optimum(*setting) for setting in dict.fromkeys(settings)} for fold in folds]
            self.optimum = [[of_fold[setting] for setting in settings] for of_fold in minima]
        self.kappas = np.array([[fold.kappa(recipe.l1) for recipe in recipes] for fold in folds])
        self.paraboloid = [paraboloids[weight_decays[0]] for paraboloids in solved]
        self.plain = [paraboloids[plain] for paraboloids in solved]  # asked for the loss and the Hessian without it
        self.maps = preconditioners(folds, recipes, self.plain)
        self.q = folds[0].encoding.p - self.maps[0].fewer  # in which the steps are taken
        self.decayed = bool(self.decays.any())
        pairs = zip(folds, self.decays, strict=True)
        # Where one recipe leaves the decay to the default, all do (`kind`), and so have the same decay of levels.
        shrunk = None in weight_decays and self.decayed
        balances = [Balance(fold.encoding.frequencies, of_fold[0]) for fold, of_fold in pairs] if shrunk else []
        self.coordinates = Coordinates(self.maps, balances)
        self.units = np.array([fold.encoding.y_scale**fold.loss.power for fold in folds])[:, None]
        self.epoch: Epoch | None = None  # the last one so far

    @property
    def lowest(self) -> Floats:
        """The lowest objective of each run (folds, candidates), in squared units of the target."""
        encoded = [[paraboloid.lowest for paraboloid in candidates] for candidates in self.optimum]
        lowest: Floats = np.array(encoded) * self.units
        return lowest

    def __iter__(self) -> Iterator[Progress]:
        """Train."""
        first = self.recipes[0]
        if first.solver == "exact":
            return
        count, rng = draw(self.folds, first)
        minibatches = type(self.folds[0]).stack(self.folds, count, rng, self.maps)
        n, count = fewest(self.folds), minibatches.count  # which may be fewer than were asked for
        self.rate, self.batch_size = rates(self.recipes, minibatches), -(-n // count)
        hessians = self._hessians()
        most = minibatch.MANY_WEIGHTS if self.maps[0].fewer else min(n, minibatch.MANY_WEIGHTS)
        narrow = self.q > most  # for sure, or for all that it would cost to know
        narrow |= not first.squared and self.folds[0].loss.power == 1  # |e| has no curvature: only small steps arrive
        narrow |= any(along.is_square for along in self.maps)  # so it was, and minibatches of few rows still are
        self.epochs = first.epochs_for(
            count, lambda: inf if narrow else max(condition(hessian, self.q) for hessian in hessians)
        )
        losses = [fold.loss_of(role) for fold, role in zip(self.folds, self.held_out, strict=True)]
        validation = [loss for loss in losses if loss]
        train_loss = _stacked(self._train_losses())
        validation_loss = _stacked(validation) if validation else None
        on_step = self.on_step
        zero = self.coordinates.weights(np.zeros((*self.rate.shape[:2], self.q)))
        start = StartLosses(
            train_loss(zero) * self.units, validation_loss(zero) * self.units if validation_loss else None
        )
        for epoch in fit(
            minibatches,
            lambda v: train_loss(self.coordinates.weights(v)),
            (lambda v: validation_loss(self.coordinates.weights(v))) if validation_loss else None,
            optimizer=side_by_side([recipe.rule() for recipe in self.recipes]),
            schedule=side_by_side([recipe.pace() for recipe in self.recipes]),
            eta=self.rate,
            epochs=self.epochs,
            decay=np.stack([along.penalties(decay) for along, decay in zip(self.maps, self.decays, strict=True)]),
            kappa=self.kappas if first.l1 else None,
            stops=Stops(first.tolerance, first.patience, arrival=first.epochs is None),
            rng=rng,
            on_step=(lambda step, v: on_step(step, self.coordinates.weights(v))) if on_step else None,
        ):
            self.epoch = epoch
            yield self._progress(epoch, start)

    def fitted(self) -> Fitted:
        """The weights after the epochs so far, or those of the exact solver."""
        epoch = self.epoch
        if epoch is None:
            w = np.array([[paraboloid.w for paraboloid in candidates] for candidates in self.optimum])
            return Fitted(w, self.optimum, self.paraboloid, dict.fromkeys(np.ndindex(w.shape[:2]), "exact"))
        running = np.ones(epoch.train_loss.shape, dtype=bool)
        for run in epoch.stopped:
            running[run] = False
        unfinished = [tuple(run) for run in np.argwhere(running).tolist()]
        return Fitted(
            w=self._last(self.coordinates.weights(np.where(running[..., None], epoch.best, epoch.final))),
            optimum=self.optimum,
            paraboloid=self.paraboloid,
            stopped=epoch.stopped | dict.fromkeys(unfinished, "interrupted"),
            steps=Steps(
                epochs=self.epochs,
                epochs_run=epoch.epochs_run,
                kept_epoch=np.where(running, epoch.best_epoch, epoch.final_epoch),
                batch_size=self.batch_size,
                rate=self.rate[..., 0],
                stable_rate=2 / largest_eigenvalue(self._hessians()[0], self.q),
            ),
            interrupted=bool(unfinished),
        )

    def _last(self, w: Floats) -> Floats:
        """The weights (folds, candidates, p) after a last step that tells which of them are 0, where there is an l1."""
        if not self.recipes[0].l1:
            return w
        pairs = zip(w, self.optimum, strict=True)
        return np.array([[each.last_step(v) for v, each in zip(*of_fold, strict=True)] for of_fold in pairs])

    def _train_losses(self) -> list[Callable[[Floats], Floats]]:
        """Of each fold, of w (candidates, p): the paraboloid tells the squared loss without a pass over the rows."""
        if self.recipes[0].squared:
            return [paraboloid.loss for paraboloid in self.plain]
        return [fold.training_loss for fold in self.folds]

    def _hessians(self) -> list[Callable[[Floats], Floats]]:
        """Of each fold's loss, in what the steps are taken in."""
        pairs = zip(self.maps, self.plain, strict=True)
        return [along.hessian(paraboloid.hessian) for along, paraboloid in pairs]

    def _progress(self, epoch: Epoch, start: StartLosses) -> Progress:
        held_out = epoch.validation_loss
        with np.errstate(all="ignore"):  # a run that diverged goes on to overflow
            w = self.coordinates.weights(epoch.w)
            objective = epoch.train_loss
            if self.decayed:
                objective = objective + penalty(w, self.decays)
            if self.recipes[0].l1:
                objective = objective + absolute_penalty(w, self.kappas)
            return Progress(
                target=str(self.folds[0].table.columns.target),
                epoch=epoch.number,
                epochs=self.epochs,
                train_loss=epoch.train_loss * self.units,
                validation_loss=None if held_out is None else held_out * self.units,
                learning_rate=epoch.learning_rate,
                objective=objective * self.units,
                stopped=frozenset(epoch.stopped),
                start=start,
                w=w,
            )


def draw(folds: Sequence[Fold], recipe: Recipe) -> tuple[int, np.random.Generator]:
    """How many minibatches a training has, and what draws their rows first and then the order of the steps."""
    n = fewest(folds)
    count = minibatch.how_many(n, recipe.rows_of_a_minibatch(n, folds[0].encoding.p))
    return count, np.random.default_rng([recipe.seed, 1])


def fewest(folds: Sequence[Fold]) -> int:
    """Training rows of the smallest fold: folds may differ by a row, but each has as many minibatches."""
    return min(fold.n for fold in folds)


def rates(recipes: Sequence[Recipe], minibatches: minibatch.RowMinibatches | minibatch.MomentMinibatches) -> Floats:
    """η₀ of each run, (folds, candidates, 1)."""
    eigenvalue: list[Floats] = []

    def largest() -> Floats:
        if not eigenvalue:
            eigenvalue.append(minibatches.largest_eigenvalue())
        return eigenvalue[0]

    columns = [recipe.rate(lambda: largest().max(), minibatches.p) for recipe in recipes]
    return np.tile(np.array(columns)[None, :, None], (minibatches.folds, 1, 1))


def kind(recipe: Recipe) -> Recipe:
    """What recipes must share to be trained side by side: all but the numbers that act elementwise.

    And whether there is a weight decay, none, or that of the default: without one on numbers columns may be made
    orthogonal (`preconditioners`).
    """
    decay = None if recipe.weight_decay is None else float(bool(recipe.weight_decay))
    if recipe.solver == "exact":
        return replace(recipe, weight_decay=decay, l1=float(bool(recipe.l1)))
    return replace(
        recipe,
        weight_decay=decay,
        l1=float(bool(recipe.l1)),
        learning_rate=None,
        optimizer=recipe.rule().name,
        schedule=recipe.pace().name,
    )


def side_by_side(rules: Sequence[Any]) -> Any:
    """One rule (optimizer or schedule) for many runs: a parameter that differs becomes a column (candidates, 1)."""
    columns = {}
    for field in fields(rules[0]):
        values = [getattr(rule, field.name) for rule in rules]
        columns[field.name] = values[0] if len(set(values)) == 1 else np.array(values)[:, None]
    return type(rules[0])(**columns)


def _stacked(losses: Sequence[Callable[[Floats], Floats]]) -> Callable[[Floats], Floats]:
    """The losses of the folds, of w (folds, candidates, p), as one function."""

    def stack(w: Floats) -> Floats:
        values = np.empty(w.shape[:-1])  # np.stack would take longer than the losses of a small table, in every epoch
        for k, (loss, v) in enumerate(zip(losses, w, strict=True)):
            values[k] = loss(v)
        return values

    return stack
