"""Predictions against the truth as a picture."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from lrcli.data.rows.sample import Points
from lrcli.jobs.evaluator import Evaluation
from lrcli.report.figure.file import SECOND, draw_points, label
from lrcli.report.figure.targets import Part, figure_of_parts
from lrcli.report.terminal.pictures.columns import diagonal, point_count, residual_points, zero_line
from lrcli.report.words.influence import FitPicture, fit_pictures

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase

    from lrcli.report.figure.picture import Picture

ROW_HEIGHT = 4.5  # inches


def evaluation_figure(evaluations: Mapping[str, Evaluation]) -> "Picture":
    """Predicted against actual, and the errors against predicted; beneath them how the rows lie about their own fit.

    By target.
    """
    parts = {}
    for target, evaluation in evaluations.items():
        assert evaluation.points is not None  # which only a document leaves out
        influence = evaluation.influence
        pictures = fit_pictures(influence) if influence and len(influence.points.fitted) > 1 else ()
        draw = partial(draw_evaluation, target=target, points=evaluation.points, pictures=pictures)
        parts[target] = Part(ROW_HEIGHT * (1 + len(pictures) // 2), draw)
    return figure_of_parts(parts, width=9)


def draw_evaluation(figure: "FigureBase", target: str, points: Points, pictures: Sequence[FitPicture]) -> None:
    """The panels of one target. points: (actual, predicted)."""
    panels = figure.subplots(1 + len(pictures) // 2, 2, squeeze=False)
    left, right = panels[0]
    for panel, picture in zip(panels[1:].flat, pictures, strict=True):
        draw_points(panel, Points(tuple(picture.x), tuple(picture.y), len(picture.x)))
        for x, y in picture.lines:
            panel.plot(x, y, "--", color=SECOND)
        panel.set(xlabel=label(picture.across), ylabel=picture.up)
    draw_points(left, points)
    draw_points(right, residual_points(points))
    line, zero = diagonal(points), zero_line(points)
    left.plot(line.xs, line.ys, "--", color=SECOND)
    right.plot(zero.xs, zero.ys, "--", color=SECOND)
    left.set(xlabel=label(f"actual {target}"), ylabel=label(f"predicted {target}"), title=point_count(points))
    right.set(xlabel=label(f"predicted {target}"), ylabel="error: predicted − actual")
