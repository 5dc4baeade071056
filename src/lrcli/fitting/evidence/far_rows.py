"""Rows with a value far from all others of its column. Most are typing errors that nobody may have noticed.

A column has such rows if a few values are more than 30 deviations from the median and all others are near it. Incomes
and prices have far values too, but also values in between: that is their distribution, and no reason for a remark.
"""

from dataclasses import replace

import numpy as np

from lrcli.fitting.evidence.decisive_rows import FAR, MOST_ROWS, outlying_row
from lrcli.fitting.evidence.facts import FarTargets
from lrcli.fitting.evidence.outlying_rows import FarRow
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.storage.interface import Fold

MOST_FAR = 0.05  # of the rows: more far targets are a part of the table
MOST_OF_VARIANCE = 0.5  # share of the variance of the target, from which on the far rows are most of it
NEAR_MEDIAN = 10.0  # deviations from the median, within which all other values are


def find_far_rows(fold: Fold, split: SplitRows) -> tuple[FarRow, ...]:
    """The far rows of each column, each with its place. Terms that are products of columns are not looked at."""
    rows, _, weights = split.with_outliers
    columns, values = fold.table.columns, split.values
    distance, median = split.distances
    names = [*columns.numeric, columns.target or ""]
    several = []
    for k, name in enumerate(names):
        apart = distance[:, k] > NEAR_MEDIAN
        far = np.flatnonzero(apart)
        if name in columns.terms or not 0 < weights[apart].sum() <= MOST_ROWS or distance[far, k].min() < FAR:
            continue
        for row in far:
            others = np.flatnonzero(~apart)
            _, outlying = outlying_row(int(row), values[:, [k]], distance[:, [k]], median[[k]], [name], others)
            place = fold.table.places.place(int(rows.origins[row]))
            several.append(replace(outlying, place=place, form=columns.forms.get(name)))
    return tuple(several)


def find_far_targets(fold: Fold, split: SplitRows) -> FarTargets | None:
    """Targets that are most of the variance and far from all others, as amounts in cents among amounts in euro.

    They are too many to be named one by one, and hide from the model what the features say of all other rows.
    """
    rows, _, counts = split.with_outliers
    columns, y = fold.table.columns, split.values[:, -1]
    distance, median = (each[..., -1] for each in split.distances)
    far = distance > FAR
    share = float(counts[far].sum() / counts.sum())
    if not 0 < share <= MOST_FAR:
        return None
    squares = counts * (y - np.average(y, weights=counts)) ** 2
    of_variance = float(squares[far].sum() / squares.sum())
    if not of_variance > MOST_OF_VARIANCE:
        return None
    k = int(distance.argmax())
    beyond = y > median if y[k] > median else y < median
    nearest = y[far & beyond][np.abs(y[far & beyond] - median).argmin()]
    place, target = fold.table.places.place(int(rows.origins[k])), columns.target or ""
    first = FarRow(target, float(y[k]), float(median), float(nearest), place, columns.forms.get(target))
    return FarTargets(share, of_variance, first)
