"""The analytic solution, and the loss as what it is: a paraboloid around it.

    L(w) = L* + ½ (w − w*)ᵀ G (w − w*) + λ/2 Σ (wᵢ − w*ᵢ)²

Weight decay λ never acts on the bias w₀. Where several w* give the same loss (redundant columns), w* is the one of
smallest norm, each weight measured in its column's length.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.linear import Block, dense, gradient, half_squared_loss, over, second_moments, squares

QR_COST = 1e8  # multiplications up to which accuracy is free
EXACT_QR_COST = 4e9  # and up to which it is worth a few seconds
WIDEST_MATRIX = 2000  # weights up to which a dense (p, p) matrix is solved
PRECISE_CELLS = 1e6  # cells of a design up to which the last digits are worth their time
REFINEMENTS = 4
RANK_TOLERANCE = 1e-11


@dataclass(frozen=True)
class Paraboloid:
    """The loss, with its weight decay, around its lowest point."""

    w: Floats  # (p,), the analytic solution w*
    lowest: float  # L(w*), penalty included
    hessian: Callable[[Floats], Floats]  # v (…, p) → G v, without the penalty
    weight_decay: float

    def above(self, w: Floats) -> Floats:
        """L(w) − L(w*), penalty included. w (…, p) → (…)."""
        v = w - self.w
        rise: Floats = (self.hessian(v) * v).sum(axis=-1) / 2 + penalty(v, self.weight_decay)
        return rise.clip(min=0.0)  # below zero by rounding only

    def loss(self, w: Floats) -> Floats:
        """L(w) without the penalty. w (…, p) → (…)."""
        return np.maximum(self.lowest + self.above(w) - penalty(w, self.weight_decay), 0.0)

    def gap(self, w: Floats) -> Floats:
        """L(w) / L(w*) − 1, penalty included: the optimality gap. w (…, p) → (…)."""
        return self.above(w) / self.lowest if self.lowest > 0 else np.full(w.shape[:-1], np.inf)


def penalty(w: Floats, weight_decay: float | Floats) -> Floats:
    """λ/2 Σ wᵢ², bias left out. w (…, p), λ (…) → (…)."""
    square: Floats = (w[..., 1:] ** 2).sum(axis=-1)
    return weight_decay / 2 * square


def solve(
    blocks: Sequence[Block],
    n: int,
    p: int,
    weight_decay: float = 0.0,
    *,
    exact: bool = False,
    precise: Block | None = None,
) -> Paraboloid:
    """Least squares by QR where that is affordable, else from second moments, by conjugate gradients where wide.

    blocks: n rows in all, read anew in each pass. precise: the same rows in extended precision, for the last digits
    where columns are nearly redundant.
    """
    if n * p * p <= (EXACT_QR_COST if exact else QR_COST):
        return _by_qr(blocks, n, p, weight_decay, precise)
    if p <= WIDEST_MATRIX:
        return from_moments(over(blocks, lambda block: second_moments(block, p)), weight_decay)
    return _by_conjugate_gradients(blocks, p, weight_decay)


def from_moments(A: Floats, weight_decay: float = 0.0) -> Paraboloid:
    """Solve (G + λ D) w = c, where A (p + 1, p + 1) holds G, c and s."""
    G, c, s = A[:-1, :-1], A[:-1, -1], float(A[-1, -1])
    H = G + np.diag(_decay(len(c), weight_decay))
    scale = _unit(np.sqrt(np.diag(H)))
    eigenvalue, Q = np.linalg.eigh(H / np.outer(scale, scale))
    inverse = _inverted(eigenvalue, RANK_TOLERANCE)
    w = Q @ (inverse * (Q.T @ (c / scale))) / scale
    return Paraboloid(w, max((s - float(c @ w)) / 2, 0.0), lambda v: v @ G, weight_decay)


def _by_qr(blocks: Sequence[Block], n: int, p: int, weight_decay: float, precise: Block | None) -> Paraboloid:
    """QR of the rows, a slab at a time, then the singular values of R: no product of columns is ever formed."""
    R = np.zeros((0, p + 1))
    slab = max(4 * p, 4096)
    for block in blocks:
        for start in range(0, len(block), slab):
            R = triangle(np.vstack([R, dense(block[slice(start, start + slab)], p)]))
    R /= np.sqrt(n)
    decay = np.column_stack([np.diag(np.sqrt(_decay(p, weight_decay))), np.zeros(p)])
    S = triangle(np.vstack([R, decay])) if weight_decay else R
    scale = _unit(np.linalg.norm(S[:, :-1], axis=0))
    U, singular, Vt = np.linalg.svd(S[:, :-1] / scale, full_matrices=False)
    inverse = _inverted(singular, RANK_TOLERANCE)

    w = Vt.T @ (inverse * (U.T @ S[:, -1])) / scale
    rest = S[:, -1] - S[:, :-1] @ w
    lowest = float(rest @ rest) / 2
    if precise:
        Z = dense(precise, p)
        for _ in range(REFINEMENTS):  # Newton steps: w ← w − H⁻¹ g, where g is exact to the last digits
            error = Z[:, :-1] @ w - Z[:, -1]
            g = error @ Z[:, :-1] / n + _decay(p, weight_decay) * w
            w = w - Vt.T @ (inverse**2 * (Vt @ (g / scale))) / scale
        lowest = float(np.mean((Z[:, :-1] @ w - Z[:, -1]) ** 2) / 2 + penalty(w, weight_decay))
    G = R[:, :-1].T @ R[:, :-1]
    return Paraboloid(w, lowest, lambda v: v @ G, weight_decay)


def triangle(rows: Floats) -> Floats:
    """R of the rows' QR decomposition: Rᵀ R is the sum of their outer products."""
    R: Floats = np.linalg.qr(rows, mode="r")  # type: ignore[assignment]  # NumPy types it as a pair
    return R


def _by_conjugate_gradients(blocks: Sequence[Block], p: int, weight_decay: float) -> Paraboloid:
    """Hestenes, Stiefel 1952, preconditioned by the diagonal: all it needs is products G v, passes over the rows."""
    decay = _decay(p, weight_decay)

    def hessian(v: Floats) -> Floats:
        return over(blocks, lambda block: gradient(Block(block.X, block.codes, np.zeros(len(block))), v))

    diagonal = _unit(over(blocks, lambda block: squares(block, p)) + decay)
    w = np.zeros(p)
    r = -over(blocks, lambda block: gradient(block, w))
    z = r / diagonal
    direction, rz, start = z, float(r @ z), float(r @ z)
    for _ in range(2000):
        if rz <= 1e-20 * start:
            break
        Hd = hessian(direction) + decay * direction
        length = rz / float(direction @ Hd)
        w, r = w + length * direction, r - length * Hd
        z = r / diagonal
        before, rz = rz, float(r @ z)
        direction = z + rz / before * direction
    lowest = float(over(blocks, lambda block: half_squared_loss(block, w))) + float(penalty(w, weight_decay))
    return Paraboloid(w, lowest, hessian, weight_decay)


def _decay(p: int, weight_decay: float) -> Floats:
    """λ for every weight but the bias, (p,)."""
    return np.append(0.0, np.full(p - 1, weight_decay))


def _unit(scale: Floats) -> Floats:
    """The scale, with 1 where a column is zero."""
    return np.where(scale > 0, scale, 1.0)


def _inverted(values: Floats, tolerance: float) -> Floats:
    """1 / value, and 0 for what is zero but for rounding."""
    kept = values > tolerance * values.max()
    return np.divide(1.0, values, out=np.zeros_like(values), where=kept)
