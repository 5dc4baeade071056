"""What an option is, declared once: on the field of the record that holds its value.

The flag on the command line, its help, the ranges that are checked, the reference and completion follow from that.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from math import inf, isfinite
from typing import Any

from lrcli.errors import OptionError


@dataclass(frozen=True)
class Range:
    """The numbers from low to high; whether the ends belong to it, and whether only whole numbers do."""

    low: float
    high: float = inf
    low_too: bool = True
    high_too: bool = False
    whole: bool = False

    def __contains__(self, value: float) -> bool:
        above = self.low < value or (self.low_too and value == self.low)
        return isfinite(value) and above and (value < self.high or (self.high_too and value == self.high))

    def __str__(self) -> str:
        lower = f"{self.low:g} or more" if self.low_too else f"above {self.low:g}"
        return lower if self.high == inf else f"{lower} and {'at most' if self.high_too else 'below'} {self.high:g}"

    @property
    def noun(self) -> str:
        return "a whole number" if self.whole else "a number"


NOT_NEGATIVE = Range(0)
POSITIVE = Range(0, low_too=False)
FROM_0_BELOW_1 = Range(0, 1)
BETWEEN_0_AND_1 = Range(0, 1, low_too=False)
COUNT = Range(1, whole=True)
COUNT_OR_NONE = Range(0, whole=True)


@dataclass(frozen=True)
class Option:
    """What there is to say of an option beside its name and default, which are those of its field."""

    help: str  # one sentence: what it does
    symbol: str = ""  # what stands for its value: the lecture's letter, or a word in capitals; none for a switch
    limits: Range | None = None  # of a number
    words: tuple[str, ...] = ()  # the values there are, or, with limits, those beside numbers; auto is None
    usual: str = ""  # the default in words, where it depends on the data
    flags: tuple[str, ...] = ()  # where they are not the name with dashes
    group: str = "Options"  # the heading that it stands under
    common: bool = False  # one of the dozen that -h shows


@dataclass(frozen=True)
class Declared:
    """An option, its name in Python and its default."""

    name: str
    default: Any
    option: Option
    several: bool = False  # whether the command line takes several values, for a grid

    @property
    def is_switch(self) -> bool:
        return not self.option.symbol and not self.option.words and self.option.limits is None

    def read(self, text: str) -> Any:
        """The value that a text stands for: None of auto, the names of a list. Raise OptionError where it is none."""
        option = self.option
        if isinstance(self.default, tuple):
            return self._names(text)
        if text == "auto" and "auto" in option.words:
            return None
        if option.limits is None or text in option.words:
            return text
        try:
            return int(text) if option.limits.whole else float(text)
        except ValueError:
            known = f"neither {option.limits.noun} nor {' or '.join(option.words)}"
            raise OptionError(
                self.name, f"{text!r} is {known if option.words else f'not {option.limits.noun}'}"
            ) from None

    def _names(self, text: str) -> tuple[str, ...]:
        """ "a, b" → ("a", "b")."""
        names = tuple(name.strip() for name in text.split(","))
        if not all(names):
            raise OptionError(self.name, f"{text!r} has an empty name")
        return names

    def check(self, value: Any) -> None:
        """Raise OptionError where it is not among the option's values. None is, where it is the default."""
        option, limits = self.option, self.option.limits
        if (value is None and self.default is None) or (isinstance(value, str) and value in option.words):
            return
        if self.is_switch:
            if not isinstance(value, bool):
                raise OptionError(self.name, f"is {value!r}, neither True nor False")
        elif limits is not None:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and value not in limits:
                raise OptionError(self.name, f"{value:g} is not {limits}")
            if not number or (limits.whole and not isinstance(value, int)):
                raise OptionError(self.name, f"{value!r} is not {limits.noun}")
        elif option.words:
            raise OptionError(self.name, f"{value!r} is none of {', '.join(option.words)}")


def option(default: Any, help: str, symbol: str = "", limits: Range | None = None, **more: Any) -> Any:
    """A field of a frozen dataclass that is an option. more: the other fields of Option."""
    return field(default=default, metadata={"option": Option(help, symbol, limits, **more)})


def declared(record: Any) -> Mapping[str, Declared]:
    """The options that a record, or its class, has as fields."""
    return {
        each.name: Declared(each.name, None if each.default is MISSING else each.default, each.metadata["option"])
        for each in fields(record)
        if "option" in each.metadata
    }


def values(record: Any) -> dict[str, Any]:
    """The values of a record's options, by name."""
    return {name: getattr(record, name) for name in declared(record)}


def check(record: Any) -> None:
    """Raise OptionError for the first option of a record whose value is not among those that it may have."""
    for name, each in declared(record).items():
        each.check(getattr(record, name))
