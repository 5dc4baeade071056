"""How the training loss of candidates came down: the mean over the folds, and when it was near its optimum."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats, Ints

STEP = 1.03  # kept are every epoch at first, then every one that is 3 % further on: some 200
NEAR = 0.01  # a part of the optimum that is worth no more epochs


@dataclass(frozen=True)
class Descent:
    """One candidate. Losses have the penalty of the weight decay, which training lowers too, in squared units."""

    epoch: tuple[int, ...]
    loss: tuple[float, ...]
    optimum: float  # the lowest loss there is, the mean over the folds
    epochs_to_near: int | None  # the first epoch that ends within 1 % of the optimum; None of none


@dataclass
class Descents:
    """Written epoch after epoch, for runs (folds, candidates). A run that has ended stays where it was."""

    optimum: Floats
    epochs: list[int] = field(default_factory=list)
    losses: list[Floats] = field(default_factory=list)  # each (candidates,)

    def __post_init__(self) -> None:
        self.number = 0
        self.now: Floats = np.full(self.optimum.shape, np.inf)
        self.over, self.any_over = np.zeros(self.optimum.shape, dtype=bool), False
        self.enough = (1 + NEAR) * self.optimum.mean(axis=0)
        self.near: Ints = np.zeros(self.optimum.shape[1], dtype=np.intp)  # 0 until it is

    def see(self, number: int, loss: Floats, stopped: Iterable[tuple[int, ...]]) -> None:
        """The loss (folds, candidates) after an epoch, and the runs that have ended with it or before."""
        self.number, self.now = number, np.where(self.over, self.now, loss) if self.any_over else loss
        for run in stopped:
            self.over[run] = self.any_over = True
        mean = self.now.mean(axis=0)
        self.near[(self.near == 0) & (mean <= self.enough)] = number
        if not self.epochs or number >= self.epochs[-1] * STEP:
            self.epochs.append(number)
            self.losses.append(mean)

    def of(self, candidate: int) -> Descent:
        """What one candidate did, the last epoch included."""
        last = [] if self.number in self.epochs[-1:] else [(self.number, self.now.mean(axis=0))]
        points = [*zip(self.epochs, self.losses, strict=True), *last]
        return Descent(
            epoch=tuple(number for number, _ in points),
            loss=tuple(float(loss[candidate]) for _, loss in points),
            optimum=float(self.optimum.mean(axis=0)[candidate]),
            epochs_to_near=int(self.near[candidate]) or None,
        )
