"""The interface of a kind of cell: all that other modules ask of a number, a date or a boolean. In plain Python."""

from abc import abstractmethod  # for mypy alone: a Struct has a metaclass of its own
from collections.abc import Mapping, Sequence
from math import inf
from typing import ClassVar, Literal, NamedTuple, Self

import msgspec

from lrcli.notation.characters import with_plain_blanks
from lrcli.notation.hints import Hints
from lrcli.notation.number_entry import TypedNumber
from lrcli.notation.portable import NumberReading, PortableReading
from lrcli.text import short

ValueKind = Literal["number", "date", "boolean"]  # what a program's value is, which has a type and no notation
ColumnKind = ValueKind | Literal["mixed"]  # of its cells; mixed: numbers and others


class Ambiguous(NamedTuple):
    """A cell that two forms read differently, in a column where both read as much."""

    text: str
    first: "BaseForm"
    second: "BaseForm"


class Unproven(NamedTuple):
    """How a column is written whose cells do not show what its mark means, and which values it is known to have."""

    form: "BaseForm"
    low: float = -inf
    high: float = inf

    def has(self, value: float) -> bool:
        return self.low <= value <= self.high

    def doubt(self, text: str) -> Ambiguous | None:
        """The two readings of a cell; None where it has one, or where its own alone is a value of the column."""
        doubt = self.form.doubt(text)
        if doubt is None:
            return None
        own, other = doubt.first.number(text), doubt.second.number(text)
        return None if self.has(own or 0.0) and not self.has(other or 0.0) else doubt


class Pattern(NamedTuple):
    """A form as a regular expression for Arrow's RE2, so that millions of cells are read without Python.

    Join these groups of a match and make the replacements in their order: the result is a number in Python's notation,
    or empty, which is 0. The value is that number / divisor + offset.
    """

    expression: str
    groups: Sequence[int]
    replacements: list[tuple[str, str]]
    divisor: int = 1
    offset: int = 0


class Field(NamedTuple):
    """The HTML input in which a value is typed, and how much its `valueAsNumber` grows when the value grows by 1.

    step: of that number, the least that the input shows.
    """

    type: str = "number"
    per_unit: int = 1
    step: int = 1


class BaseForm(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"):
    """How the values of one column are written. A kind of cell is a subclass in a file of its own, listed in kinds.py.

    Nothing outside asks which subclass a form is: what differs between kinds is a member here. The defaults are those
    of a measured quantity whose values are read one by one.
    """

    noun: ClassVar[str]  # "date", in messages
    nouns: ClassVar[str]
    metavar: ClassVar[str]  # of an option that takes a value
    ordered: ClassVar[bool] = True  # whether --where may ask for less or more
    in_quotes: ClassVar[bool] = True  # whether --where wants a value in quotes, as the file writes it
    # Whether a value is a point in time, whose mean is one too and whose deviation is days.
    is_time: ClassVar[bool] = False
    of_missing: ClassVar[float | None] = None  # the value of a missing cell, where that says something
    whole: ClassVar[bool] = False  # whether a slider moves by whole units at least
    can_be_target: ClassVar[bool] = True
    field: ClassVar[Field] = Field()

    @classmethod
    @abstractmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> Self | Ambiguous | None:
        """How a column is written, None where nearly all its cells are not of this kind, written in one way.

        counts: how many cells have each text, in the order of the file, missing ones left out.
        """

    @abstractmethod
    def number(self, text: str) -> float | None:
        """The number that a text is, None where it is none."""

    def proves_its_marks(self, low: float, high: float) -> bool:
        """Whether values from low to high, written in this form, show that their marks have no other meaning."""
        return True

    # A table in memory and most binary formats know that 33.488 is a number. Read as a model's training wrote its
    # numbers, with points for thousands, it would be 33,488 without a word.
    def of_values(self, kind: ValueKind) -> "BaseForm | None":
        """How the text of a program's value is read in a column of this form; None: as any other cell."""
        return None

    @property
    def has_decimal_mark(self) -> bool:
        """Whether the first of the other readings is the one that leaves the decimal mark its meaning."""
        return False

    def other_readings(self, text: str) -> Sequence[TypedNumber]:
        """The values of a text that a person types in another notation than this form's."""
        return ()

    @property
    def entry_patterns(self) -> Sequence[Pattern]:
        """The regular expressions of `other_readings`; none where it does not read by such."""
        return ()

    @abstractmethod
    def text(self, value: float) -> str:
        """A value as the column may hold it, to be typed and read again."""

    def exact(self, value: float) -> str:
        """The same with all its digits."""
        return self.text(value)

    @abstractmethod
    def __str__(self) -> str:
        """How the column is written, in words."""

    def shown(self, value: float) -> str:
        """A value beside its weight: as the file writes it, without the unit that the weight is per."""
        return self.text(value)

    def shown_with_unit(self, value: float) -> str:
        """A value that stands alone."""
        before, after = self.units
        return before + self.shown(value) + (f" {after}" if after else "")

    def reading(self, text: str) -> str:
        """The value of a text that another form reads differently, and the option that asks for this form."""
        return str(self.number(text))

    def remark(self, text: str) -> str:
        """A remark on how a column is read that is not written plainly. text: its first cell."""
        return f"{with_plain_blanks(text)!r} is a {self.noun}: {self}"

    def with_unit(self, unit: str) -> Self:
        """The same form with the unit that the header says, where the cells have none and may have one."""
        return self

    @property
    def mark_in_doubt(self) -> str | None:
        """The mark that only some cells have and that has two meanings, as a decimal mark; None where there is none."""
        return None

    def is_proven_by(self, text: str) -> bool:
        """Whether a cell with that mark shows which meaning it has."""
        return True

    def doubt(self, text: str) -> Ambiguous | None:
        """The two readings of a cell with that mark; None where it has one reading only."""
        return None

    def separated(self, text: str) -> float | Ambiguous | None:
        """The number of a text with a separator of thousands that this form lacks, the two readings where there are
        two; None where it is none.
        """
        return None

    @property
    def per(self) -> str:
        """What a weight is per: "per km", "per day"."""
        return "per unit"

    @property
    def units(self) -> tuple[str, str]:
        """The texts before and after a number, "" where there is none."""
        return "", ""

    @property
    def meaning(self) -> str:
        """The number that a program which does not read cells has to be given, in words."""
        unit = " ".join(filter(None, self.units))
        return f"number of {unit}" if unit else "number"

    @property
    def choices(self) -> tuple[tuple[str, float], ...]:
        """The words that a cell can be, with their values; none where a cell holds a quantity."""
        return ()

    @property
    def pattern_of_cells(self) -> Pattern | None:
        """The form as a regular expression; None where cells are read one by one, by `number`."""
        return None

    @property
    def portable(self) -> PortableReading:
        """How `number` reads, for a program in another language."""
        pattern = self.pattern_of_cells
        assert pattern is not None, "a form without a pattern has a reading of its own"
        return NumberReading(*pattern)


class WordForm(BaseForm, frozen=True):
    """How a column is written whose cells are one of two words, which are 1 and 0."""

    ordered: ClassVar[bool] = False

    @property
    def meaning(self) -> str:
        return f"number: {self}"

    def shown(self, value: float) -> str:
        """The word, or the number of a mean, which is between the words."""
        return self.text(value) if value in (0.0, 1.0) else short(value)

    def remark(self, text: str) -> str:
        return str(self)
