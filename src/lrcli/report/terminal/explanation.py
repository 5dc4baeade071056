"""One prediction worked out: the average, and what each feature adds to it or multiplies it by."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from math import isfinite
from typing import Any

from lrcli.model.explanation import FeatureGroup, active_feature
from lrcli.model.features import Value
from lrcli.model.linear import Model
from lrcli.report.terminal.tables import COLUMN_GAP, narrowest, text_table
from lrcli.text import number, with_decimals

WIDEST_BAR, NARROWEST_BAR = 40, 8  # columns of the terminal
RISE, FALL, LEVEL = "█", "▒", "│"
AVERAGE_ROW = "average row"


def explanation_table(model: Model, values: Mapping[str, Value], width: int) -> Any:
    """The sum, or the product where a logarithm was learned, with a bar from each running total to the next.

    The bars are left out where the terminal has no room for them.
    """
    read = {column.name: column.read(values[column.name]) for column in model.inputs}
    contributions = model.contributions(values)
    predicted = model.predict_row(values)
    effects = effect_texts(model, contributions, predicted)
    rows = [[AVERAGE_ROW, "", "", "", effects[0]]]
    for group, effect in zip(model.groups, effects[1:], strict=True):
        rows.append([group.name, *factor_cells(model, group, read), effect])
    rows.append([model.target.name, "", "", "", grouped_prediction(model, predicted)])
    verb = f"multiplies {model.multiplied_name}" if model.target.log else f"adds to {model.target.name}"
    columns = ["feature", "value", "average", "weight", verb]
    table = text_table(None, columns, rows)
    room = min(WIDEST_BAR, width - narrowest(table) - COLUMN_GAP)
    if room >= NARROWEST_BAR:
        totals = list(map(model.in_units, accumulate(contributions, initial=model.average)))
        bars = total_bars(totals, room)
        table = text_table(None, [*columns, ""], [[*row, bar] for row, bar in zip(rows, bars, strict=True)])
        table.columns[-1].justify = "left"
    table.rows[-2].end_section = True
    return table


def factor_cells(model: Model, group: FeatureGroup, read: Mapping[str, Value]) -> list[str]:
    """Value, average and weight; weight · (value − average) is what the feature adds. Blank where there is none."""
    feature = active_feature(group, model.features, read)
    if feature is None:
        return ["", "", ""]
    value = feature.value(read)
    average = feature.mean_text if len(group.indices) == 1 else ""
    if value is None:
        return ["(missing)", average, ""]
    return [feature.shown(value), average, "" if feature.slope is None else number(feature.slope)]


# A reader adds the numbers up. Rounded one by one they may miss the prediction by a cent for each feature; so what is
# printed is the difference of two rounded running totals, which is within a cent of the number and adds up exactly.
def effect_texts(model: Model, contributions: Sequence[float], predicted: float) -> list[str]:
    """The average and what each contribution does to it, in the prediction's digits."""
    if model.target.log:
        average = grouped_prediction(model, model.in_units(model.average))
        return [
            f"{model.shift} + {average}" if model.shift else average,
            *(f"× {number(model.factor(c))}" for c in contributions),
        ]
    running = [*accumulate(contributions[:-1], initial=model.average), predicted]
    totals = [to_decimals(model, total) for total in running]
    return [
        grouped_prediction(model, totals[0]),
        *(signed_effect(model, after - before) for before, after in pairwise(totals)),
    ]


def to_decimals(model: Model, total: float) -> float:
    return float(with_decimals(total, model.decimals()))


def signed_effect(model: Model, difference: float) -> str:
    text = grouped_prediction(model, difference)
    return text if text.startswith("-") or not text.strip("0.,") else f"+{text}"


def grouped_prediction(model: Model, value: float) -> str:
    """As a prediction is written, thousands grouped."""
    text = model.written(value)
    whole, point, decimals = text.removeprefix("-").partition(".")
    sign = "-" * text.startswith("-")  # apart, since no whole number is -0
    return f"{sign}{int(whole):,}{point}{decimals}" if whole.isdigit() else text


def total_bars(totals: Sequence[float], width: int) -> list[str]:
    """A mark at the average, a bar from each running total to the next, and a mark at the prediction.

    Blank where a total is beyond all floats.
    """
    low, high = min(totals), max(totals)
    if not isfinite(high - low):
        return [""] * (len(totals) + 1)
    scale = width / (high - low) if high > low else 0.0

    def column(total: float) -> int:
        return min(round((total - low) * scale), width - 1)

    bars = [" " * column(totals[0]) + LEVEL]
    for start, end in pairwise(totals):
        first, last = (round((total - low) * scale) for total in sorted((start, end)))
        first = min(first, width - 1)
        bars.append(" " * first + (RISE if end > start else FALL) * max(last - first, 1) if start != end else "")
    return [*bars, " " * column(totals[-1]) + LEVEL]
