"""How sure the analytic solution is of its weights: standard errors, also where the errors' variance is not the same.

Everything is asked of linear functions of the weights, rows of L (m, p): a weight per unit of its column, a level
against the mean of all rows. In the coordinates of the triangular factor T of the independent columns, XᵀX = n TᵀT,
such a function is a column of K = T⁻ᵀ Lᵀ, and its variance is σ²/n ‖K‖²: a sum of squares, in which nothing cancels,
where (XᵀX)⁻¹ would lose twice the digits that nearly collinear columns cost.

A function has a value that the rows determine only where all solutions w of least squares agree on it. They differ by
multiples of (β, −1) for each column that is the sum Σ β x of others; so l must be orthogonal to each of these.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints, Mask
from lrcli.learning.linear import Block, dense, predict
from lrcli.learning.solution.analytic import Paraboloid
from lrcli.learning.solution.triangular_factor import EPSILON, Basis, basis, slabs, triangle

UNDETERMINED = 1e-6  # of a function's size: if two solutions differ by more, the rows do not determine it
ALONE = 1e-8  # of a row's weight in its own prediction short of 1: the row is predicted by itself alone
SINGLE = 1e-5  # of what a minibatch leaves of a direction: below that, the moments cannot tell it from nothing
GROUPS = 1024  # minibatches that are solved without, at most: the error of a standard error is 1 in √(2 · groups)


@dataclass(frozen=True)
class LeastSquares:
    """The analytic solution of n rows, and the independent columns it stands on."""

    n: float  # rows, or the sum of their weights
    w: Floats  # (p,)
    mse: float  # 1/n Σ (ŷ − y)²
    root: Floats  # (m, p) with XᵀX = n rootᵀ root
    basis: Basis
    resolution: Floats  # (p,)

    @classmethod
    def of(cls, optimum: Paraboloid, n: float, resolution: Floats) -> "LeastSquares":
        """From the optimum without weight decay. resolution (p,): what rounding makes of each column."""
        w = optimum.w.astype(np.float64)
        root = optimum.root
        if root is None:
            G = optimum.hessian(np.eye(len(w)))
            eigenvalue, Q = np.linalg.eigh(G)
            root = triangle((Q * np.sqrt(eigenvalue.clip(min=0.0))).T)
            resolution = np.sqrt(EPSILON * np.diag(G))
        R = triangle(root)
        columns = basis(np.column_stack([R, np.zeros(len(R))]), resolution)
        return cls(n, w, 2 * optimum.lowest, root, columns, resolution)

    @property
    def rank(self) -> int:
        """Weights that the rows determine."""
        return len(self.basis.columns)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the residuals."""
        return self.n - self.rank

    @property
    def variance(self) -> float:
        """σ² of the errors, Σ (ŷ − y)² / (n − rank)."""
        return self.n * self.mse / self.freedom

    def directions(self, L: Floats) -> Floats:
        """K = T⁻ᵀ Lᵀ (rank, m)."""
        return np.asarray(np.linalg.solve(self.basis.triangle.T, L[:, self.basis.columns].T))

    def determined(self, L: Floats) -> Mask:
        """Which of these functions (m, p) have one value for all solutions."""
        known, length = np.ones(len(L), dtype=np.bool_), self.basis.length
        for each in self.basis.dependences:
            others = L[:, each.columns]
            disagreement = others @ each.weights - L[:, each.column]
            rounding = np.abs(each.weights) + length[each.column] / length[each.columns]  # what it may be a part of
            known &= np.abs(disagreement) <= UNDETERMINED * (np.abs(others) @ rounding + np.abs(L[:, each.column]))
        return known

    def standard_errors(self, L: Floats) -> Floats:
        """Of each function, σ √(‖K‖²/n), (m,)."""
        return np.asarray(np.sqrt(self.variance / self.n) * np.linalg.norm(self.directions(L), axis=0))

    def inflation(self, columns: Ints) -> Floats:
        """The variance inflation factor of each of these columns: 1 / (1 − R²) where all others predict it.

        Infinite of one that others add up to, NaN of one that is constant.
        """
        variance = (self.root[:, columns] ** 2).sum(axis=0) - (self.root[:, :1] * self.root[:, columns]).sum(
            axis=0
        ) ** 2
        factors = np.full(len(columns), np.inf)
        units = np.eye(len(self.w))[columns]
        own = self.determined(units)
        factors[own] = variance[own] * (self.directions(units[own]) ** 2).sum(axis=0)
        return np.where(variance > EPSILON, factors, np.nan)

    def without(self, columns: Ints) -> tuple[int, float]:
        """How much worse the fit is without some columns: the lost rank, and the increase of Σ (ŷ − y)²."""
        others = np.delete(np.arange(len(self.w)), columns)
        fitted = self.root @ self.w
        R = triangle(np.column_stack([self.root[:, others], fitted]))
        less = basis(R, self.resolution[others])
        return self.rank - len(less.columns), self.n * less.rest**2


