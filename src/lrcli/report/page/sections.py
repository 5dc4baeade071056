"""The sections of a report, in their order on the page."""

import math
from collections.abc import Iterator, Mapping

from lrcli.data.describe.statistics import Description
from lrcli.jobs.diagnostics import Diagnostics, LargeError
from lrcli.jobs.verdict import Verdict
from lrcli.learning.metrics import Metric
from lrcli.model.features import Effect, Feature, from_highest, most_important
from lrcli.model.linear import Model
from lrcli.model.record import Scores
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.report.page.blocks import figure, html_section, html_table, in_target_units, with_sign
from lrcli.report.page.calculator import RANGE_PERCENT, fields, range_reach
from lrcli.report.page.charts import (
    agreement_chart,
    bar_cell,
    dots_beyond,
    error_chart,
    histogram_cell,
    loss_chart,
    residual_chart,
)
from lrcli.report.page.markup import Inside, Markup, join, tag
from lrcli.report.page.network import network
from lrcli.report.words.metrics import PAGE_METRICS
from lrcli.report.words.training import optimality, recipe_in_words, weight_effect
from lrcli.text import count, fixed, minus, number, percent, short

EDGE_LEVELS = 5  # of a feature of many levels, that many of the highest and of the lowest are listed
NAMED_FEATURES = 8  # in the heading, and beside a row of the largest errors


def header_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """What is predicted, and from what."""
    names = [column.name for column in model.inputs]
    more = f" and {len(names) - NAMED_FEATURES:,} more" if len(names) > NAMED_FEATURES else ""
    kind = "The training" if "training" in diagnostics.scores else "An evaluation"
    return tag(
        "header",
        tag("p", f"{kind} of a linear model", class_="eyebrow"),
        tag("h1", model.target.name),
        tag("p", f"predicted from {', '.join(names[:NAMED_FEATURES]) or 'nothing'}{more}", class_="lead"),
    )


def verdict_section(verdict: Verdict) -> Markup:
    """Whether the model can be used; where it cannot, every reason."""
    if verdict.usable:
        return tag("p", verdict.text, class_="verdict", role="status")
    first, *others = verdict.reasons
    more = tag("ul", *(tag("li", f"{reason.text}.") for reason in others)) if others else None
    return join(tag("p", f"Not usable: {first.text}.", class_="verdict not-usable", role="alert"), more)


def score_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """The scores that count: of rows that were held out, where there are any."""
    name = next(name for name in ("test", "validation", "model", "training") if name in diagnostics.scores)
    scores = diagnostics.scores[name]
    on = {"model": "rows given", "training": "training rows"}.get(name, f"{name} rows, which were held out")
    better = 0.0 if scores.r2 is None else 1 - math.sqrt(max(1 - scores.r2, 0.0))
    figures = [
        (in_target_units(scores.rmse, model), "typical error (RMSE)"),
        (in_target_units(scores.mae, model), "mean absolute error (MAE)"),
        (minus(fixed(scores.r2)), "R², 1 at best"),
        (percent(better) if better > 0 else "none", "less error than always the mean"),
    ]
    listed = [tag("div", tag("dt", label), tag("dd", value)) for value, label in figures]
    under = tag("p", f"On {scores.rows_in_words} {on}.", class_="quiet under")
    return join(tag("dl", *listed, class_="figures"), under)


def calculator_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """Fields to move, the prediction, and the sum that it is."""
    log = model.target.log
    around = tag("span", id="low"), " to ", tag("span", id="high"), f" in {RANGE_PERCENT} of 100 new cases"
    predicted = tag(
        "div",
        tag("p", f"predicted {model.target.name}{' (median)' if log else ''}", id="price-name", class_="eyebrow"),
        tag("output", id="price", aria_live="polite", aria_atomic="true", aria_labelledby="price-name"),
        tag("p", *around, class_="range") if range_reach(model) is not None else None,
        tag("p", "mean of rows like it: ", tag("span", id="mean"), class_="range") if log and log.smearing else None,
        tag("p", id="note", class_="note", role="status"),
        class_="predicted",
    )
    result = tag("div", predicted, _parts(model), class_="result")
    again = tag("button", "Start again", type="reset")
    form = tag(
        "form", fields(model, diagnostics.columns), again, id="calculator", aria_labelledby="try", autocomplete="off"
    )
    needs = tag("noscript", tag("p", "The calculator needs JavaScript; all else on this page does not."))
    lead = "Move a feature and see the prediction change, and why. A field left empty is a missing value."
    return html_section("Try it", needs, tag("div", form, result, class_="calculator"), name="try", lead=lead)


