"""The server's answers to cases: the same numbers, ranges and notes as those of `lrcli predict`."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lrcli.data.files.chunk import row_of
from lrcli.data.files.frames import Frame
from lrcli.data.files.layout import Layout
from lrcli.errors import DataError, LrcliError
from lrcli.jobs.case import TypedValue, predict_readings, read_value
from lrcli.jobs.predict import predict
from lrcli.jobs.prediction.predictions import Predictions
from lrcli.model.features import Input
from lrcli.model.linear import Model
from lrcli.notation.numbers import PLAIN
from lrcli.python.values import case_value
from lrcli.report.json.case import case_document
from lrcli.report.json.predictions import documents

BODY = "the body"  # what messages call the content of a request
SWITCHES = ("mean", "explain")
CSV_OPTIONS = ("delimiter", "quote", "encoding", "decimal", "thousands", "missing_values")  # that errors may advise


@dataclass(frozen=True)
class Wanted:
    """What is wanted beside the predictions."""

    interval: float | None = None
    mean: bool = False
    explain: bool = False
    layout: Layout = field(default_factory=Layout)  # how a CSV is written

    def as_options(self) -> dict[str, Any]:
        return {"interval": self.interval, "mean": self.mean, "explain": self.explain}


def one_case(model: Model, case: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """The prediction for one case, a value by column. Raise LrcliError where a value is absent or cannot be read."""
    check_case(model, case)
    readings = {column.name: _reading(model, column.name, case[column.name]) for column in model.inputs}
    answer = case_document(predict_readings(model, readings, **wanted.as_options()))
    return {**answer, "remarks": [*map(in_address, answer["remarks"])]}


def check_case(model: Model, case: Mapping[str, Any], before: str = "") -> None:
    """Raise DataError where a case has not one value for each feature. before: names the case in messages."""
    names = [column.name for column in model.inputs]
    if unknown := [name for name in case if name not in names]:
        raise DataError(f"{before}no feature {unknown[0]!r}; the model's features are {', '.join(names)}")
    if absent := [name for name in names if name not in case]:
        raise DataError(
            f"{before}no value for {', '.join(absent)}; the model's features are {', '.join(names)}; null is missing"
        )
    if several := [name for name, value in case.items() if isinstance(value, dict | list)]:
        raise DataError(f"{before}{several[0]} is a list or an object, no value")


def _reading(model: Model, name: str, given: Any) -> TypedValue:
    """A value of JSON: a text by the rule of a typed one, anything else as it is."""
    column = next(column for column in model.inputs if column.name == name)
    if isinstance(given, str):
        return read_value(model, column, given)
    value = column.read(case_value(column, given))
    missing = [PLAIN.number(word) for word in model.data.missing_values]
    return TypedValue(None if value in missing else value)


def many_cases(model: Model, cases: Sequence[Any], wanted: Wanted) -> dict[str, Any]:
    """The predictions for many cases, in their order, with the remarks on all of them."""
    if not all(isinstance(case, dict) for case in cases):
        raise DataError("a case is an object: a value for each feature")
    if not cases:
        return {"predictions": [], "remarks": []}
    for k, case in enumerate(cases):
        check_case(model, case, f"case {k}: ")
    frame = Frame({column.name: _cells(column, [case[column.name] for case in cases]) for column in model.inputs})
    with predict(model, frame, **wanted.as_options()) as predictions:
        blank = {**dict.fromkeys(predictions.columns), "notes": ["blank"]}
        answers = [dict(blank) for _ in cases]
        for predicted in predictions:
            for answer in documents(predictions.predictor, predicted):
                answers[row_of(answer["line"])] = {k: x for k, x in answer.items() if k not in ("file", "line")}
        return {"predictions": answers, "remarks": [*map(in_address, predictions.remarks())]}


def _cells(column: Input, values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column by case, each as if it were the only one: true is the training's word for yes.

    Raise DataError for texts and numbers of one column, where the same digits are not the same value.
    """
    form = column.form or PLAIN
    if form != PLAIN and form.of_values("number") and {str} < {*map(type, values)} & {str, int, float}:
        raise DataError(f"{column.name} is a number in some cases and a text in others; send one or the other")
    has_words = form.of_values("boolean") is not None
    return [form.text(float(value)) if has_words and isinstance(value, bool) else value for value in values]


def table_of_csv(model: Model, body: bytes, wanted: Wanted) -> bytes:
    """The CSV with the columns that `lrcli predict` adds."""
    with _opened(model, body, wanted) as predictions:
        return b"".join(predictions.as_csv())


def documents_of_csv(model: Model, body: bytes, wanted: Wanted) -> dict[str, Any]:
    """The predictions for the rows of a CSV, each with its line, with the remarks on all of them."""
    with _opened(model, body, wanted) as predictions:
        answers = [answer for predicted in predictions for answer in documents(predictions.predictor, predicted)]
        name = answers[0]["file"] if answers else BODY
        for answer in answers:
            del answer["file"]
        remarks = [in_address(without_path(line, name)) for line in predictions.remarks()]
        return {"predictions": answers, "remarks": remarks}


@contextmanager
def _opened(model: Model, body: bytes, wanted: Wanted) -> Iterator[Predictions]:
    """The predictions for a body, which is written to a file while it is read. No message names that file."""
    handle, path = tempfile.mkstemp(suffix=".csv")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        with predict(model, path, layout=wanted.layout, **wanted.as_options()) as predictions:
            yield predictions
    except LrcliError as error:
        raise DataError(without_path(str(error), path)) from None
    finally:
        os.unlink(path)


def in_address(sentence: str) -> str:
    """A sentence with options as a client can send them: ?mean=true instead of --mean."""

    def spelled(flag: re.Match[str]) -> str:
        name = flag[1].replace("-", "_")
        return f"?{name}=true" if name in SWITCHES else name if name in CSV_OPTIONS else flag[0]

    return re.sub(r"--([a-z]+(?:-[a-z]+)*)", spelled, sentence)


def without_path(message: str, path: str) -> str:
    """A message that calls a file the body."""
    return message.replace(path, BODY).replace(os.path.basename(path), BODY)
