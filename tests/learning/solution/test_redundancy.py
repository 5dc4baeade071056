"""Redundant columns, against the columns that they were made of."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.learning.solution.redundancy import correlations, determined, relations
from lrcli.learning.solution.triangular_factor import basis, triangle


def found_in(*columns, resolution=0.0):
    """The relations among 1 and these columns."""
    X = np.column_stack([np.ones(len(columns[0])), *columns, np.zeros(len(columns[0]))])
    return list(relations(basis(triangle(X) / np.sqrt(len(X)), np.full(X.shape[1] - 1, resolution))))


def standardised(columns):
    return [(column - np.mean(column)) / np.std(column) for column in columns]


def noise(count, n=500, seed=0):
    return list(np.random.default_rng(seed).normal(size=(count, n)))


# Columns of numbers


def test_independent_columns_are_not_redundant():
    assert found_in(*noise(5)) == []


@pytest.mark.parametrize("mean", [0.0, 1.0, 30.0])
def test_a_sum_of_earlier_columns_is_found_with_its_weights_and_constant(mean):
    a, b, c = (column + mean for column in noise(3))
    (found,) = found_in(a, b, c, 7 + 2 * a - 0.5 * c)
    assert (found.column, found.others) == (4, (1, 3))
    assert found.weights == pytest.approx([2, -0.5], rel=1e-12)
    assert found.constant == pytest.approx(7, rel=1e-10)


def test_the_later_of_two_columns_is_the_redundant_one():
    a, b = noise(2)
    assert [(d.column, d.others) for d in found_in(a, b, -a)] == [(3, (1,))]
    assert [(d.column, d.others) for d in found_in(-a, b, a)] == [(3, (1,))]


def test_what_follows_from_a_redundant_column_follows_from_those_it_is_made_of():
    a, b = noise(2)
    found = found_in(a, b, a + b, 2 * (a + b) - b)
    assert [(d.column, d.others) for d in found] == [(3, (1, 2)), (4, (1, 2))]
    assert found[1].weights == pytest.approx([2, 1], rel=1e-12)


@pytest.mark.parametrize(("own", "redundant"), [(1e-16, True), (1e-13, False), (1e-9, False), (1e-3, False)])
def test_a_column_that_has_more_of_its_own_than_rounding_is_not_redundant(own, redundant):
    a, b = standardised(noise(2))
    assert bool(found_in(a, a + own * b)) == redundant


@pytest.mark.parametrize(("own", "redundant"), [(1e-14, True), (1e-12, False)])
def test_rounding_is_that_of_values_far_from_their_mean(own, redundant):
    """Standardised timestamps of one day: 1.7e9 ± 86,400 has 2e-12 of a deviation in its last bit at most."""
    a, b = standardised(noise(2))
    assert bool(found_in(a, a + own * b, resolution=1e-14)) == redundant


def test_constants_have_no_relation():
    a = noise(1)[0]
    assert found_in(a, np.zeros(500), np.full(500, 3.0)) == []
    assert found_in(np.ones(500)) == []


@given(st.integers(0, 10**6), st.integers(2, 8), st.integers(1, 3))
def test_columns_appended_as_sums_are_found_and_no_others(seed, independent, sums):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(200, independent))
    made = [X @ rng.uniform(0.5, 1, size=independent) for _ in range(sums)]
    found = found_in(*X.T, *standardised(made))
    assert [d.column for d in found] == [independent + 1 + k for k in range(sums)]
    assert all(d.others == tuple(range(1, independent + 1)) for d in found)


@pytest.mark.parametrize(("count", "independent", "mean"), [(10, 1, 900), (10, 2, 900), (50, 3, 500), (200, 3, 900)])
def test_columns_that_lie_far_from_zero_are_told_as_well_as_others(count, independent, mean):
    base = np.array(noise(independent, 2000))
    columns = standardised(np.random.default_rng(1).normal(size=(count, independent)) @ base)
    for far in (0, mean):
        found = found_in(*(column + far for column in columns))
        assert [d.column for d in found] == list(range(independent + 1, count + 1))


# Categories


def tells(a, b):
    """Whether each level of a is seen with one level of b alone, by definition; b has more than one."""
    return len(set(b)) > 1 and all(len({y for x, y in zip(a, b, strict=True) if x == level}) == 1 for level in set(a))


def one_hot(columns):
    """The design [1, one-hot …], and the first and last weight of each column; levels are 0, 1, …, some unused."""
    sizes = [max(column) + 2 for column in columns]
    edges = np.cumsum([1, *sizes])
    X = np.zeros((len(columns[0]), edges[-1]))
    X[:, 0] = 1
    for first, column in zip(edges, columns, strict=False):
        X[np.arange(len(column)), first + np.array(column)] = 1
    return X, list(pairwise(edges.tolist()))


def pairs_of(columns):
    X, spans = one_hot(columns)
    G = X.T @ X / len(X)
    return determined(lambda v: v @ G, X.shape[1], len(X), spans)


@st.composite
def categories(draw):
    n, count = draw(st.integers(1, 30)), draw(st.integers(1, 4))
    return [draw(st.lists(st.integers(0, draw(st.integers(0, 9))), min_size=n, max_size=n)) for _ in range(count)]


@given(categories())
def test_pairs_are_those_of_the_definition(columns):
    places = range(len(columns))
    expected = [(a, b) for a in places for b in places if a != b and tells(columns[a], columns[b])]
    assert pairs_of(columns) == expected


@pytest.mark.parametrize("exceptions", [0, 1])
def test_one_row_in_a_hundred_thousand_makes_the_difference(exceptions):
    rng = np.random.default_rng(0)
    model = rng.integers(0, 300, 100_000)
    make = model % 37
    make[:exceptions] += 1
    assert pairs_of([model.tolist(), make.tolist()]) == ([] if exceptions else [(0, 1)])


# The target


@given(st.integers(0, 10**6), st.floats(-50, 50), st.floats(0.1, 50))
def test_correlations_are_those_of_numpy(seed, mean, std):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 100)) * std + mean
    y = a + rng.normal(size=100) * std + 3
    X = np.column_stack([np.ones(100), a, b, np.zeros(100)])
    found = correlations(X.T @ X / 100, X.T @ y / 100, float(y.mean()), float(y.std()))
    assert found.tolist() == pytest.approx([0, np.corrcoef(a, y)[0, 1], np.corrcoef(b, y)[0, 1], 0], abs=1e-7)
