"""The currency or unit that stands with the numbers of a column: "$5,000", "45,000 kms", "45%". In plain Python."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from lrcli.notation.characters import BLANK_CHARACTERS, DASHES, LETTER, MINUS_SIGNS, SIGNS, compiled

SYMBOLS = "$€£¥₹₽₩₺₴₦₫₱₪฿"
PERCENT_SIGNS = "%‰"  # in Turkish and Basque before the number: %12
UNIT_SIGNS = '%‰°²³″"㎡㎥㎞㎝㎜㎏℃℉'
CURRENCIES = """
    rs inr pkr lkr bdt usd eur gbp chf sfr fr sek nok dkk kr pln zł czk kč huf ft ron lei bgn try tl rub uah jpy cny
    rmb krw cad aud nzd sgd hkd twd myr rm php thb idr rp vnd brl mxn ars clp zar ngn kes ksh egp aed sar ils
    円 圓 元 원 руб р грн
"""
MEASURES = """
    km mile mi m cm mm inch in foot ft yard yd km/h kmh kph mph kmpl km/l km/kg mpg l/100km l/100 l ltr litre liter ml
    gal cc ccm cm3 hp bhp ps kw pk cv kg g mg t ton lb oz nm rpm year yr month week wk day hour hr h minute min second
    sec s ms m2 m² m³ cm³ sqft sqm ha acre v w kwh wh ah hz khz mhz ghz kb mb gb tb px pt pc
    年 歳 岁 公里 км м кг г л лет
"""
MULTIPLES = """
    k m t mn mio mln mrd bn million millione billion milliard thousand tsd tys hundred lakh lac crore cr k€ t€ m€
    тыс млн млрд 万 萬 亿 億 千 만 억 万円 億円 万元 亿元 만원 억원 % ‰ percent pct prozent
"""
MOST_NUMBERS_OF_LEVELS = 20  # different numbers, up to which a word behind them may make a name: "5 Series", "3 doors"

CELL = (
    rf"[({SIGNS}]?({LETTER}{{0,3}}[{SYMBOLS}]|{LETTER}+\.?|[{PERCENT_SIGNS}])?[{BLANK_CHARACTERS}]*[({SIGNS}]?"
    rf"([.,]?[0-9][0-9.,'’]*(?:[{BLANK_CHARACTERS}][0-9.,'’]+)*(?:[eE][+-]?[0-9]+)?)(?:(?<=[.,])[{DASHES}]{{1,2}})?(?:[{BLANK_CHARACTERS}]?[{MINUS_SIGNS}](?=[{BLANK_CHARACTERS}]+{LETTER}|[{BLANK_CHARACTERS}]*[{SYMBOLS}]))?[)]?[{BLANK_CHARACTERS}]*"
    rf"(/-|(?:{LETTER}|[{SYMBOLS}{UNIT_SIGNS}])(?:{LETTER}|[{SYMBOLS}{UNIT_SIGNS}./·{BLANK_CHARACTERS}]|/100){{0,15}}[23]?)?"
    rf"(?:[{BLANK_CHARACTERS}]?[){MINUS_SIGNS}])?"
)
CURRENCY = rf"{LETTER}{{0,3}}[{SYMBOLS}]|{LETTER}+\.?"
DASH_FOR_ZERO = (  # as accountants write it: "$ -", "- €"
    rf"({CURRENCY})[{BLANK_CHARACTERS}]*[{DASHES}]|[{DASHES}][{BLANK_CHARACTERS}]*({CURRENCY})"
)


class Numeral(NamedTuple):
    """A number as a cell has it: the text before its digits and separators, these, and the text after them."""

    before: str
    body: str
    after: str


def numeral(text: str) -> Numeral | None:
    """A text that may be a number with a unit, cut in three; else None."""
    text = text.strip()
    if match := compiled(CELL).fullmatch(text):
        return Numeral(*map(str.strip, match.groups("")))
    zero = compiled(DASH_FOR_ZERO).fullmatch(text)
    before, after = (zero[1] or "", zero[2] or "") if zero else ("", "")
    return Numeral(before, "", after) if zero and _is_currency(before or after) else None


def numeral_body(text: str) -> str:
    """The digits and separators of a number, "" of another text. The point of "Rs." belongs to the unit."""
    cell = numeral(text)
    return cell.body if cell else ""


def usual_units(numerals: Mapping[Numeral, int]) -> tuple[str, str]:
    """The texts before and after most of the numbers; "" where there is none or where it is no unit."""
    before = _commonest((cell.before, count) for cell, count in numerals.items())
    after = _commonest((cell.after, count) for cell, count in numerals.items())
    alike = {text for text in {cell.after for cell in numerals} if unit_stem(text) == unit_stem(after)}
    bodies = {cell.body for cell in numerals if cell.after in alike}
    return before if _is_currency(before) or before in [*PERCENT_SIGNS] else "", after if is_unit(after, bodies) else ""


def _commonest(texts: Iterable[tuple[str, int]]) -> str:
    """The unit of the most cells, in its commonest spelling."""
    counted: Counter[str] = Counter()  # first, since of many thousands of numbers a few have texts of their own
    for text, count in texts:
        counted[text] += count
    spellings: dict[str, Counter[str]] = {}
    for text, count in counted.items():
        spellings.setdefault(unit_stem(text), Counter())[text] = count
    return max(spellings.values(), key=Counter.total).most_common(1)[0][0] if spellings else ""


def _is_currency(before: str) -> bool:
    """Whether a text before numbers is a currency. Other words there make a name: "A4", "BMW 320"."""
    return before[-1:] in SYMBOLS or _known(before, CURRENCIES)


def is_measure(unit: str) -> bool:
    """Whether a text is a unit for certain."""
    return _known(unit, MEASURES)


def is_unit(after: str, bodies: Collection[str]) -> bool:
    """Whether a text after numbers is a unit. bodies: the different numbers."""
    if not after[:1].isalpha() or after[-1] in SYMBOLS or _known(after, CURRENCIES, MEASURES, MULTIPLES):
        return True
    # "5 Series" is a name, and no list has all units of all trades. So a word that is not in the lists is a unit if its
    # numbers look measured: they have a fraction, a separator or three digits, or there are many different ones.
    measured = len(bodies) > MOST_NUMBERS_OF_LEVELS or any(re.search(r"[0-9]{3}|[^0-9]", body) for body in bodies)
    return measured and len(after) > 1


def _known(unit: str, *lists: str) -> bool:
    known = " ".join(lists).split()
    return unit_stem(unit) in known or unit.rstrip(".").lower() in known


def unit_stem(unit: str) -> str:
    """The letters that all spellings of a unit share: "km" for "KMs", "rs" for "Rs."."""
    bare = unit.rstrip(".").lower()
    return bare[:-1] if len(bare) > 2 and bare.endswith("s") else bare


def unit_pattern(unit: str) -> str:
    """A regular expression for a unit, for Python's `re` and Arrow's RE2: in any case, with or without s and point."""
    root = unit_stem(unit)
    ends = ("[sS]?" if len(root) > 1 else "") + r"\.?" if root[-1:].isalpha() else ""
    return "".join(_either_case(letter) for letter in root) + ends


def _either_case(letter: str) -> str:
    upper = letter.upper()
    return re.escape(letter) if upper == letter or len(upper) > 1 else f"[{letter}{upper}]"


def is_multiple(unit: str) -> bool:
    """Whether a unit multiplies its number, so that it cannot be left out: 1.2 million, 1.2 million EUR, 5 %."""
    return any(_known(word, MULTIPLES) for word in re.split(f"[{BLANK_CHARACTERS}]+", unit.strip()))
