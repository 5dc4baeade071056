"""The sections of a report, from what it is of to how it was learned."""

import math
from collections.abc import Iterator

from lrcli.data.describe.statistics import Description
from lrcli.jobs.diagnostics import Diagnostics, LargeError
from lrcli.jobs.verdict import Verdict
from lrcli.learning.metrics import Metric
from lrcli.model.features import Effect, Feature, from_highest
from lrcli.model.linear import Model
from lrcli.model.record import Scores
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.report.page.blocks import figure, in_units, section, table, with_sign
from lrcli.report.page.calculator import RANGE, fields, reach
from lrcli.report.page.charts import agreement_chart, bar, beyond, error_chart, histogram, loss_chart, residual_chart
from lrcli.report.page.markup import Inside, Markup, join, tag
from lrcli.report.page.network import network
from lrcli.report.words.metrics import OF_PAGE
from lrcli.report.words.training import arrival, effect, how
from lrcli.text import count, fixed, minus, number, percent, short

EDGE_LEVELS = 5  # of a feature of many levels, that many of the highest and of the lowest are listed
NAMED = 8  # features in a heading, and beside a row


def header(model: Model, shown: Diagnostics) -> Markup:
    """What is predicted, and from what."""
    names = [column.name for column in model.inputs]
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    kind = "The training" if "training" in shown.scores else "An evaluation"
    return tag(
        "header",
        tag("p", f"{kind} of a linear model", class_="eyebrow"),
        tag("h1", model.target.name),
        tag("p", f"predicted from {', '.join(names[:NAMED]) or 'nothing'}{more}", class_="lead"),
    )


def judgement(verdict: Verdict) -> Markup:
    """Whether the model can be used; where it cannot, every reason."""
    if verdict.usable:
        return tag("p", verdict.text, class_="verdict", role="status")
    first, *others = verdict.reasons
    more = tag("ul", *(tag("li", f"{reason.text}.") for reason in others)) if others else None
    return join(tag("p", f"Not usable: {first.text}.", class_="verdict not-usable", role="alert"), more)


def key_figures(model: Model, shown: Diagnostics) -> Markup:
    """The scores that count: of rows that were held out, where there are any."""
    name = next(name for name in ("test", "validation", "model", "training") if name in shown.scores)
    scores = shown.scores[name]
    on = {"model": "rows given", "training": "training rows"}.get(name, f"{name} rows, which were held out")
    better = 0.0 if scores.r2 is None else 1 - math.sqrt(max(1 - scores.r2, 0.0))
    figures = [
        (in_units(scores.rmse, model), "typical error (RMSE)"),
        (in_units(scores.mae, model), "mean absolute error (MAE)"),
        (minus(fixed(scores.r2)), "R², 1 at best"),
        (percent(better) if better > 0 else "none", "less error than always the mean"),
    ]
    listed = [tag("div", tag("dt", label), tag("dd", value)) for value, label in figures]
    return join(tag("dl", *listed, class_="figures"), tag("p", f"On {scores.rows:,} {on}.", class_="quiet under"))


def calculator(model: Model, shown: Diagnostics) -> Markup:
    """Fields to move, the prediction, and the sum that it is."""
    around = tag("span", id="low"), " to ", tag("span", id="high"), f" in {RANGE} of 100 new cases"
    predicted = tag(
        "div",
        tag("p", f"predicted {model.target.name}", id="price-name", class_="eyebrow"),
        tag("output", id="price", aria_live="polite", aria_atomic="true", aria_labelledby="price-name"),
        tag("p", *around, class_="range") if reach(model) is not None else None,
        tag("p", id="note", class_="note", role="status"),
        class_="predicted",
    )
    result = tag("div", predicted, _parts(model), class_="result")
    again = tag("button", "Start again", type="reset")
    form = tag("form", fields(model, shown.columns), again, id="calculator", aria_labelledby="try", autocomplete="off")
    needs = tag("noscript", tag("p", "The calculator needs JavaScript; all else on this page does not."))
    lead = "Move a feature and see the prediction change, and why. A field left empty is a missing value."
    return section("Try it", needs, tag("div", form, result, class_="calculator"), name="try", lead=lead)


