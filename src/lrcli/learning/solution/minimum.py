"""The minimum of a loss that is not squared, and a bound on the distance from it.

A loss is the maximum of the lines a e − γ a²/2, low ≤ a ≤ high (see `losses`). So each row has a slope a as a second
variable, beside the weights. The weights w and the slopes a (n,) are optimal together where

    1/n Σ a x + λ w = 0                   the slopes balance
    e = Xw − y = γ a + u − v              u, v ≥ 0: how far the error is beyond what a slope within the bounds explains
    u (high − a) = v (a − low) = 0        and it is so only where the slope is at its bound.

These equations are solved by Newton's method with μ in place of the last 0, μ → 0, which stays within the bounds: the
interior-point method of Mehrotra 1992, with which Portnoy and Koenker 1997 made quantile regression fast. It takes some
20 rounds, whatever the number of rows, where iterated reweighting takes hundreds for the last digits of |e|.

How near w is to the minimum is known without the minimum: if the slopes balance, no weights have a lower loss than the
lines of these slopes have at w. So L(w*) is below L(w) by at most the mean of ρ(e) − (a e − γ a²/2), the duality gap.
Once the equations hold this is the mean of u (high − a) + v (a − low), which each round looks at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.linear import Block, mean_loss, over, predict, second_moments, transposed
from lrcli.learning.losses import LossFunction, quantile, robust_deviation
from lrcli.learning.solution.analytic import least_norm, penalty

MOST_ROUNDS = 100  # far more than any table has taken
CLOSED = 1e-15  # of the target's spread: a smaller duality gap is rounding
INSIDE = 0.9995  # of the way to the next bound, which a step must not reach
START = 1.0  # distance from the bounds at the start, in spreads of the target


@dataclass(frozen=True)
class Minimum:
    """The lowest point of a loss, penalty included."""

    w: Floats  # (p,)
    lowest: float  # L(w), penalty included
    decay: Floats  # (p,), λ
    loss: Callable[[Floats], Floats]  # w (…, p) → L (…), without the penalty

    def last_step(self, w: Floats) -> Floats:
        return w

    def gap(self, w: Floats) -> Floats:
        """L(w) / L(w*) − 1, penalty included: the optimality gap. w (…, p) → (…)."""
        if not self.lowest > 0:
            return np.full(w.shape[:-1], np.inf)
        total = self.loss(w) + penalty(w, self.decay)
        return np.maximum(total / self.lowest - 1, 0.0)


def minimize(blocks: Sequence[Block], p: int, loss: LossFunction, decay: Floats) -> Minimum:
    """The lowest point of 1/n Σ ρ(e) + ½ Σ λᵢ wᵢ² over n rows, read anew in each pass; six numbers a row are kept.

    decay (p,): λ.
    """
    y = np.concatenate([block.y for block in blocks])
    n, w, unit = len(y), np.zeros(p), robust_deviation(y) or float(np.std(y)) or 1.0
    w[0] = quantile(y, -loss.low / (loss.high - loss.low))
    rows = _Rows.of(w[0] - y, loss, unit)
    for _ in range(MOST_ROUNDS):
        if rows.complementarity() <= CLOSED * unit:
            break
        q = 1 / (loss.gamma + rows.u / rows.to_high + rows.v / rows.to_low)
        unbalanced = rows.sums(blocks, rows.a, p) + n * decay * w
        hessian = rows.moments(blocks, q, p) + np.diag(n * decay)
        off = loss.gamma * rows.a + rows.u - rows.v - rows.errors(blocks, w)
        # First the predictor step, with μ = 0; how far it would get tells μ, and the second-order terms it neglects.
        _, da = _step(blocks, rows, q, hessian, unbalanced, off - rows.u + rows.v)
        du, dv = rows.u * (da / rows.to_high - 1), rows.v * (-da / rows.to_low - 1)
        mu = rows.complementarity()
        reached = rows.moved(da, du, dv, rows.furthest(da, du, dv)).complementarity()
        target = mu * (reached / mu) ** 3
        up, down = (target + du * da) / rows.to_high, (target - dv * da) / rows.to_low
        step, da = _step(blocks, rows, q, hessian, unbalanced, off - rows.u + rows.v + up - down)
        du, dv = up + rows.u * (da / rows.to_high - 1), down + rows.v * (-da / rows.to_low - 1)
        length = min(1.0, INSIDE * rows.furthest(da, du, dv))
        w, rows = w + length * step, rows.moved(da, du, dv, length)

    def value(w: Floats) -> Floats:
        return over(blocks, lambda block: mean_loss(block, w, loss))

    return Minimum(w, float(value(w) + penalty(w, decay)), decay, value)


def _step(
    blocks: Sequence[Block], rows: "_Rows", q: Floats, hessian: Floats, unbalanced: Floats, beyond: Floats
) -> tuple[Floats, Floats]:
    """The steps of the weights and of the slopes.

    (XᵀQX + nλ) dw = Xᵀ(q beyond) − unbalanced, da = q (X dw − beyond).
    """
    dw = least_norm(hessian, rows.sums(blocks, q * beyond, len(unbalanced)) - unbalanced)
    along = np.concatenate([predict(block, dw) for block in blocks])
    return dw, q * (along - beyond)


@dataclass(frozen=True)
class _Rows:
    """What is kept of each row, (n,). The distances to the bounds are kept too, since differences would lose digits."""

    a: Floats
    to_high: Floats
    to_low: Floats
    u: Floats
    v: Floats

    @classmethod
    def of(cls, e: Floats, loss: LossFunction, unit: float) -> "_Rows":
        """The start: all slopes a are 0, and u and v are at least START · unit, above their bound of 0."""
        none, inside = np.zeros(len(e)), START * unit
        return cls(none, none + loss.high, none - loss.low, np.maximum(e, 0) + inside, np.maximum(-e, 0) + inside)

    def complementarity(self) -> float:
        """The mean of u (high − a) + v (a − low): the duality gap, once the equations hold."""
        return float(np.mean(self.u * self.to_high + self.v * self.to_low))

    def moved(self, da: Floats, du: Floats, dv: Floats, t: float) -> "_Rows":
        return _Rows(self.a + t * da, self.to_high - t * da, self.to_low + t * da, self.u + t * du, self.v + t * dv)

    def furthest(self, da: Floats, du: Floats, dv: Floats) -> float:
        """The step that meets the first bound, 1 at most."""
        pairs = ((self.to_high, -da), (self.to_low, da), (self.u, du), (self.v, dv))
        return 1 / max(1.0, *(float(np.max(-change / value)) for value, change in pairs))

    def errors(self, blocks: Sequence[Block], w: Floats) -> Floats:
        return np.concatenate([predict(block, w) - block.y for block in blocks])

    def sums(self, blocks: Sequence[Block], values: Floats, p: int) -> Floats:
        """Xᵀ values, (p,)."""
        total = np.zeros(p)
        for block, own in self._pieces(blocks, values):
            total += transposed(block, block.weighed(own), p)
        return total

    def moments(self, blocks: Sequence[Block], q: Floats, p: int) -> Floats:
        """XᵀQX, (p, p)."""
        total = np.zeros((p, p))
        for block, own in self._pieces(blocks, q):
            total += len(block) * second_moments(replace(block, weights=block.weighed(own)), p)[:p, :p]
        return total

    def _pieces(self, blocks: Sequence[Block], values: Floats) -> Iterator[tuple[Block, Floats]]:
        start = 0
        for block in blocks:
            yield block, values[start : start + len(block)]
            start += len(block)
