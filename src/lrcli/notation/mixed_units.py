"""Quantities in a unit and the smaller units that it has: 5 ft 11 in, 1 h 30 min, 6 lb 4 oz. In plain Python."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from typing import ClassVar, NamedTuple

from lrcli.notation.characters import BLANKS
from lrcli.notation.form import Ambiguous, BaseForm
from lrcli.notation.form_selection import readings
from lrcli.notation.hints import Hints
from lrcli.notation.portable import MixedUnitsReading
from lrcli.notation.units import numeral, unit_pattern, usual_units
from lrcli.text import short


class Unit(NamedTuple):
    """A unit of a family."""

    name: str
    spellings: str  # a regular expression
    size: int = 1  # how many of it are one of the unit before it in the family


FEET = (Unit("ft", "ft|feet|foot|['′’]"), Unit("in", "in|inch|inches|[\"″”]|''|′′", 12))
FAMILIES: tuple[tuple[Unit, ...], ...] = (  # each from the largest unit to the smallest
    FEET,
    (Unit("st", "st|stone"), Unit("lb", "lbs?|pounds?", 14), Unit("oz", "oz|ounces?", 16)),
    (Unit("years", "y|yrs?|years?"), Unit("months", "mo|mos|mths?|months?", 12)),
    (
        Unit("B", "b|bn|billions?|mrd|milliarden?"),
        Unit("M", "m|mn|mio|mln|millions?|millionen?", 1000),
        Unit("K", "k|tsd|thousands?|tausend", 1000),
    ),
    (
        Unit("crore", "cr|crores?"),
        Unit("lakh", "lac|lacs|lakhs?", 100),
        Unit("K", "k|thousands?", 100),
    ),
    (Unit("weeks", "w|wks?|weeks?"), Unit("days", "d|days?", 7)),
    (
        Unit("d", "d|days?"),
        Unit("h", "h|hrs?|hours?|std", 24),
        Unit("min", "m|mins?|minutes?", 60),
        Unit("s", "s|secs?|seconds?|sek", 60),
    ),
)
# Inches behind feet need no mark: 5'7 and 5 ft 7. Nor do the feet of a person, 5-7, in a column whose name says so.
INCHES = "(?:[0-9]|1[01])(?:[.,][0-9]+)?"
DASHED = re.compile(f"[0-9]-{INCHES}")
HEIGHTS = frozenset({"height", "heights", "ht", "hgt"})
CELLS_WITH_CURRENCY = 20  # that are looked at for one, since most columns are texts
AMOUNT_PATTERN = "[0-9]+(?:[.,][0-9]+)?"
WITHOUT_CURRENCY = re.compile(r"\s*(?:[−-]?[0-9]|$)")  # how such a cell begins


class MixedUnitsForm(BaseForm, frozen=True, tag="mixed units"):
    """How the quantities of one column are written: in the units of one family, several in a cell or one.

    A cell may lack any of the units, and has 0 of these.
    """

    noun: ClassVar[str] = "quantity"
    nouns: ClassVar[str] = "quantities"
    metavar: ClassVar[str] = "QUANTITY"

    unit: str  # the one that values are counted in, the largest in the column
    before: str = ""  # a currency, which a cell may lack

    def __post_init__(self) -> None:
        if (names := [unit.name for family in FAMILIES for unit in family]) and self.unit not in names:
            raise ValueError(f"unknown unit {self.unit!r}; the known ones are {', '.join(names)}")

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "MixedUnitsForm | Ambiguous | None":
        """The form that counts in the largest unit of the column, where its cells have two units at least."""
        before = _currency(islice(counts, CELLS_WITH_CURRENCY))
        # To compile the expressions of all families takes longer than to read a small table; most columns are texts.
        if not before and not readings(counts, WITHOUT_CURRENCY.match):
            return None
        dashed = bool(hints.words & HEIGHTS)
        for family in FAMILIES:
            cells = readings(counts, partial(_numbers, family, before, dashed=dashed))
            present = {k % len(family) for numbers in cells.values() for k, number in enumerate(numbers) if number}
            if len(present) > 1:
                return cls(family[min(present)].name, before)
        return None

    def number(self, text: str) -> float | None:
        """The quantity in the unit of the form."""
        family, sizes = _sizes(self.unit)
        match = _expression(family, self.before).fullmatch(text.strip())
        if match is None or not any(match.groups()[1:]):
            return None
        sign, *numbers = match.groups()
        try:
            total = math.fsum(
                float((n or "0").replace(",", ".")) / size for n, size in zip(numbers, sizes, strict=True)
            )
        except OverflowError:  # a sum that is infinite, of numbers that are not
            return None
        if math.isinf(total):
            return None
        return -total if sign else total

    def text(self, value: float) -> str:
        digits = f"{value:.6g}"
        return f"{f'{value:f}' if 'e' in digits else digits} {self.unit}"  # a cell has no exponent

    def shown(self, value: float) -> str:
        return short(value)

    def reading(self, text: str) -> str:
        return f"{self.number(text):g} {self.unit}"

    @property
    def per(self) -> str:
        return f"per {self.unit}"

    @property
    def units(self) -> tuple[str, str]:
        return self.before, self.unit

    @property
    def portable(self) -> MixedUnitsReading:
        family, sizes = _sizes(self.unit)
        # RE2 knows no look-ahead. Without it, as with it, the next number has to follow or the cell to end.
        return MixedUnitsReading(_expression(family, self.before).pattern.replace("(?=[0-9])", ""), sizes)

    def __str__(self) -> str:
        gap = " " * (self.before.isalpha() or (bool(self.before) and len(self.unit) > 1))
        return f"counted in {self.before}{gap}{self.unit}"


@lru_cache
def _sizes(name: str) -> tuple[Sequence[Unit], list[float]]:
    """The first family that has a unit, and how many are one of that unit, for each number of its `_expression`."""
    family = next(family for family in FAMILIES if any(unit.name == name for unit in family))
    sizes = [math.prod(unit.size for unit in family[: k + 1]) for k in range(len(family))]
    size = next(size for size, unit in zip(sizes, family, strict=True) if unit.name == name)
    readings = 2 if family == FEET else 1
    return family, [other / size for other in sizes] * readings


def _currency(texts: Iterable[str]) -> str:
    """The usual currency before the numbers of some cells, "" where there is none."""
    return usual_units(Counter(cell for text in texts if (cell := numeral(text))))[0]


def _numbers(family: tuple[Unit, ...], before: str, text: str, *, dashed: bool) -> tuple[str | None, ...] | None:
    """The number of each unit, None of one that the cell lacks; None of another text, and of 5-7 if not dashed."""
    text = text.strip()
    match = _expression(family, before).fullmatch(text)
    return match.groups()[1:] if match and (dashed or not DASHED.fullmatch(text)) else None


@lru_cache
def _expression(family: tuple[Unit, ...], before: str) -> re.Pattern[str]:
    """An expression for a cell: a sign, a currency, and the number of each unit, any of which may be absent.

    Feet have a second pair of groups, for inches without a mark.
    """
    between = f"{BLANKS},?{BLANKS}(?:(?:and|und){BLANKS})?"
    numbers = (f"(?:({AMOUNT_PATTERN}){BLANKS}(?:{unit.spellings})\\.?(?:{between}(?=[0-9])|$))?" for unit in family)
    currency = f"(?:{unit_pattern(before)}{BLANKS})?" if before else ""
    quantity = "".join(numbers)
    if family == FEET:
        quantity = f"(?:{quantity}|([0-9]{{1,2}}){BLANKS}(?:{family[0].spellings}|-){BLANKS}({INCHES}))"
    return re.compile("([−-])?" + currency + quantity, re.IGNORECASE)
