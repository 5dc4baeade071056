"""Training: epochs of minibatch steps, given one by one to whoever iterates over them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.learning.minibatch import Minibatches, shuffled
from lrcli.learning.optimizers import Optimizer
from lrcli.learning.schedules import Pace, Plateau, Schedule
from lrcli.learning.solution.elastic_net import soft

Run = tuple[int, ...]
StackLoss = Callable[[Floats], Floats]  # w (folds, candidates, p) → (folds, candidates)
OnStep = Callable[[int, Floats], None]  # told each step, from 1 on, and the weights (folds, candidates, p) after it
GROWN = 2  # a loss this many times the start's at the end is no noise
IDLE_STEPS = 100  # in a row that gain nothing: as long as what Adam and momentum remember of a gradient matters
EXACT = 1e-24  # of the start's loss, errors of 1e-12 of a deviation: less is rounding
HOPELESS = 1e9  # a loss this many times the start's never comes back


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training rows did to each run (folds, candidates)."""

    number: int
    w: Floats  # (folds, candidates, p), the weights now
    best: Floats  # the weights of the lowest watched loss so far
    best_epoch: Ints
    final: Floats  # the weights that training gives back if it ends here by itself
    final_epoch: Ints
    train_loss: Floats
    validation_loss: Floats | None
    learning_rate: Floats  # η of the epoch's last step
    stopped: dict[Run, str]  # run → why it ended: "tolerance", "patience", "arrived", "diverged", "epochs"
    epochs_run: Ints


@dataclass(frozen=True)
class Stops:
    """When a run ends before its last epoch."""

    tolerance: float | None = None  # the training loss rose or fell by no more than this share of itself
    patience: int | None = None  # the validation loss had no new minimum for so many epochs
    arrival: bool = False  # steps along the gradient of all rows gain no digit any more


def fit(
    minibatches: Minibatches,
    train_loss: StackLoss,
    validation_loss: StackLoss | None,
    *,
    optimizer: Optimizer,
    schedule: Schedule | Plateau,
    eta: Floats,
    epochs: int,
    decay: Floats,
    stops: Stops,
    rng: np.random.Generator,
    on_step: OnStep | None = None,
    kappa: Floats | None = None,
) -> Iterator[Epoch]:
    """Minibatch stochastic gradient descent from w = 0.

    eta: (folds, candidates, 1), each run's η₀. decay: (…, p), the weight decay λ of each weight. kappa (…, p): the κ of
    an L1 penalty κ |w|. Each step along the gradient is then followed by a proximal step: the weights are
    soft-thresholded at κ times the optimizer's effective learning rate for each.
    """
    w = np.zeros((*eta.shape[:2], minibatches.p))
    decays = bool(np.any(decay))
    state: Any = optimizer.init(w)
    pace = Pace(schedule, eta, epochs * minibatches.count, epochs)
    watch = Watch(stops, w, train_loss(w))
    convergence = ConvergenceTest(minibatches, watch.start)
    step = 0
    for number in range(1, epochs + 1):
        before = w
        with np.errstate(all="ignore"):  # a diverging run overflows; the loss below tells
            for j in shuffled(minibatches, rng):
                rate = pace.rate(step, number - 1)
                g = minibatches.gradient(j, w)
                if decays:
                    g = g + decay * w
                past = state
                w, state = optimizer.step(w, g, rate, state)
                if kappa is not None:
                    w = soft(w, optimizer.length(rate, past, state) * kappa)
                step += 1
                if on_step:
                    on_step(step, w)
            loss = train_loss(w)
            held_out = validation_loss(w) if validation_loss else None
            arrived = convergence.see(before, w, g, loss) if stops.arrival and minibatches.count == 1 else None
        epoch = watch.see(number, w, loss, held_out, rate[..., 0], arrived=arrived, last=number == epochs)
        pace.observe(loss if held_out is None else held_out)
        yield epoch
        if len(epoch.stopped) == loss.size:
            return


