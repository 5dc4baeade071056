"""Windows of consecutive rows, which are shuffled together and dealt to roles.

A minibatch should be a fair sample of all rows, but a stream that may be longer than memory cannot be shuffled. So a
window of some 64,000 rows is shuffled and cut into minibatches, then forgotten or written to a file. Epochs draw the
order of the minibatches anew, from all windows. A window is counted in rows and not in bytes or blocks, so that it is
the same for every block size, number of threads, file or pipe. The last window has up to twice as many rows, so that
no minibatch is made of a few last rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.read import Cells
from lrcli.data.rows.rows import Rows, joined_arrays
from lrcli.data.tables.split import Dealer

NO_INDICES = np.zeros(0, dtype=np.intp)


@dataclass
class Window:
    """Consecutive rows, column by column."""

    numeric: list[Floats]
    codes: list[Ints]
    y: Floats
    origins: Ints
    by_role: Mapping[int, Ints]  # the indices of each role's rows, in random order
    weights: Floats | None = None  # for how many rows each counts

    @classmethod
    def joined(cls, cells: Sequence[Cells], by_role: Mapping[int, Ints]) -> "Window":
        numeric = [np.concatenate(pieces) for pieces in zip(*(c.numeric for c in cells), strict=True)]
        codes = [np.concatenate(pieces) for pieces in zip(*(c.codes for c in cells), strict=True)]
        y, origins = np.concatenate([c.y for c in cells]), np.concatenate([c.origins for c in cells])
        return cls(numeric, codes, y, origins, by_role, joined_arrays([c.weights for c in cells]))

    def __len__(self) -> int:
        return len(self.y)

    def of_target(self, index: int, columns: Columns) -> "Window":
        """The same rows of one target, 0 for the first. columns: of all targets, which the last numeric columns are."""
        if not columns.further:
            return self
        d = columns.features_read
        return replace(self, numeric=self.numeric[:d], y=self.y if index == 0 else self.numeric[d + index - 1])

    def row(self, index: int) -> Rows:
        """One of the rows."""
        numeric, codes = [x[index] for x in self.numeric], [code[index] for code in self.codes]
        arrays = np.array([numeric], dtype=np.float64), np.array([codes], dtype=np.intp)
        own = slice(index, index + 1)
        weights = None if self.weights is None else self.weights[own].copy()
        return Rows(*arrays, self.y[own].copy(), self.origins[own].copy(), weights)

    def roles(self) -> Ints:
        """The role of each row, (n,)."""
        roles = np.zeros(len(self), dtype=np.intp)
        for role, rows in self.by_role.items():
            if role:  # the others are 0, mostly the rows that train, and to write them at random places takes longest
                roles[rows] = role
        return roles

    def dealt(self, roles: Sequence[int]) -> Iterator[tuple[int, Ints]]:
        """Each role that has rows here, and their indices in random order."""
        for role in roles:
            if len(rows := self.by_role.get(role, NO_INDICES)):
                yield role, rows


@dataclass
class Windows:
    """Cuts a stream of rows into windows."""

    stream: Iterable[Cells]
    size: int
    dealer: Dealer

    def __iter__(self) -> Iterator[Window]:
        waiting: list[Cells] = []
        before = 0  # rows of the earlier windows
        for cells in self.stream:
            waiting.append(cells)
            while sum(map(len, waiting)) >= 2 * self.size:
                first, waiting = cut(waiting, self.size)
                yield window_of(first, before, self.dealer)
                before += self.size
        yield window_of(waiting, before, self.dealer)


def window_of(cells: Sequence[Cells], first: int, dealer: Dealer) -> Window:
    """The window of these rows, the first of which is row `first` of the table."""
    y, keys = np.concatenate([c.y for c in cells]), joined_arrays([c.keys for c in cells])
    return Window.joined(cells, dealer.of_window(first, y, keys))


def window_edges(rows: int, size: int) -> Ints:
    """Where the windows of a table of so many rows begin, and the number of rows behind."""
    return np.append(np.arange(max(1, rows // size)) * size, rows)


def cut(waiting: list[Cells], n: int) -> tuple[list[Cells], list[Cells]]:
    """The first n rows, and the others."""
    first: list[Cells] = []
    for k, cells in enumerate(waiting):
        if n < len(cells):
            return [*first, cells[:n]], [cells[n:], *waiting[k + 1 :]]
        first.append(cells)
        n -= len(cells)
    return first, []
