"""A model's formula as a small expression tree, which each language writes in its own syntax.

Why a tree, and not seven translations of `model/linear.py`: the difficult question is what a missing cell, an unseen
level or a term adds to the sum. It is answered here, once. A language says how it writes a number, a sum, a look-up.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from lrcli.export.cells import Cell, cells_of
from lrcli.model.features import OTHER, Categorical, Feature, Numeric
from lrcli.model.linear import Model
from lrcli.model.residuals import Reach
from lrcli.notation.entry import folded, unique_spellings, unspaced
from lrcli.notation.terms import Factor, Function

Written = TypeVar("Written")


class Language(Protocol[Written]):
    """What a language writes for each node: a text, or the name of a tensor.

    An expression may have no value: a cell cannot be read, a logarithm does not exist. Then the prediction has none.
    """

    def constant(self, value: float) -> Written: ...
    def value(self, cell: Cell) -> Written:
        """The number in a cell that is not missing."""
        ...

    def function(self, name: Function, argument: Written) -> Written: ...
    def power(self, base: Written, exponent: int) -> Written: ...
    def product(self, factors: Sequence[Written]) -> Written: ...
    def sum(self, summands: Sequence[Written]) -> Written: ...
    def if_missing(self, cells: Sequence[Cell], then: Written, otherwise: Written) -> Written:
        """`then` where one of the cells is missing."""
        ...

    def look_up(self, levels: "LookUp") -> Written: ...


class Constant(NamedTuple):
    value: float

    def write(self, language: Language[Written]) -> Written:
        return language.constant(self.value)


class Number(NamedTuple):
    """The number in a cell, perhaps under a function or to a power."""

    cell: Cell
    function: Function | None = None
    power: int = 1

    def write(self, language: Language[Written]) -> Written:
        value = language.value(self.cell)
        if self.function is not None:
            return language.function(self.function, value)
        return value if self.power == 1 else language.power(value, self.power)


class LookUp(NamedTuple):
    """The number of a level, `other` for a text that is none. Of several cells the texts are joined by ":".

    Upper and lower case and blanks do not matter where only one level fits, as in `read_level`.
    """

    cells: Sequence[Cell]
    numbers: Mapping[str, float]
    other: float

    def write(self, language: Language[Written]) -> Written:
        return language.look_up(self)

    def tables(self) -> "LevelTables":
        """The numbers by the spellings of the levels, each level in as few tables as tell it from all others."""
        by_folded = unique_spellings(self.numbers, folded)
        by_unspaced = unique_spellings(self.numbers, unspaced)
        return LevelTables(
            {
                level: number
                for level, number in self.numbers.items()
                if has_ligature(level) or folded(level) not in by_folded
            },
            # A level of one word is found without blanks whenever it is found folded: queries become half as long.
            {
                key: self.numbers[level]
                for key, level in by_folded.items()
                if " " in key or unspaced(level) not in by_unspaced
            },
            {key: self.numbers[level] for key, level in by_unspaced.items()},
        )


class LevelTables(NamedTuple):
    """Numbers of levels, in the order in which a text is looked up; most languages need few of the first two."""

    exact: Mapping[str, float]  # by levels that share their folded text with another, or that not every language folds
    folded: Mapping[str, float]
    unspaced: Mapping[str, float]


def has_ligature(text: str) -> bool:
    """Whether a letter is one that becomes letters of ASCII, and that only old encodings have: not ß, but ﬁ and ſ."""
    return not text.isascii() and any(
        not letter.isascii() and letter.casefold().isascii() and unicodedata.normalize("NFKC", letter) != letter
        for letter in text
    )


class Product(NamedTuple):
    factors: "Sequence[Node]"

    def write(self, language: Language[Written]) -> Written:
        return language.product([factor.write(language) for factor in self.factors])


class Sum(NamedTuple):
    summands: "Sequence[Node]"

    def write(self, language: Language[Written]) -> Written:
        return language.sum([summand.write(language) for summand in self.summands])


class IfMissing(NamedTuple):
    cells: Sequence[Cell]
    then: "Node"
    otherwise: "Node"

    def write(self, language: Language[Written]) -> Written:
        return language.if_missing(self.cells, self.then.write(language), self.otherwise.write(language))


Node = Constant | Number | LookUp | Product | Sum | IfMissing


class Summand(NamedTuple):
    """What one feature adds, or all slopes of one term together. name: as an explanation calls it."""

    name: str
    node: Node


@dataclass(frozen=True)
class Formula:
    """prediction = bias + Σ summands; exp of that less the shift where the logarithm of target + shift was learned."""

    target: str
    cells: Sequence[Cell]
    bias: float
    summands: Sequence[Summand]
    is_log: bool
    rows: int  # that the model was learned from
    decimals: int  # of a prediction, as a person reads it
    shift: int = 0
    interval: float | None = None  # of 100 new cases, how many the range holds
    reach: Reach | None = None  # of that range, where one is wanted

    @property
    def total(self) -> Sum:
        """The prediction, or its logarithm where that was learned."""
        return Sum([Constant(self.bias), *(summand.node for summand in self.summands)])

    @property
    def less_shift(self) -> str:
        """The subtraction of the shift, written behind exp(total); "" without a shift."""
        return f" - {self.shift}" if self.shift else ""

    def shifted(self, prediction: str) -> str:
        """The prediction plus the shift, whose logarithm was learned."""
        return f"({prediction} + {self.shift})" if self.shift else prediction

    @property
    def names(self) -> list[str]:
        """What is computed: the prediction, and the ends of the range around it."""
        ends = [f"{self.target}_low", f"{self.target}_high"] if self.reach else []
        return [f"{self.target}_predicted", *ends]


def segments(at: Sequence[float], sizes: Sequence[float]) -> list[tuple[float, float, float]]:
    """The lines on which an end of a range goes: where each begins, how long it is, and its slope.

    So that size(x) = sizes[0] + Σ slope · min(max(x − begin, 0), length), which needs no search.
    """
    points = list(zip(at, sizes, strict=True))
    return [(x, x2 - x, (size2 - size) / (x2 - x)) for (x, size), (x2, size2) in pairwise(points)]


def formula_of(model: Model, interval: float | None = None) -> Formula:
    """The formula of a model. Raise ModelError where its residuals are too few for the interval, or OptionError."""
    cells = cells_of(model)
    return Formula(
        target=model.target.name,
        cells=cells,
        bias=model.bias,
        summands=list(_summands(model, {cell.name: cell for cell in cells})),
        is_log=model.target.log is not None,
        rows=model.metrics.train.rows,
        decimals=model.decimals(),
        shift=model.shift,
        interval=interval,
        reach=None if interval is None else model.reach(interval),
    )


def _summands(model: Model, cells: Mapping[str, Cell]) -> Iterator[Summand]:
    numbers = {feature.name: feature for feature in model.numeric}
    texts = {feature.name: feature for feature in model.categorical}
    terms: dict[str, list[Feature]] = {}
    for feature in model.features:
        terms.setdefault(feature.term, []).append(feature)
    for term, group in terms.items():
        if group[0].name in texts:
            yield Summand(term, _of_category(texts[group[0].name], cells))
        else:
            yield Summand(term, _of_numbers([numbers[feature.name] for feature in group], cells))


def _of_category(feature: Categorical, cells: Mapping[str, Cell]) -> Node:
    joined = [cells[name] for name in feature.columns or [feature.name]]
    weights = LookUp(joined, feature.weights, feature.weights.get(OTHER, 0.0))
    return IfMissing(joined, Constant(feature.missing or 0.0), weights)


def _of_numbers(features: Sequence[Numeric], cells: Mapping[str, Cell]) -> Node:
    """One number or product of numbers; or the slopes of one by the levels of a column, as one look-up of the slope."""
    first = features[0]
    factors = first.factors or [Factor(first.name)]
    numbers = [Number(cells[f.column], f.function, f.power) for f in factors if f.level is None]
    levels = [cells[f.column] for f in factors if f.level is not None]
    slope: Node = Constant(first.weight)
    if levels:
        level_of = {f.level: feature for feature in features for f in feature.factors if f.level is not None}
        slope = LookUp(levels, {level: feature.weight for level, feature in level_of.items()}, 0.0)
    missing = Constant(sum(feature.missing for feature in features))
    return IfMissing([*levels, *(number.cell for number in numbers)], missing, Product([slope, *numbers]))
