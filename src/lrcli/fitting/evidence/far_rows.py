"""Rows with a value far from all others of its column. Most are typing errors that nobody may have noticed.

A column has such rows if a few values are more than 30 deviations from the median and all others are near it. Incomes
and prices have far values too, but also values in between: that is their distribution, and no reason for a remark.
"""

from dataclasses import replace

import numpy as np

from lrcli.fitting.evidence.decisive import FAR, MOST_ROWS, distances, outlying_row
from lrcli.fitting.evidence.facts import FarRow
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.scores import from_log
from lrcli.fitting.storage.interface import Fold

NEAR_MEDIAN = 10.0  # deviations from the median, within which all other values are


def find_far_rows(fold: Fold, split: SplitRows) -> tuple[FarRow, ...]:
    """The far rows of each column, each with its place. Terms that are products of columns are not looked at."""
    rows, _, weights = split.with_outliers()
    columns = fold.table.columns
    values = np.column_stack([rows.numeric, from_log(rows.y, fold)])
    distance, median = distances(values)
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
