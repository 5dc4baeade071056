"""Coordinate descent on second moments against scikit-learn's on the rows, and against the objective itself."""

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet as TheirElasticNet
from sklearn.linear_model import Lasso

from lrcli.learning.linear import Block, dense
from lrcli.learning.optimizers import OPTIMIZERS, SGD
from lrcli.learning.solution.analytic import solve
from lrcli.learning.solution.elastic_net import CentredMoments, descend, elastic_net, soft


@pytest.fixture(scope="module")
def rows():
    """Ten columns, some of them correlated, four of which matter; standardised, as training has them."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(200, 10)) @ (np.eye(10) + rng.normal(size=(10, 10)) * 0.3)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    y = X[:, :4] @ [3.0, -2.0, 1.0, 0.3] + rng.normal(size=200)
    y = (y - y.mean()) / y.std()
    return Block(np.column_stack([np.ones(200), X]), np.zeros((200, 0), dtype=np.intp), y)


def of(rows, l1, decay=0.0):
    p = rows.X.shape[1]
    free = np.append(0.0, np.ones(p - 1))
    return elastic_net(solve([rows], len(rows), p), decay * free, l1 * free)


@pytest.mark.parametrize("l1", [0.001, 0.05, 0.3, 0.9])
def test_the_lasso_is_that_of_scikit_learn(rows, l1):
    theirs = Lasso(alpha=l1, tol=1e-14, max_iter=100_000).fit(rows.X[:, 1:], rows.y)
    ours = of(rows, l1).w
    assert ours[1:] == pytest.approx(theirs.coef_, abs=1e-10)
    assert ((ours[1:] == 0) == (theirs.coef_ == 0)).all()


def test_the_elastic_net_is_that_of_scikit_learn_with_alpha_the_sum_of_both(rows):
    l1, decay = 0.1, 0.2
    theirs = TheirElasticNet(alpha=l1 + decay, l1_ratio=l1 / (l1 + decay), tol=1e-14, max_iter=100_000)
    assert of(rows, l1, decay).w[1:] == pytest.approx(theirs.fit(rows.X[:, 1:], rows.y).coef_, abs=1e-10)


def test_without_a_penalty_it_is_least_squares(rows):
    assert of(rows, 0.0).w == pytest.approx(solve([rows], len(rows), 11).w, abs=1e-10)


def test_levels_of_a_category_whose_columns_are_redundant_have_an_optimum_too(rows):
    rng = np.random.default_rng(5)
    codes = 11 + rng.integers(0, 4, size=(200, 1))
    block, p = Block(rows.X, codes, rows.y + (codes[:, 0] - 12.5) / 3), 15
    net = elastic_net(solve([block], 200, p), np.zeros(p), np.append(0.0, np.full(p - 1, 0.02)))
    theirs = Lasso(alpha=0.02, tol=1e-14, max_iter=100_000).fit(dense(block, p)[:, 1:-1], block.y)
    assert net.w[1:] == pytest.approx(theirs.coef_, abs=1e-7)
    assert (net.w[11:] == 0).any()


def test_the_gap_of_other_weights_is_how_much_higher_their_objective_is(rows):
    net = of(rows, 0.1, 0.05)
    others = net.w + np.random.default_rng(0).normal(0, 0.1, size=(3, 11))

    def objective(w):
        e = rows.X @ w - rows.y
        return (e**2).mean() / 2 + 0.05 / 2 * (w[1:] ** 2).sum() + 0.1 * np.abs(w[1:]).sum()

    assert net.lowest == pytest.approx(objective(net.w), rel=1e-12)
    assert net.gap(others) == pytest.approx([objective(w) / objective(net.w) - 1 for w in others], rel=1e-9)
    assert net.gap(net.w) == pytest.approx(0, abs=1e-12)


def test_a_last_step_from_near_the_optimum_makes_the_same_weights_0(rows):
    net = of(rows, 0.1)
    near = net.w + np.random.default_rng(1).normal(0, 1e-6, 11)
    assert ((net.last_step(near) == 0) == (net.w == 0)).all()
    assert net.last_step(net.w) == pytest.approx(net.w, abs=1e-12)


def test_the_proximal_step_lowers_the_absolute_value_and_ends_at_0():
    assert soft(np.array([-3.0, -0.5, 0.0, 0.5, 3.0]), 1.0).tolist() == [-2, 0, 0, 0, 2]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_length_of_a_step_is_how_far_a_gradient_of_1_that_stays_moves(name):
    """After many steps along a constant gradient, momentum and running means have its size."""
    rule, w, g = OPTIMIZERS[name](), np.zeros(3), np.array([0.5, -2.0, 1.0])
    state = rule.init(w)
    for _ in range(20_000 if name != "sgd" else 1):
        before, past = state, w
        w, state = rule.step(w, g, 0.01, state)
    assert w - past == pytest.approx(-rule.length(0.01, before, state) * g, rel=1e-6)


def test_a_start_near_by_changes_nothing_but_the_time(rows):
    moments, kappa = CentredMoments.of(solve([rows], len(rows), 11)), np.full(10, 0.05)
    cold, warm = (descend(moments, np.zeros(10), kappa, start) for start in (np.zeros(10), np.ones(10)))
    assert cold == pytest.approx(warm, abs=1e-12)
    assert SGD().length(0.3, None, None) == 0.3
