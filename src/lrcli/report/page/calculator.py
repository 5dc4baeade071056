"""The calculator of a report: a model as the script reads it, and the fields that are moved."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lrcli.data.describe.statistics import Description
from lrcli.errors import ModelError
from lrcli.model.features import OTHER, Categorical, Input, Numeric
from lrcli.model.linear import Model
from lrcli.model.residuals import Reach
from lrcli.notation.characters import USUAL_CHARACTERS
from lrcli.notation.missing import MISSING as MISSING_WORDS
from lrcli.notation.number_entry import scales
from lrcli.notation.numbers import PLAIN
from lrcli.report.page.markup import Markup, join, tag

RANGE_PERCENT = 90  # of new cases lie in the range that is shown
FEWEST_SLIDER_STEPS = 100  # so that every value of a column can nearly be reached
MISSING_CHOICE, OTHER_CHOICE = "(missing)", "(any other)"


def calculation(model: Model) -> dict[str, Any]:
    """What the script computes with: columns by their index, levels as pairs, since a level may be any text."""
    return {
        "targets": [calculation_for_target(each) for each in model.each],
        "inputs": [
            {
                "name": column.name,
                "low": column.low,
                "high": column.high,
                "choices": choices(model, column),
                "entry": entry_rule(column),
            }
            for column in model.inputs
        ],
        "missing": [*MISSING_WORDS, *model.data.missing_values],
        "scales": list(scales().items()),
        "characters": list(USUAL_CHARACTERS.items()),
    }


def calculation_for_target(model: Model) -> dict[str, Any]:
    """What predicts one target."""
    indices = {column.name: index for index, column in enumerate(model.inputs)}
    reach = range_reach(model)
    return {
        "target": model.target.name,
        "log": model.target.log is not None,
        "shift": model.shift,
        "smearing": model.target.log and model.target.log.smearing,
        "decimals": model.decimals(),
        "bias": model.bias,
        "average": model.average,
        "reach": reach and reach._asdict(),
        "features": _features(model, indices),
        "groups": [{"name": group.name, "features": group.indices, "average": group.average} for group in model.groups],
    }


def entry_rule(column: Input) -> dict[str, Any] | None:
    """What the script needs to read a typed number by the rule of `read_entry`; None where the browser reads it."""
    form = column.form or PLAIN
    own = form.pattern_of_cells
    if column.levels is not None or form.choices or form.field.type != "number" or own is None:
        return None
    return {
        "own": {"expression": own.expression, "groups": own.groups, "replacements": own.replacements},
        "others": [{"expression": p.expression, "replacements": p.replacements} for p in form.entry_patterns],
        "proven": form.proves_its_marks(column.low, column.high),
        "decimal": form.text(0.5).strip("05"),  # as the script has to write a number
    }


def _features(model: Model, indices: Mapping[str, int]) -> list[dict[str, Any]]:
    """The features as the script computes with them, in the model's order."""
    features = {feature.name: _numeric(feature, indices) for feature in model.numeric}
    features |= {feature.name: _categorical(feature, indices) for feature in model.categorical}
    return [features[feature.name] for feature in model.features]


def range_reach(model: Model) -> Reach | None:
    """How far around each prediction its range goes; None where there are too few residuals to tell."""
    try:
        return model.reach(RANGE_PERCENT)
    except ModelError:
        return None


def _numeric(feature: Numeric, indices: Mapping[str, int]) -> dict[str, Any]:
    factors = [
        {"input": indices[f.column], "function": f.function, "power": f.power, "level": f.level}
        for f in feature.factors
    ]
    plain = {"input": indices[feature.name], "function": None, "power": 1, "level": None} if not factors else None
    return {
        "name": feature.name,
        "weight": feature.weight,
        "missing": feature.missing,
        "factors": [plain] if plain else factors,
    }


def _categorical(feature: Categorical, indices: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": feature.name,
        "weights": list(feature.weights.items()),
        "missing": feature.missing or 0.0,
        "other": feature.weights.get(OTHER, 0.0),
        "inputs": [indices[name] for name in feature.columns or [feature.name]],
    }