def _parts(model: Model) -> Markup:
    """A row for the bias, for each feature and for the prediction; the script fills them in."""
    names = ["bias", *(feature.name for feature in model.features), model.target.name]
    blank = tag("svg", tag("rect", y=0, height=1), viewBox="0 0 1 1", preserveAspectRatio="none", aria_hidden="true")
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", blank), tag("td", class_="amount number")) for name in names
    ]
    caption = f"The parts that {'multiply' if model.target.log else 'add up'} to it"
    return tag("table", tag("caption", caption), tag("tbody", *rows), id="parts")


def learned(model: Model) -> Markup:
    """The weights as a table with bars, and as a network."""
    lines = list(weights(model))
    longest = max((abs(moves) for _, moves in lines), default=0.0)
    does = f"changes {model.target.name} by" if model.target.log else f"adds to {model.target.name}"
    rows = [[name, bar(moves, longest), moved(model, moves)] for name, moves in lines]
    bias = number(model.in_units(model.bias))
    said = f"The bias is {minus(bias)}. One standard deviation of a number, or a level, {does}:"
    columns = ["feature", tag("span", "bar", class_="unseen"), does]
    as_power = f" as a power of e, so that each part multiplies the {model.target.name}"
    lead = (
        f"One weight for each number and each level; the prediction is their sum{as_power if model.target.log else ''}."
    )
    pair = tag("div", table(said, columns, rows), tag("figure", network(model)), class_="pair")
    return section("What it learned", pair, name="learned", lead=lead)


def moved(model: Model, moves: float) -> str:
    """How far the prediction moves."""
    return effect(model, moves) if model.target.log else with_sign(in_units(moves, model))


def weights(model: Model) -> Iterator[tuple[Markup, float]]:
    """A name and how far the sum moves, by one deviation of a number or by a level."""
    for feature in model.features:
        effects = from_highest(feature.effects())
        hidden = len(effects) - 2 * EDGE_LEVELS
        for place, one in enumerate(effects):
            if hidden > 1 and EDGE_LEVELS <= place < EDGE_LEVELS + hidden:
                continue
            more = hidden > 1 and place == EDGE_LEVELS - 1
            between = tag("small", f" … {hidden:,} levels between", class_="quiet") if more else None
            yield join(_weighed(model, feature, one), between), one.move


def _weighed(model: Model, feature: Feature, one: Effect) -> Markup:
    """A number with the weight of one unit, or a feature and one of its levels."""
    if one.level is not None:
        return join(tag("span", f"{feature.name} ", class_="quiet"), one.level)
    of_unit = effect(model, one.weight, lambda weight: minus(number(weight)))
    return join(feature.name, " ", tag("small", f"{of_unit} {feature.per}", class_="quiet"))


def fit(model: Model, shown: Diagnostics) -> Markup:
    """Scores, and three pictures of the errors."""
    target = model.target.name
    rows = [_score_row(name, scores, model) for name, scores in shown.scores.items()]
    scores = table(f"Errors in units of {target}", ["", "rows", *map(_head, OF_PAGE)], rows)
    drawn = [
        figure(error_chart(shown), "How often an error of each size is made."),
        figure(agreement_chart(shown, target), "Predicted against actual: on the line where it is right."),
        figure(
            residual_chart(shown, target), "Errors against predictions: a curve or a fan says that a line is not all."
        ),
    ]
    below = []
    if shown.held_out.any() and not shown.held_out.all():
        keys = *_key("rows held out"), *_key("rows that trained", "trained")
        below.append(tag("p", *keys, class_="quiet legend"))
    if len(shown.actual) < shown.rows:
        picked = f"{len(shown.actual):,} of {shown.rows:,} rows are shown, drawn at random."
        below.append(tag("p", picked, class_="quiet legend"))
    if far := beyond(shown):
        below.append(tag("p", f"{count(far, 'dot')} beyond the axes, drawn at their ends.", class_="quiet legend"))
    pair = tag("div", tag("div", scores, *below), *drawn, class_="pair")
    return section("How well it fits", pair, name="fit")


def _key(text: str, kind: str = "") -> tuple[Markup, str]:
    return tag("span", class_=f"key {kind}".strip()), f" {text}  "


def _head(metric: Metric) -> Markup:
    better = "more" if metric.more_is_better else "less"
    return tag("abbr", metric.symbol, title=f"{metric.meaning}; {better} is better")


def _score_row(name: str, scores: Scores, model: Model) -> list[Inside]:
    return [name, f"{scores.rows:,}", *(_score(metric, scores.value(metric.name), model) for metric in OF_PAGE)]


