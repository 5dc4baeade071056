"""The model drawn as the network that it is: inputs, a weight on each line, one sum, the prediction."""

from dataclasses import dataclass

from lrcli.model.features import by_importance
from lrcli.model.linear import Model
from lrcli.report.page.axes import CHART_WIDTH, chart
from lrcli.report.page.markup import Markup, join, tag
from lrcli.report.words.training import effects_of
from lrcli.text import count, minus, short, without_noise

DRAWN_INPUTS = 14  # of the network: more would not fit on one screen
PITCH = 27  # pixels between two inputs
INPUT_X, SUM_X, OUTPUT_X = 164.0, 322.0, 404.0  # pixels: where the nodes stand
NAME_LENGTH = 20  # characters of an input's name
THINNEST, THICKEST = 0.6, 5.0  # pixels: widths of the lines


@dataclass(frozen=True)
class Edge:
    """An input and its weight; strength: how far one deviation of it, or the level, moves the sum."""

    name: str
    weight: float
    strength: float
    level: bool = False


def network(model: Model) -> Markup:
    """The numbers and the strongest levels, the most important feature first."""
    edges = network_edges(model)
    order = sorted(range(len(edges)), key=lambda k: (edges[k].level, -abs(edges[k].strength)))[:DRAWN_INPUTS]
    strong_edges = [edges[k] for k in sorted(order)]
    hidden = len(edges) - len(strong_edges)
    strongest = max((abs(edge.strength) for edge in strong_edges), default=0.0)
    rows = len(strong_edges) + bool(hidden) + 1
    height, middle = PITCH * rows + 34, PITCH * rows / 2 + 14
    heights = [22 + PITCH * k for k in range(rows)]
    curves = [_curve(edge, y, middle, strongest) for edge, y in zip(strong_edges, heights, strict=False)]
    nodes = [_node(edge, y) for edge, y in zip(strong_edges, heights, strict=False)]
    if hidden:
        nodes.append(tag("text", f"… {hidden:,} more", x=INPUT_X - 14, y=heights[-2] + 4, class_="end quiet"))
    bias = Edge("1", without_noise(model.bias, model.scale) or 0.0, 0.0)
    curves.append(_curve(bias, heights[-1], middle, strongest))
    nodes.append(_node(bias, heights[-1]))
    step = ("exp" + f" − {model.shift}" * bool(model.shift)) if model.target.log else None
    as_power = f", as a power of e{f' less {model.shift}' if model.shift else ''}," if step else ""
    description = (
        f"{count(len(edges), 'input')} and a constant 1, each multiplied by its weight; their sum"
        f"{as_power} is the predicted {model.target.name}."
    )
    content = (*curves, *nodes, _output(model, middle, step))
    return chart("The model as a network of one layer", description, *content, height=height, name="network")


def network_edges(model: Model) -> list[Edge]:
    """One for each number, and one for each level, which is 1 or 0."""
    return [
        Edge(
            feature.name if effect.level is None else f"{feature.name} {effect.level}",
            effect.weight,
            effect.move,
            effect.level is not None,
        )
        for feature in by_importance(model.features)
        for effect in effects_of(model, feature)
        if not effect.missing
    ]


def _curve(edge: Edge, y: float, middle: float, strongest: float) -> Markup:
    share = abs(edge.strength) / strongest if strongest else 0.0
    width = THINNEST + (THICKEST - THINNEST) * share
    class_ = "edge less" if edge.weight < 0 else "edge more"
    bend = (INPUT_X + SUM_X) / 2
    curve = f"M{INPUT_X} {y}C{bend + 40} {y} {bend + 30} {middle} {SUM_X - 17} {middle}"
    return join(
        tag("path", d=curve, stroke_width=width, class_=class_ if edge.strength else "edge bias"),
        tag("text", minus(short(edge.weight, 4)), x=INPUT_X + 11, y=y - 4, class_="weight"),
    )


def _node(edge: Edge, y: float) -> Markup:
    name = edge.name if len(edge.name) <= NAME_LENGTH else edge.name[: NAME_LENGTH - 1] + "…"
    return join(
        tag("circle", cx=INPUT_X, cy=y, r=5, class_="node"),
        tag("text", tag("title", edge.name), name, x=INPUT_X - 12, y=y + 4, class_="end"),
    )


def _output(model: Model, middle: float, step: str | None) -> Markup:
    target = model.target.name
    name = target if len(target) <= NAME_LENGTH // 2 else target[: NAME_LENGTH // 2 - 1] + "…"
    return join(
        tag("line", x1=SUM_X + 17, x2=OUTPUT_X - 17, y1=middle, y2=middle, class_="edge sum"),
        tag("text", step, x=(SUM_X + OUTPUT_X) / 2, y=middle - 7, class_="middle weight") if step else None,
        tag("circle", cx=SUM_X, cy=middle, r=17, class_="node big"),
        tag("text", "Σ", x=SUM_X, y=middle + 6, class_="middle symbol"),
        tag("circle", cx=OUTPUT_X, cy=middle, r=17, class_="node big out"),
        tag("text", "ŷ", x=OUTPUT_X, y=middle + 5, class_="middle symbol"),
        tag("text", tag("title", target), name, x=min(OUTPUT_X, CHART_WIDTH - 4), y=middle + 36, class_="middle"),
    )
