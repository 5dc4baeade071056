"""Columns of numbers and predictions as pictures in characters."""

import math
from collections.abc import Iterator
from itertools import pairwise

from lrcli.data.describe.plots import Line, Plotted
from lrcli.data.rows.sample import Points
from lrcli.notation.kinds import Form
from lrcli.report.terminal.pictures.plots import (
    BULLETS,
    DOTS,
    NARROWEST_PLOT,
    STARS,
    WIDEST_PLOT,
    Axis,
    CalendarAxis,
    Series,
    plot,
)
from lrcli.text import count, number, plain, short

LARGE_POINTS = 100  # up to so many points are drawn as stars: single braille dots would be overlooked
FLOAT_DIGITS = 17  # significant: a float has no more


def column_plots(plotted: Plotted, target: str | None, width: int, form: Form | None = None) -> Iterator[str]:
    """A histogram, and the target against the column. form: how the column is written, where not plainly."""
    yield "\n" + plain(f"{plotted.name}, {value_count(plotted)}")
    yield histogram_bars(plotted, width, form)
    if plotted.points and plotted.points.x and target:
        yield "\n" + plain(scatter_title(plotted, target))
        yield scatter_plot(plotted.points, fitted_line(plotted), width, form)


def value_count(plotted: Plotted) -> str:
    """How many values the bars count."""
    return count(sum(plotted.counts), "value") + (", drawn at random" if plotted.picked else "")


def histogram_bars(plotted: Plotted, width: int, form: Form | None = None) -> str:
    """A bar for each bin, the longest as wide as there is room."""
    labels, counts = bin_labels(plotted, form), [f"{n:,}" for n in plotted.counts]
    label_width, count_width = max(map(len, labels)), max(map(len, counts))
    room = max(min(width, WIDEST_PLOT), NARROWEST_PLOT) - label_width - count_width - 4
    bars = ["█" * math.ceil(n / max(plotted.counts) * room) for n in plotted.counts]
    rows = zip(labels, bars, counts, strict=True)
    return "\n".join(f" {text:>{label_width}}  {bar} {n}" for text, bar, n in rows)


def bin_labels(plotted: Plotted, form: Form | None = None) -> list[str]:
    """The values of each bin, with as many digits as tell its edges apart."""
    edges = plotted.edges
    if form is not None and form.is_time:
        days = [(form.shown(math.ceil(a)), form.shown(math.floor(b))) for a, b in pairwise(edges)]
        return [first if first == last else f"{first} to {last}" for first, last in days]
    if plotted.whole:
        ends = [(math.ceil(a), math.floor(b)) for a, b in pairwise(edges)]
        return [
            short(a, FLOAT_DIGITS) if a == b else f"{short(a, FLOAT_DIGITS)} to {short(b, FLOAT_DIGITS)}"
            for a, b in ends
        ]
    distinct = len(set(edges))
    digits = next(
        (d for d in range(3, FLOAT_DIGITS) if len({number(edge, d) for edge in edges}) == distinct), FLOAT_DIGITS
    )
    texts = [number(edge, digits) for edge in edges]
    return [a if a == b else f"{a} to {b}" for a, b in pairwise(texts)]


def scatter_title(plotted: Plotted, target: str) -> str:
    """What is drawn, and the line through it."""
    assert plotted.points is not None
    title = f"{target} against {plotted.name}, {point_count(plotted.points)}"
    return f"{title}; line •: {equation(plotted.line, plotted.name)}" if plotted.line else title


def equation(line: Line, x: str) -> str:
    sign = "−" if line.slope < 0 else "+"
    return f"{short(line.intercept)} {sign} {short(abs(line.slope))} × {x}"


def point_count(points: Points) -> str:
    """How many points are drawn."""
    if len(points.x) == points.population:
        return count(points.population, "row")
    return f"{len(points.x):,} of {count(points.population, 'row')}, drawn at random"


def fitted_line(plotted: Plotted) -> Series | None:
    """The line from the lowest to the highest value drawn."""
    if plotted.line is None or plotted.points is None:
        return None
    ends = min(plotted.points.x), max(plotted.points.x)
    return Series(ends, [plotted.line.intercept + plotted.line.slope * x for x in ends], BULLETS, joined=True)


def scatter_plot(points: Points, line: Series | None, width: int, form: Form | None = None) -> str:
    series = [Series(points.x, points.y, DOTS if len(points.x) > LARGE_POINTS else STARS), *([line] if line else [])]
    x, y = (Axis.over(*values) for values in ([s.xs for s in series], [s.ys for s in series]))
    if form is not None and form.is_time:
        x = CalendarAxis(x.low, x.high, write=form.shown)
    return plot(series, x, y, width)


def prediction_plots(points: Points, target: str, width: int) -> Iterator[str]:
    """Predicted against actual, and the errors against predicted. points: (actual, predicted)."""
    yield "\n" + plain(f"predicted against actual {target}, {point_count(points)}; no error •")
    yield scatter_plot(points, diagonal(points), width)
    yield "\n" + plain(f"error (predicted − actual) against predicted {target}; no error •")
    yield scatter_plot(residual_points(points), zero_line(points), width)


def diagonal(points: Points) -> Series:
    """The line on which predictions without an error lie."""
    ends = min(*points.x, *points.y), max(*points.x, *points.y)
    return Series(ends, ends, BULLETS, joined=True)


def zero_line(points: Points) -> Series:
    """The line of errors of 0, from the lowest to the highest prediction."""
    return Series((min(points.y), max(points.y)), (0.0, 0.0), BULLETS, joined=True)


def residual_points(points: Points) -> Points:
    """(predicted, predicted − actual) of (actual, predicted)."""
    return Points(points.y, tuple(b - a for a, b in zip(points.x, points.y, strict=True)), points.population)
