"""How wrong predictions are: truth first, prediction second, both (n,), in the target's units."""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats


def half_squared_error(y: Floats, y_hat: Floats) -> float:
    """L = 1/n Σ ½ (ŷ − y)², the loss that training lowers."""
    return mean_squared_error(y, y_hat) / 2


def mean_squared_error(y: Floats, y_hat: Floats) -> float:
    return float(np.mean((y_hat - y) ** 2))


def mean_absolute_error(y: Floats, y_hat: Floats) -> float:
    return float(np.mean(np.abs(y_hat - y)))


def mean_absolute_percentage_error(y: Floats, y_hat: Floats) -> float | None:
    """In percent; None where some y is zero, since no percentage of zero exists."""
    if not np.all(y):
        return None
    return float(np.mean(np.abs((y_hat - y) / y)) * 100)


def r2_score(y: Floats, y_hat: Floats) -> float | None:
    """R² = 1 − Σ(ŷ − y)² / Σ(ȳ − y)²; None where y is constant, or so nearly that no square is left."""
    scatter = float(np.sum((y - np.mean(y)) ** 2))
    if np.ptp(y) == 0 or scatter == 0:
        return None
    return 1 - float(np.sum((y_hat - y) ** 2)) / scatter


@dataclass(frozen=True)
class Metrics:
    """All of the above for one set of rows."""

    rows: int
    loss: float
    mse: float
    rmse: float
    mae: float
    mape: float | None
    r2: float | None


def measure(y: Floats, y_hat: Floats) -> Metrics:
    mse = mean_squared_error(y, y_hat)
    return Metrics(
        rows=len(y),
        loss=half_squared_error(y, y_hat),
        mse=mse,
        rmse=float(np.sqrt(mse)),
        mae=mean_absolute_error(y, y_hat),
        mape=mean_absolute_percentage_error(y, y_hat),
        r2=r2_score(y, y_hat),
    )


@dataclass
class Errors:
    """The same metrics of rows that come some at a time, by sums that do not cancel (Chan, Golub, LeVeque 1979)."""

    n: int = 0
    mean: float = 0.0  # of y
    scatter: float = 0.0  # Σ (y − ȳ)²
    square: float = 0.0  # Σ (ŷ − y)²
    distance: float = 0.0  # Σ |ŷ − y|
    share: float = 0.0  # Σ |(ŷ − y) / y|, infinite where some y is 0
    lowest: float = np.inf  # of y
    highest: float = -np.inf

    def add(self, y: Floats, y_hat: Floats) -> None:
        n, mean, error = len(y), float(np.mean(y)), np.abs(y_hat - y)
        delta, total = mean - self.mean, self.n + n
        self.scatter += float(np.sum((y - mean) ** 2)) + delta**2 * self.n * n / total
        self.mean += delta * n / total
        self.square += float(np.sum(error**2))
        self.distance += float(np.sum(error))
        self.share += float(np.sum(error / np.abs(y))) if np.all(y) else np.inf
        self.lowest, self.highest = min(self.lowest, float(np.min(y))), max(self.highest, float(np.max(y)))
        self.n = total

    def metrics(self) -> Metrics:
        mse = self.square / self.n
        return Metrics(
            rows=self.n,
            loss=mse / 2,
            mse=mse,
            rmse=float(np.sqrt(mse)),
            mae=self.distance / self.n,
            mape=self.share / self.n * 100 if np.isfinite(self.share) else None,
            r2=1 - self.square / self.scatter if self.lowest < self.highest and self.scatter > 0 else None,
        )
