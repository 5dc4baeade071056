"""The linear model on a block of encoded rows: prediction, gradient, second moments."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.learning.losses import SQUARED, LossFunction

ZERO = 1e-12  # of the largest eigenvalue: a smaller one is rounding
PAIRWISE = 8  # numbers from which on NumPy's sum does not add one after the other
UNCORRELATED = 1e-12  # a smaller correlation is rounding, also of columns as far from 0 as timestamps


@dataclass(frozen=True)
class Block:
    """Encoded rows. A row is x (d,), with x₀ = 1, and one code per categorical column: the index of its weight in w."""

    X: Floats  # (n, d), the first column all ones
    codes: Ints  # (n, c), from d to p - 1
    y: Floats  # (n,)
    weights: Floats | None = None  # (n,), for how many rows each counts, 1 on average; None: each for one

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: slice | Ints) -> "Block":
        return Block(self.X[rows], self.codes[rows], self.y[rows], None if self.weights is None else self.weights[rows])

    def with_target(self, y: Floats) -> "Block":
        """The same rows with another target."""
        return replace(self, y=y)

    def weighed(self, values: Floats) -> Floats:
        """Values (…, n), each times the weight of its row, so that their mean is the weighted mean of the rows."""
        return values if self.weights is None else values * self.weights


def predict(block: Block, w: Floats) -> Floats:
    """ŷ = wᵀx, with one-hot columns looked up instead of multiplied. w (…, p) → (…, n)."""
    d = block.X.shape[1]
    y_hat: Floats = w[..., :d] @ block.X.T
    if block.codes.size:
        y_hat += _of_levels(block.codes, w)
    return y_hat


def _of_levels(codes: Ints, w: Floats) -> Floats:
    """The sum of the weights of each row's levels, w (…, p) → (…, n)."""
    c = codes.shape[1]
    if c >= PAIRWISE:
        return np.asarray(w[..., codes].sum(axis=-1))
    # NumPy's sum over a last axis calls a function for each row, which takes longer than to add a few numbers. Added
    # column by column they are the same sums, digit for digit.
    weights = w.take(codes, axis=-1)
    sums: Floats = weights[..., 0].copy()
    for k in range(1, c):
        sums += weights[..., k]
    return sums


def gradient(block: Block, w: Floats, loss: LossFunction = SQUARED) -> Floats:
    """∂L/∂w = 1/n Σ x ρ′(ŷ − y), which is 1/n Σ x (ŷ − y) of the squared loss. w (…, p) → (…, p)."""
    slope = loss.slope(predict(block, w) - block.y)
    return np.asarray(transposed(block, block.weighed(slope), w.shape[-1]) / len(block))


def transposed(block: Block, values: Floats, p: int) -> Floats:
    """Σ x · value, with one-hot columns scattered instead of multiplied. values (…, n) → (…, p)."""
    d, runs = block.X.shape[1], values.shape[:-1]
    sums = np.zeros((*runs, p), dtype=values.dtype)
    sums[..., :d] = values @ block.X
    if block.codes.size:
        indices, (n, c) = block.codes.ravel(), block.codes.shape
        for own, of_run in zip(sums.reshape(-1, p), values.reshape(-1, n), strict=True):
            own += np.bincount(indices, weights=of_run.repeat(c), minlength=p)
    return sums


def rounding_as_zero(g: Floats, rounding: Floats) -> Floats:
    """The gradient g, 0 where it is nothing but rounding.

    SGD does not notice. But the adaptive rules divide a gradient by its own size, so that they would make a step of
    full length of it.
    """
    return np.where(np.abs(g) <= rounding, 0.0, g)


def rounding_of_gradient(loss: Floats, squares: Floats) -> Floats:
    """What rounding may make of the gradients of folds that are 0. loss (folds, candidates) → (folds, candidates, p).

    loss: half the mean square of the slopes ρ′(e), which are the errors of the squared loss.

    g is 1/n Σ x e, and 0 where x and the error e are orthogonal: the bias of a full batch, since standardised columns
    have mean 0, gets an exact 0 by the formula and some 1e-17 by the computer. squares (folds, p): 1/n Σ x².
    """
    error = np.sqrt(2 * loss.clip(min=0.0))
    return np.asarray(UNCORRELATED * error[..., None] * np.sqrt(squares)[:, None])


def half_squared_loss(block: Block, w: Floats) -> Floats:
    """L = 1/n Σ ½ (ŷ − y)². w (…, p) → (…)."""
    loss: Floats = block.weighed((predict(block, w) - block.y) ** 2).mean(axis=-1) / 2
    return loss


def half_squared_slope(block: Block, w: Floats, loss: LossFunction) -> Floats:
    """1/n Σ ½ ρ′(ŷ − y)², which is the loss where that is squared. w (…, p) → (…)."""
    half: Floats = block.weighed(loss.slope(predict(block, w) - block.y) ** 2).mean(axis=-1) / 2
    return half


