"""The factor of rows, and of their moments where these know it."""

import numpy as np
import pytest

from lrcli.data.tables.triangular_factors import merged, of_moments, of_rows

N = 5_000


def rows_of(own):
    """1, a target, two numbers, the second of which has this much of its own, and the marks of three levels, (7, N)."""
    rng = np.random.default_rng(0)
    x, noise, y = rng.normal(size=(3, N))
    code = rng.integers(0, 3, N)
    return np.array([np.ones(N), y, x, x + own * noise, *(code == level for level in range(3))])


COUNTS = np.array([0, 4, 5, 6])


@pytest.mark.parametrize("own", [1.0, 1e-3, 1e-9, 0.0])
def test_the_factor_of_rows_is_that_of_all_at_once(own):
    Z = rows_of(own)
    R = of_rows(Z)
    v = np.random.default_rng(1).normal(size=7)
    assert np.sum((R @ v) ** 2) == pytest.approx(np.sum((v @ Z) ** 2), rel=1e-12)
    apart = np.array([0.0, 0.0, -1.0, 1.0, 0.0, 0.0, 0.0])
    assert np.linalg.norm(R @ apart) == pytest.approx(np.linalg.norm(apart @ Z), abs=1e-12)


def test_moments_that_tell_columns_apart_give_the_same_factor_though_levels_add_up_to_the_bias():
    Z = rows_of(0.01)
    R = of_moments(Z @ Z.T, COUNTS)
    assert R is not None
    np.testing.assert_allclose(R.T @ R, Z @ Z.T, rtol=1e-10, atol=1e-9)
    assert np.linalg.norm(R[:, 3] - R[:, 2]) == pytest.approx(np.linalg.norm(Z[3] - Z[2]), rel=1e-8)


@pytest.mark.parametrize("own", [1e-5, 1e-9, 0.0])
def test_moments_that_do_not_tell_columns_apart_have_none(own):
    Z = rows_of(own)
    assert of_moments(Z @ Z.T, COUNTS) is None


def test_a_target_that_columns_explain_to_the_last_digits_asks_for_the_rows():
    Z = rows_of(1.0)
    Z[1] = 3 * Z[2] - Z[3]
    assert of_moments(Z @ Z.T, COUNTS) is None


def test_a_column_without_a_number_so_far_is_no_reason_to_ask_for_rows():
    Z = rows_of(1.0)
    Z[3] = 0
    R = of_moments(Z @ Z.T, COUNTS)
    assert R is not None
    assert not R[:, 3].any()


def test_factors_of_pieces_merge_to_that_of_all_also_where_later_ones_have_more_columns():
    Z = rows_of(0.5)
    Z[4:, :1000] = 0
    R = merged([of_rows(Z[:4, :1000]), of_rows(Z[:, 1000:])])
    np.testing.assert_allclose(R.T @ R, Z @ Z.T, rtol=1e-10, atol=1e-9)
