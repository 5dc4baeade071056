"""One prediction worked out: what the bias and each feature add, or multiply by."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from math import isfinite
from typing import Any

from lrcli.model.features import Feature, Value
from lrcli.model.linear import Model
from lrcli.report.terminal.tables import narrowest, table
from lrcli.text import number

WIDEST, NARROWEST = 40, 8  # of a bar, in columns
MORE, LESS = "█", "▒"


def worked_out(model: Model, values: Mapping[str, Value], width: int) -> Any:
    """The sum, or the product where a logarithm was learned, with a bar from each running total to the next."""
    read = {column.name: column.read(values[column.name]) for column in model.inputs}
    parts = [model.bias, *model.parts(values)]
    rows = [["bias", "", "", effect(model, model.bias, first=True)]]
    for feature, part in zip(model.features, parts[1:], strict=True):
        rows.append([feature.name, *factors_of(feature, feature.value(read)), effect(model, part)])
    rows.append([model.target.name, "", "", grouped(model, model.predict_row(values))])
    does = "multiplies" if model.target.log else "adds to"
    columns = ["feature", "value", "weight", f"{does} {model.target.name}", ""]
    bare = table(None, columns, [[*row, ""] for row in rows])
    ends = [0.0, *map(model.in_units, accumulate(parts))]
    drawn = bars(ends, max(NARROWEST, min(WIDEST, width - narrowest(bare))))
    made = table(None, columns, [[*row, bar] for row, bar in zip(rows, drawn, strict=True)])
    made.columns[-1].justify = "left"
    made.rows[-2].end_section = True
    return made


def factors_of(feature: Feature, value: Value) -> list[str]:
    """The value and its weight; no weight where there is nothing to multiply."""
    if value is None:
        return ["(missing)", ""]
    return [feature.shown(value), "" if feature.slope is None else number(feature.slope)]


def effect(model: Model, part: float, *, first: bool = False) -> str:
    """What a part does to the prediction, with the prediction's digits, so that one can add them up."""
    if model.target.log:
        return number(model.in_units(part)) if first else f"× {number(model.in_units(part))}"
    sign = "+" if part > 0 and not first else ""
    return sign + grouped(model, part)


def grouped(model: Model, value: float) -> str:
    """As a prediction is written, thousands grouped."""
    written = model.written(value)
    whole, point, decimals = written.removeprefix("-").partition(".")
    sign = "-" * written.startswith("-")  # apart, since no whole number is -0
    return f"{sign}{int(whole):,}{point}{decimals}" if whole.isdigit() else written


def bars(ends: Sequence[float], width: int) -> list[str]:
    """A bar from each running total to the next, and one for the whole, from zero; none of totals beyond all floats."""
    low, high = min(ends), max(ends)
    scale = width / (high - low) if high > low else 0.0
    drawn = []
    for start, end in [*pairwise(ends), (0.0, ends[-1])]:
        if start == end or not isfinite(high - low):
            drawn.append("")
            continue
        first, last = (round((place - low) * scale) for place in sorted((start, end)))
        first = min(first, width - 1)
        drawn.append(" " * first + (MORE if end > start else LESS) * max(last - first, 1))
    return drawn
