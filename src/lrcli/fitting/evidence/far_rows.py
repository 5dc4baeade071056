"""Rows with a value that is far from all others of its column: mostly a slip of the pen, which nobody may notice.

A column has such a row where few values are beyond 30 deviations and all others are near. Of incomes or prices some are
always far, and others are halfway there: that is how they are, and nothing to be looked at.
"""

from dataclasses import replace

import numpy as np

from lrcli.fitting.evidence.decisive import FAR, MOST_ROWS, distances, outlying_row
from lrcli.fitting.evidence.facts import FarRow
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.scores import from_log
from lrcli.fitting.storage.interface import Fold

NEAR_MEDIAN = 10.0  # deviations from the median, within which all others are


def find_far_rows(fold: Fold, split: SplitRows) -> tuple[FarRow, ...]:
    """The rows that are far, column after column, each with its place. Products of columns are none of their own."""
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
