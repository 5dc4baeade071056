"""What an option is, declared once: on the field of the record that holds its value.

The flag on the command line, its help, the ranges that are checked, the reference and completion follow from that.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from math import inf, isfinite
from typing import Any

from lrcli.errors import OptionError

LARGEST_WHOLE = 2**53  # up to which every whole number is a float
PERCENT = "PERCENT"  # the symbol of a number whose sign may be written: 90 or 90 %


@dataclass(frozen=True)
class Range:
    """The numbers from low to high. The flags say whether the ends belong to it, and whether only whole numbers do."""

    low: float
    high: float = inf
    includes_low: bool = True
    includes_high: bool = False
    whole: bool = False

    def __contains__(self, value: float) -> bool:
        above = self.low < value or (self.includes_low and value == self.low)
        finite = abs(value) < LARGEST_WHOLE if isinstance(value, int) else isfinite(value)
        return finite and above and (value < self.high or (self.includes_high and value == self.high))

    def __str__(self) -> str:
        lower = f"{self.low:g} or more" if self.includes_low else f"above {self.low:g}"
        return (
            lower if self.high == inf else f"{lower} and {'at most' if self.includes_high else 'below'} {self.high:g}"
        )

    @property
    def noun(self) -> str:
        return "a whole number" if self.whole else "a number"


NOT_NEGATIVE = Range(0)
POSITIVE = Range(0, includes_low=False)
FROM_0_BELOW_1 = Range(0, 1)
BETWEEN_0_AND_1 = Range(0, 1, includes_low=False)
COUNT = Range(1, whole=True)
COUNT_OR_NONE = Range(0, whole=True)


@dataclass(frozen=True)
class Option:
    """All about an option but its name and default, which are those of the field that it stands on."""

    help: str  # one sentence: what it does
    symbol: str = ""  # stands for the value in the help: the lecture's letter, or a word in capitals; none for a switch
    limits: Range | None = None  # of a number
    choices: tuple[str, ...] = ()  # the words that are values; with limits, beside numbers; "auto" is None
    default_text: str = ""  # the default in words, where it depends on the data
    flags: tuple[str, ...] = ()  # where these are not the name with dashes
    group: str = "Options"  # its heading in the help
    names: bool = False  # whether a list of texts is a value as well, which has to be given in Python
    common: bool = False  # whether -h, which has only a dozen options, shows it


@dataclass(frozen=True)
class Declaration:
    """An option, its name in Python and its default."""

    name: str
    default: Any
    option: Option
    several: bool = False  # whether the command line takes several values, for a grid

    @property
    def is_switch(self) -> bool:
        return not self.option.symbol and not self.option.choices and self.option.limits is None

    def read(self, text: str) -> Any:
        """The value of a text: None for auto, a tuple of names for a list. Raise OptionError where it has none."""
        option = self.option
        if isinstance(self.default, tuple):
            return self._names(text)
        if text == "auto" and "auto" in option.choices:
            return None
        if option.limits is None or text in option.choices:
            return text
        digits = text.removesuffix("%") if option.symbol == PERCENT else text
        try:
            return int(digits) if option.limits.whole else float(digits)
        except ValueError:
            kinds = [option.limits.noun, *option.choices]
            problem = f"neither {' nor '.join(kinds)}" if option.choices else f"not {option.limits.noun}"
            raise OptionError(self.name, f"{text!r} is {problem}") from None

    def _names(self, text: str) -> tuple[str, ...]:
        """ "a, b" → ("a", "b")."""
        names = tuple(name.strip() for name in text.split(","))
        if not all(names):
            raise OptionError(self.name, f"{text!r} has an empty name")
        return names

    def check(self, value: Any) -> None:
        """Raise OptionError where the option cannot have this value. None is allowed where it is the default."""
        option, limits = self.option, self.option.limits
        if (value is None and self.default is None) or (isinstance(value, str) and value in option.choices):
            return
        if self.is_switch:
            if not isinstance(value, bool):
                raise OptionError(self.name, f"is {value!r}, neither True nor False")
        elif limits is not None:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and value not in limits:
                if isinstance(value, int) and abs(value) >= LARGEST_WHOLE:
                    raise OptionError(self.name, f"is too large: a number of {len(str(abs(value)))} digits")
                raise OptionError(self.name, f"{value:g} is not {limits}")
            if not number or (limits.whole and not isinstance(value, int)):
                raise OptionError(self.name, f"{value!r} is not {limits.noun}")
        elif option.choices:
            raise OptionError(self.name, f"{value!r} is none of {', '.join(option.choices)}")


def option(default: Any, help: str, symbol: str = "", limits: Range | None = None, **attributes: Any) -> Any:
    """A field of a frozen dataclass that is an option. attributes: the other fields of Option."""
    return field(default=default, metadata={"option": Option(help, symbol, limits, **attributes)})


def declarations(record: Any) -> Mapping[str, Declaration]:
    """The options among the fields of a record or of its class, by name."""
    return _declarations(record if isinstance(record, type) else type(record))


@cache  # a grid of ten recipes asks for them five thousand times
def _declarations(kind: type[Any]) -> Mapping[str, Declaration]:
    return {
        field.name: Declaration(
            field.name, None if field.default is MISSING else field.default, field.metadata["option"]
        )
        for field in fields(kind)
        if "option" in field.metadata
    }


def option_values(record: Any) -> dict[str, Any]:
    """The values of a record's options, by name."""
    return {name: getattr(record, name) for name in declarations(record)}


def check_options(record: Any) -> None:
    """Raise OptionError for the first option of a record that has a value which it cannot have."""
    for name, declaration in declarations(record).items():
        declaration.check(getattr(record, name))
