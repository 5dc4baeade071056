"""Bundles of a table that tasks read: those whose rows one task has all are gathered there, the others here."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.rows.bundles import bundles
from lrcli.data.rows.read import Cells
from lrcli.data.rows.read_portion import PortionTask, rows_of_portion
from lrcli.data.rows.reading_apart import Piece, ReadingApart, in_table_codes
from lrcli.data.rows.tasks import TaskResult, in_order, ready


class Scout(Protocol):
    """Gathers bundles where the rows are, on another thread or machine, so it can be pickled."""

    def gather(self, bundles: Iterable[Cells]) -> Any:
        """A summary of these bundles, of bounded size."""
        ...


class BundleGatherer(Protocol):
    """Gathers the bundles of a table, in their order."""

    def add(self, bundle: Cells) -> None: ...

    def scout(self, first: int) -> Scout:
        """A scout for bundles that begin at this row of the table."""
        ...

    def join(self, summary: Any) -> None:
        """Add the summary of a scout, with the same result as if its bundles had been added here."""
        ...


@dataclass(frozen=True)
class BundlesTask:
    """The task to gather the bundles whose rows are all in one portion."""

    portion: PortionTask
    codes: tuple[Ints, ...]  # the table's code for each of the portion's codes
    skipped: int  # rows of the portion before the first bundle
    sizes: tuple[int, ...]
    scout: Scout


@dataclass(frozen=True)
class BundlesSummary:
    """The summary of these bundles, and the rows before and behind them, whose bundles reach into other portions."""

    before: Cells
    bundles: Any
    behind: Cells


def gather_bundles(task: BundlesTask) -> BundlesSummary:
    """Gather the bundles of a portion."""
    cells = in_table_codes(rows_of_portion(task.portion), task.codes)
    edges = np.cumsum([task.skipped, *task.sizes]).tolist()
    own = task.scout.gather(cells[a:b] for a, b in pairwise(edges))
    return BundlesSummary(cells[: task.skipped], own, cells[edges[-1] :])


def gather_apart(reading: ReadingApart, gatherer: BundleGatherer, size: int) -> None:
    """Gather a table that tasks read. size: rows of a bundle."""
    reading.scan()
    try:
        _Apart(reading, gatherer, size).gather()
    finally:
        reading.release()


class _Apart:
    """Gathers the bundles of a table in their order; those with rows of several portions are made in this process."""

    def __init__(self, reading: ReadingApart, gatherer: BundleGatherer, size: int) -> None:
        self.reading, self.gatherer, self.size = reading, gatherer, size
        self.starts = np.cumsum([0, *(piece.rows for piece in reading.pieces)]).tolist()
        self.waiting: list[Cells] = []

    def gather(self) -> None:
        for (_, piece), result in in_order(self.reading.tasks, self._begin, enumerate(self.reading.pieces)):
            if piece.here is not None:
                self._wait(piece.here)
                continue
            summary: BundlesSummary = result.value
            self._wait(summary.before)
            if summary.bundles is not None:
                self.gatherer.join(summary.bundles)
            self._wait(summary.behind)
        for bundle in bundles(self.waiting, self.size):
            self.gatherer.add(bundle)

    def _wait(self, cells: Cells) -> None:
        """Add the bundles that these rows complete; the rest of the rows waits for more."""
        self.waiting = [each for each in (*self.waiting, cells) if len(each)]
        if sum(map(len, self.waiting)) >= self.size:
            bundle = Cells.joined(self.waiting)
            self.gatherer.add(bundle[: self.size])
            self.waiting = []
            self._wait(bundle[self.size :])

    def _begin(self, item: tuple[int, Piece]) -> "Future[TaskResult]":
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
