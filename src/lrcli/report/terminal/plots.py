"""Points, curves and bars in characters, for a terminal of any width."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lrcli.text import short

PLOT_LINES = 14  # the numbers of the x axis included
NARROWEST_PLOT, WIDEST_PLOT = 40, 100  # columns of the terminal
DOTS, BULLETS, STARS = "braille", "•", "*"
SMALLEST_FLOAT = 5e-324


@dataclass(frozen=True)
class Series:
    """Points (n,), joined to a curve or not."""

    xs: Sequence[float]
    ys: Sequence[float]
    marker: str = DOTS
    joined: bool = False


@dataclass(frozen=True)
class Axis:
    """An axis: its lowest and highest number, whether its steps are factors, whether its numbers are whole."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    @classmethod
    def over(cls, *values: Sequence[float]) -> "Axis":
        return cls(min(map(min, values)), max(map(max, values)))

    def position(self, value: float) -> float:
        return math.log10(max(value, self.low, SMALLEST_FLOAT)) if self.log else value

    def ticks(self, intervals: int = 4) -> tuple[list[float], list[str]]:
        """Positions and labels."""
        low, high = self.position(self.low), self.position(self.high)
        positions = [low + (high - low) * k / intervals for k in range(intervals + 1)]
        values = [10**position if self.log else position for position in positions]
        return positions, [f"{value:,.0f}" if self.whole else short(value, 3) for value in values]


@dataclass(frozen=True)
class NamedAxis(Axis):
    """An axis that has words, or chosen numbers, at chosen values."""

    names: tuple[tuple[float, str], ...] = ()

    def ticks(self, intervals: int = 4) -> tuple[list[float], list[str]]:
        return [self.position(value) for value, _ in self.names], [name for _, name in self.names]


def plot(series: Sequence[Series], x: Axis, y: Axis, width: int, lines: int = PLOT_LINES) -> str:
    """The series in a frame with numbers at its left and below; a later one lies over an earlier."""
    from plotext import figure

    figure.clear()
    figure.theme("colorless")
    figure.plot_size(max(NARROWEST_PLOT, min(width, WIDEST_PLOT)), lines)
    for each in series:
        xs, ys = [x.position(value) for value in each.xs], [y.position(value) for value in each.ys]
        signal = figure.signal(xs, ys, marker=each.marker)
        if each.joined:
            signal.lines()
        figure.draw(signal)
    for ruler, axis in (figure.ruler("x"), x), (figure.ruler("y"), y):
        _label_ticks(ruler, axis)
    return str(figure.build().string(colorless=True)).rstrip()


def _label_ticks(ruler: Any, axis: Axis) -> None:
    ruler.ticks(*axis.ticks())
