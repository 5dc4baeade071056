"""The model drawn as the network that it is: inputs, a weight on each line, one sum, the prediction."""

from dataclasses import dataclass

from lrcli.model.linear import Model
from lrcli.report.page.axes import WIDTH, chart
from lrcli.report.page.markup import Markup, join, tag
from lrcli.text import count, minus, short

SHOWN = 14  # inputs that are drawn
PITCH = 27
INPUT, SUM, OUTPUT = 164.0, 322.0, 404.0  # where the nodes are
NAME = 20  # letters of an input's name
THINNEST, THICKEST = 0.6, 5.0


@dataclass(frozen=True)
class Line:
    """An input and its weight; strength: how far one deviation of it, or the level, moves the sum."""

    name: str
    weight: float
    strength: float
    level: bool = False


def network(model: Model) -> Markup:
    """The numbers and the strongest levels, in the model's order; a rare level's weight is large and says little."""
    lines = lines_of(model)
    strongest = sorted(range(len(lines)), key=lambda k: (lines[k].level, -abs(lines[k].strength)))[:SHOWN]
    drawn = [lines[k] for k in sorted(strongest)]
    hidden = len(lines) - len(drawn)
    longest = max((abs(line.strength) for line in drawn), default=0.0)
    rows = len(drawn) + bool(hidden) + 1
    height, middle = PITCH * rows + 34, PITCH * rows / 2 + 14
    places = [22 + PITCH * k for k in range(rows)]
    edges = [_edge(line, y, middle, longest) for line, y in zip(drawn, places, strict=False)]
    nodes = [_node(line, y) for line, y in zip(drawn, places, strict=False)]
    if hidden:
        nodes.append(tag("text", f"… {hidden:,} more", x=INPUT - 14, y=places[-2] + 4, class_="end quiet"))
    bias = Line("1", model.bias, 0.0)
    edges.append(_edge(bias, places[-1], middle, longest))
    nodes.append(_node(bias, places[-1]))
    step = "exp" if model.target.log else None
    said = (
        f"{count(len(lines), 'input')} and a constant 1, each multiplied by its weight; their sum"
        f"{', as a power of e,' if step else ''} is the predicted {model.target.name}."
    )
    inside = (*edges, *nodes, _output(model, middle, step))
    return chart("The model as a network of one layer", said, *inside, height=height, name="network")


def lines_of(model: Model) -> list[Line]:
    """One for each number, and one for each level, which is 1 or 0."""
    return [
        Line(feature.name if level is None else f"{feature.name} {level}", weight, move, level is not None)
        for feature in model.features
        for level, weight, move, missing in feature.effects()
        if not missing
    ]


def _edge(line: Line, y: float, middle: float, longest: float) -> Markup:
    part = abs(line.strength) / longest if longest else 0.0
    width = THINNEST + (THICKEST - THINNEST) * part
    class_ = "edge less" if line.weight < 0 else "edge more"
    bend = (INPUT + SUM) / 2
    curve = f"M{INPUT} {y}C{bend + 40} {y} {bend + 30} {middle} {SUM - 17} {middle}"
    return join(
        tag("path", d=curve, stroke_width=width, class_=class_ if line.strength else "edge bias"),
        tag("text", minus(short(line.weight, 4)), x=INPUT + 11, y=y - 4, class_="weight"),
    )


def _node(line: Line, y: float) -> Markup:
    shown = line.name if len(line.name) <= NAME else line.name[: NAME - 1] + "…"
    return join(
        tag("circle", cx=INPUT, cy=y, r=5, class_="node"),
        tag("text", tag("title", line.name), shown, x=INPUT - 12, y=y + 4, class_="end"),
    )


def _output(model: Model, middle: float, step: str | None) -> Markup:
    target = model.target.name
    shown = target if len(target) <= NAME // 2 else target[: NAME // 2 - 1] + "…"
    return join(
        tag("line", x1=SUM + 17, x2=OUTPUT - 17, y1=middle, y2=middle, class_="edge sum"),
        tag("text", step, x=(SUM + OUTPUT) / 2, y=middle - 7, class_="middle weight") if step else None,
        tag("circle", cx=SUM, cy=middle, r=17, class_="node big"),
        tag("text", "Σ", x=SUM, y=middle + 6, class_="middle symbol"),
        tag("circle", cx=OUTPUT, cy=middle, r=17, class_="node big out"),
        tag("text", "ŷ", x=OUTPUT, y=middle + 5, class_="middle symbol"),
        tag("text", tag("title", target), shown, x=min(OUTPUT, WIDTH - 4), y=middle + 36, class_="middle"),
    )
