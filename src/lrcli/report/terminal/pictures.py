"""Columns of numbers and predictions as pictures in characters."""

import math
from collections.abc import Iterator
from itertools import pairwise

from lrcli.data.describe.plots import Line, Plotted
from lrcli.data.rows.sample import Points
from lrcli.report.terminal.plots import BULLETS, DOTS, NARROWEST, STARS, WIDEST, Scale, Series, plot
from lrcli.text import count, number, plain, short

FEW = 100  # points that are drawn large
DIGITS = 17  # of a float, and no more


def column(plotted: Plotted, target: str | None, width: int) -> Iterator[str]:
    """A histogram, and how the target goes with the column."""
    yield "\n" + plain(f"{plotted.name}, {counted(plotted)}")
    yield histogram(plotted, width)
    if plotted.points and plotted.points.x and target:
        yield "\n" + plain(scatter_title(plotted, target))
        yield scatter(plotted.points, fitted(plotted), width)


def counted(plotted: Plotted) -> str:
    """How many values the bars count."""
    return count(sum(plotted.counts), "value") + (", drawn at random" if plotted.picked else "")


def histogram(plotted: Plotted, width: int) -> str:
    """A bar for each span of values, the longest as wide as there is room."""
    labels, counts = spans(plotted), [f"{n:,}" for n in plotted.counts]
    label, counted = max(map(len, labels)), max(map(len, counts))
    room = max(min(width, WIDEST), NARROWEST) - label - counted - 4
    bars = ["█" * math.ceil(n / max(plotted.counts) * room) for n in plotted.counts]
    rows = zip(labels, bars, counts, strict=True)
    return "\n".join(f" {text:>{label}}  {bar} {n}" for text, bar, n in rows)


def spans(plotted: Plotted) -> list[str]:
    """Each bar's values, with as many digits as tell the edges apart."""
    edges = plotted.edges
    if plotted.whole:
        ends = [(math.ceil(a), math.floor(b)) for a, b in pairwise(edges)]
        return [short(a, DIGITS) if a == b else f"{short(a, DIGITS)} to {short(b, DIGITS)}" for a, b in ends]
    distinct = len(set(edges))
    digits = next((d for d in range(3, DIGITS) if len({number(edge, d) for edge in edges}) == distinct), DIGITS)
    texts = [number(edge, digits) for edge in edges]
    return [a if a == b else f"{a} to {b}" for a, b in pairwise(texts)]


def scatter_title(plotted: Plotted, target: str) -> str:
    """What is drawn, and the line through it."""
    assert plotted.points is not None
    title = f"{target} against {plotted.name}, {picked(plotted.points)}"
    return f"{title}; line •: {equation(plotted.line, plotted.name)}" if plotted.line else title


def equation(line: Line, x: str) -> str:
    sign = "−" if line.slope < 0 else "+"
    return f"{short(line.intercept)} {sign} {short(abs(line.slope))} × {x}"


def picked(points: Points) -> str:
    """How many points are drawn."""
    if len(points.x) == points.of:
        return count(points.of, "row")
    return f"{len(points.x):,} of {count(points.of, 'row')}, drawn at random"


def fitted(plotted: Plotted) -> Series | None:
    """The line from the lowest to the highest value drawn."""
    if plotted.line is None or plotted.points is None:
        return None
    ends = min(plotted.points.x), max(plotted.points.x)
    return Series(ends, [plotted.line.intercept + plotted.line.slope * x for x in ends], BULLETS, joined=True)


def scatter(points: Points, line: Series | None, width: int) -> str:
    series = [Series(points.x, points.y, DOTS if len(points.x) > FEW else STARS), *([line] if line else [])]
    x, y = (Scale.over(*values) for values in ([s.xs for s in series], [s.ys for s in series]))
    return plot(series, x, y, width)


def predictions(points: Points, target: str, width: int) -> Iterator[str]:
    """Predicted against actual, and the errors against predicted. points: (actual, predicted)."""
    yield "\n" + plain(f"predicted against actual {target}, {picked(points)}; as it should be •")
    yield scatter(points, diagonal(points), width)
    yield "\n" + plain(f"error (predicted − actual) against predicted {target}; no error •")
    yield scatter(residuals(points), flat(points), width)


def diagonal(points: Points) -> Series:
    """Where predictions without an error are."""
    ends = min(*points.x, *points.y), max(*points.x, *points.y)
    return Series(ends, ends, BULLETS, joined=True)


def flat(points: Points) -> Series:
    """Where errors of 0 are, from the lowest to the highest prediction."""
    return Series((min(points.y), max(points.y)), (0.0, 0.0), BULLETS, joined=True)


def residuals(points: Points) -> Points:
    """(predicted, predicted − actual) of (actual, predicted)."""
    return Points(points.y, tuple(b - a for a, b in zip(points.x, points.y, strict=True)), points.of)
