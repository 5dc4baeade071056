"""A chart's frame in SVG: scales, round ticks, grid lines and words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lrcli.report.page.markup import Inside, Markup, join, tag
from lrcli.report.words.ticks import MANY_EPOCHS, START_GAP, round_factors, round_values
from lrcli.text import minus, short

CHART_WIDTH, CHART_HEIGHT = 440, 300  # pixels: small, so that its words stay readable on a phone
LEFT, RIGHT, TOP, BOTTOM = 58, 10, 26, 40  # margins around the plot, for the words
TICKS = 5  # of an axis, about
NAMES_RIGHT = 64  # the margin in which the names of curves stand
LABEL_HEIGHT = 14  # pixels, of a curve's name
MILLION = 1_000_000


@dataclass(frozen=True)
class SvgAxis:
    """Maps values from low to high to positions from start to end; values beyond are put at the edge."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, position = (math.log10(x) if self.log else x for x in (self.low, self.high, self._inside(value)))
        share = (position - low) / (high - low) if high > low else 0.5
        return self.start + (self.end - self.start) * share

    def _inside(self, value: float) -> float:
        return min(max(value, self.low), self.high)

    def ticks(self) -> list[float]:
        """Round values within the scale; powers of ten on a logarithmic one that spans several."""
        return (round_factors if self.log else round_values)(self.low, self.high, TICKS)


@dataclass(frozen=True)
class SvgEpochAxis(SvgAxis):
    """Epochs from 0, the start. Logarithmic from epoch 1 on where there are many; the start stands left of it."""

    @classmethod
    def until(cls, last: float) -> "SvgEpochAxis":
        return cls(0, last, LEFT, CHART_WIDTH - NAMES_RIGHT, log=last >= MANY_EPOCHS)

    def __call__(self, value: float) -> float:
        position, end = (math.log10(x) if self.log and x else x for x in (value, self.high))
        low = -START_GAP * end if self.log else 0.0
        return self.start + (self.end - self.start) * ((position if value else low) - low) / (end - low)

    def ticks(self) -> list[float]:
        if self.log:
            return [0, *round_factors(1, self.high, TICKS)]
        return [value for value in round_values(0, self.high, TICKS) if value == round(value)]


def chart(title: str, description: str, *inside: Inside, height: float = CHART_HEIGHT, name: str) -> Markup:
    """An image with a name and a description for those who do not see it."""
    heads = tag("title", title, id=f"{name}-title"), tag("desc", description, id=f"{name}-desc")
    return tag(
        "svg",
        *heads,
        *inside,
        viewBox=f"0 0 {CHART_WIDTH} {height}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        class_="chart",
    )


def horizontal(low: float, high: float, *, log: bool = False) -> SvgAxis:
    return SvgAxis(low, high, LEFT, CHART_WIDTH - RIGHT, log)


def vertical(low: float, high: float, *, log: bool = False) -> SvgAxis:
    return SvgAxis(low, high, CHART_HEIGHT - BOTTOM, TOP, log)


def end_labels(ends: Iterable[tuple[float, str, str]], x: float) -> list[Markup]:
    """The names of curves behind their ends, which lie at x and these heights, with the curves' classes."""
    labels, previous = [], -math.inf
    for y, name, class_ in sorted(ends):
        previous = max(y, previous + LABEL_HEIGHT)
        labels.append(tag("text", name, x=x + 5, y=previous + 4, class_=f"name {class_}"))
    return labels


def frame(x: SvgAxis, y: SvgAxis, x_name: str, y_name: str) -> Markup:
    """Grid lines with their values, and what the axes are."""
    across = [
        join(
            tag("line", x1=x.start, x2=x.end, y1=y(value), y2=y(value), class_="grid"),
            tag("text", tick(value), x=x.start - 7, y=y(value) + 4, class_="end"),
        )
        for value in y.ticks()
    ]
    ticks = x.ticks()
    below = [
        tag("text", tick(value), x=x(value), y=CHART_HEIGHT - BOTTOM + 17, class_="middle")
        for value in ticks[:: 1 + len(ticks) // (TICKS + 2)]
    ]
    names = (
        tag("text", x_name, x=x.end, y=CHART_HEIGHT - 4, class_="end axis"),
        tag("text", y_name, x=4, y=TOP - 15, class_="axis"),
    )
    return join(*across, *below, *names)


def tick(value: float) -> str:
    """A round value, millions as 2M."""
    return minus(f"{value / MILLION:g}M" if MILLION <= abs(value) < 1000 * MILLION else short(value))


def svg_path(points: Iterable[tuple[float, float]]) -> str:
    """A line through points, as the data of an SVG path."""
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points)


def svg_dots(points: Sequence[tuple[float, float]]) -> str:
    """Points as the data of an SVG path: lines of no length, which round caps make into dots."""
    return "".join(f"M{a:.1f} {b:.1f}h0" for a, b in points)
