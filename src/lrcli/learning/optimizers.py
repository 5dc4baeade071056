"""Update rules, in the order they are taught.

Each is `init(w) → state` and `step(w, g, eta, state) → (w, state)`, elementwise, so that w may be one
weight vector (p,) or a stack of them (…, p). Defaults are PyTorch's. Where the literature has two
conventions, ε stands outside the root, as in PyTorch (d2l.ai puts it inside); Adadelta, as published, inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

from lrcli.learning.lazy_numpy import np
from lrcli.options import FROM_0_BELOW_1, POSITIVE, option

if TYPE_CHECKING:
    from lrcli.arrays import Floats

Hyperparameter: TypeAlias = "float | Floats"  # one of each run, where several run side by side
OPTIMIZER_GROUP = "Optimizer"  # the heading of its options
STEP_COUNT = "t"  # the key under which a state counts the steps
MEAN_OF_GRADIENTS = "share of the running mean of gradients that stays at each step"
MEAN_OF_SQUARES = "share of the running mean of squared gradients that stays at each step"
FINITE = "keeps the division finite"
State = Any


class Optimizer(Protocol):
    """The shape that all rules share. Their fields are hyperparameters, which become options of the command line."""

    name: ClassVar[str]
    rule: ClassVar[str]  # in the lecture's letters
    letters: ClassVar[tuple[str, ...]] = ()  # of the state, in its order; one that is STEP_COUNT counts the steps
    default_rate: ClassVar[float | None] = None  # None: 1/λ, by the largest eigenvalue of the Hessian
    many_levels_rate: ClassVar[float | None] = None  # instead, for many one-hot levels, each in few minibatches

    def init(self, w: Floats) -> State: ...

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: State) -> tuple[Floats, State]: ...

    def length(self, eta: Hyperparameter, before: State, after: State) -> Hyperparameter:
        """The effective learning rate of the step between two states: how far a lasting gradient of 1 moves w."""
        ...


@dataclass(frozen=True)
class SGD(Optimizer):
    """w ← w − η g."""

    name: ClassVar[str] = "sgd"
    rule: ClassVar[str] = "w ← w − η g"

    def init(self, w: Floats) -> None:
        return None

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: None) -> tuple[Floats, None]:
        return w - eta * g, None

    def length(self, eta: Hyperparameter, before: None, after: None) -> Hyperparameter:
        return eta


@dataclass(frozen=True)
class Momentum(Optimizer):
    """m ← β m + (1 − β) g; w ← w − η m: a running mean of gradients (Polyak 1964, as the lecture writes it).

    Equals heavy-ball momentum, m ← β m + g, at rate η (1 − β).
    """

    beta: Hyperparameter = option(0.9, MEAN_OF_GRADIENTS, "β", FROM_0_BELOW_1, group=OPTIMIZER_GROUP)
    name: ClassVar[str] = "momentum"
    rule: ClassVar[str] = "m ← β m + (1 − β) g; w ← w − η m"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def init(self, w: Floats) -> Floats:
        return np.zeros_like(w)

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: Floats) -> tuple[Floats, Floats]:
        m = self.beta * state + (1 - self.beta) * g
        return w - eta * m, m

    def length(self, eta: Hyperparameter, before: Floats, after: Floats) -> Hyperparameter:
        return eta


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """s ← s + g²; w ← w − η g / (√s + ε) (Duchi, Hazan, Singer 2011)."""

    epsilon: Hyperparameter = option(1e-10, FINITE, "ε", POSITIVE, group=OPTIMIZER_GROUP)
    name: ClassVar[str] = "adagrad"
    rule: ClassVar[str] = "s ← s + g²; w ← w − η g / (√s + ε)"
    letters: ClassVar[tuple[str, ...]] = ("s",)
    default_rate: ClassVar[float | None] = 0.5

    def init(self, w: Floats) -> Floats:
        return np.zeros_like(w)

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: Floats) -> tuple[Floats, Floats]:
        s = state + g**2
        return w - eta * g / (np.sqrt(s) + self.epsilon), s

    def length(self, eta: Hyperparameter, before: Floats, after: Floats) -> Hyperparameter:
        return eta / (np.sqrt(after) + self.epsilon)


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """s ← α s + (1 − α) g²; w ← w − η g / (√s + ε) (Tieleman, Hinton 2012)."""

    alpha: Hyperparameter = option(0.99, MEAN_OF_SQUARES, "α", FROM_0_BELOW_1, group=OPTIMIZER_GROUP)
    epsilon: Hyperparameter = option(1e-8, FINITE, "ε", POSITIVE, group=OPTIMIZER_GROUP)
    name: ClassVar[str] = "rmsprop"
    rule: ClassVar[str] = "s ← α s + (1 − α) g²; w ← w − η g / (√s + ε)"
    letters: ClassVar[tuple[str, ...]] = ("s",)
    default_rate: ClassVar[float | None] = 0.1

    def init(self, w: Floats) -> Floats:
        return np.zeros_like(w)

    def step(self, w: Floats, g: Floats, eta: Hyperparameter, state: Floats) -> tuple[Floats, Floats]:
        s = self.alpha * state + (1 - self.alpha) * g**2
        return w - eta * g / (np.sqrt(s) + self.epsilon), s

    def length(self, eta: Hyperparameter, before: Floats, after: Floats) -> Hyperparameter:
        return eta / (np.sqrt(after) + self.epsilon)


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """s ← ρ s + (1 − ρ) g²; Δ = √(u + ε) / √(s + ε) · g; u ← ρ u + (1 − ρ) Δ²; w ← w − η Δ (Zeiler 2012)."""

    rho: Hyperparameter = option(0.9, MEAN_OF_SQUARES, "ρ", FROM_0_BELOW_1, group=OPTIMIZER_GROUP)
    epsilon: Hyperparameter = option(1e-6, FINITE, "ε", POSITIVE, group=OPTIMIZER_GROUP)
    name: ClassVar[str] = "adadelta"
    rule: ClassVar[str] = "s ← ρ s + (1 − ρ) g²; Δ = √(u + ε) / √(s + ε) · g; u ← ρ u + (1 − ρ) Δ²; w ← w − η Δ"
    letters: ClassVar[tuple[str, ...]] = ("s", "u")
    default_rate: ClassVar[float | None] = 1.0

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

    def length(
        self, eta: Hyperparameter, before: tuple[Floats, Floats], after: tuple[Floats, Floats]
    ) -> Hyperparameter:
        (_, u), (s, _) = before, after
        return eta * np.sqrt(u + self.epsilon) / np.sqrt(s + self.epsilon)


@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − η m̂ / (√v̂ + ε) (Kingma, Ba 2015).

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) undo the start at zero.
    """

    beta1: Hyperparameter = option(0.9, MEAN_OF_GRADIENTS, "β₁", FROM_0_BELOW_1, group=OPTIMIZER_GROUP)
    beta2: Hyperparameter = option(0.999, MEAN_OF_SQUARES, "β₂", FROM_0_BELOW_1, group=OPTIMIZER_GROUP)
    epsilon: Hyperparameter = option(1e-8, FINITE, "ε", POSITIVE, group=OPTIMIZER_GROUP)
    name: ClassVar[str] = "adam"
    rule: ClassVar[str] = "m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − η m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)"
    letters: ClassVar[tuple[str, ...]] = ("m", "v", "t")
    default_rate: ClassVar[float | None] = 0.1
    many_levels_rate: ClassVar[float | None] = 0.3

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

    def length(
        self, eta: Hyperparameter, before: tuple[Floats, Floats, int], after: tuple[Floats, Floats, int]
    ) -> Hyperparameter:
        _, v, t = after
        return eta / (np.sqrt(v / (1 - self.beta2**t)) + self.epsilon)


OPTIMIZERS: dict[str, type[Optimizer]] = {rule.name: rule for rule in (SGD, Momentum, Adagrad, RMSProp, Adadelta, Adam)}