class ConvergenceTest:
    """Whether each run has arrived, where all rows are one minibatch: further steps would gain no digit.

    Minibatches that differ would move the weights for ever. All rows together do not, and most of the 20,000 steps that
    a small table gets would change nothing. That the loss no longer changes is not enough to tell: near the minimum it
    depends on the square of the weights' error, so it keeps all its 16 digits once the weights are right to eight. So
    two things are checked. The weights have not changed for a number of steps, since what an optimizer remembers of
    earlier gradients may move them again, or cancel a single step. And the gradient is no larger than its rounding
    error. Where the fit is exact, the gradient consists of rounding errors and never comes to rest. There a run has
    arrived when its loss is nothing but rounding and has had no new minimum for as many steps.
    """

    def __init__(self, minibatches: Minibatches, start: Floats) -> None:
        """start: the loss of w = 0."""
        self.minibatches, self.exact, self.lowest = minibatches, EXACT * start, start
        self.idle = np.zeros(start.shape, dtype=np.intp)  # steps in a row that gained nothing

    def see(self, before: Floats, w: Floats, g: Floats, loss: Floats) -> NDArray[np.bool_]:
        """Which runs (folds, candidates) have arrived with the step from before to w, along g, to that loss."""
        exact = loss <= self.exact
        idle = (w == before).all(axis=-1) | exact & (loss >= self.lowest)
        self.idle, self.lowest = np.where(idle, self.idle + 1, 0), np.minimum(loss, self.lowest)
        resting: NDArray[np.bool_] = self.idle >= IDLE_STEPS
        if resting.any():
            resting &= exact | (np.abs(g) <= self.minibatches.rounding(w)).all(axis=-1)
        return resting


class Watch:
    """Each run's best and final weights, and whether it is over. The watched loss is validation's, else training's."""

    def __init__(self, stops: Stops, w: Floats, start: Floats) -> None:
        self.stops, self.start, self.before = stops, start, start
        self.best, self.final = w, w
        self.lowest, self.final_loss = np.full(start.shape, np.inf), start
        self.running = np.ones(start.shape, dtype=bool)
        self.best_epoch = np.zeros(start.shape, dtype=np.intp)
        self.final_epoch, self.epochs_run = self.best_epoch, self.best_epoch
        self.stopped: dict[Run, str] = {}

    def see(
        self,
        number: int,
        w: Floats,
        loss: Floats,
        held_out: Floats | None,
        rate: Floats,
        *,
        arrived: NDArray[np.bool_] | None,
        last: bool,
    ) -> Epoch:
        running, watched = self.running, loss if held_out is None else held_out
        better = running & (watched < self.lowest)
        self.lowest = np.where(better, watched, self.lowest)
        self.best = np.where(better[..., None], w, self.best)
        self.best_epoch = np.where(better, number, self.best_epoch)
        if self.stops.patience is None:
            self.final = np.where(running[..., None], w, self.final)
            self.final_epoch = np.where(running, number, self.final_epoch)
        else:
            self.final, self.final_epoch = self.best, self.best_epoch
        self.epochs_run = np.where(running, number, self.epochs_run)
        self.final_loss = np.where(better if self.stops.patience is not None else running, loss, self.final_loss)
        for reason, over in self._ends(number, loss, arrived, last):
            ending = over & self.running
            if ending.any():
                self.stopped |= {tuple(run): reason for run in np.argwhere(ending).tolist()}
                self.running = self.running & ~over
        self.before = loss
        return Epoch(
            number=number,
            w=w,
            best=self.best,
            best_epoch=self.best_epoch,
            final=self.final,
            final_epoch=self.final_epoch,
            train_loss=loss,
            validation_loss=held_out,
            learning_rate=rate,
            stopped=dict(self.stopped),
            epochs_run=self.epochs_run,
        )

    def _ends(
        self, number: int, loss: Floats, arrived: NDArray[np.bool_] | None, last: bool
    ) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """The reasons to end, and the runs (folds, candidates) that each is true of.

        A run that would end with a loss far above the start's has diverged, whatever else is true of it.
        """
        ends: dict[str, NDArray[np.bool_]] = {}
        if self.stops.tolerance is not None:
            ends["tolerance"] = np.abs(self.before - loss) <= self.stops.tolerance * self.before
        if self.stops.patience is not None:
            ends["patience"] = number - self.best_epoch >= self.stops.patience
        if arrived is not None:
            ends["arrived"] = arrived
        if last:
            ends["epochs"] = np.ones(loss.shape, dtype=bool)
        yield "diverged", ~(loss <= HOPELESS * self.start)
        for over in ends.values():
            yield "diverged", over & ~(self.final_loss <= GROWN * self.start)
        yield from ends.items()
