"""Features that are products of columns: log(mileage), sqrt(x), age^2, mileage:age, fuel:age. In plain Python.

The grammar: a term is one factor, or several joined by ":", which are multiplied; a factor is a column, log(column),
sqrt(column), or column^2 up to column^9. Nothing else is understood, and no text is ever evaluated as code.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from lrcli.errors import OptionError

Function = Literal["log", "sqrt"]
FUNCTION_CALL = re.compile(r"(log|sqrt)\((.+)\)")
POWER = re.compile(r"(.+)\^([2-9])")
FACTOR_SEPARATOR = ":"  # factors of a term, and levels that are joined
GRAMMAR = "log(x), sqrt(x), x^2 and x:y are understood too"


class Factor(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A column in a product: its number, perhaps under a function or a power; or 1 at one level and 0 at all others."""

    column: str
    function: Function | None = None
    power: int = 1
    level: str | None = None

    def of(self, value: float | str) -> float | None:
        """The factor for a value of the column; None where it does not exist, as the logarithm of 0."""
        if self.level is not None:
            return float(value == self.level)
        number = float(value)
        try:
            if self.function is not None:
                return math.log(number) if self.function == "log" else math.sqrt(number)
            return float(number**self.power)
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        if self.level is not None:
            return f"{self.column}={self.level}"
        if self.function is not None:
            return f"{self.function}({self.column})"
        return f"{self.column}^{self.power}" if self.power > 1 else self.column


class Term(NamedTuple):
    """A feature as --features names it; a plain column is one plain factor."""

    factors: tuple[Factor, ...]

    @property
    def name(self) -> str:
        return FACTOR_SEPARATOR.join(map(str, self.factors))

    @property
    def is_column(self) -> bool:
        return self.factors == (Factor(self.factors[0].column),)


def product(factors: Sequence[Factor], values: Mapping[str, float | str | None]) -> float | None:
    """The product of the factors, None where a value is missing. Raise ValueError where it does not exist."""
    present = [value for factor in factors if (value := values[factor.column]) is not None]
    if len(present) < len(factors):
        return None
    total = 1.0
    for factor, value in zip(factors, present, strict=True):
        number = factor.of(value)
        if number is None:
            raise ValueError(f"{factor} of {value}")
        total *= number
        if math.isinf(total):
            raise ValueError("it is too large")
    return total


def parse_term(header: Sequence[str], text: str) -> Term:
    """The term that a text names. A text that is a column's name is that column, also with a ":" or "(" in it.

    Raise OptionError where a factor names no column.
    """
    return Term(_factors(header, text))


def _factors(header: Sequence[str], text: str) -> tuple[Factor, ...]:
    """The factors of a text; cut at the first ":" that has columns on both sides."""
    factors: list[Factor] = []
    rest = text.strip()
    while rest not in header:
        for position in (k for k, letter in enumerate(rest) if letter == FACTOR_SEPARATOR):
            if (first := _factor(header, rest[:position].strip())) is not None:
                factors.append(first)
                rest = rest[position + 1 :].strip()
                break
        else:
            break
    if (last := _factor(header, rest)) is not None:
        return (*factors, last)
    known = ", ".join(header)
    if not factors:
        raise OptionError("features", f": no column {rest!r}; the columns are {known}; {GRAMMAR}")
    raise OptionError("features", f"{text!r}: no column {rest!r}; the columns are {known}")


def _factor(header: Sequence[str], text: str) -> Factor | None:
    if text in header:
        return Factor(text)
    if (call := FUNCTION_CALL.fullmatch(text)) and call[2].strip() in header:
        return Factor(call[2].strip(), "log" if call[1] == "log" else "sqrt")
    if (power := POWER.fullmatch(text)) and power[1].strip() in header:
        return Factor(power[1].strip(), power=int(power[2]))
    return None
