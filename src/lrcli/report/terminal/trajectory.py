"""The loss over two weights as bands, and the ways that trainings took across it, in characters."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lrcli.fitting.trajectory import Point, Trajectory, Way
from lrcli.text import count, number, plain, short

LETTERS = "abcdefgh"
HEIGHT = 24
LABELS = 9  # columns left of the picture
BANDS = 8  # from the lowest loss to the highest that a way has met
WIDE = 50  # columns in which five numbers have room
MARGIN = 0.08
FAR = 4  # what lies this many times higher than the start is not drawn
LONGEST = 2000  # characters of one step
EXACT = 1e-12  # of the rise: a lowest loss that is nothing but rounding
EXPLAINED = "the loss drawn is that with all other weights, bias included, at their best for each pair"


@dataclass(frozen=True)
class View:
    """The part of the plane that is drawn."""

    low: Point
    high: Point

    @classmethod
    def of(cls, trajectory: Trajectory) -> "View":
        """Around the start, the optima, and all that is not too far up."""
        limit = FAR * trajectory.loss((0.0, 0.0))
        seen = [spot for way in trajectory.ways for spot in way.points if trajectory.loss(spot) <= limit]
        seen += [(0.0, 0.0), *(way.optimum for way in trajectory.ways)]
        sides = [(min(side), max(side)) for side in zip(*seen, strict=True)]
        margins = [MARGIN * (high - low) or 1.0 for low, high in sides]
        (left, right), (bottom, top) = sides
        return cls((left - margins[0], bottom - margins[1]), (right + margins[0], top + margins[1]))


def picture(trajectory: Trajectory, width: int) -> Iterator[Any]:
    """What is drawn, the picture, and its signs."""
    across, up = trajectory.features
    kind = "standardised weights" if trajectory.standardized else "weights"
    yield plain(f"training {loss_of(trajectory)} over the {kind} of {across} (across) and {up} (up)")
    view = View.of(trajectory)
    yield draw(trajectory, view, max(40, min(width, 100)))
    signs = [f"{letter} {named(way)}" for letter, way in zip(LETTERS, trajectory.ways, strict=False)]
    yield plain("; ".join([*signs, "o start", "× optimum"]))
    yield meeting(trajectory, view)
    yield EXPLAINED


def loss_of(trajectory: Trajectory) -> str:
    return f"loss of log({trajectory.logarithm})" if trajectory.logarithm else "loss"


def meeting(trajectory: Trajectory, view: View) -> str:
    """The losses between the bands."""
    decay, lowest, rise = trajectory.weight_decay, trajectory.lowest, scale(trajectory, view)
    rises = [rise * (k / BANDS) ** 2 for k in range(1, BANDS + 1)]
    penalty = f", the penalty of weight decay {short(decay)} included" if decay else ""
    if lowest <= EXACT * rise:
        losses = ", ".join(short(lowest + each, 3) for each in rises)
        return f"the bands meet where the loss is {losses}{penalty}"
    parts = ", ".join(short(float(f"{each / lowest * 100:.3g}"), 3) for each in rises)
    return f"the lowest loss is {number(lowest)}{penalty}; the bands meet {parts} % above it"


def named(way: Way) -> str:
    ended = ", diverged" if way.diverged else ""
    return f"{way.name} ({count(way.steps[-1], 'step')}{ended})"


def scale(trajectory: Trajectory, view: View) -> float:
    """How far above the lowest loss the outermost band ends: at the start, or where it can still be seen."""
    corners = [(x, y) for x in (view.low[0], view.high[0]) for y in (view.low[1], view.high[1])]
    highest = max(map(trajectory.loss, corners)) - trajectory.lowest
    return max(trajectory.loss((0.0, 0.0)) - trajectory.lowest, highest / 4)


def band(trajectory: Trajectory, spot: Point, rise: float) -> int:
    """The sizes of the ellipses between two bands are evenly spaced."""
    return int(BANDS * math.sqrt((trajectory.loss(spot) - trajectory.lowest) / rise)) if rise > 0 else 0


def draw(trajectory: Trajectory, view: View, width: int) -> str:
    """Every other band in dots; the ways in their letters over it."""
    columns, rows, rise = width - LABELS - 2, HEIGHT, scale(trajectory, view)
    (left, bottom), (right, top) = view.low, view.high
    cells = [
        [
            "·"
            if band(trajectory, (_between(left, right, x, columns), _between(top, bottom, y, rows)), rise) % 2
            else " "
            for x in range(columns)
        ]
        for y in range(rows)
    ]

    def place(spot: Point) -> Point:
        return (spot[0] - left) / (right - left) * columns, (top - spot[1]) / (top - bottom) * rows

    def put(sign: str, spot: Point) -> None:
        x, y = math.floor(spot[0]), math.floor(spot[1])
        if 0 <= x < columns and 0 <= y < rows:
            cells[y][x] = sign

    for letter, way in reversed(list(zip(LETTERS, trajectory.ways, strict=False))):  # the training's own above all
        spots = [place(spot) for spot in way.points]
        for start, end in pairwise(spots):
            parts = min(LONGEST, 1 + math.ceil(2 * max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
            for k in range(parts + 1):
                put(letter, (start[0] + (end[0] - start[0]) * k / parts, start[1] + (end[1] - start[1]) * k / parts))
    for way in trajectory.ways:
        put("×", place(way.optimum))
    put("o", place((0.0, 0.0)))
    return framed(cells, view)


def _between(low: float, high: float, k: int, parts: int) -> float:
    """The middle of the k-th of so many parts."""
    return low + (high - low) * (k + 0.5) / parts


def framed(cells: Sequence[Sequence[str]], view: View) -> str:
    """With the weights at some places of both sides."""
    rows, columns = len(cells), len(cells[0])
    marks = {round(k * (rows - 1) / 4): k for k in range(5)}
    lines = [" " * LABELS + "┌" + "─" * columns + "┐"]
    for y, row in enumerate(cells):
        label = number(_between(view.high[1], view.low[1], y, rows), 3) if y in marks else ""
        lines.append(f"{label:>{LABELS}}{'┤' if y in marks else '│'}{''.join(row)}│")
    parts = 4 if columns >= WIDE else 2
    places = [round(k * (columns - 1) / parts) for k in range(parts + 1)]
    lines.append(" " * LABELS + "└" + "".join("┬" if x in places else "─" for x in range(columns)) + "┘")
    under = [" "] * (LABELS + 2 + columns)
    for x in places:
        label = number(_between(view.low[0], view.high[0], x, columns), 3)
        start = min(LABELS + 1 + x - len(label) // 2, len(under) - len(label))
        under[start : start + len(label)] = label
    return "\n".join([*lines, "".join(under).rstrip()])
