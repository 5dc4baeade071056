"""The encoding against the statistics module, and against what standardizing means."""

import statistics
from collections import Counter
from math import fsum, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import fit_encoding
from tables import table as made

NAN = float("nan")


def table(*columns, texts=(), y=None):
    """A table of numeric columns, and of columns of texts in which None is missing."""
    return made(columns, texts, range(len((columns or texts)[0])) if y is None else y)


def fitted(data, rows=None, standardize=True):
    return fit_encoding(data, np.arange(len(data)) if rows is None else np.array(rows), standardize=standardize)


def encoded(data, **options):
    """X, codes and y of all rows."""
    return fitted(data, **options).encode(data.rows)


values = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 6)), min_size=2, max_size=50)


@given(values)
def test_mean_and_deviation_are_those_of_the_statistics_module(column):
    encoding = fitted(table(column, y=column))
    scale = max(map(abs, column))
    for mean, std in (
        (encoding.statistics.mean[0], encoding.statistics.std[0]),
        (encoding.statistics.y_mean, encoding.statistics.y_std),
    ):
        assert mean == pytest.approx(statistics.mean(column), rel=1e-15, abs=1e-15 * scale)
        assert std == pytest.approx(statistics.pstdev(column), rel=1e-12, abs=1e-12 * scale)
    assert (encoding.statistics.lowest[0], encoding.statistics.highest[0]) == (min(column), max(column))


def test_a_deviation_of_one_around_a_billion_is_found():
    """E[x²] − E[x]² in float64 is of no use here, and a plain sum of 100,000 such numbers is off by 1."""
    column = (1e9 + np.random.default_rng(0).normal(size=100_000)).tolist()
    encoding = fitted(table(column, column[::-1], y=column))
    mean = fsum(column) / len(column)
    std = sqrt(fsum((value - mean) ** 2 for value in column) / len(column))
    assert [*encoding.statistics.mean, encoding.statistics.y_mean] == pytest.approx([mean] * 3, rel=1e-15)
    assert [*encoding.statistics.std, encoding.statistics.y_std] == pytest.approx([std] * 3, rel=1e-12)


@given(values.filter(lambda column: len(set(column)) > 1))
def test_standardized_training_values_have_mean_zero_and_deviation_one(column):
    X, _, y = encoded(table(column, y=column))
    for z in (X[:, 1], y):
        assert z.mean() == pytest.approx(0, abs=1e-9)
        assert np.mean(z**2) == pytest.approx(1, rel=1e-9)


def test_a_value_is_encoded_by_its_distance_from_the_mean_in_deviations():
    """2, 4, 4, 4, 5, 5, 7, 9 have mean 5 and deviation 2."""
    X, _, _ = encoded(table([2, 4, 4, 4, 5, 5, 7, 9]))
    assert X.tolist() == [[1, z] for z in (-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2)]


def test_without_standardizing_every_value_stays_as_it_is():
    data = table([2, 4, 9], [1e9, 1e9 + 1, -3], y=[7, 8, 10])
    X, _, y = encoded(data, standardize=False)
    assert X.tolist() == [[1, 2, 1e9], [1, 4, 1e9 + 1], [1, 9, -3]]
    assert y.tolist() == [7, 8, 10]


def test_without_standardizing_mean_and_deviation_are_known_all_the_same():
    encoding = fitted(table([2, 4, 4, 4, 5, 5, 7, 9]), standardize=False)
    assert (encoding.statistics.mean[0], encoding.statistics.std[0]) == (5, 2)


@given(st.floats(-1e9, 1e9), st.integers(2, 50))
def test_a_constant_column_has_no_deviation_and_is_encoded_as_zeros(value, n):
    data = table([value] * n)
    assert fitted(data).statistics.std[0] == 0
    assert encoded(data)[0][:, 1] == pytest.approx(0, abs=1e-15 * abs(value))


@given(values, st.floats(-1e9, 1e9))
def test_rows_that_do_not_train_change_nothing(column, other):
    train = np.arange(len(column))
    fuel = ["gas", "diesel"] * len(column)
    alone = table(column, texts=[fuel[: len(column)]], y=column)
    with_more = table([*column, other], texts=[[*fuel[: len(column)], "gas"]], y=[*column, other])
    first, second = fitted(alone, train), fitted(with_more, train)
    for name in ("mean", "std", "lowest", "highest", "y_mean", "y_std"):
        assert np.array_equal(getattr(first.statistics, name), getattr(second.statistics, name)), name
    for name in ("centre", "scale", "y_centre", "y_scale"):
        assert np.array_equal(getattr(first, name), getattr(second, name)), name
    assert np.array_equal(first.statistics.shares[0], second.statistics.shares[0])


# Missing numbers


