"""The lowest point of the squared loss with a penalty on absolute weights, by coordinate descent on second moments.

    L(w) + ½ Σ λᵢ wᵢ² + Σ κᵢ |wᵢ|,    L(w) = ½ wᵀ G w − cᵀ w + ½ s

Along one coordinate that is a parabola with a corner at 0, whose lowest point is known: with z = c_j − Σ_{k≠j} G_jk w_k
it is w_j = soft(z, κ_j) / (G_jj + λ_j) (Friedman, Hastie, Tibshirani 2010). Once a sweep over all weights changes no
sign, the weights that are not 0 solve linear equations; if their solution has these signs, and no other weight would
leave 0 for it, then it is the lowest point to the last digit, and no further sweep is needed.
"""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.solution.analytic import Paraboloid, penalty

MOST_SWEEPS = 10_000  # over all weights
STILL = 1e-13  # of the largest weight: a smaller change in a sweep is rounding
CONSTANT = 1e-14  # of a column's squared mean: a smaller variance is rounding
SINGULAR = 1e-9  # of the largest eigenvalue: columns that are sums of others have no single lowest point
LEAVES = 1e-10  # of κ: a gradient that is larger by no more than that keeps a weight at 0


def soft(w: Floats, t: Floats) -> Floats:
    """sign(w) max(|w| − t, 0): the step that lowers t |w|, which ends at 0 where it would pass it."""
    return np.sign(w) * np.maximum(np.abs(w) - t, 0.0)


def absolute_penalty(w: Floats, kappa: Floats) -> Floats:
    """Σ κᵢ |wᵢ|. w (…, p), κ (…, p) → (…)."""
    total: Floats = (kappa * np.abs(w)).sum(axis=-1)
    return total


@dataclass(frozen=True)
class ElasticNet:
    """The minimum w* of a paraboloid, the loss without penalty, plus both penalties."""

    paraboloid: Paraboloid
    w: Floats  # (p,)
    decay: Floats  # (p,), λ
    kappa: Floats  # (p,), κ

    @property
    def lowest(self) -> float:
        return float(self.paraboloid.loss(self.w) + penalty(self.w, self.decay) + absolute_penalty(self.w, self.kappa))

    def slope(self, w: Floats) -> Floats:
        """∂L/∂w + λ w, without the penalty that has a corner. w (p,)."""
        return self.paraboloid.hessian((w - self.paraboloid.w).astype(np.float64)) + self.decay * w

    def gap(self, w: Floats) -> Floats:
        """(L(w) − L(w*)) / L(w*) of w (…, p), from sums of terms that are never below 0, so that nothing cancels."""
        v = w - self.w
        curved = (self.paraboloid.hessian(v) * v).sum(axis=-1) / 2 + penalty(v, self.decay)
        corners = self.slope(self.w) * v + self.kappa * (np.abs(w) - np.abs(self.w))
        above: Floats = curved.clip(min=0.0) + corners.clip(min=0.0).sum(axis=-1)
        return above / self.lowest if self.lowest > 0 else np.full(w.shape[:-1], np.inf)

    def last_step(self, w: Floats) -> Floats:
        """A step of gradient descent on all rows, w (p,): without the noise of minibatches it tells which are 0."""
        H = self.paraboloid.hessian(np.eye(len(w))) + np.diag(self.decay)
        length = 1 / float(np.linalg.eigvalsh(H)[-1])
        return soft(w - length * self.slope(w), length * self.kappa)


def elastic_net(paraboloid: Paraboloid, decay: Floats, kappa: Floats) -> ElasticNet:
    """The lowest point, from the second moments that the paraboloid stands for. The first weight is the bias."""
    moments = CentredMoments.of(paraboloid)
    w = descend(moments, decay[1:], kappa[1:], np.zeros(len(decay) - 1))
    return ElasticNet(paraboloid, moments.with_bias(w), decay, kappa)


