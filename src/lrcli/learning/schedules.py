"""Learning-rate schedules: functions of t that say which part of η₀ is used.

t counts from 0; T is where training ends. The schedules that people set by hand (time, step, exponential) count
epochs, the others steps. `Plateau` is the one that looks at the loss instead of the clock.
"""

from dataclasses import dataclass
from math import cos, pi
from typing import ClassVar, Literal, Protocol

import numpy as np

from lrcli.arrays import Floats

Unit = Literal["step", "epoch"]
Parameter = float | Floats


class Schedule(Protocol):
    """η(t) = η₀ · schedule(t, T)."""

    unit: ClassVar[Unit]

    def __call__(self, t: int, T: int) -> Parameter: ...


@dataclass(frozen=True)
class Constant:
    """η₀."""

    unit: ClassVar[Unit] = "step"

    def __call__(self, t: int, T: int) -> Parameter:
        return 1.0


@dataclass(frozen=True)
class Time:
    """η₀ / (1 + k t), t in epochs."""

    decay: Parameter = 0.01
    unit: ClassVar[Unit] = "epoch"

    def __call__(self, t: int, T: int) -> Parameter:
        return 1 / (1 + self.decay * t)


@dataclass(frozen=True)
class InverseScaling:
    """η₀ / (1 + t)ᵖ, t in steps."""

    power: Parameter = 0.25
    unit: ClassVar[Unit] = "step"

    def __call__(self, t: int, T: int) -> Parameter:
        return 1 / (1 + t) ** self.power


@dataclass(frozen=True)
class Step:
    """η₀ γ^⌊t/s⌋, t in epochs."""

    gamma: Parameter = 0.5
    every: Parameter = 10
    unit: ClassVar[Unit] = "epoch"

    def __call__(self, t: int, T: int) -> Parameter:
        return self.gamma ** (t // self.every)


@dataclass(frozen=True)
class Exponential:
    """η₀ γᵗ, t in epochs."""

    gamma: Parameter = 0.95
    unit: ClassVar[Unit] = "epoch"

    def __call__(self, t: int, T: int) -> Parameter:
        return self.gamma**t


@dataclass(frozen=True)
class Cosine:
    """η₀ ½ (1 + cos(π t/T)), t in steps: from η₀ to zero (Loshchilov, Hutter 2017, without restarts)."""

    unit: ClassVar[Unit] = "step"

    def __call__(self, t: int, T: int) -> Parameter:
        return (1 + cos(pi * t / T)) / 2


@dataclass(frozen=True)
class Plateau:
    """η₀ · factor^k; k counts how often the watched loss had not fallen by a relative 1e-4 for `patience` epochs."""

    factor: Parameter = 0.5
    plateau_patience: Parameter = 5
    unit: ClassVar[Unit] = "epoch"

    def init(self, runs: tuple[int, ...]) -> tuple[Floats, Floats, Floats]:
        """State of each run: its scale, its lowest loss, the epochs since that."""
        return np.ones(runs), np.full(runs, np.inf), np.zeros(runs)

    def observe(self, loss: Floats, state: tuple[Floats, Floats, Floats]) -> tuple[Floats, Floats, Floats]:
        scale, best, waited = state
        fell = loss < best * (1 - 1e-4)
        waited = np.where(fell, 0, waited + 1)
        tired = waited >= self.plateau_patience
        return np.where(tired, scale * self.factor, scale), np.where(fell, loss, best), np.where(tired, 0, waited)


SCHEDULES: dict[str, type[Schedule] | type[Plateau]] = {
    "constant": Constant,
    "time": Time,
    "inverse-scaling": InverseScaling,
    "step": Step,
    "exponential": Exponential,
    "cosine": Cosine,
    "plateau": Plateau,
}
