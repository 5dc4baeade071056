"""Predict one case from values as a person types them.

Apart from predict.py, which is for many rows: this file imports no NumPy, since one prediction must answer at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lrcli.errors import OptionError
from lrcli.jobs.judgement.missing_number import missing_number, unseen_level
from lrcli.jobs.judgement.targets import remarks_of_targets
from lrcli.model.features import OTHER, Input, Value
from lrcli.model.linear import Model
from lrcli.model.residuals import Reach, check_interval
from lrcli.notation.characters import with_usual_characters
from lrcli.notation.entry import Doubt, nearest, read_level
from lrcli.notation.missing import is_missing
from lrcli.text import percent, short

MEDIAN = 0.5  # as a quantile, around which errors lie on both sides alike
WORTH_A_REMARK = 0.05  # of a prediction, by which the mean differs from it


@dataclass(frozen=True)
class Case:
    """One prediction, what it was made of, and what is unlike the training about that."""

    values: Mapping[str, Value]  # by column, None where missing
    predicted: float
    mean: float | None  # of rows like it, where it was asked for; the prediction is their median
    ends: tuple[float, ...]  # of the range around it, low and high; none without an interval
    parts: tuple[float, ...]  # the average, and what each feature adds to it or multiplies it by; none unless explained
    remarks: tuple[str, ...]


class TypedValue(NamedTuple):
    """The value of a text, None where it is missing. remark: how the text was understood, "" where that is plain."""

    value: Value
    remark: str = ""


def predict_case(
    model: Model,
    texts: Mapping[str, str],
    *,
    interval: float | None = None,
    mean: bool = False,
    explain: bool = False,
    spelling: Callable[[str], str] = str,
) -> list[tuple[Model, Case]]:
    """Predict one case, for each target of a model. texts: what was typed for each column, by the column's name.

    interval: of 100 new cases, how many the range holds; mean: where the logarithm was learned, also the mean of rows
    like it; explain: with what each feature adds to the average; spelling: how a message names a column.
    Raises OptionError where a value is absent or cannot be read, ModelError where the model's residuals are too few.
    """
    return predict_readings(model, read_values(model, texts, spelling), interval=interval, mean=mean, explain=explain)


def predict_readings(
    model: Model,
    readings: Mapping[str, TypedValue],
    *,
    interval: float | None = None,
    mean: bool = False,
    explain: bool = False,
) -> list[tuple[Model, Case]]:
    """Predict one case whose values have been read, one for each column."""
    check_interval(interval)
    check_mean(model, mean)
    return [
        (each, _case_of(each, readings, interval, mean=mean and predicts_a_median(each), explain=explain))
        for each in model.each
    ]


def case_remarks(cases: Sequence[tuple[Model, Case]]) -> tuple[str, ...]:
    """What is said of a case, and what of the prediction of one of several targets alone with its name in front."""
    return remarks_of_targets({model.target.name: case.remarks for model, case in cases})


def _case_of(
    model: Model, readings: Mapping[str, TypedValue], interval: float | None, *, mean: bool, explain: bool
) -> Case:
    """The prediction of one target."""
    values = {name: reading.value for name, reading in readings.items()}
    predicted = model.predict_row(values)
    reach = None if interval is None else model.reach(interval)
    ends = () if reach is None else model.around(predicted, reach)
    return Case(
        values=values,
        predicted=predicted,
        mean=model.scaled(predicted, model.mean_ratio) if mean else None,
        ends=ends,
        parts=(model.in_units(model.average), *map(model.factor, model.contributions(values))) if explain else (),
        remarks=(
            *model.warnings,
            *(reading.remark for reading in readings.values() if reading.remark),
            *surprises(model, values),
            *median_remark(model, mean, reach),
            *one_sided_remark(model, predicted, ends),
        ),
    )


def check_mean(model: Model, mean: bool) -> None:
    """Raise OptionError where the prediction is the mean already, ModelError where the model does not know it.

    Of several targets one that is a median is enough, and has the mean beside it.
    """
    if not mean:
        return
    medians = [each for each in model.each if predicts_a_median(each)]
    if not medians:
        raise OptionError(
            "mean", f"is for models that learned a logarithm and predict a median; this one predicts the {what(model)}"
        )
    for each in medians:
        _ = each.mean_ratio


def predicts_a_median(model: Model) -> bool:
    """Whether the prediction of one target is no mean, since a logarithm was learned."""
    return model.target.log is not None


def what(model: Model) -> str:
    """What a prediction is of the rows like it: "mean", "median", "90 % quantile"."""
    loss, _, tau = model.training.loss.partition(":")
    if loss == "quantile":
        return f"{100 * float(tau):g} % quantile"
    if loss == "huber":
        return "robust mean"
    return "median" if loss == "absolute" or model.target.log else "mean"


def quantile_remark(model: Model, reach: Reach | None) -> Iterator[str]:
    """That a prediction is no average: so many rows like it lie below. reach: of the range around it, if any."""
    loss, _, tau = model.training.loss.partition(":")
    if loss == "quantile":
        yield f"the prediction is a quantile: {100 * float(tau):g} % of rows like it lie below, by the training rows"
        if reach is not None and reach.symmetric and float(tau) != MEDIAN:
            yield (
                "the range reaches as far above that quantile as below it, so that more of the cases that it misses "
                "lie on one side; models of --loss quantile:0.05 and quantile:0.95 are the ends of one that does not"
            )


def median_remark(model: Model, mean: bool, reach: Reach | None = None) -> Iterator[str]:
    """That a prediction is a median, where the mean is another number and was not asked for; reach: of its range."""
    log = model.target.log
    yield from quantile_remark(model, reach)
    if log and log.smearing and not mean and abs(log.smearing - 1) >= WORTH_A_REMARK:
        side = "higher" if log.smearing > 1 else "lower"
        share = percent(abs(log.smearing - 1))
        subject = f"the mean of {model.multiplied_name}" if log.shift else "their mean"
        yield f"the prediction is the {what(model)} of rows like it; {subject} is {share} {side}: see --mean"


def one_sided_remark(model: Model, predicted: float, ends: Sequence[float]) -> Iterator[str]:
    """That a range does not hold its prediction, as a person reads both."""
    if ends and not ends[0] <= predicted <= ends[1]:
        side, nearest_end = ("higher", ends[0]) if predicted < ends[0] else ("lower", ends[1])
        if model.written(nearest_end) != model.written(predicted):
            yield f"the whole range is {side} than the prediction, as were nearly all held-out rows predicted like it"


def read_values(model: Model, texts: Mapping[str, str], spelling: Callable[[str], str] = str) -> dict[str, TypedValue]:
    """The reading of every column. Raise OptionError where one is absent."""
    names = [column.name for column in model.inputs]
    if absent := [spelling(name) for name in names if name not in texts]:
        features = ", ".join(map(spelling, names))
        raise OptionError(", ".join(absent), f": no value; the model's features are {features}")
    return {column.name: read_value(model, column, texts[column.name], spelling) for column in model.inputs}


def read_value(model: Model, column: Input, text: str, spelling: Callable[[str], str] = str) -> TypedValue:
    """A column's value, by the rule of `read_entry`. Raise OptionError where the text has none, or two."""
    text = with_usual_characters(text)
    if is_missing(text) or text.strip() in model.data.missing_values:
        return TypedValue(column.read(None))
    if column.levels is not None:
        level = read_level(text, column.levels)
        if level is None or level == text.strip():
            return TypedValue(text.strip())
        return TypedValue(level, f"{column.name} {text!r} is read as {level!r}")
    entry = column.entry(text)
    if isinstance(entry, Doubt):
        raise OptionError(spelling(column.name), column.doubt(text, entry))
    if entry is None:
        raise OptionError(spelling(column.name), f"{text!r} is not {column.wanted}")
    if entry.as_written:
        return TypedValue(entry.value)
    remark = f"{column.name} {text!r} is read as {column.exact(entry.value)}"
    if entry.rival is not None:
        remark += f", since {column.exact(entry.rival)} is outside {column.span}, the range seen in training"
    if entry.foreign_unit:
        remark += "; the training's numbers have no unit"
    return TypedValue(entry.value, remark)


