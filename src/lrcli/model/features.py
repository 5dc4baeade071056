"""What a prediction is the sum of, in the user's units, and the columns that it needs. In plain Python."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from lrcli.errors import ModelError
from lrcli.notation.booleans import Boolean
from lrcli.notation.dates import DateFormat
from lrcli.notation.numbers import PLAIN, Format
from lrcli.notation.terms import BETWEEN, Factor, product

OTHER = "(other)"  # the level that rare ones share
Value = float | str | None
Form = Format | DateFormat | Boolean


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of model.json: exactly these keys."""


class Numeric(Record, frozen=True, omit_defaults=True, tag_field="kind", tag="numeric"):
    """Adds weight · value; `missing` is what a missing value adds instead. The value may be a product of factors."""

    name: str
    weight: float
    missing: float
    mean: float
    std: float
    min: float
    max: float
    form: Form | None = None  # how its values are written, where not plainly
    factors: list[Factor] = msgspec.field(default_factory=list)  # none of a plain column

    def value(self, values: Mapping[str, Value]) -> Value:
        """Its value where the columns have these."""
        if not self.factors:
            return values[self.name]
        try:
            return product(self.factors, values)
        except ValueError as error:
            raise ModelError(f"{self.name} does not exist: {error}") from None

    def part(self, value: Value) -> float:
        return self.missing if value is None else self.weight * float(value)


class Categorical(Record, frozen=True, omit_defaults=True, tag_field="kind", tag="categorical"):
    """Adds its category's weight; `missing` is null where no training row lacked it.

    One that training did not see adds the weight of "(other)", which rare ones share, or 0 where none do.
    """

    name: str
    weights: dict[str, float]
    missing: float | None
    columns: list[str] = msgspec.field(default_factory=list)  # whose texts are joined, none of a plain column

    def value(self, values: Mapping[str, Value]) -> Value:
        """Its category where the columns have these values."""
        if not self.columns:
            return values[self.name]
        parts = [values[name] for name in self.columns]
        return None if None in parts else BETWEEN.join(map(str, parts))

    def part(self, value: Value) -> float:
        if value is None:
            return self.missing or 0.0
        return self.weights.get(str(value), self.weights.get(OTHER, 0.0))


Feature = Numeric | Categorical


class Column(Record, frozen=True, omit_defaults=True):
    """A column that only terms use: a range of numbers, or texts."""

    name: str
    min: float | None = None
    max: float | None = None
    form: Form | None = None
    levels: list[str] = msgspec.field(default_factory=list)

    def input(self) -> "Input":
        if self.min is None or self.max is None:
            return Input(self.name, tuple(self.levels), 0.0, 0.0, 0.0, None)
        return Input(self.name, None, self.min, self.max, (self.min + self.max) / 2, self.form)


class Input(NamedTuple):
    """A column that a prediction needs, and what training saw of it."""

    name: str
    levels: tuple[str, ...] | None  # None of a column of numbers
    low: float
    high: float
    usual: float  # its mean
    form: Form | None

    def read(self, value: Value) -> Value:
        """The value that a text is. Raise ModelError where it is none."""
        if value is None or self.levels is not None:
            return None if value is None else str(value)
        number = (self.form or PLAIN).number(value) if isinstance(value, str) else float(value)
        if number is None:
            raise ModelError(f"{self.name} is {value!r}, not {self.wanted}")
        return number

    @property
    def kind(self) -> str:
        """The kind of text that is wanted, in one word."""
        if self.levels is not None:
            return "TEXT"
        return "DATE" if isinstance(self.form, DateFormat) else "WORD" if isinstance(self.form, Boolean) else "NUMBER"

    def text(self, value: float) -> str:
        """A number as it may be given."""
        return (self.form or PLAIN).text(value)

    @property
    def wanted(self) -> str:
        return f"like the training's ({self.form})" if self.form else "a number"


def is_column(feature: Feature) -> bool:
    return not parts_of(feature)


def parts_of(feature: Feature) -> list[str]:
    """The columns that a feature is made of; none of a plain column."""
    return [factor.column for factor in feature.factors] if isinstance(feature, Numeric) else feature.columns


def input_of(feature: Feature) -> Input:
    if isinstance(feature, Categorical):
        return Input(feature.name, tuple(feature.weights), 0.0, 0.0, 0.0, None)
    return Input(feature.name, None, feature.min, feature.max, feature.mean, feature.form)
