"""The meaning of a value that a person types: an option, an answer, a condition, a field. In plain Python.

The rule, which the script of the calculator has too:

1. A text that the column's own notation reads has that value. If another notation reads another value, as 120.000 is
   120 or 120,000, the column's notation holds where its cells prove it and the value is not out of its range while the
   other is within.
2. Where that decides nothing, or the column's notation does not read the text, the one reading within the range holds.
3. A single reading holds also outside the range.
4. Of several, that holds which gives the column's decimal mark no second meaning: beside numbers such as 3.5, or whole
   ones, the comma of 120,000 separates thousands, as it does in a file. 120.000 remains in doubt there, for its mark is
   the column's own: the person has to choose.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from lrcli.notation.form import BaseForm


class Entry(NamedTuple):
    """The value of a text. rival: the value of the other reading, which is outside the range."""

    value: float
    as_written: bool  # whether it is the column's own notation, beyond doubt
    rival: float | None = None
    foreign_unit: bool = False  # whether it has a unit although the column has none


class Doubt(NamedTuple):
    """Two values that a text may have."""

    first: float
    second: float


def read_entry(text: str, form: BaseForm, low: float, high: float) -> Entry | Doubt | None:
    """The value of a text for a column that is written so and whose values go from low to high; None without one."""
    own, others = form.number(text), form.other_readings(text)
    values = list(dict.fromkeys([*([] if own is None else [own]), *(other.value for other in others)]))
    if len(values) < 2:
        foreign = own is None and any(other.foreign_unit for other in others)
        return Entry(values[0], own is not None, foreign_unit=foreign) if values else None
    inside = [value for value in values if low <= value <= high]
    if own is not None and form.proves_its_marks(low, high) and (own in inside or not inside):
        return Entry(own, as_written=True)
    if len(inside) == 1:
        rival = next(value for value in values if value != inside[0])
        foreign = any(other.foreign_unit for other in others if other.value == inside[0])
        return Entry(inside[0], as_written=False, rival=rival, foreign_unit=foreign)
    if own is None and form.has_decimal_mark:
        return Entry(values[0], as_written=False)
    return Doubt(*values[:2])


def read_level(text: str, levels: Collection[str]) -> str | None:
    """The level that a text is, else the only one that differs in case and blanks alone; None where there is none."""
    return LevelLookUp(levels).read(text)


class LevelLookUp:
    """Levels among which many texts are looked up, each by the rule of `read_level`.

    The nearer spelling comes first: beside the levels "West End" and "Westend" the text WEST END is the first, though
    both have the same letters.
    """

    def __init__(self, levels: Collection[str]) -> None:
        self.levels = levels
        self.by_folded = unique_spellings(levels, folded)
        self.by_unspaced = unique_spellings(levels, unspaced)

    def read(self, text: str) -> str | None:
        text = text.strip()
        if text in self.levels:
            return text
        return self.by_folded.get(folded(text)) or self.by_unspaced.get(unspaced(text))


def unique_spellings(levels: Iterable[str], spelling: Callable[[str], str]) -> dict[str, str]:
    """Each level by its spelling, those left out that share it with another."""
    by_spelling: dict[str, list[str]] = {}
    for level in levels:
        by_spelling.setdefault(spelling(level), []).append(level)
    return {key: same[0] for key, same in by_spelling.items() if len(same) == 1}


def folded(text: str) -> str:
    """A text without the differences of case, and with one blank for each run of blanks, dashes and underscores."""
    return re.sub(r"[\s_-]+", " ", text.strip()).casefold()


def unspaced(text: str) -> str:
    """A text without case and blanks. A dash remains: "1-5" is not 15, and the grade B- is not B."""
    return re.sub(r"\s+", "", text).casefold()


def nearest(text: str, names: Collection[str]) -> str | None:
    """The name that a text is most like, for a question; None where it is like none."""
    from difflib import get_close_matches  # only where something is wrong

    by_folded = {folded(name): name for name in names}
    close = get_close_matches(folded(text), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None
