"""The one currency or unit that stands with a column's numbers: "$5,000", "45,000 kms", "45%"."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

BLANKS = " \u00a0\u2007\u2009\u202f"  # no-break, figure, thin and narrow ones too
SIGNS = "+−-"
DASHES = "−–—-"  # behind a decimal mark they stand for no cents: "15.950,-"
TRAILING = "−-"  # a minus behind the number, as SAP and banks write it: "200,00-"
SYMBOLS = "$€£¥₹₽₩₺₴₦₫₱₪฿"
MARKS = '%‰°²³″"'
CURRENCIES = """
    rs re inr pkr lkr bdt usd eur gbp chf sfr fr sek nok dkk kr pln zł czk kč huf ft ron lei bgn try tl rub uah jpy cny
    rmb krw cad aud nzd sgd hkd twd myr rm php thb idr rp vnd brl mxn ars clp zar ngn kes ksh egp aed sar ils
"""
MEASURES = """
    km mile mi m cm mm inch in foot ft yard yd km/h kmh kph mph kmpl km/l km/kg mpg l/100km l/100 l ltr litre liter ml
    gal cc ccm cm3 hp bhp ps kw pk cv kg g mg t ton lb oz nm rpm year yr month week wk day hour hr h minute min second
    sec s ms m2 m² m³ cm³ sqft sqm ha acre v w kwh wh ah hz khz mhz ghz kb mb gb tb px pt pc
"""
MULTIPLES = """
    k m t mn mio mln mrd bn million millione billion milliard thousand tsd tys hundred lakh lac crore cr k€ t€ m€
    тыс млн млрд 万 萬 亿 億 千 만 억 % ‰ percent pct prozent
"""
FEW = 20  # numbers that tell levels apart rather than measure

LETTER = r"[^\W\d_]"
CELL = re.compile(
    rf"[({SIGNS}]?({LETTER}{{0,3}}[{SYMBOLS}]|{LETTER}+\.?)?[{BLANKS}]*[({SIGNS}]?"
    rf"([.,]?[0-9][0-9.,'’]*(?:[{BLANKS}][0-9.,'’]+)*(?:[eE][+-]?[0-9]+)?)(?:(?<=[.,])[{DASHES}]{{1,2}})?[)]?[{BLANKS}]*"
    rf"(/-|(?:{LETTER}|[{SYMBOLS}{MARKS}])(?:{LETTER}|[{SYMBOLS}{MARKS}./·{BLANKS}]|/100){{0,15}}[23]?)?"
    rf"(?:[{BLANKS}]?[){TRAILING}])?"
)
ZERO = re.compile(rf"({LETTER}{{0,3}}[{SYMBOLS}]|{LETTER}+\.?)[{BLANKS}]*[{DASHES}]")  # of accounting: "$ -"


class Numeral(NamedTuple):
    """A cell taken apart: what stands before its digits and separators, they, and what stands after."""

    before: str
    body: str
    after: str


def numeral(text: str) -> Numeral | None:
    """The parts of a text that may be a number with a unit, else None."""
    text = text.strip()
    if match := CELL.fullmatch(text):
        return Numeral(*((part or "").strip() for part in match.groups()))
    zero = ZERO.fullmatch(text)
    return Numeral(zero[1], "", "") if zero and _is_currency(zero[1]) else None


def body_of(text: str) -> str:
    """The digits and separators of a text that is a number, without the points of "Rs."."""
    part = numeral(text)
    return part.body if part else ""


def usual_units(numerals: Mapping[Numeral, int]) -> tuple[str, str]:
    """What stands before and after most of the numbers, "" where that is nothing, or no unit."""
    before = _commonest((cell.before, count) for cell, count in numerals.items())
    after = _commonest((cell.after, count) for cell, count in numerals.items())
    bodies = {cell.body for cell in numerals if stem(cell.after) == stem(after)}
    return before if _is_currency(before) else "", after if _is_unit(after, bodies) else ""


def _commonest(parts: Iterable[tuple[str, int]]) -> str:
    """The unit of the most cells, in its commonest spelling."""
    spellings: dict[str, Counter[str]] = {}
    for part, count in parts:
        spellings.setdefault(stem(part), Counter())[part] += count
    return max(spellings.values(), key=Counter.total).most_common(1)[0][0] if spellings else ""


def _is_currency(before: str) -> bool:
    """Whether a text before numbers is a currency; other words there make names, as in "A4" and "BMW 320"."""
    return before[-1:] in SYMBOLS or _known(before, CURRENCIES)


def _is_unit(after: str, bodies: set[str]) -> bool:
    """Whether a text after numbers is a unit. "5 Series" is a name: a word that is not known as a unit must stand with
    numbers that look measured, by a fraction, a separator, a third digit or their mere variety.
    """
    if not after[:1].isalpha() or after[-1] in SYMBOLS or _known(after, CURRENCIES, MEASURES, MULTIPLES):
        return True
    measured = len(bodies) > FEW or any(re.search(r"[0-9]{3}|[^0-9]", body) for body in bodies)
    return measured and len(after) > 1


def _known(unit: str, *lists: str) -> bool:
    known = " ".join(lists).split()
    return stem(unit) in known or unit.rstrip(".").lower() in known


def stem(unit: str) -> str:
    """What all spellings of a unit share: "km" of "KMs", "rs" of "Rs."."""
    bare = unit.rstrip(".").lower()
    return bare[:-1] if len(bare) > 2 and bare.endswith("s") else bare


def spelling(unit: str) -> str:
    """A regular expression, for Python's `re` and Arrow's RE2: the unit in any case, with or without s and point."""
    root = stem(unit)
    ends = ("[sS]?" if len(root) > 1 else "") + r"\.?" if root[-1:].isalpha() else ""
    return "".join(_either_case(letter) for letter in root) + ends


def _either_case(letter: str) -> str:
    upper = letter.upper()
    return re.escape(letter) if upper == letter or len(upper) > 1 else f"[{letter}{upper}]"


def is_multiple(unit: str) -> bool:
    """Whether a number without this unit is another one: 1.2 is not 1.2 million, nor million EUR; 5 is not 5 %."""
    return any(_known(word, MULTIPLES) for word in re.split(f"[{BLANKS}]+", unit.strip()))
