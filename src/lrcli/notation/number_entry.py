"""Numbers as people type them for a column: 120,000 or 45 000 or 120k or '120000 km', whatever its file has. In plain
Python.

A file is written by a program, one column in one notation. A person types one value in a notation of their own, with a
unit that the column may not have, and with a word for thousands. All of that has one regular expression, which the
calculator of a report runs too, so that both read the same.
"""

import math
import re
from typing import NamedTuple

from lrcli.notation.characters import BLANKS, DASHES, OUTER_BLANKS, compiled
from lrcli.notation.units import CURRENCIES, MEASURES, MULTIPLES, SYMBOLS, unit_pattern, unit_stem

# Words that mean one power of ten. "m" may be metres or millions, "t" tonnes or thousands: these are not understood.
SCALES = {
    **dict.fromkeys(("k", "thousand", "tsd", "tys"), 3),
    **dict.fromkeys(("lakh", "lac"), 5),
    **dict.fromkeys(("mn", "mio", "mln", "million", "millione"), 6),
    "crore": 7,
    **dict.fromkeys(("bn", "billion", "mrd", "milliard"), 9),
}
FOREIGN_CURRENCY = "|".join(
    [f"[A-Za-z]{{0,3}}[{SYMBOLS}]", *map(unit_pattern, sorted(CURRENCIES.split(), key=len, reverse=True))]
)
FOREIGN_UNIT = "|".join(
    [rf"[{SYMBOLS}]", *map(unit_pattern, sorted({*MEASURES.split(), *CURRENCIES.split()} - {*MULTIPLES.split()}))]
)


class TypedNumber(NamedTuple):
    """One reading of a text. foreign_unit: whether it has a unit although the column has none."""

    value: float
    foreign_unit: bool


def entry_pattern(digits: str, decimal: str, before: str, after: str) -> str:
    """A regular expression for Python and JavaScript; its groups: sign, unit, sign, number, scale, unit.

    digits: the pattern of the number itself, without groups. before, after: the units of the column; where it has none,
    any known unit is taken, since the table does not say which is right.
    """
    units = bool(before or after)
    front = unit_pattern(before) if units else FOREIGN_CURRENCY
    back = unit_pattern(after or before) if units else FOREIGN_UNIT
    sign = "[+]?([−-])?"
    scale = "|".join(map(unit_pattern, SCALES))
    no_cents = f"(?:{re.escape(decimal)}[{DASHES}]{{1,2}})?"
    number = f"{sign}(?:({front}){BLANKS})?{sign}({digits}){no_cents}"
    return f"{OUTER_BLANKS}{number}(?:{BLANKS}({scale}))?(?:{BLANKS}({back}))?{OUTER_BLANKS}"


def scales() -> dict[str, int]:
    """The power of ten of each scale word by its stem, as a pattern's group has it in small letters."""
    return {unit_stem(word): power for word, power in SCALES.items()}


def typed_number(text: str, expression: str, replacements: list[tuple[str, str]], *, units: bool) -> TypedNumber | None:
    """The number that a text is by an `entry_pattern`; None where it is none. units: whether the column has some."""
    match = compiled(expression).fullmatch(text)
    if match is None:
        return None
    sign, front, other_sign, digits, scale, back = match.groups()
    if sign and other_sign:
        return None
    for old, new in replacements:
        digits = digits.replace(old, new)
    power = scales()[unit_stem(scale)] if scale else 0
    # 2.01k is read as 2.01e3: a product would be rounded twice, to 2009.9999999999998.
    value = float(digits) * 10.0**power if "e" in digits.lower() else float(f"{digits}e{power}")
    if not math.isfinite(value):
        return None
    return TypedNumber(-value if sign or other_sign else value, bool(front or back) and not units)
