"""Learning-rate schedules: functions of t, by which η₀ is multiplied.

t counts from 0; T is where training ends. The schedules that people set by hand (time, step, exponential) count
epochs, the others steps. `Plateau` is the one that looks at the loss instead of the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, TypeAlias

from lrcli.learning.lazy_numpy import np
from lrcli.options import BETWEEN_0_AND_1, COUNT, NOT_NEGATIVE, Range, option

if TYPE_CHECKING:
    from lrcli.arrays import Floats

TimeUnit = Literal["step", "epoch"]
Parameter: TypeAlias = "float | Floats"  # one of each run, where several run side by side
RATE_GROUP = "Learning rate"  # the heading of its options
LEAST_FALL = 1e-4  # of the lowest loss so far: a smaller fall is no progress to `Plateau`; as in PyTorch
ABOVE_0_TO_1 = Range(0, 1, includes_low=False, includes_high=True)


class Schedule(Protocol):
    """η(t) = η₀ · schedule(t, T). Fields are parameters, which become options of the command line."""

    name: ClassVar[str]
    unit: ClassVar[TimeUnit]

    def __call__(self, t: int, T: int) -> Parameter: ...


@dataclass(frozen=True)
class ConstantRate:
    """η₀."""

    name: ClassVar[str] = "constant"
    unit: ClassVar[TimeUnit] = "step"

    def __call__(self, t: int, T: int) -> Parameter:
        return 1.0


@dataclass(frozen=True)
class Time:
    """η₀ / (1 + k t), t in epochs."""

    decay: Parameter = option(0.01, "η₀ / (1 + k epoch)", "k", NOT_NEGATIVE, group=RATE_GROUP)
    name: ClassVar[str] = "time"
    unit: ClassVar[TimeUnit] = "epoch"

    def __call__(self, t: int, T: int) -> Parameter:
        return 1 / (1 + self.decay * t)


@dataclass(frozen=True)
class InverseScaling:
    """η₀ / (1 + t)ᵖ, t in steps."""

    power: Parameter = option(0.25, "η₀ / (1 + step)ᵖ", "p", NOT_NEGATIVE, group=RATE_GROUP)
    name: ClassVar[str] = "inverse-scaling"
    unit: ClassVar[TimeUnit] = "step"

    def __call__(self, t: int, T: int) -> Parameter:
        return 1 / (1 + t) ** self.power


@dataclass(frozen=True)
class Step:
    """η₀ γ^⌊t/s⌋, t in epochs."""

    gamma: Parameter = option(0.5, "what the rate is multiplied by", "γ", ABOVE_0_TO_1, group=RATE_GROUP)
    every: Parameter = option(10, "epochs between drops", "EPOCHS", COUNT, group=RATE_GROUP)
    name: ClassVar[str] = "step"
    unit: ClassVar[TimeUnit] = "epoch"

    def __call__(self, t: int, T: int) -> Parameter:
        return self.gamma ** (t // self.every)


@dataclass(frozen=True)
class Exponential:
    """η₀ γᵗ, t in epochs."""

    gamma: Parameter = option(0.95, "what the rate is multiplied by", "γ", ABOVE_0_TO_1, group=RATE_GROUP)
    name: ClassVar[str] = "exponential"
    unit: ClassVar[TimeUnit] = "epoch"

    def __call__(self, t: int, T: int) -> Parameter:
        return self.gamma**t


@dataclass(frozen=True)
class Cosine:
    """η₀ ½ (1 + cos(π t/T)), t in steps: from η₀ to zero (Loshchilov, Hutter 2017, without restarts)."""

    name: ClassVar[str] = "cosine"
    unit: ClassVar[TimeUnit] = "step"

    def __call__(self, t: int, T: int) -> Parameter:
        return (1 + cos(pi * t / T)) / 2


@dataclass(frozen=True)
class Plateau:
    """η₀ · factor^k; k counts how often the watched loss had not fallen by a relative 1e-4 for `patience` epochs."""

    factor: Parameter = option(
        0.5, "what the rate is multiplied by at a drop", "FACTOR", BETWEEN_0_AND_1, group=RATE_GROUP
    )
    plateau_patience: Parameter = option(5, "epochs without progress before a drop", "EPOCHS", COUNT, group=RATE_GROUP)
    name: ClassVar[str] = "plateau"
    unit: ClassVar[TimeUnit] = "epoch"

    def init(self, runs: tuple[int, ...]) -> tuple[Floats, Floats, Floats]:
        """State of each run: its scale, its lowest loss, the epochs since that."""
        return np.ones(runs), np.full(runs, np.inf), np.zeros(runs)

    def observe(self, loss: Floats, state: tuple[Floats, Floats, Floats]) -> tuple[Floats, Floats, Floats]:
        scale, best, epochs = state
        falls = loss < best * (1 - LEAST_FALL)
        epochs = np.where(falls, 0, epochs + 1)
        drops = epochs >= self.plateau_patience
        return np.where(drops, scale * self.factor, scale), np.where(falls, loss, best), np.where(drops, 0, epochs)


SCHEDULES: dict[str, type[Schedule] | type[Plateau]] = {
    schedule.name: schedule for schedule in (ConstantRate, Time, InverseScaling, Step, Exponential, Cosine, Plateau)
}


class Pace:
    """η of each step, from the schedule and, for `Plateau`, from the loss."""

    def __init__(self, schedule: Schedule | Plateau, eta: Floats, steps: int, epochs: int) -> None:
        self.schedule, self.eta = schedule, eta
        self.end = {"step": steps, "epoch": epochs}
        self.plateau = schedule.init(eta.shape[:2]) if isinstance(schedule, Plateau) else None

    def rate(self, step: int, epoch: int) -> Floats:
        if isinstance(self.schedule, Plateau):
            assert self.plateau is not None
            return self.eta * self.plateau[0][..., None]
        t = step if self.schedule.unit == "step" else epoch
        return self.eta * self.schedule(t, self.end[self.schedule.unit])

    def observe(self, loss: Floats) -> None:
        if isinstance(self.schedule, Plateau):
            assert self.plateau is not None
            self.plateau = self.schedule.observe(loss, self.plateau)
