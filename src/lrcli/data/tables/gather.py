"""The minibatches of a stream of rows as moments, gathered in one pass, and a random sample of the rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.sample import Reservoir
from lrcli.data.rows.workers import Workers
from lrcli.data.tables import triangular_factors as factors
from lrcli.data.tables.moments import MarkKey, Moments, Reduced, Reducer, Scale, Task, indices_of_counts
from lrcli.data.tables.split import Dealer
from lrcli.data.tables.windows import NO_INDICES, Window
from lrcli.limits import Limits

NO_TOTAL = np.zeros((0, 0))  # of windows whose total was added up


@dataclass(frozen=True)
class Plan:
    """How rows become minibatches once they are many."""

    dealer: Dealer
    size: int  # rows of a minibatch
    size_is_given: bool = False  # by a person; then moments may take more memory rather than be merged
    by_rows: bool = False  # moments would not tell what is asked
    training_role: int | None = None  # is never held out, so that fewer of its rows are sampled; None for folds

    @property
    def roles(self) -> tuple[int, ...]:
        return self.dealer.roles


@dataclass
class Gatherer:
    """Collects the minibatches of a stream of rows, beside those that were there before."""

    columns: Columns
    plan: Plan
    scale: Scale
    limits: Limits
    marks: list[MarkKey] = field(default_factory=list)
    reduced: list[Reduced] = field(default_factory=list)
    size: int = field(init=False)  # bytes of `reduced`
    halvings: int = 0  # how often the minibatches of each window were merged in pairs
    most: int = field(init=False)  # minibatches that a window had for a role before
    totals: dict[int, Floats] = field(default_factory=dict)  # Σ z zᵀ of each role's windows with no factor
    factors: dict[int, Floats] = field(default_factory=dict)  # of each role's other windows
    absent: Counter[MarkKey] = field(default_factory=Counter)  # missing cells
    windows: int = 0  # so far
    windows_of_each: int = 1  # that were merged to one minibatch for each role, once there is one for a window
    settled: int = field(init=False)  # the first of `reduced`, of windows that are done

    def __post_init__(self) -> None:
        capacity = dict.fromkeys(self.plan.roles, self.limits.sample_rows)
        if self.plan.training_role is not None:
            capacity[self.plan.training_role] = self.limits.training_sample_rows
        seed = self.plan.dealer.seed
        self.samples = {role: Sample(self.columns, rows, [seed, 2, role]) for role, rows in capacity.items()}
        self.size, self.most = self.bytes_of(self.reduced), most_minibatches(self.reduced)
        self.settled = len(self.reduced)
        self.budget = self.limits.asked_stack_bytes if self.plan.size_is_given else self.limits.stack_bytes

    def take(self, windows: Iterable[Window], workers: Workers) -> None:
        """Reduce all rows, a window at a time."""
        reducer = Reducer(self.plan.size, self.plan.roles)
        for reduced in workers.in_order(reducer, map(self.task_of, windows)):
            self.add_factors(reduced)
            self.add(reduced)
            self.end_window()

    def add(self, reduced: list[Reduced]) -> None:
        """Keep the minibatches of a window, merged as often as the others; merge all again where they are too many."""
        self.most = max(self.most, most_minibatches(reduced))
        for _ in range(self.halvings):  # of all windows equally, so that every row counts as much in an epoch
            reduced = [minibatches.halved() for minibatches in reduced]
        self.reduced += reduced
        self.size += self.bytes_of(reduced)
        if self.size > self.budget and self.can_halve(self.halvings):
            self.halve()

    def can_halve(self, halvings: int) -> bool:
        """Whether a window has several minibatches for a role after so many halvings.

        One is left of each in the end, however many windows there are. To look at all of them once more with each new
        window would take hours where there are a billion rows.
        """
        return self.most > 1 << halvings

    def halve(self) -> None:
        self.reduced = [minibatches.halved() for minibatches in self.reduced]
        self.size = self.bytes_of(self.reduced)
        self.halvings += 1

    # One minibatch is left of each window in the end, so that with enough windows memory would still grow. From some
    # 10 billion rows of ten columns on, windows are merged two by two, then four by four: always those whose numbers
    # have the same quotient, so that nothing depends on how many come at a time. Epochs still have a thousand steps.
    def end_window(self) -> None:
        """A window is complete: keep of it what is needed, and merge windows where they are too many."""
        new = [replace(each, window=self.windows, total=NO_TOTAL, R=None) for each in self.reduced[self.settled :]]
        self.reduced[self.settled :] = new
        if self.windows_of_each > 1:
            self._merge_last()
        if self.size > self.limits.most_stack_bytes and not self.can_halve(self.halvings):
            self.windows_of_each *= 2
            self.reduced = self._merged(self.reduced)
            self.size = self.bytes_of(self.reduced)
        self.windows += 1
        self.settled = len(self.reduced)

    def _merge_last(self) -> None:
        """Merge the last window with those before it that belong to the same minibatches."""
        first = self.windows // self.windows_of_each * self.windows_of_each
        start = len(self.reduced)
        while start and (window := self.reduced[start - 1].window) is not None and window >= first:
            start -= 1
        last = self.reduced[start:]
        self.size -= self.bytes_of(last)
        self.reduced[start:] = self._merged(last)
        self.size += self.bytes_of(self.reduced[start:])

    def _merged(self, reduced: Sequence[Reduced]) -> list[Reduced]:
        """So many neighbouring windows as one minibatch for each role; rows that were there before stay as they are."""
        together: dict[tuple[int, int], list[Reduced]] = {}
        for each in reduced:
            if each.window is not None:
                together.setdefault((each.window // self.windows_of_each, each.role), []).append(each)
        before = [each for each in reduced if each.window is None]
        return before + [Reduced.merged(several) if len(several) > 1 else several[0] for several in together.values()]

    def bytes_of(self, reduced: Sequence[Reduced]) -> int:
        """The bytes of minibatches with one target, so that others beside it do not change how far they are merged."""
        more = len(self.columns.further)
        return sum(len(each.A) * (each.A.shape[1] - more) ** 2 * each.A.itemsize for each in reduced)

    def add_factors(self, reduced: list[Reduced]) -> None:
        """Add what a window says of the factor of each role; window after window, so that threads change no bit."""
        for window in reduced:
            role = window.role
            if window.R is not None:
                several = [self.factors[role], window.R] if role in self.factors else [window.R]
                self.factors[role] = factors.merged(several)
            elif role in self.totals:
                before = self.totals[role]
                self.totals[role] = np.pad(before, (0, len(window.total) - len(before))) + window.total
            else:
                self.totals[role] = window.total

    def task_of(self, window: Window) -> Task:
        """The window, with the marks and the scale of the columns up to it."""
        earlier = set(self.marks)
        absent = {("missing", k, 0): int(np.isnan(x).sum()) for k, x in enumerate(window.numeric) if np.isnan(x.min())}
        marks: list[MarkKey] = [*absent]
        self.absent.update(absent)
        self.absent.update({("level", c, 0): int((codes == 0).sum()) for c, codes in enumerate(window.codes)})
        marks += [("level", c, code) for c, codes in enumerate(window.codes) for code in range(1 + int(codes.max()))]
        self.marks += [mark for mark in marks if mark not in earlier]
        for role in self.plan.roles:
            self.samples[role].add(window, role)
        self.scale = self.scale.with_first_numbers(window.numeric)
        return window, tuple(self.marks), self.scale

    def moments(self, codes: tuple[int, ...]) -> Moments:
        """All minibatches; moments of a mark are zero before its first window. codes: as in `Moments`."""
        q = 2 + len(self.columns.numeric) + len(self.marks)
        A = np.zeros((sum(len(minibatches.sizes) for minibatches in self.reduced), q, q))
        sizes = [minibatches.sizes for minibatches in self.reduced]
        weights = [minibatches.weights for minibatches in self.reduced]
        roles = [minibatches.role for minibatches in self.reduced]
        start = 0
        ranges = _ranges(self.reduced)
        for minibatches in self._emptied():
            size = minibatches.A.shape[1]
            A[start : start + len(minibatches.A), :size, :size] = minibatches.A
            start += len(minibatches.A)
        return Moments(
            codes=codes,
            scale=self.scale.settled(),
            marks=tuple(self.marks),
            A=A,
            sizes=np.concatenate(sizes),
            weights=np.concatenate(weights),
            roles=np.repeat(roles, [len(size) for size in sizes]),
            ranges=ranges,
            factors=self._all_factors(),
            missing={mark: count for mark, count in self.absent.items() if count},
        )

    def _all_factors(self) -> dict[int, Floats]:
        """The factor of each role, where a window has one."""
        d, marks = len(self.columns.numeric), len(self.marks)
        if not self.factors:
            return {}
        by_role: dict[int, list[Floats]] = {role: [R] for role, R in self.factors.items()}
        for role, total in self.totals.items():
            whole = np.pad(total, (0, 2 + d + marks - len(total)))
            if (R := factors.of_moments(whole, indices_of_counts(d, marks))) is not None:
                by_role.setdefault(role, []).append(R)
        return {role: factors.merged(several) for role, several in by_role.items()}

    def _emptied(self) -> Iterator[Reduced]:
        """The minibatches of all windows in order, each freed once it is used, so that they are not twice in memory."""
        self.reduced.reverse()
        while self.reduced:
            yield self.reduced.pop()


class Sample:
    """A random sample of the rows of a role."""

    def __init__(self, columns: Columns, capacity: int, seed: Sequence[int]) -> None:
        self.buffer = buffer = Rows.empty(capacity, columns)
        weights = () if buffer.weights is None else (buffer.weights,)
        self.reservoir = Reservoir(buffer.numeric, buffer.codes, buffer.y, buffer.origins, *weights, seed=seed)

    def add(self, window: Window, role: int) -> None:
        rows = window.by_role.get(role, NO_INDICES)
        index, slots = self.reservoir.draw(len(rows))
        rows = rows[index]
        for k, numbers in enumerate(window.numeric):  # `take` needs half the time of an index in brackets
            self.buffer.numeric[slots, k] = numbers.take(rows)
        for k, codes in enumerate(window.codes):
            self.buffer.codes[slots, k] = codes.take(rows)
        self.buffer.y[slots] = window.y.take(rows)
        self.buffer.origins[slots] = window.origins.take(rows)
        if self.buffer.weights is not None and window.weights is not None:
            self.buffer.weights[slots] = window.weights.take(rows)

    def rows(self) -> Rows:
        return self.buffer[: self.reservoir.n]


def most_minibatches(reduced: Iterable[Reduced]) -> int:
    """How many minibatches a window has for a role at most."""
    return max((len(each.sizes) for each in reduced), default=0)


def _ranges(reduced: Iterable[Reduced]) -> dict[int, tuple[Floats, Floats]]:
    """The lowest and highest values of each role."""
    ranges: dict[int, tuple[Floats, Floats]] = {}
    for window in reduced:
        low, high = ranges.get(window.role, (window.lowest, window.highest))
        ranges[window.role] = np.minimum(low, window.lowest), np.maximum(high, window.highest)
    return ranges
