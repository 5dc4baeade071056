"""The section of a report on the rows that decide the fit: the four pictures of R's plot(lm), and the rows."""

from collections.abc import Sequence

from lrcli.fitting.influence import Influence
from lrcli.report.page.axes import chart, frame, horizontal, svg_dots, svg_path, vertical
from lrcli.report.page.blocks import figure, html_section, html_table
from lrcli.report.page.charts import LAYER_DOTS
from lrcli.report.page.markup import Markup, tag
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

Curve = tuple[Sequence[float], Sequence[float]]


def influence_section(influence: Influence) -> Markup:
    """Pictures and table."""
    rows = [cells(row) for row in influence.largest]
    table = html_table("The rows with the largest Cook's distances", INFLUENCE_HEADS, rows)
    moves = html_table("What they move most", MOVE_HEADS, map(move_cells, influence.largest), texts=(0, 1))
    text = summary(influence)
    lead = f"{text[0].upper()}{text[1:]}. The pictures show {drawn(influence)}."
    pictures = [] if len(influence.points.fitted) < 2 else _pictures(influence)
    pair = tag("div", *pictures, class_="pair")
    return html_section("Which rows decide the fit", pair, table, moves, name="influence", lead=lead)


def _pictures(influence: Influence) -> list[Markup]:
    points, target = influence.points, influence.target
    ordered = list(points.ordered)
    normal = normal_quantiles(len(ordered))
    intercept, slope = quartile_line(ordered)
    ends = [normal[0], normal[-1]]
    furthest = max(map(abs, points.standardized))
    steps = contour_leverages(max(points.leverage))
    contours: list[Curve] = []
    for distance in COOK_LINES:
        pairs = zip(steps, cook_contour(distance, influence.rank, steps), strict=True)
        inside = [(h, r) for h, r in pairs if r <= furthest]
        if inside:
            contours += [([h for h, _ in inside], [sign * r for _, r in inside]) for sign in (1, -1)]
    return [
        figure(
            _picture(
                "residuals-fitted",
                ("Residuals against fitted", f"fitted {target}", "residual"),
                (points.fitted, points.residual),
                [(points.fitted, points.trend)],
            ),
            "Residuals against fitted: where the smooth line bends, a straight line is not all.",
        ),
        figure(
            _picture(
                "quantiles",
                ("Standardized residuals against normal quantiles", "normal quantile", "standardized residual"),
                (normal, ordered),
                [(ends, [intercept + slope * x for x in ends])],
            ),
            "Q-Q: on the line where residuals are distributed normally.",
        ),
        figure(
            _picture(
                "scale",
                ("Spread of the residuals against fitted", f"fitted {target}", "√|standardized residual|"),
                (points.fitted, roots(points)),
                [(points.fitted, points.spread)],
            ),
            "Scale-location: where the smooth line rises, errors grow with the prediction.",
        ),
        figure(
            _picture(
                "leverage",
                ("Standardized residuals against leverage", "leverage", "standardized residual"),
                (points.leverage, points.standardized),
                contours,
            ),
            "Leverage: beyond the lines, Cook's distance of 0.5 and 1, one row decides."
            if contours
            else "Leverage: no row comes near a Cook's distance of 0.5, from which one decides.",
        ),
    ]


def _picture(name: str, words: tuple[str, str, str], dots: Curve, lines: Sequence[Curve]) -> Markup:
    """Dots, and lines over them. words: the title and what the axes are."""
    title, across, up = words
    xs, ys = dots
    x = horizontal(min(xs), max(xs))
    heights = [*ys, *(height for _, curve in lines for height in curve)]
    y = vertical(min(heights), max(heights))
    places = [(x(a), y(b)) for a, b in zip(xs, ys, strict=True)]
    layers = [
        tag("path", d=svg_dots(places[k : k + LAYER_DOTS]), class_="dots") for k in range(0, len(places), LAYER_DOTS)
    ]
    curves = [
        tag("path", d=svg_path((x(a), y(b)) for a, b in zip(*curve, strict=True)), class_="line") for curve in lines
    ]
    description = f"{len(xs):,} rows; {up} from {min(ys):.3g} to {max(ys):.3g}."
    return chart(title, description, frame(x, y, across, up), *layers, *curves, name=name)
