"""A smooth line through points: locally weighted straight lines, Cleveland 1979, as R's panel.smooth draws them."""

import numpy as np

from lrcli.arrays import Floats, Ints

SHARE = 2 / 3  # of the points that each line goes through
ROUNDS = 3  # in which points far from the line lose their weight
CENTRE, EDGE = 0.001, 0.999  # of the window: nearer points have the whole weight, farther ones none


def lowess(x: Floats, y: Floats) -> Floats:
    """The line's height at each x (n,), which rise. y (n,)."""
    n = len(x)
    window = max(2, min(n, int(SHARE * n + 1e-10)))
    trust, line = np.ones(n), np.zeros(n)
    starts = _starts(x, window)
    for _ in range(ROUNDS + 1):
        for k, start in enumerate(starts.tolist()):
            line[k] = _height(x[start : start + window], y[start : start + window], trust[start : start + window], x[k])
        residuals = np.abs(y - line)
        scale = 6 * float(np.median(residuals))
        if scale <= 1e-12 * float(np.mean(np.abs(y)) + 1e-300):
            break
        trust = np.clip(1 - (residuals / scale) ** 2, 0.0, None) ** 2
    return line


def _starts(x: Floats, window: int) -> Ints:
    """The index of the first of the nearest neighbours of each point."""
    starts, start = np.zeros(len(x), dtype=np.intp), 0
    for k, value in enumerate(x.tolist()):
        while start + window < len(x) and x[start + window] - value < value - x[start]:
            start += 1
        starts[k] = start
    return starts


def _height(x: Floats, y: Floats, trust: Floats, at: float) -> float:
    """The height at x = `at` of the straight line through points, the nearer ones with more weight."""
    distance = np.abs(x - at)
    radius = float(distance.max())
    if radius == 0:
        return float(np.average(y, weights=trust)) if trust.sum() > 0 else float(y.mean())
    share = distance / radius
    weight = np.where(share <= CENTRE, 1.0, np.where(share <= EDGE, (1 - share**3) ** 3, 0.0)) * trust
    total = float(weight.sum())
    if total <= 0:
        return float(y.mean())
    weight = weight / total
    mean = float(weight @ x)
    spread = float(weight @ (x - mean) ** 2)
    level = float(weight @ y)
    if spread < 1e-12 * radius**2:
        return level
    slope = float(weight @ ((x - mean) * y)) / spread
    return level + slope * (at - mean)
