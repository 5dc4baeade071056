"""Minibatches in two forms with one interface: as rows, or as the second moments of their rows.

For the squared error a minibatch B enters the gradient only through A = 1/|B| Σ z zᵀ, z = [x, y]: with G = A[x, x],
c = A[x, y] and s = A[y, y] the gradient is G w − c and the loss ½ (wᵀ G w − 2 cᵀ w + s), exactly.

Runs that are trained side by side form a stack of weights w (folds, candidates, p): each fold has its own rows, and
the candidates of a fold see the same minibatches in the same order. j (folds,) picks each fold's minibatch.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.learning.linear import (
    UNCORRELATED,
    Block,
    gradient,
    half_squared_slope,
    largest_eigenvalue,
    mean_loss,
    rooted,
    rounding_as_zero,
    rounding_of_gradient,
    squares,
)
from lrcli.learning.losses import SQUARED, LossFunction

Losses = Sequence[LossFunction] | None  # of each fold; None: all squared


class Minibatches(Protocol):
    """What training needs to know of the training rows."""

    folds: int
    count: int
    p: int

    def gradient(self, j: Ints, w: Floats) -> Floats:
        """∂L/∂w over minibatch j, like w."""
        ...

    def loss(self, j: Ints, w: Floats) -> Floats:
        """L over minibatch j, (folds, candidates)."""
        ...

    def rounding(self, w: Floats) -> Floats:
        """What of a gradient at w is nothing but rounding, where all rows are one minibatch, like w."""
        ...

    def largest_eigenvalue(self) -> Floats:
        """λ, the largest eigenvalue over all minibatch Hessians, (folds,)."""
        ...


MANY_WEIGHTS = 200  # weights from which most one-hot levels are absent from most minibatches


def default_size(n: int, p: int) -> int:
    """How many rows a minibatch has by default: 256; a tenth of few rows, but at least 16, and half as many as weights.

    With many weights, mostly of levels, it has 512, so that more levels are in each. Beyond 300,000 rows it grows with
    their number, so that the moments of all minibatches keep the same size.
    """
    if n < 2560:
        # The gradient of 16 rows for 90 weights is mostly noise, some of which stays to the end in the flat directions
        # of the loss: on 161 cars with 91 weights the held-out errors of three seeds differed by 2.5 %, and by 0.3 %
        # with minibatches of half as many rows as weights.
        return min(n, max(16, n // 10, p // 2))
    return 512 * max(1, n // 1_000_000) if p > MANY_WEIGHTS else 256 * max(1, round(n / 200_000))


def how_many(n: int, size: int) -> int:
    """How many minibatches of `size` rows n rows make, ⌈n / size⌉."""
    return -(-n // size)


def bounds(n: int, count: int) -> Ints:
    """Where `count` minibatches whose sizes differ by at most one row begin and end, (count + 1,)."""
    return np.linspace(0, n, count + 1).round().astype(np.intp)


def shuffled(minibatches: Minibatches, rng: np.random.Generator) -> Iterator[Ints]:
    """One epoch: every minibatch once, each fold in its own new order."""
    order = rng.permuted(np.arange(minibatches.count)[None].repeat(minibatches.folds, axis=0), axis=1)
    yield from order.T


def moments_pay(p: int, size: int, columns: int) -> bool:
    """The rule: moments, unless a minibatch's rows are fewer numbers than its moments."""
    return p * p <= size * columns


