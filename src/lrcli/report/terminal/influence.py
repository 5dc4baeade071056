"""The rows that decide a fit, and the four pictures of R's plot(lm), in the terminal."""

from collections.abc import Iterator
from typing import Any

from lrcli.fitting.influence import Influence
from lrcli.report.terminal.pictures.columns import LARGE_POINTS
from lrcli.report.terminal.pictures.plots import BULLETS, DOTS, STARS, Axis, Series, plot
from lrcli.report.terminal.tables import text_table
from lrcli.report.words.influence import (
    COOK_LINES,
    INFLUENCE_HEADS,
    MOVE_HEADS,
    cells,
    drawn,
    fit_pictures,
    move_cells,
    summary,
)
from lrcli.text import plain


def influence_pictures(influence: Influence, width: int) -> Iterator[Any]:
    """The table, and a picture each of residuals, their distribution, their spread, and leverage."""
    yield text_table("rows that decide the fit", INFLUENCE_HEADS, map(cells, influence.largest))
    yield text_table("what they move most", MOVE_HEADS, map(move_cells, influence.largest), texts=2)
    yield plain(summary(influence))
    if len(influence.points.fitted) < 2:
        return
    pictures = fit_pictures(influence)
    beyond = "" if pictures[-1].lines else " (beyond the picture)"
    titles = (
        f"residual against fitted {influence.target}, {drawn(influence)}; smooth line •",
        "standardized residuals against normal quantiles; line • through the quartiles",
        "√|standardized residual| against fitted; smooth line •",
        f"standardized residual against leverage; Cook's distance {COOK_LINES[0]:g} and {COOK_LINES[1]:g} •{beyond}",
    )
    marker = DOTS if len(influence.points.fitted) > LARGE_POINTS else STARS
    for title, picture in zip(titles, pictures, strict=True):
        series = [
            Series(picture.x, picture.y, marker),
            *(Series(x, y, BULLETS, joined=True) for x, y in picture.lines),
        ]
        x, y = Axis.over(*(each.xs for each in series)), Axis.over(*(each.ys for each in series))
        yield "\n" + plain(title)
        yield plot(series, x, y, width)