def _score(metric: Metric, value: float | None, model: Model) -> str:
    return metric.written(value) if value is None or metric.power != 1 else in_units(value, model, 1)


def furthest(model: Model, shown: Diagnostics) -> Markup:
    """The rows whose predictions are furthest off."""
    features = model.features[:NAMED]
    known = any(far.origin for far in shown.worst)
    heads = ["error", "actual", "predicted", *(["row"] if known else []), *(feature.name for feature in features)]
    texts = [len(heads) - len(features) + k for k, feature in enumerate(features) if feature.slope is None]
    rows = [[*_error(far, model), *([far.origin] if known else []), *_told(far, model)] for far in shown.worst]
    of = "" if shown.described == shown.rows else f" of {shown.described:,} rows drawn at random"
    made = table(
        f"The {count(len(rows), 'row')} furthest off{of}", heads, rows, texts=[*texts, *([3] if known else [])]
    )
    lead = "What the model cannot know: look at these rows first."
    return section("Largest errors", made, name="furthest", lead=lead)


def _error(far: LargeError, model: Model) -> list[Inside]:
    error = with_sign(in_units(far.predicted - far.actual, model))
    return [error, in_units(far.actual, model), in_units(far.predicted, model)]


def _told(far: LargeError, model: Model) -> Iterator[Inside]:
    """The values of the first features."""
    forms = {column.name: column.form for column in model.inputs}
    for feature in model.features[:NAMED]:
        value, form = far.values[feature.name], forms.get(feature.name) or PLAIN
        yield "–" if value is None else value if isinstance(value, str) else form.shown_with_unit(value)


def training(model: Model) -> Markup:
    """The loss curve and how the training ended."""
    sentences = [how(model.training), arrival(model)]
    said = [tag("p", f"{text[0].upper()}{text[1:]}.", class_="said") for text in sentences]
    if len(model.history.epoch) < 2:
        return section("How it was learned", *said, name="training")
    two = model.history.validation_loss is not None
    caption = [*_key("training rows"), *_key("validation rows", "other")] if two else ["Loss of the training rows."]
    drawn = loss_chart(model.history, model.target.name if model.target.log else None)
    pair = tag("div", figure(drawn, *caption), tag("div", *said), class_="pair")
    return section("How it was learned", pair, name="training")


def columns(model: Model, shown: Diagnostics) -> Markup:
    """The data in numbers."""
    forms = {column.name: column.form for column in model.inputs} | {model.target.name: model.target.form}
    numbers: list[list[Inside]] = []
    texts: list[list[Inside]] = []
    for column in shown.columns:
        absent = [f"{column.count:,}", f"{column.missing:,}"]
        if column.numbers:
            numbers.append([column.name, *absent, *_numbers(column, forms.get(column.name) or PLAIN)])
        elif column.kind == "text":
            texts.append([column.name, *absent, f"{column.distinct:,}", _commonest(column)])
    heads = ["column", "count", "missing", "mean", "std", "min", "median", "max", "histogram"]
    made = [table("Numbers", heads, numbers)] if numbers else []
    if texts:
        made.append(table("Texts", ["column", "count", "missing", "levels", "commonest"], texts, texts=(0, 4)))
    lead = f"{count(shown.rows, 'row')} of {', '.join(file.name for file in model.data.files)}."
    if "training" not in shown.scores:
        lead = f"{count(shown.rows, 'row')} that the model was compared with."
    if shown.described < shown.rows:
        lead += f" All numbers are of {shown.described:,} of them, drawn at random."
    return section("The data", *made, name="data", lead=lead)


def _numbers(column: Description, form: Form) -> list[Inside]:
    found = column.numbers
    assert found is not None
    std = "–" if found.std is None else short(found.std, 5)
    low, median, high = map(form.shown_with_unit, (found.min, found.median, found.max))
    about = "≈" if found.picked else ""
    return [form.shown_with_unit(found.mean), std, low, about + median, high, histogram(found.histogram, column.name)]


def _commonest(column: Description) -> str:
    more = ", …" if column.distinct > len(column.commonest) else ""
    return ", ".join(f"{text} {n:,}" for text, n in column.commonest) + more


def footer(model: Model) -> Markup:
    formula = "bias + Σ weight · value + Σ weight of the category"
    return tag("footer", tag("p", f"Made by lrcli: prediction = {f'exp({formula})' if model.target.log else formula}."))
