"""Which rows train, which validate and which test: drawn at random, and the same however the rows arrive."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.errors import OptionError

Keys = NDArray[Any]  # (n,), hashes of groups or times
TRAIN, VALIDATION, TEST = 0, 1, 2


@dataclass(frozen=True)
class Split:
    """Shares of train, validation and test, of 100 or of any other sum."""

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
    """Deals the rows of a window to roles or folds, each row with the same chance as any other.

    Every role gets exactly its share, and which rows it gets is drawn from the whole window, as scikit-learn's
    `KFold(shuffle=True)` draws from a whole table. To draw among every few neighbours instead, so that each ten rows
    have one that validates, looks tidier and is wrong: files are often sorted by kind, each role would then hold nearly
    the same of every kind, and the error on held-out rows would come out too low.

    A table that is kept whole is one window. A longer one is many, of 64,000 rows mostly: a file that is read once
    cannot be shuffled as a whole. A draw depends on nothing but the seed and the window's first row and length, so that
    the rows of a window have the same roles however they are kept, and on whatever thread or machine they are dealt.
    """

    deck: tuple[int, ...]  # roles or folds, each as often as its share requires
    seed: int

    def rows_by_role(self, first: int, n: int) -> dict[int, Ints]:
        """The indices of each role's rows in a window of n rows that begins at row `first`, in random order."""
        counts = self.counts(first, n)
        order = np.random.default_rng([self.seed, 0, first]).permutation(n)
        edges = np.cumsum([0, *counts])
        return {role: order[edges[role] : edges[role + 1]] for role in sorted(set(self.deck))}

    def counts(self, first: int, n: int) -> Ints:
        """How many rows each role gets of that window, by role."""
        decks, more = divmod(n, len(self.deck))
        begun = first % len(self.deck)  # the first card is the one after the last of the window before
        counts: Ints = decks * np.bincount(self.deck)
        np.add.at(counts, list((*self.deck, *self.deck)[begun : begun + more]), 1)
        return counts

    @property
    def deals_by_index(self) -> bool:
        """Whether a row's index in the table alone decides its role, and so how many rows each role has."""
        return True

    @property
    def roles(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.deck)))

    @property
    def waits_for_times(self) -> bool:
        """Whether windows cannot be dealt before the times of all rows are known."""
        return False

    def with_cuts(self, times: Floats) -> "Dealer":
        """The dealer for rows of these times."""
        return self

    def of_window(self, first: int, y: Floats, keys: Keys | None) -> dict[int, Ints]:
        """The indices of each role's rows, in random order, in a window of a longer table that begins at row `first`.

        y (n,): their target. keys (n,): what else decides on their roles, where a dealer asks for it.
        """
        return self.rows_by_role(first, len(y))

    def of_table(self, y: Floats, keys: Keys | None) -> Ints:
        """The role of each row of a table that is here as a whole, (n,)."""
        return self.deal(0, len(y))

    def folds(self) -> list[tuple[list[int], int]]:
        """Of each fold of a cross-validation the roles that train, and the one that is held out."""
        return [([other for other in self.roles if other != role], role) for role in self.roles]

    def check(self, roles: Iterable[int]) -> None:
        """Raise DataError where a role got no rows that must have some. roles: those that have some."""

    def refolded(self, k: int, keys: Keys | None) -> "Dealer | None":
        """Deals up to k folds of rows of these keys as this one deals its roles; None where there are no two."""
        return by_folds(k, self.seed)

    def deal(self, first: int, n: int) -> Ints:
        """The role of each row of that window, (n,)."""
        roles = np.empty(n, dtype=np.intp)
        for role, rows in self.rows_by_role(first, n).items():
            roles[rows] = role
        return roles


def by_split(split: Split, seed: int) -> Dealer:
    """Deals train, validation and test: of 10 rows 8 train, 1 validates and 1 tests.

    The cards of a role lie as far apart in the deck as possible, so that each role has its share of any number of rows,
    to less than a row.
    """
    counts = (split.train, split.validation, split.test)
    smallest = gcd(*counts)
    cards = [((k + 0.5) / count, role) for role, count in enumerate(counts) for k in range(count // smallest)]
    return Dealer(tuple(role for _, role in sorted(cards)), seed)


def by_folds(k: int, seed: int) -> Dealer:
    """Deals folds, 0 to k - 1; they differ in size by at most one row."""
    return Dealer(tuple(range(k)), seed)
