"""What is kept of a training: the model, in the user's units, and its JSON.

    prediction = bias + Σ weight · value + Σ weights[category]

Importable without NumPy: one prediction by hand must answer at once.
"""

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from lrcli.errors import ModelError
from lrcli.features import Column, Feature, Form, Input, Numeric, Record, Value, input_of, is_column, parts_of
from lrcli.output import replacing
from lrcli.residuals import Residuals

FORMAT, VERSION = "lrcli-model", 1
NEWLINE = b"\n"
EXACT = 2**53  # up to here every whole number is a float


class Target(Record, frozen=True, omit_defaults=True):
    """The column that is predicted; mean and deviation of the training rows."""

    name: str
    mean: float
    std: float
    form: Form | None = None  # how its numbers are written, where not plainly
    log: "Logarithm | None" = None  # where the sum is the prediction's logarithm


class Logarithm(Record, frozen=True):
    """Mean and deviation of the target's logarithm over the training rows."""

    mean: float
    std: float


class RowCounts(Record, frozen=True):
    train: int
    validation: int
    test: int


class Training(Record, frozen=True, omit_defaults=True):
    """Every option as used, and how it went; null is what the exact solver does not have."""

    solver: str
    optimizer: str | None
    hyperparameters: dict[str, float]
    learning_rate: float | None
    schedule: str | None
    schedule_parameters: dict[str, float]
    batch_size: int | None
    epochs: int | None
    weight_decay: float
    tolerance: float | None
    patience: int | None
    seed: int
    standardize: bool
    split: str
    rows: RowCounts
    epochs_run: int | None
    kept_epoch: int | None
    stopped: str
    min_count: int = 1  # of the training rows that a category must have to get a weight of its own


class History(Record, frozen=True):
    """Losses after some 200 of the epochs, in squared units of the target."""

    epoch: list[int]
    train_loss: list[float]
    validation_loss: list[float] | None
    learning_rate: list[float]


class Scores(Record, frozen=True):
    """Metrics of one set of rows; null where a metric does not exist."""

    rows: int
    loss: float
    mse: float
    rmse: float
    mae: float
    mape: float | None
    r2: float | None


class Metrics(Record, frozen=True):
    """Baseline: the training rows predicted by their mean. Optimality gap: null where the optimum has no error left."""

    train: Scores
    validation: Scores | None
    test: Scores | None
    baseline: Scores
    optimality_gap: float | None


class DataFile(Record, frozen=True):
    name: str
    bytes: int
    sha256: str


class Data(Record, frozen=True, omit_defaults=True):
    files: list[DataFile]
    rows: int
    rows_dropped: int
    missing_values: list[str] = msgspec.field(default_factory=list)  # words for a missing cell, beside the usual ones
    where: str | None = None  # which rows were used


