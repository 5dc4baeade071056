"""Which row trains, which validates, which tests: seeded, and the same however the rows arrive."""

import re
from dataclasses import dataclass
from math import gcd

import numpy as np

from lrcli.arrays import Ints
from lrcli.errors import OptionError

TRAIN, VALIDATION, TEST = 0, 1, 2


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
        raise OptionError(f"--split {text!r} is not like 80/10/10, 80/20 or none")
    return Split(int(match[1]), int(match[2]), int(match[3] or 0))


def roles(n: int, split: Split, seed: int) -> Ints:
    """The role of each of n rows, from shuffled decks: of each 10 rows 8 train, 1 validates, 1 tests."""
    parts = [split.train, split.validation, split.test]
    smallest = gcd(*parts)
    deck = np.repeat([TRAIN, VALIDATION, TEST], [part // smallest for part in parts])
    return dealt(n, deck, seed)


def folds(n: int, k: int, seed: int) -> Ints:
    """The fold, 0 to k - 1, of each of n rows; folds differ in size by at most one row."""
    return dealt(n, np.arange(k), seed)


def dealt(n: int, deck: Ints, seed: int) -> Ints:
    """One card a row from shuffled decks, one deck after the other."""
    rng = np.random.default_rng([seed, 0])
    decks = rng.random((-(-n // len(deck)), len(deck))).argsort(axis=1)
    dealt: Ints = deck[decks].ravel()[:n]
    return dealt
