"""How a column's numbers are written: decimal mark, thousands separator, currency or unit. In plain Python."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from lrcli.notation.ambiguity import best_forms, first_doubt, is_nearly_all
from lrcli.notation.evidence import DECIMALS, THOUSANDS, Decimal, Evidence, Proof, Thousands
from lrcli.notation.form import Ambiguous, BaseForm, Pattern
from lrcli.notation.missing import NUMBER
from lrcli.notation.units import BLANKS, DASHES, TRAILING, Numeral, body_of, is_multiple, numeral, spelling, usual_units
from lrcli.text import short

SPACE = "[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*"  # what str.strip takes away
MEANT = dict.fromkeys(BLANKS, " ") | {"’": "'"}
SEPARATORS = {"": "", ",": ",", ".": r"\.", " ": f"[{BLANKS}]", "'": "['’]"}  # as regular expressions
GROUPS = (1, 2, 3, 4, 5, 7, 6)  # of a cell: signs come first, though one may stand behind the number
PLAINLY = re.compile(NUMBER, re.ASCII)
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")  # 1.500, which may be read two ways


class NumberForm(BaseForm, frozen=True, tag="number"):
    """How the numbers of one column are written; a cell may lack the unit and the separators."""

    noun: ClassVar[str] = "number"
    nouns: ClassVar[str] = "numbers"
    metavar: ClassVar[str] = "NUMBER"
    in_quotes: ClassVar[bool] = False

    decimal: Decimal = "."
    thousands: Thousands = ""
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        if self.decimal == self.thousands:
            raise ValueError(f"decimal mark and thousands separator are both {self.decimal!r}")

    @classmethod
    def find(cls, counts: Mapping[str, int], evidence: Evidence) -> "NumberForm | Ambiguous | None":
        """An option settles what is in doubt; a column that cannot be read so is read as it can."""
        if evidence.decimal is None and evidence.thousands is None and _are_plain(counts):
            return PLAIN
        parts = {text: part for text in counts if (part := numeral(text))}
        if not is_nearly_all(sum(counts[text] for text in parts), counts):
            return None
        before, after = usual_units(_counted(parts, counts))
        seen = {mark for part in parts.values() for mark in part.body}
        best = best_forms((cls(d, t, before, after) for d, t in _marks(seen, evidence)), counts)
        if not best and (evidence.decimal is not None or evidence.thousands is not None):
            return cls.find(counts, evidence._replace(decimal=None, thousands=None))
        pointed = (text for text, part in parts.items() if "." in part.body)
        doubt = first_doubt(best, pointed) or first_doubt(best, parts)
        bodies = [part.body for part in parts.values()]
        return _settle(doubt, best, bodies, evidence) if doubt else next(iter(best), None)

    def number(self, text: str) -> float | None:
        match = _compiled(self).fullmatch(text)
        if match is None:
            return None
        digits = "".join(match[group] or "" for group in GROUPS)
        for old, new in rewriting(self):
            digits = digits.replace(old, new)
        value = float(digits or 0)
        return value if math.isfinite(value) else None

    def text(self, value: float) -> str:
        """A number as it may be written here, six digits of it, without separators and unit unless that multiplies."""
        digits = f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
        return digits.replace(".", self.decimal) + (f" {self.after}" if is_multiple(self.after) else "")

    def shown(self, value: float) -> str:
        return short(value)

    def reading(self, text: str) -> str:
        option = f'--thousands "{self.thousands}"' if self.thousands else f'--decimal "{self.decimal}"'
        return f"{self.number(text):g} ({option})"

    @property
    def rival(self) -> "NumberForm":
        """The form in which this one's decimal mark separates thousands."""
        return NumberForm("," if self.decimal == "." else ".", self.decimal, self.before, self.after)

    @property
    def mark_in_doubt(self) -> str:
        return self.decimal

    def is_proven_by(self, text: str) -> bool:
        return self.decimal in body_of(text) and self.number(text) is not None and self.rival.number(text) is None

    def doubt(self, text: str) -> Ambiguous | None:
        rival = self.rival
        one, other = self.number(text), rival.number(text)
        in_doubt = self.decimal in body_of(text) and one is not None and other is not None and one != other
        return Ambiguous(text, self, rival) if in_doubt else None

    @property
    def units(self) -> tuple[str, str]:
        return self.before, self.after

    @property
    def pattern_of_cells(self) -> Pattern:
        return Pattern(pattern(self), GROUPS, rewriting(self))

    @property
    def per(self) -> str:
        return f"per {self.after}" if self.after.isalpha() and not is_multiple(self.after) else "per unit"

    def __str__(self) -> str:
        marks = [f'decimal "{self.decimal}"'] if self.decimal != "." else []
        marks += [f'thousands "{self.thousands}"'] if self.thousands else []
        units = [f"unit {unit}" for unit in self.units if unit]
        return ", ".join([*marks, *units]) or "plain"


PLAIN = NumberForm()


