"""One pass over a table of any size: its rows while they are few, their moments when they are many.

The rule: up to 128,000 rows are kept as a table. From there on only the second moments of minibatches are kept, where
these are fewer numbers than the minibatches' rows (see `learning.minibatch.moments_pay`); else the rows, shuffled, in
memory as far as it goes, then in a temporary file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns, names
from lrcli.data.files.dataset import File, Files
from lrcli.data.rows.left_out import LeftOut
from lrcli.data.rows.read import Cells
from lrcli.data.rows.sample import Picked
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.moments import Mark, Moments, Reduced, Reducer, Rows, Scale, Task
from lrcli.data.tables.scratch import Kept, Scratch
from lrcli.data.tables.shuffled import Shuffled, Shuffler, Tally
from lrcli.data.tables.split import Dealer
from lrcli.data.tables.table import Choice, Table, start_reading
from lrcli.data.tables.windows import NONE, Window, Windows, cut
from lrcli.errors import DataError
from lrcli.limits import Limits


@dataclass(frozen=True)
class Plan:
    """How rows become minibatches once they are many."""

    dealer: Dealer
    size: int  # rows of a minibatch
    seed: int
    pays: Callable[[int, int], bool]  # (weights, columns) → whether moments are fewer numbers than rows
    asked: bool = False  # whether a person asked for that size, for which moments may take more room
    only_trains: int | None = None  # the part that is never held out

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.dealer.deck)))


Gathered = Table | Moments | Shuffled


def gather(files: Files, choose: Choice, plan: Plan, scratch: Scratch, **how: Any) -> Gathered:
    """Read the columns that `choose` wants, once; leave out those that cannot teach. how: of `start_reading`."""
    with Workers() as workers:
        reading = start_reading(files, choose, **how)
        columns, limits = reading.columns, files.limits
        size = limits.rows_of_a_window(len(columns.numeric) + len(columns.categorical))
        few = 2 * size  # rows up to which all are kept
        stream = reading.cells(workers, keep_bytes=False)
        kept: list[Cells] = []
        while sum(map(len, kept)) < few and (cells := next(stream, None)) is not None:
            kept.append(cells)
        if columns.target and not any(map(len, kept)):
            reasons = "; ".join(reading.left_out.remarks(columns.target))
            raise DataError(f"{files.name}: no row can be learned from ({reasons})")
        if sum(map(len, kept)) < few:
            return Table.of(reading, kept)
        first, _ = cut(kept, few)  # exactly so many, so that nothing depends on how the bytes were cut
        weights = 1 + len(columns.numeric) + sum(_known(first, k) for k in range(len(columns.categorical)))
        windows = Windows(chain(kept, stream), size, plan.dealer)
        pays = limits.moments
        if pays is None:
            pays = plan.pays(weights, 1 + len(columns.numeric) + len(columns.categorical))
        if not pays:
            pieces, tallies = keep(windows, Shuffler.of(columns, plan.seed, plan.parts), scratch, workers)
            known = files.files(), columns, names(reading.levels), reading.left_out
            return Shuffled(*known, pieces, tallies, scratch.written, scratch.memory, reading.inputs, limits)
        gatherer = Gatherer(columns, plan, Scale.of(Table.of(reading, first)), limits)
        gatherer.take(windows, workers)
        found = gatherer.moments(files.files(), names(reading.levels), reading.left_out)
        return replace(found, inputs=reading.inputs)


def keep(
    windows: Windows, shuffler: Shuffler, scratch: Scratch, workers: Workers
) -> tuple[tuple[tuple[int, Kept], ...], dict[int, Tally]]:
    """The rows of all windows, in pieces of a window's part, and the tallies of the parts."""
    pieces: list[tuple[int, Kept]] = []
    tallies: dict[int, Tally] = {}
    for found in workers.in_order(shuffler, windows):
        for part, records, tally in found:
            pieces.append((part, scratch.keep(records)))
            tallies[part] = tallies[part] + tally if part in tallies else tally
    return tuple(pieces), tallies


@dataclass
class Gatherer:
    """Collects the minibatches of a stream of rows."""

    columns: Columns
    plan: Plan
    scale: Scale
    limits: Limits
    marks: list[Mark] = field(default_factory=list)
    reduced: list[Reduced] = field(default_factory=list)
    taken: int = 0  # bytes of it
    halvings: int = 0  # how often each window's minibatches were merged in pairs

    def __post_init__(self) -> None:
        d, c = len(self.columns.numeric), len(self.columns.categorical)
        most = dict.fromkeys(self.plan.parts, self.limits.sample_rows)
        if self.plan.only_trains is not None:
            most[self.plan.only_trains] = self.limits.training_sample_rows
        self.samples = {part: Sample(d, c, rows) for part, rows in most.items()}
        self.room = self.limits.asked_stack_bytes if self.plan.asked else self.limits.stack_bytes

    def take(self, windows: Windows, workers: Workers) -> None:
        """Reduce all rows, a window at a time."""
        reduce = Reducer(self.plan.size, self.plan.seed, self.plan.parts)
        for found in workers.in_order(reduce, map(self._known_by, windows)):
            for _ in range(self.halvings):  # all windows alike: a row counts as much as any other in an epoch
                found = [part.halved() for part in found]
            self.reduced += found
            self.taken += sum(part.A.nbytes for part in found)
            if self.taken > self.room:
                self.reduced = [part.halved() for part in self.reduced]
                self.taken = sum(part.A.nbytes for part in self.reduced)
                self.halvings += 1

    def _known_by(self, window: Window) -> Task:
        """The window, with what is known of the columns up to it."""
        known = set(self.marks)
        found: list[Mark] = [("missing", k, 0) for k, x in enumerate(window.numeric) if np.isnan(x).any()]
        found += [("level", c, code) for c, codes in enumerate(window.codes) for code in range(1 + int(codes.max()))]
        self.marks += [mark for mark in found if mark not in known]
        for part in self.plan.parts:
            self.samples[part].add(window, part)
        self.scale = self.scale.learned(window.numeric)
        return window, tuple(self.marks), self.scale

    def moments(self, files: tuple[File, ...], levels: tuple[tuple[str, ...], ...], left_out: LeftOut) -> Moments:
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
            files=files,
            columns=self.columns,
            levels=levels,
            left_out=left_out,
            scale=self.scale.settled(),
            marks=tuple(self.marks),
            A=A,
            sizes=np.concatenate(sizes),
            parts=np.repeat(parts, [len(size) for size in sizes]),
            ranges=ranges,
            samples={part: sample.rows() for part, sample in self.samples.items()},
            limits=self.limits,
        )

    def _emptied(self) -> Iterator[Reduced]:
        """What was reduced, in order, each forgotten as it is given."""
        self.reduced.reverse()
        while self.reduced:
            yield self.reduced.pop()


class Sample:
    """Rows of a part, picked evenly."""

    def __init__(self, d: int, c: int, most: int) -> None:
        self.room = Rows(np.empty((most, d)), np.empty((most, c), dtype=np.intp), np.empty(most))
        self.picked = Picked(*self.room)

    def add(self, window: Window, part: int) -> None:
        rows = window.places.get(part, NONE)
        picked, place = self.picked.next(len(rows))
        rows = rows[picked]
        for k, numbers in enumerate(window.numeric):
            self.room.numeric[place, k] = numbers[rows]
        for k, codes in enumerate(window.codes):
            self.room.codes[place, k] = codes[rows]
        self.room.y[place] = window.y[rows]

    def rows(self) -> Rows:
        room, n = self.room, self.picked.n
        return Rows(room.numeric[:n], room.codes[:n], room.y[:n])


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
