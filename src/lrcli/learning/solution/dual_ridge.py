"""Least squares with fewer rows than weights, some of which have a weight decay: ridge regression in its dual form.

At the minimum the weights with a decay are a combination of the rows, w = Λ⁻¹ Xᵀ a, with one number a for each row. So
of their columns X only the Gram matrix of the rows is needed, K = X Λ⁻¹ Xᵀ (n, n). When the weights without a decay are
solved for, those columns act like noise that is correlated between rows, with covariance I + K: the Gaussian prior by
which `shrinkage` explains the decay. For 60 rows with 10,000 levels the matrix is 60 by 60 instead of 10,000
by 10,000.
"""

from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats, Mask
from lrcli.learning.solution.triangular_factor import Basis, basis, solved, triangle


@dataclass(frozen=True)
class DualRidge:
    """The lowest point of ½ ‖R w − y‖² + ½ Σ λ w²."""

    R: Floats  # (m, p + 1), y the last column
    decay: Floats  # (p,), λ
    shared: Mask  # (p,), the weights with a decay
    root: Floats  # C (m, m), a triangle, with C Cᵀ = I + K
    others: Basis  # the columns without a decay and y, both by C⁻¹

    @classmethod
    def of(cls, R: Floats, resolution: Floats, decay: Floats) -> "DualRidge":
        """resolution (p,): what rounding makes of each column."""
        shared = decay > 0
        X, y = R[:, :-1], R[:, -1:]
        # By a decomposition of rows, not of I + K: of a small decay K is large, and I would be lost in its rounding.
        root = triangle(np.vstack([np.eye(len(R)), (X[:, shared] / np.sqrt(decay[shared])).T])).T
        others = basis(solved(root, np.hstack([X[:, ~shared], y])), resolution[~shared])
        length = np.linalg.norm(X[:, ~shared], axis=0)  # in which smallest weights are measured
        return cls(R, decay, shared, root, replace(others, length=np.where(length > 0, length, 1.0)))

    @property
    def lowest(self) -> float:
        """The value at that point."""
        return self.others.lowest

    def solve(self) -> Floats:
        """The weights (p,); those without a decay have the smallest norm of all that are equally good."""
        w = np.zeros(len(self.decay))
        w[~self.shared] = self.others.solve()
        rest = self.R[:, -1] - self.R[:, :-1] @ w
        w[self.shared] = self._rows_of_shared.T @ self._explained(rest)
        return w

    def newton(self, g: Floats) -> Floats:
        """(Rᵀ R + diag λ)⁻¹ g (p,)."""
        X, step = self.R[:, :-1], np.zeros(len(self.decay))
        along = self._rows_of_shared @ g[self.shared]
        step[~self.shared] = self.others.newton(g[~self.shared] - X[:, ~self.shared].T @ self._explained(along))
        both = self._explained(along + X @ step)
        step[self.shared] = g[self.shared] / self.decay[self.shared] - self._rows_of_shared.T @ both
        return step

    def smallest(self, w: Floats) -> Floats:
        """The weights (p,) that predict what w predicts, those without a decay the smallest."""
        w = w.copy()
        w[~self.shared] = self.others.smallest(w[~self.shared])
        return w

    @property
    def _rows_of_shared(self) -> Floats:
        """X Λ⁻¹ over the weights with a decay."""
        rows: Floats = self.R[:, :-1][:, self.shared] / self.decay[self.shared]
        return rows

    def _explained(self, values: Floats) -> Floats:
        """(I + K)⁻¹ of values (m,)."""
        return solved(self.root.T, solved(self.root, values))
