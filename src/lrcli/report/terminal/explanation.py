"""One prediction worked out: what the bias and each feature add, or multiply by."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from math import isfinite
from typing import Any

from lrcli.model.features import Feature, Value
from lrcli.model.linear import Model
from lrcli.report.terminal.tables import narrowest, text_table
from lrcli.text import number

WIDEST_BAR, NARROWEST_BAR = 40, 8  # columns of the terminal
RISE, FALL = "█", "▒"


def explanation_table(model: Model, values: Mapping[str, Value], width: int) -> Any:
    """The sum, or the product where a logarithm was learned, with a bar from each running total to the next."""
    read = {column.name: column.read(values[column.name]) for column in model.inputs}
    parts = [model.bias, *model.parts(values)]
    rows = [["bias", "", "", part_effect(model, model.bias, first=True)]]
    for feature, part in zip(model.features, parts[1:], strict=True):
        rows.append([feature.name, *value_and_weight(feature, feature.value(read)), part_effect(model, part)])
    rows.append([model.target.name, "", "", grouped(model, model.predict_row(values))])
    verb = "multiplies" if model.target.log else "adds to"
    columns = ["feature", "value", "weight", f"{verb} {model.target.name}", ""]
    without_bars = text_table(None, columns, [[*row, ""] for row in rows])
    totals = [0.0, *map(model.in_units, accumulate(parts))]
    bars = total_bars(totals, max(NARROWEST_BAR, min(WIDEST_BAR, width - narrowest(without_bars))))
    table = text_table(None, columns, [[*row, bar] for row, bar in zip(rows, bars, strict=True)])
    table.columns[-1].justify = "left"
    table.rows[-2].end_section = True
    return table


def value_and_weight(feature: Feature, value: Value) -> list[str]:
    """The value and its weight; no weight where there is nothing to multiply."""
    if value is None:
        return ["(missing)", ""]
    return [feature.shown(value), "" if feature.slope is None else number(feature.slope)]


def part_effect(model: Model, part: float, *, first: bool = False) -> str:
    """What a part does to the prediction, with the prediction's digits, so that one can add them up."""
    if model.target.log:
        return number(model.in_units(part)) if first else f"× {number(model.in_units(part))}"
    sign = "+" if part > 0 and not first else ""
    return sign + grouped(model, part)


def grouped(model: Model, value: float) -> str:
    """As a prediction is written, thousands grouped."""
    text = model.written(value)
    whole, point, decimals = text.removeprefix("-").partition(".")
    sign = "-" * text.startswith("-")  # apart, since no whole number is -0
    return f"{sign}{int(whole):,}{point}{decimals}" if whole.isdigit() else text


def total_bars(totals: Sequence[float], width: int) -> list[str]:
    """A bar from each running total to the next, and one for the whole, from zero.

    Blank where a total is beyond all floats.
    """
    low, high = min(totals), max(totals)
    scale = width / (high - low) if high > low else 0.0
    bars = []
    for start, end in [*pairwise(totals), (0.0, totals[-1])]:
        if start == end or not isfinite(high - low):
            bars.append("")
            continue
        first, last = (round((total - low) * scale) for total in sorted((start, end)))
        first = min(first, width - 1)
        bars.append(" " * first + (RISE if end > start else FALL) * max(last - first, 1))
    return bars