def _parts(model: Model) -> Markup:
    """A row for the average, for each group of features and for the prediction; the script fills them in."""
    names = ["average row", *(group.name for group in model.groups), model.target.name]
    blank = tag("svg", tag("rect", y=0, height=1), viewBox="0 0 1 1", preserveAspectRatio="none", aria_hidden="true")
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", blank), tag("td", class_="amount number")) for name in names
    ]
    caption = f"What each feature {'multiplies the average by' if model.target.log else 'adds to the average'}"
    return tag("table", tag("caption", caption), tag("tbody", *rows), id="parts")


def weight_section(model: Model) -> Markup:
    """The weights as a table with bars, and as a network."""
    lines = list(weight_lines(model))
    longest = max((abs(moves) for _, moves in lines), default=0.0)
    verb = f"changes {model.target.name} by" if model.target.log else f"adds to {model.target.name}"
    rows = [[name, bar_cell(moves, longest), move_text(model, moves)] for name, moves in lines]
    bias = f"exp({minus(number(model.bias))})" if model.target.log else minus(number(model.bias))
    average = minus(number(model.in_units(model.average)))
    caption = f"The average row is {average}, the bias {bias}. One standard deviation of a number, or a level, {verb}:"
    columns = ["feature", tag("span", "bar", class_="unseen"), verb]
    as_power = f" as a power of e, so that each part multiplies the {model.target.name}"
    lead = (
        f"One weight for each number and each level; the prediction is their sum{as_power if model.target.log else ''}."
    )
    pair = tag("div", html_table(caption, columns, rows), tag("figure", network(model)), class_="pair")
    return html_section("What it learned", pair, name="learned", lead=lead)


def move_text(model: Model, moves: float) -> str:
    """How far the prediction moves."""
    return weight_effect(model, moves) if model.target.log else with_sign(in_target_units(moves, model))


def weight_lines(model: Model) -> Iterator[tuple[Markup, float]]:
    """A name and how far the sum moves, by one deviation of a number or by a level; the most important first."""
    for feature in most_important(model.features):
        effects = from_highest(feature.effects())
        hidden = len(effects) - 2 * EDGE_LEVELS
        for index, each in enumerate(effects):
            if hidden > 1 and EDGE_LEVELS <= index < EDGE_LEVELS + hidden:
                continue
            more = hidden > 1 and index == EDGE_LEVELS - 1
            between = tag("small", f" … {hidden:,} levels between", class_="quiet") if more else None
            yield join(_effect_name(model, feature, each), between), each.move


def _effect_name(model: Model, feature: Feature, effect: Effect) -> Markup:
    """A number with the weight of one unit, or a feature and one of its levels."""
    if effect.level is not None:
        return join(tag("span", f"{feature.name} ", class_="quiet"), effect.level)
    per_unit = minus(weight_effect(model, effect.weight))
    return join(feature.name, " ", tag("small", f"{per_unit} {feature.per}", class_="quiet"))


def fit_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """Scores, and three pictures of the errors."""
    target, scores = model.target.name, html_score_table(model, diagnostics.scores)
    charts = [
        figure(error_chart(diagnostics), "How often an error of each size is made."),
        figure(agreement_chart(diagnostics, target), "Predicted against actual: on the line where it is right."),
        figure(
            residual_chart(diagnostics, target),
            "Errors against predictions: a curve or a fan says that a line is not all.",
        ),
    ]
    notes = []
    if diagnostics.held_out.any() and not diagnostics.held_out.all():
        keys = *_key("rows held out"), *_key("rows that trained", "trained")
        notes.append(tag("p", *keys, class_="quiet legend"))
    if len(diagnostics.actual) < diagnostics.rows:
        drawn = f"{len(diagnostics.actual):,} of {diagnostics.rows:,} rows are shown, drawn at random."
        notes.append(tag("p", drawn, class_="quiet legend"))
    if miss := dots_beyond(diagnostics):
        notes.append(tag("p", f"{count(miss, 'dot')} beyond the axes, drawn at their ends.", class_="quiet legend"))
    pair = tag("div", tag("div", scores, *notes), *charts, class_="pair")
    return html_section("How well it fits", pair, name="fit")


def html_score_table(model: Model, scores: Mapping[str, Scores]) -> Markup:
    """The errors on several sets of rows."""
    rows = [_score_row(name, each, model) for name, each in scores.items()]
    return html_table(f"Errors in units of {model.target.name}", ["", "rows", *map(_head, PAGE_METRICS)], rows)


def _key(text: str, kind: str = "") -> tuple[Markup, str]:
    return tag("span", class_=f"key {kind}".strip()), f" {text}  "


def _head(metric: Metric) -> Markup:
    better = "more" if metric.more_is_better else "less"
    return tag("abbr", metric.symbol, title=f"{metric.meaning}; {better} is better")


def _score_row(name: str, scores: Scores, model: Model) -> list[Inside]:
    return [name, scores.rows_in_words, *(_score(metric, scores.value(metric.name), model) for metric in PAGE_METRICS)]


