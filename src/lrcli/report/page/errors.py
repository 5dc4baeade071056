"""The sections of a report on how well the model fits: scores, pictures of the errors, the largest ones."""

from collections.abc import Iterator, Mapping

from lrcli.jobs.measurement.prediction_diagnostics import Diagnostics, LargeError
from lrcli.learning.metrics import Metric
from lrcli.model.features import by_importance
from lrcli.model.linear import Model
from lrcli.model.record import Scores
from lrcli.notation.numbers import PLAIN
from lrcli.report.page.blocks import figure, html_section, html_table, in_target_units, key, with_sign
from lrcli.report.page.charts import (
    agreement_chart,
    dots_beyond,
    error_chart,
    residual_chart,
)
from lrcli.report.page.markup import Inside, Markup, tag
from lrcli.report.words.metrics import PAGE_METRICS
from lrcli.text import count

NO_BREAK = "\u00a0"  # a blank at which no line ends
DESCRIBED_FEATURES = 8  # beside a row of the largest errors


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
        keys = *key("rows held out"), *key("rows that trained", "trained")
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


def _head(metric: Metric) -> Markup:
    better = "more" if metric.more_is_better else "less"
    return tag("abbr", metric.symbol, title=f"{metric.meaning}; {better} is better")


def _score_row(name: str, scores: Scores, model: Model) -> list[Inside]:
    return [name, scores.rows_in_words, *(_score(metric, scores.value(metric.name), model) for metric in PAGE_METRICS)]


def _score(metric: Metric, value: float | None, model: Model) -> str:
    return metric.text(value) if value is None or metric.power != 1 else in_target_units(value, model, 1)


def error_section(model: Model, diagnostics: Diagnostics) -> Markup:
    """The rows whose predictions are furthest off."""
    features = by_importance(model.features)[:DESCRIBED_FEATURES]
    lines_known = any(miss.origin for miss in diagnostics.worst)
    heads = ["error", "actual", "predicted", *(["row"] if lines_known else []), *(feature.name for feature in features)]
    texts = [len(heads) - len(features) + k for k, feature in enumerate(features) if feature.slope is None]
    rows = [
        [*_error(miss, model), *([_place(miss)] if lines_known else []), *_feature_values(miss, model)]
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


def _place(miss: LargeError) -> str:
    """The file and the line, whose word and number stay in one line of a narrow table."""
    return NO_BREAK.join((miss.origin or "").rsplit(" ", 1))


def _feature_values(miss: LargeError, model: Model) -> Iterator[Inside]:
    """The values of the most important features."""
    forms = {column.name: column.form for column in model.inputs}
    for feature in by_importance(model.features)[:DESCRIBED_FEATURES]:
        value, form = miss.values[feature.name], forms.get(feature.name) or PLAIN
        yield "–" if value is None else value if isinstance(value, str) else form.shown_with_unit(value)
