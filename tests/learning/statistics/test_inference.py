"""Standard errors against the formulas of textbooks, written with the inverse of XᵀX, and against fits without rows."""

import numpy as np
import pytest

from lrcli.learning.linear import Block, second_moments
from lrcli.learning.minibatch import pieces_of
from lrcli.learning.solution.analytic import solve
from lrcli.learning.statistics.inference import LeastSquares, hc3, jackknife

N, P = 300, 4


@pytest.fixture
def block():
    """The more x₁, the more the errors vary."""
    rng = np.random.default_rng(3)
    X = np.column_stack([np.ones(N), rng.normal(size=(N, P - 1))])
    y = X @ [1, 2, -1, 0] + rng.normal(size=N) * np.exp(X[:, 1] / 2)
    return Block(X, np.empty((N, 0), dtype=np.intp), y)


def least_squares(block, p=P):
    return LeastSquares.of(solve([block], len(block), p), len(block), np.zeros(p))


def test_standard_errors_are_the_root_of_the_diagonal_of_the_inverse(block):
    fit, L = least_squares(block), np.array([[1, 0, 0, 0], [0, 1, -1, 0], [2, 0, 0, 5.0]])
    w, rss = np.linalg.lstsq(block.X, block.y)[:2]
    V = np.linalg.inv(block.X.T @ block.X) * rss / (N - P)
    assert fit.w == pytest.approx(w, rel=1e-12)
    assert fit.standard_errors(L) == pytest.approx(np.sqrt(np.diag(L @ V @ L.T)), rel=1e-12)


def test_hc3_is_the_sandwich_of_errors_that_do_not_know_their_row(block):
    """(XᵀX)⁻¹ Σ x xᵀ e² (XᵀX)⁻¹ with e of the fit to all other rows, each fitted anew."""
    X, y = block.X, block.y
    without = [y[k] - X[k] @ np.linalg.lstsq(np.delete(X, k, 0), np.delete(y, k))[0] for k in range(N)]
    bread = np.linalg.inv(X.T @ X)
    V = bread @ (X.T * np.square(without)) @ X @ bread
    assert hc3([block], least_squares(block), np.eye(P)).errors == pytest.approx(np.sqrt(np.diag(V)), rel=1e-10)


@pytest.mark.parametrize("size", [1, 10, 30])
def test_the_jackknife_is_that_of_fits_without_each_minibatch(block, size):
    rows = np.arange(N).reshape(-1, size)
    several = [np.linalg.lstsq(np.delete(block.X, some, 0), np.delete(block.y, some))[0] for some in rows]
    M = len(several)
    expected = np.sqrt((M - 1) * np.var(several, axis=0))
    A = np.array([second_moments(batch, P) for batch in pieces_of(block, M)])
    found = jackknife([(A[:7], np.full(7, 1 / M)), (A[7:], np.full(M - 7, 1 / M))], least_squares(block), np.eye(P))
    assert found.errors == pytest.approx(expected, rel=1e-9)
    assert found.method == f"jackknife of {M} minibatches"


def test_where_errors_vary_the_robust_ones_are_what_many_samples_show():
    """Of 1,000 samples: the deviation of each weight, beside the mean of its errors."""
    rng = np.random.default_rng(5)
    n, p, L = 400, 2, np.eye(2)
    weights, usual, robust, by_groups = [], [], [], []
    for _ in range(1_000):
        x = rng.normal(size=n)
        block = Block(np.column_stack([np.ones(n), x]), np.empty((n, 0), np.intp), x + rng.normal(size=n) * np.abs(x))
        fit = least_squares(block, p)
        A = np.array([second_moments(batch, p) for batch in pieces_of(block, 40)])
        weights.append(fit.w[1])
        usual.append(fit.standard_errors(L)[1])
        robust.append(hc3([block], fit, L).errors[1])
        by_groups.append(jackknife([(A, np.full(40, 1 / 40))], fit, L).errors[1])
    deviation = np.std(weights)
    assert np.mean(usual) < 0.65 * deviation  # the error that takes one variance for granted is a third too small
    assert np.mean(robust) == pytest.approx(deviation, rel=0.07)
    assert np.mean(by_groups) == pytest.approx(deviation, rel=0.07)


def test_variance_inflation_is_that_of_a_regression_on_the_other_columns(block):
    X = block.X.copy()
    X[:, 3] = X[:, 1] + X[:, 2] + 0.1 * X[:, 3]
    fit = least_squares(Block(X, block.codes, block.y))
    for k, factor in zip((1, 2, 3), fit.inflation(np.array([1, 2, 3])), strict=True):
        rest = np.linalg.lstsq(np.delete(X, k, 1), X[:, k])[1][0]
        assert factor == pytest.approx(np.var(X[:, k]) * N / rest, rel=1e-9)


def test_without_columns_the_fit_is_as_much_worse_as_one_that_never_had_them(block):
    fit = least_squares(block)
    less = np.linalg.lstsq(block.X[:, [0, 3]], block.y)[1][0] - np.linalg.lstsq(block.X, block.y)[1][0]
    rank, more = fit.without(np.array([1, 2]))
    assert rank == 2
    assert more == pytest.approx(less, rel=1e-10)


def test_of_a_column_that_others_add_up_to_only_what_all_solutions_share_is_determined(block):
    X = np.column_stack([block.X[:, :3], block.X[:, 1] + 2 * block.X[:, 2]])
    fit = least_squares(Block(X, block.codes, block.y))
    shared = [[1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 2], [0, 2, 1, 4]]  # along (1, 2, −1) nothing of these changes
    alone = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 1, 1]]
    assert fit.rank == 3
    assert fit.determined(np.array(shared, dtype=float)).all()
    assert not fit.determined(np.array(alone, dtype=float)).any()
    V = np.linalg.inv(X[:, :3].T @ X[:, :3]) * fit.variance
    assert fit.standard_errors(np.array(shared[1:2], dtype=float)) == pytest.approx([V[1, 1] ** 0.5], rel=1e-10)


def test_levels_that_add_up_to_the_bias_leave_their_differences_determined(rows):
    block = rows(100)
    fit = LeastSquares.of(solve([block], 100, 9), 100, np.zeros(9))
    difference = np.zeros((3, 9))
    difference[0, [4, 5]] = difference[1, [7, 8]] = 1, -1
    difference[2, 4] = 1
    assert fit.determined(difference).tolist() == [True, True, False]


def test_a_row_that_alone_decides_has_no_robust_error_and_spoils_no_other(block):
    X = np.column_stack([block.X, np.eye(1, N)[0]])
    fit = least_squares(Block(X, block.codes, block.y), P + 1)
    found = hc3([Block(X, block.codes, block.y)], fit, np.eye(P + 1))
    others = block[slice(1, None)]
    expected = hc3([others], least_squares(others), np.eye(P)).errors
    assert np.isnan(found.errors[P])
    assert found.errors[:P] == pytest.approx(expected, rel=1e-6)
