"""The section of a report on the rows that decide the fit: the four pictures of R's plot(lm), and the rows."""

from lrcli.fitting.influence import Influence
from lrcli.report.page.axes import chart, frame, horizontal, svg_dots, svg_path, vertical
from lrcli.report.page.blocks import figure, html_section, html_table
from lrcli.report.page.charts import LAYER_DOTS
from lrcli.report.page.markup import Markup, tag
from lrcli.report.words.influence import (
    INFLUENCE_HEADS,
    MOVE_HEADS,
    FitPicture,
    cells,
    drawn,
    fit_pictures,
    move_cells,
    summary,
)


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
    pictures = fit_pictures(influence)
    words = (
        ("residuals-fitted", "Residuals against fitted", "where the smooth line bends, a straight line is not all."),
        (
            "quantiles",
            "Standardized residuals against normal quantiles",
            "on the line where residuals are distributed normally.",
        ),
        (
            "scale",
            "Spread of the residuals against fitted",
            "where the smooth line rises, errors grow with the prediction.",
        ),
        (
            "leverage",
            "Standardized residuals against leverage",
            "beyond the lines, Cook's distance of 0.5 and 1, one row decides."
            if pictures[-1].lines
            else "no row comes near a Cook's distance of 0.5, from which one decides.",
        ),
    )
    return [
        figure(_picture(name, title, picture), f"{title}: {meaning}")
        for (name, title, meaning), picture in zip(words, pictures, strict=True)
    ]


def _picture(name: str, title: str, picture: FitPicture) -> Markup:
    """Dots, and lines over them."""
    x = horizontal(min(picture.x), max(picture.x))
    heights = [*picture.y, *(height for _, curve in picture.lines for height in curve)]
    y = vertical(min(heights), max(heights))
    dots = [(x(a), y(b)) for a, b in zip(picture.x, picture.y, strict=True)]
    layers = [tag("path", d=svg_dots(dots[k : k + LAYER_DOTS]), class_="dots") for k in range(0, len(dots), LAYER_DOTS)]
    curves = [
        tag("path", d=svg_path((x(a), y(b)) for a, b in zip(*line, strict=True)), class_="line")
        for line in picture.lines
    ]
    description = f"{len(dots):,} rows; {picture.up} from {min(picture.y):.3g} to {max(picture.y):.3g}."
    return chart(title, description, frame(x, y, picture.across, picture.up), *layers, *curves, name=name)
