"""How far values are from the others of their column, in deviations that no far value can enlarge."""

import numpy as np

from lrcli.arrays import Floats, quantiles, quantiles_of_columns

QUARTILES = (0.25, 0.5, 0.75)
NORMAL_RANGE = 1.349  # a normal distribution's range between the quartiles, in deviations


def distances(values: Floats) -> tuple[Floats, Floats]:
    """The distance of each value (n, d) from its column's median, and the medians (d,).

    The distance is in standard deviations, estimated by the quartiles. It is 0 in a column half of whose values are
    equal, for which there is no such estimate.
    """
    with np.errstate(invalid="ignore"):
        low, median, high = _quartiles(values)
        deviation = (high - low) / NORMAL_RANGE
        far = np.abs(values - median) / np.where(deviation > 0, deviation, np.inf)
    return np.nan_to_num(far), median


def _quartiles(values: Floats) -> Floats:
    """Of each column (n, d), (3, d); missing values left aside, NaN where all are missing."""
    if len(values) and not np.isnan(values).any():
        return np.array(quantiles_of_columns(values, QUARTILES))
    quartiles = np.full((3, values.shape[1]), np.nan)
    for k, column in enumerate(np.ascontiguousarray(values.T)):
        present = column[~np.isnan(column)] if np.isnan(column.min(initial=np.inf)) else column
        if len(present):
            quartiles[:, k] = quantiles(present, QUARTILES)
    return quartiles
