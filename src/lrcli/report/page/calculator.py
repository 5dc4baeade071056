"""The calculator of a report: a model as the script reads it, and the fields that are moved."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lrcli.data.describe.statistics import Description
from lrcli.errors import ModelError
from lrcli.model.features import OTHER, Categorical, Input, Numeric
from lrcli.model.linear import Model
from lrcli.notation.numbers import PLAIN
from lrcli.report.page.markup import Markup, join, tag

RANGE = 90  # in 100 new cases lie in the range that is shown
STEPS = 100  # of a slider, at least
MISSING, UNSEEN = "(missing)", "(any other)"


def calculation(model: Model) -> dict[str, Any]:
    """What the script computes with: columns by their place, levels as pairs, for a level may be any text."""
    places = {column.name: place for place, column in enumerate(model.inputs)}
    return {
        "target": model.target.name,
        "log": model.target.log is not None,
        "decimals": model.decimals(),
        "bias": model.bias,
        "reach": reach(model),
        "inputs": [
            {"name": column.name, "low": column.low, "high": column.high, "choices": choices(model, column)}
            for column in model.inputs
        ],
        "features": _features(model, places),
    }


def _features(model: Model, places: Mapping[str, int]) -> list[dict[str, Any]]:
    """In the model's order."""
    made = {feature.name: _numeric(feature, places) for feature in model.numeric}
    made |= {feature.name: _categorical(feature, places) for feature in model.categorical}
    return [made[feature.name] for feature in model.features]


def reach(model: Model) -> float | None:
    """How far around a prediction its range goes; None where there are too few residuals to tell."""
    try:
        return model.reach(RANGE)
    except ModelError:
        return None


def _numeric(feature: Numeric, places: Mapping[str, int]) -> dict[str, Any]:
    factors = [
        {"input": places[f.column], "function": f.function, "power": f.power, "level": f.level} for f in feature.factors
    ]
    plain = {"input": places[feature.name], "function": None, "power": 1, "level": None} if not factors else None
    return {
        "name": feature.name,
        "weight": feature.weight,
        "missing": feature.missing,
        "factors": [plain] if plain else factors,
    }


def _categorical(feature: Categorical, places: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": feature.name,
        "weights": list(feature.weights.items()),
        "missing": feature.missing or 0.0,
        "other": feature.weights.get(OTHER, 0.0),
        "inputs": [places[name] for name in feature.columns or [feature.name]],
    }


def choices(model: Model, column: Input) -> list[list[str | float]] | None:
    """What can be chosen: pairs of a label and its value; None of a column of numbers."""
    if column.levels is None:
        return [list(pair) for pair in (column.form or PLAIN).choices] or None
    factors = (factor for feature in model.numeric for factor in feature.factors)
    slopes = [factor.level for factor in factors if factor.level is not None and factor.column == column.name]
    return [[level, level] for level in dict.fromkeys([*column.levels, *slopes])]


def fields(model: Model, columns: Sequence[Description]) -> Markup:
    """One field a column, that starts at what is usual."""
    described = {column.name: column for column in columns}
    return join(*(_field(model, place, column, described) for place, column in enumerate(model.inputs)))


def _field(model: Model, place: int, column: Input, described: Mapping[str, Description]) -> Markup:
    label = tag("label", column.name, id=f"label-{place}", for_=f"field-{place}")
    options = choices(model, column)
    if options is None:
        return tag("div", label, *_number(place, column), class_="field", data_input=place)
    seen = described.get(column.name)
    commonest = seen.commonest[0][0] if seen and seen.commonest else None
    first = next((k for k, (text, _) in enumerate(options) if text == commonest), 0)
    listed = [tag("option", str(text), value=str(k), selected=k == first) for k, (text, _) in enumerate(options)]
    if column.levels is not None and OTHER not in column.levels:
        listed.append(tag("option", UNSEEN, value="unseen"))
    listed.append(tag("option", MISSING, value="missing", selected=not options))
    return tag("div", label, tag("select", *listed, id=f"field-{place}"), class_="field choice", data_input=place)


def _number(place: int, column: Input) -> tuple[Markup, ...]:
    """A number to type and a slider for it; the slider's ends are the multiples of its step within what was seen."""
    step = slider_step(column)
    first, last = math.ceil(column.low / step) * step, math.floor(column.high / step) * step
    if first > last:
        first = last = column.low
    start = min(max(round(column.usual / step) * step, first), last)
    form = column.form or PLAIN
    is_number = form.field.type == "number"  # else the browser has a field of its own for it
    typed = tag(
        "input",
        type=form.field.type,
        id=f"field-{place}",
        value=tidy(start) if is_number else None,
        step="any" if is_number else None,
        inputmode="decimal" if is_number else None,
        placeholder="missing" if is_number else None,
        autocomplete="off",
        aria_describedby=f"seen-{place}",
        data_start=tidy(start),
        data_per_unit=None if is_number else form.field.per_unit,
    )
    slider = tag(
        "input",
        type="range",
        min=tidy(first),
        max=tidy(last),
        step=tidy(step),
        value=tidy(start),
        aria_labelledby=f"label-{place}",
    )
    seen = f"seen: {form.shown_with_unit(column.low)} to {form.shown_with_unit(column.high)}"
    before, after = (tag("span", unit, class_="unit") if unit else None for unit in form.units)
    boxed = tag("span", before, typed, after, class_="typed")
    return boxed, slider, tag("p", seen, id=f"seen-{place}", class_="seen")


def slider_step(column: Input) -> float:
    """A power of ten, a hundredth of the range or less; 1 at least between whole numbers."""
    span = column.high - column.low
    if not 0 < span < math.inf:
        return 1.0
    step = 10.0 ** math.floor(math.log10(span / STEPS))
    whole = (column.form or PLAIN).whole or (column.low.is_integer() and column.high.is_integer())
    return max(step, 1.0) if whole else step


def tidy(value: float) -> str:
    """The shortest spelling of a multiple of a step: 0.3, not 0.30000000000000004."""
    return f"{value:.15g}"
