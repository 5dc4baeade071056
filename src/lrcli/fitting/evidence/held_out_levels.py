"""Levels that only held-out rows have: what their rows add to the error."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats, distinct
from lrcli.fitting.evidence.facts import HeldOutLevels
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.scores import from_log, predicted
from lrcli.fitting.storage.interface import Fold


def find_held_out_levels(trained: Sequence[tuple[Fold, Floats, SplitRows]]) -> HeldOutLevels | None:
    """The levels that only held-out rows have; None if there are none.

    Their rows are predicted like those of any level that was never seen. In a cross-validation of few rows one such row
    may be most of the error, which then says nothing about the features or the weight decay.
    """
    levels: dict[tuple[str, str], None] = {}
    rows, squares, total = 0, 0.0, 0.0
    for fold, w, split in trained:
        held_out, columns = split.held_out, fold.table.columns.categorical
        with np.errstate(over="ignore"):
            error = predicted(fold, fold.block(held_out), w) - from_log(held_out.y, fold)
            square = error.astype(np.float64) ** 2
        if held_out.weights is not None:
            square *= held_out.weights
        lacking = np.zeros(len(held_out), dtype=bool)
        for k, (name, share) in enumerate(zip(columns, fold.encoding.statistics.shares, strict=True)):
            never = share[held_out.codes[:, k]] == 0
            for code in distinct(held_out.codes[never, k]).tolist():
                levels[name, fold.table.levels[k][code - 1] if code else "(missing)"] = None
            lacking |= never
        rows, squares, total = rows + int(lacking.sum()), squares + float(square[lacking].sum()), total + square.sum()
    return HeldOutLevels(tuple(levels), rows, squares / float(total)) if rows and total > 0 else None
