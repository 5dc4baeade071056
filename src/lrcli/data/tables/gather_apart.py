"""The minibatches of a table's rows, reduced where the rows are, and put together as if one machine had seen them all.

Rows are dealt to roles, drawn for samples and looked at for outliers window by window, in the order of the file. None
of that needs the rows before a window, only a few numbers of them: how many rows there are (the window's place and
seed), how many of each role (whose keys in the sample are the next numbers of a generator that can be moved on), and
which levels have come up (the marks of its moments). The client knows these after the first round of tasks. So a worker
does exactly what one machine would do with the same window, bit by bit.

What is only kept while there is room, minibatches, sampled rows, hashes of rows, is thinned by rules that look at all
so far. A worker knows less than all, so it never thins more than the whole table will; the client then thins on.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.rows.read import Cells
from lrcli.data.rows.read_portion import PortionTask, first_nan, rows_of_portion
from lrcli.data.rows.reading_apart import Piece, ReadingApart, in_table_codes, renumbered
from lrcli.data.rows.sample import Drawn, highest_threshold
from lrcli.data.rows.tasks import Done, in_order, ready
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.gather import Gatherer, Plan
from lrcli.data.tables.moments import MarkKey, Reduced, Reducer, Scale
from lrcli.data.tables.outliers import Far, Outliers
from lrcli.data.tables.repeats import RepeatCounter
from lrcli.data.tables.survey import Survey
from lrcli.data.tables.windows import cut, edges_of, window_of
from lrcli.dataclass import dataclass
from lrcli.limits import Limits


@dataclass(frozen=True)
class WindowsTask:
    """The windows that lie in one portion as a whole, and what is known of the rows before them."""

    portion: PortionTask
    codes: tuple[Ints, ...]
    skipped: int  # rows of the portion before the first window
    sizes: tuple[int, ...]
    first: int  # row of the table that the first window begins at
    plan: Plan
    scale: Scale
    limits: Limits
    marks: tuple[MarkKey, ...]  # of the windows before
    drawn: Mapping[int, int]  # rows of each role before
    thresholds: Mapping[int, float]  # of the samples so far, or what those of the whole table will not exceed
    halvings: int  # of minibatches so far
    shares: tuple[float, ...]  # of the hashes that are kept so far, for each target
    outliers: tuple[Outliers, ...]  # the same

    def __str__(self) -> str:
        return str(self.portion)


@dataclass(frozen=True)
class WindowsSummary:
    """What these windows add to the table's."""

    before: Cells  # rows of the portion that belong to a window with rows of other portions; with the table's codes
    behind: Cells
    reduced: list[list[Reduced]]  # of each window
    halvings: int
    marks: tuple[MarkKey, ...]  # up to and with these windows
    absent: Counter[MarkKey]
    samples: Mapping[int, Drawn]
    repeats: list[RepeatCounter]  # for each target
    far: list[list[Far]]  # for each target, of each window


def reduce_windows(task: WindowsTask) -> WindowsSummary:
    """Reduce the windows of a portion."""
    cells = in_table_codes(rows_of_portion(task.portion), task.codes)
    gatherer = Gatherer(task.portion.columns, task.plan, task.scale, task.limits, marks=[*task.marks])
    gatherer.halvings = task.halvings
    for role, sample in gatherer.samples.items():
        sample.reservoir.begin_at(task.drawn.get(role, 0), task.thresholds[role])
    repeats = [RepeatCounter(task.limits.hashed_rows, share) for share in task.shares]
    far: list[list[Far]] = [[] for _ in task.outliers]
    reducer = Reducer(task.plan.size, task.plan.roles)
    start, first, counts = task.skipped, task.first, list[int]()
    with np.errstate(over="ignore", invalid="ignore"):
        for size in task.sizes:
            window = window_of([cells[start : start + size]], first, task.plan.dealer)
            for index, outliers in enumerate(task.outliers):
                own = window.of_target(index, task.portion.columns)
                far[index].append(outliers.look(own))
                repeats[index].add(own)
            reduced = reducer(gatherer.task_of(window))
            counts.append(len(reduced))
            gatherer.add(reduced)
            start, first = start + size, first + size
    return WindowsSummary(
        before=cells[: task.skipped],
        behind=cells[start:],
        reduced=[*_split(gatherer.reduced, counts)],
        halvings=gatherer.halvings,
        marks=tuple(gatherer.marks),
        absent=gatherer.absent,
        samples={role: sample.reservoir.drawn() for role, sample in gatherer.samples.items()},
        repeats=repeats,
        far=far,
    )


def _split(reduced: Sequence[Reduced], counts: Sequence[int]) -> Iterator[list[Reduced]]:
    """So many at a time."""
    those = iter(reduced)
    for count in counts:
        yield [next(those) for _ in range(count)]


