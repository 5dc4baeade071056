"""How the training loss of candidates came down: the mean over the folds, and when it was near its optimum."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.fitting.fit import HISTORY
from lrcli.learning.trace import Trace

NEAR_OPTIMUM = 0.01  # of the optimal loss: closer to it more epochs are not worth their time


@dataclass(frozen=True)
class Descent:
    """One candidate. Losses have the penalty of the weight decay, which training lowers too, in squared units."""

    epoch: tuple[int, ...]  # 0 is before the first step
    loss: tuple[float, ...]
    optimum: float  # the lowest loss there is, the mean over the folds
    epochs_to_near: int | None  # the first epoch that ends within 1 % of the optimum; None if none does


@dataclass
class Descents:
    """Written epoch after epoch, from the start, 0, for runs (folds, candidates). An ended run stays where it was."""

    optimum: Floats

    def __post_init__(self) -> None:
        self.trace: Trace[Floats] = Trace(HISTORY)  # (candidates,)
        self.now: Floats = np.full(self.optimum.shape, np.inf)
        self.over, self.any_over = np.zeros(self.optimum.shape, dtype=bool), False
        self.enough = (1 + NEAR_OPTIMUM) * self.optimum.mean(axis=0)
        self.near: Ints = np.zeros(self.optimum.shape[1], dtype=np.intp)  # 0 until it is

    def see(self, number: int, loss: Floats, stopped: Iterable[tuple[int, ...]]) -> None:
        """The loss (folds, candidates) after an epoch, and the runs that have ended with it or before."""
        self.now = np.where(self.over, self.now, loss) if self.any_over else loss
        for run in stopped:
            self.over[run] = self.any_over = True
        mean = self.now.mean(axis=0)
        self.near[(self.near == 0) & (mean <= self.enough)] = number
        self.trace.see(number, mean)

    def of(self, candidate: int) -> Descent:
        """What one candidate did, the last epoch included."""
        points = self.trace.points()
        return Descent(
            epoch=tuple(number for number, _ in points),
            loss=tuple(float(loss[candidate]) for _, loss in points),
            optimum=float(self.optimum.mean(axis=0)[candidate]),
            epochs_to_near=int(self.near[candidate]) or None,
        )
