"""The minibatches of a table's rows, reduced where the rows are, and put together as if one machine had seen them all.

Rows are dealt to roles, drawn for samples and looked at for outliers window by window, in the order of the file. For
that no window needs the rows before it, only a few numbers about them: how many they are (the window's first row, on
which the seed of its shuffling depends), how many have each role (the random keys of the sample come from one generator
for each role, which skips as many numbers), and which levels occurred (the columns of the moments). The client knows
these after the first round of tasks. So a worker does exactly what one machine would do with the same window, bit by
bit.

What is only kept while there is room, minibatches, sampled rows, hashes of rows, is thinned by rules that look at all
so far. A worker knows less than all, so it never thins more than the whole table will; the client then thins on.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.rows.read import Cells
from lrcli.data.rows.read_portion import first_nan
from lrcli.data.rows.reading_apart import Piece, ReadingApart
from lrcli.data.rows.sample import Drawn, highest_threshold
from lrcli.data.rows.tasks import TaskResult
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.gather import Gatherer, Plan
from lrcli.data.tables.moments import MarkKey, Reduced, Reducer, Scale
from lrcli.data.tables.survey import Survey, SurveyScout
from lrcli.data.tables.windows import Window
from lrcli.data.tables.windows_apart import Apart, WholeWindows
from lrcli.limits import Limits


@dataclass(frozen=True)
class ReduceTask:
    """The windows that lie in one portion as a whole, and what is known of the rows before them."""

    windows: WholeWindows
    plan: Plan
    scale: Scale
    limits: Limits
    marks: tuple[MarkKey, ...]  # of the windows before
    drawn: Mapping[int, int]  # rows of each role before
    thresholds: Mapping[int, float]  # of the samples so far, or what those of the whole table will not exceed
    halvings: int  # of minibatches so far

    def __str__(self) -> str:
        return str(self.windows)


@dataclass(frozen=True)
class ReducedWindows:
    """What these windows add to the table's."""

    others: tuple[Cells, Cells]
    reduced: list[list[Reduced]]  # of each window
    halvings: int
    marks: tuple[MarkKey, ...]  # up to and with these windows
    absent: Counter[MarkKey]
    samples: Mapping[int, Drawn]
    scouts: Sequence[SurveyScout]


def moments_of_windows(task: ReduceTask) -> ReducedWindows:
    """Reduce the windows of a portion."""
    windows = task.windows
    cells, scouts = windows.cells(), windows.new_scouts()
    gatherer = Gatherer(windows.portion.columns, task.plan, task.scale, task.limits, marks=[*task.marks])
    gatherer.halvings = task.halvings
    for role, sample in gatherer.samples.items():
        sample.reservoir.begin_at(task.drawn.get(role, 0), task.thresholds[role])
    reducer = Reducer(task.plan.size, task.plan.roles)
    counts = list[int]()
    with np.errstate(over="ignore", invalid="ignore"):
        for window in windows.of(cells, scouts):
            reduced = reducer(gatherer.task_of(window))
            counts.append(len(reduced))
            gatherer.add(reduced)
    return ReducedWindows(
        others=windows.others(cells),
        reduced=[*_split(gatherer.reduced, counts)],
        halvings=gatherer.halvings,
        marks=tuple(gatherer.marks),
        absent=gatherer.absent,
        samples={role: sample.reservoir.drawn() for role, sample in gatherer.samples.items()},
        scouts=scouts,
    )


def _split(reduced: Sequence[Reduced], counts: Sequence[int]) -> Iterator[list[Reduced]]:
    """So many at a time."""
    those = iter(reduced)
    for count in counts:
        yield [next(those) for _ in range(count)]


class GatherApart(Apart[ReducedWindows]):
    """Gathers the minibatches of a table whose rows are elsewhere."""

    stage: ClassVar[str] = "making minibatches"

    def __init__(
        self, reading: ReadingApart, surveys: Sequence[Survey], size: int, gatherer: Gatherer, workers: Workers
    ) -> None:
        """workers: for windows with rows of several portions, which are reduced here."""
        super().__init__(reading, surveys, size, gatherer.plan.dealer)
        self.gatherer, self.workers = gatherer, workers
        self.windows_of_marks = _windows_of_marks(reading.pieces, self.starts, self.edges)
        edges = zip(self.edges[:-1], self.edges[1:], strict=True)
        counts = [self.dealer.counts(int(a), int(b - a)) for a, b in edges]
        self.drawn = np.cumsum([np.zeros_like(counts[0]), *counts], axis=0)  # rows of each role before each window
        samples = {role: sample.reservoir for role, sample in gatherer.samples.items()}
        self.highest = {role: highest_threshold(int(self.drawn[-1][role]), s.capacity) for role, s in samples.items()}

    def begin(self, windows: WholeWindows, number: int, worker: str | None) -> "Future[TaskResult]":
        gatherer = self.gatherer
        samples = {role: sample.reservoir for role, sample in gatherer.samples.items()}
        task = ReduceTask(
            windows=windows,
            plan=gatherer.plan,
            scale=gatherer.scale,
            limits=gatherer.limits,
            marks=tuple(mark for window, mark in self.windows_of_marks if window < number),
            drawn={role: int(self.drawn[number][role]) for role in samples},
            thresholds={role: min(sample.threshold, self.highest[role]) for role, sample in samples.items()},
            halvings=gatherer.halvings,
        )
        return self.reading.tasks.submit(moments_of_windows, task, near=worker)

    def join(self, summary: ReducedWindows) -> None:
        add_reduced(self.gatherer, summary)

    def take(self, window: Window) -> None:
        self.gatherer.take([window], self.workers)


