"""The analytic solution, and the loss as a paraboloid around it.

    L(w) = L* + ½ (w − w*)ᵀ G (w − w*) + ½ Σ λᵢ (wᵢ − w*ᵢ)²

The weight decay λᵢ may differ from weight to weight; that of the bias w₀ is 0. Where several w* give the same loss
(redundant columns), w* is the one of smallest norm, each weight measured in its column's length.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.linear import Block, gradient, half_squared_loss, over, rooted, second_moments, squares
from lrcli.learning.solution.dual_ridge import DualRidge
from lrcli.learning.solution.precondition import IDENTITY, OrthogonalBlocks, Preconditioner, preconditioner
from lrcli.learning.solution.triangular_factor import EPSILON, Basis, basis, factor, slabs, triangle

QR_COST = 1e8  # multiplications, n p², up to which a QR decomposition takes no time that anyone notices
EXACT_QR_COST = 4e9  # multiplications up to which it is worth a few seconds where an exact solution was asked for
WIDEST_MATRIX = 2000  # weights up to which a dense (p, p) matrix is solved
PRECISE_CELLS = 1e6  # cells, n p, up to which refinement in extended precision takes under a second
MOST_PASSES = 2000  # over the rows, of conjugate gradients
ARRIVED = 1e-20  # of the first residual's square, 1e-10 of its length: less is near rounding
REFINEMENTS = 4  # Newton steps; each adds the digits that the factor has
RANK_TOLERANCE = 1e-11  # of the largest eigenvalue of scaled moments: a smaller one is rounding


@dataclass(frozen=True)
class Paraboloid:
    """The loss, with its weight decay, around its lowest point."""

    w: Floats  # (p,), the analytic solution w*
    lowest: float  # L(w*), penalty included
    hessian: Callable[[Floats], Floats]  # v (…, p) → G v, without the penalty
    decay: Floats  # (p,), λ
    numbers: Basis  # of the columns that are no levels
    root: Floats | None = None  # R (m, p) with G = Rᵀ R, where p is not too large for a matrix
    arrived: bool = True  # False where conjugate gradients ended on their way: w is then near the solution
    rise: Callable[[Floats], Floats] | None = None  # v (…, p) → ½ vᵀ G v (…), where v @ G would cancel

    def above(self, w: Floats) -> Floats:
        """L(w) − L(w*), penalty included. w (…, p) → (…).

        ½ ‖R v‖² rather than ½ vᵀ G v: a sum of squares, in which nothing cancels. Where columns are nearly collinear v
        may be long and its rise small, and then rounding decides vᵀ G v, even its sign.
        """
        v = w - self.w
        if self.root is not None:
            rise: Floats = ((v @ self.root.T) ** 2).sum(axis=-1) / 2
        elif self.rise is not None:
            rise = self.rise(v)
        else:
            rise = (self.hessian(v) * v).sum(axis=-1).clip(min=0.0) / 2  # below zero by rounding only
        return np.asarray(rise + penalty(v, self.decay) if self.decays else rise)

    def loss(self, w: Floats) -> Floats:
        """L(w) without the penalty. w (…, p) → (…)."""
        above = self.lowest + self.above(w)
        return np.maximum(above - penalty(w, self.decay) if self.decays else above, 0.0)

    @cached_property
    def decays(self) -> bool:
        """Whether there is a penalty: every epoch asks, and of a small table its zeros would take half the time."""
        return bool(self.decay.any())

    def last_step(self, w: Floats) -> Floats:
        """No penalty of the loss makes weights 0. w (p,)."""
        return w

    def gap(self, w: Floats) -> Floats:
        """L(w) / L(w*) − 1, penalty included: the optimality gap. w (…, p) → (…)."""
        return self.above(w) / self.lowest if self.lowest > 0 else np.full(w.shape[:-1], np.inf)


def penalty(w: Floats, decay: Floats) -> Floats:
    """½ Σ λᵢ wᵢ². w (…, p), λ (…, p) → (…)."""
    square: Floats = (decay * w**2).sum(axis=-1) / 2
    return square


def solve(
    blocks: Sequence[Block],
    n: int,
    p: int,
    decay: Floats | None = None,
    *,
    exact: bool = False,
    precise: Block | None = None,
    resolution: Floats | None = None,
) -> Paraboloid:
    """Least squares by QR where that is affordable, else from second moments, by conjugate gradients where wide.

    blocks: n rows in all, read anew in each pass. precise: the same rows in extended precision, for the last digits
    where columns are nearly redundant. decay (p,): λ, none by default. resolution (p,): what rounding makes of each
    column, at least of its length.
    """
    decay = np.zeros(p) if decay is None else decay
    known = np.zeros(p) if resolution is None else resolution
    d = blocks[0].X.shape[1]
    if n * p * min(n, p) <= (EXACT_QR_COST if exact else QR_COST):
        return from_factor(factor(blocks, n, p), d, known, decay, precise)
    A, R = _moments_and_numbers(blocks, n, p) if p <= WIDEST_MATRIX else (None, factor(map(_numbers, blocks), n, d))
    numbers = basis(R, known[:d])
    # Of fewer rows than columns a decay decides on the weights; directions of smallest weights leave it no choice.
    along = IDENTITY if n < d and decay[:d].any() else preconditioner(numbers, n, always=False)
    if A is None:
        return _by_conjugate_gradients(blocks, numbers, p, decay, along)
    if along is IDENTITY:
        return from_moments(A, numbers, decay)
    orthogonal = over(OrthogonalBlocks(blocks, along), lambda block: second_moments(block, p - along.fewer))
    return _from_orthogonal_moments(orthogonal, A[:-1, :-1], numbers, decay, along)


def from_factor(R: Floats, d: int, resolution: Floats, decay: Floats, precise: Block | None = None) -> Paraboloid:
    """Least squares from the factor R (m, p + 1) of the rows, the first d columns of which are no levels.

    Weight decay is p more rows, √λᵢ wᵢ = 0; where there are fewer rows than weights, a `DualRidge`.
    """
    p = R.shape[1] - 1
    of_all = None if decay.any() else basis(R, resolution)
    columns = of_all or _with_decay(R, resolution, decay)
    w, lowest = columns.solve(), columns.lowest
    if precise:
        Z = rooted(precise, p)
        w = w.astype(Z.dtype)
        for _ in range(REFINEMENTS):  # Newton steps: w ← w − H⁻¹ g, where g is exact to the last digits
            g = (Z[:, :-1] @ w - Z[:, -1]) @ Z[:, :-1] / len(Z) + decay * w
            w = w - columns.newton(g.astype(np.float64))
        w = columns.smallest(w)
        lowest = float(np.mean((Z[:, :-1] @ w - Z[:, -1]) ** 2) / 2 + penalty(w, decay))
    root = R[:, :-1]
    numbers = of_all if of_all and d == p else basis(np.delete(R, slice(d, -1), axis=1), resolution[:d])
    if len(root) < p:  # G would have more numbers
        return Paraboloid(w, lowest, lambda v: (v @ root.T) @ root, decay, numbers, root)
    G = root.T @ root
    return Paraboloid(w, lowest, lambda v: v @ G, decay, numbers, root)


def _with_decay(R: Floats, resolution: Floats, decay: Floats) -> Basis | DualRidge:
    """What solves for weights some of which have a decay."""
    m, p = R.shape[0], R.shape[1] - 1
    if m < p:
        return DualRidge.of(R, resolution, decay)
    more = np.column_stack([np.diag(np.sqrt(decay)), np.zeros(p)])
    return basis(triangle(np.vstack([R, more])), resolution)


def from_moments(A: Floats, numbers: Basis, decay: Floats) -> Paraboloid:
    """Solve (G + diag λ) w = c, where A (p + 1, p + 1) holds G, c and s."""
    G, c, s = A[:-1, :-1], A[:-1, -1], float(A[-1, -1])
    w = least_norm(G + np.diag(decay), c)
    return Paraboloid(w, max((s - float(c @ w)) / 2, 0.0), lambda v: v @ G, decay, numbers)


# Numbers may be as collinear as the powers of a year are. Second moments do not tell such columns apart, while the
# factor of the numbers alone does, and these are few. So a second pass over the rows takes the moments of columns that
# the factor has made orthogonal. What is solved and measured in them is moved back by the factor, and nothing is lost.
def _from_orthogonal_moments(A: Floats, G: Floats, numbers: Basis, decay: Floats, along: Preconditioner) -> Paraboloid:
    """Solve for v, where w = P v and A (p + 1, p + 1) holds the moments of the columns X P. G (p, p): those of X."""
    d = len(along.P)
    P, back = along.weights(np.eye(len(A) - 1)).T, along.inverse()
    orthogonal, c, s = A[:-1, :-1], A[:-1, -1], float(A[-1, -1])
    v = least_norm(orthogonal + P.T @ (decay[:, None] * P), c)
    w = along.weights(v)
    w[:d] = numbers.smallest(w[:d])

    def rise(difference: Floats) -> Floats:
        u = back.weights(difference)
        half: Floats = ((u @ orthogonal) * u).sum(axis=-1).clip(min=0.0) / 2
        return half

    return Paraboloid(w, max((s - float(c @ v)) / 2, 0.0), lambda u: u @ G, decay, numbers, rise=rise)


def least_norm(H: Floats, c: Floats) -> Floats:
    """The solution w of H w = c of smallest norm, in units of the columns' lengths."""
    scale = _unit(np.sqrt(np.diag(H)))
    eigenvalue, Q = np.linalg.eigh(H / np.outer(scale, scale))
    w: Floats = Q @ (_inverted(eigenvalue, RANK_TOLERANCE) * (Q.T @ (c / scale))) / scale
    return w


