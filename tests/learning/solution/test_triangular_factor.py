"""The triangular factor, against NumPy's least squares and against columns that were made of one another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.learning.linear import Block, dense
from lrcli.learning.minibatch import pieces_of
from lrcli.learning.solution.triangular_factor import basis, factor, orthonormal, triangle

P = 9  # weights that the fixture `rows` needs
YEARS = np.arange(1990.0, 2025.0)


def of(columns, y):
    """The basis of 1 and standardised columns, with what rounding makes of each."""
    X = np.column_stack(columns)
    scale = X.std(axis=0)
    Z = np.column_stack([np.ones(len(X)), (X - X.mean(axis=0)) / scale, y])
    rounding = np.append(0.0, np.finfo(float).eps * np.abs(X).max(axis=0) / scale)
    return basis(triangle(Z) / np.sqrt(len(Z)), rounding), Z[:, :-1]


@given(st.integers(1, 60), st.integers(1, 7), st.integers(0, 1000))
def test_the_length_of_r_times_weights_is_the_error_on_the_rows(rows, n, pieces, seed):
    block = rows(n, seed)
    R = factor(pieces_of(block, min(pieces, n)), n, P)
    w = np.append(np.random.default_rng(seed).normal(size=P), -1.0)
    assert np.sum((R @ w) ** 2) == pytest.approx(np.mean((dense(block, P) @ w) ** 2), rel=1e-12)


@pytest.mark.parametrize("degree", range(1, 6))
def test_powers_of_a_calendar_year_are_all_told_from_sums_of_the_lower_ones(degree):
    """No polynomial of a lower degree takes the values of year^5 at 35 years."""
    found, _ = of([YEARS**k for k in range(1, degree + 1)], YEARS)
    assert found.columns.tolist() == list(range(degree + 1))


def test_a_column_that_was_made_of_others_is_a_sum_of_them_wherever_they_lie():
    rng = np.random.default_rng(0)
    for far in (0, 100, 1e5):
        a, b, c = rng.normal(size=(3, 400)) + far
        found, X = of([a, b, a + b - 3, 2024 - a, c], a)
        assert found.columns.tolist() == [0, 1, 2, 5]
        for one in found.dependences:
            assert X[:, one.columns] @ one.weights == pytest.approx(X[:, one.column], abs=1e-9)


@pytest.mark.parametrize("extra", [0, 1, 4])
def test_of_equal_solutions_the_one_of_smallest_norm_is_numpys(extra):
    """Columns of length 1, so that the norm is the same: lstsq takes the smallest, too."""
    rng = np.random.default_rng(extra)
    X = rng.normal(size=(60, 4))
    X = np.column_stack([X, X @ rng.normal(size=(4, extra))])
    X /= np.sqrt((X**2).mean(axis=0))
    y = rng.normal(size=60)
    found = basis(triangle(np.column_stack([X, y])) / np.sqrt(60), np.zeros(X.shape[1]))
    best = np.linalg.lstsq(X, y)[0]
    assert found.solve() == pytest.approx(best, abs=1e-12)
    assert found.rest == pytest.approx(np.sqrt(np.mean((X @ best - y) ** 2)), rel=1e-12)


def test_with_fewer_rows_than_columns_the_fit_is_exact_and_the_smallest():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 20)), rng.normal(size=8)
    X /= np.sqrt((X**2).mean(axis=0))
    found = basis(triangle(np.column_stack([X, y])) / np.sqrt(8), np.zeros(20))
    assert len(found.columns) == 8
    assert found.rest < 1e-14
    assert found.solve() == pytest.approx(np.linalg.lstsq(X, y)[0], abs=1e-12)


@pytest.mark.parametrize("rare", [1, 3, 100])
def test_the_levels_of_a_column_add_up_to_the_bias_however_rare_the_last_is(rare):
    """Rounding is that of thousands of ones, and the last level's own column may be short beside them."""
    n = 9000
    codes = np.column_stack([np.arange(n) % 7 + 2, np.where(np.arange(n) < n - rare, 9, 10)])
    x = np.random.default_rng(0).normal(size=n)
    block = Block(np.column_stack([np.ones(n), x]), codes, x + codes[:, 0])
    found = basis(factor([block], n, 11), np.zeros(11))
    assert [one.column for one in found.dependences] == [8, 10]


@pytest.mark.parametrize("shape", [(1, 4), (3, 3), (3, 40), (40, 3), (54, 700)])
def test_a_triangle_of_any_shape_has_the_moments_of_its_rows(shape):
    rows = np.random.default_rng(1).normal(size=shape)
    R = triangle(rows)
    assert R.shape == (min(shape), shape[1])
    np.testing.assert_array_equal(R, np.triu(R))
    np.testing.assert_allclose(R.T @ R, rows.T @ rows, atol=1e-12)


@pytest.mark.parametrize("shape", [(0, 0), (5, 5), (200, 3), (9001, 2), (3000, 54), (500, 130)])
def test_orthonormal_columns_span_the_same_as_those_that_are_nearly_alike(shape):
    """The second column is the first but for a millionth, of which squares would lose the half of all digits."""
    columns = np.random.default_rng(2).normal(size=shape)
    if shape[1] > 1:
        columns[:, 1] = columns[:, 0] + 1e-6 * columns[:, 1]
    Q = orthonormal(columns)
    np.testing.assert_allclose(Q.T @ Q, np.eye(shape[1]), atol=1e-14)
    np.testing.assert_allclose(Q @ (Q.T @ columns), columns, atol=1e-13)
