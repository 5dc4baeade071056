"""How a column is written whose cells hold several numbers with units: "87 bhp @ 6000 rpm". In plain Python."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from lrcli.notation.characters import BLANKS, LETTER, compiled
from lrcli.notation.form_selection import is_nearly_all
from lrcli.notation.units import is_measure, is_unit, unit_pattern, unit_stem

NUMBER_PATTERN = "[+−-]?[0-9](?:[0-9.,]*[0-9])?"
UNIT = rf"(?:{LETTER}|[°′″'’\"”])(?:{LETTER}|[°²³./·])*"
RANGE = f"{BLANKS}(?:[-–—~]|(?i:to)){BLANKS}"
BETWEEN_QUANTITIES = rf"{BLANKS}(?:[@,;|/&+(]|(?i:at|and|with|bei|und|à|bij|et)){BLANKS}[(]?"
SEPARATOR = rf"(?:{BETWEEN_QUANTITIES}|{BLANKS})"
QUANTITY = rf"(?i)({NUMBER_PATTERN})(?:{RANGE}({NUMBER_PATTERN}))?{BLANKS}({UNIT})"
FEET_AND_INCHES = {"′": "ft", "'": "ft", "’": "ft", "″": "in", '"': "in", "”": "in", "''": "in"}
SIGNS_OF = {"ft": "[′'’]|", "in": "[″\"”]|''|"}  # alternatives to the word
# Units that are told apart by a factor that everybody agrees on. Horsepower is none: it has three sizes.
FACTORS: Mapping[str, Mapping[str, float]] = {
    "nm": {"kgm": 9.80665, "kgfm": 9.80665, "mkg": 9.80665, "lbft": 1.3558179483314004, "ftlb": 1.3558179483314004},
}
MOST_QUANTITIES = 4  # in a cell; more are a text


class Quantity(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the numbers in a cell: the unit behind it, and the names of the columns that it becomes.

    There are two names where it may be a range, "1750-2750 rpm": those of its ends, which are equal in other cells.
    """

    unit: str
    names: list[str]

    @property
    def is_range(self) -> bool:
        return len(self.names) > 1

    @property
    def factors(self) -> Mapping[str, float]:
        """Other units of the same size by name: how many of the unit one of them is."""
        return FACTORS.get(self.unit.lower(), {})