class Model(Record, frozen=True, omit_defaults=True):
    """A linear model and where it comes from."""

    format: str
    version: int
    target: Target
    bias: float
    features: list[Feature]
    training: Training
    history: History
    metrics: Metrics
    data: Data
    columns: list[Column] = msgspec.field(default_factory=list)  # that only terms use
    residuals: Residuals | None = None  # which models of before ranges do not have

    def predict(self, **values: Value) -> float:
        """The prediction for one case, None for a missing value: `model.predict(mileage=120000, age=10)`."""
        return self.predict_row(values)

    @property
    def inputs(self) -> list[Input]:
        """The columns that a prediction needs."""
        return [
            *(input_of(feature) for feature in self.features if is_column(feature)),
            *(column.input() for column in self.columns),
        ]

    def predict_row(self, values: Mapping[str, Value]) -> float:
        """The prediction for one case, by column name."""
        return self.in_units(math.fsum([self.bias, *self.parts(values)]))

    def parts(self, values: Mapping[str, Value]) -> list[float]:
        """What each feature adds, by column name."""
        names = [column.name for column in self.inputs]
        if unknown := [name for name in values if name not in names]:
            raise ModelError(f"no feature {unknown[0]!r}; the model's features are {', '.join(names)}")
        if absent := [name for name in names if name not in values]:
            raise ModelError(f"no value for {', '.join(absent)}; the model's features are {', '.join(names)}")
        read = {column.name: column.read(values[column.name]) for column in self.inputs}
        return [feature.part(feature.value(read)) for feature in self.features]

    def in_units(self, total: float) -> float:
        """The prediction that bias and parts add up to."""
        if self.target.log is None:
            return total
        try:
            return math.exp(total)
        except OverflowError:
            return math.inf

    @property
    def end_names(self) -> list[str]:
        """What the ends of the range around a prediction are called."""
        return [f"{self.target.name}_low", f"{self.target.name}_high"]

    @property
    def part_names(self) -> list[str]:
        """What the bias and each part are called beside a prediction: factors where it is their product."""
        target, kind = self.target, "factor" if self.target.log else "part"
        return [f"{target.name}_bias", *(f"{target.name}_{kind}:{feature.name}" for feature in self.features)]

    def reach(self, level: float) -> float:
        """How far around a prediction `level` in 100 new cases lie. Raise ModelError where it cannot be told."""
        if self.residuals is None:
            raise ModelError("the model keeps no residuals, from which a range is made; train it anew")
        return self.residuals.reach(level)

    def around(self, prediction: Any, reach: float) -> list[Any]:
        """The low and the high end of a prediction's range, or of many, (n,)."""
        if self.target.log is None:
            return [prediction - reach, prediction + reach]
        return [prediction * self.in_units(-reach), prediction * self.in_units(reach)]

    def written(self, prediction: float) -> str:
        """A prediction as a person reads it."""
        return numeral(prediction, self.decimals())

    def decimals(self) -> int:
        """Digits behind a prediction's point: two at least, and six significant ones of the target's deviation."""
        return max(2, 5 - math.floor(math.log10(self.target.std)))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write model.json: beside its place, flushed, renamed; the old one stays until the new one is whole."""
        content = self.to_json().encode()
        decoded(content, path)  # a number that is not finite has no JSON
        with replacing(Path(path)) as file:
            file.write(content)

    def to_json(self) -> str:
        return to_json(msgspec.to_builtins(self)) + "\n"


def numeral(value: float, decimals: int) -> str:
    """A number with so many digits behind the point, halves rounded to even; never -0."""
    if not abs(value) * 10.0**decimals < EXACT:
        return f"{value:.{decimals}f}"
    return f"{round(value * 10.0**decimals) / 10**decimals + 0.0:.{decimals}f}"


class Head(msgspec.Struct):
    """What says whether a JSON file is a model at all."""

    format: Any = None
    version: Any = None


def load(path: str | os.PathLike[str]) -> Model:
    """Read a model file; raise ModelError with file, place and problem for any other."""
    try:
        text = Path(path).read_bytes()
    except FileNotFoundError:
        raise ModelError(f"no model file {str(path)!r}; make one with: lrcli train DATA") from None
    except OSError as error:
        raise ModelError(f"cannot read the model file {path}: {error.strerror or error}") from None
    return decoded(text, path)


def decoded(text: bytes, path: str | os.PathLike[str]) -> Model:
    """The model that a file's text is; raise ModelError with file, place and problem for any other text."""
    try:
        text.decode()
        head = msgspec.json.decode(text, type=Head | list[Any] | str | float | bool | None)
        if not isinstance(head, Head) or head.format != FORMAT:
            raise ModelError(f'{path} is not a model of lrcli: its "format" is not "{FORMAT}"')
        if head.version != VERSION:
            raise ModelError(f"{path}: model version {head.version!r} is unknown; this lrcli reads version {VERSION}")
        model = msgspec.json.decode(text, type=Model)
    except msgspec.ValidationError as error:
        raise ModelError(f"{path}: {error}") from None
    except UnicodeDecodeError as error:
        line = 1 + text.count(NEWLINE, 0, error.start)
        raise ModelError(f"{path} is damaged: byte 0x{text[error.start]:02x} in line {line} is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise ModelError(f"{path} is damaged: {_with_line(str(error), text)}") from None
    except RecursionError:
        raise ModelError(f"{path} is damaged: too many brackets in one another") from None
    _check(model, path)
    return model


def _with_line(message: str, text: bytes) -> str:
    """The decoder's message, with line and column for its byte."""
    before, _, byte = message.rstrip(")").rpartition("(byte ")
    if not byte.isdigit():
        return f"{message} after line {1 + text.count(NEWLINE)}" if "truncated" in message else message
    seen = text[: int(byte)]
    return f"{before.strip()} in line {1 + seen.count(NEWLINE)}, column {int(byte) - seen.rfind(NEWLINE)}"


def _check(model: Model, path: str | os.PathLike[str]) -> None:
    """What types cannot say."""
    names = [feature.name for feature in model.features]
    for k, name in enumerate(names):
        if name in names[:k]:
            raise ModelError(f"{path}: two features are called {name!r} - at `$.features[{k}].name`")
    history = model.history
    lengths = {len(history.epoch), len(history.train_loss), len(history.learning_rate)}
    if len(lengths | ({len(history.validation_loss)} if history.validation_loss is not None else lengths)) > 1:
        raise ModelError(f"{path}: the lists differ in length - at `$.history`")
    if model.residuals and not model.residuals.in_order():
        raise ModelError(f"{path}: ranks and sizes are not in order - at `$.residuals`")
    if not model.target.std > 0:
        raise ModelError(f"{path}: expected a number above 0 - at `$.target.std`")
    for k, feature in enumerate(model.features):
        if isinstance(feature, Numeric) and feature.min > feature.max:
            raise ModelError(f"{path}: min is above max - at `$.features[{k}]`")
    inputs = {column.name for column in model.inputs}
    for k, feature in enumerate(model.features):
        if lacking := [name for name in parts_of(feature) if name not in inputs]:
            raise ModelError(f"{path}: no feature and no column is called {lacking[0]!r} - at `$.features[{k}]`")


def to_json(value: Any, indent: str = "", width: int = 110) -> str:
    """JSON that a person can read: what fits in a line stands in a line, and lists of numbers always do."""
    line = msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
    plain = (
        not any(isinstance(item, dict | list | tuple) for item in value) if isinstance(value, list | tuple) else False
    )
    if not value or not isinstance(value, dict | list | tuple) or plain or len(indent) + len(line) <= width:
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        rows = [f"{to_json(key)}: {to_json(item, deeper, width - len(key) - 4)}" for key, item in value.items()]
    else:
        rows = [to_json(item, deeper, width) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(deeper + row for row in rows) + f"\n{indent}{closing}"
