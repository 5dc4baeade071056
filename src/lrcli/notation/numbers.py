"""How the numbers of a column are written: decimal mark, thousands separator, currency or unit. In plain Python."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from lrcli.notation.characters import BLANK_CHARACTERS, DASHES, MINUS_SIGNS, OUTER_BLANKS
from lrcli.notation.form import Ambiguous, BaseForm, Pattern, ValueKind
from lrcli.notation.form_selection import best_forms, first_doubt, readings
from lrcli.notation.hints import DECIMALS, THOUSANDS, Decimal, Hints, Proof, Thousands
from lrcli.notation.missing import PLAIN_NUMBER
from lrcli.notation.number_entry import TypedNumber, entry_pattern, typed_number
from lrcli.notation.units import SYMBOLS, Numeral, is_multiple, numeral, numeral_body, unit_pattern, usual_units
from lrcli.text import ALL_DIGITS, short

CANONICAL_SEPARATOR = dict.fromkeys(BLANK_CHARACTERS, " ") | {"’": "'"}
SEPARATOR_PATTERNS = {"": "", ",": ",", ".": r"\.", " ": f"[{BLANK_CHARACTERS}]", "'": "['’]"}  # as regular expressions
GROUPS_OF_NUMBER = (1, 2, 3, 4, 5, 7, 8, 6)  # of `pattern`: signs first, though 7 and 8 are minuses behind the number
PLAIN_CELL = re.compile(PLAIN_NUMBER, re.ASCII)
GROUP_OF_THREE = re.compile(f"[.,'’{BLANK_CHARACTERS}][0-9]{{3}}(?![0-9])")  # what has two readings has such a group
GROUPED_BY_POINTS = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")  # 1.500, which may be read two ways


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
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "NumberForm | Ambiguous | None":
        """An option settles what is in doubt. It binds no column that cannot be read so: 1.5 beside --thousands "."."""
        if hints.decimal is None and hints.thousands is None and _are_plain(counts):
            return PLAIN
        numerals = readings(counts, numeral)
        if not numerals:
            return None
        before, after = usual_units(_counted(numerals, counts))
        marks = {mark for cell in numerals.values() for mark in cell.body}
        best = best_forms((cls(d, t, before, after) for d, t in _pairs_of_marks(marks, hints)), counts)
        if not best and (hints.decimal is not None or hints.thousands is not None):
            return cls.find(counts, hints._replace(decimal=None, thousands=None))
        pointed = (text for text, cell in numerals.items() if "." in cell.body)
        doubt = first_doubt(best, pointed) or first_doubt(best, numerals)
        bodies = [cell.body for cell in numerals.values()]
        return _settle(doubt, best, bodies, hints) if doubt else next(iter(best), None)

    def number(self, text: str) -> float | None:
        match = _compiled(self).fullmatch(text)
        if match is None:
            return None
        digits = "".join(filter(None, match.group(*GROUPS_OF_NUMBER)))
        for old, new in replacements(self):
            digits = digits.replace(old, new)
        value = float(digits or 0)
        return value if math.isfinite(value) else None

    def of_values(self, kind: ValueKind) -> "NumberForm | None":
        # A cell may lack its unit, but for one that multiplies: 5 beside 5 % is neither 5 % nor 500 %.
        return PLAIN if kind == "number" and self.number("1") is not None else None

    def proves_its_marks(self, low: float, high: float) -> bool:
        """A separator of thousands shows what the other mark is, and so does a fraction among the numbers."""
        return bool(self.thousands) or self.decimal != "." or not (low.is_integer() and high.is_integer())

    @property
    def has_decimal_mark(self) -> bool:
        return True

    def other_readings(self, text: str) -> list[TypedNumber]:
        """With each pair of marks; a scale such as k and a unit may follow, unless the column's own unit multiplies."""
        # Most texts have one reading, and the expressions of the others take longer to compile than a prediction.
        if self.number(text) is not None and not GROUP_OF_THREE.search(text):
            return []
        units = any(self.units)
        readings = (
            typed_number(text, entry.expression, entry.replacements, units=units) for entry in self.entry_patterns
        )
        return list(dict.fromkeys(reading for reading in readings if reading is not None))

    @property
    def entry_patterns(self) -> list[Pattern]:
        """One for each pair of marks, those with this form's decimal mark first, its own before all.

        None where a unit multiplies, and must be there.
        """
        if any(map(is_multiple, self.units)):
            return []
        pairs = [(decimal, separator) for decimal in DECIMALS for separator in THOUSANDS if separator != decimal]
        pairs.sort(key=lambda pair: (pair[0] != self.decimal, pair[1] != self.thousands))
        forms = [NumberForm(*pair, *self.units) for pair in pairs]
        return [
            Pattern(entry_pattern(_digits(form), form.decimal, *form.units), (), replacements(form)) for form in forms
        ]

    def text(self, value: float) -> str:
        """Six digits of a number, as a cell may have it: without separators, without a unit unless that multiplies."""
        return self._written(f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}")

    def exact(self, value: float) -> str:
        return self._written(f"{value:.{ALL_DIGITS}g}" if abs(value) < 10**ALL_DIGITS else f"{value:.0f}")

    def _written(self, digits: str) -> str:
        before, after = (unit if is_multiple(unit) else "" for unit in self.units)
        return before + digits.replace(".", self.decimal) + (f" {after}" if after else "")

    def shown(self, value: float) -> str:
        return short(value)

    def reading(self, text: str) -> str:
        option = f'--thousands "{self.thousands}"' if self.thousands else f'--decimal "{self.decimal}"'
        return f"{self.number(text):g} ({option})"

    @property
    def rival(self) -> "NumberForm":
        """The form in which this one's decimal mark separates thousands."""
        return NumberForm("," if self.decimal == "." else ".", self.decimal, self.before, self.after)

    def with_unit(self, unit: str) -> "NumberForm":
        # A unit that multiplies would have to be in each cell, as in a file without such a line.
        if not unit or any(self.units) or is_multiple(unit):
            return self
        return NumberForm(self.decimal, self.thousands, after=unit)

    @property
    def mark_in_doubt(self) -> str:
        return self.decimal

    def is_proven_by(self, text: str) -> bool:
        return self.decimal in numeral_body(text) and self.number(text) is not None and self.rival.number(text) is None

    def doubt(self, text: str) -> Ambiguous | None:
        rival = self.rival
        one, other = self.number(text), rival.number(text)
        in_doubt = self.decimal in numeral_body(text) and one is not None and other is not None and one != other
        return Ambiguous(text, self, rival) if in_doubt else None

    def separated(self, text: str) -> float | Ambiguous | None:
        mark: Decimal = "," if self.decimal == "." else "."
        for separator in ("", " ", "'", mark) if not self.thousands else ():
            form = NumberForm(self.decimal, separator, *self.units)
            if (value := form.number(text)) is not None:
                fraction = NumberForm(mark, "", *self.units)
                is_doubtful = separator == mark and fraction.number(text) is not None
                return Ambiguous(text, form, fraction) if is_doubtful else value
        return None

    @property
    def units(self) -> tuple[str, str]:
        return self.before, self.after

    @property
    def pattern_of_cells(self) -> Pattern:
        return Pattern(pattern(self), GROUPS_OF_NUMBER, replacements(self))

    @property
    def per(self) -> str:
        has_word = any(map(str.isalpha, self.after))
        return f"per {self.after}" if has_word and not is_multiple(self.after) else "per unit"

    def __str__(self) -> str:
        marks = [f'decimal "{self.decimal}"'] if self.decimal != "." else []
        marks += [f'thousands "{self.thousands}"'] if self.thousands else []
        units = [f"unit {unit}" for unit in self.units if unit]
        return ", ".join([*marks, *units]) or "plain"


