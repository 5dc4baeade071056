"""Columns made orthogonal: what that is, and that it changes the way of a training and not where it leads."""

import numpy as np
import pytest

from lrcli.learning.linear import Block, dense, predict
from lrcli.learning.precondition import IDENTITY, preconditioner
from lrcli.learning.triangular_factor import basis, triangle

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
    X = preconditioner(numbers(block), always=True).block(block).X
    np.testing.assert_allclose(X.T @ X / N, np.eye(8), atol=1e-9)
    assert X[:, 0].tolist() == pytest.approx([1] * N)
    assert np.corrcoef(X[:, 1], z)[0, 1] == pytest.approx(1)  # and keeps its sign


def test_weights_of_orthogonal_columns_predict_what_the_weights_they_stand_for_do():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, N))
    block = block_of(a, a + 1e-6 * b, b)
    along = preconditioner(numbers(block), always=False)
    v = rng.normal(size=(2, 3, 5))
    assert predict(along.block(block), v) == pytest.approx(predict(block, along.weights(v)), abs=1e-8)
    assert along.weights(v)[..., 4:] == pytest.approx(v[..., 4:])  # levels


def test_the_curvature_along_orthogonal_columns_is_that_of_their_rows():
    a, b = np.random.default_rng(0).normal(size=(2, N))
    block = block_of(a, a + 1e-4 * b)
    along = preconditioner(numbers(block), always=False)
    Z, Q = (dense(rows, 4)[:, :4] for rows in (block, along.block(block)))
    v = np.eye(4)
    assert along.hessian(lambda w: w @ (Z.T @ Z / N))(v) == pytest.approx(Q.T @ Q / N, abs=1e-6)


def test_columns_far_from_collinear_stay_as_they_are():
    a, b = np.random.default_rng(0).normal(size=(2, N))
    assert preconditioner(numbers(block_of(a, a + 0.1 * b)), always=False) is IDENTITY


def test_a_column_that_is_a_sum_of_others_stays_as_it_is():
    a, b = np.random.default_rng(0).normal(size=(2, N))
    block = block_of(a, b, a + b)
    X = preconditioner(numbers(block), always=True).block(block).X
    assert np.corrcoef(X[:, 3], a + b)[0, 1] == pytest.approx(1)
