"""Predictions against the truth as a picture."""

from typing import TYPE_CHECKING

from lrcli.data.rows.sample import Points
from lrcli.fitting.influence import Influence
from lrcli.report.figure.file import SECOND, draw_points, label, new_figure
from lrcli.report.terminal.pictures.columns import diagonal, point_count, residual_points, zero_line
from lrcli.report.words.influence import fit_pictures

if TYPE_CHECKING:
    from lrcli.report.figure.picture import Picture


def evaluation_figure(points: Points, target: str, influence: Influence | None = None) -> "Picture":
    """Predicted against actual, and the errors against predicted; beneath them how the rows lie about their own fit.

    points: (actual, predicted).
    """
    pictures = fit_pictures(influence) if influence and len(influence.points.fitted) > 1 else ()
    rows = 1 + len(pictures) // 2
    with new_figure(width=9, height=4.5 * rows) as figure:
        panels = figure.subplots(rows, 2, squeeze=False)
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
    return figure
