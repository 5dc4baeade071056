"""The farthest rows of a stream, against sorting all rows by their distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import by_windows
from tables import NAN, table, windows

from lrcli.data.tables.outliers import MOST_OF_A_COLUMN, MOST_OUTLIERS, NEAREST, Outliers
from lrcli.data.tables.split import by_folds

DEALER = by_folds(3, 5)


def gathered(data, size, cuts=()):
    outliers = Outliers(data.rows)
    for window in windows(data, DEALER, size, cuts):
        outliers.add(window)
    return outliers


def numbers_of(outliers):
    """The rows, as the test's tables number them by their origins."""
    return [int(outlier.row.origins[0]) - 2 for outlier in outliers.outliers]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12), st.integers(1, 40), st.lists(st.integers(1, 99)))
def test_they_are_those_with_the_largest_distance_and_the_first_of_equal_ones(sizes, window, cuts):
    """Values of 0 to 9, whose quartile range is known, and here and there one of 10 to the 3rd up to the 14th."""
    rng = np.random.default_rng(len(sizes))
    y = rng.permutation(np.arange(100.0) % 10)
    far = np.linspace(3, 96, len(sizes)).astype(int)
    y[far] = [10.0 ** (2 + size) for size in sizes]
    low, median, high = np.quantile(y, [0.25, 0.5, 0.75])
    distance = np.abs(y - median) / ((high - low) / 1.349)
    expected = sorted(np.flatnonzero(distance > NEAREST).tolist(), key=lambda k: (-distance[k], k))[:MOST_OF_A_COLUMN]
    assert numbers_of(gathered(table(y=y), window, cuts)) == expected


def test_no_column_takes_the_place_of_the_others():
    """A column that rises all the time is far from its beginning, and a single value of another is found beside it."""
    n = 3_000
    rising, x = np.append(np.arange(100.0), 1e6 + np.arange(n - 100)), np.arange(n) % 7.0
    x[1_234] = 700.0
    first = table([rising[:100], x[:100]], y=x[:100])
    outliers = Outliers(first.rows)
    for window in windows(table([rising, x], y=np.arange(n) % 5.0), DEALER, 500):
        outliers.add(window)
    assert numbers_of(outliers) == [2_999, 2_998, 2_997, 2_996, 2_995, 1_234]


def test_of_many_columns_the_farthest_rows_are_kept():
    rng = np.random.default_rng(0)
    columns = rng.integers(0, 10, (30, 400)).astype(float)
    columns[np.arange(30), 13 * np.arange(30)] = 10.0 ** (3 + np.arange(30) % 15) * (1 + np.arange(30) / 100)
    data = table(columns, y=np.arange(400) % 10.0)
    size = {13 * k: 10.0 ** (3 + k % 15) * (1 + k / 100) for k in range(30)}
    found = numbers_of(gathered(data, 100))
    assert len(found) == MOST_OUTLIERS
    assert min(size[row] for row in found) * 3 > max(size[row] for row in size.keys() - set(found))


@pytest.mark.parametrize("values", [[NAN] * 50, [5.0] * 50, [NAN, 1.0] * 25, [0.0] * 40 + [1.0] * 10])
def test_a_column_whose_quartiles_tell_no_deviation_has_no_far_row(values):
    assert numbers_of(gathered(table([values], y=np.arange(50) % 4.0), 20)) == []


def test_a_row_comes_whole_and_with_its_role():
    y = np.arange(60) % 6.0
    y[31] = 1e9
    data = table([np.arange(60.0)], [["a", "b", None] * 20], y)
    outliers = gathered(data, 20)
    (outlier,) = outliers.outliers
    assert (outlier.row.numeric.tolist(), outlier.row.codes.tolist(), outlier.row.y.tolist()) == ([[31]], [[2]], [1e9])
    assert outlier.role == by_windows(DEALER, 60, 20)[31]
