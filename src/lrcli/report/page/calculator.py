"""The calculator of a report: a model as the script reads it, and the fields that are moved."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lrcli.data.describe.statistics import Description
from lrcli.errors import ModelError
from lrcli.model.features import OTHER, Categorical, Form, Input, Numeric
from lrcli.model.linear import Model
from lrcli.notation.booleans import Boolean
from lrcli.notation.dates import EPOCH, DateFormat
from lrcli.notation.numbers import Format
from lrcli.report.page.markup import Markup, join, tag
from lrcli.text import short

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
        "features": [
            _numeric(feature, places) if isinstance(feature, Numeric) else _categorical(feature, places)
            for feature in model.features
        ],
    }


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
    if isinstance(column.form, Boolean):
        return [[column.form.yes, 1.0], [column.form.no, 0.0]]
    if column.levels is None:
        return None
    slopes = [
        f.level
        for feature in model.features
        if isinstance(feature, Numeric)
        for f in feature.factors
        if f.level is not None and f.column == column.name
    ]
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
    dated = isinstance(column.form, DateFormat)
    before, after = (column.form.before, column.form.after) if isinstance(column.form, Format) else ("", "")
    written = "date" if dated else "number"
    typed = tag(
        "input",
        type=written,
        id=f"field-{place}",
        value=None if dated else tidy(start),
        step=None if dated else "any",
        inputmode=None if dated else "decimal",
        placeholder=None if dated else "missing",
        autocomplete="off",
        aria_describedby=f"seen-{place}",
        data_start=tidy(start),
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
    seen = f"seen: {value_text(column.low, column.form)} to {value_text(column.high, column.form)}"
    units = (tag("span", unit, class_="unit") if unit else None for unit in (before, after))
    boxed = tag("span", next(units), typed, next(units), class_="typed")
    return boxed, slider, tag("p", seen, id=f"seen-{place}", class_="seen")


def slider_step(column: Input) -> float:
    """A power of ten, a hundredth of the range or less; 1 at least between whole numbers and between days."""
    span = column.high - column.low
    if not 0 < span < math.inf:
        return 1.0
    step = 10.0 ** math.floor(math.log10(span / STEPS))
    whole = isinstance(column.form, DateFormat) or (column.low.is_integer() and column.high.is_integer())
    return max(step, 1.0) if whole else step


def tidy(value: float) -> str:
    """The shortest spelling of a multiple of a step: 0.3, not 0.30000000000000004."""
    return f"{value:.15g}"


def value_text(value: float, form: Form | None) -> str:
    """A column's number as its file writes it: a date, a word for yes or no, with the unit where there is one."""
    if isinstance(form, DateFormat):
        return date.fromordinal(min(max(1, EPOCH + math.floor(value)), date.max.toordinal())).isoformat()
    if isinstance(form, Boolean) and value in (0.0, 1.0):
        return form.yes if value else form.no
    if isinstance(form, Format):
        return form.before + short(value) + (f" {form.after}" if form.after else "")
    return short(value)
