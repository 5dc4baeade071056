"""Rows dealt to roles by their group, by their time, or so that the targets of all roles are alike.

Each row has a key beside its cells: a hash of the text of its group, or its time. What a dealer does with a table that
is here as a whole it cannot always do with a window of a longer one, which is dealt while the rest is not yet known.

The role of a group in a stream follows from the seed and the hash of the group's text, so that all rows of a group get
the same role without a list of groups and without a second pass. How many rows a role gets is then left to chance,
which matters little where groups are many. Few rows may have few groups, and there each group goes to the role that
lacks most rows.

Time has an order, and a row does not tell its rank in it. The times that separate the past from the future come from a
first look at this column alone (`storage/first_look.py`); of few rows they are looked up in the rows themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints, distinct
from lrcli.data.tables.split import Dealer, Keys, Split, by_folds, by_split
from lrcli.errors import DataError
from lrcli.text import count

FEWER_PARTS = "take fewer parts, by --split 80/20, or fewer --folds"
# The increment and the two multipliers of SplitMix64 (Steele, Lea, Flood 2014).
GOLDEN, MIX_1, MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True)
class Dealing:
    """What decides on the role of a row. column: of groups or times."""

    by: Literal["rows", "group", "time", "stratify"] = "rows"
    column: str = ""

    def split(self, split: Split, seed: int) -> Dealer:
        """Deals train, validation and test."""
        return self._kind(by_split(split, seed), sorted(by_split(split, seed).deck))

    def folds(self, k: int, seed: int) -> Dealer:
        """Deals k folds; by time one more, the earliest rows, which only train."""
        return self._kind(by_folds(k, seed), range(k + 1))

    def _kind(self, plain: Dealer, in_order: Iterable[int]) -> Dealer:
        if self.by == "group":
            return GroupDealer(plain.deck, plain.seed, self.column)
        if self.by == "time":
            return TimeDealer(tuple(in_order), plain.seed, self.column)
        return StratifiedDealer(plain.deck, plain.seed) if self.by == "stratify" else plain


@dataclass(frozen=True)
class GroupDealer(Dealer):
    """Deals whole groups."""

    column: str = ""

    @property
    def deals_by_index(self) -> bool:
        return False

    def of_window(self, first: int, y: Floats, keys: Keys | None) -> dict[int, Ints]:
        assert keys is not None
        shares = np.bincount(self.deck) / len(self.deck)
        drawn = uniform(keys, self.seed)
        role = np.minimum(np.searchsorted(np.cumsum(shares), drawn, "right"), len(shares) - 1)
        return in_random_order(role, [self.seed, 0, first])

    def of_table(self, y: Floats, keys: Keys | None) -> Ints:
        """Groups in a random order, each to the role that lacks most rows."""
        assert keys is not None
        groups, index, sizes = np.unique(keys, return_inverse=True, return_counts=True)
        shortage = np.bincount(self.deck) / len(self.deck) * len(keys)
        role = np.empty(len(groups), dtype=np.intp)
        for group in np.argsort(uniform(groups, self.seed), kind="stable"):
            role[group] = np.argmax(shortage)
            shortage[role[group]] -= sizes[group]
        return role[index]

    def check(self, roles: Iterable[int]) -> None:
        if empty := set(self.deck) - {*roles}:
            raise DataError(
                f"--group {self.column}: too few groups, or too large ones, to deal them whole to "
                f"{count(len(set(self.deck)), 'part')}: {len(empty)} would get no rows; {FEWER_PARTS}"
            )

    def refolded(self, k: int, keys: Keys | None) -> "GroupDealer | None":
        assert keys is not None
        most = min(k, len(distinct(keys)))
        return GroupDealer(tuple(range(most)), self.seed, self.column) if most > 1 else None


@dataclass(frozen=True)
class TimeDealer(Dealer):
    """Deals stretches of time: the deck has the roles in their order. Rows of one time stay together."""

    column: str = ""
    cuts: tuple[float, ...] | None = None  # the first time of each role but the first, once they are known

    @property
    def deals_by_index(self) -> bool:
        return False

    @property
    def waits_for_times(self) -> bool:
        return self.cuts is None

    def with_cuts(self, times: Floats) -> "TimeDealer":
        """The dealer for rows of these times. What has the time of a cut comes after it."""
        times = np.sort(times)
        roles = np.arange(max(self.deck) + 1)
        # How many rows come before each role but the first.
        before = np.searchsorted(self.deck, roles[1:]) / len(self.deck) * len(times)
        index = before.round().astype(np.intp)
        later = np.append(times, np.inf)[np.minimum(index, len(times))]
        return replace(self, cuts=tuple(later.tolist()))

    def of_window(self, first: int, y: Floats, keys: Keys | None) -> dict[int, Ints]:
        return in_random_order(self._roles(keys), [self.seed, 0, first])

    def of_table(self, y: Floats, keys: Keys | None) -> Ints:
        assert keys is not None
        return self.with_cuts(keys)._roles(keys)

    def _roles(self, keys: Keys | None) -> Ints:
        assert keys is not None
        assert self.cuts is not None
        return np.searchsorted(np.array(self.cuts), keys, "right")

    def folds(self) -> list[tuple[list[int], int]]:
        """Each stretch but the first is predicted from all that is earlier."""
        return [([*range(role)], role) for role in self.roles[1:]]

    def check(self, roles: Iterable[int]) -> None:
        if empty := set(self.deck) - {*roles}:
            raise DataError(
                f"--time {self.column}: rows of one time stay together, and the times are too few, or one has too many "
                f"rows, for {count(len(set(self.deck)), 'part')}: {len(empty)} would get no rows; {FEWER_PARTS}"
            )

    def refolded(self, k: int, keys: Keys | None) -> "TimeDealer | None":
        assert keys is not None
        most = min(k, len(distinct(keys)) - 1)
        return TimeDealer(tuple(range(most + 1)), self.seed, self.column) if most > 0 else None


@dataclass(frozen=True)
class StratifiedDealer(Dealer):
    """Deals rows that are neighbours by the target to different roles, so that all have high and low ones alike.

    Rows are dealt once for all targets, and can be alike in one alone: the first, which is the key of the others' rows.
    """

    @property
    def deals_by_index(self) -> bool:
        return False

    def of_window(self, first: int, y: Floats, keys: Keys | None) -> dict[int, Ints]:
        return in_random_order(self._roles(first, y), [self.seed, 4, first])

    def of_table(self, y: Floats, keys: Keys | None) -> Ints:
        return self._roles(0, y if keys is None else keys)

    def _roles(self, first: int, y: Floats) -> Ints:
        rng = np.random.default_rng([self.seed, 0, first])
        order = np.lexsort((rng.random(len(y)), y))
        decks = np.tile(self.deck, (-(-len(y) // len(self.deck)), 1))
        roles = np.empty(len(y), dtype=np.intp)
        roles[order] = rng.permuted(decks, axis=1).ravel()[: len(y)]
        return roles

    def refolded(self, k: int, keys: Keys | None) -> "StratifiedDealer":
        return StratifiedDealer(tuple(range(k)), self.seed)


def in_random_order(roles: Ints, seed: Sequence[int]) -> dict[int, Ints]:
    """The indices of each role's rows (n,), shuffled."""
    order = np.random.default_rng(seed).permutation(len(roles))
    return {role: order[roles[order] == role] for role in distinct(roles).tolist()}


def uniform(hashes: NDArray[np.uint64], seed: int) -> Floats:
    """A number from 0 to 1 for each hash, another one for each seed: the finalizer of splitmix64 (Steele 2014)."""
    with np.errstate(over="ignore"):
        z = hashes + np.uint64(seed % 2**63 + 1) * GOLDEN
        z = (z ^ (z >> np.uint64(30))) * MIX_1
        z = (z ^ (z >> np.uint64(27))) * MIX_2
    return (z ^ (z >> np.uint64(31))) / 2.0**64
