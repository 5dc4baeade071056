"""How far numbers lie from their mean, and pairs of them together: sums of squares that add up without cancellation."""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats

TELLTALE = 0.999  # a correlation with the target that gives it away
ROUNDED_DEVIATION = 1e-14  # of the mean: a smaller deviation of a column is rounding


@dataclass(frozen=True)
class Deviations:
    """How far numbers (n,) lie from their mean; those of a target, which many columns are paired with, are one."""

    mean: float
    each: Floats
    squares: float  # their sum

    @classmethod
    def of(cls, values: Floats) -> "Deviations":
        with np.errstate(over="ignore", invalid="ignore"):  # what is too large to be squared is infinite
            mean = _mean(values)
            each = values - mean
            return cls(mean, each, _dot(each, each))


@dataclass(frozen=True)
class Spread:
    """Count, means and sums of squares of pairs (x, y), which add up without cancellation."""

    n: float = 0  # rows, or the sum of their weights
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0  # Σ (x − x̄)²
    yy: float = 0.0
    xy: float = 0.0

    @classmethod
    def of(cls, x: Floats, y: Floats, weights: Floats | None = None) -> "Spread":
        if not len(x):
            return cls()
        if weights is None:
            return cls.between(Deviations.of(x), Deviations.of(y))
        with np.errstate(over="ignore", invalid="ignore"):
            x_mean, y_mean = _mean(x, weights), _mean(y, weights)
            dx, dy = x - x_mean, y - y_mean
            wx, wy, n = dx * weights, dy * weights, float(weights.sum())
            return cls(n, x_mean, y_mean, _dot(wx, dx), _dot(wy, dy), _dot(wx, dy))

    @classmethod
    def between(cls, x: Deviations, y: Deviations) -> "Spread":
        with np.errstate(over="ignore", invalid="ignore"):
            return cls(len(x.each), x.mean, y.mean, x.squares, y.squares, _dot(x.each, y.each))

    @property
    def of_x(self) -> "Spread":
        """x with itself."""
        return Spread(self.n, self.x, self.x, self.xx, self.xx, self.xx)

    def __add__(self, other: "Spread") -> "Spread":
        n = self.n + other.n
        if not self.n:
            return other
        dx, dy, weight = other.x - self.x, other.y - self.y, self.n * other.n / n
        return Spread(
            n,
            self.x + dx * other.n / n,
            self.y + dy * other.n / n,
            self.xx + other.xx + dx * dx * weight,
            self.yy + other.yy + dy * dy * weight,
            self.xy + other.xy + dx * dy * weight,
        )


NO_ROWS = Spread()


# One row of X after the other would give the same numbers to the last bit: NumPy adds up to 8192 numbers, its buffer,
# of a matrix's row in the order in which it adds those of a vector.
def spreads_of(X: Floats, y: Floats | None) -> list[Spread]:
    """`Spread.of` each row of X (d, n), d ≥ 0, n > 0, with y (n,), or with itself where that is None."""
    with np.errstate(over="ignore", invalid="ignore"):
        means = X.mean(axis=1)
        means += (X - means[:, None]).mean(axis=1)
        dX = X - means[:, None]
        xx, n = np.einsum("ij,ij->i", dX, dX).tolist(), X.shape[1]
        if y is None:
            return [Spread(n, mean, mean, own, own, own) for mean, own in zip(means.tolist(), xx, strict=True)]
        y_mean = _mean(y)
        dy = y - y_mean
        yy, xy = _dot(dy, dy), np.einsum("ij,j->i", dX, dy).tolist()
    return [Spread(n, mean, y_mean, *sums) for mean, *sums in zip(means.tolist(), xx, [yy] * len(xx), xy, strict=True)]


def _dot(a: Floats, b: Floats) -> float:
    return float(np.einsum("i,i", a, b))  # on this thread alone: `a @ b` would start others


def _mean(values: Floats, weights: Floats | None = None) -> float:
    """To the last bit: the mean of what is left around a first mean corrects it."""
    mean = float(np.average(values, weights=weights))
    return mean + float(np.average(values - mean, weights=weights))


def correlation(paired: Spread) -> float | None:
    """Pearson's r; None where x or y is constant, or too large to be squared."""
    if not (varies(paired.n, paired.x, paired.xx) and varies(paired.n, paired.y, paired.yy)):
        return None
    return float(np.clip(paired.xy / (np.sqrt(paired.xx) * np.sqrt(paired.yy)), -1, 1))


def varies(n: float, mean: float, squares: float) -> bool:
    """Whether a sum of squares around the mean is a number, and more than what rounding leaves of a constant."""
    return ROUNDED_DEVIATION**2 * n * mean * mean < squares < np.inf
