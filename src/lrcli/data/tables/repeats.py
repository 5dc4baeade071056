"""Rows that repeat others, of a stream of rows, told by their hashes.

The rows are looked at whose hash is below a threshold, which is halved whenever they are too many. Rows that are alike
have one hash, so that all of them are looked at or none is, and the share of rows that repeat is that of all rows but
for chance. A random sample of rows would hardly ever have both of two that are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Ints, Mask, among
from lrcli.data.rows.hashes import Hashes, hashes_of
from lrcli.data.tables.windows import Window

HASH_RANGE = 2.0**64  # hashes have 64 bits


def below(hashes: Hashes, share: float) -> Mask:
    """Which hashes are among the lowest share of all that there could be."""
    return hashes < np.uint64(share * HASH_RANGE) if share < 1 else np.ones(len(hashes), dtype=np.bool_)


def count_equal(hashes: Hashes) -> int:
    """How many hashes repeat another, the first of which is not counted."""
    # NumPy tells the different ones from one another by a table of hashes, which takes 20 times as long as sorting.
    ordered = np.sort(hashes)
    return int((ordered[1:] == ordered[:-1]).sum())


@dataclass(frozen=True)
class Repeats:
    """The hashes of the rows that were looked at, and the roles of these rows, (n,) each."""

    hashes: Hashes
    roles: Ints
    share: float  # of the hashes, up to which rows were looked at

    def repeated(self) -> int:
        """How many of these rows repeat another, the first of which is not counted."""
        return count_equal(self.hashes)

    def known(self, training: Sequence[int], aside: Sequence[int] = ()) -> tuple[int, int]:
        """How many of these rows are held out from those roles, and how many of them repeat a row of those roles.

        aside: roles that are neither.
        """
        trains = np.isin(self.roles, training)
        held_out = self.hashes[~trains & ~np.isin(self.roles, aside)]
        return len(held_out), int(among(held_out, self.hashes[trains]).sum())

    def new_among(self, hashes: Hashes, training: Sequence[int]) -> Ints:
        """The indices of those of some rows that would have been looked at and that repeat none of those roles."""
        own = self.hashes[np.isin(self.roles, training)]
        return np.flatnonzero(below(hashes, self.share) & ~among(hashes, own))


class RepeatCounter:
    """Gathers the hashes of the rows of windows."""

    def __init__(self, capacity: int, share: float = 1.0) -> None:
        """capacity: rows that are looked at, at most. share: of all rows that there may be, those before these too."""
        self.capacity, self.share, self.size = capacity, share, 0
        self.pieces: list[tuple[Hashes, Ints]] = []

    def add(self, window: Window) -> None:
        self.add_hashes(hashes_of([*window.numeric, window.y], window.codes), window.roles())

    def add_hashes(self, hashes: Hashes, roles: Ints | None = None) -> None:
        """Those of more rows, and the roles of these, where they have some."""
        self._append(hashes, np.zeros(len(hashes), dtype=np.intp) if roles is None else roles)
        self._thin()

    def join(self, later: "RepeatCounter") -> None:
        """Add the rows of a counter of windows behind these."""
        self._look_below(min(self.share, later.share))
        for piece in later.pieces:
            self._append(*piece)
        self._thin()

    def _thin(self) -> None:
        while self.size > self.capacity:
            self._look_below(self.share / 2)

    def _look_below(self, share: float) -> None:
        if share == self.share:
            return
        self.share = share
        pieces, self.pieces, self.size = self.pieces, [], 0
        for piece in pieces:
            self._append(*piece)

    def _append(self, hashes: Hashes, roles: Ints) -> None:
        low = np.flatnonzero(below(hashes, self.share))
        self.pieces.append((hashes[low], roles[low]))
        self.size += len(low)

    def repeats(self) -> Repeats:
        if not self.pieces:
            return Repeats(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.intp), 1.0)
        hashes, roles = (np.concatenate(arrays) for arrays in zip(*self.pieces, strict=True))
        return Repeats(hashes, roles, self.share)
