"""Histograms against numpy.histogram and plain counting, lines against numpy.polyfit."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.describe.increment import Increment
from lrcli.data.describe.plots import BARS, Plotted
from lrcli.data.describe.statistics import NumberColumn
from lrcli.data.rows.sample import Pairs


def plotted(values, target=None):
    x = np.array(values, dtype=float)
    column, pairs = NumberColumn("x", 10_000, 10_000), Pairs(4_000)
    y = None if target is None else np.array(target, dtype=float)
    column.add(Increment.of(x, y, counted=False))
    if y is not None:
        pairs.add(x, y)
    return Plotted.of(column, pairs.points() if y is not None else None)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40))
def test_every_value_is_in_a_bar_and_the_bars_reach_from_the_lowest_to_the_highest(values):
    found = plotted(values)
    edges = np.array(found.edges)
    assert sum(found.counts) == len(values)
    assert len(found.counts) <= BARS
    assert (np.diff(edges) >= 0).all()
    assert edges[0] <= min(values) <= max(values) <= edges[-1]


@given(
    st.lists(st.floats(-1e6, 1e6).map(lambda x: x + 0.123), min_size=2, max_size=50, unique=True).filter(
        lambda values: max(values) - min(values) > 1e-6  # else NumPy has no room for so many bars
    )
)
def test_fractions_are_counted_as_numpy_does(values):
    found = plotted(values)
    counts, edges = np.histogram(values, bins=BARS)
    assert found.edges == pytest.approx(edges)
    if not np.isclose(np.subtract.outer(values, edges[1:-1]), 0, atol=1e-6).any():  # on no edge, where rounding decides
        assert found.counts == tuple(counts)


@given(st.lists(st.integers(-200, 200), min_size=1, max_size=60))
def test_bars_of_whole_numbers_hold_equally_many_of_them(values):
    found = plotted(values)
    assert found.whole
    seen = Counter(values)
    widths = set(np.diff(found.edges).tolist())
    assert len(widths) == 1
    assert widths.pop() % 1 == 0
    inside = [range(int(a + 0.5), int(b + 0.5)) for a, b in zip(found.edges, found.edges[1:], strict=False)]
    assert found.counts == tuple(sum(seen[value] for value in span) for span in inside)


def test_the_line_is_that_of_least_squares_over_the_rows_that_have_both():
    rng = np.random.default_rng(0)
    x, y = rng.normal(5, 2, 300), rng.normal(size=300)
    y += 3 * x
    x[:20], y[10:40] = np.nan, np.nan
    both = ~np.isnan(x) & ~np.isnan(y)
    found = plotted(x, y)
    assert found.line is not None
    assert (found.line.slope, found.line.intercept) == pytest.approx(tuple(np.polyfit(x[both], y[both], 1)))
    assert found.points.x == tuple(x[both])
    assert found.points.population == both.sum() == 260


def test_a_constant_has_no_line():
    assert plotted([1.5, 1.5, 1.5], [1, 2, 3]).line is None
    assert plotted([1.5, 1.5, 1.5]).counts == (3,)


def test_of_many_points_some_thousands_are_drawn_at_random():
    pairs = Pairs(4_000)
    for part in np.split(np.arange(100_000.0), 7 * np.arange(1, 1000)):
        pairs.add(part, -part)
    points = pairs.points()
    assert points.population == 100_000
    assert 1_500 <= len(points.x) <= 4_000
    assert len(set(np.diff(points.x))) > 10
    assert np.mean(points.x) == pytest.approx(50_000, abs=5 * 28_868 / np.sqrt(len(points.x)))
    assert points.y == tuple(-x for x in points.x)
