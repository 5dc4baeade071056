"""How yes and no are written in a column: yes is 1, no is 0. In plain Python."""

from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar

from lrcli.notation.form import ValueKind, WordForm
from lrcli.notation.hints import Hints
from lrcli.notation.number_entry import TypedNumber
from lrcli.notation.portable import WordReading

# Yes and no in each language, with the short forms that people write. Polish t and n are left out: elsewhere t is
# true.
YES_AND_NO_BY_LANGUAGE = (
    "true false t f", "yes no y n", "on off", "ja nein j n", "oui non o n", "да нет д н", "sí no s n", "si no s n",
    "sì no s n", "sim não s n", "sim nao s n", "tak nie", "ja nee j n", "ja nej j n", "ja nei j n", "ano ne a n",
    "igen nem i n", "da nu", "evet hayır e h", "kyllä ei k e", "是 否", "はい いいえ", "예 아니오", "wahr falsch w f",
    "vrai faux v f", "verdadero falso v f", "verdadeiro falso v f", "vero falso v f", "waar onwaar", "prawda fałsz",
    "истина ложь", "✓ ✗", "✔ ✘",
)  # fmt: skip
WORD_PAIRS = tuple(
    dict.fromkeys((row[k], row[k + 1]) for row in map(str.split, YES_AND_NO_BY_LANGUAGE) for k in range(0, len(row), 2))
)


class BooleanForm(WordForm, frozen=True, tag="boolean"):
    """The two words of one column; a cell may have them whole, short, in any case, or as 1 and 0."""

    noun: ClassVar[str] = "word"
    nouns: ClassVar[str] = "words"
    metavar: ClassVar[str] = "WORD"

    yes: str
    no: str

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "BooleanForm | None":
        """The pair of words of which each cell is one; a column must have both."""
        words = {text.strip().casefold() for text in counts}
        for pair in WORD_PAIRS:
            if words >= set(pair) and {cls(*pair).number(word) for word in words} == {0, 1}:
                return cls(*pair)
        return None

    def number(self, text: str) -> float | None:
        """1, 0, or None for any other text."""
        word, (yes, no) = text.strip().casefold(), _spellings(self.yes, self.no)
        return 1.0 if word in yes else 0.0 if word in no else None

    def of_values(self, kind: ValueKind) -> "BooleanForm | None":
        return BooleanForm("true", "false") if kind == "boolean" else None

    def other_readings(self, text: str) -> list[TypedNumber]:
        """The value of a word of any language."""
        values = {value for pair in WORD_PAIRS if (value := BooleanForm(*pair).number(text)) is not None}
        return [TypedNumber(value, foreign_unit=False) for value in values]

    def text(self, value: float) -> str:
        """The word that is nearest to a number."""
        return self.yes if value >= 0.5 else self.no

    @property
    def per(self) -> str:
        return self.yes

    @property
    def choices(self) -> tuple[tuple[str, float], ...]:
        return (self.yes, 1.0), (self.no, 0.0)

    @property
    def portable(self) -> WordReading:
        yes, no = map(sorted, _spellings(self.yes, self.no))
        return WordReading(dict.fromkeys(yes, 1.0) | dict.fromkeys(no, 0.0))

    def __str__(self) -> str:
        return f"{self.yes} is 1, {self.no} is 0"


@lru_cache
def _spellings(yes: str, no: str) -> tuple[frozenset[str], frozenset[str]]:
    """All texts that mean yes, and all that mean no, in the languages that have this pair."""
    rows = [row for row in map(str.split, YES_AND_NO_BY_LANGUAGE) if (yes, no) in (tuple(row[:2]), tuple(row[2:]))]
    return frozenset(["1", yes, *(word for row in rows for word in row[::2])]), frozenset(
        ["0", no, *(word for row in rows for word in row[1::2])]
    )
