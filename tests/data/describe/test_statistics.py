"""Descriptions against the statistics module and plain counting."""

import statistics
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.describe.increment import Increment
from lrcli.data.describe.statistics import NumberColumn, TextColumn

NAN = float("nan")
values = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 6)), min_size=2, max_size=50)


def described(column, target=None, cuts=(), most_values=10_000, most_distinct=10_000):
    """The description of a column that comes in pieces, cut at these places."""
    found = NumberColumn("km", most_values, most_distinct)
    pieces = np.split(np.array(column, dtype=float), cuts)
    targets = [None] * len(pieces) if target is None else np.split(np.array(target, dtype=float), cuts)
    for piece, truth in zip(pieces, targets, strict=True):
        found.add(Increment.of(piece, truth, counted=True))
    return found.description()


def correlate(a, b):
    return described(a, b).correlation


def numbers(column):
    return described(column).numbers


@given(values)
def test_mean_deviation_and_quartiles_are_those_of_the_statistics_module(column):
    found, scale = numbers(column), max(map(abs, column))
    assert found.mean == pytest.approx(statistics.mean(column), rel=1e-15, abs=1e-15 * scale)
    assert found.std == pytest.approx(statistics.stdev(column), rel=1e-12, abs=1e-12 * scale)
    quartiles = statistics.quantiles(column, n=4, method="inclusive")
    assert [found.q1, found.median, found.q3] == pytest.approx(quartiles, rel=1e-12, abs=1e-12 * scale)
    assert (found.min, found.max) == (min(column), max(column))


@given(values, st.lists(st.integers(0, 50), max_size=3).map(sorted))
def test_a_column_in_pieces_is_described_as_the_whole_one(column, cuts):
    cuts = [cut for cut in cuts if cut <= len(column)]
    target = [value**2 for value in column]
    whole, pieces = described(column, target), described(column, target, cuts)
    scale = max(map(abs, column))
    assert pieces.numbers.mean == pytest.approx(whole.numbers.mean, rel=1e-14, abs=1e-14 * scale)
    assert pieces.numbers.std == pytest.approx(whole.numbers.std, rel=1e-11, abs=1e-11 * scale)
    assert (pieces.distinct, pieces.count) == (whole.distinct, whole.count)
    assert (pieces.numbers.q1, pieces.numbers.histogram) == (whole.numbers.q1, whole.numbers.histogram)


def test_of_too_many_values_a_random_sample_gives_the_quartiles():
    column = np.arange(1000.0)
    found = described(column, cuts=range(37, 1000, 37), most_values=100, most_distinct=50)
    assert found.more_distinct
    assert 25 < found.numbers.picked <= 100
    assert found.numbers.mean == 499.5
    assert (found.numbers.min, found.numbers.max) == (0, 999)
    five_deviations = 5 * 500 / np.sqrt(found.numbers.picked)
    assert found.numbers.median == pytest.approx(499.5, abs=five_deviations)


def test_the_quartiles_of_values_that_alternate_are_of_both_kinds():
    """20, 80, 20, 80 …: every s-th value would be 20."""
    found = described(np.tile([20.0, 80.0], 50_000), most_values=1_000).numbers
    assert (found.q1, found.q3) == (20, 80)


def test_quartiles_lie_between_the_values_by_their_place():
    """Of 1, 2, 4, 8 the first quartile is at place 0.75: three quarters from 1 to 2; the median between 2 and 4."""
    found = numbers([8, 1, 4, 2])
    assert (found.q1, found.median, found.q3) == (1.75, 3, 5)


def test_a_deviation_of_one_around_a_billion_is_found():
    column = (1e9 + np.random.default_rng(0).normal(size=1000)).tolist()
    assert numbers(column).std == pytest.approx(statistics.stdev(column), rel=1e-12)


def test_one_value_has_no_deviation():
    assert numbers([5]).std is None
    assert numbers([5]).mean == 5


