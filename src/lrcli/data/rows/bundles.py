"""Consecutive rows, so many at a time, whose sums are added up one after the other.

A sum of rounded numbers hangs on the order in which they are added. So rows are added up in bundles that are counted in
rows, and not in the blocks in which they are read: then the same table gives the same digits for every size of a block,
as file and through a pipe, on one machine and on several, each of which adds up the bundles that it has as a whole.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.rows.read import Cells
from lrcli.data.rows.read_portion import PortionTask, rows_of_portion
from lrcli.data.rows.reading_apart import Piece, ReadingApart, in_table_codes
from lrcli.data.rows.tasks import Done, in_order, ready


def bundles(stream: Iterable[Cells], size: int) -> Iterator[Cells]:
    """The rows of a stream, so many at a time; at its end what is left."""
    waiting, rows = list[Cells](), 0
    for cells in stream:
        waiting.append(cells)
        rows += len(cells)
        while rows >= size:
            bundle = Cells.joined(waiting)
            yield bundle[:size]
            waiting, rows = [bundle[size:]], rows - size
    if rows:
        yield Cells.joined(waiting)


class Scout(Protocol):
    """What it takes to gather bundles elsewhere; it can be pickled."""

    def gather(self, bundles: Iterable[Cells]) -> Any:
        """What these bundles add: a summary of bounded size."""
        ...


class BundleGatherer(Protocol):
    """Gathers what a table's bundles say, in their order."""

    def add(self, bundle: Cells) -> None: ...

    def scout(self, first: int) -> Scout:
        """For bundles that begin at this row of the table."""
        ...

    def join(self, part: Any) -> None:
        """Add bundles that a scout has gathered, as if they had been added here."""
        ...


@dataclass(frozen=True)
class BundlesTask:
    """The bundles that lie in one portion as a whole."""

    portion: PortionTask
    codes: tuple[Ints, ...]  # the table's code for each of the portion's codes
    skipped: int  # rows of the portion before the first bundle
    sizes: tuple[int, ...]
    scout: Scout


@dataclass(frozen=True)
class BundlesSummary:
    """What these bundles add, and the rows beside them, which belong to bundles with rows of other portions."""

    before: Cells
    part: Any
    behind: Cells


def gather_bundles(task: BundlesTask) -> BundlesSummary:
    """Gather the bundles of a portion."""
    cells = in_table_codes(rows_of_portion(task.portion), task.codes)
    edges = np.cumsum([task.skipped, *task.sizes]).tolist()
    part = task.scout.gather(cells[a:b] for a, b in pairwise(edges))
    return BundlesSummary(cells[: task.skipped], part, cells[edges[-1] :])


def gather_apart(reading: ReadingApart, gatherer: BundleGatherer, size: int) -> None:
    """Gather a table whose rows are elsewhere. size: rows of a bundle."""
    reading.scan()
    try:
        _Apart(reading, gatherer, size).gather()
    finally:
        reading.release()


class _Apart:
    """The bundles of a table in their order, those of several portions made here."""

    def __init__(self, reading: ReadingApart, gatherer: BundleGatherer, size: int) -> None:
        self.reading, self.gatherer, self.size = reading, gatherer, size
        self.starts = np.cumsum([0, *(piece.rows for piece in reading.pieces)]).tolist()
        self.waiting: list[Cells] = []

    def gather(self) -> None:
        for (_, piece), done in in_order(self.reading.tasks, self._begin, enumerate(self.reading.pieces)):
            if piece.here is not None:
                self._wait(piece.here)
                continue
            summary: BundlesSummary = done.value
            self._wait(summary.before)
            if summary.part is not None:
                self.gatherer.join(summary.part)
            self._wait(summary.behind)
        for bundle in bundles(self.waiting, self.size):
            self.gatherer.add(bundle)

    def _wait(self, cells: Cells) -> None:
        """Add the bundle that is whole with these rows; the others wait for more."""
        self.waiting = [each for each in (*self.waiting, cells) if len(each)]
        if sum(map(len, self.waiting)) >= self.size:
            bundle = Cells.joined(self.waiting)
            self.gatherer.add(bundle[: self.size])
            self.waiting = []
            self._wait(bundle[self.size :])

    def _begin(self, item: tuple[int, Piece]) -> "Future[Done]":
        index, piece = item
        if piece.task is None:
            return ready(None)
        start, stop, size = self.starts[index], self.starts[index + 1], self.size
        first = min(-(-start // size) * size, stop)
        count = (stop - first) // size
        scout = self.gatherer.scout(first) if count else NoBundles()
        task = BundlesTask(piece.task, piece.codes, first - start, (size,) * count, scout)
        return self.reading.tasks.submit(gather_bundles, task, near=piece.worker)


class NoBundles:
    """The scout of a portion without a whole bundle."""

    def gather(self, bundles: Iterable[Cells]) -> None:
        return None
