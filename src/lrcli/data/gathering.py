"""One pass over a table of any size: its rows while they are few, their moments when they are many.

The rule: up to 128,000 rows are kept; from there on only the second moments of minibatches are, where these are fewer
numbers than the minibatches' rows (see `learning.minibatch.moments_pay`), else the rows in memory still.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns import Columns, Levels
from lrcli.data.moments import Mark, Moments, Reduced, Reducer, Rows, Scale, Task, Window
from lrcli.data.parallel import Workers
from lrcli.data.reading import Cells
from lrcli.data.source import open_source
from lrcli.data.split import WINDOW, Dealer
from lrcli.data.table import Choice, File, Table, names, start_reading

KEPT = 2 * WINDOW  # rows up to which all are kept
SAMPLE = 200_000  # rows of each part that are kept beside the moments, for what moments do not tell
STACK_BYTES = 128 << 20  # minibatches are merged in pairs where their moments need more


@dataclass(frozen=True)
class Plan:
    """How rows become minibatches once they are many."""

    dealer: Dealer
    size: int  # rows of a minibatch
    seed: int
    pays: Callable[[int, int], bool]  # (weights, columns) → whether moments are fewer numbers than rows

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.dealer.deck)))


def gather(path: str, choose: Choice, plan: Plan) -> Table | Moments:
    """Read the columns that `choose` wants, once; leave out rows without a target."""
    with open_source(path) as source, Workers() as workers:
        reading = start_reading(source, choose)
        stream = reading.cells(workers, keep_bytes=False)
        kept: list[Cells] = []
        while sum(map(len, kept)) < KEPT and (cells := next(stream, None)) is not None:
            kept.append(cells)
        columns, many = reading.columns, sum(map(len, kept)) >= KEPT
        first, _ = _cut(kept, KEPT)  # exactly so many, so that nothing depends on how the bytes were cut
        weights = 1 + len(columns.numeric) + sum(_known(first, k) for k in range(len(columns.categorical)))
        if not many or not plan.pays(weights, 1 + len(columns.numeric) + len(columns.categorical)):
            kept.extend(stream)
            return Table.of(source, columns, reading.levels, kept)
        scale = Scale.of(Table.of(source, columns, reading.levels, first))
        gatherer = Gatherer(columns, reading.levels, plan, scale)
        gatherer.take(chain(kept, stream), workers)
        return gatherer.moments(File.of(source))


@dataclass
class Gatherer:
    """Collects the minibatches of a stream of rows."""

    columns: Columns
    levels: list[Levels]
    plan: Plan
    scale: Scale
    marks: list[Mark] = field(default_factory=list)
    reduced: list[Reduced] = field(default_factory=list)
    samples: dict[int, "Sample"] = field(default_factory=dict)
    without_target: int = 0
    halvings: int = 0  # how often each window's minibatches were merged in pairs

    def take(self, stream: Iterable[Cells], workers: Workers) -> None:
        """Reduce all rows, a window at a time."""
        reduce = Reducer(self.plan.size, self.plan.seed, self.plan.parts)
        for found in workers.in_order(reduce, self._windows(stream)):
            for _ in range(self.halvings):  # all windows alike: a row counts as much as any other in an epoch
                found = [part.halved() for part in found]
            self.reduced += found
            if sum(part.A.nbytes for part in self.reduced) > STACK_BYTES:
                self.reduced = [part.halved() for part in self.reduced]
                self.halvings += 1

    def _windows(self, stream: Iterable[Cells]) -> Iterator[Task]:
        """Windows of 64,000 rows, the last of up to twice as many, so that no minibatch is short."""
        waiting: list[Cells] = []
        done = number = 0
        for cells in stream:
            self.without_target += cells.dropped
            waiting.append(cells)
            while sum(map(len, waiting)) >= 2 * WINDOW:
                first, waiting = _cut(waiting, WINDOW)
                yield self._window(number, first, done)
                done, number = done + WINDOW, number + 1
        yield self._window(number, waiting, done)

    def _window(self, number: int, cells: list[Cells], done: int) -> Task:
        window = Window.joined(number, cells, self.plan.dealer.deal(done, sum(map(len, cells))))
        known = set(self.marks)
        found: list[Mark] = [("missing", k, 0) for k, x in enumerate(window.numeric) if np.isnan(x).any()]
        found += [("level", c, code) for c in range(len(window.codes)) for code in range(_known(cells, c))]
        self.marks += [mark for mark in found if mark not in known]
        for part in self.plan.parts:
            self.samples.setdefault(part, Sample()).add(window, part)
        self.scale = self.scale.learned(window.numeric)
        return window, tuple(self.marks), self.scale

    def moments(self, file: File) -> Moments:
        """All that was gathered; moments of marks that came later are zero before."""
        q = 2 + len(self.columns.numeric) + len(self.marks)
        A = np.zeros((sum(len(part.sizes) for part in self.reduced), q, q))
        place = 0
        sizes, parts = [part.sizes for part in self.reduced], [part.part for part in self.reduced]
        ranges = _ranges(self.reduced)
        for part in self._emptied():
            size = part.A.shape[1]
            A[place : place + len(part.A), :size, :size] = part.A
            place += len(part.A)
        return Moments(
            file=file,
            columns=self.columns,
            levels=names(self.levels),
            without_target=self.without_target,
            scale=self.scale.settled(),
            marks=tuple(self.marks),
            A=A,
            sizes=np.concatenate(sizes),
            parts=np.repeat(parts, [len(size) for size in sizes]),
            ranges=ranges,
            samples={part: sample.rows() for part, sample in self.samples.items()},
        )

    def _emptied(self) -> Iterator[Reduced]:
        """What was reduced, in order, each forgotten as it is given."""
        self.reduced.reverse()
        while self.reduced:
            yield self.reduced.pop()


@dataclass
class Sample:
    """Every s-th row of a part; s doubles whenever there are too many."""

    stride: int = 1
    offset: int = 0
    pieces: list[Rows] = field(default_factory=list)

    def add(self, window: Window, part: int) -> None:
        rows = np.flatnonzero(window.parts == part)
        picked = rows[self.offset :: self.stride]
        self.offset = (self.offset - len(rows)) % self.stride
        numeric = np.column_stack([np.zeros((len(picked), 0)), *(x[picked] for x in window.numeric)])
        codes = np.column_stack([np.zeros((len(picked), 0), dtype=np.intp), *(c[picked] for c in window.codes)])
        self.pieces.append(Rows(numeric, codes, window.y[picked]))
        if sum(len(piece.y) for piece in self.pieces) > SAMPLE:
            whole = self.rows()
            self.pieces = [Rows(whole.numeric[::2], whole.codes[::2], whole.y[::2])]
            self.offset += self.stride * (len(whole.y) % 2)
            self.stride *= 2

    def rows(self) -> Rows:
        numeric, codes, y = zip(*self.pieces, strict=True)
        return Rows(np.concatenate(numeric), np.concatenate(codes), np.concatenate(y))


def _cut(waiting: list[Cells], n: int) -> tuple[list[Cells], list[Cells]]:
    """The first n rows, and the others."""
    first: list[Cells] = []
    for k, cells in enumerate(waiting):
        if n < len(cells):
            return [*first, cells[:n]], [cells[n:], *waiting[k + 1 :]]
        first.append(cells)
        n -= len(cells)
    return first, []


def _known(cells: Sequence[Cells], column: int) -> int:
    """How many codes of a categorical column there are up to these rows: they are given in order of appearance."""
    return 1 + max((int(part.codes[column].max()) for part in cells if len(part)), default=0)


def _ranges(reduced: Iterable[Reduced]) -> dict[int, tuple[Floats, Floats]]:
    """The lowest and highest values of each part."""
    ranges: dict[int, tuple[Floats, Floats]] = {}
    for part in reduced:
        low, high = ranges.get(part.part, (part.lowest, part.highest))
        ranges[part.part] = np.minimum(low, part.lowest), np.maximum(high, part.highest)
    return ranges
