"""A sample of what comes some at a time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats


class Picked:
    """Every s-th of all items, in rooms (most, …) of one length each; s doubles whenever there are too many."""

    def __init__(self, *rooms: NDArray[Any]) -> None:
        self.rooms = rooms
        self.n, self.stride, self.offset = 0, 1, 0

    def next(self, n: int) -> tuple[slice, slice]:
        """Which of the next n items are picked, and where in the rooms they belong."""
        while self.n + len(range(self.offset, n, self.stride)) > len(self.rooms[0]):
            self._halve()
        picked = slice(self.offset, n, self.stride)
        self.offset = (self.offset - n) % self.stride
        place = slice(self.n, self.n + len(range(picked.start, n, picked.step)))
        self.n = place.stop
        return picked, place

    def _halve(self) -> None:
        half = -(-self.n // 2)
        for room in self.rooms:
            room[:half] = room[: self.n : 2]
        self.offset += self.stride * (self.n % 2)
        self.n, self.stride = half, 2 * self.stride


@dataclass(frozen=True)
class Points:
    """Pairs (x, y), in their order, and of how many they were evenly picked."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    of: int


class Pairs:
    """Gathers points to draw, some at a time; a pair without a finite x and y is none."""

    def __init__(self, most: int) -> None:
        self.x, self.y = np.empty(most), np.empty(most)
        self.picked, self.of = Picked(self.x, self.y), 0

    def add(self, x: Floats, y: Floats) -> None:
        there = np.isfinite(x) & np.isfinite(y)
        self.of += int(there.sum())
        picked, place = self.picked.next(int(there.sum()))
        self.x[place], self.y[place] = x[there][picked], y[there][picked]

    def points(self) -> Points:
        n = self.picked.n
        return Points(tuple(self.x[:n].tolist()), tuple(self.y[:n].tolist()), self.of)
