"""The linear model, in the user's units.

    prediction = bias + Σ weight · value + Σ weights[category]

Importable without NumPy: one prediction by hand must answer at once."""

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import structs

from lrcli.errors import ModelError
from lrcli.model.distribution import Distribution
from lrcli.model.explanation import FeatureGroup, feature_groups
from lrcli.model.features import (
    Categorical,
    Feature,
    Input,
    Numeric,
    Record,
    TermInput,
    Value,
    categorical,
    exact_sum,
    numeric,
)
from lrcli.model.file import decode, read, to_json
from lrcli.model.moments import Moments
from lrcli.model.record import History, Metrics, Provenance, Start, Target, Training
from lrcli.model.relation import Relation
from lrcli.model.residuals import Reach, Residuals
from lrcli.notation.quantities import Quantities
from lrcli.text import with_decimals


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
    data: Provenance
    columns: list[TermInput] = msgspec.field(default_factory=list)  # that only terms use
    splits: list[Quantities] = msgspec.field(default_factory=list)  # of columns whose cells hold several features
    residuals: Residuals | None = None  # models older than prediction ranges have none
    relations: list[Relation] = msgspec.field(default_factory=list)  # among features, which all training rows had
    doubts: dict[str, str] = msgspec.field(default_factory=dict)  # kind of reason → why the training called it unusable
    distributions: list[Distribution] = msgspec.field(default_factory=list)  # older models have none
    moments: Moments | None = None  # of all rows, where --keep-moments keeps them
    others: list["Model"] = msgspec.field(default_factory=list)  # of further targets, by the same columns and rows

    def predict(self, **values: Value) -> float:
        """The prediction for one case, None for a missing value: `model.predict(mileage=120000, age=10)`."""
        return self.predict_row(values)

    @property
    def each(self) -> list["Model"]:
        """This model and those of the further targets, each as if it were alone."""
        return [structs.replace(self, others=[]), *self.others] if self.others else [self]

    def with_others(self, others: Sequence["Model"]) -> "Model":
        """With the models of further targets."""
        return structs.replace(self, others=[*others])

    def with_doubts(self, doubts: dict[str, str]) -> "Model":
        """With what its training said against it."""
        return structs.replace(self, doubts=doubts)

    def without_moments(self) -> "Model":
        """The model without its moments, which no prediction needs."""
        return structs.replace(self, moments=None, others=[other.without_moments() for other in self.others])

    @property
    def target_names(self) -> list[str]:
        return [self.target.name, *(other.target.name for other in self.others)]

    def of_target(self, name: str) -> "Model":
        """The model of one of the targets, by itself. Raise ModelError where there is none of that name."""
        for model in self.each:
            if model.target.name == name:
                return model
        raise ModelError(f"no target {name!r}; the model's targets are {', '.join(self.target_names)}")

    @property
    def target_option(self) -> str:
        """What --target names it by: price, log(price), log1p(visits)."""
        function = "log1p" if self.shift else "log"
        return f"{function}({self.target.name})" if self.target.log else self.target.name

    @property
    def warnings(self) -> list[str]:
        """What is said beside predictions."""
        return [f"the model is not usable: {text}" for text in self.doubts.values()]

    @property
    def inputs(self) -> list[Input]:
        """The columns that a prediction needs."""
        return [
            *(feature.input() for feature in self.features if not feature.source_columns),
            *(column.input() for column in self.columns),
        ]

    @property
    def numeric(self) -> list[Numeric]:
        """The features that are numbers, in the order in which rows hold their values."""
        return numeric(self.features)

    @property
    def categorical(self) -> list[Categorical]:
        """The features that are categories, in the order in which rows hold their codes."""
        return categorical(self.features)

    def predict_row(self, values: Mapping[str, Value]) -> float:
        """The prediction for one case, by column name."""
        return self.in_units(exact_sum([self.bias, *self.summands(values)]))

    def summands(self, values: Mapping[str, Value]) -> list[float]:
        """What each feature adds to the bias, for values by column name."""
        names = [column.name for column in self.inputs]
        if unknown := [name for name in values if name not in names]:
            raise ModelError(f"no feature {unknown[0]!r}; the model's features are {', '.join(names)}")
        if absent := [name for name in names if name not in values]:
            raise ModelError(f"no value for {', '.join(absent)}; the model's features are {', '.join(names)}")
        read = {column.name: column.read(values[column.name]) for column in self.inputs}
        return [feature.summand(feature.value(read)) for feature in self.features]

    @property
    def groups(self) -> list[FeatureGroup]:
        """The features as an explanation shows them: the slopes of one term are one group."""
        return feature_groups(self.features)

    @property
    def average(self) -> float:
        """The sum of the average row: every number at the mean of the training rows, no category above another."""
        return exact_sum([self.bias, *(feature.average for feature in self.features)])

    @property
    def scale(self) -> float:
        """How large the numbers are that a prediction is the sum of; a summand may be only rounding beside it."""
        learned = self.target.log or self.target
        return max(abs(learned.mean), learned.std)

    @property
    def start(self) -> Start:
        """The losses before the first step, where all weights are 0.

        Every row is then predicted by the target's mean, or by 0 where the columns were not standardised; so a model
        that has not kept its start knows that of the training rows.
        """
        target = self.target.log or self.target
        return self.history.start or Start(
            (target.std**2 + (0.0 if self.training.standardize else target.mean**2)) / 2, None
        )

    def contributions(self, values: Mapping[str, Value]) -> list[float]:
        """What each group of features adds to the average, for values by column name."""
        summands = self.summands(values)
        return [group.contribution(summands) for group in self.groups]

    def in_units(self, total: float) -> float:
        """The prediction, in the target's unit, for the sum of the bias and all summands."""
        return total if self.target.log is None else self.factor(total) - self.target.log.shift

    def factor(self, summand: float) -> float:
        """What a summand multiplies, where a logarithm was learned; else the summand itself, which is added."""
        if self.target.log is None:
            return summand
        try:
            return math.exp(summand)
        except OverflowError:
            return math.inf

    @property
    def shift(self) -> int:
        """What is added to the target before its logarithm is taken."""
        return self.target.log.shift if self.target.log else 0

    @property
    def multiplied_name(self) -> str:
        """What is multiplied where a logarithm was learned: the target, or 1 + that."""
        return f"{self.shift} + {self.target.name}" if self.shift else self.target.name

    @property
    def learned_name(self) -> str:
        """What is learned: the target, or its logarithm."""
        return f"log({self.multiplied_name})" if self.target.log else self.target.name

    def scaled(self, prediction: float, factor: float) -> float:
        """The prediction multiplied, as a summand would."""
        return (prediction + self.shift) * factor - self.shift

    @property
    def mean_name(self) -> str:
        """What the mean beside a prediction, which is a median, is called."""
        return f"{self.target.name}_mean"

    @property
    def mean_ratio(self) -> float:
        """How many times as high the mean of like rows is as the prediction. Raise ModelError where that is not known.

        1 unless the logarithm was learned: without it the prediction is the mean. Of both with the shift added.
        """
        if self.target.log is None:
            return 1.0
        if self.target.log.smearing is None:
            raise ModelError(
                "the model does not keep how the mean differs from its predictions, medians; train it anew"
            )
        return self.target.log.smearing

    @property
    def end_names(self) -> list[str]:
        """What the ends of the range around a prediction are called."""
        return [f"{self.target.name}_low", f"{self.target.name}_high"]

    @property
    def contribution_names(self) -> list[str]:
        """The names of the average and of each contribution beside a prediction: factors where it is their product."""
        target, kind = self.target, "factor" if self.target.log else "part"
        return [f"{target.name}_average", *(f"{target.name}_{kind}:{group.name}" for group in self.groups)]

    def reach(self, level: float) -> Reach:
        """How far around each prediction `level` in 100 new cases lie. Raise ModelError where it cannot be told."""
        if self.residuals is None:
            raise ModelError("the model keeps no residuals, from which a range is made; train it anew")
        return self.residuals.reaches(level)

    def around(self, prediction: float, reach: Reach) -> tuple[float, float]:
        """The low and the high end of a prediction's range."""
        if self.target.log is None:
            low, high = reach.at(prediction)
            return prediction + low, prediction + high
        learned = prediction + self.shift
        low, high = reach.at(math.log(learned) if learned > 0 else -math.inf)
        return self.scaled(prediction, self.factor(low)), self.scaled(prediction, self.factor(high))

    def written(self, prediction: float) -> str:
        """A prediction as a person reads it."""
        return with_decimals(prediction, self.decimals())

    def decimals(self) -> int:
        """Digits behind a prediction's point: two at least, and six significant ones of the target's deviation."""
        return max(2, 5 - math.floor(math.log10(self.target.std)))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write model.json: beside its place, flushed, renamed; the old one stays until the new one is whole."""
        from lrcli.output import replacing  # with dataclasses a tenth of the time that one prediction takes

        content = self.to_json().encode()
        decoded(content, path)  # JSON has no number that is not finite
        with replacing(Path(path)) as file:
            file.write(content)

    def to_json(self) -> str:
        return to_json(msgspec.to_builtins(self)) + "\n"


def load(path: str | os.PathLike[str]) -> Model:
    """Read a model file; raise ModelError with file, place and problem for any other."""
    return decoded(read(path), path)


def decoded(content: bytes, path: str | os.PathLike[str]) -> Model:
    """The model that a file's content is; raise ModelError with file, place and problem for any other content."""
    model = decode(content, Model, path)
    _check(model, path)
    return model


