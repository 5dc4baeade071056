"""What a column holds, in numbers: the statistics of a first lecture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints

BINS = 10
COMMONEST = 5


@dataclass(frozen=True)
class Numbers:
    """Of the values that are not missing; std divides by n - 1, as spreadsheets do."""

    mean: float
    std: float | None
    min: float
    q1: float
    median: float
    q3: float
    max: float
    histogram: tuple[int, ...]  # counts in equal bins from min to max


@dataclass(frozen=True)
class Description:
    """One column: numbers, or the commonest texts with their counts."""

    name: str
    kind: str
    count: int
    missing: int
    distinct: int
    numbers: Numbers | None
    commonest: tuple[tuple[str, int], ...]
    correlation: float | None  # with the target, over the rows that have both


def describe_numbers(name: str, values: Floats, target: Floats | None) -> Description:
    """values (n,), NaN where missing."""
    present = values[~np.isnan(values)]
    distinct = len(np.unique(present))
    summary = summarise(present) if len(present) else None
    correlation = None if target is None else correlate(values, target)
    return Description(name, "number", len(present), len(values) - len(present), distinct, summary, (), correlation)


def summarise(present: Floats) -> Numbers:
    """present (n,), n ≥ 1."""
    q1, median, q3 = np.quantile(present, [0.25, 0.5, 0.75])
    mean = float(np.mean(present))
    mean += float(np.mean(present - mean))
    return Numbers(
        mean=mean,
        std=float(np.sqrt(np.sum((present - mean) ** 2) / (len(present) - 1))) if len(present) > 1 else None,
        min=float(present.min()),
        q1=float(q1),
        median=float(median),
        q3=float(q3),
        max=float(present.max()),
        histogram=histogram(present),
    )


def histogram(present: Floats) -> tuple[int, ...]:
    """Counts in equal bins from the lowest to the highest value; all in the first where no bins fit between these."""
    try:
        counts, _ = np.histogram(present / 2, bins=BINS)  # halved, so that no width overflows
    except ValueError:
        return (len(present), *[0] * (BINS - 1))
    return tuple(int(count) for count in counts)


def correlate(a: Floats, b: Floats) -> float | None:
    """Pearson's r over the rows that have both; None where one of them is constant."""
    both = ~(np.isnan(a) | np.isnan(b))
    if both.sum() < 2 or np.ptp(a[both]) == 0 or np.ptp(b[both]) == 0:
        return None
    a, b = a[both] - a[both].mean(), b[both] - b[both].mean()
    scale = float(np.sqrt(np.sum(a**2) * np.sum(b**2)))
    return float(np.clip(np.sum(a * b) / scale, -1, 1)) if scale > 0 else None


def describe_texts(name: str, codes: Ints, levels: Sequence[str]) -> Description:
    """codes (n,): 0 where missing, else the level's place."""
    counts = np.bincount(codes, minlength=len(levels) + 1)
    order = np.argsort(-counts[1:], kind="stable")[:COMMONEST]
    commonest = tuple((levels[k], int(counts[k + 1])) for k in order)
    missing = int(counts[0])
    return Description(name, "text", len(codes) - missing, missing, len(levels), None, commonest, None)


def duplicate_rows(numeric: Floats, codes: Ints) -> int:
    """How many rows repeat an earlier one."""
    absent = np.isnan(numeric)
    values = np.where(absent, 0.0, numeric) + 0.0  # -0.0 + 0.0 is 0.0
    rows = np.ascontiguousarray(np.column_stack([values, absent, codes]), dtype=np.float64)
    as_bytes = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1])))
    return len(rows) - len(np.unique(as_bytes))