def mean_loss(block: Block, w: Floats, loss: LossFunction) -> Floats:
    """L = 1/n Σ ρ(ŷ − y). w (…, p) → (…)."""
    mean: Floats = block.weighed(loss(predict(block, w) - block.y)).mean(axis=-1)
    return mean


def over(blocks: Iterable[Block], mean: Callable[[Block], Floats]) -> Floats:
    """The mean over the rows of all blocks, from each block's own."""
    total, n = np.zeros(()), 0
    for block in blocks:
        total = total + len(block) * mean(block)
        n += len(block)
    return total / n


def dense(block: Block, p: int) -> Floats:
    """The rows [x, one-hot, y] (n, p + 1) written out."""
    n, d = block.X.shape
    Z = np.zeros((n, p + 1), dtype=block.X.dtype)
    Z[:, :d] = block.X
    Z[np.arange(n)[:, None], block.codes] = 1.0
    Z[:, p] = block.y
    return Z


def rooted(block: Block, p: int) -> Floats:
    """The rows of `dense`, each times the square root of its weight, so that Zᵀ Z is the weighted sum."""
    Z = dense(block, p)
    return Z if block.weights is None else Z * np.sqrt(block.weights)[:, None]


def squares(block: Block, p: int) -> Floats:
    """1/n Σ x² of each weight's column, (p,)."""
    columns = np.append(block.weighed((block.X**2).T).T.mean(axis=0), np.zeros(p - block.X.shape[1]))
    return columns + _counted(block, block.codes.ravel(), block.codes.shape[1], p) / len(block)


def second_moments(block: Block, p: int) -> Floats:
    """A = 1/n Σ z zᵀ with z = [x, one-hot, y], (p + 1, p + 1); counts stand in for one-hot products."""
    n, d = block.X.shape
    q = p + 1
    dense_part = np.column_stack([block.X, block.y])
    dense_indices = np.append(np.arange(d), p)
    A = np.zeros((q, q))
    weighed = block.weighed(dense_part.T)
    A[np.ix_(dense_indices, dense_indices)] = weighed @ dense_part
    columns, codes = np.ascontiguousarray(weighed), np.ascontiguousarray(block.codes.T)
    levels = [slice(int(code.min()), int(code.max()) + 1) for code in codes]  # the weights that a column's codes are of
    for k, (code, own) in enumerate(zip(codes, levels, strict=True)):
        for index, column in zip(dense_indices, columns, strict=True):
            sums = np.bincount(code, weights=column, minlength=q)
            A[index] += sums
            A[:, index] += sums
        A[np.diag_indices(q)] += _counted(block, code, 1, q)
        for other, others in zip(codes[k + 1 :], levels[k + 1 :], strict=True):
            shape = own.stop - own.start, others.stop - others.start
            pairs = (code - own.start) * shape[1] + (other - others.start)
            counts = _counted(block, pairs, 1, shape[0] * shape[1]).reshape(shape)
            A[own, others] += counts
            A[others, own] += counts.T
    A /= n
    return A


def _counted(block: Block, codes: Ints, each: int, size: int) -> Floats:
    """How often each code occurs in the rows, which have so many each, (size,)."""
    counts: Floats = np.bincount(codes, None if block.weights is None else block.weights.repeat(each), size)  # type: ignore[assignment]  # NumPy types it as counts
    return counts


def largest_eigenvalue(hessian: Callable[[Floats], Floats], p: int, tolerance: float = 1e-6) -> float:
    """λ of a positive semidefinite v → H v on vectors (p,), by power iteration: v ← H v / ‖H v‖."""
    v = np.random.default_rng(0).normal(size=p)  # random, so that it is orthogonal to no eigenvector
    eigenvalue = 0.0
    for _ in range(1000):
        v = v / np.linalg.norm(v)
        Hv = hessian(v)
        before, eigenvalue = eigenvalue, float(np.linalg.norm(Hv))
        if eigenvalue - before <= tolerance * eigenvalue:
            break
        v = Hv
    return eigenvalue


def condition(hessian: Callable[[Floats], Floats], p: int) -> float:
    """κ = λmax / λmin of a positive semidefinite v → H v on vectors (p,), λmin the lowest that is not zero.

    Gradient descent needs some κ steps to come e times nearer to the lowest point.
    """
    eigenvalues = np.linalg.eigvalsh(hessian(np.eye(p)))
    return float(eigenvalues[-1] / eigenvalues[eigenvalues > ZERO * eigenvalues[-1]][0])


def centre(w: Floats, frequencies: tuple[tuple[int, Floats], ...]) -> Floats:
    """The same predictions with each categorical column's weights averaging zero over the training rows.

    frequencies: per column the index of its first weight and each level's share of the training rows.
    A level that no training row has keeps the weight 0: it adds nothing to the average.
    """
    w = w.copy()
    for first, share in frequencies:
        levels = w[..., first : first + len(share)]
        mean = levels @ share
        levels -= np.where(share > 0, mean[..., None], 0.0)
        w[..., 0] += mean
    return w