def test_a_missing_number_is_encoded_as_the_mean_and_marked():
    """Of 2, 4, 9 the mean is 5; two columns after it, only the second can be missing."""
    X, _, _ = encoded(table([1, 2, 3, 4], [2, 4, NAN, 9]), standardize=False)
    assert X.tolist() == [[1, 1, 2, 0], [1, 2, 4, 0], [1, 3, 5, 1], [1, 4, 9, 0]]


def test_a_missing_number_is_zero_when_standardized():
    X, _, _ = encoded(table([2, 4, NAN, 9]))
    assert X[2].tolist() == [1, 0, 1]


@given(values)
def test_missing_numbers_do_not_move_mean_and_deviation(column):
    thinned = [cell for value in column for cell in (NAN, value)]
    whole, thin = fitted(table(column)), fitted(table(thinned))
    scale = max(map(abs, column))
    assert thin.statistics.mean[0] == pytest.approx(whole.statistics.mean[0], rel=1e-14, abs=1e-14 * scale)
    assert thin.statistics.std[0] == pytest.approx(whole.statistics.std[0], rel=1e-12, abs=1e-12 * scale)


def test_a_number_missing_only_where_rows_do_not_train_is_encoded_too():
    data = table([2, 4, NAN])
    X, _, _ = fitted(data, [0, 1]).encode(data.rows)
    assert X[2].tolist() == [1, 0, 1]


def test_a_column_missing_in_every_row_that_trains_is_still_plain_numbers():
    """model.json can hold neither NaN nor infinity."""
    encoding = fitted(table([NAN, NAN, 7], [1, 2, 3]), [0, 1])
    for name in ("mean", "std", "lowest", "highest"):
        assert np.isfinite(getattr(encoding.statistics, name)).all(), name
    assert np.isfinite([encoding.centre, encoding.scale]).all()


# Texts

texts = st.lists(st.sampled_from(["gas", "diesel", "electric", None]), min_size=1, max_size=30)


@given(texts)
def test_the_share_of_a_level_is_its_part_of_the_training_rows(column):
    data = table(texts=[column])
    count = Counter(column)
    expected = [count[level] / len(column) for level in (None, *data.levels[0])]
    assert fitted(data).statistics.shares[0].tolist() == expected


def test_a_level_that_no_training_row_has_gets_the_share_zero():
    assert fitted(table(texts=[["gas", "gas", "diesel"]]), [0, 1]).statistics.shares[0].tolist() == [0, 1, 0]


def test_every_level_has_a_weight_of_its_own_behind_those_of_the_numbers():
    """1, km, km is missing; then missing, gas, diesel; then missing, red, blue."""
    data = table([1, NAN, 3], texts=[["gas", "diesel", None], [None, "red", "blue"]])
    _, codes, _ = encoded(data)
    assert codes.tolist() == [[4, 6], [5, 7], [3, 8]]
    assert fitted(data).p == 9


def test_a_table_of_texts_alone_has_the_constant_as_its_only_number():
    X, codes, _ = encoded(table(texts=[["gas", "diesel"]]))
    assert X.tolist() == [[1], [1]]
    assert codes.tolist() == [[2], [3]]


# Rare levels


def pooled(column, least):
    """Each row's place among the weights of the column, and the encoding."""
    data = table(texts=[column])
    encoding = fit_encoding(data, np.arange(len(data)), standardize=True, rarest=least / len(data))
    _, places, _ = encoding.encode(data.rows)
    return places[:, 0] - encoding.first[0], encoding


@given(texts, st.integers(1, 8))
def test_rows_share_a_weight_where_their_level_is_the_same_or_both_are_rare(column, least):
    """A missing cell is no level, and never rare."""
    count = Counter(column)
    group = ["(rare)" if cell is not None and count[cell] < least else cell for cell in column]
    places, encoding = pooled(column, least)
    assert len(set(zip(group, places.tolist(), strict=True))) == len(set(group)) == len(set(places.tolist()))
    assert encoding.rare == ("(rare)" in group,)
    levels = {cell for cell in group if cell is not None}
    assert encoding.p == 1 + 1 + len(levels)


@given(texts, st.integers(1, 8))
def test_the_share_of_a_weight_is_that_of_its_rows(column, least):
    places, encoding = pooled(column, least)
    ((first, shares),) = encoding.frequencies
    assert first == encoding.first[0]
    assert shares.tolist() == pytest.approx([float(np.mean(places == k)) for k in range(len(shares))], abs=1e-15)


def test_a_level_with_exactly_as_many_rows_is_not_rare():
    for rows in (3, 7, 49, 1000):
        column = ["gas"] * rows + ["diesel"] * (rows - 1) + ["lpg"] * 2 * rows
        places, _ = pooled(column, rows)
        assert len(set(places.tolist())) == 3
        assert pooled(column, rows)[1].rare == (True,)
