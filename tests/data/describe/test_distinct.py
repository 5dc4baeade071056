"""Distinct values, against Python's own set."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.describe.distinct import MOST_WAITING, DistinctValues


@given(st.lists(st.lists(st.integers(-9, 9)), max_size=5), st.integers(1, 25))
def test_they_are_counted_up_to_the_limit_however_they_arrive(pieces, most):
    distinct = DistinctValues(most)
    for piece in pieces:
        distinct.add(np.array(piece, dtype=float))
    different = {value for piece in pieces for value in piece}
    assert (distinct.count(), distinct.more) == (min(len(different), most), len(different) > most)


def test_no_more_values_wait_to_be_told_apart_than_a_merge_takes_at_once():
    distinct = DistinctValues(10 * MOST_WAITING)
    for start in range(0, 3 * MOST_WAITING, 100):
        distinct.add(np.arange(start, start + 100.0))
        assert sum(map(len, distinct.waiting)) <= MOST_WAITING
    assert distinct.count() == 3 * MOST_WAITING
