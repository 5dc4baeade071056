"""A random sample of what comes some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints


class Reservoir:
    """A random sample of items that come some at a time, in rooms (most, …) of one length each.

    Item k has a key, the k-th number of a seeded generator, uniform from 0 to 1. Those with a key below a threshold are
    in the sample: all at first, and whenever they are too many the threshold is halved and the others leave. So the
    sample is the items with a key below the largest of 1, ½, ¼, … that is low enough, which depends on how many items
    there are and on nothing else: not on how many come at a time, nor on who brings them. Samples of the two halves of
    a file could be merged to that of the whole.

    To keep every s-th item instead costs nothing, and is wrong where a file alternates: of rows A, B, A, B, … the
    sample would be all A.
    """

    def __init__(self, *rooms: NDArray[Any], seed: int | Sequence[int] = 0) -> None:
        self.rooms = rooms
        self.most, self.n, self.threshold = len(rooms[0]), 0, 1.0
        self.keys = np.empty(self.most)
        self.rng = np.random.default_rng(seed)

    def next(self, n: int) -> tuple[Ints, slice]:
        """Which of the next n items are in the sample now, and where in the rooms they belong."""
        keys = self.rng.random(n)
        chosen = np.flatnonzero(keys < self.threshold)
        while self.n + len(chosen) > self.most:
            self._halve()
            chosen = chosen[keys[chosen] < self.threshold]
        place = slice(self.n, self.n + len(chosen))
        self.keys[place], self.n = keys[chosen], place.stop
        return chosen, place

    def _halve(self) -> None:
        self.threshold /= 2
        stay = np.flatnonzero(self.keys[: self.n] < self.threshold)
        for room in (self.keys, *self.rooms):
            room[: len(stay)] = room[stay]
        self.n = len(stay)


@dataclass(frozen=True)
class Points:
    """Pairs (x, y), in their order, and of how many they are a random sample."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    of: int


class Pairs:
    """Gathers points to draw, some at a time; a pair without a finite x and y is none."""

    def __init__(self, most: int) -> None:
        self.x, self.y = np.empty(most), np.empty(most)
        self.reservoir, self.of = Reservoir(self.x, self.y), 0

    def add(self, x: Floats, y: Floats) -> None:
        there = np.isfinite(x) & np.isfinite(y)
        self.of += int(there.sum())
        chosen, place = self.reservoir.next(int(there.sum()))
        self.x[place], self.y[place] = x[there][chosen], y[there][chosen]

    def points(self) -> Points:
        n = self.reservoir.n
        return Points(tuple(self.x[:n].tolist()), tuple(self.y[:n].tolist()), self.of)
