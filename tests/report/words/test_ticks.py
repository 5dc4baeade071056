"""Ticks are few, round and within the axis, also where it is logarithmic."""

import math
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrcli.report.words.ticks import calendar_values, round_factors, round_values

numbers = st.floats(-1e12, 1e12).filter(lambda x: x == 0 or abs(x) > 1e-9)
MANTISSAS = (1, 2, 5, 10)


@given(numbers, numbers)
def test_ticks_are_few_round_and_within(low, high):
    assume(high - low > 1e-6 * max(abs(low), abs(high)))
    ticks = round_values(low, high)
    assert 2 <= len(ticks) <= 6
    assert low - 1e-9 * abs(low) <= ticks[0] < ticks[-1] <= high + 1e-9 * abs(high)
    step = (ticks[-1] - ticks[0]) / (len(ticks) - 1)
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - m) for m in MANTISSAS) < 1e-3


@pytest.mark.parametrize(("low", "high"), [(0.0, 5e-324), (-1.7e308, 1.7e308), (3.0, 3.0)])
def test_a_range_without_room_for_ticks_has_one(low, high):
    assert round_values(low, high) == [low]


@given(st.floats(1e-9, 1e12), st.floats(1.5, 1e9))
def test_ticks_of_a_logarithmic_axis_are_several_and_within(low, factor):
    high = low * factor
    ticks = round_factors(low, high)
    assert 2 <= len(ticks) <= 8
    assert low * (1 - 1e-9) <= ticks[0]
    assert ticks[-1] <= high * (1 + 1e-9)
    assert ticks == sorted(set(ticks))


def test_a_logarithmic_axis_counts_one_two_five_and_beyond_two_decades_in_powers_of_ten():
    assert round_factors(3, 60) == [5, 10, 20, 50]
    assert round_factors(1, 1e6) == [1, 100, 1e4, 1e6]
    assert round_factors(6, 9) == [6, 7, 8, 9]  # one tick alone would not say how far apart they are


def days(*dates):
    return [float((date.fromisoformat(text) - date(1970, 1, 1)).days) for text in dates]


def test_ticks_of_dates_are_first_days_of_years_quarters_or_months():
    low, high = days("2012-01-06", "2024-04-24")
    assert calendar_values(low, high) == days("2013-01-01", "2016-01-01", "2019-01-01", "2022-01-01")
    low, high = days("2020-02-10", "2021-03-01")
    assert calendar_values(low, high) == days("2020-04-01", "2020-07-01", "2020-10-01", "2021-01-01")
    low, high = days("2020-02-10", "2020-06-20")
    assert calendar_values(low, high) == days("2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01")


@given(st.floats(-700_000, 2_900_000), st.floats(1, 1_000_000))
def test_ticks_of_dates_are_whole_days_within_also_where_no_calendar_is(low, span):
    ticks = calendar_values(low, low + span)
    assert ticks == sorted(set(ticks))
    assert all(low - 1e-6 <= day <= low + span + 1e-6 for day in ticks)
    assert len(ticks) <= 8
