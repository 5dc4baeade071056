"""What a prediction is the sum of, in the user's units, and the columns that it needs. In plain Python."""

import math
from collections.abc import Iterable, Mapping
from typing import ClassVar, NamedTuple

import msgspec

from lrcli.errors import ModelError
from lrcli.notation.entry import Doubt, Entry, read_entry, read_level
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.notation.terms import FACTOR_SEPARATOR, Factor, product
from lrcli.text import ALL_DIGITS, first_names, short

OTHER = "(other)"  # the level that rare ones share
NAMED_LEVELS = 6  # of a column, where its values are named
Value = float | str | None


def exact_sum(summands: Iterable[float]) -> float:
    """The sum, rounded once; infinite, or not a number, where the summands are too large to have one."""
    summands = list(summands)
    try:
        return math.fsum(summands)
    except (OverflowError, ValueError):  # infinity in both directions is an error to fsum, and none to +
        return sum(summands)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object of model.json with exactly these keys."""


class Effect(NamedTuple):
    """What moves the sum of a prediction: a number by its weight per unit, or a level of a category."""

    level: str | None  # None of a number
    weight: float
    move: float  # of the sum, by one standard deviation of the number or by the level
    missing: bool = False  # whether the level is that of missing cells
    rows: int | None = None  # training rows with the level; None for a number, and in models that do not keep it


def from_highest(effects: Iterable[Effect]) -> list[Effect]:
    """By weight, the highest first; missing cells at the end."""
    return sorted(effects, key=lambda effect: (effect.missing, -effect.weight))


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

    missing_is_level: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.min > self.max:
            raise ValueError("min is above max")
        if self.factors and all(factor.level is not None for factor in self.factors):
            raise ValueError("none of the factors is a number")

    def value(self, values: Mapping[str, Value]) -> Value:
        """Its value where the columns have these."""
        if not self.factors:
            return values[self.name]
        try:
            return product(self.factors, values)
        except ValueError as error:
            raise ModelError(f"{self.name} does not exist: {error}") from None

    def summand(self, value: Value) -> float:
        return self.missing if value is None else self.weight * float(value)

    @property
    def importance(self) -> float:
        """How far the sum moves by it: the standard deviation of what it adds, over the training rows."""
        return abs(self.weight) * self.std

    @property
    def average(self) -> float:
        """What it adds in the average row."""
        return self.weight * self.mean

    @property
    def term(self) -> str:
        """Its name without levels: the slopes of one number by several levels have one."""
        if all(factor.level is None for factor in self.factors):
            return self.name
        plain = (factor if factor.level is None else Factor(factor.column) for factor in self.factors)
        return FACTOR_SEPARATOR.join(map(str, plain))

    def effects(self) -> list[Effect]:
        return [Effect(None, self.weight, self.weight * self.std)]

    def shown(self, value: float | str) -> str:
        """A value as a person reads it."""
        return (self.form or PLAIN).shown(float(value))

    @property
    def mean_text(self) -> str:
        """The mean of the training rows as a person reads it."""
        return short(self.mean) if self.form is None else self.form.shown(self.mean)

    @property
    def per(self) -> str:
        """What its weight is for, in words: "per unit", "per day"."""
        return (self.form or PLAIN).per

    @property
    def slope(self) -> float | None:
        """What its value is multiplied by."""
        return self.weight

    @property
    def source_columns(self) -> list[str]:
        """The columns that it is computed from; none of a plain column."""
        return [factor.column for factor in self.factors]

    def input(self) -> "Input":
        return Input(self.name, None, self.min, self.max, self.mean, self.form)


class Categorical(Record, frozen=True, omit_defaults=True, tag_field="kind", tag="categorical"):
    """Adds its category's weight; `missing` is null where no training row lacked it.

    One that training did not see adds the weight of "(other)", which rare ones share, or 0 where none do.
    """

    name: str
    weights: dict[str, float]
    missing: float | None
    columns: list[str] = msgspec.field(default_factory=list)  # whose texts are joined, none of a plain column
    std: float = 0.0  # of what it adds, over the training rows; 0 where an older version has not kept it
    rows: list[int] = msgspec.field(default_factory=list)  # training rows of each level, and last of the missing cell
    average: float = 0.0  # mean of what it adds, as in the average row; not 0 where a penalty decides which level has 0

    missing_is_level: ClassVar[bool] = True
    slope: ClassVar[float | None] = None  # there is nothing to multiply
    per: ClassVar[str] = ""
    mean_text: ClassVar[str] = ""  # a category has no mean

    @property
    def term(self) -> str:
        return self.name

    def value(self, values: Mapping[str, Value]) -> Value:
        """Its category where the columns have these values."""
        if not self.columns:
            return values[self.name]
        texts = [values[name] for name in self.columns]
        return None if None in texts else FACTOR_SEPARATOR.join(map(str, texts))

    def summand(self, value: Value) -> float:
        if value is None:
            return self.missing or 0.0
        return self.weights.get(str(value), self.weights.get(OTHER, 0.0))

    @property
    def importance(self) -> float:
        """How far the sum moves by it: the standard deviation of what it adds, over the training rows."""
        return self.std or math.sqrt(
            math.fsum(weight**2 for weight in self.weights.values()) / max(len(self.weights), 1)
        )

    def effects(self) -> list[Effect]:
        """The effects of each level, and of missing cells where training had some."""
        of_level = dict(zip([*self.weights, None], self.rows, strict=False))
        levels = [Effect(level, weight, weight, rows=of_level.get(level)) for level, weight in self.weights.items()]
        if self.missing is None:
            return levels
        return [*levels, Effect("(missing)", self.missing, self.missing, missing=True, rows=of_level.get(None))]

    def shown(self, value: float | str) -> str:
        return str(value)

    @property
    def source_columns(self) -> list[str]:
        """The columns that it is computed from; none of a plain column."""
        return self.columns

    def input(self) -> "Input":
        return Input(self.name, tuple(self.weights), 0.0, 0.0, 0.0, None)


Feature = Numeric | Categorical


def by_importance(features: Iterable[Feature]) -> list[Feature]:
    """The features, those first by which the sum moves furthest."""
    return sorted(features, key=lambda feature: -feature.importance)


def numeric(features: Iterable[Feature]) -> list[Numeric]:
    return [feature for feature in features if isinstance(feature, Numeric)]


def categorical(features: Iterable[Feature]) -> list[Categorical]:
    return [feature for feature in features if isinstance(feature, Categorical)]


class TermInput(Record, frozen=True, omit_defaults=True):
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
        """The value of a text, by the rule of `read_entry`. Raise ModelError where it has none, or two."""
        if value is None:
            return self.form.of_missing if self.form else None
        if self.levels is not None:
            return read_level(str(value), self.levels) or str(value)
        if not isinstance(value, str):
            return float(value)
        entry = self.entry(value)
        if isinstance(entry, Doubt):
            raise ModelError(f"{self.name} {self.doubt(value, entry)}")
        if entry is None:
            raise ModelError(f"{self.name} is {value!r}, not {self.wanted}")
        return entry.value

    def entry(self, text: str) -> Entry | Doubt | None:
        """The value of a text for a column of numbers."""
        return read_entry(text, self.form or PLAIN, self.low, self.high)

    def doubt(self, text: str, doubt: Doubt) -> str:
        """The two readings of a text, and what to write instead."""
        first, second = map((self.form or PLAIN).exact, doubt)
        return f"{text!r} may be {self.exact(doubt.first)} or {self.exact(doubt.second)}; write {first} or {second}"

    @property
    def metavar(self) -> str:
        """The kind of text that is wanted, in one word."""
        return "TEXT" if self.levels is not None else (self.form or PLAIN).metavar

    @property
    def span(self) -> str:
        """The values that training saw: the range of numbers, or the first levels."""
        if self.levels is None:
            low, high = map(short if self.form is None else self.form.text, (self.low, self.high))
            return f"{low} to {high}"
        return first_names(self.levels, NAMED_LEVELS)

    @property
    def unseen(self) -> str:
        """What is true of a text that is none of the levels. Rare ones that share a weight are not listed."""
        return "rare in training or not seen" if OTHER in (self.levels or ()) else "not seen in training"

    def text(self, value: float) -> str:
        """A number as a person may type it."""
        return (self.form or PLAIN).text(value)

    def exact(self, value: float) -> str:
        """A number with all its digits: grouped, or in the column's own notation where it has one."""
        return short(value, ALL_DIGITS) if self.form is None else self.form.exact(value)

    @property
    def wanted(self) -> str:
        return f"like the training's ({self.form})" if self.form else "a number"
