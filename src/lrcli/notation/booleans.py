"""How yes and no are written in a column: yes is 1, no is 0. In plain Python."""

from collections.abc import Mapping
from typing import ClassVar

from lrcli.notation.form import BaseForm
from lrcli.notation.hints import Hints
from lrcli.notation.number_entry import TypedNumber
from lrcli.text import short

WORD_PAIRS = (("true", "false"), ("yes", "no"), ("t", "f"), ("y", "n"), ("on", "off"), ("ja", "nein"), ("oui", "non"))
FULL_WORD = {"t": "true", "f": "false", "y": "yes", "n": "no"}


class BooleanForm(BaseForm, frozen=True, tag="boolean"):
    """The two words of one column; a cell may have them whole, short, in any case, or as 1 and 0."""

    noun: ClassVar[str] = "word"
    nouns: ClassVar[str] = "words"
    metavar: ClassVar[str] = "WORD"
    ordered: ClassVar[bool] = False

    yes: str
    no: str

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "BooleanForm | None":
        """The pair of words of which each cell is one; a column must have both."""
        words = {text.strip().casefold() for text in counts}
        for pair in WORD_PAIRS:
            form = cls(*pair)
            if words >= set(pair) and {form.number(word) for word in words} == {0, 1}:
                return form
        return None

    def number(self, text: str) -> float | None:
        """1, 0, or None for any other text."""
        word = _full_word(text)
        return 1.0 if word in ("1", _full_word(self.yes)) else 0.0 if word in ("0", _full_word(self.no)) else None

    def other_readings(self, text: str) -> list[TypedNumber]:
        """In the words of any pair."""
        values = {value for pair in WORD_PAIRS if (value := BooleanForm(*pair).number(text)) is not None}
        return [TypedNumber(value, foreign_unit=False) for value in values]

    def text(self, value: float) -> str:
        """The word that is nearest to a number."""
        return self.yes if value >= 0.5 else self.no

    def shown(self, value: float) -> str:
        """The word, or the number of a mean, which is between the words."""
        return self.text(value) if value in (0.0, 1.0) else short(value)

    def remark(self, text: str) -> str:
        return str(self)

    @property
    def per(self) -> str:
        return self.yes

    @property
    def choices(self) -> tuple[tuple[str, float], ...]:
        return (self.yes, 1.0), (self.no, 0.0)

    def __str__(self) -> str:
        return f"{self.yes} is 1, {self.no} is 0"


def _full_word(text: str) -> str:
    word = text.strip().casefold()
    return FULL_WORD.get(word, word)
