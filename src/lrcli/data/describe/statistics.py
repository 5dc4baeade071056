"""What a column holds, in numbers: the statistics of a first lecture, of rows that come some at a time.

Count, mean, deviation, lowest, highest and correlation are exact for any number of rows (Chan, Golub, LeVeque 1979).
Quartiles and histogram are of all values up to a million, of a random sample above; distinct values are counted up to
a hundred thousand. What is not exact says so. Where rows have weights all of it is as if each stood in the table as
often as its weight says; counts are then sums of weights, to the nearest whole number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats, Ints
from lrcli.data.describe.extremes import Extremes
from lrcli.data.rows.sample import Reservoir

FEW = 10_000  # values, which are sorted as quickly as NumPy looks for the quantiles among them
BINS = 10
COMMONEST = 5
CONSTANT_DEVIATION = 1e-14  # of the mean: a smaller deviation of a column is rounding
TELLTALE = 0.999  # a correlation with the target that gives it away


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
class Spread:
    """Count, means and sums of squares of pairs (x, y), which add up without cancellation."""

    n: float = 0  # rows, or the sum of their weights
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0  # Σ (x − x̄)²
    yy: float = 0.0
    xy: float = 0.0

    @classmethod
    def of(cls, x: Floats, y: Floats, weights: Floats | None = None) -> "Spread":
        if not len(x):
            return cls()
        with np.errstate(over="ignore", invalid="ignore"):  # what is too large to be squared is infinite
            x_mean, y_mean = _mean(x, weights), _mean(y, weights)
            dx, dy = x - x_mean, y - y_mean
            if weights is None:
                return cls(len(x), x_mean, y_mean, _dot(dx, dx), _dot(dy, dy), _dot(dx, dy))
            wx, wy, n = dx * weights, dy * weights, float(weights.sum())
            return cls(n, x_mean, y_mean, _dot(wx, dx), _dot(wy, dy), _dot(wx, dy))

    @property
    def of_x(self) -> "Spread":
        """x with itself."""
        return Spread(self.n, self.x, self.x, self.xx, self.xx, self.xx)

    def __add__(self, other: "Spread") -> "Spread":
        n = self.n + other.n
        if not self.n:
            return other
        dx, dy, weight = other.x - self.x, other.y - self.y, self.n * other.n / n
        return Spread(
            n,
            self.x + dx * other.n / n,
            self.y + dy * other.n / n,
            self.xx + other.xx + dx * dx * weight,
            self.yy + other.yy + dy * dy * weight,
            self.xy + other.xy + dx * dy * weight,
        )


def _dot(a: Floats, b: Floats) -> float:
    return float(np.einsum("i,i", a, b))  # on this thread alone: `a @ b` would start others


def _mean(values: Floats, weights: Floats | None = None) -> float:
    """To the last bit: the mean of what is left around a first mean corrects it."""
    mean = float(np.average(values, weights=weights))
    return mean + float(np.average(values - mean, weights=weights))


@dataclass(frozen=True)
class Increment:
    """What a block of rows adds to a column of numbers."""

    present: Floats
    missing: float
    alone: Spread  # x with itself
    paired: Spread  # x with the target, over the rows that have both
    distinct: Floats | None  # None where nobody counts any more
    origins: Ints | None = None  # of the present values, where extremes are wanted
    weights: Floats | None = None  # of the present values, where rows have some

    @classmethod
    def of(
        cls,
        values: Floats,
        target: Floats | None,
        *,
        counted: bool,
        origins: Ints | None = None,
        weights: Floats | None = None,
    ) -> "Increment":
        is_present = ~np.isnan(values)
        present = values if is_present.all() else values[is_present]
        paired = Spread()
        if target is not None:
            both = is_present & ~np.isnan(target)
            paired = Spread.of(values[both], target[both], None if weights is None else weights[both])
        distinct = pc.unique(pa.array(present + 0.0)).to_numpy(zero_copy_only=False) if counted else None
        own = None if weights is None else weights[is_present]
        missing = len(values) - len(present) if weights is None or own is None else float(weights.sum() - own.sum())
        alone = paired.of_x if weights is None and paired.n == len(present) else Spread.of(present, present, own)
        if origins is not None and len(present) < len(values):
            origins = origins[is_present]
        return cls(present, missing, alone, paired, distinct, origins, own)


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
    alone: Spread = Spread()
    paired: Spread = Spread()
    distinct: Floats = field(default_factory=lambda: np.zeros(0))
    more_distinct: bool = False
    extremes: Extremes = field(default_factory=Extremes)

    def __post_init__(self) -> None:
        self.sample: Floats = np.empty(self.most_values)
        self.weights: Floats | None = np.empty(self.most_values) if self.weighted else None
        self.reservoir = Reservoir(self.sample, *([] if self.weights is None else [self.weights]))
        self.values = 0  # that were added, one by one

    def add(self, increment: Increment) -> None:
        self.missing += increment.missing
        self.alone, self.paired = self.alone + increment.alone, self.paired + increment.paired
        if not len(increment.present):
            return
        low, high = float(increment.present.min()), float(increment.present.max())
        self.low, self.high = min(self.low, low), max(self.high, high)
        if increment.origins is not None:
            self.extremes.add(increment.present, increment.origins, low, high)
        index, slots = self.reservoir.draw(len(increment.present))
        self.sample[slots] = increment.present[index]
        self.values += len(increment.present)
        if self.weights is not None and increment.weights is not None:
            self.weights[slots] = increment.weights[index]
        if increment.distinct is not None and not self.more_distinct:
            self.distinct = np.union1d(self.distinct, increment.distinct)
            self.more_distinct = len(self.distinct) > self.most_distinct

    def description(self) -> Description:
        return Description(
            name=self.name,
            kind="number",
            count=round(self.alone.n),
            missing=round(self.missing),
            distinct=self.most_distinct if self.more_distinct else len(self.distinct),
            more_distinct=self.more_distinct,
            numbers=self._numbers() if self.alone.n else None,
            commonest=(),
            correlation=correlation(self.paired) if self.low < self.high else None,
        )

    def _numbers(self) -> Numbers:
        sample, n = self.sample[: self.reservoir.n], self.alone.n
        weights = None if self.weights is None else self.weights[: self.reservoir.n]
        q1, median, q3 = quantiles(sample, weights, [0.25, 0.5, 0.75])
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
    counts: Ints | Floats = field(
        default_factory=lambda: np.zeros(1, dtype=np.intp)
    )  # per code, that of the missing cell first

    def add(self, codes: Ints, weights: Floats | None = None) -> None:
        new = np.bincount(codes, weights, len(self.counts))
        self.counts = new + np.pad(self.counts, (0, len(new) - len(self.counts)))

    def description(self, levels: Sequence[str], *, more_distinct: bool) -> Description:
        seen = self.counts[1 : 1 + len(levels)]
        order = np.argsort(-seen, kind="stable")[:COMMONEST]
        commonest = tuple((levels[k], round(seen[k].item())) for k in order)
        count, missing = round(self.counts[1:].sum().item()), round(self.counts[0].item())
        return Description(self.name, "text", count, missing, len(levels), more_distinct, None, commonest, None)


def quantiles(values: Floats, weights: Floats | None, levels: Sequence[float]) -> list[float]:
    """Of values that count so often (n,): where a level falls between two rows they are mixed, as NumPy does."""
    if weights is None:
        return [float(value) for value in np.quantile(values, levels)] if len(values) > FEW else _of_few(values, levels)
    order = np.argsort(values)
    ends = np.cumsum(weights[order])
    at = np.array(levels) * max(ends[-1] - 1, 0.0)  # among rows 0 to Σ weights − 1
    low = np.floor(at)
    last = len(values) - 1
    before, after = (values[order[np.minimum(np.searchsorted(ends, k, "right"), last)]] for k in (low, low + 1))
    return [float(value) for value in before + (after - before) * (at - low)]


def _of_few(values: Floats, levels: Sequence[float]) -> list[float]:
    """What `np.quantile` gives, to the last bit; its way there takes ten times as long for few values."""
    ordered, last, several = np.sort(values), len(values) - 1, []
    for level in levels:
        k, share = divmod(level * last, 1)
        low, high = float(ordered[int(k)]), float(ordered[min(int(k) + 1, last)])
        several.append(low + (high - low) * share if share < 0.5 else high - (high - low) * (1 - share))
    return several


def histogram(present: Floats, weights: Floats | None = None) -> tuple[int, ...]:
    """Counts in equal bins from the lowest to the highest value; all in the first where no bins fit between these."""
    try:
        counts, _ = np.histogram(present / 2, bins=BINS, weights=weights)  # halved, so that no width overflows
    except ValueError:
        return (len(present) if weights is None else round(float(weights.sum())), *[0] * (BINS - 1))
    return tuple(round(float(count)) for count in counts)


def correlation(paired: Spread) -> float | None:
    """Pearson's r; None where x or y is constant, or too large to be squared."""
    if not (varies(paired.n, paired.x, paired.xx) and varies(paired.n, paired.y, paired.yy)):
        return None
    return float(np.clip(paired.xy / (np.sqrt(paired.xx) * np.sqrt(paired.yy)), -1, 1))


def varies(n: float, mean: float, squares: float) -> bool:
    """Whether a sum of squares around the mean is a number, and more than what rounding leaves of a constant."""
    return CONSTANT_DEVIATION**2 * n * mean * mean < squares < np.inf
