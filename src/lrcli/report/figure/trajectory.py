"""The loss over two weights as contours, and the ways that trainings took across it, in a panel of a figure."""

from typing import TYPE_CHECKING

from lrcli.fitting.trajectory import Trajectory
from lrcli.report.figure.file import COLOURS, label, numbered, saved
from lrcli.report.terminal.trajectory import View, loss_of, named, scale
from lrcli.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 120  # of each side of the grid on which contours are found
RINGS = 16  # contours from the lowest loss to the start's, evenly spaced
ABOVE = 10  # all lines
LONGEST = 3  # times the other side: a longer picture is drawn in two scales


def trajectory(path: str, found: Trajectory) -> None:
    """The picture as a file."""
    with saved(path, height=6) as figure:
        draw_trajectory(figure.subplots(), found)


def draw_trajectory(panel: "Axes", trajectory: Trajectory) -> None:
    """Contours, the ways with a dot for each step that is kept, the start and the optima."""
    view, (across, up) = View.of(trajectory), trajectory.features
    xs, ys = (_grid(low, high) for low, high in zip(view.low, view.high, strict=True))
    losses = [[trajectory.loss((x, y)) for x in xs] for y in ys]
    rise, highest = scale(trajectory, view), max(map(max, losses))
    levels = [trajectory.lowest]
    while levels[-1] < highest:
        levels.append(trajectory.lowest + rise * (len(levels) / RINGS) ** 2)
    if len(levels) > 2:
        panel.contourf(xs, ys, losses, levels=levels, cmap="Greys", alpha=0.35)
        panel.contour(xs, ys, losses, levels=levels, colors="0.6", linewidths=0.6)
    for k, (colour, way) in enumerate(zip(COLOURS, trajectory.ways, strict=False)):
        x, y = zip(*way.points, strict=True)
        above = 2 + len(trajectory.ways) - k  # the training's own above all
        panel.plot(x, y, color=colour, linewidth=0.8, marker=".", markersize=3, label=named(way), zorder=above)
        panel.plot(*way.optimum, color=colour, marker="X", markersize=10, markeredgecolor="white", zorder=ABOVE)
    panel.plot(0, 0, "o", color="black", markersize=7, markeredgecolor="white", zorder=ABOVE, label="start")
    panel.plot([], [], "X", color="black", markersize=9, label="optimum")
    kind = "standardised weight" if trajectory.standardized else "weight"
    panel.set(
        xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]), xlabel=label(f"{kind} of {across}"), ylabel=label(f"{kind} of {up}")
    )
    panel.set_title(plain(f"training {loss_of(trajectory)}, all other weights at their best"))
    if 1 / LONGEST < (xs[-1] - xs[0]) / (ys[-1] - ys[0]) < LONGEST:
        panel.set_aspect("equal")
    panel.legend(fontsize="small")
    panel.grid(False)
    numbered(panel)


def _grid(low: float, high: float) -> list[float]:
    return [low + (high - low) * k / (POINTS - 1) for k in range(POINTS)]
