"""Columns of yes and no, in any spelling, as 1 and 0. In plain Python."""

from collections.abc import Mapping

import msgspec

PAIRS = (("true", "false"), ("yes", "no"), ("t", "f"), ("y", "n"), ("on", "off"), ("ja", "nein"), ("oui", "non"))
WHOLE = {"t": "true", "f": "false", "y": "yes", "n": "no"}


class Boolean(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="boolean"):
    """The words of one column, whole, short or as 1 and 0, in any case: yes is 1 and no is 0."""

    yes: str
    no: str

    def number(self, text: str) -> float | None:
        """1, 0, or None for any other text."""
        word = _whole(text)
        return 1.0 if word in ("1", _whole(self.yes)) else 0.0 if word in ("0", _whole(self.no)) else None

    def text(self, value: float) -> str:
        """The word that is nearest to a number."""
        return self.yes if value >= 0.5 else self.no

    @property
    def per(self) -> str:
        """What a weight is for."""
        return self.yes

    def __str__(self) -> str:
        return f"{self.yes} is 1, {self.no} is 0"


def find_boolean(counts: Mapping[str, int]) -> Boolean | None:
    """The pair of words that all cells are, however they are spelled; each must be there."""
    words = {text.strip().casefold() for text in counts}
    for pair in PAIRS:
        way = Boolean(*pair)
        if words >= set(pair) and {way.number(word) for word in words} == {0, 1}:
            return way
    return None


def _whole(text: str) -> str:
    word = text.strip().casefold()
    return WHOLE.get(word, word)
