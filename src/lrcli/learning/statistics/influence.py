"""The influence of each row on the analytic solution: its leverage, Cook's distance, and the solution without it.

With T of the independent columns, XᵀX = n TᵀT, the leverage of a row is h = ‖T⁻ᵀx/√n‖², its own weight in its
prediction ŷ = Σ hᵢ yᵢ. Without row i the weights are w − (XᵀX)⁻¹ x e/(1 − h), e = y − ŷ (Cook, Weisberg 1982): nothing
has to be solved again. So one pass over the rows tells all of it exactly, however many they are.
"""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.learning.linear import Block, dense, predict
from lrcli.learning.statistics.inference import ALONE, LeastSquares


@dataclass(frozen=True)
class RowInfluence:
    """Of each row, (n,). NaN where a row alone decides its own prediction, as the only row of a level does."""

    fitted: Floats  # ŷ
    residual: Floats  # e = y − ŷ
    leverage: Floats  # h
    standardized: Floats  # r = e / (σ √(1 − h)), whose variance is 1 in every row
    cook: Floats  # r² h / ((1 − h) rank)
    directions: Floats  # T⁻ᵀ x / √n, (rank, n)

    @classmethod
    def of(cls, block: Block, fit: LeastSquares) -> "RowInfluence":
        fitted = predict(block, fit.w)
        residual = block.y - fitted
        X = dense(block, len(fit.w))[:, fit.basis.columns]
        H = np.linalg.solve(fit.basis.triangle.T, X.T) / np.sqrt(fit.n)
        leverage = (H**2).sum(axis=0)
        alone = np.where(1 - leverage > ALONE, 1 - leverage, np.nan)
        standardized = residual / np.sqrt(fit.variance * alone)
        return cls(fitted, residual, leverage, standardized, standardized**2 * leverage / (alone * fit.rank), H)

    def __getitem__(self, rows: Ints) -> "RowInfluence":
        return RowInfluence(
            self.fitted[rows],
            self.residual[rows],
            self.leverage[rows],
            self.standardized[rows],
            self.cook[rows],
            self.directions[:, rows],
        )

    def prediction_changes(self) -> Floats:
        """By how much the row's own prediction is higher without it, (n,)."""
        return np.asarray(-self.leverage * self.residual / (1 - self.leverage))

    def changes(self, fit: LeastSquares, L: Floats) -> Floats:
        """By how much linear functions L (m, p) of the weights are higher without each row, (m, n)."""
        moved = fit.directions(L).T @ self.directions / np.sqrt(fit.n)  # L (XᵀX)⁻¹ x
        return np.asarray(-moved * self.residual / (1 - self.leverage))

    def in_errors(self, fit: LeastSquares, L: Floats) -> Floats:
        """The same in standard errors without the row, (m, n): DFBETAS of Belsley, Kuh and Welsch 1980, negative."""
        rest = fit.variance * fit.freedom - self.residual**2 / (1 - self.leverage)
        variance = np.maximum(rest / max(fit.freedom - 1, 1), 0.0)
        errors = np.linalg.norm(fit.directions(L), axis=0)[:, None] * np.sqrt(variance / fit.n)
        changes = self.changes(fit, L)
        return np.asarray(np.divide(changes, errors, out=np.zeros_like(changes), where=errors > 0))
