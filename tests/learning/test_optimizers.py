from copy import deepcopy
from dataclasses import fields
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.learning.optimizers import OPTIMIZERS, SGD, Adadelta, Adagrad, Adam, Momentum, RMSProp

every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
gradients = st.lists(st.floats(0.01, 100) | st.floats(-100, -0.01), min_size=1, max_size=8)


def walk(optimizer, w, gradients, eta):
    """The weights after each gradient."""
    state, places = optimizer.init(w), []
    for g in gradients:
        w, state = optimizer.step(w, np.asarray(g), eta, state)
        places.append(w)
    return places


def walk_from_one(optimizer, gradients, eta):
    return [float(w[0]) for w in walk(optimizer, np.ones(1), [[g] for g in gradients], eta)]


def noise(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


# Two steps by hand, from w = 1. Where a rule has an ε it is large here, so that its place shows.


def test_sgd_by_hand():
    w1 = 1 - 0.1 * 3
    w2 = w1 - 0.1 * -4
    assert walk_from_one(SGD(), [3, -4], eta=0.1) == pytest.approx([w1, w2])


def test_momentum_by_hand():
    m1 = 0.9 * 0 + 0.1 * 3
    w1 = 1 - 0.5 * m1
    m2 = 0.9 * m1 + 0.1 * -4
    w2 = w1 - 0.5 * m2
    assert walk_from_one(Momentum(beta=0.9), [3, -4], eta=0.5) == pytest.approx([w1, w2])


def test_adagrad_by_hand():
    """s = 9, then 9 + 16 = 25."""
    w1 = 1 - 0.1 * 3 / (3 + 2)
    w2 = w1 - 0.1 * -4 / (5 + 2)
    assert walk_from_one(Adagrad(epsilon=2), [3, -4], eta=0.1) == pytest.approx([w1, w2])


def test_rmsprop_by_hand():
    """s = 0.64 · 1² = 0.8², then 0.36 · 0.64 + 0.64 · 0.8² = 0.8² again."""
    w1 = 1 - 0.1 * 1 / (0.8 + 0.2)
    w2 = w1 - 0.1 * -0.8 / (0.8 + 0.2)
    assert walk_from_one(RMSProp(alpha=0.36, epsilon=0.2), [1, -0.8], eta=0.1) == pytest.approx([w1, w2])


def test_adadelta_by_hand():
    """s = 0.64 in both steps, as above, and √(s + ε) = 1."""
    delta1 = sqrt(0 + 0.36) / 1 * 1
    u1 = 0.64 * delta1**2
    w1 = 1 - 0.5 * delta1
    delta2 = sqrt(u1 + 0.36) / 1 * -0.8
    w2 = w1 - 0.5 * delta2
    assert walk_from_one(Adadelta(rho=0.36, epsilon=0.36), [1, -0.8], eta=0.5) == pytest.approx([w1, w2])


def test_adam_by_hand():
    """m₁ = 0.5 · 3 and v₁ = 0.9 · 9, which the corrections by 0.5 and 0.9 turn into 3 and 9."""
    w1 = 1 - 0.1 * 3 / (3 + 2)
    m2 = 0.5 * 1.5 + 0.5 * -4
    v2 = 0.1 * 8.1 + 0.9 * 16
    w2 = w1 - 0.1 * (m2 / 0.75) / (sqrt(v2 / 0.99) + 2)
    assert walk_from_one(Adam(beta1=0.5, beta2=0.1, epsilon=2), [3, -4], eta=0.1) == pytest.approx([w1, w2])


def test_defaults_are_those_of_pytorch():
    assert Momentum() == Momentum(beta=0.9)
    assert Adagrad() == Adagrad(epsilon=1e-10)
    assert RMSProp() == RMSProp(alpha=0.99, epsilon=1e-8)
    assert Adadelta() == Adadelta(rho=0.9, epsilon=1e-6)
    assert Adam() == Adam(beta1=0.9, beta2=0.999, epsilon=1e-8)
    assert Adadelta.default_rate == 1


# The contract of all rules.


@every_rule
def test_a_stack_moves_as_its_rows_would_alone(rule):
    w, gradients, eta = noise(0, 3, 4), noise(1, 5, 3, 4), np.array([[0.1], [0.2], [0.3]])
    together = walk(rule(), w, gradients, eta)[-1]
    alone = [walk(rule(), w[k], gradients[:, k], eta[k])[-1] for k in range(3)]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(
    ("rule", "name"), [(rule, field.name) for rule in OPTIMIZERS.values() for field in fields(rule)]
)
def test_rows_of_a_stack_may_have_their_own_hyperparameters(rule, name):
    w, gradients = noise(0, 2, 4), noise(1, 5, 2, 4)
    together = walk(rule(**{name: np.array([[0.3], [0.7]])}), w, gradients, 0.1)[-1]
    alone = [walk(rule(**{name: value}), w[k], gradients[:, k], 0.1)[-1] for k, value in enumerate([0.3, 0.7])]
    np.testing.assert_allclose(together, alone, rtol=1e-14)


@every_rule
def test_a_step_leaves_what_it_is_given_as_it_was(rule):
    w, g = noise(0, 4), noise(1, 4)
    _, state = rule().step(w, g, 0.1, rule().init(w))
    before = deepcopy((w, g, state))
    rule().step(w, g, 0.1, state)
    np.testing.assert_equal((w, g, state), before)


@every_rule
def test_init_leaves_the_weights_as_they_were(rule):
    w = noise(0, 4)
    rule().init(w)
    np.testing.assert_array_equal(w, noise(0, 4))


@every_rule
def test_with_a_rate_of_zero_nothing_moves(rule):
    w = noise(0, 4)
    np.testing.assert_array_equal(walk(rule(), w, noise(1, 5, 4), 0.0)[-1], w)


@every_rule
def test_the_first_step_goes_against_the_gradient_in_every_weight(rule):
    g = noise(1, 50)
    np.testing.assert_array_equal(np.sign(walk(rule(), np.zeros(50), [g], 0.1)[0]), -np.sign(g))


# Identities.


@given(gradients)
def test_momentum_without_memory_is_sgd(gradients):
    assert walk_from_one(Momentum(beta=0), gradients, 0.1) == walk_from_one(SGD(), gradients, 0.1)


@given(gradients, st.floats(0, 0.99))
def test_momentum_is_heavy_ball_at_a_rate_smaller_by_one_minus_beta(gradients, beta):
    w, ball, places = 1.0, 0.0, []
    for g in gradients:
        ball = beta * ball + g
        w = w - 0.1 * (1 - beta) * ball
        places.append(w)
    assert walk_from_one(Momentum(beta), gradients, 0.1) == pytest.approx(places)


@given(gradients, st.floats(0.1, 0.99))
def test_rmsprop_is_adam_without_momentum_and_without_bias_correction(gradients, alpha):
    """The correction divides √v by √(1 − αᵗ), which makes steps shorter by as much: a longer rate takes that away."""
    adam, w, places = Adam(beta1=0, beta2=alpha, epsilon=0), np.ones(1), []
    state = adam.init(w)
    for t, g in enumerate(gradients, start=1):
        w, state = adam.step(w, np.array([g]), 0.1 / sqrt(1 - alpha**t), state)
        places.append(float(w[0]))
    assert walk_from_one(RMSProp(alpha, epsilon=0), gradients, 0.1) == pytest.approx(places)


@given(gradients)
def test_the_first_step_of_adam_has_length_eta_in_every_weight(g):
    w = walk(Adam(epsilon=0), np.zeros(len(g)), [g], eta=0.03)[0]
    assert np.abs(w) == pytest.approx(0.03)


@pytest.mark.parametrize("rule", [Adagrad, RMSProp, Adam])
@given(gradients=gradients)
def test_adaptive_rules_do_not_see_the_units_of_the_gradient(rule, gradients):
    in_thousands = [1000 * g for g in gradients]
    assert walk_from_one(rule(epsilon=0), in_thousands, 0.1) == pytest.approx(
        walk_from_one(rule(epsilon=0), gradients, 0.1)
    )


def test_adagrad_slows_down_like_one_over_the_root_of_t_where_the_slope_is_constant():
    """1 + 1/√2 + 1/√3 + 1/√4."""
    places = walk_from_one(Adagrad(epsilon=0), [7, 7, 7, 7], eta=0.1)
    assert places[-1] == pytest.approx(1 - 0.1 * (1 + 1 / sqrt(2) + 1 / sqrt(3) + 1 / 2))
