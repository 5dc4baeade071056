"""The sections of a report, from what it is of to how it was learned."""

from collections.abc import Iterable, Iterator, Sequence

from lrcli.data.statistics import Description
from lrcli.features import Categorical, Form, Numeric
from lrcli.jobs.showing import Shown
from lrcli.model import Model, Scores
from lrcli.report.calculator import fields, value_text
from lrcli.report.charts import agreement_chart, bar, error_chart, histogram, loss_chart, residual_chart
from lrcli.report.markup import Inside, Markup, join, tag
from lrcli.report.network import network
from lrcli.report.text import count, fixed, number, percent, short, signed
from lrcli.report.training import effect, how, verdict

EDGE_LEVELS = 5  # of a feature of many levels, that many of the highest and of the lowest are listed
NAMED = 8  # features in a heading, and beside a row


def section(title: str, *inside: Inside, name: str, lead: str | None = None) -> Markup:
    heading = tag("h2", title, id=name)
    return tag("section", heading, tag("p", lead, class_="lead") if lead else None, *inside, aria_labelledby=name)


def table(caption: str, columns: Sequence[Inside], rows: Iterable[Sequence[Inside]], *, texts: int = 1) -> Markup:
    """A table whose first column names the row; the columns behind the texts are numbers. It scrolls on its own."""
    kinds = ["text" if place < texts else "number" for place in range(len(columns))]
    head = tag("tr", *(tag("th", name, scope="col", class_=kind) for name, kind in zip(columns, kinds, strict=True)))
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row", class_="text"),
            *(tag("td", cell, class_=kind) for cell, kind in zip(row[1:], kinds[1:], strict=True)),
        )
        for row in rows
    ]
    made = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    return tag("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)


def header(model: Model, shown: Shown) -> Markup:
    """What is predicted, from what, and of which rows."""
    names = [column.name for column in model.inputs]
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    kind = "The training" if "training" in shown.scores else "An evaluation"
    return tag(
        "header",
        tag("p", f"{kind} of a linear model", class_="eyebrow"),
        tag("h1", model.target.name),
        tag("p", f"predicted from {', '.join(names[:NAMED]) or 'nothing'}{more}", class_="lead"),
    )


def key_figures(model: Model, shown: Shown) -> Markup:
    """The scores that count: of rows that were held out, where there are any."""
    name = next(name for name in ("test", "validation", "model", "training") if name in shown.scores)
    scores, mean = shown.scores[name], shown.scores["always the mean"]
    on = {"model": "the rows given", "training": "the training rows"}.get(name, f"{name} rows, held out")
    better = 1 - scores.rmse / mean.rmse if mean.rmse else 0.0
    figures = [
        (number(scores.rmse, 4), "typical error (RMSE)"),
        (number(scores.mae, 4), "mean absolute error"),
        (fixed(scores.r2), "R², 1 at best"),
        (percent(better) if better > 0 else "none", "less error than always the mean"),
    ]
    listed = [tag("div", tag("dt", label), tag("dd", figure)) for figure, label in figures]
    return join(tag("dl", *listed, class_="figures"), tag("p", f"{scores.rows:,} of {on}", class_="quiet under"))


def calculator(model: Model, shown: Shown) -> Markup:
    """Fields to move, the prediction, and the sum that it is."""
    log, target = model.target.log is not None, model.target.name
    names = ["bias", *(feature.name for feature in model.features)]
    blank = Markup('<svg viewBox="-1 0 2 1" preserveAspectRatio="none" aria-hidden="true" class="bar">')
    drawn = join(
        blank, Markup('<rect y="0" height="1"></rect><line x1="0" x2="0" y1="0" y2="1" class="zero"></line></svg>')
    )
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", drawn), tag("td", class_="amount number")) for name in names
    ]
    caption = f"The parts that {'multiply' if log else 'add up'} to it"
    parts = tag("table", tag("caption", caption), tag("tbody", *rows), id="parts")
    result = tag(
        "div",
        tag("p", f"predicted {target}", id="price-name", class_="eyebrow"),
        tag("output", id="price", aria_live="polite", aria_atomic="true", aria_labelledby="price-name"),
        tag("p", id="note", class_="note", role="status"),
        parts,
        class_="result",
    )
    reset = tag("button", "Start again", type="reset")
    form = tag("form", fields(model, shown.columns), reset, id="calculator", aria_labelledby="try", autocomplete="off")
    needs = tag("noscript", tag("p", "The calculator needs JavaScript; all else on this page does not."))
    lead = "Move a feature and see the prediction change, and why. A field left empty is a missing value."
    return section("Try it", needs, tag("div", form, result, class_="calculator"), name="try", lead=lead)


