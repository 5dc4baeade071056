"""The rows as a triangular factor, and which of its columns stand on their own.

The factor R (m, p + 1) of n rows z = [x, y] has Rᵀ R = 1/n Σ z zᵀ, so that the mean squared error of any weights is
‖R [w; −1]‖². It says what second moments say, and keeps what they lose: a moment is a square, and a part of a column
that is 1e-8 of it disappears in the rounding of its square. Of a column's own part, which decides the weights, the
factor keeps what the numbers themselves do. Factors of blocks of rows are merged by the factor of their factors.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.learning.linear import Block, rooted

EPSILON = float(np.finfo(np.float64).eps)
ARITHMETIC = 8 * EPSILON  # of a column's length, what the decomposition itself rounds; sums of 0 and 1 round alike
ROUNDINGS = 16  # times its own rounding, up to which what a column has of its own is taken for rounding
# Numbers of a tall matrix that are decomposed together: OpenBLAS takes several threads from 9,216 on.
PIECE_NUMBERS = 8192
SUSPECT = 1e-3  # of a column's length, below which it is asked whether its own part is more than rounding


# LAPACK decomposes a wide or a tall matrix column by column, each with a product that is spread over all threads. Where
# other programs want the processors too, these wait for one another: 0.3 s and not 9 ms for 54 rows of 3,000 columns.
# So of a wide matrix its first columns are decomposed, and one product applies their reflections to all others; a tall
# one is decomposed in pieces, and the pieces' factors once more (Demmel et al. 2012). Both are as stable as the whole.


def triangle(rows: Floats) -> Floats:
    """R of the rows' QR decomposition: Rᵀ R is the sum of their outer products."""
    n, columns = rows.shape
    if 0 < n < columns:
        Q, R = np.linalg.qr(rows[:, :n])
        return np.hstack([R, Q.T @ rows[:, n:]])
    return np.asarray(np.linalg.qr(rows, mode="r"))