PLAIN = NumberForm()


def pattern(form: NumberForm) -> str:
    """A regular expression for a cell, for Python's `re` and Arrow's RE2. Its groups, joined in the order of
    GROUPS_OF_NUMBER, are sign and digits; all are empty for a zero that is a dash behind a currency.
    """
    gap = f"[{BLANK_CHARACTERS}]*"
    of_before, of_after = ("" if is_multiple(unit) else "?" for unit in form.units)
    before = f"(?:{unit_pattern(form.before)}{gap}){of_before}" if form.before else ""
    outside = f"(?:{unit_pattern(form.before)}{gap})?" if form.before else ""
    after = f"(?:{gap}{unit_pattern(form.after)}){of_after}" if form.after else ""
    no_cents = f"(?:{re.escape(form.decimal)}[{DASHES}]{{1,2}})?"
    sign, number = "(?:[+]|([−-]))?", f"({_digits(form)}){no_cents}"
    signed = f"(?:{sign}{before}|{before}{sign}){number}{after}"
    accounting = rf"{outside}(\(){before}{number}{after}\)"
    minus = f"[{BLANK_CHARACTERS}]?([{MINUS_SIGNS}])"
    # Before a word the minus needs a blank behind it, for a 5-door car has 5 doors.
    apart = gap if form.after[:1] in SYMBOLS else f"[{BLANK_CHARACTERS}]+"
    before_unit = f"|{minus}{apart}{unit_pattern(form.after)}" if form.after else "|()"
    trailing = f"{before}{number}(?:{after}{minus}{before_unit})"
    zero = f"|{unit_pattern(form.before)}{gap}[{DASHES}]" if form.before else ""
    zero += f"|[{DASHES}]{gap}{unit_pattern(form.after)}" if form.after else ""
    return f"{OUTER_BLANKS}(?:{signed}|{accounting}|{trailing}{zero}){OUTER_BLANKS}"


