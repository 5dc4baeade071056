"""The loss over two weights as contours, and the paths of trainings across it, in a panel of a figure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lrcli.fitting.trajectory import Trajectory, Way
from lrcli.report.figure.file import COLOURS, LINES, label, number_axes
from lrcli.report.terminal.pictures.trajectory import View, map_loss_name, outermost_rise, way_label
from lrcli.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GRID_POINTS = 120  # on each side of the grid on which the loss is computed for the contours
CONTOURS = 16  # from the lowest loss to the start's, evenly spaced rings
TOPMOST = 10  # drawing order: optima and start lie above all ways
LONGEST_SIDE = 3  # times the other side: a longer picture has two scales


# The loss is a paraboloid, so contours at equally spaced losses would crowd at the rim. With the rise growing as the
# square of the ring's number, the rings are evenly spaced ellipses, as in the lecture's picture.
def draw_loss_map(panel: "Axes", trajectory: Trajectory) -> None:
    """Contours, the ways with a dot for each recorded step, the start and the optima."""
    draw_ways(panel, trajectory, trajectory.ways)
    panel.set_title(plain(rings(trajectory)))
    panel.legend(fontsize="small")


def draw_pair(left: "Axes", right: "Axes", trajectory: Trajectory) -> None:
    """Two ways beside one another over the same contours, as without and with momentum."""
    for panel, way in zip((left, right), trajectory.ways, strict=True):
        draw_ways(panel, trajectory, [way])
        panel.set_title(plain(way_label(way)))
    right.set_ylabel("")
    handles, names = left.get_legend_handles_labels()
    title = plain(rings(trajectory)).replace(", ", ",\n", 1)
    left.legend(handles[1:], names[1:], fontsize="small", title=title, title_fontsize="small")


def rings(trajectory: Trajectory) -> str:
    """What the contours are of."""
    return f"training {map_loss_name(trajectory)}, all other weights at their best"


def draw_ways(panel: "Axes", trajectory: Trajectory, ways: Sequence[Way]) -> None:
    """Contours, some of the ways, the start and the optima of these."""
    view, (across, up) = View.of(trajectory), trajectory.features
    xs, ys = (_grid(low, high) for low, high in zip(view.low, view.high, strict=True))
    losses = [[trajectory.loss((x, y)) for x in xs] for y in ys]
    rise, highest = outermost_rise(trajectory, view), max(map(max, losses))
    levels = [trajectory.lowest]
    while levels[-1] < highest:
        levels.append(trajectory.lowest + rise * (len(levels) / CONTOURS) ** 2)
    if len(levels) > 2:
        panel.contourf(xs, ys, losses, levels=levels, cmap="Greys", alpha=0.35)
        panel.contour(xs, ys, losses, levels=levels, colors="0.6", linewidths=0.6)
    for k, (colour, line, way) in enumerate(zip(COLOURS, LINES, trajectory.ways, strict=False)):
        if way not in ways:
            continue
        x, y = zip(*way.points, strict=True)
        order = 2 + len(trajectory.ways) - k  # the training's own way above all others
        style: dict[str, Any] = {"color": colour, "linestyle": line, "linewidth": 0.8, "marker": ".", "markersize": 3}
        panel.plot(x, y, **style, label=way_label(way), zorder=order)
        panel.plot(*way.optimum, color=colour, marker="X", markersize=10, markeredgecolor="white", zorder=TOPMOST)
    panel.plot(0, 0, "o", color="black", markersize=7, markeredgecolor="white", zorder=TOPMOST, label="start")
    panel.plot([], [], "X", color="black", markersize=9, label="optimum")
    kind = "standardised weight" if trajectory.standardized else "weight"
    panel.set(
        xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]), xlabel=label(f"{kind} of {across}"), ylabel=label(f"{kind} of {up}")
    )
    if 1 / LONGEST_SIDE < (xs[-1] - xs[0]) / (ys[-1] - ys[0]) < LONGEST_SIDE:
        panel.set_aspect("equal")
    panel.grid(False)
    number_axes(panel)


def _grid(low: float, high: float) -> list[float]:
    return [low + (high - low) * k / (GRID_POINTS - 1) for k in range(GRID_POINTS)]
