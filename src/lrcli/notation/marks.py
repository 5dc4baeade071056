"""A column of marks: an x or a tick where something applies, an empty cell where it does not. In plain Python."""

from collections.abc import Mapping
from typing import ClassVar

from lrcli.notation.form import WordForm
from lrcli.notation.hints import Hints
from lrcli.notation.portable import WordReading

MARKS = frozenset("x×✓✔☑☒●•■*")


class MarkForm(WordForm, frozen=True, tag="mark"):
    """The mark of one column. A cell with it is 1, an empty one is 0 and not missing."""

    noun: ClassVar[str] = "mark"
    nouns: ClassVar[str] = "marks"
    metavar: ClassVar[str] = "MARK"
    of_missing: ClassVar[float | None] = 0.0
    can_be_target: ClassVar[bool] = False

    mark: str

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "MarkForm | None":
        """The only text of a column some of whose cells are empty."""
        words = {text.strip().casefold() for text in counts}
        return cls(*words) if hints.has_blanks and len(words) == 1 and words <= MARKS else None

    def number(self, text: str) -> float | None:
        """1 for the mark, in any case; None for any other text."""
        return 1.0 if text.strip().casefold() == self.mark else None

    def text(self, value: float) -> str:
        """The mark, or a dash, which is read as an empty cell."""
        return self.mark if value >= 0.5 else "-"

    @property
    def per(self) -> str:
        return self.mark

    @property
    def choices(self) -> tuple[tuple[str, float], ...]:
        return (self.mark, 1.0), ("-", 0.0)

    @property
    def portable(self) -> WordReading:
        return WordReading({self.mark: 1.0})

    def __str__(self) -> str:
        return f"{self.mark} is 1, an empty cell is 0"
