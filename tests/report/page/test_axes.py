"""Axes are labelled with few round values, and every value has its place."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrcli.model.features import Input
from lrcli.report.page.axes import SvgAxis, SvgEpochAxis
from lrcli.report.page.calculator import shortest_text, slider_step
from lrcli.report.page.charts import axis_ends

numbers = st.floats(-1e12, 1e12).filter(lambda x: x == 0 or abs(x) > 1e-9)


def test_a_scale_is_a_line_or_a_line_of_logarithms():
    assert [SvgAxis(0, 10, 50, 150)(value) for value in (0, 2.5, 10, -3, 11)] == [50, 75, 150, 50, 150]
    assert [SvgAxis(1, 100, 200, 0, log=True)(value) for value in (1, 10, 100)] == [200, 100, 0]
    assert SvgAxis(1, 1e6, 0, 1, log=True).ticks() == [1, 100, 1e4, 1e6]
    assert SvgAxis(3, 60, 0, 1, log=True).ticks() == [5, 10, 20, 50]


def test_the_start_stands_left_of_epoch_1_and_both_ends_are_the_axis():
    for last in (5, 500):
        axis = SvgEpochAxis.until(last)
        assert axis(0) == axis.start
        assert axis(last) == pytest.approx(axis.end)
        assert axis.start < axis(1) < axis(2) < axis.end
        assert axis.ticks()[:2] == [0, 1]


@given(st.lists(numbers, min_size=1, max_size=50))
def test_the_edges_hold_all_of_a_few_values(values):
    low, high = axis_ends(values)
    assert low < high
    assert low <= min(values) <= max(values) <= high


def test_one_of_many_values_does_not_stretch_an_axis():
    low, high = axis_ends([*(float(k) for k in range(1000)), 1e9])
    assert low == 0
    assert 999 <= high < 2000


@given(numbers, numbers)
def test_a_slider_goes_in_steps_that_people_count_in(low, high):
    assume(high - low > 1e-6 * max(abs(low), abs(high)))
    step = slider_step(Input("x", None, low, high, low, None))
    assert float(shortest_text(step)) == pytest.approx(step)
    assert math.log10(step) == pytest.approx(round(math.log10(step)))
    assert (high - low) / step * (1 + 1e-9) >= 100 or step == 1
