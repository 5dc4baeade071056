"""Losses against the lecture's formulas, and their slopes against differences."""

import numpy as np
import pytest

from lrcli.errors import OptionError
from lrcli.learning.losses import SQUARED, Absolute, Huber, Quantile, delta_of, loss_called, robust_deviation

LOSSES = [SQUARED, Huber(1.5), Absolute(), Quantile(0.9), Quantile(0.05)]
BY_HAND = {  # ρ(−3), ρ(−1), ρ(0), ρ(2)
    SQUARED: (4.5, 0.5, 0, 2),
    Huber(1.5): (1.5 * (3 - 0.75), 0.5, 0, 1.5 * (2 - 0.75)),
    Absolute(): (3, 1, 0, 2),
    Quantile(0.9): (0.9 * 3, 0.9, 0, 0.1 * 2),
    Quantile(0.05): (0.05 * 3, 0.05, 0, 0.95 * 2),
}


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_a_loss_is_what_the_formula_says_by_hand(loss):
    assert loss(np.array([-3.0, -1.0, 0.0, 2.0])) == pytest.approx(BY_HAND[loss])


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_a_slope_is_the_difference_of_the_loss_and_0_at_its_corner(loss):
    e = np.array([-4.1, -1.4, -0.3, 0.2, 1.4, 5.0])
    assert loss.slope(e) == pytest.approx((loss(e + 1e-6) - loss(e - 1e-6)) / 2e-6, abs=1e-6)
    assert loss.slope(np.zeros(1)) == 0


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_a_loss_is_the_highest_of_its_lines(loss):
    """The form in which its lowest point is found: max over low ≤ a ≤ high of a e − γ a²/2."""
    e, a = np.linspace(-4, 4, 41), np.linspace(max(loss.low, -5), min(loss.high, 5), 100_001)
    lines = a[:, None] * e - loss.gamma * a[:, None] ** 2 / 2
    assert loss(e) == pytest.approx(lines.max(axis=0), abs=1e-8)


@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_errors_in_another_unit_lose_that_unit_to_the_power_of_the_loss(loss):
    e = np.array([-3000.0, 200.0, 900.0])
    assert loss.per(1000.0)(e / 1000) * 1000**loss.power == pytest.approx(loss(e))


def test_the_spread_of_a_normal_sample_is_its_deviation_also_with_a_tenth_of_it_far_away():
    values = np.random.default_rng(0).normal(5, 3, 100_000)
    assert robust_deviation(values) == pytest.approx(3, rel=0.02)
    values[:10_000] = 1e12
    assert robust_deviation(values) == pytest.approx(3, rel=0.2)


def test_the_delta_of_normal_errors_is_1_345_deviations_with_the_zeros_of_a_fit_left_out():
    errors = np.random.default_rng(0).normal(0, 2, 10_000)
    assert delta_of(np.append(errors, np.zeros(5000)), 1e-9) == pytest.approx(1.345 * 2, rel=0.02)
    assert delta_of(np.append(errors, np.full(11_000, 1e-12)), 1e-9) == 0


def test_a_value_that_counts_three_times_is_three_values():
    values, counts = np.random.default_rng(2).normal(size=41), np.arange(41) % 3 + 1
    repeated = values.repeat(counts)
    assert robust_deviation(values, counts) == robust_deviation(repeated)
    assert delta_of(values, 1e-9, counts) == delta_of(repeated, 1e-9)


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("squared", SQUARED),
        ("huber", None),
        ("huber:1.5", Huber(1.5)),
        ("absolute", Absolute()),
        ("quantile:.9", Quantile(0.9)),
    ],
)
def test_a_name_is_a_loss(text, loss):
    assert loss_called(text) == loss


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("quantile", "none of"),
        ("quantile:1", "above 0 and below 1"),
        ("quantile:90", "above 0 and below 1"),
        ("quantile:x", "'x' in 'quantile:x' is not a number"),
        ("huber:0", "above 0"),
        ("huber:inf", "above 0"),
        ("absolute:3", "none of"),
        ("median", "none of squared, huber"),
    ],
)
def test_a_name_that_is_none_is_refused_with_those_that_are(text, message):
    with pytest.raises(OptionError, match=message):
        loss_called(text)
