"""What a column holds, in numbers: the statistics of a first lecture, of rows that come some at a time.

Count, mean, deviation, lowest, highest and correlation are exact for any number of rows (Chan, Golub, LeVeque 1979).
Quartiles and histogram are of all values up to a million, of a random sample above; distinct values are counted up to
a hundred thousand. What is not exact says so. Where rows have weights all of it is as if each stood in the table as
often as its weight says; counts are then sums of weights, to the nearest whole number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from lrcli.arrays import Floats, Ints, quantiles
from lrcli.data.describe.distinct import DistinctValues
from lrcli.data.describe.extremes import Extremes
from lrcli.data.describe.increment import FEW_VALUES, Increment
from lrcli.data.describe.spread import NO_ROWS, Spread, correlation
from lrcli.data.rows.sample import Drawn, Reservoir

BINS = 10  # of the histogram of a column
COMMONEST = 5  # levels of a column that are listed


@dataclass(frozen=True)
class Numbers:
    """The statistics of a column's numbers, missing ones left out; std divides by n - 1, as spreadsheets do."""

    mean: float
    std: float | None
    min: float
    q1: float
    median: float
    q3: float
    max: float
    histogram: tuple[int, ...]  # counts in equal bins from min to max
    picked: int | None  # how many values quartiles and histogram are of, None for all


@dataclass(frozen=True)
class Description:
    """One column: numbers, or the commonest texts with their counts."""

    name: str
    kind: str
    count: int
    missing: int
    distinct: int
    more_distinct: bool  # there are more distinct values than were counted
    numbers: Numbers | None
    commonest: tuple[tuple[str, int], ...]
    correlation: float | None  # with the target, over the rows that have both


@dataclass(frozen=True)
class NumberSummary:
    """What some bundles of rows add to a column of numbers."""

    sums: list[Increment]  # of each bundle
    values: int
    ends: tuple[float, float]  # the lowest and the highest value
    extremes: Extremes
    drawn: Drawn
    distinct: DistinctValues


@dataclass
class NumberColumn:
    """The statistics of a column of numbers, gathered block by block."""

    name: str
    most_values: int  # for quartiles and histogram; of more values a random sample
    most_distinct: int  # values that are told apart
    weighted: bool = False
    missing: float = 0
    low: float = np.inf
    high: float = -np.inf
    alone: Spread = NO_ROWS
    paired: Spread = NO_ROWS
    extremes: Extremes = field(default_factory=Extremes)

    def __post_init__(self) -> None:
        self.sample: Floats = np.empty(self.most_values)
        self.weights: Floats | None = np.empty(self.most_values) if self.weighted else None
        self.reservoir = Reservoir(self.sample, *([] if self.weights is None else [self.weights]))
        self.distinct = DistinctValues(self.most_distinct)
        self.values = 0  # that were added, one by one

    def add(self, increment: Increment) -> None:
        self.add_sums(increment)
        self.add_values(increment)

    def add_sums(self, increment: Increment) -> None:
        """Add sums, whose rounding depends on the order of the rows."""
        self.missing += increment.missing
        self.alone, self.paired = self.alone + increment.alone, self.paired + increment.paired

    def add_values(self, increment: Increment) -> None:
        """Add what is the same in any order of the rows, and a random sample."""
        rows, slots = self.reservoir.draw(increment.rows, increment.is_present)
        if not len(increment.present):
            return
        if increment.is_present is not None:  # the values of the rows that were drawn
            rows = (np.cumsum(increment.is_present) - 1)[rows]
        self.low, self.high = min(self.low, increment.low), max(self.high, increment.high)
        if increment.origins is not None:
            self.extremes.add(increment.present, increment.origins, increment.low, increment.high)
        self.sample[slots] = increment.present[rows]
        self.values += len(increment.present)
        if self.weights is not None and increment.weights is not None:
            self.weights[slots] = increment.weights[rows]
        if increment.distinct is not None:
            self.distinct.add(increment.distinct)

    def summary(self, sums: list[Increment]) -> "NumberSummary":
        """What was added, for whoever puts it behind other rows. sums: of each bundle."""
        ends = self.low, self.high
        return NumberSummary(sums, self.values, ends, self.extremes, self.reservoir.drawn(), self.distinct)

    def join(self, summary: "NumberSummary") -> None:
        """Add rows behind these."""
        for sums in summary.sums:
            self.add_sums(sums)
        self.values += summary.values
        self.low, self.high = min(self.low, summary.ends[0]), max(self.high, summary.ends[1])
        self.extremes.join(summary.extremes)
        self.reservoir.join(summary.drawn)
        self.distinct.join(summary.distinct)

    def description(self) -> Description:
        return Description(
            name=self.name,
            kind="number",
            count=round(self.alone.n),
            missing=round(self.missing),
            distinct=self.distinct.count(),
            more_distinct=self.distinct.more,
            numbers=self._numbers() if self.alone.n else None,
            commonest=(),
            correlation=correlation(self.paired) if self.low < self.high else None,
        )

    def _numbers(self) -> Numbers:
        sample, n = self.sample[: self.reservoir.n], self.alone.n
        weights = None if self.weights is None else self.weights[: self.reservoir.n]
        q1, median, q3 = weighted_quantiles(sample, weights, [0.25, 0.5, 0.75])
        return Numbers(
            mean=self.alone.x,
            std=float(np.sqrt(self.alone.xx / (n - 1))) if n > 1 else None,
            min=self.low,
            q1=q1,
            median=median,
            q3=q3,
            max=self.high,
            histogram=histogram(sample, weights),
            picked=len(sample) if len(sample) < self.values else None,
        )