def learned(model: Model) -> Markup:
    """The weights as a table with bars, and as a network."""
    log = model.target.log is not None
    lines = list(weights(model))
    longest = max((abs(line[2]) for line in lines), default=0.0)
    does = "multiplies by" if log else "adds"
    rows = [[name, written, bar(moves, longest), effect(model, moves, signed)] for name, written, moves in lines]
    columns = [
        "feature",
        "weight",
        tag("span", "bar", class_="unseen"),
        f"{does} {'' if log else model.target.name}".strip(),
    ]
    said = f"Bias {number(model.bias)}; one standard deviation of a number, or a level being the case, {does}:"
    listed = table(said, columns, rows)
    lead = "One weight for each number and each level; the prediction is their sum"
    lead += f" as a power of e, so that each part multiplies the {model.target.name}." if log else "."
    return section(
        "What it learned", tag("div", listed, tag("figure", network(model)), class_="pair"), name="learned", lead=lead
    )


def weights(model: Model) -> Iterator[tuple[Markup, str, float]]:
    """Name, weight and how far the sum moves, by one deviation of a number or by a level."""
    for feature in model.features:
        if isinstance(feature, Numeric):
            yield join(feature.name), f"{number(feature.weight)} per unit", feature.weight * feature.std
        else:
            yield from levels(feature)


def levels(feature: Categorical) -> Iterator[tuple[Markup, str, float]]:
    """The weights of a categorical feature; the highest and lowest where there are many."""
    ordered = sorted(feature.weights.items(), key=lambda item: -item[1])
    if feature.missing is not None:
        ordered.append(("(missing)", feature.missing))
    hidden = len(ordered) - 2 * EDGE_LEVELS
    for place, (level, weight) in enumerate(ordered):
        if hidden > 1 and EDGE_LEVELS <= place < EDGE_LEVELS + hidden:
            continue
        more = f" … {hidden:,} levels between" if hidden > 1 and place == EDGE_LEVELS - 1 else ""
        name = join(tag("span", f"{feature.name} ", class_="quiet"), level, tag("small", more) if more else None)
        yield name, number(weight), weight


def fit(model: Model, shown: Shown) -> Markup:
    """Scores, and three pictures of the errors."""
    target = model.target.name
    rows = [_score_row(name, scores) for name, scores in shown.scores.items()]
    scores = table("Errors in units of the target", ["rows", "number", "RMSE", "MAE", "MAPE", "R²"], rows)
    drawn = agreement_chart(shown, target), residual_chart(shown, target), error_chart(shown)
    captions = (
        "Predicted against actual: on the line where it is right.",
        "Errors against predictions: a curve or a fan here says that more than a line is needed.",
        "How large the errors are.",
    )
    figures = [tag("figure", c, tag("figcaption", text)) for c, text in zip(drawn, captions, strict=True)]
    key = None
    if shown.held_out.any() and not shown.held_out.all():
        swatch = tag("span", class_="key"), tag("span", class_="key trained")
        key = tag("p", swatch[0], " held out  ", swatch[1], " trained", class_="quiet legend")
    picked = None
    if len(shown.actual) < shown.rows:
        picked = tag("p", f"{len(shown.actual):,} of {shown.rows:,} rows are drawn, picked evenly.", class_="quiet")
    return section("How well it fits", scores, key, tag("div", *figures, class_="grid"), picked, name="fit")


