"""Columns made orthogonal before training, where they are so nearly collinear that steps along them would not arrive.

Gradient descent needs some κ steps for each digit, κ the largest over the smallest curvature of the loss, and x, x² to
x⁵ have κ = 10⁶ and more. So training takes its steps in v, where w = P v and the columns X P are orthogonal and of
length 1: what Gram and Schmidt make of them, one after the other, and of powers the orthogonal polynomials. The loss,
its lowest point and what a model predicts are the same; only the way there is shorter.
"""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.factor import basis
from lrcli.learning.linear import Block

NARROW = 1e5  # κ from which the default recipe does not arrive


@dataclass(frozen=True)
class Preconditioner:
    """w = P v over the columns of X (n, d); the weights of levels, which come behind them, stay what they are."""

    P: Floats  # (d, d), upper triangular, positive on its diagonal

    def weights(self, v: Floats) -> Floats:
        """v (…, p) → w (…, p)."""
        d = len(self.P)
        return np.concatenate([v[..., :d] @ self.P.T, v[..., d:]], axis=-1)

    def columns(self, X: Floats) -> Floats:
        """X (…, d or more) → the same with the first d columns made orthogonal."""
        d = len(self.P)
        return np.concatenate([X[..., :d] @ self.P, X[..., d:]], axis=-1)

    def block(self, block: Block) -> Block:
        return Block(self.columns(block.X), block.codes, block.y)


def preconditioner(R: Floats, resolution: Floats, *, always: bool) -> Preconditioner | None:
    """What makes the columns of a factor R (m, d) orthogonal; None where they are far enough from collinear.

    always: whatever their κ. A column that is a sum of others stays as it is.
    """
    found = basis(np.column_stack([R, np.zeros(len(R))]), resolution)
    singular = np.linalg.svd(found.triangle / found.length[found.columns], compute_uv=False)
    if not always and singular[0] ** 2 <= NARROW * singular[-1] ** 2:
        return None
    P = np.diag(1 / found.length)
    inverse = np.linalg.inv(found.triangle)
    P[np.ix_(found.columns, found.columns)] = inverse * np.sign(np.diag(found.triangle))
    return Preconditioner(P)
