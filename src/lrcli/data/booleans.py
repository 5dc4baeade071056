"""Columns of yes and no, in any spelling, as 1 and 0. In plain Python."""

from collections.abc import Mapping

import msgspec

PAIRS = (("true", "false"), ("yes", "no"), ("t", "f"), ("y", "n"), ("on", "off"), ("ja", "nein"), ("oui", "non"))


class Boolean(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="boolean"):
    """The words of one column, compared without regard to case: yes is 1 and no is 0."""

    yes: str
    no: str

    def number(self, text: str) -> float | None:
        """1, 0, or None for any other text."""
        return {self.yes: 1.0, self.no: 0.0}.get(text.strip().casefold())

    def text(self, value: float) -> str:
        """The word that is nearer."""
        return self.yes if value >= 0.5 else self.no

    @property
    def per(self) -> str:
        """What a weight is for."""
        return self.yes

    def __str__(self) -> str:
        return f"{self.yes} is 1, {self.no} is 0"


def find_boolean(counts: Mapping[str, int]) -> Boolean | None:
    """The pair of words that all cells are, however they are spelled."""
    words = {text.strip().casefold() for text in counts}
    return next((Boolean(*pair) for pair in PAIRS if words == set(pair)), None)