class Apart:
    """Gathers a table whose rows are elsewhere."""

    def __init__(
        self, reading: ReadingApart, gatherer: Gatherer, surveys: Sequence[Survey], size: int, workers: Workers
    ) -> None:
        """size: rows of a window. workers: for windows with rows of several portions, which are reduced here."""
        self.reading, self.gatherer, self.surveys, self.workers = reading, gatherer, surveys, workers
        self.starts = np.cumsum([0, *(piece.rows for piece in reading.pieces)])
        self.edges = edges_of(int(self.starts[-1]), size)
        self.windows_of_marks = _windows_of_marks(reading.pieces, self.starts, self.edges)
        dealer = gatherer.plan.dealer
        counts = [dealer.counts(int(a), int(b - a)) for a, b in zip(self.edges[:-1], self.edges[1:], strict=True)]
        self.drawn = np.cumsum([np.zeros_like(counts[0]), *counts], axis=0)  # rows of each role before each window
        samples = {role: sample.reservoir for role, sample in gatherer.samples.items()}
        self.highest = {role: highest_threshold(int(self.drawn[-1][role]), s.capacity) for role, s in samples.items()}
        self.waiting: list[Cells] = []
        self.next = 0  # window

    def gather(self) -> None:
        """All windows, in the order of the file."""
        arriving = in_order(self.reading.tasks, self._begin, enumerate(self.reading.pieces))
        for (index, piece), done in arriving:
            if piece.here is not None:
                self.waiting.append(piece.here)
            else:
                self._add(piece, done.value)
            self._reduce_here()
            self.reading.tasks.watch.show_portions("making minibatches", index + 1, len(self.reading.pieces))

    def _whole_windows(self, index: int) -> tuple[int, int]:
        """The first window that lies in a piece as a whole, and the one behind the last; alike where there is none."""
        start, stop = self.starts[index], self.starts[index + 1]
        first = int(np.searchsorted(self.edges, start))
        behind = int(np.searchsorted(self.edges, stop, "right")) - 1
        return first, max(first, behind)

    def _begin(self, item: tuple[int, Piece]) -> "Future[Done]":
        index, piece = item
        if piece.task is None:
            return ready(None)
        first, behind = self._whole_windows(index)
        if first == behind:
            return self.reading.fetch(piece)
        gatherer, edges = self.gatherer, self.edges
        samples = {role: sample.reservoir for role, sample in gatherer.samples.items()}
        task = WindowsTask(
            portion=piece.task,
            codes=piece.codes,
            skipped=int(edges[first] - self.starts[index]),
            sizes=tuple((edges[first + 1 : behind + 1] - edges[first:behind]).tolist()),
            first=int(edges[first]),
            plan=gatherer.plan,
            scale=gatherer.scale,
            limits=gatherer.limits,
            marks=tuple(mark for window, mark in self.windows_of_marks if window < first),
            drawn={role: int(self.drawn[first][role]) for role in samples},
            thresholds={role: min(sample.threshold, self.highest[role]) for role, sample in samples.items()},
            halvings=gatherer.halvings,
            shares=tuple(survey.counter.share for survey in self.surveys),
            outliers=tuple(survey.outliers.scout() for survey in self.surveys),
        )
        return self.reading.tasks.submit(reduce_windows, task, near=piece.worker)

    def _add(self, piece: Piece, value: "WindowsSummary | Cells") -> None:
        match value:
            case WindowsSummary():
                self.waiting.append(value.before)
                self._reduce_here()
                join(self.gatherer, value)
                for survey, repeats, far in zip(self.surveys, value.repeats, value.far, strict=True):
                    survey.counter.join(repeats)
                    for each in far:
                        survey.outliers.take(each)
                self.next += len(value.reduced)
                self.waiting = [value.behind]
            case cells:
                self.waiting.append(renumbered(cells, piece))

    def _reduce_here(self) -> None:
        """The windows all of whose rows are here."""
        while self.next < len(self.edges) - 1:
            first, size = int(self.edges[self.next]), int(self.edges[self.next + 1] - self.edges[self.next])
            if sum(map(len, self.waiting)) < size:
                return
            rows, self.waiting = cut(self.waiting, size)
            window = window_of(rows, first, self.gatherer.plan.dealer)
            for index, survey in enumerate(self.surveys):
                survey.add(window.of_target(index, self.reading.columns))
            self.gatherer.take([window], self.workers)
            self.next += 1


def join(gatherer: Gatherer, summary: WindowsSummary) -> None:
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
    for _ in range(level - summary.halvings):
        seen = [each.halved() for each in seen]
    gatherer.reduced += seen
    gatherer.size += gatherer.bytes_of(seen)


def _bytes_at(gatherer: Gatherer, reduced: Sequence[Reduced], level: int) -> int:
    """What minibatches take once those of each window were merged in pairs so often."""
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
    found = [((window_of_row(row), 0, column, 0), ("missing", column, 0)) for column, row in first_missing.items()]
    for column in {column for column, _ in first_of_level}:
        # A window brings up all codes up to its highest, also those that no usable row has had.
        highest = max(code for own, code in first_of_level if own == column)
        window = len(edges)
        for code in range(highest, -1, -1):
            if (column, code) in first_of_level:
                window = min(window, window_of_row(first_of_level[column, code]))
            found.append(((window, 1, column, code), ("level", column, code)))
    return [(place[0], mark) for place, mark in sorted(found)]


def _first_missing(piece: Piece) -> list[int]:
    if piece.here is None:
        return [] if piece.first_missing is None else piece.first_missing.tolist()
    return [first_nan(values) for values in piece.here.numeric]


def _first_of_level(piece: Piece) -> list[tuple[Ints, Ints]]:
    """Of each categorical column the table's codes, and the first row of the piece with each."""
    if piece.here is None:
        return [*zip(piece.codes, piece.first_of_level, strict=True)]
    return [np.unique(codes, return_index=True) for codes in piece.here.codes]
