import json

import numpy as np
import pytest
import scipy.linalg

from lrcli.learning.linear import Block, dense, half_squared_loss
from lrcli.learning.minibatch import pieces_of
from lrcli.learning.solution import analytic
from lrcli.learning.solution.analytic import penalty, ridge, solve

P = 9  # weights that the fixture `rows` needs
WAYS = {
    "QR": {},
    "moments": {"QR_COST": 0},
    "conjugate gradients": {"QR_COST": 0, "WIDEST_MATRIX": 0},
}


@pytest.fixture(params=WAYS.values(), ids=WAYS, autouse=True)
def way(request, monkeypatch):
    """Every test of this file holds for each of the three ways to solve."""
    for limit, value in request.param.items():
        monkeypatch.setattr(analytic, limit, value)


def solution(block, p, weight_decay=0.0, **details):
    """The solution of rows that come in two blocks. weight_decay: of all weights but the bias."""
    return solve(list(pieces_of(block, 2)), len(block), p, ridge(p, weight_decay), **details)


def numbers_only(*columns, y):
    return Block(np.column_stack([np.ones(len(y)), *columns]), np.zeros((len(y), 0), dtype=int), np.array(y))


def noise(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def full_rank():
    return numbers_only(noise(1, 50, 3), y=noise(2, 50)), 4


def twins():
    """The third number is the first one again, the fourth a sum."""
    X = noise(1, 50, 2)
    return numbers_only(X, X[:, 0], X.sum(axis=1), y=noise(2, 50)), 5


def fewer_rows_than_weights():
    return numbers_only(noise(1, 4, 6), y=noise(2, 4)), 7


def many_rows():
    """More than QR takes at once, and not all alike: the last rows are the largest."""
    x = np.arange(9000) / 9000
    return numbers_only(x, y=x**2 + noise(1, 9000)), 2


def exact_line():
    x = noise(1, 50)
    return numbers_only(x, y=3 - 2 * x), 2


@pytest.fixture(params=[full_rank, twins, fewer_rows_than_weights, many_rows, exact_line, "one-hot"])
def problem(request, rows):
    """A block and its p. One-hot columns are rank-deficient: each adds up to the ones of the bias."""
    return (rows(50), P) if request.param == "one-hot" else request.param()


def test_lowest_loss_is_that_of_lstsq(problem):
    block, p = problem
    Z = dense(block, p)[:, :p]
    best = scipy.linalg.lstsq(Z, block.y, cond=1e-12)[0]
    expected = np.mean((Z @ best - block.y) ** 2) / 2
    paraboloid = solution(block, p)
    assert paraboloid.lowest == pytest.approx(expected, rel=1e-9, abs=1e-14)
    assert half_squared_loss(block, paraboloid.w) == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_weights_are_those_of_lstsq():
    block, p = full_rank()
    expected = np.linalg.lstsq(block.X, block.y)[0]
    np.testing.assert_allclose(solution(block, p).w, expected, atol=1e-9)


def test_of_equal_solutions_the_smallest_is_taken(problem):
    """Smallest in the units of the columns, each of which is divided by its length."""
    block, p = problem
    Z = dense(block, p)[:, :p]
    length = np.linalg.norm(Z, axis=0)
    length[length == 0] = 1
    expected = scipy.linalg.lstsq(Z / length, block.y, cond=1e-12)[0] / length
    np.testing.assert_allclose(solution(block, p).w, expected, atol=1e-7)


def test_a_level_that_no_row_has_weighs_nothing(rows):
    assert solution(rows(50), P).w[3] == pytest.approx(0, abs=1e-13)


@pytest.mark.parametrize("weight_decay", [1e-4, 0.1, 10.0])
def test_weight_decay_is_ridge_with_alpha_n_times_lambda(problem, weight_decay):
    """Ridge: of centred columns (Xᵀ X + α I) w = Xᵀ y, and the bias, not decayed, makes the means meet."""
    block, p = problem
    n, X = len(block), dense(block, p)[:, 1:p]
    x_mean, y_mean = X.mean(axis=0), block.y.mean()
    Xc = X - x_mean
    w = np.linalg.solve(Xc.T @ Xc + n * weight_decay * np.eye(p - 1), Xc.T @ (block.y - y_mean))
    solved = solution(block, p, weight_decay).w
    np.testing.assert_allclose(solved[1:], w, atol=1e-7)
    assert solved[0] == pytest.approx(y_mean - x_mean @ w, abs=1e-7)


def test_lowest_includes_the_penalty(problem):
    block, p = problem
    paraboloid = solution(block, p, 0.1)
    error = dense(block, p)[:, :p] @ paraboloid.w - block.y
    assert paraboloid.lowest == pytest.approx(np.mean(error**2) / 2 + 0.1 / 2 * np.sum(paraboloid.w[1:] ** 2))


def test_penalty_by_hand():
    """½ · 0.1 · (2² + 3²): the bias, 7, is free. Then ½ · 0.4 · 3²."""
    assert penalty(np.array([7.0, 2.0, -3.0]), ridge(3, 0.1)) == pytest.approx(0.65)
    assert penalty(np.array([7.0, 2.0, -3.0]), np.array([0, 0, 0.4])) == pytest.approx(1.8)


def test_weights_may_have_decays_of_their_own(problem):
    """Least squares with the rows √(n λᵢ) wᵢ = 0 below the others."""
    block, p = problem
    decay = np.where(np.arange(p) > 1, 0.05 * np.arange(p), 0.0)
    Z = dense(block, p)
    below = np.diag(np.sqrt(len(block) * decay))
    best = np.linalg.lstsq(np.vstack([Z[:, :p], below]), np.append(block.y, np.zeros(p)))[0]
    solved = solve(list(pieces_of(block, 2)), len(block), p, decay)
    assert solved.w == pytest.approx(best, abs=1e-7)
    error = Z[:, :p] @ best - block.y
    assert solved.lowest == pytest.approx(np.mean(error**2) / 2 + np.sum(decay * best**2) / 2)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_the_paraboloid_is_the_loss_everywhere(problem, weight_decay):
    """At a stack of weights; the loss is without the penalty, whatever the penalty was."""
    block, p = problem
    w = noise(3, 2, 5, p)
    expected = np.mean((w @ dense(block, p)[:, :p].T - block.y) ** 2, axis=-1) / 2
    np.testing.assert_allclose(solution(block, p, weight_decay).loss(w), expected, rtol=1e-8)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_gap_is_the_total_loss_over_the_lowest_less_one(rows, weight_decay):
    block = rows(50)
    paraboloid = solution(block, P, weight_decay)
    w = noise(3, 5, P)
    total = half_squared_loss(block, w) + weight_decay / 2 * (w[:, 1:] ** 2).sum(axis=1)
    np.testing.assert_allclose(paraboloid.gap(w), total / paraboloid.lowest - 1, rtol=1e-8)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_no_weights_are_better_than_the_optimum(problem, weight_decay):
    block, p = problem
    paraboloid = solution(block, p, weight_decay)
    assert paraboloid.gap(paraboloid.w) == 0 or paraboloid.lowest == 0
    for length in (1, 1e-3, 1e-9):
        assert (paraboloid.gap(paraboloid.w + length * noise(3, 200, p)) >= 0).all()


def test_equal_solutions_have_no_negative_gap(rows):
    """What one column's levels gain and the bias loses changes no prediction, and rounding must not make it better."""
    paraboloid = solution(rows(50), P)
    shift = np.array([-1, 0, 0, 1, 1, 1, 1, 0, 0])
    gaps = paraboloid.gap(paraboloid.w + shift * noise(3, 200, 1))
    np.testing.assert_allclose(gaps, 0, atol=1e-12)
    assert (gaps >= 0).all()


def test_where_the_lowest_loss_is_zero_the_gap_is_infinite():
    block = numbers_only(y=[0.0, 0.0])
    paraboloid = solution(block, 1)
    assert paraboloid.lowest == 0
    assert paraboloid.gap(np.ones(1)) == np.inf


def test_a_column_in_other_units_gets_its_weight_in_other_units():
    block, p = full_rank()
    in_metres = Block(block.X * [1, 1000, 1, 1], block.codes, block.y)
    np.testing.assert_allclose(solution(in_metres, p).w * [1, 1000, 1, 1], solution(block, p).w, atol=1e-9)


def test_diabetes_has_its_published_r2(shared):
    """With a standardised target R² is 1 − 2 L."""
    data = np.loadtxt(shared / "diabetes.csv", delimiter=",", skiprows=1)
    data = (data - data.mean(axis=0)) / data.std(axis=0)
    lowest = solution(numbers_only(data[:, :-1], y=data[:, -1]), 11).lowest
    assert 1 - 2 * lowest == pytest.approx(0.5177484222, abs=5e-11)


@pytest.mark.parametrize(("name", "digits"), [("norris", 12), ("longley", 9), ("wampler1", 7), ("wampler4", 7)])
def test_exact_gives_certified_coefficients_of_raw_columns(shared, name, digits):
    """Longley's columns are nearly collinear, Wampler's are the powers of x up to the fifth."""
    certificate = json.loads((shared / "nist" / f"{name}.json").read_text())
    data = {column: np.array(cells, dtype=float) for column, cells in certificate["data"].items()}
    y = data.pop("y")
    degree = certificate["polynomial_degree"]
    columns = [data["x"] ** k for k in range(1, degree + 1)] if degree else list(data.values())
    expected = [float(coefficient["estimate"]) for coefficient in certificate["certified"]["coefficients"]]
    paraboloid = solution(numbers_only(*columns, y=y), 1 + len(columns), exact=True)
    np.testing.assert_allclose(paraboloid.w, expected, rtol=10.0**-digits)
    residual = float(certificate["certified"]["anova"]["Residual"]["ss"])
    assert 2 * len(y) * paraboloid.lowest == pytest.approx(residual, rel=1e-10, abs=1e-9)


def powers_of_a_year_beside_levels(degree=4, levels=8, n=400):
    """Standardised powers of calendar years, which differ by 1e-9 of themselves from sums of the others."""
    rng = np.random.default_rng(5)
    years, codes = rng.integers(1990, 2025, n).astype(float), rng.integers(0, levels, n)
    powers = np.column_stack([years**k for k in range(1, degree + 1)])
    X = np.column_stack([np.ones(n), (powers - powers.mean(axis=0)) / powers.std(axis=0)])
    c = years - 2007
    y = 0.05 * c**3 - 0.3 * c**2 + 30 * codes + rng.normal(0, 2, n)
    return Block(X, 1 + degree + codes[:, None], y / y.std()), 1 + degree + levels, c, codes


def test_powers_of_a_year_beside_levels_are_solved_to_the_last_digits_and_the_gap_is_true():
    """Against least squares on powers of c = year - 2007, which span the same and are far from collinear."""
    block, p, c, codes = powers_of_a_year_beside_levels()
    Z = np.column_stack([*(c[:, None] ** np.arange(1, 5)).T, *(codes == level for level in range(8))])
    Z = Z / np.linalg.norm(Z, axis=0)
    residual = block.y - Z @ np.linalg.lstsq(Z, block.y)[0]
    lowest = np.mean(residual**2) / 2
    found = solution(block, p)
    w = found.w.astype(float)
    assert half_squared_loss(block, w) == pytest.approx(lowest, rel=1e-8)
    assert found.lowest == pytest.approx(lowest, rel=1e-8)
    for step in (noise(1, p), np.eye(p)[4] - np.eye(p)[3]):  # the second along the valley, where the loss hardly rises
        for length in (1e-3, 1.0):
            other = w + length * step
            assert found.gap(other) == pytest.approx(half_squared_loss(block, other) / lowest - 1, rel=1e-5, abs=1e-9)
