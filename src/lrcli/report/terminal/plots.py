"""Points, curves and bars in characters, for a terminal of any width."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lrcli.text import short

HEIGHT = 14  # lines, the numbers of the x axis included
NARROWEST, WIDEST = 40, 100  # columns
DOTS, BULLETS, STARS = "braille", "•", "*"
FLOOR = 5e-324


@dataclass(frozen=True)
class Series:
    """Points (n,), joined to a curve or not."""

    xs: Sequence[float]
    ys: Sequence[float]
    marker: str = DOTS
    joined: bool = False


@dataclass(frozen=True)
class Scale:
    """An axis: its lowest and highest number, whether its steps are factors, whether it counts."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    @classmethod
    def over(cls, *values: Sequence[float]) -> "Scale":
        return cls(min(map(min, values)), max(map(max, values)))

    def place(self, value: float) -> float:
        return math.log10(max(value, self.low, FLOOR)) if self.log else value

    def ticks(self, parts: int = 4) -> tuple[list[float], list[str]]:
        low, high = self.place(self.low), self.place(self.high)
        places = [low + (high - low) * k / parts for k in range(parts + 1)]
        values = [10**place if self.log else place for place in places]
        return places, [f"{value:,.0f}" if self.whole else short(value, 3) for value in values]


@dataclass(frozen=True)
class Named(Scale):
    """An axis that has words, or chosen numbers, at chosen values."""

    named: tuple[tuple[float, str], ...] = ()

    def ticks(self, parts: int = 4) -> tuple[list[float], list[str]]:
        return [self.place(value) for value, _ in self.named], [name for _, name in self.named]


def plot(series: Sequence[Series], x: Scale, y: Scale, width: int, height: int = HEIGHT) -> str:
    """The series in a frame with numbers at its left and below; a later one lies over an earlier."""
    from plotext import figure

    figure.clear()
    figure.theme("colorless")
    figure.plot_size(max(NARROWEST, min(width, WIDEST)), height)
    for each in series:
        xs, ys = [x.place(value) for value in each.xs], [y.place(value) for value in each.ys]
        signal = figure.signal(xs, ys, marker=each.marker)
        if each.joined:
            signal.lines()
        figure.draw(signal)
    for ruler, scale in (figure.ruler("x"), x), (figure.ruler("y"), y):
        _number(ruler, scale)
    return str(figure.build().string(colorless=True)).rstrip()


def _number(ruler: Any, scale: Scale) -> None:
    ruler.ticks(*scale.ticks())
