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
    contour_leverages,
    cook_contour,
    drawn,
    move_cells,
    normal_quantiles,
    quartile_line,
    roots,
    summary,
)
from lrcli.text import plain


def influence_pictures(influence: Influence, width: int) -> Iterator[Any]:
    """The table, and a picture each of residuals, their distribution, their spread, and leverage."""
    yield text_table("rows that decide the fit", INFLUENCE_HEADS, map(cells, influence.largest))
    yield text_table("what they move most", MOVE_HEADS, map(move_cells, influence.largest), texts=2)
    yield plain(summary(influence))
    points = influence.points
    if len(points.fitted) < 2:
        return
    marker = DOTS if len(points.fitted) > LARGE_POINTS else STARS
    fitted = list(points.fitted)

    def picture(title: str, xs: list[float], ys: list[float], *lines: tuple[list[float], list[float]]) -> Iterator[str]:
        series = [Series(xs, ys, marker), *(Series(x, y, BULLETS, joined=True) for x, y in lines)]
        yield "\n" + plain(title)
        x, y = Axis.over(*(each.xs for each in series)), Axis.over(*(each.ys for each in series))
        yield plot(series, x, y, width)

    yield from picture(
        f"residual against fitted {influence.target}, {drawn(influence)}; smooth line •",
        fitted,
        list(points.residual),
        (fitted, list(points.trend)),
    )
    ordered = list(points.ordered)
    normal = normal_quantiles(len(ordered))
    intercept, slope = quartile_line(ordered)
    ends = [normal[0], normal[-1]]
    yield from picture(
        "standardized residuals against normal quantiles; line • through the quartiles",
        normal,
        ordered,
        (ends, [intercept + slope * x for x in ends]),
    )
    yield from picture(
        "√|standardized residual| against fitted; smooth line •", fitted, roots(points), (fitted, list(points.spread))
    )
    highest, furthest = max(points.leverage), max(map(abs, points.standardized))
    contours = []
    for distance in COOK_LINES:
        steps = contour_leverages(highest)
        heights = cook_contour(distance, influence.rank, steps)
        inside = [(h, r) for h, r in zip(steps, heights, strict=True) if r <= furthest]
        for sign in (1, -1):
            if len(inside) > 1:
                contours.append(([h for h, _ in inside], [sign * r for _, r in inside]))
    yield from picture(
        f"standardized residual against leverage; Cook's distance {COOK_LINES[0]:g} and {COOK_LINES[1]:g} • "
        f"{'' if contours else '(beyond the picture)'}".rstrip(),
        list(points.leverage),
        list(points.standardized),
        *contours,
    )