def _score(metric: Metric, value: float | None, model: Model) -> str:
    return metric.text(value) if value is None or metric.power != 1 else in_target_units(value, model, 1)


def error_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """The rows whose predictions are furthest off."""
    features = most_important(model.features)[:NAMED_FEATURES]
    lines_known = any(miss.origin for miss in diagnostics.worst)
    heads = ["error", "actual", "predicted", *(["row"] if lines_known else []), *(feature.name for feature in features)]
    texts = [len(heads) - len(features) + k for k, feature in enumerate(features) if feature.slope is None]
    rows = [
        [*_error(miss, model), *([miss.origin] if lines_known else []), *_feature_values(miss, model)]
        for miss in diagnostics.worst
    ]
    sample = "" if diagnostics.described == diagnostics.rows else f" of {diagnostics.described:,} rows drawn at random"
    table = html_table(
        f"The {count(len(rows), 'row')} furthest off{sample}",
        heads,
        rows,
        texts=[*texts, *([3] if lines_known else [])],
    )
    lead = "What the model cannot know: look at these rows first."
    return html_section("Largest errors", table, name="furthest", lead=lead)


def _error(miss: LargeError, model: Model) -> list[Inside]:
    error = with_sign(in_target_units(miss.predicted - miss.actual, model))
    return [error, in_target_units(miss.actual, model), in_target_units(miss.predicted, model)]


def _feature_values(miss: LargeError, model: Model) -> Iterator[Inside]:
    """The values of the most important features."""
    forms = {column.name: column.form for column in model.inputs}
    for feature in most_important(model.features)[:NAMED_FEATURES]:
        value, form = miss.values[feature.name], forms.get(feature.name) or PLAIN
        yield "–" if value is None else value if isinstance(value, str) else form.shown_with_unit(value)


def training_section(model: Model) -> Markup:
    """The loss curve and how the training ended."""
    sentences = [recipe_in_words(model.training), optimality(model)]
    paragraphs = [tag("p", f"{text[0].upper()}{text[1:]}.", class_="said") for text in sentences]
    if len(model.history.epoch) < 2:
        return html_section("How it was learned", *paragraphs, name="training")
    validated = model.history.validation_loss is not None
    caption = (
        [*_key("training rows"), *_key("validation rows", "other")] if validated else ["Loss of the training rows."]
    )
    chart = loss_chart(model)
    pair = tag("div", figure(chart, *caption), tag("div", *paragraphs), class_="pair")
    return html_section("How it was learned", pair, name="training")


def data_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """The data in numbers."""
    forms = {column.name: column.form for column in model.inputs} | {model.target.name: model.target.form}
    numbers: list[list[Inside]] = []
    texts: list[list[Inside]] = []
    for column in diagnostics.columns:
        counts = [f"{column.count:,}", f"{column.missing:,}"]
        if column.numbers:
            numbers.append([column.name, *counts, *_numbers(column, forms.get(column.name) or PLAIN)])
        elif column.kind == "text":
            texts.append([column.name, *counts, f"{column.distinct:,}", _commonest(column)])
    heads = ["column", "count", "missing", "mean", "std", "min", "median", "max", "histogram"]
    tables = [html_table("Numbers", heads, numbers)] if numbers else []
    if texts:
        tables.append(html_table("Texts", ["column", "count", "missing", "levels", "commonest"], texts, texts=(0, 4)))
    lead = f"{count(diagnostics.rows, 'row')} of {', '.join(file.name for file in model.data.files)}."
    if "training" not in diagnostics.scores:
        lead = f"{count(diagnostics.rows, 'row')} that the model was compared with."
    if diagnostics.described < diagnostics.rows:
        lead += f" All numbers are of {diagnostics.described:,} of them, drawn at random."
    return html_section("The data", *tables, name="data", lead=lead)


def _numbers(column: Description, form: Form) -> list[Inside]:
    numbers = column.numbers
    assert numbers is not None
    std = "–" if numbers.std is None else short(numbers.std, 5)
    low, median, high = map(form.shown_with_unit, (numbers.min, numbers.median, numbers.max))
    about = "≈" if numbers.picked else ""
    return [
        form.shown_with_unit(numbers.mean),
        std,
        low,
        about + median,
        high,
        histogram_cell(numbers.histogram, column.name),
    ]


def _commonest(column: Description) -> str:
    more = ", …" if column.distinct > len(column.commonest) else ""
    return ", ".join(f"{text} {n:,}" for text, n in column.commonest) + more


def footer_section(model: Model) -> Markup:
    formula = "bias + Σ weight · value + Σ weight of the category"
    return tag("footer", tag("p", f"Made by lrcli: prediction = {f'exp({formula})' if model.target.log else formula}."))