def orthonormal(columns: Floats) -> Floats:
    """Q (p, r) of the QR decomposition of r columns that stand on their own."""
    p, r = columns.shape
    rows = max(2 * r, PIECE_NUMBERS // max(r, 1))
    if p <= rows:
        return np.linalg.qr(columns)[0]
    pieces = -(-p // rows)
    padded = np.zeros((pieces, rows, r))
    padded.reshape(-1, r)[:p] = columns
    Q, R = np.linalg.qr(padded)
    return np.asarray((Q @ orthonormal(R.reshape(-1, r)).reshape(pieces, r, r)).reshape(-1, r)[:p])


def factor(blocks: Iterable[Block], n: int, p: int) -> Floats:
    """R of all n rows, merged from slabs of them in their order: only p + 1 rows are kept from one to the next."""
    R = np.zeros((0, p + 1))
    for block in blocks:
        for some in slabs(block, p):
            R = triangle(np.vstack([R, rooted(some, p)]))
    return np.asarray(R / np.sqrt(n))


def slabs(block: Block, p: int) -> Iterator[Block]:
    """Pieces of a block, so large that the rows of the factor before, which come along, are few beside them."""
    rows = max(4 * p, 4096)
    for start in range(0, len(block), rows):
        yield block[slice(start, start + rows)]


@dataclass(frozen=True)
class Dependence:
    """A column that is Σ weights · columns, up to the rounding of the numbers it is made of."""

    column: int
    columns: Ints
    weights: Floats


@dataclass(frozen=True)
class Basis:
    """The columns that are no sums of earlier ones, and how the others are sums of these."""

    columns: Ints  # (r,)
    triangle: Floats  # (r, r), the factor of these alone
    target: Floats  # (r,), y in its directions
    rest: float  # the length of what no column explains of y
    length: Floats  # (p,), root mean square of each column, 1 of one that is 0
    dependences: tuple[Dependence, ...]

    @property
    def lowest(self) -> float:
        """½ ‖R w − y‖² of the best weights."""
        return self.rest**2 / 2

    def solve(self) -> Floats:
        """The weights (p,) of least squares; of all that are equally good those of `smallest` norm."""
        return self.smallest(self._spread(solved(self.triangle, self.target)))

    def newton(self, g: Floats) -> Floats:
        """H⁻¹ g (p,) over the columns of the basis, 0 elsewhere."""
        return self._spread(solved(self.triangle, solved(self.triangle.T, g[self.columns])))

    def smallest(self, w: Floats) -> Floats:
        """The weights (p,) of smallest norm among those that predict what w predicts, in units of column lengths.

        Σ β x − x_k = 0 for each column that is a sum of others: weights may be moved along (β, −1) at no price.
        """
        if not self.dependences:
            return w
        if len(self.dependences) > len(self.columns):
            across = self.across
            return np.asarray(across @ (across.T @ (w * self.length)) / self.length)
        free = np.zeros((len(w), len(self.dependences)), dtype=w.dtype)
        for k, dependence in enumerate(self.dependences):
            free[dependence.columns, k] = dependence.weights * self.length[dependence.columns]
            free[dependence.column, k] = -self.length[dependence.column]
        free /= np.sqrt((free**2).sum(axis=0))
        scaled = w * self.length
        for _ in range(2):  # the second time for what rounding left of the first
            along = np.linalg.lstsq(free.astype(np.float64), scaled.astype(np.float64))[0]
            scaled = scaled - free @ along
        smallest: Floats = scaled / self.length
        return smallest

    @cached_property
    def sums(self) -> Floats:
        """Each column as a sum of those in the basis: the coefficients (p, r)."""
        sums = np.zeros((len(self.length), len(self.columns)))
        sums[self.columns, np.arange(len(self.columns))] = 1
        for dependence in self.dependences:
            sums[dependence.column, : len(dependence.columns)] = dependence.weights
        return sums

    @cached_property
    def across(self) -> Floats:
        """The directions (p, r), orthogonal and of length 1, in which weights in units of column lengths predict.

        Along all others they may be moved at no price, so the smallest weights have no part there.
        """
        return orthonormal(self.sums / self.length[:, None])

    def _spread(self, values: Floats) -> Floats:
        w = np.zeros(len(self.length))
        w[self.columns] = values
        return w


def basis(R: Floats, resolution: Floats) -> Basis:
    """The columns of a factor R (m, p + 1), from left to right. resolution (p,): what rounding makes of each.

    A column is told from sums of earlier ones by its own part, what is left of it when they are taken off. That part is
    rounding where it is no larger than the rounding of the column and of those that are taken off, each as often as it
    is: a calendar year to the fifth power has 1e-10 of its own, and its numbers are good to 1e-14. So a limit for all
    tables, as 1e-11 of the largest singular value, takes columns away that say something, or keeps those that do not.

    R is triangular until a column has no part of its own. From there on each column has a row too many below its
    diagonal, which a reflection (Householder 1958) folds into one.
    """
    p = R.shape[1] - 1
    S = R.copy()
    length = np.linalg.norm(S[:, :p], axis=0)
    length[length == 0] = 1.0
    resolution = np.maximum(resolution, ARITHMETIC * length)
    columns: list[int] = []
    dependences: list[Dependence] = []
    for k in range(p):
        row = len(columns)
        if row == len(S):  # fewer rows than columns: these suffice for all that come behind them
            several = solved(S[:, columns], S[:, k:p])
            own_columns = np.array(columns, dtype=np.intp)
            dependences += [Dependence(k + j, own_columns, weights) for j, weights in enumerate(several.T)]
            break
        tail = S[row:, k]
        own = float(np.linalg.norm(tail))
        if own <= SUSPECT * length[k]:
            weights = solved(S[:row, columns], S[:row, k])
            if own <= ROUNDINGS * (resolution[k] + float(np.abs(weights) @ resolution[columns])):
                dependences.append(Dependence(k, np.array(columns, dtype=np.intp), weights))
                continue
        if tail[1:].any():
            mirror = tail.copy()
            mirror[0] += np.copysign(own, mirror[0])
            mirror /= np.linalg.norm(mirror)
            S[row:, k:] -= 2 * np.outer(mirror, mirror @ S[row:, k:])
        columns.append(k)
    r = len(columns)
    return Basis(
        columns=np.array(columns, dtype=np.intp),
        triangle=np.triu(S[:r, columns]),
        target=S[:r, p],
        rest=float(np.linalg.norm(S[r:, p])),
        length=length,
        dependences=tuple(dependences),
    )


def solved(triangle: Floats, values: Floats) -> Floats:
    """T⁻¹ v. NumPy knows no triangles: it pivots, and a triangle leaves it nothing to pivot."""
    return np.asarray(np.linalg.solve(triangle, values), dtype=np.float64)
