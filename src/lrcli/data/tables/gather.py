"""The minibatches of a stream of rows, gathered as moments in one pass, and rows picked beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.sample import Reservoir
from lrcli.data.rows.workers import Workers
from lrcli.data.tables import factors
from lrcli.data.tables.moments import Mark, Moments, Reduced, Reducer, Scale, Task, counts
from lrcli.data.tables.split import Dealer
from lrcli.data.tables.windows import NONE, Window, Windows
from lrcli.limits import Limits


@dataclass(frozen=True)
class Plan:
    """How rows become minibatches once they are many."""

    dealer: Dealer
    size: int  # rows of a minibatch
    asked: bool = False  # whether a person asked for that size, for which moments may take more room
    only_trains: int | None = None  # the part that is never held out

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.dealer.deck)))


@dataclass
class Gatherer:
    """Collects the minibatches of a stream of rows."""

    columns: Columns
    plan: Plan
    scale: Scale
    limits: Limits
    marks: list[Mark] = field(default_factory=list)
    reduced: list[Reduced] = field(default_factory=list)
    size: int = 0  # bytes of it
    halvings: int = 0  # how often each window's minibatches were merged in pairs
    totals: dict[int, Floats] = field(default_factory=dict)  # Σ z zᵀ of each part's windows with no factor
    factors: dict[int, Floats] = field(default_factory=dict)  # of each part's other windows

    def __post_init__(self) -> None:
        d, c = len(self.columns.numeric), len(self.columns.categorical)
        most = dict.fromkeys(self.plan.parts, self.limits.sample_rows)
        if self.plan.only_trains is not None:
            most[self.plan.only_trains] = self.limits.training_sample_rows
        seed = self.plan.dealer.seed
        self.samples = {part: Sample(d, c, rows, [seed, 2, part]) for part, rows in most.items()}
        self.room = self.limits.asked_stack_bytes if self.plan.asked else self.limits.stack_bytes

    def take(self, windows: Windows, workers: Workers) -> None:
        """Reduce all rows, a window at a time."""
        reduce = Reducer(self.plan.size, self.plan.parts)
        for of_window in workers.in_order(reduce, map(self._task, windows)):
            for _ in range(self.halvings):  # all windows alike: a row counts as much as any other in an epoch
                of_window = [part.halved() for part in of_window]
            self._add_factors(of_window)
            self.reduced += of_window
            self.size += sum(part.A.nbytes for part in of_window)
            if self.size > self.room:
                self.reduced = [part.halved() for part in self.reduced]
                self.size = sum(part.A.nbytes for part in self.reduced)
                self.halvings += 1

    def _add_factors(self, of_window: list[Reduced]) -> None:
        """Window after window, so that the order of threads changes no bit."""
        for one in of_window:
            part = one.part
            if one.R is not None:
                self.factors[part] = factors.merged([self.factors[part], one.R] if part in self.factors else [one.R])
            elif part in self.totals:
                before = self.totals[part]
                self.totals[part] = np.pad(before, (0, len(one.total) - len(before))) + one.total
            else:
                self.totals[part] = one.total

    def _task(self, window: Window) -> Task:
        """The window, with what is known of the columns up to it."""
        known = set(self.marks)
        marks: list[Mark] = [("missing", k, 0) for k, x in enumerate(window.numeric) if np.isnan(x).any()]
        marks += [("level", c, code) for c, codes in enumerate(window.codes) for code in range(1 + int(codes.max()))]
        self.marks += [mark for mark in marks if mark not in known]
        for part in self.plan.parts:
            self.samples[part].add(window, part)
        self.scale = self.scale.learned(window.numeric)
        return window, tuple(self.marks), self.scale

    def moments(self, codes: tuple[int, ...]) -> Moments:
        """All that was gathered; moments of marks that came later are zero before. codes: as in `Moments`."""
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
            codes=codes,
            scale=self.scale.settled(),
            marks=tuple(self.marks),
            A=A,
            sizes=np.concatenate(sizes),
            parts=np.repeat(parts, [len(size) for size in sizes]),
            ranges=ranges,
            factors=self._all_factors(),
        )

    def _all_factors(self) -> dict[int, Floats]:
        """The factor of each part, where some window has one."""
        d, marks = len(self.columns.numeric), len(self.marks)
        if not self.factors:
            return {}
        of_part: dict[int, list[Floats]] = {part: [R] for part, R in self.factors.items()}
        for part, total in self.totals.items():
            whole = np.pad(total, (0, 2 + d + marks - len(total)))
            if (R := factors.of_moments(whole, counts(d, marks))) is not None:
                of_part.setdefault(part, []).append(R)
        return {part: factors.merged(several) for part, several in of_part.items()}

    def _emptied(self) -> Iterator[Reduced]:
        """What was reduced, in order, each forgotten as it is given."""
        self.reduced.reverse()
        while self.reduced:
            yield self.reduced.pop()


class Sample:
    """Rows of a part, drawn at random."""

    def __init__(self, d: int, c: int, most: int, seed: Sequence[int]) -> None:
        self.room = Rows.empty(most, d, c)
        self.reservoir = Reservoir(self.room.numeric, self.room.codes, self.room.y, seed=seed)

    def add(self, window: Window, part: int) -> None:
        rows = window.places.get(part, NONE)
        chosen, place = self.reservoir.draw(len(rows))
        rows = rows[chosen]
        for k, numbers in enumerate(window.numeric):
            self.room.numeric[place, k] = numbers[rows]
        for k, codes in enumerate(window.codes):
            self.room.codes[place, k] = codes[rows]
        self.room.y[place] = window.y[rows]

    def rows(self) -> Rows:
        return self.room[: self.reservoir.n]


def _ranges(reduced: Iterable[Reduced]) -> dict[int, tuple[Floats, Floats]]:
    """The lowest and highest values of each part."""
    ranges: dict[int, tuple[Floats, Floats]] = {}
    for part in reduced:
        low, high = ranges.get(part.part, (part.lowest, part.highest))
        ranges[part.part] = np.minimum(low, part.lowest), np.maximum(high, part.highest)
    return ranges
