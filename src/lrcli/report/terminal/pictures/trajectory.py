"""The loss over two weights as bands, and the paths of trainings across it, in characters."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lrcli.fitting.trajectory import Trajectory, Way, WeightPair
from lrcli.text import count, number, plain, short

WAY_LETTERS = "abcdefgh"
MAP_LINES = 24  # of the terminal
MARGIN_COLUMNS = 9  # left of the picture, for the numbers of the upward axis
BANDS = 8  # from the lowest loss to the highest on any way
FIVE_NUMBERS_WIDE = 50  # columns in which five numbers have room beneath the picture
MARGIN = 0.08  # of the picture's side, around what must be seen
FAR_LOSS = 4  # times the loss of the start: points that are higher do not widen the view
LONGEST_STEP = 2000  # characters of one step; a diverging way can leave the picture by any distance
ROUNDING_LOSS = 1e-12  # of the rise: a smaller lowest loss is nothing but rounding
EXPLANATION = "the loss drawn is that with all other weights, bias included, at their best for each pair"


@dataclass(frozen=True)
class View:
    """The rectangle of the plane that is drawn."""

    low: WeightPair
    high: WeightPair

    @classmethod
    def of(cls, trajectory: Trajectory) -> "View":
        """Around the start, the optima, and all points of the ways whose loss is not too high."""
        limit = FAR_LOSS * trajectory.loss((0.0, 0.0))
        points = [point for way in trajectory.ways for point in way.points if trajectory.loss(point) <= limit]
        points += [(0.0, 0.0), *(way.optimum for way in trajectory.ways)]
        sides = [(min(side), max(side)) for side in zip(*points, strict=True)]
        margins = [MARGIN * (high - low) or 1.0 for low, high in sides]
        (left, right), (bottom, top) = sides
        return cls((left - margins[0], bottom - margins[1]), (right + margins[0], top + margins[1]))


def trajectory_picture(trajectory: Trajectory, width: int) -> Iterator[Any]:
    """A caption, the picture, and what its signs mean."""
    across, up = trajectory.features
    kind = "standardised weights" if trajectory.standardized else "weights"
    yield plain(f"training {map_loss_name(trajectory)} over the {kind} of {across} (across) and {up} (up)")
    view = View.of(trajectory)
    yield loss_map(trajectory, view, max(40, min(width, 100)))
    signs = [f"{letter} {way_label(way)}" for letter, way in zip(WAY_LETTERS, trajectory.ways, strict=False)]
    yield plain("; ".join([*signs, "o start", "× optimum"]))
    yield band_losses(trajectory, view)
    yield EXPLANATION


def map_loss_name(trajectory: Trajectory) -> str:
    return f"loss of {trajectory.logarithm}" if trajectory.logarithm else "loss"


def band_losses(trajectory: Trajectory, view: View) -> str:
    """One sentence: the losses at which two bands meet."""
    decay, lowest, rise = trajectory.weight_decay, trajectory.lowest, outermost_rise(trajectory, view)
    rises = [rise * (k / BANDS) ** 2 for k in range(1, BANDS + 1)]
    penalty = f", the penalty of weight decay {short(decay)} included" if decay else ""
    if lowest <= ROUNDING_LOSS * rise:
        losses = ", ".join(short(lowest + each, 3) for each in rises)
        return f"the bands meet where the loss is {losses}{penalty}"
    percentages = ", ".join(short(float(f"{each / lowest * 100:.3g}"), 3) for each in rises)
    return f"the lowest loss is {number(lowest)}{penalty}; the bands meet {percentages} % above it"


def way_label(way: Way) -> str:
    ending = ", diverged" if way.diverged else ""
    return f"{way.name} ({count(way.steps[-1], 'step')}{ending})"


def outermost_rise(trajectory: Trajectory, view: View) -> float:
    """How far above the lowest loss the outermost band ends: at the start's loss, or where it can still be seen."""
    corners = [(x, y) for x in (view.low[0], view.high[0]) for y in (view.low[1], view.high[1])]
    highest = max(map(trajectory.loss, corners)) - trajectory.lowest
    return max(trajectory.loss((0.0, 0.0)) - trajectory.lowest, highest / 4)


# The loss is a paraboloid: bands of equal rise would crowd at the rim. By the root of the rise they are rings of equal
# width.
def band(trajectory: Trajectory, point: WeightPair, rise: float) -> int:
    """The number of the band that a point lies in, 0 around the optimum."""
    return int(BANDS * math.sqrt((trajectory.loss(point) - trajectory.lowest) / rise)) if rise > 0 else 0


def loss_map(trajectory: Trajectory, view: View, width: int) -> str:
    """Every other band in dots; the ways in their letters over it."""
    columns, lines, rise = width - MARGIN_COLUMNS - 2, MAP_LINES, outermost_rise(trajectory, view)
    (left, bottom), (right, top) = view.low, view.high
    cells = [
        [
            "·"
            if band(trajectory, (_cell_centre(left, right, x, columns), _cell_centre(top, bottom, y, lines)), rise) % 2
            else " "
            for x in range(columns)
        ]
        for y in range(lines)
    ]

    def position(point: WeightPair) -> WeightPair:
        return (point[0] - left) / (right - left) * columns, (top - point[1]) / (top - bottom) * lines

    def put(sign: str, at: WeightPair) -> None:
        x, y = math.floor(at[0]), math.floor(at[1])
        if 0 <= x < columns and 0 <= y < lines:
            cells[y][x] = sign

    # In reverse, so that the training's own way lies over all others. A step is drawn at points that are half a
    # character apart, which leaves no gap in any direction.
    for letter, way in reversed(list(zip(WAY_LETTERS, trajectory.ways, strict=False))):
        for start, end in pairwise(map(position, way.points)):
            points = min(LONGEST_STEP, 1 + math.ceil(2 * max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
            for k in range(points + 1):
                share = k / points
                put(letter, (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
    for way in trajectory.ways:
        put("×", position(way.optimum))
    put("o", position((0.0, 0.0)))
    return framed_map(cells, view)


def _cell_centre(low: float, high: float, k: int, cells: int) -> float:
    """The middle of the k-th of so many cells between two ends."""
    return low + (high - low) * (k + 0.5) / cells


def framed_map(cells: Sequence[Sequence[str]], view: View) -> str:
    """The picture in a frame, with weights at some lines and columns."""
    rows, columns = len(cells), len(cells[0])
    ticks = {round(k * (rows - 1) / 4) for k in range(5)}
    lines = [" " * MARGIN_COLUMNS + "┌" + "─" * columns + "┐"]
    for y, row in enumerate(cells):
        label = number(_cell_centre(view.high[1], view.low[1], y, rows), 3) if y in ticks else ""
        lines.append(f"{label:>{MARGIN_COLUMNS}}{'┤' if y in ticks else '│'}{''.join(row)}│")
    intervals = 4 if columns >= FIVE_NUMBERS_WIDE else 2
    positions = [round(k * (columns - 1) / intervals) for k in range(intervals + 1)]
    lines.append(" " * MARGIN_COLUMNS + "└" + "".join("┬" if x in positions else "─" for x in range(columns)) + "┘")
    labels = [" "] * (MARGIN_COLUMNS + 2 + columns)
    for x in positions:
        label = number(_cell_centre(view.low[0], view.high[0], x, columns), 3)
        start = min(MARGIN_COLUMNS + 1 + x - len(label) // 2, len(labels) - len(label))
        labels[start : start + len(label)] = label
    return "\n".join([*lines, "".join(labels).rstrip()])
