import json
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.learning.metrics import (
    Errors,
    half_squared_error,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    measure,
    r2_score,
)

cents = st.integers(-10_000, 10_000)
pairs = st.lists(st.tuples(cents, cents), min_size=2, max_size=20).map(lambda pairs: np.array(pairs).T / 100)


def test_measure_by_hand():
    """Errors 1, 0 and −2 on 1, 2 and 4, whose mean is 7/3."""
    metrics = measure(np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.0, 2.0]))
    assert metrics.rows == 3
    assert metrics.loss == pytest.approx((1 + 0 + 4) / 3 / 2)
    assert metrics.mse == pytest.approx((1 + 0 + 4) / 3)
    assert metrics.rmse == pytest.approx(sqrt(5 / 3))
    assert metrics.mae == pytest.approx((1 + 0 + 2) / 3)
    assert metrics.mape == pytest.approx(100 * (1 / 1 + 0 / 2 + 2 / 4) / 3)
    assert metrics.r2 == pytest.approx(1 - 5 / ((1 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (4 - 7 / 3) ** 2))


def test_the_certified_line_of_norris_has_its_certified_errors(shared):
    norris = json.loads((shared / "nist" / "norris.json").read_text())
    x, y = (np.array(norris["data"][name], dtype=float) for name in "xy")
    b0, b1 = (float(coefficient["estimate"]) for coefficient in norris["certified"]["coefficients"])
    sum_of_squares = float(norris["certified"]["anova"]["Residual"]["ss"])
    assert r2_score(y, b0 + b1 * x) == pytest.approx(float(norris["certified"]["r_squared"]), rel=1e-14)
    assert mean_squared_error(y, b0 + b1 * x) == pytest.approx(sum_of_squares / norris["n"], rel=1e-12)


def test_r2_of_the_truth_is_one_and_of_the_mean_zero():
    y = np.array([1.0, 5.0, 9.0])
    assert r2_score(y, y) == 1
    assert r2_score(y, np.full(3, 5.0)) == 0


def test_where_rounding_leaves_no_variance_there_is_no_r2():
    """The square of 1e-200 is 0."""
    y, y_hat = np.array([0.0, 1e-200]), np.array([1.0, 2.0])
    errors = Errors()
    errors.add(y, y_hat)
    assert errors.metrics().r2 is None
    assert r2_score(y, y_hat) is None


@pytest.mark.parametrize("constant", [0.0, 7.0, 0.1, 1e9 + 0.1])
def test_a_constant_target_has_no_r2(constant):
    """The mean of three 0.1 is 0.10000000000000002: rounding is no variance."""
    y, y_hat = np.full(3, constant), np.array([1.0, 2.0, 3.0])
    assert r2_score(y, y_hat) is None
    errors = Errors()
    errors.add(y, y_hat)
    errors.add(y[:2], y_hat[:2])
    assert errors.metrics().r2 is None


@given(pairs, st.integers(1, 5))
def test_errors_that_come_some_at_a_time_are_those_of_all(pair, some):
    y, y_hat = pair
    errors = Errors()
    for first in range(0, len(y), some):
        errors.add(y[first : first + some], y_hat[first : first + some])
    found, expected = errors.metrics(), measure(y, y_hat)
    for name in ("rows", "loss", "mse", "rmse", "mae", "mape", "r2"):
        value = getattr(expected, name)
        assert getattr(found, name) == (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)), name


def test_a_target_of_zero_has_no_percentage_error():
    assert mean_absolute_percentage_error(np.array([1.0, 0.0]), np.array([1.0, 1.0])) is None


def test_a_negative_target_has_a_positive_percentage_error():
    assert mean_absolute_percentage_error(np.array([-4.0, 4.0]), np.array([-3.0, 3.0])) == 25


@given(pairs)
def test_the_mean_absolute_error_never_exceeds_the_root_mean_squared_error(pair):
    y, y_hat = pair
    metrics = measure(y, y_hat)
    assert metrics.mae <= metrics.rmse * (1 + 1e-12)


@given(pairs, st.floats(0.1, 1000))
def test_errors_are_in_the_units_of_the_target(pair, unit):
    y, y_hat = pair
    assert mean_absolute_error(unit * y, unit * y_hat) == pytest.approx(unit * mean_absolute_error(y, y_hat))
    assert half_squared_error(unit * y, unit * y_hat) == pytest.approx(unit**2 * half_squared_error(y, y_hat))


def test_r2_and_percentages_have_no_units():
    y, y_hat = np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.5, 3.0])
    cents, euros = measure(100 * y, 100 * y_hat), measure(y, y_hat)
    assert cents.r2 == pytest.approx(euros.r2)
    assert cents.mape == pytest.approx(euros.mape)
