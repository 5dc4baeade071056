from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.learning.linear import (
    Block,
    centre,
    condition,
    dense,
    gradient,
    half_squared_loss,
    largest_eigenvalue,
    predict,
    second_moments,
)

P = 9  # weights that the fixture `rows` needs
counts = st.integers(1, 40)
seeds = st.integers(0, 2**32 - 1)

TWO_ROWS = Block(X=np.array([[1.0, 2.0], [1.0, -3.0]]), codes=np.array([[2, 5], [3, 4]]), y=np.array([7.0, 8.0]))


def one_hot(block):
    """The design matrix as a textbook writes it: numbers, then a column of zeros and ones per level."""
    d = block.X.shape[1]
    return np.hstack([block.X, np.eye(P)[block.codes].sum(axis=1)[:, d:]])


def weights(seed, *shape):
    return np.random.default_rng([seed, 1]).normal(size=(*shape, P))


def test_dense_is_numbers_then_one_hot_then_target():
    assert dense(TWO_ROWS, 6).tolist() == [
        [1, 2, 1, 0, 0, 1, 7],
        [1, -3, 0, 1, 1, 0, 8],
    ]


def test_prediction_and_loss_by_hand():
    w = np.array([0.5, 2.0, 1.0, 10.0, -1.0, 3.0])
    # ŷ₁ = 0.5 + 2·2 + 1 + 3 = 8.5 and ŷ₂ = 0.5 − 2·3 + 10 − 1 = 3.5
    assert predict(TWO_ROWS, w).tolist() == [8.5, 3.5]
    assert half_squared_loss(TWO_ROWS, w) == (1.5**2 + 4.5**2) / 2 / 2


@given(counts, seeds)
def test_looking_up_a_code_is_multiplying_by_its_one_hot_column(rows, n, seed):
    block = rows(n, seed)
    w = weights(seed, 2, 3)
    np.testing.assert_allclose(predict(block, w), w @ one_hot(block).T, atol=1e-13)


@pytest.mark.parametrize("columns", [1, 4, 7, 8, 9, 20])
@pytest.mark.parametrize("candidates", [1, 3])
def test_the_weights_of_levels_are_added_up_digit_for_digit_as_by_one_sum_of_numpy(columns, candidates):
    rng = np.random.default_rng(columns)
    codes = 1 + rng.integers(5, size=(50, columns)) + 5 * np.arange(columns)
    block, w = Block(np.ones((50, 1)), codes, np.zeros(50)), rng.normal(size=(candidates, 1 + 5 * columns))
    w[:, 0] = 0
    np.testing.assert_array_equal(predict(block, w), w[:, codes].sum(axis=-1))


@given(counts, seeds)
def test_gradient_is_the_slope_of_the_loss(rows, n, seed):
    """The slope between w − 1 and w + 1 is exact: the loss is a parabola along every weight."""
    block = rows(n, seed)
    w = weights(seed)
    slope = [(half_squared_loss(block, w + e) - half_squared_loss(block, w - e)) / 2 for e in np.eye(P)]
    np.testing.assert_allclose(gradient(block, w), slope, atol=1e-11)


def test_gradient_of_a_stack_is_the_stack_of_gradients(rows):
    block = rows(20)
    w = weights(0, 2, 3)
    Z = one_hot(block)
    for run in np.ndindex(2, 3):
        np.testing.assert_allclose(gradient(block, w)[run], Z.T @ (Z @ w[run] - block.y) / 20, atol=1e-13)


def test_a_level_that_no_row_has_does_not_move(rows):
    assert gradient(rows(20), weights(0))[3] == 0


@given(counts, seeds)
def test_second_moments_are_the_mean_outer_product_of_the_rows(rows, n, seed):
    block = rows(n, seed)
    Z = np.column_stack([one_hot(block), block.y])
    np.testing.assert_allclose(second_moments(block, P), Z.T @ Z / n, atol=1e-12)


@given(counts, seeds)
def test_a_row_counts_in_second_moments_as_often_as_its_weight_says(rows, n, seed):
    block = rows(n, seed)
    counts = np.random.default_rng(seed).integers(1, 4, n)
    weighted = replace(block, weights=counts * n / counts.sum())
    repeated = block[np.repeat(np.arange(n), counts)]
    np.testing.assert_allclose(second_moments(weighted, P), second_moments(repeated, P), atol=1e-12)


@given(st.integers(2, 40), seeds)
def test_power_iteration_finds_the_largest_eigenvalue(rows, n, seed):
    Z = one_hot(rows(n, seed))
    H = Z.T @ Z / n
    assert largest_eigenvalue(lambda v: H @ v, P) == pytest.approx(np.linalg.eigvalsh(H)[-1], rel=1e-3)


@pytest.mark.parametrize("steep", [(1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (2, -1), (1, -2), (3, -2), (2, -3)])
def test_no_direction_hides_from_power_iteration(steep):
    """Not even one at a right angle to the vector that the iteration starts from."""
    H = np.eye(2) + np.outer(steep, steep)
    assert largest_eigenvalue(lambda v: H @ v, 2) == pytest.approx(1 + np.dot(steep, steep), rel=1e-3)


def test_largest_eigenvalue_where_nothing_is_curved_is_zero():
    assert largest_eigenvalue(lambda v: 0 * v, 3) == 0


@pytest.mark.parametrize(
    ("eigenvalues", "kappa"), [([1, 1, 1], 1), ([4, 2, 0.5], 8), ([4, 2, 0], 2), ([4, 2, 1e-14], 2), ([1e6, 1, 1], 1e6)]
)
def test_condition_is_the_largest_over_the_lowest_eigenvalue_that_is_not_zero(eigenvalues, kappa):
    Q = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    H = Q @ np.diag(eigenvalues) @ Q.T
    assert condition(lambda v: v @ H, 3) == pytest.approx(kappa, rel=1e-9)


def test_centring_by_hand():
    """A quarter of the rows weigh 2, the rest 4: their mean, 3.5, moves into the bias."""
    w = np.array([10.0, 2.0, 4.0])
    assert centre(w, ((1, np.array([0.25, 0.75])),)).tolist() == [13.5, -1.5, 0.5]
    assert w.tolist() == [10, 2, 4]


@given(counts, seeds)
def test_centring_changes_no_prediction_and_makes_each_column_average_zero(rows, n, seed):
    block = rows(n, seed)
    shares = np.bincount(block.codes.ravel(), minlength=P) / n
    w = weights(seed, 2, 3)
    w[..., shares == 0] = 0
    centred = centre(w, ((3, shares[3:7]), (7, shares[7:9])))
    np.testing.assert_allclose(predict(block, centred), predict(block, w), atol=1e-12)
    np.testing.assert_allclose(centred[..., 3:7] @ shares[3:7], 0, atol=1e-13)
    np.testing.assert_allclose(centred[..., 7:9] @ shares[7:9], 0, atol=1e-13)
    assert not centred[..., 3:][..., shares[3:] == 0].any()
