"""Predictions against the truth as a picture."""

from typing import TYPE_CHECKING

from lrcli.data.rows.sample import Points
from lrcli.report.figure.file import SECOND, draw_points, label, new_figure
from lrcli.report.terminal.pictures.columns import diagonal, point_count, residual_points, zero_line

if TYPE_CHECKING:
    from lrcli.report.figure.picture import Picture


def evaluation_figure(points: Points, target: str) -> "Picture":
    """Predicted against actual, and the errors against predicted. points: (actual, predicted)."""
    with new_figure(width=9, height=4.5) as figure:
        left, right = figure.subplots(1, 2)
        draw_points(left, points)
        draw_points(right, residual_points(points))
        line, zero = diagonal(points), zero_line(points)
        left.plot(line.xs, line.ys, "--", color=SECOND)
        right.plot(zero.xs, zero.ys, "--", color=SECOND)
        left.set(xlabel=label(f"actual {target}"), ylabel=label(f"predicted {target}"), title=point_count(points))
        right.set(xlabel=label(f"predicted {target}"), ylabel="error: predicted − actual")
    return figure
