import json
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.learning.metrics import METRICS, Errors

cents = st.integers(-10_000, 10_000)
pairs = st.lists(st.tuples(cents, cents), min_size=2, max_size=20).map(lambda pairs: np.array(pairs).T / 100)


def measure(y, y_hat):
    """All metrics by name."""
    return {metric.name: metric.of(Errors.of(y, y_hat)) for metric in METRICS}


def test_metrics_by_hand():
    """Errors 1, 0 and −2 on 1, 2 and 4, whose mean is 7/3."""
    assert measure(np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.0, 2.0])) == {
        "loss": pytest.approx((1 + 0 + 4) / 3 / 2),
        "mse": pytest.approx((1 + 0 + 4) / 3),
        "rmse": pytest.approx(sqrt(5 / 3)),
        "mae": pytest.approx((1 + 0 + 2) / 3),
        "mape": pytest.approx(100 * (1 / 1 + 0 / 2 + 2 / 4) / 3),
        "r2": pytest.approx(1 - 5 / ((1 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (4 - 7 / 3) ** 2)),
    }


def test_the_certified_line_of_norris_has_its_certified_errors(shared):
    norris = json.loads((shared / "nist" / "norris.json").read_text())
    x, y = (np.array(norris["data"][name], dtype=float) for name in "xy")
    b0, b1 = (float(coefficient["estimate"]) for coefficient in norris["certified"]["coefficients"])
    sum_of_squares = float(norris["certified"]["anova"]["Residual"]["ss"])
    metrics = measure(y, b0 + b1 * x)
    assert metrics["r2"] == pytest.approx(float(norris["certified"]["r_squared"]), rel=1e-14)
    assert metrics["mse"] == pytest.approx(sum_of_squares / norris["n"], rel=1e-12)


def test_r2_of_the_truth_is_one_and_of_the_mean_zero():
    y = np.array([1.0, 5.0, 9.0])
    assert measure(y, y)["r2"] == 1
    assert measure(y, np.full(3, 5.0))["r2"] == 0


def test_where_rounding_leaves_no_variance_there_is_no_r2():
    """The square of 1e-200 is 0."""
    assert measure(np.array([0.0, 1e-200]), np.array([1.0, 2.0]))["r2"] is None


@pytest.mark.parametrize("constant", [0.0, 7.0, 0.1, 1e9 + 0.1])
def test_a_constant_target_has_no_r2(constant):
    """The mean of three 0.1 is 0.10000000000000002: rounding is no variance."""
    y, y_hat = np.full(3, constant), np.array([1.0, 2.0, 3.0])
    assert measure(y, y_hat)["r2"] is None
    errors = Errors.of(y, y_hat)
    errors.add(y[:2], y_hat[:2])
    assert {metric.name: metric.of(errors) for metric in METRICS}["r2"] is None


@given(pairs, st.integers(1, 5))
def test_errors_that_come_some_at_a_time_are_those_of_all(pair, some):
    y, y_hat = pair
    errors = Errors()
    for first in range(0, len(y), some):
        errors.add(y[first : first + some], y_hat[first : first + some])
    assert errors.n == len(y)
    for name, value in measure(y, y_hat).items():
        merged = next(metric.of(errors) for metric in METRICS if metric.name == name)
        assert merged == (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)), name


@given(pairs)
def test_metrics_by_moments_need_nothing_but_the_squares_of_the_average_row(pair):
    """As of many rows, of which only the moments are kept: mean of the squared errors, variance of the target."""
    y, y_hat = pair
    average = Errors(n=1, square=np.mean((y_hat - y) ** 2), scatter=np.var(y) if np.ptp(y) else 0.0)
    of_all = measure(y, y_hat)
    for metric in METRICS:
        if metric.by_moments:
            value = of_all[metric.name]
            assert metric.of(average) == (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9))


def test_targets_whose_squares_no_float_holds_have_metrics_all_the_same():
    """Their mean, 1e200, has no square, but no square of it is needed."""
    assert measure(np.array([1e200, 1e200]), np.array([1e200, 1e200])) == {
        "loss": 0, "mse": 0, "rmse": 0, "mae": 0, "mape": 0, "r2": None,
    }  # fmt: skip


def test_a_target_of_zero_has_no_percentage_error():
    assert measure(np.array([1.0, 0.0]), np.array([1.0, 1.0]))["mape"] is None


def test_a_negative_target_has_a_positive_percentage_error():
    assert measure(np.array([-4.0, 4.0]), np.array([-3.0, 3.0]))["mape"] == 25


@given(pairs)
def test_the_mean_absolute_error_never_exceeds_the_root_mean_squared_error(pair):
    metrics = measure(*pair)
    assert metrics["mae"] <= metrics["rmse"] * (1 + 1e-12)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
@given(pairs, st.floats(0.1, 1000))
def test_a_metric_has_the_power_of_the_targets_unit_that_it_says(metric, pair, unit):
    """In cents an error of one euro is 100, its square 10,000, and a percentage what it was."""
    y, y_hat = pair
    euros, cents = metric.of(Errors.of(y, y_hat)), metric.of(Errors.of(unit * y, unit * y_hat))
    assert cents == (None if euros is None else pytest.approx(unit**metric.power * euros, rel=1e-6, abs=1e-9))


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_better_prediction_is_on_the_side_that_a_metric_says(metric):
    y = np.array([1.0, 2.0, 4.0])
    near, far = (metric.of(Errors.of(y, y + error)) for error in (0.1, 1.0))
    assert (near > far) == metric.more_is_better