class Quantities(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A column whose cells hold several numbers with units, and the columns that it becomes."""

    column: str
    quantities: list[Quantity]

    @property
    def names(self) -> list[str]:
        """The columns that it becomes, in order."""
        return [name for quantity in self.quantities for name in quantity.names]

    @property
    def expression(self) -> str:
        """A regular expression for a cell, for Python's `re` and Arrow's RE2: "190 Nm @ 2000 rpm" or, with the units
        behind all numbers, "190 @ 2000 (Nm @ rpm)". A cell of the first kind may lack quantities at its end.

        Its groups are called number0, end0 (of a range), unit0 and so on, with an x at the end in the second kind.
        """
        apart = ""
        numbers: list[str] = []
        units: list[str] = []
        for k, quantity in reversed([*enumerate(self.quantities)]):
            unit = SIGNS_OF.get(quantity.unit, "") + _unit_pattern(quantity.unit)
            one = _number(k, "", quantity) + f"{BLANKS}(?P<unit{k}>{unit})"
            apart = f"{one}(?:{SEPARATOR}{apart})?" if apart else one
            numbers.insert(0, _number(k, "x", quantity))
            units.insert(0, f"(?P<unit{k}x>{unit})")
        together = f"{SEPARATOR.join(numbers)}{BLANKS}[(]{BLANKS}{SEPARATOR.join(units)}"
        return rf"\s*(?:{apart}|{together})\s*[)]?\s*"

    def remark(self, text: str) -> str:
        """How the column is read. text: a cell of it."""
        names = ", ".join(map(repr, self.names))
        others = [
            f"; {', '.join(quantity.factors)} become {quantity.unit}"
            for quantity in self.quantities
            if quantity.factors
        ]
        return (
            f"{self.column}: {text!r} is read as {len(self.names)} columns: {names}{''.join(others)}; "
            "--categorical keeps it one text"
        )


def find_quantities(column: str, counts: Mapping[str, int], header: Collection[str]) -> Quantities | None:
    """How a column is written whose cells hold several quantities; None where nearly all do not, in one order of units.

    counts: how many cells have each text. header: all names of columns, none of which is given again.
    """
    sequences: Counter[tuple[str, ...]] = Counter()
    spellings: dict[str, Counter[str]] = {}
    ranges: set[int] = set()
    cells = {text: tuple(_quantities_of(text)) for text in counts}
    for text, cell in cells.items():
        sequences[tuple(unit_stem(unit) for _, _, unit in cell)] += counts[text]
        for _, _, unit in cell:
            spellings.setdefault(unit_stem(unit), Counter())[unit] += counts[text]
    longest = max((stems for stems in sequences if len(stems) > 1), key=lambda stems: sequences[stems], default=())
    # Names are made of numbers and words as well: "3 bedroom 2 bath", "2 door 5 seat". Numbers are split from a cell
    # only if each of its words is a unit or stands with numbers that look measured, and one of them is a unit for
    # certain.
    bodies = [{cell[k][0] for cell in cells.values() if len(cell) == len(longest)} for k in range(len(longest))]
    units = [spellings[stem].most_common(1)[0][0] for stem in longest]
    if not 2 <= len(units) <= MOST_QUANTITIES or not any(map(is_measure, units)):
        return None
    if not all(map(is_unit, units, bodies)):
        return None
    for cell in cells.values():
        ranges |= {k for k, (_, end, _) in enumerate(cell) if end}
    quantities = Quantities(column, list(_named(column, units, ranges, header)))
    expression = re.compile(quantities.expression)
    readable = sum(count for text, count in counts.items() if expression.fullmatch(text))
    whole = sum(count for stems, count in sequences.items() if len(stems) == len(units))
    return quantities if is_nearly_all(readable, counts) and 2 * whole > sum(counts.values()) else None


def _quantities_of(text: str) -> Iterator[tuple[str, str, str]]:
    """Number, end of the range and unit of each quantity in a text; none where the text has anything else in it."""
    text, position, quantities = text.strip().removesuffix(")"), 0, []
    while position < len(text):
        match = compiled(QUANTITY).match(text, position)
        if match is None:
            return
        unit = match[3].rstrip("./·")
        quantities.append((match[1], match[2] or "", FEET_AND_INCHES.get(unit, unit)))
        position = match.end(3) - (len(match[3]) - len(unit))
        if position < len(text):
            separator = re.compile(SEPARATOR, re.IGNORECASE).match(text, position)
            position = separator.end() if separator else position
    yield from quantities


def _named(column: str, units: Sequence[str], ranges: Collection[int], header: Collection[str]) -> Iterator[Quantity]:
    """The quantities with names that no other column has: "max_power bhp", "torque rpm from", "torque rpm to"."""
    taken = set(header)
    for k, unit in enumerate(units):
        names = []
        for end in (" from", " to") if k in ranges else ("",):
            name, number = f"{column} {unit}{end}", 1
            while name in taken:
                number += 1
                name = f"{column} {unit}{end} {number}"
            taken.add(name)
            names.append(name)
        yield Quantity(unit, names)


def _number(index: int, kind: str, quantity: Quantity) -> str:
    """An expression for a number or a range of numbers."""
    end = f"(?:{RANGE}(?P<end{index}{kind}>{NUMBER_PATTERN}))?" if quantity.is_range else f"(?P<end{index}{kind}>)"
    return f"(?P<number{index}{kind}>{NUMBER_PATTERN}){end}"


def _unit_pattern(unit: str) -> str:
    """An expression for a unit and for those that are converted to it."""
    return "|".join(map(unit_pattern, [unit, *FACTORS.get(unit.lower(), ())]))
