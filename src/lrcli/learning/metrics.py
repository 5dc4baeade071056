"""How wrong predictions are. Truth y and prediction ŷ, both (n,), are in the target's units.

A metric is one row of METRICS: terminal, page and JSON go through these rows. Each metric is made of sums over rows of
data, because sums add up: the data may come some rows at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.losses import SQUARED, LossFunction
from lrcli.text import fixed, number, percentage


@dataclass
class Errors:
    """Sums over rows, each as often as its weight says.

    The scatter is merged as in Chan, Golub, LeVeque 1979, for Σ y² − n ȳ² cancels.
    """

    n: float = 0  # the rows, or the sum of their weights
    rows: int = 0
    mean: float = 0.0  # ȳ
    scatter: float = 0.0  # Σ (y − ȳ)², 0 as long as y is constant
    square: float = 0.0  # Σ (ŷ − y)²
    distance: float = 0.0  # Σ |ŷ − y|
    share: float = 0.0  # Σ |(ŷ − y) / y|, infinite where some y is 0
    loss: LossFunction = SQUARED  # of the model
    lost: float = 0.0  # Σ ρ(ŷ − y), where the loss is not the squared one
    lowest: float = np.inf  # of y
    highest: float = -np.inf

    @classmethod
    @np.errstate(over="ignore", invalid="ignore")  # errors of a model that diverged are infinite, and reported as such
    def of(cls, y: Floats, y_hat: Floats, weights: Floats | None = None, loss: LossFunction = SQUARED) -> "Errors":
        if not len(y):
            return cls(loss=loss)
        n = len(y) if weights is None else float(weights.sum())
        mean = float(np.mean(y)) if weights is None else float(weights @ y) / n
        error = np.abs(y_hat - y)
        lowest, highest = float(np.min(y)), float(np.max(y))
        return cls(
            n=n,
            rows=len(y),
            mean=mean,
            # Three times 0.1 have the mean 0.10000000000000002: rounding is no scatter.
            scatter=float(_sum((y - mean) ** 2, weights)) if lowest < highest else 0.0,
            square=_sum(error**2, weights),  # as long a number as the predictions are
            distance=_sum(error, weights),
            share=_sum(error / np.abs(y), weights) if np.all(y) else np.inf,
            loss=loss,
            lost=0.0 if loss is SQUARED else float(_sum(loss(y_hat - y), weights)),
            lowest=lowest,
            highest=highest,
        )

    def add(self, y: Floats, y_hat: Floats, weights: Floats | None = None) -> None:
        self.join(Errors.of(y, y_hat, weights, self.loss))

    @np.errstate(over="ignore", invalid="ignore")
    def join(self, other: "Errors") -> None:
        """Add the sums over more rows."""
        if not other.rows:
            return
        delta, total = other.mean - self.mean, self.n + other.n
        apart = delta * delta * self.n * other.n / total if self.n else 0.0
        self.scatter += other.scatter + apart
        self.mean += delta * other.n / total
        self.square += other.square
        self.distance += other.distance
        self.lost += other.lost
        self.share += other.share
        self.lowest, self.highest = min(self.lowest, other.lowest), max(self.highest, other.highest)
        if self.lowest == self.highest:
            self.scatter = 0.0
        self.n, self.rows = total, self.rows + other.rows

    @property
    def mean_loss(self) -> float:
        return self.lost / self.n if self.loss is not SQUARED else float(self.square / self.n) / 2


def _sum(values: Floats, weights: Floats | None) -> float:
    return np.sum(values if weights is None else values * weights)


@dataclass(frozen=True)
class Metric:
    """A column of every table of errors. `of` gives None where the metric does not exist."""

    name: str  # in model.json and JSON
    symbol: str  # at the head of a column
    meaning: str
    of: Callable[[Errors], float | None]
    text: Callable[[float | None], str] = number
    power: int = 0  # of the target's unit: 1 for euros, 2 for squared euros, 0 for a number without a unit
    more_is_better: bool = False
    by_moments: bool = False  # it needs only n, Σ (ŷ − y)² and Σ (y − ȳ)², which moments tell of all rows
    absent: str | None = None  # why it may not exist; {target} stands for the target's name


METRICS = (
    Metric(
        "loss", "loss", "1/n Σ ½ (ŷ − y)², or the loss of --loss, which training lowers",
        lambda sums: sums.mean_loss, power=2, by_moments=True,
    ),
    Metric(
        "mse", "MSE", "mean squared error, 1/n Σ (ŷ − y)²",
        lambda sums: float(sums.square / sums.n), power=2, by_moments=True,
    ),
    Metric(
        "rmse", "RMSE", "root of the mean squared error, √(1/n Σ (ŷ − y)²)",
        lambda sums: sqrt(float(sums.square / sums.n)), power=1, by_moments=True,
    ),
    Metric(
        "mae", "MAE", "mean absolute error, 1/n Σ |ŷ − y|",
        lambda sums: float(sums.distance / sums.n) if sums.n else None, power=1,
    ),
    Metric(
        "mape", "MAPE", "mean absolute percentage error, 100/n Σ |(ŷ − y) / y|",
        lambda sums: float(sums.share / sums.n * 100) if sums.n and isfinite(sums.share) else None, percentage,
        absent="{target} is 0 in some row, and nothing is a percentage of 0",
    ),
    Metric(
        "r2", "R²", "share of the variance that is explained, 1 − Σ (ŷ − y)² / Σ (ȳ − y)²",
        lambda sums: 1 - float(sums.square) / sums.scatter if sums.scatter > 0 else None, fixed,
        more_is_better=True, by_moments=True,
    ),
)  # fmt: skip