def _digits(form: NumberForm) -> str:
    """Digits with or without a fraction: plain, with an exponent, in groups of three, or in groups as in India."""
    decimal, separator = re.escape(form.decimal), SEPARATOR_PATTERNS[form.thousands]
    whole = rf"(?:[0-9]+(?:{decimal}[0-9]*)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    if not separator:
        return whole
    threes = f"[1-9][0-9]{{0,2}}(?:{separator}[0-9]{{3}})+|0(?:{separator}000)+"
    indian = f"|[1-9][0-9]?(?:{separator}[0-9]{{2}})+{separator}[0-9]{{3}}" if separator == "," else ""
    return f"{whole}|(?:{threes}{indian})(?:{decimal}[0-9]*)?"


def replacements(form: NumberForm) -> list[tuple[str, str]]:
    """The replacements, in this order, that make sign and digits of a cell a number in Python's notation."""
    separators = {" ": BLANK_CHARACTERS, "'": "'’"}.get(form.thousands, form.thousands)
    decimal = [] if form.decimal == "." else [(form.decimal, ".")]
    return [("−", "-"), ("(", "-"), *((separator, "") for separator in separators), *decimal]


@lru_cache
def _compiled(form: NumberForm) -> re.Pattern[str]:
    return re.compile(pattern(form))


def proof_of(form: NumberForm, texts: Iterable[str]) -> Proof | None:
    """The proof that a column gives: a cell that no form with the other decimal mark can read; None without one."""
    rivals = [form.rival, *(NumberForm(form.rival.decimal, t, *form.units) for t in ("", " ", "'"))]
    for text in texts:
        if form.number(text) is not None and all(rival.number(text) is None for rival in rivals):
            return Proof(form.decimal, any(form.units))
    return None


def _settle(
    doubt: Ambiguous, best: Sequence[NumberForm], bodies: Sequence[str], hints: Hints
) -> NumberForm | Ambiguous:
    """The form of a column in which each mark stands before three digits, "1.500", "1,799"; else the doubt."""
    # What other columns prove counts, for a file is mostly written by one program. But tables are also put together:
    # engine sizes from a database, 1.6, beside prices from a page, 14.990 €. So a proof counts in full between columns
    # that both have units, or both have none; else only where it makes the mark a separator of thousands, which is
    # likelier. Where nothing is proven, a comma separates thousands, for decimal commas with always three digits are
    # rare and a CSV file with commas in quotes is usual, unless semicolons delimit the file; and a point is a decimal
    # mark if commas delimit the file and there are no units. A fraction whose third digit is always 0 is in doubt
    # whatever else is known: it looks like rounded thousands.
    form, mark = best[0], "." if "." in numeral_body(doubt.text) else ","
    with_unit, proofs = any(form.units), hints.proofs()
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
        return doubt if hints.comma_is_decimal_likely else thousands or doubt
    return fraction if fraction and hints.point_is_decimal_likely and not with_unit and not rounded else doubt


def _are_plain(counts: Mapping[str, int]) -> bool:
    """Whether all cells are plain numbers, and a point, if there is one, can only be a decimal mark."""
    bare = [text.strip() for text in counts]
    points = [text for text in bare if "." in text]
    settled = not points or not all(map(GROUPED_BY_POINTS.fullmatch, points))
    return settled and bool(bare) and all(map(PLAIN_CELL.fullmatch, bare))


def _counted(numerals: Mapping[str, Numeral], counts: Mapping[str, int]) -> Counter[Numeral]:
    counted: Counter[Numeral] = Counter()
    for text, cell in numerals.items():
        counted[cell] += counts[text]
    return counted


def _pairs_of_marks(marks: set[str], hints: Hints) -> Iterator[tuple[Decimal, Thousands]]:
    """Decimal mark and separator of thousands to try: those of the options, else those in cells; the point first."""
    separators = {CANONICAL_SEPARATOR.get(mark, mark) for mark in marks} | {"", hints.thousands}
    for mark in DECIMALS if hints.decimal is None else (hints.decimal,):
        for separator in THOUSANDS if hints.thousands is None else (hints.thousands,):
            if separator != mark and separator in separators:
                yield mark, separator