@dataclass(frozen=True)
class Robust:
    """Standard errors that hold, too, where the variance of the errors differs from row to row."""

    method: str
    errors: Floats  # (m,), NaN where one row or minibatch alone decides


def hc3(blocks: Iterable[Block], fit: LeastSquares, L: Floats) -> Robust:
    """MacKinnon, White 1985: Σ (XᵀX)⁻¹ x xᵀ (XᵀX)⁻¹ e²/(1 − h)², h the leverage of a row. One pass over the rows.

    1 − h turns a residual into the error of a model that did not see the row. Where h is 1 there is no such model.
    """
    K, T = fit.directions(L), fit.basis.triangle
    sums, rows, unknown = np.zeros(len(L)), 0, np.zeros(len(L), dtype=np.bool_)
    for block in blocks:
        rows += len(block)
        for some in slabs(block, len(fit.w)):
            H = np.linalg.solve(T.T, dense(some, len(fit.w))[:, fit.basis.columns].T) / np.sqrt(fit.n)
            alone = 1 - (H**2).sum(axis=0)
            decides = alone <= ALONE
            error = np.divide(some.y - predict(some, fit.w), alone, out=np.zeros(len(some)), where=~decides)
            influence = K.T @ H
            unknown |= (np.abs(influence[:, decides]) > ALONE * np.linalg.norm(K, axis=0)[:, None]).any(axis=1)
            sums += influence**2 @ some.weighed(error**2)
    return Robust("HC3", np.where(unknown, np.nan, np.sqrt(sums / rows)))


def jackknife(A: Iterable[tuple[Floats, Floats]], fit: LeastSquares, L: Floats) -> Robust:
    """From the solutions without each minibatch in turn: (M − 1)/M Σ (l(w₋ₖ) − mean)².

    A: stacks of second moments (k, p + 1, p + 1) with each one's share of the rows (k,). The solution without a
    minibatch B follows from its moments alone: w₋ − w = −(XᵀX − X_BᵀX_B)⁻¹ X_Bᵀ e. With one row a minibatch this is
    HC3 but for the mean; with more it adds the errors up first, so that it holds as well where those of a minibatch go
    together. What a minibatch alone decides has no solution without it.
    """
    K, T, columns = fit.directions(L), fit.basis.triangle, fit.basis.columns
    moved: list[Floats] = []
    unknown = np.zeros(len(L), dtype=np.bool_)
    for moments, share in A:
        g = (moments[:, :-1, -1] - moments[:, :-1, :-1] @ fit.w)[:, columns] * share[:, None]
        u = np.linalg.solve(T.T, g.T).T
        G = moments[:, columns[:, None], columns] * share[:, None, None]
        S = np.linalg.solve(T.T, np.linalg.solve(T.T, G).transpose(0, 2, 1))
        rest = np.eye(len(columns)) - (S + S.transpose(0, 2, 1)) / 2
        eigenvalue, V = np.linalg.eigh(rest)
        decided = eigenvalue <= SINGLE
        if decided.any():
            along = np.abs(np.einsum("rm,brk->bkm", K, V))[decided]
            unknown |= (along > ALONE * np.linalg.norm(K, axis=0)).any(axis=0)
        inverse = np.divide(1.0, eigenvalue, out=np.zeros_like(eigenvalue), where=~decided)
        moved.append(np.einsum("brk,bk,bsk,bs->br", V, inverse, V, u, optimize=True) @ K)
    every = np.concatenate(moved)
    groups = len(every)
    errors = np.sqrt((groups - 1) / groups * ((every - every.mean(axis=0)) ** 2).sum(axis=0))
    return Robust(f"jackknife of {groups:,} minibatches", np.where(unknown, np.nan, errors))
