"""Rows that a verdict looks at: many are thinned before they are joined."""

import numpy as np
import pytest

from lrcli.data.rows.rows import Rows
from lrcli.fitting.evidence.split_rows import TRIAL_ROWS, thin_all


def numbered(first: int, n: int) -> Rows:
    """n rows whose target is their number."""
    y = np.arange(first, first + n, dtype=float)
    return Rows(np.empty((n, 0)), np.empty((n, 0), dtype=np.intp), y, np.zeros(n, dtype=np.intp))


@pytest.mark.parametrize("sizes", [[7, 0, 5], [TRIAL_ROWS], [TRIAL_ROWS, 1], [30_001, 0, 2, 25_000, 1], [1, 1, 70_000]])
def test_rows_in_pieces_are_thinned_as_if_they_were_in_one(sizes):
    edges = np.cumsum([0, *sizes])
    pieces = [numbered(int(first), n) for first, n in zip(edges[:-1], sizes, strict=True)]

    y = np.concatenate([rows.y for rows in thin_all(pieces)])

    every = -(-sum(sizes) // TRIAL_ROWS)
    assert y.tolist() == list(range(0, sum(sizes), every))
