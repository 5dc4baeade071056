"""Columns made orthogonal before training, where they are so nearly collinear that steps along them would not arrive.

Gradient descent needs some κ steps for each digit, κ the largest over the smallest curvature of the loss, and x, x² to
x⁵ have κ = 10⁶ and more. So training takes its steps in v, where w = P v and the columns X P are orthogonal and of
length 1: what Gram and Schmidt make of them, one after the other, and of powers the orthogonal polynomials. The loss,
its lowest point and what a model predicts are the same; only the way there is shorter.

Where rows are fewer than columns, no more columns are linearly independent in these rows than there are rows, and the
others are sums of those. Then the predictions depend on only as many directions of the weights, and a gradient moves
the weights only along these. So the steps are taken in these directions alone: for 60 rows in 60, and not in the 3,000
of their columns. They end in the weights of smallest norm among all that predict the same.

So it is with the levels of categories. Where these have a weight decay they are in other directions, along which the
penalty is least for what they predict beyond the columns without one, a single number for each direction: a thousand
columns of texts, whose levels are 6,000 weights, are at most 60 directions more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.linear import Block
from lrcli.learning.solution.triangular_factor import Basis, basis

NARROW = 1e5  # κ from which the default recipe does not arrive
NEGLIGIBLE = 1e-8  # of all that levels predict: what they predict in a direction that is less is rounding


@dataclass(frozen=True)
class Preconditioner:
    """w = P v over the columns of X (n, d); the weights of levels, which come behind them, stay what they are.

    Of fewer rows than weights P may be over all of them, levels included.
    """

    P: Floats  # (d, d), upper triangular, positive on its diagonal, d may be 0; (d, r) of fewer rows than columns
    back: Floats | None = None  # (r, d), the way back from w of smallest norm, where P has no inverse
    decay: Floats | None = None  # (r,), λ of each v where levels have one and are among the columns

    @property
    def is_square(self) -> bool:
        """Whether each of several columns was made an orthogonal one."""
        return len(self.P) > 0 and not self.fewer

    @property
    def fewer(self) -> int:
        """By how many weights v is shorter than w."""
        d, r = self.P.shape
        return int(d - r)

    def widened(self, fewer: int) -> "Preconditioner":
        """The same with more v, which no column uses, so that only so many are less."""
        more = self.fewer - fewer
        if not more:
            return self
        assert self.back is not None
        decay = None if self.decay is None else np.pad(self.decay, (0, more))
        return Preconditioner(np.pad(self.P, ((0, 0), (0, more))), np.pad(self.back, ((0, more), (0, 0))), decay)

    def weights(self, v: Floats) -> Floats:
        """v (…, p) → w (…, p)."""
        return self._on_first(v, self.P.T)

    def columns(self, X: Floats) -> Floats:
        """X (…, d or more) → the same with the first d columns made orthogonal."""
        return self._on_first(X, self.P)

    def inverse(self) -> "Preconditioner":
        """The way back: its `weights` are w (…, p) → v (…, p)."""
        return Preconditioner(np.asarray(np.linalg.inv(self.P), dtype=np.float64) if self.back is None else self.back)

    def penalties(self, decay: Floats) -> Floats:
        """λ of each v, of λ (…, p) of each weight."""
        if self.decay is None:
            return decay[..., self.fewer :]
        return np.broadcast_to(self.decay, (*decay.shape[:-1], len(self.decay)))

    def block(self, block: Block) -> Block:
        if not len(self.P):
            return block
        d = block.X.shape[1]
        if len(self.P) > d:
            X = block.X @ self.P[:d]
            for codes in block.codes.T:
                X += self.P[codes]
            return replace(block, X=X, codes=block.codes[:, :0])
        codes = block.codes - self.fewer if self.fewer else block.codes
        return replace(block, X=self.columns(block.X), codes=codes)

    def hessian(self, hessian: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
        """w → G w becomes v → Pᵀ G P v, and λ v where v have a decay of their own."""
        if not len(self.P):
            return hessian
        own = 0.0 if self.decay is None else self.decay
        return lambda v: self.columns(hessian(self.weights(v))) + own * v

    def _on_first(self, values: Floats, map: Floats) -> Floats:
        d = len(map)
        return np.concatenate([values[..., :d] @ map, values[..., d:]], axis=-1) if d else values


class OrthogonalBlocks(Sequence[Block]):
    """Blocks with orthogonal columns, each made when it is read."""

    def __init__(self, blocks: Sequence[Block], along: Preconditioner) -> None:
        self.blocks, self.along = blocks, along

    def __len__(self) -> int:
        return len(self.blocks)

    def __getitem__(self, k: int) -> Block:  # type: ignore[override]  # nobody slices it
        return self.along.block(self.blocks[k])


IDENTITY = Preconditioner(np.zeros((0, 0)))  # w = v


def narrow(numbers: Basis) -> bool:
    """Whether the valley of the loss is so narrow that the default recipe does not get along it."""
    singular = np.linalg.svd(numbers.triangle / numbers.length[numbers.columns], compute_uv=False)
    return bool(singular[0] ** 2 > NARROW * singular[-1] ** 2)


def preconditioner(numbers: Basis, n: int, *, always: bool) -> Preconditioner:
    """What makes the columns that are no levels orthogonal over n rows; IDENTITY where they are far from collinear.

    always: whatever their κ. A column that is a sum of others stays as it is, unless rows are fewer than columns.
    """
    if n < len(numbers.length):
        return _along_rows(numbers)
    if not always and not narrow(numbers):
        return IDENTITY
    T = numbers.triangle
    P = np.diag(1 / numbers.length)
    P[np.ix_(numbers.columns, numbers.columns)] = np.linalg.inv(T) * np.sign(np.diag(T))
    return Preconditioner(P)


def _along_rows(numbers: Basis) -> Preconditioner:
    """w of smallest norm, in units of column lengths, for each v = R w, R (r, d) the factor of all columns.

    v are weights of what Gram and Schmidt make of the columns that are no sums of others.
    """
    T = numbers.triangle * np.sign(np.diag(numbers.triangle))[:, None]
    R = T @ numbers.sums.T
    Q = numbers.across
    P = Q @ np.linalg.inv((R / numbers.length) @ Q) / numbers.length[:, None]
    return Preconditioner(np.asarray(P, dtype=np.float64), R)


# The columns without a decay take their directions first, Q. A level moves predictions in these, too, which they take
# back at no price: so of what levels predict only what is beyond Q counts, in the metric of their penalty, and its
# singular vectors are directions that are orthogonal in rows and in penalty at once. Each is as long as makes the
# curvature of loss and penalty together 1, so that no valley is narrow.
def along_rows(R: Floats, resolution: Floats, decay: Floats) -> Preconditioner:
    """The directions of all weights (p,), λ each, of fewer rows than these. R (m, p): the factor of the rows."""
    shared = decay > 0
    nothing = np.zeros((len(R), 1))
    first = _along_rows(basis(np.hstack([R[:, ~shared], nothing]), resolution[~shared]))
    Q, unit = R[:, ~shared] @ first.P, np.sqrt(decay[shared])
    L = R[:, shared] / unit
    _, s, V = np.linalg.svd(L - Q @ (Q.T @ L), full_matrices=False)
    some = s > NEGLIGIBLE * max(1.0, float(np.linalg.norm(L)))
    length, V = np.sqrt(s[some] ** 2 + 1), V[some]
    r = Q.shape[1]
    P, back = np.zeros((len(decay), r + len(V))), np.zeros((r + len(V), len(decay)))
    P[~shared, :r] = first.P
    P[shared, r:] = (V / unit).T / length
    P[~shared, r:] = -first.P @ (Q.T @ (R[:, shared] @ P[shared, r:]))
    back[:r] = Q.T @ R
    back[r:, shared] = V * unit * length[:, None]
    return Preconditioner(P, back, np.concatenate([np.zeros(r), 1 / length**2]))