def pattern(form: NumberForm) -> str:
    """A regular expression for a cell, for Python's `re` and Arrow's RE2. Its groups in the order of GROUPS make sign
    and digits; they are all empty of a zero that accountants write as a dash behind a currency.
    """
    gap = f"[{BLANKS}]*"
    before = f"(?:{spelling(form.before)}{gap})?" if form.before else ""
    need = "" if is_multiple(form.after) else "?"
    after = f"(?:{gap}{spelling(form.after)}){need}" if form.after else ""
    no_cents = f"(?:{re.escape(form.decimal)}[{DASHES}]{{1,2}})?"
    sign, number = "(?:[+]|([−-]))?", f"({_digits(form)}){no_cents}"
    signed = f"(?:{sign}{before}|{before}{sign}){number}{after}"
    accounting = rf"{before}(\(){before}{number}{after}\)"
    trailing = f"{before}{number}{after}[{BLANKS}]?([{TRAILING}])"
    zero = f"|{spelling(form.before)}{gap}[{DASHES}]" if form.before else ""
    return f"{SPACE}(?:{signed}|{accounting}|{trailing}{zero}){SPACE}"


def _digits(form: NumberForm) -> str:
    """Whole, grouped by threes or as in India, or with an exponent; each with or without a fraction."""
    decimal, separator = re.escape(form.decimal), SEPARATORS[form.thousands]
    whole = rf"(?:[0-9]+(?:{decimal}[0-9]*)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    if not separator:
        return whole
    threes = f"[1-9][0-9]{{0,2}}(?:{separator}[0-9]{{3}})+|0(?:{separator}000)+"
    indian = f"|[1-9][0-9]?(?:{separator}[0-9]{{2}})+{separator}[0-9]{{3}}" if separator == "," else ""
    return f"{whole}|(?:{threes}{indian})(?:{decimal}[0-9]*)?"


def rewriting(form: NumberForm) -> list[tuple[str, str]]:
    """What to replace, in this order, to make the sign and digits of a cell into Python's."""
    separators = {" ": BLANKS, "'": "'’"}.get(form.thousands, form.thousands)
    decimal = [] if form.decimal == "." else [(form.decimal, ".")]
    return [("−", "-"), ("(", "-"), *((separator, "") for separator in separators), *decimal]


@lru_cache
def _compiled(form: NumberForm) -> re.Pattern[str]:
    return re.compile(pattern(form))


def proof_of(form: NumberForm, texts: Iterable[str]) -> Proof | None:
    """What a column proves, if it has a cell that no form with the other decimal mark can read."""
    rivals = [form.rival, *(NumberForm(form.rival.decimal, t, *form.units) for t in ("", " ", "'"))]
    for text in texts:
        if form.number(text) is not None and all(rival.number(text) is None for rival in rivals):
            return Proof(form.decimal, any(form.units))
    return None


def _settle(
    doubt: Ambiguous, best: Sequence[NumberForm], bodies: Sequence[str], evidence: Evidence
) -> NumberForm | Ambiguous:
    """Which of the forms a column has whose every mark stands before three digits: "1.500", "1,799".

    What other columns prove counts, for a file is mostly written by one hand. But tables are also put together: engine
    sizes from a database, 1.6, beside prices from a page, 14.990 €. So a proof counts in full between columns that both
    have units, or both have none; else only where it takes the mark for a separator of thousands, the likelier.
    Where nothing is proven, a comma separates thousands, for decimal commas with always three digits are rare and a CSV
    that has commas in quotes is usual, unless semicolons delimit the file; and a point is a decimal mark if commas
    delimit it and there are no units. A fraction whose third digit is always 0 is in doubt whatever else is known: it
    looks like thousands that were rounded.
    """
    form, mark = best[0], "." if "." in body_of(doubt.text) else ","
    with_unit, proofs = any(form.units), evidence.proofs()
    near = {proof.decimal for proof in proofs if proof.with_unit == with_unit}
    proven = near or {proof.decimal for proof in proofs}
    fraction = next((form for form in best if form.decimal == mark), None)
    thousands = next((form for form in best if form.thousands == mark), None)
    rounded = len(bodies) > 2 and all(body.rstrip(".,").endswith("0") for body in bodies if mark in body)
    if len(proven) == 1 and mark not in proven:
        return thousands or doubt
    if proven:
        return fraction if fraction and near == {mark} and not rounded else doubt
    if mark == ",":
        return doubt if evidence.comma_is_decimal_likely else thousands or doubt
    return fraction if fraction and evidence.point_is_decimal_likely and not with_unit and not rounded else doubt


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


def _marks(seen: set[str], evidence: Evidence) -> Iterator[tuple[Decimal, Thousands]]:
    """The pairs of marks to try: those given, and of the others those that are seen; a decimal point first."""
    seen = {MEANT.get(mark, mark) for mark in seen}
    for mark in DECIMALS if evidence.decimal is None else (evidence.decimal,):
        for separator in THOUSANDS if evidence.thousands is None else (evidence.thousands,):
            if separator != mark and (separator in seen or separator in ("", evidence.thousands)):
                yield mark, separator