def add_reduced(gatherer: Gatherer, summary: ReducedWindows) -> None:
    """Add windows that were reduced elsewhere, as if they had been reduced here."""
    gatherer.marks = [*summary.marks]
    gatherer.absent.update(summary.absent)
    for role, drawn in summary.samples.items():
        gatherer.samples[role].reservoir.join(drawn)
    for window in summary.reduced:
        gatherer.add_factors(window)
    # How often minibatches are merged is decided window by window. A portion merges its own less often than all windows
    # together have to be, so what each window would have led to is computed from sizes, and then done at once.
    level, total, seen = gatherer.halvings, gatherer.size, list[Reduced]()
    for window in summary.reduced:
        seen += window
        total += _bytes_at(gatherer, window, level)
        gatherer.most = max(gatherer.most, *(_minibatches(gatherer, each) for each in window))
        if total > gatherer.budget and gatherer.can_halve(level):
            level += 1
            total = _bytes_at(gatherer, [*gatherer.reduced, *seen], level)
    while gatherer.halvings < level:
        gatherer.halve()
    for window in summary.reduced:
        for _ in range(level - summary.halvings):
            window = [each.halved() for each in window]
        gatherer.reduced += window
        gatherer.size += gatherer.bytes_of(window)
        gatherer.end_window()


def _bytes_at(gatherer: Gatherer, reduced: Sequence[Reduced], level: int) -> int:
    """The bytes of minibatches after those of each window were merged in pairs so often."""
    total = 0
    for each in reduced:
        total += -(-_minibatches(gatherer, each) // 2**level) * gatherer.bytes_of([each]) // len(each.A)
    return total


def _minibatches(gatherer: Gatherer, reduced: Reduced) -> int:
    """How many a window had for a role before any were merged."""
    return max(1, round(int(reduced.sizes.sum()) / gatherer.plan.size))


def _windows_of_marks(pieces: Sequence[Piece], starts: Ints, edges: Ints) -> list[tuple[int, MarkKey]]:
    """All marks in the order in which windows bring them up, each with the first window that has it."""

    def window_of_row(row: int) -> int:
        return int(np.searchsorted(edges, row, "right")) - 1

    first_missing: dict[int, int] = {}
    first_of_level: dict[tuple[int, int], int] = {}
    for piece, start in zip(pieces, starts.tolist(), strict=False):
        for column, row in enumerate(_first_missing(piece)):
            if row < piece.rows:
                first_missing.setdefault(column, start + row)
        for column, (codes, rows) in enumerate(_first_of_level(piece)):
            for code, row in zip(codes.tolist(), rows.tolist(), strict=True):
                if row < piece.rows:
                    first_of_level.setdefault((column, code), start + row)
    appearances = [
        ((window_of_row(row), 0, column, 0), ("missing", column, 0)) for column, row in first_missing.items()
    ]
    for column in {column for column, _ in first_of_level}:
        # A window brings up all codes up to its highest, also those that no usable row has had.
        highest = max(code for own, code in first_of_level if own == column)
        window = len(edges)
        for code in range(highest, -1, -1):
            if (column, code) in first_of_level:
                window = min(window, window_of_row(first_of_level[column, code]))
            appearances.append(((window, 1, column, code), ("level", column, code)))
    return [(place[0], mark) for place, mark in sorted(appearances)]


def _first_missing(piece: Piece) -> list[int]:
    if piece.here is None:
        return [] if piece.first_missing is None else piece.first_missing.tolist()
    return [first_nan(values) for values in piece.here.numeric]


def _first_of_level(piece: Piece) -> list[tuple[Ints, Ints]]:
    """Of each categorical column the table's codes, and the first row of the piece with each."""
    if piece.here is None:
        return [*zip(piece.codes, piece.first_of_level, strict=True)]
    return [np.unique(codes, return_index=True) for codes in piece.here.codes]