def _score_row(name: str, scores: Scores) -> list[Inside]:
    mape = f"{scores.mape:,.2f} %" if scores.mape is not None else "–"
    return [name, f"{scores.rows:,}", number(scores.rmse), number(scores.mae), mape, fixed(scores.r2)]


def furthest(model: Model, shown: Shown) -> Markup:
    """The rows whose predictions are furthest off."""
    forms = {column.name: column.form for column in model.inputs}
    named = [feature.name for feature in model.features][:NAMED]
    known = any(far.place for far in shown.worst)
    rows: list[list[Inside]] = []
    for far in shown.worst:
        told: list[Inside] = [far.place] if known else []
        for name in named:
            value = far.values[name]
            told.append(
                "–" if value is None else value if isinstance(value, str) else value_text(value, forms.get(name))
            )
        numbers = [number(far.actual), number(far.predicted), signed(far.predicted - far.actual)]
        rows.append([numbers[2], *numbers[:2], *told])
    columns: list[Inside] = ["error", f"actual {model.target.name}", "predicted", *(["row"] if known else []), *named]
    of = "" if shown.described == shown.rows else f" of {shown.described:,} rows picked evenly"
    made = table(f"The {len(rows)} rows furthest off{of}", columns, rows, texts=0)
    return section(
        "Largest errors", made, name="furthest", lead="What the model cannot know: look at these rows first."
    )


def training(model: Model) -> Markup:
    """The loss curve and how the training ended."""
    said = tag("p", f"{how(model.training)}.", class_="said"), tag("p", f"Ended {verdict(model)}.", class_="said")
    if len(model.history.epoch) < 2:
        return section("How it was learned", *said, name="training")
    log = model.target.name if model.target.log else None
    key = None
    if model.history.validation_loss:
        key = tag("span", class_="key"), " training  ", tag("span", class_="key other"), " validation"
    figure = tag("figure", loss_chart(model.history, log), tag("figcaption", *(key or ("Loss of the training rows.",))))
    return section("How it was learned", tag("div", figure, tag("div", *said), class_="pair"), name="training")


def columns(model: Model, shown: Shown) -> Markup:
    """The data in numbers."""
    forms = {column.name: column.form for column in model.inputs} | {model.target.name: model.target.form}
    numbers, texts = [], []
    for column in shown.columns:
        absent = [f"{column.count:,}", f"{column.missing:,}"]
        if column.numbers:
            numbers.append([column.name, *absent, *_numbers(column, forms.get(column.name))])
        elif column.kind == "text":
            listed = ", ".join(f"{text} {n:,}" for text, n in column.commonest)
            more = ", …" if column.distinct > len(column.commonest) else ""
            texts.append([column.name, listed + more, *absent, f"{column.distinct:,}"])
    heads = ["column", "count", "missing", "mean", "std", "min", "median", "max", "histogram"]
    made = [table("Numbers", heads, numbers)] if numbers else []
    if texts:
        made.append(table("Texts", ["column", "commonest", "count", "missing", "levels"], texts, texts=2))
    lead = f"{count(shown.rows, 'row')} of {', '.join(file.name for file in model.data.files)}."
    if "training" not in shown.scores:
        lead = f"{count(shown.rows, 'row')} that the model was compared with."
    if shown.described < shown.rows:
        lead += f" All numbers are of {shown.described:,} of them, picked evenly."
    return section("The data", *made, name="data", lead=lead)


def _numbers(column: Description, form: Form | None) -> list[Inside]:
    found = column.numbers
    assert found is not None
    std = "–" if found.std is None else short(found.std)
    places = [value_text(value, form) for value in (found.min, found.median, found.max)]
    return [value_text(found.mean, form), std, *places, histogram(found.histogram, column.name)]


def footer(model: Model) -> Markup:
    return tag(
        "footer",
        tag("p", f"Made by lrcli. prediction = {'exp(' if model.target.log else ''}bias + Σ weight · value + "
            f"Σ weight of the category{')' if model.target.log else ''}"),
    )  # fmt: skip
