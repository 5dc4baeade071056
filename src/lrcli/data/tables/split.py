"""Which row trains, which validates, which tests: seeded, and the same however the rows arrive."""

import re
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np

from lrcli.arrays import Ints
from lrcli.errors import OptionError

TRAIN, VALIDATION, TEST = 0, 1, 2
CARDS = 64_000  # of all decks together. What a seed means hangs on it; a window of as many rows begins at the first


@dataclass(frozen=True)
class Split:
    """Parts of train, validation and test in 100, or in any other sum."""

    train: int
    validation: int
    test: int

    def __str__(self) -> str:
        return f"{self.train}/{self.validation}/{self.test}"


NO_SPLIT = Split(100, 0, 0)
DEFAULT_SPLIT = Split(80, 10, 10)


def parse_split(text: str) -> Split:
    """ "80/10/10", "80/20" (no test rows) or "none"."""
    if text == "none":
        return NO_SPLIT
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})(?:/(\d{1,4}))?", text)
    if not match or int(match[1]) == 0:
        raise OptionError("split", f"{text!r} is not like 80/10/10, 80/20 or none")
    return Split(int(match[1]), int(match[2]), int(match[3] or 0))


@dataclass(frozen=True)
class Dealer:
    """Deals a card to each row from shuffled decks, so that each deck's rows get exactly its cards.

    Some 64,000 cards are shuffled, deck by deck; after the last the first is dealt again.
    """

    deck: tuple[int, ...]
    seed: int

    @cached_property
    def cards(self) -> Ints:
        shape = -(-CARDS // len(self.deck)), len(self.deck)
        order = np.random.default_rng([self.seed, 0]).random(shape).argsort(axis=1)
        return np.array(self.deck, dtype=np.intp)[order].ravel()

    def deal(self, first: int, n: int) -> Ints:
        """The cards of rows first to first + n - 1, (n,)."""
        dealt = first % len(self.cards)
        again = 1 + (dealt + n) // len(self.cards)
        return np.tile(self.cards, again)[dealt : dealt + n]


def by_split(split: Split, seed: int) -> Dealer:
    """Deals roles: of each 10 rows 8 train, 1 validates, 1 tests."""
    parts = (split.train, split.validation, split.test)
    smallest = gcd(*parts)
    counts = zip((TRAIN, VALIDATION, TEST), parts, strict=True)
    return Dealer(tuple(role for role, part in counts for _ in range(part // smallest)), seed)


def by_folds(k: int, seed: int) -> Dealer:
    """Deals folds, 0 to k - 1; they differ in size by at most one row."""
    return Dealer(tuple(range(k)), seed)