def numbers_of_moments(A: Floats, d: int) -> Basis:
    """The first d columns as far as moments A tell them apart: what is below 1e-8 of a column is lost in its square."""
    return basis(np.column_stack([root_of(A[:d, :d]), np.zeros(d)]), np.sqrt(EPSILON * np.diag(A)[:d]))


def root_of(A: Floats) -> Floats:
    """R, triangular, with Rᵀ R = A."""
    eigenvalue, Q = np.linalg.eigh(A)
    return triangle((Q * np.sqrt(eigenvalue.clip(min=0.0))).T)


def _moments_and_numbers(blocks: Sequence[Block], n: int, p: int) -> tuple[Floats, Floats]:
    """In one pass the second moments A (p + 1, p + 1), and the factor (m, d + 1) of the numbers and the target."""
    A, R, d = np.zeros((p + 1, p + 1)), np.zeros((0, blocks[0].X.shape[1] + 1)), blocks[0].X.shape[1]
    for block in blocks:
        A += len(block) * second_moments(block, p)
        for some in slabs(_numbers(block), d):
            R = triangle(np.vstack([R, rooted(some, d)]))
    return A / n, R / np.sqrt(n)


def _numbers(block: Block) -> Block:
    """The rows without their levels."""
    return replace(block, codes=block.codes[:, :0])