@given(st.lists(st.integers(0, 100)))
def test_the_histogram_counts_ten_equal_bins_from_min_to_max(inner):
    """From 0 to 100 the bins are [0, 10), [10, 20), …, [90, 100]."""
    column = [0, 100, *inner]
    count = Counter(min(value // 10, 9) for value in column)
    assert numbers(column).histogram == tuple(count[k] for k in range(10))


@given(st.lists(st.floats(-1e300, 1e300) | st.integers(-99, 99).map(lambda k: k / 10), min_size=2, max_size=30))
def test_the_histogram_of_few_values_is_that_of_numpy(column):
    halves = np.array(column) / 2
    try:
        expected, _ = np.histogram(halves, 10)
    except ValueError:  # no ten bins fit between the lowest and the highest value
        expected = [len(column), *[0] * 9]
    assert numbers(column).histogram == tuple(expected)


@given(st.lists(st.floats(-1e15, 1e15), min_size=1, max_size=30))
def test_the_histogram_counts_every_value_once(column):
    assert sum(numbers(column).histogram) == len(column)


def test_values_that_differ_only_in_the_last_bit_can_be_described():
    found = numbers([0.3, 0.1 + 0.2, 0.3])
    assert (found.min, found.max, sum(found.histogram)) == (0.3, 0.1 + 0.2, 3)


@given(st.lists(st.one_of(st.integers(-5, 5), st.just(NAN))))
def test_missing_and_distinct_values_are_counted(column):
    found = described(column)
    present = [value for value in column if value == value]
    assert (found.count, found.missing, found.distinct) == (
        len(present),
        len(column) - len(present),
        len(set(present)),
    )
    assert (found.numbers is None) == (not present)


def test_missing_values_are_in_no_number():
    assert numbers([1, NAN, 2, NAN]) == numbers([1, 2])


# Correlation


@given(st.lists(st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000)), min_size=2))
def test_the_correlation_is_that_of_the_statistics_module(pairs):
    a, b = ([float(value) for value in column] for column in zip(*pairs, strict=True))
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert described(a, b).correlation is None
    else:
        assert described(a, b).correlation == pytest.approx(statistics.correlation(a, b), abs=1e-12)


def test_the_correlation_is_over_the_rows_that_have_both():
    assert described([1, 2, NAN, 3, 100], [2, 4, 9, 6, NAN]).correlation == pytest.approx(1, abs=1e-15)


@given(st.floats(-1e6, 1e6), st.integers(2, 20))
def test_a_constant_column_has_no_correlation(value, n):
    assert correlate(np.full(n, value), np.arange(n, dtype=float)) is None
    assert correlate(np.arange(n, dtype=float), np.full(n, value)) is None


@pytest.mark.parametrize(("a", "b"), [([], []), ([1], [2]), ([1, NAN], [NAN, 2]), ([1, NAN, 3], [NAN, 2, 4])])
def test_fewer_than_two_rows_have_no_correlation(a, b):
    assert correlate(np.array(a, dtype=float), np.array(b, dtype=float)) is None


def test_without_a_target_there_is_no_correlation():
    assert described([1, 2]).correlation is None


# Texts and rows


@given(st.lists(st.sampled_from("abcdefgh")), st.integers(0, 3))
def test_the_commonest_texts_are_those_of_a_counter(column, missing):
    levels = list(dict.fromkeys(column))
    codes = np.array([0] * missing + [1 + levels.index(text) for text in column], dtype=np.intp)
    counted = TextColumn("fuel")
    for piece in np.split(codes, [len(codes) // 2]):
        counted.add(piece)
    found = counted.description(levels, more_distinct=False)
    assert found.commonest == tuple(Counter(column).most_common(5))
    assert (found.count, found.missing, found.distinct) == (len(column), missing, len(levels))


@given(st.lists(st.floats(1e155, 1.7e308), min_size=1, max_size=9), st.integers(0, 3))
def test_values_too_large_to_be_squared_are_described_without_a_correlation(column, cut):
    found = described(column, range(len(column)), [cut])
    assert (found.numbers.min, found.numbers.max) == (min(column), max(column))
    assert found.correlation is None
