"""How a column's numbers are written: decimal mark, thousands separator, currency or unit. In plain Python."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

import msgspec

from lrcli.notation.ambiguity import Ambiguous, best_ways, first_doubt, is_nearly_all
from lrcli.notation.missing import NUMBER
from lrcli.notation.units import BLANKS, Numeral, is_multiple, numeral, spelling, usual_units

SPACE = "[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*"  # what str.strip takes away
Decimal = Literal[".", ","]
Thousands = Literal["", ",", ".", " ", "'"]
DECIMALS: tuple[Decimal, ...] = (".", ",")
THOUSANDS: tuple[Thousands, ...] = ("", ",", ".", " ", "'")
MEANT = dict.fromkeys(BLANKS, " ") | {"’": "'"}
SEPARATORS = {"": "", ",": ",", ".": r"\.", " ": f"[{BLANKS}]", "'": "['’]"}  # as regular expressions
PLAINLY = re.compile(NUMBER, re.ASCII)
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")  # 1.500, which may be read two ways


class Format(
    msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind", tag="number"
):
    """How the numbers of one column are written; a cell may lack the unit and the separators."""

    decimal: Decimal = "."
    thousands: Thousands = ""
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        if self.decimal == self.thousands:
            raise ValueError(f"decimal mark and thousands separator are both {self.decimal!r}")

    def number(self, text: str) -> float | None:
        """The number that a text is, else None."""
        match = _compiled(self).fullmatch(text)
        if match is None:
            return None
        digits = "".join(filter(None, match.groups()))
        for old, new in rewriting(self):
            digits = digits.replace(old, new)
        value = float(digits)
        return value if math.isfinite(value) else None

    def text(self, value: float) -> str:
        """A number as it may be written here, six digits of it, without separators and unit unless that multiplies."""
        digits = f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
        return digits.replace(".", self.decimal) + (f" {self.after}" if is_multiple(self.after) else "")

    @property
    def per(self) -> str:
        """What a weight is for."""
        return f"per {self.after}" if self.after.isalpha() and not is_multiple(self.after) else "per unit"

    def __str__(self) -> str:
        said = [f'decimal "{self.decimal}"'] if self.decimal != "." else []
        said += [f'thousands "{self.thousands}"'] if self.thousands else []
        said += [f"unit {unit}" for unit in (self.before, self.after) if unit]
        return ", ".join(said) or "plain"


PLAIN = Format()


def pattern(form: Format) -> str:
    """A regular expression for a cell, for Python's `re` and Arrow's RE2; its groups joined are sign and digits."""
    gap = f"[{BLANKS}]*"
    before = f"(?:{spelling(form.before)}{gap})?" if form.before else ""
    need = "" if is_multiple(form.after) else "?"
    after = f"(?:{gap}{spelling(form.after)}){need}" if form.after else ""
    sign, number = "(?:[+]|([−-]))?", _digits(form)
    signed = f"(?:{sign}{before}|{before}{sign})({number}){after}"
    accounting = rf"{before}(\(){before}({number}){after}\)"
    return f"{SPACE}(?:{signed}|{accounting}){SPACE}"


def _digits(form: Format) -> str:
    """Whole, grouped by threes or as in India, or with an exponent; each with or without a fraction."""
    decimal, separator = re.escape(form.decimal), SEPARATORS[form.thousands]
    whole = rf"(?:[0-9]+(?:{decimal}[0-9]*)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    if not separator:
        return whole
    threes = f"[1-9][0-9]{{0,2}}(?:{separator}[0-9]{{3}})+|0(?:{separator}000)+"
    indian = f"|[1-9][0-9]?(?:{separator}[0-9]{{2}})+{separator}[0-9]{{3}}" if separator == "," else ""
    return f"{whole}|(?:{threes}{indian})(?:{decimal}[0-9]*)?"


def rewriting(form: Format) -> list[tuple[str, str]]:
    """What to replace, in this order, to make the sign and digits of a cell into Python's."""
    separators = {" ": BLANKS, "'": "'’"}.get(form.thousands, form.thousands)
    decimal = [] if form.decimal == "." else [(form.decimal, ".")]
    return [("−", "-"), ("(", "-"), *((separator, "") for separator in separators), *decimal]


@lru_cache
def _compiled(form: Format) -> re.Pattern[str]:
    return re.compile(pattern(form))


def find_format(
    counts: Mapping[str, int],
    *,
    decimal: Decimal | None = None,
    thousands: Thousands | None = None,
    comma_is_decimal_likely: bool = False,
) -> Format | Ambiguous[Format] | None:
    """How the numbers of a column are written, None where nearly all its cells are not numbers of one kind.

    `counts` says how many cells have each text, in the order of the file, missing ones left out; `decimal` and
    `thousands` are settled from outside. A point before three digits everywhere ("1.500") is a fraction or a thousand:
    ambiguous. A comma there ("1,500") is a thousand, for decimal commas with always three digits are rare and a CSV
    that has commas in quotes is usual, unless they are likely, as in a file delimited by semicolons.
    """
    if decimal is None and thousands is None and _are_plain(counts):
        return PLAIN
    parts = {text: part for text in counts if (part := numeral(text))}
    if not is_nearly_all(sum(counts[text] for text in parts), counts):
        return None
    before, after = usual_units(_counted(parts, counts))
    seen = {mark for part in parts.values() for mark in part.body}
    best = best_ways((Format(d, t, before, after) for d, t in _marks(seen, decimal, thousands)), counts)
    doubtful = (text for text in parts if comma_is_decimal_likely or "." in parts[text].body)
    return first_doubt(best, doubtful) or (best[0] if best else None)


def _are_plain(counts: Mapping[str, int]) -> bool:
    """Whether all cells are plain numbers, and a point, if there is one, can only be a decimal mark."""
    bare = [text.strip() for text in counts]
    points = [text for text in bare if "." in text]
    settled = not points or not all(map(GROUPED.fullmatch, points))
    return settled and bool(bare) and all(map(PLAINLY.fullmatch, bare))


def _counted(parts: Mapping[str, Numeral], counts: Mapping[str, int]) -> Counter[Numeral]:
    numerals: Counter[Numeral] = Counter()
    for text, part in parts.items():
        numerals[part] += counts[text]
    return numerals


def _marks(seen: set[str], decimal: Decimal | None, thousands: Thousands | None) -> Iterator[tuple[Decimal, Thousands]]:
    """The pairs of marks to try: those given, and of the others those that are seen; a decimal point first."""
    seen = {MEANT.get(mark, mark) for mark in seen}
    for mark in DECIMALS if decimal is None else (decimal,):
        for separator in THOUSANDS if thousands is None else (thousands,):
            if separator != mark and (separator in seen or separator in ("", thousands)):
                yield mark, separator
