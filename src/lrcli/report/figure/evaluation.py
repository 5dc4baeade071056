"""Predictions against the truth as a file."""

from lrcli.data.rows.sample import Points
from lrcli.report.figure.file import SECOND, label, saved, scatter
from lrcli.report.terminal.pictures import diagonal, flat, picked, residuals


def evaluation(path: str, points: Points, target: str) -> None:
    """Predicted against actual, and the errors against predicted. points: (actual, predicted)."""
    with saved(path, width=9, height=4.5) as figure:
        left, right = figure.subplots(1, 2)
        scatter(left, points)
        scatter(right, residuals(points))
        line, zero = diagonal(points), flat(points)
        left.plot(line.xs, line.ys, color=SECOND)
        right.plot(zero.xs, zero.ys, color=SECOND)
        left.set(xlabel=label(f"actual {target}"), ylabel=label(f"predicted {target}"), title=picked(points))
        right.set(xlabel=label(f"predicted {target}"), ylabel="error: predicted − actual")