def _by_conjugate_gradients(
    blocks: Sequence[Block], numbers: Basis, p: int, decay: Floats, along: Preconditioner
) -> Paraboloid:
    """Hestenes, Stiefel 1952, preconditioned by the diagonal: all it needs is products G v, passes over the rows.

    The steps are taken in v, w = P v, whose columns of numbers are orthogonal where they were nearly collinear.
    """

    def products(rows: Sequence[Block]) -> Callable[[Floats], Floats]:
        return lambda v: over(rows, lambda block: gradient(block.with_target(np.zeros(len(block))), v))

    orthogonal, d = OrthogonalBlocks(blocks, along), len(along.P)
    hessian = products(orthogonal)
    penalties = np.append((along.P**2 * decay[:d, None]).sum(axis=0), decay[d:])
    diagonal = _unit(over(orthogonal, lambda block: squares(block, p - along.fewer)) + penalties)
    v = np.zeros(len(diagonal))
    r = -over(orthogonal, lambda block: gradient(block, v))
    z = r / diagonal
    direction, rz, start = z, float(r @ z), float(r @ z)
    for _ in range(MOST_PASSES):
        if rz <= ARRIVED * start:
            break
        Hd = hessian(direction) + along.columns(decay * along.weights(direction))
        length = rz / float(direction @ Hd)
        v, r = v + length * direction, r - length * Hd
        z = r / diagonal
        before, rz = rz, float(r @ z)
        direction = z + rz / before * direction
    w = along.weights(v)
    lowest = float(over(blocks, lambda block: half_squared_loss(block, w))) + float(penalty(w, decay))
    back = along.inverse()

    def rise(difference: Floats) -> Floats:
        u = back.weights(difference)
        half: Floats = (hessian(u) * u).sum(axis=-1).clip(min=0.0) / 2
        return half

    return Paraboloid(w, lowest, products(blocks), decay, numbers, arrived=rz <= ARRIVED * start, rise=rise)


def ridge(p: int, weight_decay: float) -> Floats:
    """The same λ for every weight but the bias, (p,)."""
    return np.append(0.0, np.full(p - 1, weight_decay))


def _unit(scale: Floats) -> Floats:
    """The scale, with 1 where a column is zero."""
    return np.where(scale > 0, scale, 1.0)


def _inverted(values: Floats, tolerance: float) -> Floats:
    """1 / value, and 0 for what is zero but for rounding."""
    nonzero = values > tolerance * values.max()
    return np.divide(1.0, values, out=np.zeros_like(values), where=nonzero)
