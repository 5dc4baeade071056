"""Columns made orthogonal: what that is, and that it changes the way of a training and not where it leads."""

import numpy as np
import pytest

from lrcli.learning.linear import Block, dense, predict
from lrcli.learning.solution.precondition import IDENTITY, Preconditioner, along_rows, preconditioner
from lrcli.learning.solution.triangular_factor import basis, triangle

N = 200


def block_of(*columns):
    X = np.column_stack([np.ones(N), *columns])
    return Block(X, np.tile([[X.shape[1]]], (N, 1)), np.zeros(N))


def numbers(block):
    d = block.X.shape[1]
    return basis(triangle(np.column_stack([block.X, block.y])) / np.sqrt(N), np.zeros(d))


def test_powers_become_orthogonal_columns_of_length_one():
    z = np.linspace(-1.7, 1.7, N)
    block = block_of(*(z**k for k in range(1, 8)))
    X = preconditioner(numbers(block), N, always=True).block(block).X
    np.testing.assert_allclose(X.T @ X / N, np.eye(8), atol=1e-9)
    assert X[:, 0].tolist() == pytest.approx([1] * N)
    assert np.corrcoef(X[:, 1], z)[0, 1] == pytest.approx(1)  # and keeps its sign


def test_weights_of_orthogonal_columns_predict_what_the_weights_they_stand_for_do():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, N))
    block = block_of(a, a + 1e-6 * b, b)
    along = preconditioner(numbers(block), N, always=False)
    v = rng.normal(size=(2, 3, 5))
    assert predict(along.block(block), v) == pytest.approx(predict(block, along.weights(v)), abs=1e-8)
    assert along.weights(v)[..., 4:] == pytest.approx(v[..., 4:])  # levels


def test_the_curvature_along_orthogonal_columns_is_that_of_their_rows():
    a, b = np.random.default_rng(0).normal(size=(2, N))
    block = block_of(a, a + 1e-4 * b)
    along = preconditioner(numbers(block), N, always=False)
    Z, Q = (dense(rows, 4)[:, :4] for rows in (block, along.block(block)))
    v = np.eye(4)
    assert along.hessian(lambda w: w @ (Z.T @ Z / N))(v) == pytest.approx(Q.T @ Q / N, abs=1e-6)


def test_columns_far_from_collinear_stay_as_they_are():
    a, b = np.random.default_rng(0).normal(size=(2, N))
    assert preconditioner(numbers(block_of(a, a + 0.1 * b)), N, always=False) is IDENTITY


def test_a_column_that_is_a_sum_of_others_stays_as_it_is():
    a, b = np.random.default_rng(0).normal(size=(2, N))
    block = block_of(a, b, a + b)
    X = preconditioner(numbers(block), N, always=True).block(block).X
    assert np.corrcoef(X[:, 3], a + b)[0, 1] == pytest.approx(1)


FEW = 12


def wide_block(rng, columns=40):
    X = np.column_stack([np.ones(FEW), rng.normal(size=(FEW, columns))])
    return Block(X, rng.integers(X.shape[1], X.shape[1] + 3, size=(FEW, 1)), rng.normal(size=FEW))


def wide(block):
    d = block.X.shape[1]
    R = triangle(np.column_stack([block.X, block.y])) / np.sqrt(FEW)
    return preconditioner(basis(R, np.zeros(d)), FEW, always=False)


def test_of_fewer_rows_than_columns_steps_have_as_many_directions_as_rows():
    block = wide_block(np.random.default_rng(0))
    along = wide(block)
    rows = along.block(block)
    np.testing.assert_allclose(rows.X.T @ rows.X / FEW, np.eye(FEW), atol=1e-12)
    v = np.random.default_rng(1).normal(size=(2, FEW + 3))
    assert predict(rows, v) == pytest.approx(predict(block, along.weights(v)))
    assert along.inverse().weights(along.weights(v)) == pytest.approx(v)


def test_of_fewer_rows_than_columns_the_weights_are_the_smallest_that_predict_so():
    """NumPy's pseudoinverse gives the smallest of columns of length 1."""
    block = wide_block(np.random.default_rng(2))
    along = wide(block)
    w = along.weights(np.append(np.random.default_rng(3).normal(size=FEW), np.zeros(3)))[:-3]
    length = np.sqrt((block.X**2).mean(axis=0))
    smallest = np.linalg.pinv(block.X / length) @ (block.X @ w) / length
    assert w == pytest.approx(smallest, abs=1e-12)


def test_more_directions_than_rows_predict_nothing_more():
    block = wide_block(np.random.default_rng(4))
    along = wide(block)
    more = along.widened(along.fewer - 2)
    v = np.random.default_rng(5).normal(size=FEW + 2 + 3)
    assert predict(more.block(block), v) == pytest.approx(predict(along.block(block), np.delete(v, [FEW, FEW + 1])))


def wide_levels(seed=6, columns=20, levels=90):
    """The factor of 12 rows, and decays, mostly of levels."""
    R = np.random.default_rng(seed).normal(size=(FEW, columns + levels))
    decay = np.append(np.zeros(columns), np.random.default_rng(seed + 1).uniform(0.01, 1, levels))
    return R, decay


@pytest.mark.parametrize("columns", [1, 5, 20])
def test_in_directions_of_rows_loss_and_penalty_curve_alike_in_all(columns):
    R, decay = wide_levels(columns=columns)
    along = along_rows(R, np.zeros(len(decay)), decay)
    P = along.P
    np.testing.assert_allclose(P.T @ (R.T @ R + np.diag(decay)) @ P, np.eye(P.shape[1]), atol=1e-9)
    np.testing.assert_allclose(P.T @ np.diag(decay) @ P, np.diag(along.penalties(decay)), atol=1e-9)
    assert P.shape[1] == FEW


@pytest.mark.parametrize("columns", [1, 5, 20])
def test_the_solution_of_levels_lies_in_directions_of_rows(columns):
    """NumPy's, of a row more for each weight with a decay; without a decay the smallest."""
    R, decay = wide_levels(columns=columns)
    y = np.random.default_rng(8).normal(size=FEW)
    along = along_rows(R, np.zeros(len(decay)), decay)
    length = np.where(decay > 0, 1.0, np.linalg.norm(R, axis=0))
    rows = np.vstack([R, np.diag(np.sqrt(decay))]) / length
    w = np.linalg.lstsq(rows, np.append(y, np.zeros(len(decay))))[0] / length
    assert along.weights(along.inverse().weights(w)) == pytest.approx(w, abs=1e-9)


def test_rows_of_levels_become_rows_of_directions():
    block = wide_block(np.random.default_rng(9))
    d, rng = block.X.shape[1], np.random.default_rng(10)
    codes = d + np.array([0, 5]) + rng.integers(5, size=(FEW, 2))
    block = Block(block.X, codes, block.y)
    along = Preconditioner(rng.normal(size=(d + 10, 7)))
    v = rng.normal(size=7)
    assert along.block(block).codes.shape == (FEW, 0)
    assert predict(along.block(block), v) == pytest.approx(predict(block, along.weights(v)))
