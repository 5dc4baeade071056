"""Fewer rows than weights, some with a decay: the same as least squares with a row more for each weight."""

import numpy as np
import pytest

from lrcli.learning.solution.dual_ridge import DualRidge

NO_ROUNDING = np.zeros(400)


def table(rows, without, shared, seed=0):
    """Columns and a target, and decays from 0.001 to 10 for the columns behind those without."""
    rng = np.random.default_rng(seed)
    R = rng.normal(size=(rows, without + shared + 1))
    decay = np.concatenate([np.zeros(without), 10.0 ** rng.uniform(-3, 1, shared)])
    order = rng.permutation(without + shared)
    return R, decay[order]


def with_a_row_for_each_weight(R, decay):
    more = np.column_stack([np.diag(np.sqrt(decay)), np.zeros(len(decay))])
    rows = np.vstack([R, more])
    return rows[:, :-1], rows[:, -1]


@pytest.mark.parametrize(("rows", "without", "shared"), [(12, 3, 40), (12, 11, 40), (30, 0, 31), (20, 12, 9)])
def test_the_weights_are_those_of_least_squares_with_a_row_for_each_decay(rows, without, shared):
    R, decay = table(rows, without, shared)
    X, y = with_a_row_for_each_weight(R, decay)
    best, rest, *_ = np.linalg.lstsq(X, y)
    ridge = DualRidge.of(R, NO_ROUNDING[: len(decay)], decay)
    assert ridge.solve() == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert ridge.lowest == pytest.approx(rest[0] / 2, rel=1e-9)
    assert ridge.smallest(best) == pytest.approx(best, rel=1e-9, abs=1e-12)


def test_a_newton_step_is_the_gradient_through_the_inverse_of_the_hessian():
    R, decay = table(12, 3, 40)
    g = np.random.default_rng(1).normal(size=43)
    H = R[:, :-1].T @ R[:, :-1] + np.diag(decay)
    step = DualRidge.of(R, NO_ROUNDING[:43], decay).newton(g)
    assert step == pytest.approx(np.linalg.solve(H, g), rel=1e-8, abs=1e-10)


def test_of_more_columns_without_a_decay_than_rows_their_weights_are_the_smallest_in_units_of_columns():
    R, decay = table(10, 25, 30)
    without = decay == 0
    w = DualRidge.of(R, NO_ROUNDING[:55], decay).solve()
    assert w[~without] == pytest.approx(0, abs=1e-12)  # they fit the target alone, at no price
    X = R[:, :-1][:, without]
    length = np.linalg.norm(X, axis=0)
    assert w[without] == pytest.approx(np.linalg.pinv(X / length) @ R[:, -1] / length, rel=1e-9, abs=1e-12)


def test_a_decay_of_nearly_nothing_leaves_the_digits_of_the_fit():
    R, _ = table(12, 1, 40)
    decay = np.append(0.0, np.full(40, 1e-14))
    w = DualRidge.of(R, NO_ROUNDING[:41], decay).solve()
    assert R[:, :-1] @ w == pytest.approx(R[:, -1], rel=1e-6)
