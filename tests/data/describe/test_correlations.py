"""The correlation matrix against numpy.corrcoef, however the rows come and whatever is missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.describe.correlations import MOST_CORRELATED, Spreads, chosen

NAN = np.nan
NAMES = ("a", "b", "c")


def correlated(columns, cuts=()):
    pieces = [np.split(np.array(column, dtype=float), cuts) for column in columns]
    total, *others = (Spreads.of(rows) for rows in zip(*pieces, strict=True))
    for other in others:
        total += other
    return total.correlations(NAMES[: len(columns)], 0).r


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 60), max_size=5).map(sorted), st.sampled_from([0, 1e9]))
def test_each_pair_is_numpys_over_the_rows_that_have_both(seed, cuts, offset):
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(size=(3, 60)) * [[1], [1000], [1e-3]]
    columns = [a + offset, b + 900 * a, c]
    for column in columns:
        column[rng.random(60) < 0.2] = NAN
    found = correlated(columns, cuts)
    for i in range(3):
        assert found[i][i] == pytest.approx(1, rel=1e-15)
        for j in range(i):
            both = ~np.isnan(columns[i]) & ~np.isnan(columns[j])
            expected = np.corrcoef(columns[i][both], columns[j][both])[0, 1]
            assert found[i][j] == found[j][i] == pytest.approx(expected, abs=1e-6 if offset else 1e-12)


def test_a_constant_has_none_also_where_only_the_rows_of_the_other_are_constant():
    x = [7.3, 7.3, 7.3, 1.0, 2.0]
    y = [1.0, 2.0, 4.0, NAN, NAN]
    assert correlated([x, y], [1])[0][1] is correlated([x, y], [1])[1][0] is None
    assert correlated([[0.1] * 5, x])[0] == (None, None)


def test_columns_without_a_row_in_common_have_none():
    (one, apart), (also, other) = correlated([[1.0, 2.0, NAN, NAN], [NAN, NAN, 1.0, 2.0]], [1, 2])
    assert (one, other) == pytest.approx((1, 1), rel=1e-15)
    assert apart is also is None


def test_the_target_is_among_the_first_twenty_and_last():
    names = [f"c{k}" for k in range(30)]
    assert chosen(names, "c29") == (*names[: MOST_CORRELATED - 1], "c29")
    assert chosen(names, "c3") == (*names[:3], *names[4:20], "c3")
    assert chosen(names, "fuel") == tuple(names[:MOST_CORRELATED])
    assert chosen(["a"], "a") == ("a",)
