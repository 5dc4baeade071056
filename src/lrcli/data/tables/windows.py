"""Windows: so many rows in a row, which are shuffled together and dealt to the parts.

A minibatch should be a fair sample of all rows, and a stream, perhaps longer than memory, cannot be shuffled. A window
is what can: some 64,000 rows are shuffled and cut into minibatches, then forgotten or written away. Epochs draw the
order of the minibatches anew, from all windows. A window is counted in rows and not in bytes or blocks, so that it is
the same for every size of block, number of threads, file or pipe; and the last one takes what is left, up to two
windows of rows, so that no minibatch is made of a few last rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.rows.read import Cells
from lrcli.data.tables.split import Dealer

NONE = np.zeros(0, dtype=np.intp)


@dataclass
class Window:
    """Some rows in a row, the columns still apart."""

    numeric: list[Floats]
    codes: list[Ints]
    y: Floats
    places: Mapping[int, Ints]  # of the rows of each part, in a random order

    @classmethod
    def joined(cls, cells: Sequence[Cells], places: Mapping[int, Ints]) -> "Window":
        numeric = [np.concatenate(pieces) for pieces in zip(*(c.numeric for c in cells), strict=True)]
        codes = [np.concatenate(pieces) for pieces in zip(*(c.codes for c in cells), strict=True)]
        return cls(numeric, codes, np.concatenate([c.y for c in cells]), places)

    def dealt(self, parts: Sequence[int]) -> Iterator[tuple[int, Ints]]:
        """Each part that has rows here, and their places in a random order."""
        for part in parts:
            if len(rows := self.places.get(part, NONE)):
                yield part, rows


@dataclass
class Windows:
    """Cuts a stream of rows into windows, the last of up to twice as many rows, so that no minibatch is short."""

    stream: Iterable[Cells]
    size: int
    dealer: Dealer

    def __iter__(self) -> Iterator[Window]:
        waiting: list[Cells] = []
        done = 0
        for cells in self.stream:
            waiting.append(cells)
            while sum(map(len, waiting)) >= 2 * self.size:
                first, waiting = cut(waiting, self.size)
                yield self._window(first, done)
                done += self.size
        yield self._window(waiting, done)

    def _window(self, cells: list[Cells], done: int) -> Window:
        return Window.joined(cells, self.dealer.places(done, sum(map(len, cells))))


def cut(waiting: list[Cells], n: int) -> tuple[list[Cells], list[Cells]]:
    """The first n rows, and the others."""
    first: list[Cells] = []
    for k, cells in enumerate(waiting):
        if n < len(cells):
            return [*first, cells[:n]], [cells[n:], *waiting[k + 1 :]]
        first.append(cells)
        n -= len(cells)
    return first, []
