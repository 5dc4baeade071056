"""The lowest point of a loss against linear programming and against a minimizer of another kind."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.optimize import minimize as scipy_minimize

from lrcli.learning.linear import Block, dense
from lrcli.learning.losses import Absolute, Huber, Quantile
from lrcli.learning.solution.minimum import minimize

CORNERED = [Absolute(), Quantile(0.9), Quantile(0.05)]


def some_rows(n, d, levels=0, far=0, seed=0):
    """Rows whose target is in deviations from its median; so many have it at 1e9."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, d))])
    codes = 1 + d + rng.integers(0, levels, size=(n, min(levels, 1)))
    y = X @ rng.normal(size=1 + d) + rng.standard_t(3, size=n)
    if levels:
        y += rng.normal(size=1 + d + levels)[codes[:, 0]]
    y = (y - np.median(y)) / np.std(y)
    y[:far] = 1e9
    return Block(X, codes, y), 1 + d + levels


def lowest_by_linear_programming(block, p, loss):
    """min Σ high u + (−low) v with Xw − y = u − v."""
    Z, n = dense(block, p), len(block)
    cost = np.concatenate([np.zeros(p), np.full(n, loss.high / n), np.full(n, -loss.low / n)])
    bounds = [(None, None)] * p + [(0, None)] * (2 * n)
    return linprog(cost, A_eq=np.hstack([Z[:, :-1], -np.eye(n), np.eye(n)]), b_eq=Z[:, -1], bounds=bounds).fun


@pytest.mark.parametrize("loss", CORNERED, ids=str)
@pytest.mark.parametrize("rows", [(50, 2), (400, 5, 8), (300, 3, 0, 1), (300, 4, 6, 5)], ids=str)
def test_a_loss_with_a_corner_has_the_lowest_point_of_its_linear_programme(rows, loss):
    block, p = some_rows(*rows)
    minimum = minimize([block], p, loss, np.zeros(p))
    assert minimum.lowest == pytest.approx(lowest_by_linear_programming(block, p, loss), rel=1e-10)


@pytest.mark.parametrize("delta", [0.01, 0.3, 2.0])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_huber_is_where_no_gradient_is_left(delta, decay):
    block, p = some_rows(400, 5, 8, far=3)
    decays = np.append(0.0, np.full(p - 1, decay))
    minimum = minimize([block[:150], block[150:]], p, Huber(delta), decays)
    X, y = dense(block, p)[:, :-1], block.y

    def objective(w):
        e = X @ w - y
        a = np.abs(e)
        loss = np.where(a <= delta, a**2 / 2, delta * (a - delta / 2))
        return loss.mean() + (decays * w**2).sum() / 2

    e = X @ minimum.w - y
    gradient = np.clip(e, -delta, delta) @ X / len(y) + decays * minimum.w
    assert gradient == pytest.approx(np.zeros(p), abs=1e-10)
    assert minimum.lowest == pytest.approx(objective(minimum.w), rel=1e-12)


@pytest.mark.parametrize("loss", [Absolute(), Quantile(0.7)], ids=str)
def test_with_a_weight_decay_it_is_the_lowest_point_of_a_quadratic_programme(loss):
    block, p = some_rows(40, 3)
    decay = np.append(0.0, np.full(p - 1, 0.05))
    minimum = minimize([block], p, loss, decay)

    n = len(block)

    def objective(v):
        return v[p:].mean() + (decay * v[:p] ** 2).sum() / 2, np.append(decay * v[:p], np.full(n, 1 / n))

    # A quadratic programme in w and in what each row costs, which is no less than either line of its loss.
    lines = np.vstack([np.hstack([-slope * block.X, np.eye(n)]) for slope in (loss.high, loss.low)])
    ends = np.concatenate([-loss.high * block.y, -loss.low * block.y])
    constraint = {"type": "ineq", "fun": lambda v: lines @ v - ends, "jac": lambda v: lines}
    start = np.append(np.zeros(p), np.abs(block.y))
    found = scipy_minimize(
        objective, start, jac=True, method="SLSQP", constraints=constraint, options={"maxiter": 500, "ftol": 1e-14}
    )
    assert found.success
    assert minimum.lowest == pytest.approx(found.fun, rel=1e-9)
    assert minimum.w == pytest.approx(found.x[:p], abs=1e-6)


@pytest.mark.parametrize("loss", [*CORNERED, Huber(0.5)], ids=str)
def test_the_gap_of_other_weights_is_how_much_higher_their_loss_is(loss):
    block, p = some_rows(100, 2)
    minimum = minimize([block], p, loss, np.zeros(p))
    others = minimum.w + np.array([[0.0, 0.0, 0.0], [0.1, 0.0, 0.0], [0.3, -0.2, 1.0]])
    lost = np.array([loss(block.X @ w - block.y).mean() for w in others])
    assert minimum.gap(others) == pytest.approx(lost / minimum.lowest - 1, abs=1e-12)
    assert minimum.gap(others)[1] > 0


def test_far_rows_move_the_least_absolute_errors_no_further_than_any_other_row():
    block, p = some_rows(300, 3, far=1)
    near = Block(block.X, block.codes, np.append(np.array([50.0]), block.y[1:]))
    far, close = (minimize([rows], p, Absolute(), np.zeros(p)).w for rows in (block, near))
    assert far == pytest.approx(close, abs=1e-9)
