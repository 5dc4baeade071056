"""Points, curves and bars in characters, for a terminal of any width."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lrcli.report.words.ticks import calendar_values, round_factors, round_values
from lrcli.text import short

PLOT_LINES = 14  # the numbers of the x axis included
NARROWEST_PLOT, WIDEST_PLOT = 40, 100  # columns of the terminal
DOTS, BULLETS, STARS = "braille", "•", "*"
SMALLEST_FLOAT = 5e-324  # above 0, so that it has a logarithm


@dataclass(frozen=True)
class Series:
    """Points (n,), joined to a curve or not. A name stands at the right, where the curve ends."""

    xs: Sequence[float]
    ys: Sequence[float]
    marker: str = DOTS
    joined: bool = False
    name: str = ""


@dataclass(frozen=True)
class Axis:
    """An axis: its ends, whether its steps are factors, whether its numbers are whole, its name."""

    low: float
    high: float
    log: bool = False
    whole: bool = False
    name: str = ""

    @classmethod
    def over(cls, *values: Sequence[float]) -> "Axis":
        return cls(min(map(min, values)), max(map(max, values)))

    def position(self, value: float) -> float:
        return math.log10(max(value, self.low, SMALLEST_FLOAT)) if self.log else value

    def values(self) -> list[float]:
        """The round numbers that get a tick."""
        values = (round_factors if self.log else round_values)(self.low, self.high)
        return [value for value in values if not self.whole or value == round(value)]

    def ticks(self) -> tuple[list[float], list[str]]:
        """Positions and labels."""
        values = self.values()
        return [self.position(value) for value in values], [short(value) for value in values]


@dataclass(frozen=True)
class CalendarAxis(Axis):
    """An axis of days since 1970, written as the column writes its dates."""

    write: Callable[[float], str] = str

    def ticks(self) -> tuple[list[float], list[str]]:
        values = calendar_values(self.low, self.high)
        return values, [self.write(value) for value in values]


@dataclass(frozen=True)
class NamedAxis(Axis):
    """An axis that has words, or chosen numbers, at chosen values."""

    names: tuple[tuple[float, str], ...] = ()

    def ticks(self) -> tuple[list[float], list[str]]:
        return [self.position(value) for value, _ in self.names], [name for _, name in self.names]


def plot(series: Sequence[Series], x: Axis, y: Axis, width: int, lines: int = PLOT_LINES) -> str:
    """The series in a frame with numbers at its left and below; a later one lies over an earlier."""
    from plotext import figure

    margin = max(len(name) + 1 if name else 0 for name in (x.name, *(each.name for each in series)))
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(max(NARROWEST_PLOT, min(width, WIDEST_PLOT)) - margin, lines)
    for each in series:
        xs, ys = [x.position(value) for value in each.xs], [y.position(value) for value in each.ys]
        signal = figure.signal(xs, ys, marker=each.marker)
        if each.joined:
            signal.lines()
        figure.draw(signal)
    figure.ruler("x").ticks(*x.ticks())
    figure.ruler("y").ticks(*y.ticks())
    return with_names(str(figure.build().string(colorless=True)).rstrip(), series, x, y)


# plotext has no place for a name at the end of a curve, and writes the names of axes in lines of their own. So both are
# put around the finished picture, whose frame tells where it begins and ends.
def with_names(picture: str, series: Sequence[Series], x: Axis, y: Axis) -> str:
    """The picture with the curves' names at its right, the y axis's above its numbers, the x axis's behind its own."""
    first, *body = picture.splitlines()
    frame = first.index("┌")
    if y.name and len(y.name) <= frame:
        first = f"{y.name:>{frame}}{first[frame:]}"
    *rows, bottom = body[:-1]
    labels = body[-1]
    named = sorted((each for each in series if each.name), key=lambda each: -y.position(each.ys[-1]))
    low, high = y.position(y.low), y.position(y.high)
    shares = [(high - y.position(each.ys[-1])) / (high - low) if high > low else 0.5 for each in named]
    for each, line in zip(named, distinct_lines(shares, len(rows)), strict=True):
        rows[line] += f" {each.name}"
    if x.name:
        labels = f"{labels:<{len(bottom)}} {x.name}"
    return "\n".join([first, *rows, bottom, labels])


def distinct_lines(shares: Sequence[float], lines: int) -> list[int]:
    """A line of its own for each of some rising shares of a picture's height, as near to it as the others let it be."""
    chosen: list[int] = []
    for share in shares:
        chosen.append(max(round(min(max(share, 0.0), 1.0) * (lines - 1)), chosen[-1] + 1 if chosen else 0))
    for k in range(1, len(chosen) + 1):  # those that were pushed out at the bottom push the ones above them up
        chosen[-k] = min(chosen[-k], lines - k)
    return chosen
