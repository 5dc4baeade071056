"""The other sections of a report, in their order on the page."""

import math
from collections.abc import Sequence

from lrcli.data.describe.statistics import Description
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.jobs.measurement.prediction_diagnostics import Diagnostics
from lrcli.model.linear import Model
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.report.page.blocks import figure, html_section, html_table, in_target_units, key
from lrcli.report.page.calculator import RANGE_PERCENT, fields, range_reach
from lrcli.report.page.charts import (
    histogram_cell,
    loss_chart,
)
from lrcli.report.page.markup import Inside, Markup, join, tag
from lrcli.report.words.training import optimality, recipe_in_words
from lrcli.text import count, fixed, minus, percent, short

NAMED_FEATURES = 8  # in the heading


def header_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """What is predicted, and from what. model: of all targets."""
    names = [column.name for column in model.inputs]
    more = f" and {len(names) - NAMED_FEATURES:,} more" if len(names) > NAMED_FEATURES else ""
    kind = "The training" if "training" in diagnostics.scores else "An evaluation"
    return tag(
        "header",
        tag("p", f"{kind} of a linear model", class_="eyebrow"),
        tag("h1", " and ".join(model.target_names)),
        tag("p", f"predicted from {', '.join(names[:NAMED_FEATURES]) or 'nothing'}{more}", class_="lead"),
    )


def verdict_section(verdict: Verdict, target: str | None = None) -> Markup:
    """Whether the model can be used; where it cannot, every reason. target: is named, of several."""
    name = "" if target is None else f"{target}: "
    if verdict.usable:
        return tag("p", f"{name}{verdict.text}", class_="verdict", role="status")
    first, *others = verdict.reasons
    more = tag("ul", *(tag("li", f"{reason.text}.") for reason in others)) if others else None
    return join(tag("p", f"{name}Not usable: {first.text}.", class_="verdict not-usable", role="alert"), more)


def score_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """The scores that count: of rows that were held out, where there are any."""
    name = next(name for name in ("test", "validation", "model", "training") if name in diagnostics.scores)
    scores = diagnostics.scores[name]
    known = "rows that it was trained on, which it knows better than new ones"
    on = {"model": "rows given", "training": known}.get(name, f"{name} rows, which were held out")
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


def calculator_section(model: Model, columns: Sequence[Description]) -> Markup:
    """Fields to move, the prediction of each target, and the sum that it is. columns: as far as they are described."""
    note = tag("p", id="note", class_="note", role="status")
    if model.others:  # the predictions of all targets are for the same fields
        answers = [answer for k, each in enumerate(model.each) for answer in _answer(each, f"-{k}" if k else "")]
        result = tag("div", note, *answers, class_="result several")
    else:
        result = tag("div", *_answer(model, "", note), class_="result")
    again = tag("button", "Start again", type="reset")
    form = tag("form", fields(model, columns), again, id="calculator", aria_labelledby="try", autocomplete="off")
    needs = tag("noscript", tag("p", "The calculator needs JavaScript; all else on this page does not."))
    lead = "Move a feature and see the prediction change, and why. A field left empty is a missing value."
    return html_section("Try it", needs, tag("div", form, result, class_="calculator"), name="try", lead=lead)


def _answer(model: Model, behind: str, note: Markup | None = None) -> tuple[Markup, Markup]:
    """The prediction of one target with its range, and its parts. behind: the suffix of the ids of its elements."""
    log, name = model.target.log, f"price-name{behind}"
    low, high = tag("span", id=f"low{behind}"), tag("span", id=f"high{behind}")
    around = low, " to ", high, f" in {RANGE_PERCENT} of 100 new cases"
    mean = "mean of rows like it: ", tag("span", id=f"mean{behind}")
    predicted = tag(
        "div",
        tag("p", f"predicted {model.target.name}{' (median)' if log else ''}", id=name, class_="eyebrow"),
        tag("output", id=f"price{behind}", aria_live="polite", aria_atomic="true", aria_labelledby=name),
        tag("p", *around, class_="range") if range_reach(model) is not None else None,
        tag("p", *mean, class_="range") if log and log.smearing else None,
        note,
        class_="predicted",
    )
    return predicted, _parts(model, f"parts{behind}")


def _parts(model: Model, name: str) -> Markup:
    """A row for the average, for each group of features and for the prediction; the script fills them in."""
    names = ["average row", *(group.name for group in model.groups), model.target.name]
    blank = tag("svg", tag("rect", y=0, height=1), viewBox="0 0 1 1", preserveAspectRatio="none", aria_hidden="true")
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", blank), tag("td", class_="amount number")) for name in names
    ]
    multiplied = f"multiplies {model.multiplied_name} by" if model.shift else "multiplies the average by"
    caption = f"What each feature {multiplied if model.target.log else 'adds to the average'}"
    return tag("table", tag("caption", caption), tag("tbody", *rows), id=name, class_="parts")


def training_section(model: Model) -> Markup:
    """The loss curve and how the training ended."""
    sentences = [recipe_in_words(model.training), optimality(model)]
    paragraphs = [tag("p", f"{text[0].upper()}{text[1:]}.", class_="said") for text in sentences]
    if len(model.history.epoch) < 2:
        return html_section("How it was learned", *paragraphs, name="training")
    validated = model.history.validation_loss is not None
    caption = [*key("training rows"), *key("validation rows", "other")] if validated else ["Loss of the training rows."]
    chart = loss_chart(model)
    pair = tag("div", figure(chart, *caption), tag("div", *paragraphs), class_="pair")
    return html_section("How it was learned", pair, name="training")


def data_section(model: Model, each: Sequence[Diagnostics]) -> Markup:
    """The data in numbers: the features, then the targets. model: of all targets; each: the diagnostics of each."""
    forms = {column.name: column.form for column in model.inputs}
    forms |= {one.target.name: one.target.form for one in model.each}
    diagnostics, *others = each
    numbers: list[list[Inside]] = []
    texts: list[list[Inside]] = []
    for column in (*diagnostics.columns, *(other.columns[-1] for other in others)):
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
    """The formula, of each target."""
    formulas = dict.fromkeys(f"prediction = {_formula(each)}" for each in model.each)
    return tag("footer", tag("p", f"Made by lrcli: {'; '.join(formulas)}."))


def _formula(model: Model) -> str:
    formula = "bias + Σ weight · value + Σ weight of the category"
    return f"exp({formula})" + f" − {model.shift}" * bool(model.shift) if model.target.log else formula
