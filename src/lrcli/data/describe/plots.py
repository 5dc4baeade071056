"""What pictures show of a column of numbers: its histogram, and its scatter plot against the target."""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.describe.spread import Spread, varies
from lrcli.data.describe.statistics import NumberColumn
from lrcli.data.rows.sample import Points

BARS = 20  # most bars of a histogram
LARGEST_WITH_HALVES = 2**52  # up to here there are floats halfway between whole numbers


@dataclass(frozen=True)
class Line:
    """The simple regression of the target on one column, over all rows that have both."""

    slope: float
    intercept: float

    @classmethod
    def through(cls, paired: Spread) -> "Line | None":
        """None where the column is constant."""
        if not varies(paired.n, paired.x, paired.xx):
            return None
        slope = paired.xy / paired.xx
        return cls(slope, paired.y - slope * paired.x)


@dataclass(frozen=True)
class Plotted:
    """A column's histogram and scatter plot. edges: of bars that hold their lower edge; the last bar holds both."""

    name: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    whole: bool  # all values are whole numbers, and the edges lie between these
    picked: int | None  # how many values the counts are of, None for all
    points: Points | None  # with the target; None for the target itself, and where that is no number
    line: Line | None

    @classmethod
    def of(cls, column: NumberColumn, points: Points | None) -> "Plotted":
        """column: one that has at least one value."""
        values = column.sample[: column.reservoir.n]
        edges, whole = bar_edges(values, column.low, column.high)
        counts, _ = np.histogram(values, edges)
        picked = len(values) if len(values) < column.alone.n else None
        line = Line.through(column.paired) if points else None
        return cls(column.name, tuple(edges.tolist()), tuple(counts.tolist()), whole, picked, points, line)


def bar_edges(values: Floats, low: float, high: float) -> tuple[Floats, bool]:
    """Edges (B + 1,) of up to 20 equally wide bars that hold all values, and whether all of these are whole.

    Bars of whole numbers hold equally many of them, so that none is higher for being wider.
    """
    if max(-low, high) < LARGEST_WITH_HALVES and np.array_equal(values, np.round(values)):
        span = int(high) - int(low) + 1
        step = -(-span // BARS)
        return low - 0.5 + step * np.arange(-(-span // step) + 1.0), True
    if low == high:
        return np.array([low, high]), False
    edges = np.minimum(2 * np.linspace(low / 2, high / 2, BARS + 1), high)  # halved, so that no span overflows
    edges[0], edges[-1] = low, high  # half of the smallest float is 0
    return edges, False
