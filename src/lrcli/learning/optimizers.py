"""Update rules, in the order they are taught.

Each is `init(w) → state` and `step(w, g, eta, state) → (w, state)`, elementwise, so that w may be one
weight vector (p,) or a stack of them (…, p). Defaults are PyTorch's. Where the literature has two
conventions, ε stands outside the root, as in PyTorch (d2l.ai puts it inside); Adadelta, as published, inside.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from lrcli.arrays import Floats

Hyperparameter = float | Floats
State = Any


class Optimizer(Protocol):
    """The shape that all rules share."""

    default_rate: ClassVar[float | None]
    letters: ClassVar[tuple[str, ...]]  # of the state

    def init(self, w: Floats) -> State: ...

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: State) -> tuple[Floats, State]: ...


@dataclass(frozen=True)
class SGD:
    """w ← w − η g."""

    default_rate: ClassVar[float | None] = None
    letters: ClassVar[tuple[str, ...]] = ()

    def init(self, w: Floats) -> None:
        return None

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: None) -> tuple[Floats, None]:
        return w - eta * g, None


@dataclass(frozen=True)
class Momentum:
    """m ← β m + (1 − β) g; w ← w − η m: a running mean of gradients (Polyak 1964, as the lecture writes it).

    Equals heavy-ball momentum, m ← β m + g, at rate η (1 − β).
    """

    beta: Hyperparameter = 0.9
    default_rate: ClassVar[float | None] = None
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def init(self, w: Floats) -> Floats:
        return np.zeros_like(w)

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: Floats) -> tuple[Floats, Floats]:
        m = self.beta * state + (1 - self.beta) * g
        return w - eta * m, m


@dataclass(frozen=True)
class Adagrad:
    """s ← s + g²; w ← w − η g / (√s + ε) (Duchi, Hazan, Singer 2011)."""

    epsilon: Hyperparameter = 1e-10
    default_rate: ClassVar[float | None] = 0.5
    letters: ClassVar[tuple[str, ...]] = ("s",)

    def init(self, w: Floats) -> Floats:
        return np.zeros_like(w)

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: Floats) -> tuple[Floats, Floats]:
        s = state + g**2
        return w - eta * g / (np.sqrt(s) + self.epsilon), s


@dataclass(frozen=True)
class RMSProp:
    """s ← α s + (1 − α) g²; w ← w − η g / (√s + ε) (Tieleman, Hinton 2012)."""

    alpha: Hyperparameter = 0.99
    epsilon: Hyperparameter = 1e-8
    default_rate: ClassVar[float | None] = 0.1
    letters: ClassVar[tuple[str, ...]] = ("s",)

    def init(self, w: Floats) -> Floats:
        return np.zeros_like(w)

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: Floats) -> tuple[Floats, Floats]:
        s = self.alpha * state + (1 - self.alpha) * g**2
        return w - eta * g / (np.sqrt(s) + self.epsilon), s


@dataclass(frozen=True)
class Adadelta:
    """s ← ρ s + (1 − ρ) g²; Δ = √(u + ε) / √(s + ε) · g; u ← ρ u + (1 − ρ) Δ²; w ← w − η Δ (Zeiler 2012)."""

    rho: Hyperparameter = 0.9
    epsilon: Hyperparameter = 1e-6
    default_rate: ClassVar[float | None] = 1.0
    letters: ClassVar[tuple[str, ...]] = ("s", "u")

    def init(self, w: Floats) -> tuple[Floats, Floats]:
        return np.zeros_like(w), np.zeros_like(w)

    def step(
        self, w: Floats, g: Floats, eta: Hyperparameter, state: tuple[Floats, Floats]
    ) -> tuple[Floats, tuple[Floats, Floats]]:
        s, u = state
        s = self.rho * s + (1 - self.rho) * g**2
        delta = np.sqrt(u + self.epsilon) / np.sqrt(s + self.epsilon) * g
        u = self.rho * u + (1 - self.rho) * delta**2
        return w - eta * delta, (s, u)


@dataclass(frozen=True)
class Adam:
    """m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − η m̂ / (√v̂ + ε) (Kingma, Ba 2015).

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) undo the start at zero.
    """

    beta1: Hyperparameter = 0.9
    beta2: Hyperparameter = 0.999
    epsilon: Hyperparameter = 1e-8
    default_rate: ClassVar[float | None] = 0.1
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    def init(self, w: Floats) -> tuple[Floats, Floats, int]:
        return np.zeros_like(w), np.zeros_like(w), 0

    def step(
        self, w: Floats, g: Floats, eta: Hyperparameter, state: tuple[Floats, Floats, int]
    ) -> tuple[Floats, tuple[Floats, Floats, int]]:
        m, v, t = state
        t = t + 1
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g**2
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        return w - eta * m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v, t)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "adagrad": Adagrad,
    "rmsprop": RMSProp,
    "adadelta": Adadelta,
    "adam": Adam,
}