def _check(model: Model, path: str | os.PathLike[str]) -> None:
    """Check what the types of the fields do not."""
    names: set[str] = set()
    for k, feature in enumerate(model.features):
        if feature.name in names:
            raise ModelError(f"{path}: two features are called {feature.name!r} - at `$.features[{k}].name`")
        names.add(feature.name)
    for number in model.numeric:
        if not math.isfinite(number.weight * max(abs(number.min), abs(number.max), abs(number.mean))):
            raise ModelError(f"{path}: {number.name}: its weight times its values is too large - at `$.features`")
    history = model.history
    lengths = {len(history.epoch), len(history.train_loss), len(history.learning_rate)}
    if len(lengths | ({len(history.validation_loss)} if history.validation_loss is not None else lengths)) > 1:
        raise ModelError(f"{path}: the lists differ in length - at `$.history`")
    if model.residuals and not model.residuals.in_order():
        raise ModelError(f"{path}: ranks and sizes are not in order - at `$.residuals`")
    if not model.target.std > 0:
        raise ModelError(f"{path}: expected a number above 0 - at `$.target.std`")
    numbers = {feature.name for feature in model.numeric}
    for k, relation in enumerate(model.relations):
        if lacking := [name for name in (relation.feature, *relation.weights) if name not in numbers]:
            raise ModelError(f"{path}: no numeric feature is called {lacking[0]!r} - at `$.relations[{k}]`")
    inputs = {column.name for column in model.inputs}
    for k, feature in enumerate(model.features):
        if lacking := [name for name in feature.source_columns if name not in inputs]:
            raise ModelError(f"{path}: no feature and no column is called {lacking[0]!r} - at `$.features[{k}]`")
    for k, other in enumerate(model.others):
        if other.others or [column.name for column in other.inputs] != [column.name for column in model.inputs]:
            raise ModelError(f"{path}: expected a model of one target and of the same columns - at `$.others[{k}]`")
        if other.target.name in model.target_names[: 1 + k]:
            raise ModelError(f"{path}: two targets are called {other.target.name!r} - at `$.others[{k}].target`")
        _check(other, path)
