"""The features of a table, the columns that they are made of, and texts as codes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from lrcli.arrays import Ints
from lrcli.notation import entry
from lrcli.notation.form import Unproven
from lrcli.notation.kinds import Form
from lrcli.notation.missing import MISSING
from lrcli.notation.quantities import Quantities
from lrcli.notation.terms import Factor

Inputs = dict[str, tuple[float, float] | tuple[str, ...]]  # lowest and highest, or texts, of what only terms use


@dataclass(frozen=True)
class LeftOutColumn:
    """A column that is not learned from, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class FurtherTarget:
    """A target beside the first: its column, whether its logarithm is learned, and what is added to it before."""

    name: str
    log: bool = False
    shift: int = 0


@dataclass(frozen=True)
class Columns:
    """The features, and which columns are read as what."""

    target: str | None
    numeric: tuple[str, ...]
    categorical: tuple[str, ...]
    left_out: tuple[LeftOutColumn, ...] = ()
    target_reason: str | None = None  # why this target, where none was named
    forms: Mapping[str, Form] = field(default_factory=dict)  # of the columns of numbers that are not plain ones
    unproven: Mapping[str, Unproven] = field(default_factory=dict)  # of those whose decimal mark no first row shows
    terms: Mapping[str, tuple[Factor, ...]] = field(default_factory=dict)  # the numeric features that are products
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the categorical ones that join columns
    # How a model looks up the levels of its columns of texts.
    trained: Mapping[str, entry.LevelLookUp] = field(default_factory=dict)
    splits: tuple[Quantities, ...] = ()  # of the columns whose cells hold several quantities
    log_target: bool = False
    log_shift: int = 0  # added to the target before its logarithm is taken
    further: tuple[FurtherTarget, ...] = ()  # targets, the last of `numeric` until each has a table of its own
    together: tuple[str, ...] = ()  # all targets, where they are several: a row that lacks one of them is left out
    weights: str | None = None  # the column that says for how many rows each counts
    group: str | None = None  # the column whose equal cells make a group, of which all rows have one role
    time: str | None = None  # the column by which rows are earlier or later
    stratified: bool = False  # whether targets are distributed alike over the roles
    missing: tuple[str, ...] = ()  # words for a missing cell, beside the usual ones
    remarks: tuple[str, ...] = ()  # how the files and columns were understood, where that is not as usual

    @property
    def learned_target(self) -> str:
        """What is learned: price, log(price), log(1 + visits)."""
        return learned_name(str(self.target), self.log_target, self.log_shift)

    @property
    def target_option(self) -> str:
        """What --target names the target by: price, log(price), log1p(visits)."""
        function = "log1p" if self.log_shift else "log"
        return f"{function}({self.target})" if self.log_target else str(self.target)

    @property
    def targets(self) -> int:
        """How many targets are read at once."""
        return 1 + len(self.further)

    @property
    def features_read(self) -> int:
        """How many of the numeric columns are features."""
        return len(self.numeric) - len(self.further)

    @property
    def targets_in_words(self) -> str | None:
        """What a row without is left out for: "price", "price or consumption"."""
        return " or ".join(self.together) or self.target

    def of_target(self, index: int) -> "Columns":
        """The columns of one target, 0 for the first, in which no other is read."""
        alone = replace(self, numeric=self.numeric[: self.features_read], further=())
        if index == 0:
            return alone
        own = self.further[index - 1]
        return replace(alone, target=own.name, log_target=own.log, log_shift=own.shift)

    @property
    def held_out_words(self) -> str:
        """How rows that are held out differ from rows that are drawn one by one, behind "measured on 40 test rows"."""
        if self.group:
            return f", none of a {self.group} that trained"
        return f", each later by {self.time} than all that trained" if self.time else ""

    @cached_property
    def read_as_numbers(self) -> tuple[str, ...]:
        """Columns of the table, the target last."""
        plain = [name for name in self.numeric if name not in self.terms]
        factors = [f.column for factors in self.terms.values() for f in factors if f.level is None]
        apart = [name for name in (self.target, self.weights, self.time) if name]
        return tuple(dict.fromkeys([*plain, *factors, *apart]))

    @cached_property
    def read_as_texts(self) -> tuple[str, ...]:
        plain = [name for name in self.categorical if name not in self.joined]
        factors = [f.column for factors in self.terms.values() for f in factors if f.level is not None]
        joined = [name for columns in self.joined.values() for name in columns]
        return tuple(dict.fromkeys([*plain, *factors, *joined, *([self.group] if self.group else [])]))

    @cached_property
    def only_numbers(self) -> tuple[str, ...]:
        """Columns that are no features but occur in terms."""
        others = {*self.numeric, self.target, self.weights, self.time}
        return tuple(name for name in self.read_as_numbers if name not in others)

    @cached_property
    def only_texts(self) -> tuple[str, ...]:
        features = {*self.categorical, self.group}
        return tuple(name for name in self.read_as_texts if name not in features)


def learned_name(target: str, log: bool, shift: int) -> str:
    """What is learned of a target: price, log(price), log(1 + visits)."""
    shifted = f"{shift} + {target}" if shift else target
    return f"log({shifted})" if log else shifted


@dataclass
class Levels:
    """A categorical column's texts in order of appearance; code 0 is the missing cell."""

    name: str
    code: dict[str | None, int] = field(default_factory=lambda: {None: 0})
    limit: int | None = None  # number of texts with a code of their own; all later ones share one
    missing: Collection[str] = MISSING  # words for a missing cell

    @property
    def full(self) -> bool:
        """Whether some texts are not told apart."""
        return self.limit is not None and len(self.code) > self.limit

    def encode(self, column: pa.ChunkedArray) -> Ints:
        """The codes (n,) of a column of categories; a new text gets the next code."""
        codes = [np.zeros(0, dtype=np.intp)]
        for chunk in column.chunks:
            texts = [None if text.strip() in self.missing else text.strip() for text in chunk.dictionary.to_pylist()]
            code_of_text = [self._code(text) for text in [*texts, None]]
            index = chunk.indices.fill_null(len(texts)).to_numpy()
            codes.append(np.array(code_of_text, dtype=np.intp)[index])
        return np.concatenate(codes)

    def codes_of(self, texts: Sequence[str]) -> Ints:
        """The codes of the missing cell, 0, and of each text; a new text gets the next one."""
        return np.array([0, *map(self._code, texts)], dtype=np.intp)

    def _code(self, text: str | None) -> int:
        return len(self.code) if self.full and text not in self.code else self.code.setdefault(text, len(self.code))


def names(levels: Sequence[Levels]) -> tuple[tuple[str, ...], ...]:
    """The texts of each categorical column, in order of appearance."""
    return tuple(tuple(text for text in column.code if text is not None) for column in levels)