@dataclass(frozen=True)
class CentredMoments:
    """Second moments about the means. With them the bias, which has no penalty, is already at its best."""

    G: Floats  # (p − 1, p − 1)
    c: Floats  # (p − 1,)
    means: Floats  # (p − 1,), of the columns
    y_mean: float

    @classmethod
    def of(cls, paraboloid: Paraboloid) -> "CentredMoments":
        A = paraboloid.hessian(np.eye(len(paraboloid.w)))
        c = A @ paraboloid.w.astype(np.float64)  # the rows' moments with y, as far as any weights can tell
        means = A[0, 1:]
        return cls(A[1:, 1:] - np.outer(means, means), c[1:] - means * c[0], means, float(c[0]))

    def with_bias(self, w: Floats) -> Floats:
        """(p − 1,) → (p,)."""
        return np.append(self.y_mean - self.means @ w, w)


def descend(moments: CentredMoments, decay: Floats, kappa: Floats, start: Floats) -> Floats:
    """The lowest point (p − 1,), from a start, which is the last one's where there is a path of them."""
    G, c, w = moments.G, moments.c, start.copy()
    r = c - G @ w  # −∂L/∂w
    diagonal, steep = np.diag(G).tolist(), (np.diag(G) + decay).tolist()
    thresholds, columns = kappa.tolist(), np.flatnonzero(np.diag(G) > CONSTANT * moments.means**2).tolist()
    signs = np.sign(w)  # of the start, which may be those of the lowest point: then no sweep is needed at all
    if signs.any() and (solved := _solved(moments, decay, kappa, signs)) is not None:
        return solved
    for _ in range(MOST_SWEEPS):
        largest = 0.0
        for j in columns:
            before, t = float(w[j]), thresholds[j]
            z = float(r[j]) + diagonal[j] * before
            after = (z - t if z > t else z + t if z < -t else 0.0) / steep[j]
            if after != before:
                r -= G[j] * (after - before)
                w[j] = after
                largest = max(largest, abs(after - before))
        if np.array_equal(np.sign(w), signs):
            solved = _solved(moments, decay, kappa, signs)
            if solved is not None:
                return solved
        if largest <= STILL * np.abs(w).max(initial=0.0):
            break
        signs = np.sign(w)
    return w


def _solved(moments: CentredMoments, decay: Floats, kappa: Floats, signs: Floats) -> Floats | None:
    """The lowest point where the weights that are not 0 have these signs; None where it is elsewhere, or not one."""
    active, w = np.flatnonzero(signs), np.zeros(len(signs))
    if len(active):
        H = moments.G[np.ix_(active, active)] + np.diag(decay[active])
        scale = np.sqrt(np.diag(H))
        eigenvalues = np.linalg.eigvalsh(H / np.outer(scale, scale))
        if eigenvalues[0] <= SINGULAR * eigenvalues[-1]:
            return None
        w[active] = np.linalg.solve(H, moments.c[active] - (kappa * signs)[active])
    if np.any(np.sign(w) != signs):
        return None
    slope = moments.c - moments.G @ w - decay * w
    return None if np.any(np.abs(slope)[signs == 0] > kappa[signs == 0] * (1 + LEAVES)) else w


def descend_along(moments: CentredMoments, decays: Floats, kappas: Floats) -> Floats:
    """The lowest points (values, p) of falling penalties, bias included, each found from the one before.

    decays, kappas (values,): the same λ and κ for every weight.
    """
    q = len(moments.c)
    w, points = np.zeros(q), []
    for decay, kappa in zip(decays.tolist(), kappas.tolist(), strict=True):
        w = descend(moments, np.full(q, decay), np.full(q, kappa), w)
        points.append(moments.with_bias(w))
    return np.array(points)


def highest_penalty(moments: CentredMoments) -> float:
    """The lowest κ at which all weights are 0."""
    return float(np.abs(moments.c).max(initial=0.0))