def choices(model: Model, column: Input) -> list[list[str | float]] | None:
    """The choices of a field: pairs of a label and its value; None where the field is of numbers."""
    if column.levels is None:
        return [list(pair) for pair in (column.form or PLAIN).choices] or None
    factors = (factor for feature in model.numeric for factor in feature.factors)
    slopes = [factor.level for factor in factors if factor.level is not None and factor.column == column.name]
    return [[level, level] for level in dict.fromkeys([*column.levels, *slopes])]


def fields(model: Model, columns: Sequence[Description]) -> Markup:
    """One field for each column; it starts at the mean or at the commonest level."""
    described = {column.name: column for column in columns}
    return join(*(_field(model, index, column, described) for index, column in enumerate(model.inputs)))


def _field(model: Model, index: int, column: Input, described: Mapping[str, Description]) -> Markup:
    label = tag("label", column.name, id=f"label-{index}", for_=f"field-{index}")
    options = choices(model, column)
    if options is None:
        return tag("div", label, *_number_field(index, column), class_="field", data_input=index)
    description = described.get(column.name)
    commonest = description.commonest[0][0] if description and description.commonest else None
    first = next((k for k, (text, _) in enumerate(options) if text == commonest), 0)
    items = [tag("option", str(text), value=str(k), selected=k == first) for k, (text, _) in enumerate(options)]
    if column.levels is not None and OTHER not in column.levels:
        items.append(tag("option", OTHER_CHOICE, value="unseen"))
    items.append(tag("option", MISSING_CHOICE, value="missing", selected=not options))
    return tag("div", label, tag("select", *items, id=f"field-{index}"), class_="field choice", data_input=index)


def _number_field(index: int, column: Input) -> tuple[Markup, ...]:
    """A number to type and a slider for it; the slider's ends are the multiples of its step within the range seen."""
    step = slider_step(column)
    first, last = math.ceil(column.low / step) * step, math.floor(column.high / step) * step
    if first > last:
        first = last = column.low
    start = min(max(round(column.usual / step) * step, first), last)
    form = column.form or PLAIN
    is_number = form.field.type == "number"  # else the browser has a field for that type, such as a date
    as_text = entry_rule(column) is not None  # a field of type number would take 120.000 for 120 and refuse 120,000
    field = tag(
        "input",
        type="text" if as_text else form.field.type,
        id=f"field-{index}",
        value=shortest_text(start) if is_number else None,
        step="any" if is_number and not as_text else None,
        inputmode="decimal" if is_number else None,
        placeholder="missing" if is_number else None,
        autocomplete="off",
        aria_describedby=f"seen-{index}",
        data_start=shortest_text(start),
        data_per_unit=None if is_number else form.field.per_unit,
        data_step=None if is_number else form.field.step,
    )
    slider = tag(
        "input",
        type="range",
        min=shortest_text(first),
        max=shortest_text(last),
        step=shortest_text(step),
        value=shortest_text(start),
        aria_labelledby=f"label-{index}",
    )
    span = f"seen: {form.shown_with_unit(column.low)} to {form.shown_with_unit(column.high)}"
    before, after = (tag("span", unit, class_="unit") if unit else None for unit in form.units)
    box = tag("span", before, field, after, class_="typed")
    return box, slider, tag("p", span, id=f"seen-{index}", class_="seen")


def slider_step(column: Input) -> float:
    """A power of ten, a hundredth of the range or less; 1 at least between whole numbers."""
    span = column.high - column.low
    if not 0 < span < math.inf:
        return 1.0
    step = 10.0 ** math.floor(math.log10(span / FEWEST_SLIDER_STEPS))
    whole = (column.form or PLAIN).whole or (column.low.is_integer() and column.high.is_integer())
    return max(step, 1.0) if whole else step


def shortest_text(value: float) -> str:
    """The shortest spelling of a multiple of a step: 0.3, not 0.30000000000000004."""
    return f"{value:.15g}"
