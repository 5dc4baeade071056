"""Histograms, scatters and correlation matrices in characters."""

import re

import numpy as np
import pytest
from rich.cells import cell_len

from lrcli.data.describe.correlations import Correlations
from lrcli.data.describe.plots import Line, Plotted
from lrcli.data.rows.sample import Points
from lrcli.report.terminal.correlations import COLUMN_LETTERS, matrix
from lrcli.report.terminal.pictures.columns import bin_labels, column_plots, histogram_bars, residual_points


def plotted(edges, counts, whole=False, points=None, line=None):
    return Plotted("x", tuple(edges), tuple(counts), whole, None, points, line)


def test_a_bar_is_as_long_as_its_share_of_the_longest():
    lines = histogram_bars(plotted([0, 1, 2, 3, 4], [50, 25, 1, 0]), 80).splitlines()
    assert [line.split()[-1] for line in lines] == ["50", "25", "1", "0"]
    full, half, least, none = (line.count("█") for line in lines)
    assert (half, least, none) == (-(-full // 2), -(-full // 50), 0)
    assert max(map(len, lines)) == 80


def test_spans_have_as_many_digits_as_tell_them_apart():
    assert bin_labels(plotted([1e6, 1e6 + 0.02, 1e6 + 0.04], [1, 1])) == [
        "1,000,000.00 to 1,000,000.02",
        "1,000,000.02 to 1,000,000.04",
    ]
    assert bin_labels(plotted([2000.5, 2001.5, 2002.5], [1, 1], whole=True)) == ["2001", "2002"]
    assert bin_labels(plotted([-0.5, 4.5, 9.5], [1, 1], whole=True)) == ["0 to 4", "5 to 9"]
    assert bin_labels(plotted([1.5, 1.5], [3])) == ["1.50"]


@pytest.mark.parametrize("width", [40, 80, 100])
def test_what_is_drawn_is_no_wider_than_the_terminal(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    points = Points(tuple(range(150)), tuple(range(150)), 300)
    found = plotted([0, 75, 150], [75, 75], points=points, line=Line(-2.0, 5.0))
    title, bars, scatter_title, scatter = column_plots(found, "price", width)
    assert (title, scatter_title.strip()) == ("\nx, 150 values", f"price against x, {said(points)}; line •: 5 − 2 × x")
    assert max(len(line) for line in [*bars.splitlines(), *scatter.splitlines()]) <= width
    assert scatter.count("•") > 20


def said(points):
    return f"{len(points.x)} of {points.population} rows, drawn at random"


def test_nothing_in_a_name_steers_the_terminal():
    found = Plotted("\x1b[2J", (0.0, 1.0), (3,), False, None, Points((0.0, 1.0), (1.0, 2.0), 2), None)
    assert "\x1b" not in "".join(column_plots(found, "\x1b[H", 80))


def test_residuals_are_predicted_minus_actual_against_predicted():
    assert residual_points(Points((10.0, 20.0), (13.0, 19.0), 2)) == Points((13.0, 19.0), (3.0, -1.0), 2)


def correlations(d, beside=0, name="a column called {}"):
    X = np.random.default_rng(0).normal(size=(d, 50))
    X[-1] = -X[0]
    r = np.corrcoef(X)
    return Correlations(tuple(name.format(k) for k in range(d)), tuple(map(tuple, r.tolist())), beside), r


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("d", [2, 5, 9, 13, 17, 18, 19, 20])
@pytest.mark.parametrize("name", ["a column called {}", "名前の長い列{}"])
def test_up_to_twenty_columns_fit_and_each_number_stands_in_its_row_and_column(d, width, name):
    found, r = correlations(d, name=name)
    title, table, *legend = matrix(found, width)
    *rows, letters = table.splitlines()
    assert max(map(cell_len, [*rows, letters])) <= width
    hundredths = "hundredths" in title
    for k, row in enumerate(rows):
        numbers = re.findall(r"-?\d+(?:\.\d\d)?", row)[-k:] if k else []
        assert [float(n) / (100 if hundredths else 1) for n in numbers] == pytest.approx(r[k, :k], abs=0.0051)
        assert row.startswith(COLUMN_LETTERS[k])
    assert letters.split() == list(COLUMN_LETTERS[: d - 1])
    assert [letters.index(COLUMN_LETTERS[j]) for j in range(d - 1)] == [
        len(letters) - 1 - (d - 2 - j) * (4 if hundredths else 6) for j in range(d - 1)
    ]
    if legend:
        assert legend[0].split("  ") == [f"{COLUMN_LETTERS[k]} {found.names[k]}" for k in range(d)]


@pytest.mark.parametrize(("width", "zero"), [(80, "0.00"), (8, "0")])
def test_next_to_nothing_has_no_sign(width, zero):
    _, table, *_ = matrix(Correlations(("a", "b"), ((1.0, -0.001), (-0.001, 1.0)), 0), width)
    assert table.splitlines()[1].split()[-1] == zero


def test_columns_beside_are_counted_and_constants_have_a_dash():
    found = Correlations(("a", "b"), ((1.0, None), (None, 1.0)), 3)
    title, table = matrix(found, 80)
    assert "3 more columns of numbers not shown" in title
    assert table.splitlines()[1].split() == ["b", "b", "–"]
