"""The extremes of a column, against sorting all values."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.describe.extremes import MOST_EXTREMES, Extremes


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=60), st.lists(st.integers(1, 59)))
def test_they_are_the_first_of_the_lowest_and_of_the_highest_however_they_arrive(values, cuts):
    extremes, array = Extremes(), np.array(values, dtype=float)
    for piece in np.split(np.arange(len(values)), sorted({cut for cut in cuts if cut < len(values)})):
        extremes.add(array[piece], piece, array[piece].min(), array[piece].max())
    ascending = sorted(range(len(values)), key=lambda k: (values[k], k))[:MOST_EXTREMES]
    descending = sorted(range(len(values)), key=lambda k: (-values[k], k))[:MOST_EXTREMES]
    assert [each.origin for each in extremes.low] == ascending
    assert [each.origin for each in extremes.high] == descending


def test_outliers_are_the_extremes_more_than_thirty_deviations_from_the_median():
    extremes, values = Extremes(), np.array([1.0, 2, 3, 4, 5, 1000, -70, 70])
    extremes.add(values, np.arange(8), -70.0, 1000.0)
    assert [each.value for each in extremes.outliers(2.0, 3.0, 4.0, 8)] == [1000, -70, 70]
    assert [each.value for each in extremes.outliers(1.0, 3.0, 5.0, 8)] == [1000]
    assert extremes.outliers(3.0, 3.0, 3.0, 8) == []


def test_a_value_farther_from_all_others_than_these_are_from_one_another_is_apart():
    """Ages from 18 to 79 and one of 210; and the lowest two of a row of heights in centimetres that are in metres."""
    for values, apart in [([*range(18, 80), 210.0], [210]), ([1.7, 1.8, *range(150, 200)], [1.7, 1.8])]:
        extremes, array = Extremes(), np.array(values)
        extremes.add(array, np.arange(len(array)), array.min(), array.max())
        q1, median, q3 = np.quantile(array, [0.25, 0.5, 0.75])
        assert [each.value for each in extremes.outliers(q1, median, q3, len(array))] == apart
        assert extremes.outliers(q1, median, q3, 3) == []  # as a flag is from its other values


def test_no_value_is_apart_of_numbers_drawn_at_random():
    rng = np.random.default_rng(0)
    for draw in (rng.normal, rng.uniform, rng.exponential):
        array = draw(size=500)
        extremes = Extremes()
        extremes.add(array, np.arange(500), array.min(), array.max())
        assert extremes.outliers(*np.quantile(array, [0.25, 0.5, 0.75]), 500) == []
