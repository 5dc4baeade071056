"""How a cell is read, as data: regular expressions and numbers, for programs in other languages. In plain Python.

An expression has what Python's `re`, JavaScript, PostgreSQL and RE2 have in common, and its groups are numbered: no
names, no look-ahead, no flags inside.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from lrcli.notation.characters import LETTER

_Result = TypeVar("_Result", covariant=True)
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>")
CASELESS_GROUP = re.compile(r"\(\?i:([^()]*)\)")
PORTABLE_LETTER = "[^0-9 .,:;/_-]"  # more than letters; where it stands, a list of names decides


class Reader(Protocol[_Result]):
    """What reads cells in another language: a method for each kind of reading."""

    def read_number(self, reading: "NumberReading") -> _Result: ...
    def read_date(self, reading: "DateReading") -> _Result: ...
    def read_word(self, reading: "WordReading") -> _Result: ...
    def read_mixed_units(self, reading: "MixedUnitsReading") -> _Result: ...
    def read_clock(self, reading: "ClockReading") -> _Result: ...


class NumberReading(NamedTuple):
    """Join these groups of a match, make the replacements in their order: a number in most languages' notation.

    Nothing at all is 0. The value is that number / divisor + offset.
    """

    expression: str
    groups: Sequence[int]
    replacements: Sequence[tuple[str, str]]
    divisor: int = 1
    offset: int = 0

    def read_by(self, reader: Reader[_Result]) -> _Result:
        return reader.read_number(self)


class DateReading(NamedTuple):
    """The groups of each field of a date, in any case; of several groups one has matched. The value is days since 1970.

    Fields: year and month, day, or quarter, or week, weekday; hour, minute, second, half (a or p); sign, hours, minutes
    of an offset from UTC. A year of two digits from `first_year_of_1900s` on is of the 20th century.
    """

    expression: str
    fields: Mapping[str, Sequence[int]]
    months: Mapping[str, int]  # numbers by name in small letters; none where months are numbers
    first_year_of_1900s: int
    with_clock: bool  # whether a time of day must follow

    def read_by(self, reader: Reader[_Result]) -> _Result:
        return reader.read_date(self)


class WordReading(NamedTuple):
    """The value of each word, in small letters."""

    values: Mapping[str, float]

    def read_by(self, reader: Reader[_Result]) -> _Result:
        return reader.read_word(self)


class MixedUnitsReading(NamedTuple):
    """Group 1 is a minus; each next group is a number to be divided by its size. In any case; one number at least."""

    expression: str
    sizes: Sequence[float]

    def read_by(self, reader: Reader[_Result]) -> _Result:
        return reader.read_mixed_units(self)


class ClockReading(NamedTuple):
    """The groups of each field of a time, in any case; of several groups one has matched at most.

    Fields: sign, day, hour, minute, second (with a point or a comma), half (a or p). The value is counted in units
    of so many `seconds`; there is none where it is more than `most`, or where an hour of a half is not from 1 to 12.
    """

    expression: str
    fields: Mapping[str, Sequence[int]]
    seconds: int
    most: float | None

    def read_by(self, reader: Reader[_Result]) -> _Result:
        return reader.read_clock(self)


PortableReading = NumberReading | DateReading | WordReading | MixedUnitsReading | ClockReading


class SplitReading(NamedTuple):
    """One number of a cell that holds several: its groups, the first of those that matched is meant.

    The result is a text, the number with `unit` behind it. A number in another unit is converted by its factor: each is
    an expression for that unit, and how many of `unit` it is. A cell that does not match stays as it is.
    """

    expression: str
    number: Sequence[int]
    units: Sequence[int]
    unit: str
    factors: Sequence[tuple[str, float]]


def without_names(expression: str) -> tuple[str, dict[str, int]]:
    """A portable expression, and the number of each group that had a name."""
    portable = CASELESS_GROUP.sub(lambda match: f"(?:{_in_any_case(match[1])})", expression)
    numbers = re.compile(expression).groupindex
    return NAMED_GROUP.sub("(", portable).replace(LETTER, PORTABLE_LETTER), dict(numbers)


def _in_any_case(words: str) -> str:
    return "".join(f"[{c}{c.upper()}]" if c.upper() != c else c for c in words)