def make(
    blocks: Sequence[Block], p: int, count: int, rng: np.random.Generator, losses: Losses = None
) -> "RowMinibatches | MomentMinibatches":
    """Draw the minibatches of each fold's training rows, in the form that pays. Only the squared loss has moments."""
    columns = blocks[0].X.shape[1] + blocks[0].codes.shape[1]
    mixed = [block[rng.permutation(len(block))] for block in blocks]
    if losses is None and moments_pay(p, len(blocks[0]) // count, columns):
        return MomentMinibatches.of(mixed, p, count)
    return RowMinibatches.of(mixed, p, count, losses)


class RowMinibatches:
    """Minibatches kept as rows: for few rows or many weights."""

    def __init__(self, batches: Sequence[Sequence[Block]], p: int, losses: Losses = None) -> None:
        """losses: of each fold."""
        self.batches, self.losses = batches, losses or [SQUARED for _ in batches]
        self.folds, self.count, self.p = len(batches), len(batches[0]), p
        self.only = np.zeros(self.folds, dtype=np.intp)  # where all rows are one minibatch, the index of that
        whole = [fold[0] for fold in batches] if self.count == 1 else []
        self.squares = np.array([squares(block, p) for block in whole])

    @classmethod
    def of(cls, blocks: Sequence[Block], p: int, count: int, losses: Losses = None) -> "RowMinibatches":
        """Cut each fold's rows, in their order, into minibatches."""
        return cls([list(pieces_of(block, count)) for block in blocks], p, losses)

    def gradient(self, j: Ints, w: Floats) -> Floats:
        several = zip(self.batches, j, w, self.losses, strict=True)
        g = np.array([gradient(fold[k], v, loss) for fold, k, v, loss in several])
        return rounding_as_zero(g, self.rounding(w)) if self.count == 1 else g

    def loss(self, j: Ints, w: Floats) -> Floats:
        chosen = [fold[k] for fold, k in zip(self.batches, j, strict=True)]
        return np.stack([mean_loss(batch, v, loss) for batch, v, loss in zip(chosen, w, self.losses, strict=True)])

    def rounding(self, w: Floats) -> Floats:
        slopes = [
            half_squared_slope(fold[0], v, loss) for fold, v, loss in zip(self.batches, w, self.losses, strict=True)
        ]
        return rounding_of_gradient(np.stack(slopes), self.squares)

    def largest_eigenvalue(self) -> Floats:
        return np.array([_largest_of(fold, self.p) for fold in self.batches])

    def weighted_rows(self) -> list[Floats]:
        """Each minibatch of the first fold as rows [x, y] (rows, p + 1), each times the root of how often it counts."""
        return [rooted(batch, self.p) for batch in self.batches[0]]

    def moments(self) -> Floats:
        """1/|B| Σ z zᵀ of each minibatch B of the first fold, z = [x, y], (minibatches, p + 1, p + 1)."""
        return np.array([Z.T @ Z / len(Z) for Z in self.weighted_rows()])


class MomentMinibatches:
    """Minibatches kept as second moments: for many rows and few weights."""

    def __init__(self, A: Floats) -> None:
        """A: (folds, minibatches, p + 1, p + 1)."""
        if A.shape[1] == 1:
            size = np.sqrt(np.diagonal(A, axis1=-2, axis2=-1))  # see `linear.rounding_of_gradient`
            A = np.where(np.abs(A) <= UNCORRELATED * size[..., :, None] * size[..., None, :], 0.0, A)
        self.folds, self.count, self.p = A.shape[0], A.shape[1], A.shape[2] - 1
        self.G = np.ascontiguousarray(A[:, :, :-1, :-1])
        self.c = np.ascontiguousarray(A[:, :, None, :-1, -1])
        self.s = np.ascontiguousarray(A[:, :, None, -1, -1])
        self._fold = np.arange(self.folds)

    @classmethod
    def of(cls, blocks: Sequence[Block], p: int, count: int) -> "MomentMinibatches":
        """Sum each minibatch of each fold's rows, in their order."""
        rows = [[rooted(batch, p) for batch in pieces_of(block, count)] for block in blocks]
        return cls(np.array([[Z.T @ Z / len(Z) for Z in fold] for fold in rows]))

    def gradient(self, j: Ints, w: Floats) -> Floats:
        index = self._index(j)
        g: Floats = w @ self.G[index] - self.c[index]
        return g

    def loss(self, j: Ints, w: Floats) -> Floats:
        index = self._index(j)
        G, c, s = self.G[index], self.c[index], self.s[index]
        loss: Floats = ((w @ G - 2 * c) * w).sum(axis=-1) + s
        return loss / 2

    def _index(self, j: Ints) -> Any:
        """Where each fold's minibatch is; of a single fold a view, which is several times faster than a copy."""
        return (slice(None), j[0]) if self.folds == 1 else (self._fold, j)

    def rounding(self, w: Floats) -> Floats:
        squares = np.diagonal(self.G[:, 0], axis1=-2, axis2=-1)
        return rounding_of_gradient(self.loss(np.zeros(self.folds, dtype=np.intp), w), squares)

    def largest_eigenvalue(self) -> Floats:
        largest: Floats = np.linalg.eigvalsh(self.G)[..., -1].max(axis=-1)
        return largest

    def moments(self) -> Floats:
        """1/|B| Σ z zᵀ of each minibatch B of the first fold, z = [x, y], (minibatches, p + 1, p + 1)."""
        G, c, s = self.G[0], self.c[0], self.s[0]
        last = np.concatenate([c, s[..., None]], axis=2)
        return np.concatenate([np.concatenate([G, c], axis=1), last.transpose(0, 2, 1)], axis=2)


def pieces_of(block: Block, count: int) -> Iterator[Block]:
    """The block in `count` pieces whose sizes differ by at most one row."""
    edges = bounds(len(block), count)
    for start, stop in pairwise(edges):
        yield block[slice(start, stop)]


def _largest_of(batches: Sequence[Block], p: int) -> float:
    """Power iteration on the Hessians in falling order of their traces, until no trace (≥ λ) exceeds the largest λ."""
    traces = [float(b.weighed((b.X**2).sum(axis=1) + b.codes.shape[1]).mean()) for b in batches]
    largest = 0.0
    for k in np.argsort(traces)[::-1]:
        if traces[k] <= largest:
            break
        hessian = batches[k].with_target(np.zeros(len(batches[k])))  # whose gradient at v is H v
        largest = max(largest, largest_eigenvalue(partial(gradient, hessian), p, tolerance=1e-4))
    return largest
