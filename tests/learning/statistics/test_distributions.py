"""Student's t and Fisher's F against closed forms, printed tables and SciPy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lrcli.learning.statistics.distributions import f_survival, t_p_value, t_quantile


@pytest.mark.parametrize("t", [1e-9, 0.1, 1.0, 3.0, 40.0, 1e6])
def test_with_one_degree_of_freedom_t_is_cauchys(t):
    assert t_p_value(t, 1) == pytest.approx(2 * math.atan(1 / t) / math.pi, rel=1e-13)


@pytest.mark.parametrize("t", [1e-9, 0.1, 1.0, 3.0, 40.0, 1e6])
def test_with_two_degrees_of_freedom_t_has_a_closed_form(t):
    root = math.sqrt(2 + t * t)
    assert t_p_value(t, 2) == pytest.approx(2 / (root * (root + t)), rel=1e-13)


@pytest.mark.parametrize(
    ("level", "freedom", "printed"),
    [(0.95, 1, 12.706), (0.95, 9, 2.262), (0.95, 30, 2.042), (0.99, 9, 3.250), (0.95, 1e9, 1.960), (0.9, 120, 1.658)],
)
def test_quantiles_are_those_of_the_printed_tables(level, freedom, printed):
    assert t_quantile(level, freedom) == pytest.approx(printed, abs=5e-4)


@given(st.floats(0.001, 35), st.integers(1, 10_000_000))
def test_tails_of_t_are_scipys(t, freedom):
    digits = 1e-10 if freedom < 100_000 else 1e-9
    assert t_p_value(t, freedom) == pytest.approx(2 * stats.t.sf(t, freedom), rel=digits, abs=1e-280)


@given(st.floats(0.001, 50), st.integers(1, 3_000), st.integers(1, 3_000_000))
def test_tails_of_f_are_scipys(f, numerator, denominator):
    assert f_survival(f, numerator, denominator) == pytest.approx(
        stats.f.sf(f, numerator, denominator), rel=1e-9, abs=1e-250
    )


@given(st.floats(0.001, 0.9999), st.integers(1, 10_000_000))
def test_a_quantile_has_the_tail_that_it_was_asked_for(level, freedom):
    assert 2 * stats.t.sf(t_quantile(level, freedom), freedom) == pytest.approx(1 - level, rel=1e-9)


def test_the_square_of_t_is_f():
    assert f_survival(2.5**2, 1, 17) == pytest.approx(t_p_value(2.5, 17), rel=1e-14)


def test_what_is_certain_is_certain():
    assert t_p_value(0.0, 5) == 1
    assert f_survival(0.0, 3, 5) == 1
    assert t_p_value(math.inf, 5) == 0
    assert f_survival(math.inf, 3, 5) == 0
