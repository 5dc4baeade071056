"""Losses: the cost ρ(e) of an error e = ŷ − y of one row, in the order they are taught.

Training lowers L(w) = 1/n Σ ρ(e), whose gradient is 1/n Σ ρ′(e) x. `slope` is ρ′; where ρ has a corner, at e = 0, it is
the subgradient 0.

All of them have one formula, which `solution/minimum.py` uses: ρ(e) is the maximum of the lines a e − γ a²/2 over all
slopes a from `low` to `high`. A loss with γ = 0 has a corner at e = 0; a small γ > 0 would round it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, ClassVar, Protocol

from lrcli.errors import OptionError
from lrcli.learning.lazy_numpy import np

if TYPE_CHECKING:
    from lrcli.arrays import Floats


class LossFunction(Protocol):
    """The shape that all losses share. e is of any shape."""

    name: ClassVar[str]
    power: ClassVar[int]  # of the target's unit: 2 where the loss is in squared units

    @property
    def gamma(self) -> float: ...

    @property
    def low(self) -> float: ...

    @property
    def high(self) -> float: ...

    def __call__(self, e: Floats) -> Floats:
        """ρ(e)."""
        ...

    def slope(self, e: Floats) -> Floats:
        """ρ′(e)."""
        ...

    def per(self, unit: float) -> LossFunction:
        """The same loss for errors that are measured in multiples of this unit."""
        ...


@dataclass(frozen=True)
class Squared:
    """ρ(e) = ½ e². Its lowest point is the mean."""

    name: ClassVar[str] = "squared"
    power: ClassVar[int] = 2
    gamma: ClassVar[float] = 1.0
    low: ClassVar[float] = -inf
    high: ClassVar[float] = inf

    def __call__(self, e: Floats) -> Floats:
        return e**2 / 2

    def slope(self, e: Floats) -> Floats:
        return e

    def per(self, unit: float) -> Squared:
        return self


@dataclass(frozen=True)
class Huber:
    """ρ(e) = ½ e² up to |e| = δ, δ (|e| − ½ δ) beyond (Huber 1964). An error beyond δ pulls no harder than δ."""

    delta: float
    name: ClassVar[str] = "huber"
    power: ClassVar[int] = 2
    gamma: ClassVar[float] = 1.0

    @property
    def low(self) -> float:
        return -self.delta

    @property
    def high(self) -> float:
        return self.delta

    def __call__(self, e: Floats) -> Floats:
        a = self.slope(e)
        return a * (e - a / 2)

    def slope(self, e: Floats) -> Floats:
        return np.clip(e, -self.delta, self.delta)

    def per(self, unit: float) -> Huber:
        return Huber(self.delta / unit)


@dataclass(frozen=True)
class Absolute:
    """ρ(e) = |e|. Its lowest point is the median."""

    name: ClassVar[str] = "absolute"
    power: ClassVar[int] = 1
    gamma: ClassVar[float] = 0.0
    low: ClassVar[float] = -1.0
    high: ClassVar[float] = 1.0

    def __call__(self, e: Floats) -> Floats:
        return np.abs(e)

    def slope(self, e: Floats) -> Floats:
        return np.sign(e)

    def per(self, unit: float) -> Absolute:
        return self


@dataclass(frozen=True)
class Quantile:
    """ρ(e) = (1 − τ) e above 0, −τ e below (Koenker 1978). At its lowest point a share τ of the rows lies below."""

    tau: float
    name: ClassVar[str] = "quantile"
    power: ClassVar[int] = 1
    gamma: ClassVar[float] = 0.0

    @property
    def low(self) -> float:
        return -self.tau

    @property
    def high(self) -> float:
        return 1 - self.tau

    def __call__(self, e: Floats) -> Floats:
        return np.maximum(self.high * e, self.low * e)

    def slope(self, e: Floats) -> Floats:
        return np.where(e > 0, self.high, np.where(e < 0, self.low, 0.0))

    def per(self, unit: float) -> Quantile:
        return self


SQUARED = Squared()
NORMAL_MEDIAN = 0.6745  # standard deviations of a normal distribution, within which half of its values are
EFFICIENT = 1.345  # deviations that make Huber's weights 95 % as precise as least squares' where errors are normal


def quantile(values: Floats, share: float, weights: Floats | None = None) -> float:
    """The lowest value that this share of all values does not exceed. weights: for how many values each counts."""
    return float(np.quantile(values, share, method="inverted_cdf", weights=weights))


def robust_deviation(values: Floats, weights: Floats | None = None) -> float:
    """A robust standard deviation: the median absolute deviation, scaled so that it is σ for a normal distribution.

    0 where more than half of the values are equal.
    """
    return quantile(np.abs(values - quantile(values, 0.5, weights)), 0.5, weights) / NORMAL_MEDIAN


def delta_of(e: Floats, nothing: float, weights: Floats | None = None) -> float:
    """Huber's δ from the errors (n,) of the least-absolute-errors fit, which makes some of them exactly 0.

    nothing: an error up to this size is rounding. The result is 0 where at least half of the errors are rounding.
    """
    sizes = np.abs(e)
    others = sizes > nothing
    if quantile(sizes, 0.5, weights) <= nothing:
        return 0.0
    return EFFICIENT * quantile(sizes[others], 0.5, None if weights is None else weights[others]) / NORMAL_MEDIAN


NAMES = "squared, huber, huber:δ, absolute or quantile:τ"


def loss_called(text: str) -> LossFunction | None:
    """The loss of an option's text: "quantile:0.9"; None for "huber", whose δ the residuals tell."""
    name, colon, number = text.partition(":")
    if text == "huber":
        return None
    for plain in (SQUARED, Absolute()):
        if text == plain.name:
            return plain
    if not colon or name not in (Huber.name, Quantile.name):
        raise OptionError("loss", f"{text!r} is none of {NAMES}")
    try:
        value = float(number)
    except ValueError:
        raise OptionError("loss", f"{number!r} in {text!r} is not a number") from None
    if name == Quantile.name:
        if not 0 < value < 1:
            raise OptionError("loss", f"τ in {text!r} is the share of rows below, above 0 and below 1")
        return Quantile(value)
    if value <= 0 or not isfinite(value):
        raise OptionError("loss", f"δ in {text!r} is a size of errors in units of the target, above 0")
    return Huber(value)
