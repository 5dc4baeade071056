"""Predictions for rows, with their errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.rows.rows import joined_arrays
from lrcli.data.tables.split import Keys


@dataclass(frozen=True)
class PredictedRows:
    """In the units of the target as it is learned, which may be its logarithm."""

    y_hat: Floats  # (n,)
    errors: Floats  # (n,), ŷ − y
    weights: Floats | None = None  # (n,), for how many rows each counts; None: each for one
    keys: Keys | None = None  # (n,), of their groups or times, where rows are dealt by these and all are here

    def __len__(self) -> int:
        return len(self.errors)

    def moved(self, by: Floats) -> "PredictedRows":
        """The same with predictions that are higher by so much (n,)."""
        return PredictedRows(self.y_hat + by, self.errors + by, self.weights, self.keys)

    @classmethod
    def joined(cls, several: Sequence["PredictedRows"]) -> "PredictedRows":
        """One after the other."""
        y_hat, errors = [each.y_hat for each in several], [each.errors for each in several]
        weights, keys = (
            joined_arrays([each.weights for each in several]),
            joined_arrays([each.keys for each in several]),
        )
        return cls(np.concatenate(y_hat), np.concatenate(errors), weights, keys)

    def even(self) -> "PredictedRows":
        """As many rows that count once each and are distributed as these, so that their ranks are those of any rows.

        No more rows than there are, for ten rows that count as a thousand know no more of the hundredth case than ten.
        By equal steps through the running sum of the weights, a row is taken as often as its share, rounded up or down.
        """
        if self.weights is None:
            return self
        n, ends = len(self), np.cumsum(self.weights)
        rows = np.searchsorted(ends, (np.arange(n) + 0.5) * (ends[-1] / n))
        return PredictedRows(self.y_hat[rows], self.errors[rows])