def understood(model: Model, values: Mapping[str, Value]) -> str:
    """The values of a case as one line, for a person who has just typed them: "mileage 120,000, age 10"."""
    return ", ".join(f"{column.name} {_shown(column, values[column.name])}" for column in model.inputs)


def _shown(column: Input, value: Value) -> str:
    return "missing" if value is None else value if isinstance(value, str) else column.exact(value)


def surprises(model: Model, values: Mapping[str, Value]) -> Iterator[str]:
    """What training did not see, or what stands for a value that is missing."""
    features = {feature.name: feature for feature in model.features}
    for column in model.inputs:
        name, value = column.name, values[column.name]
        if value is None:
            feature = features.get(name)
            if feature is None:
                yield f"{name} is missing, and so are the terms that it is part of"
            elif feature.missing is None:
                yield f"{name} is missing, which training did not see; it adds 0"
            elif not feature.missing_is_level:
                yield f"{name} is missing, {missing_number(model, feature)}"
        elif column.levels is None:
            if not column.low <= float(value) <= column.high:
                yield f"{name} {column.exact(float(value))} is outside {column.span}, the range seen in training"
        elif value not in column.levels:
            others = "unlike" if OTHER in column.levels else "only"
            stand_in = unseen_level(model, features.get(name), column.levels)
            stands_for = f"it is taken as {stand_in}" if stand_in else "it adds 0"
            like = nearest(str(value), column.levels)
            if like:
                yield f"{name} {value!r} was {column.unseen}; {stands_for}; did you mean {like!r}?"
            else:
                yield f"{name} {value!r} was {column.unseen}, {others} {column.span}; {stands_for}"
    numbers = {feature.name: feature.value(values) for feature in model.numeric}
    known = {name: float(value) for name, value in numbers.items() if value is not None}
    for relation in model.relations:
        if relation.broken(known):
            value, total = short(known[relation.feature]), short(relation.total(known))
            yield (
                f"{relation.feature} is {value} and {relation} is {total}: in every training row they were equal, "
                "and no row tells how they share their effect; the prediction is one of many"
            )