@dataclass
class TextColumn:
    """The counts of a column of texts, gathered block by block."""

    name: str
    # For each code, that of the missing cell first.
    counts: Ints | Floats = field(default_factory=lambda: np.zeros(1, dtype=np.intp))

    def add(self, codes: Ints, weights: Floats | None = None) -> None:
        self.add_counts(np.bincount(codes, weights))

    def add_counts(self, counts: Ints | Floats) -> None:
        """How often each code is there."""
        short, long = sorted((counts, self.counts), key=len)
        self.counts = long + np.pad(short, (0, len(long) - len(short)))

    def description(self, levels: Sequence[str], *, more_distinct: bool) -> Description:
        seen = self.counts[1 : 1 + len(levels)]
        order = np.argsort(-seen, kind="stable")[:COMMONEST]
        commonest = tuple((levels[k], round(seen[k].item())) for k in order)
        count, missing = round(self.counts[1:].sum().item()), round(self.counts[0].item())
        return Description(self.name, "text", count, missing, len(levels), more_distinct, None, commonest, None)


def weighted_quantiles(values: Floats, weights: Floats | None, levels: Sequence[float]) -> list[float]:
    """Of values that count so often (n,): where a level falls between two rows they are mixed, as NumPy does."""
    if weights is None:
        return quantiles(values, levels)
    order = np.argsort(values)
    ends = np.cumsum(weights[order])
    at = np.array(levels) * max(ends[-1] - 1, 0.0)  # among rows 0 to Σ weights − 1
    low = np.floor(at)
    last = len(values) - 1
    before, after = (values[order[np.minimum(np.searchsorted(ends, k, "right"), last)]] for k in (low, low + 1))
    return [float(value) for value in before + (after - before) * (at - low)]


def histogram(present: Floats, weights: Floats | None = None) -> tuple[int, ...]:
    """Counts in equal bins from the lowest to the highest value; all in the first where no bins fit between these."""
    halves = present / 2  # so that no width overflows
    try:
        if weights is None and len(halves) <= FEW_VALUES:
            return _histogram_of_few(halves)
        counts, _ = np.histogram(halves, bins=BINS, weights=weights)
    except ValueError:
        return (len(present) if weights is None else round(float(weights.sum())), *[0] * (BINS - 1))
    return tuple(round(float(count)) for count in counts)


def _histogram_of_few(values: Floats) -> tuple[int, ...]:
    """What `np.histogram` gives, and ValueError where it does; its way there takes ten times as long for few values."""
    ordered = np.sort(values)
    low, high = float(ordered[0]), float(ordered[-1])
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = low + (high - low) / BINS * np.arange(BINS + 1.0)
    edges[-1] = high
    if (edges[:-1] >= edges[1:]).any():
        raise ValueError("no bins fit between the lowest and the highest value")
    below = [0, *np.searchsorted(ordered, edges[1:-1]).tolist(), len(ordered)]
    return tuple(end - start for start, end in pairwise(below))
