"""Columns that repeat another, against comparing each with each."""

from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.describe.duplicate_columns import DuplicateColumns

values = st.sampled_from([0.0, -0.0, 1.0, float("nan")])
columns = st.integers(0, 5).flatmap(lambda n: st.lists(st.lists(values, min_size=n, max_size=n), max_size=5))


@given(columns, st.lists(st.integers(0, 5), max_size=3))
def test_a_column_is_paired_with_the_first_that_it_repeats_however_the_rows_are_cut(columns, cuts):
    arrays = [np.array(column, dtype=float) for column in columns]
    rows = len(columns[0]) if columns else 0
    duplicates = DuplicateColumns.among(len(arrays))
    for start, stop in pairwise(sorted({0, *(min(cut, rows) for cut in cuts), rows})):
        duplicates.add([column[start:stop] for column in arrays])
    same = [
        (a, b) for a, b in combinations(range(len(arrays)), 2) if np.array_equal(arrays[a], arrays[b], equal_nan=True)
    ]
    first = {}
    for a, b in same:
        first.setdefault(b, (a, b))
    assert list(duplicates.pairs()) == [first[b] for b in sorted(first)]
