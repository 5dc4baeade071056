"""A chart's frame in SVG: scales, round ticks, grid lines and words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lrcli.report.page.markup import Inside, Markup, join, tag
from lrcli.text import minus, short

CHART_WIDTH, CHART_HEIGHT = 440, 300  # small, so that its words stay readable on a phone
LEFT, RIGHT, TOP, BOTTOM = 58, 10, 26, 40  # margins around the plot, for the words
TICKS = 5  # labels of an axis, about
FEW_DECADES = 2  # of a logarithmic axis, which has room for 1, 2, 5, 10, …
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
        if self.log and self.high / self.low > 10**FEW_DECADES:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            return [10.0**k for k in range(first, last + 1, max(1, math.ceil((last - first) / TICKS)))]
        if self.log:
            decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            return [m * 10.0**k for k in decades for m in (1, 2, 5) if self.low <= m * 10.0**k <= self.high]
        return round_values(self.low, self.high)


def round_values(low: float, high: float) -> list[float]:
    """The multiples of 1, 2 or 5 times a power of ten between two values, about five."""
    rough = (high - low) / TICKS
    if not 0 < rough < math.inf:
        return [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


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
