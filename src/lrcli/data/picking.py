"""A sample of what comes some at a time."""

from typing import Any

from numpy.typing import NDArray


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
