"""What is said of the values of an array, beside what NumPy says of it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.arrays import among, distinct, quantiles, quantiles_of_columns

VALUES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40) | st.lists(
    st.sampled_from([0.0, 1.0, 2.5]), min_size=1
)


@given(VALUES, st.lists(st.floats(0, 1), min_size=1, max_size=3))
def test_quantiles_are_numpys_to_the_last_bit(several, levels):
    assert quantiles(np.array(several), levels) == np.quantile(several, levels).tolist()


def test_quantiles_of_many_values_are_numpys_to_the_last_bit():
    values, levels = np.random.default_rng(0).standard_normal(30_000), [0.01, 0.25, 0.5, 0.75, 1.0]
    assert quantiles(values, levels) == np.quantile(values, levels).tolist()


@given(VALUES)
def test_the_distinct_values_are_the_set_of_them_in_order(several):
    assert distinct(np.array(several)).tolist() == sorted(set(several))


def test_of_no_values_there_are_no_distinct_ones():
    assert len(distinct(np.zeros(0))) == 0


@given(VALUES, VALUES | st.just([]))
def test_a_value_is_among_others_where_one_equals_it(several, others):
    assert among(np.array(several), np.array(others)).tolist() == [value in others for value in several]


def test_the_quantiles_of_several_columns_are_those_of_each():
    columns = np.random.default_rng(3).normal(size=(37, 5))
    quantiles_of_each = [quantiles(column, (0.25, 0.5, 0.9)) for column in columns.T]
    assert np.array_equal(np.transpose(quantiles_of_columns(columns, (0.25, 0.5, 0.9))), quantiles_of_each)
    assert np.array_equal(np.quantile(columns, 0.9, axis=0), quantiles_of_columns(columns, (0.9,))[0])
