"""A target that one column gives away by its order: as its rank, its logarithm, a rounded copy, or a class of prices.

Such a column cuts the target into ranges that do not overlap, without one exception in all rows. That alone is no
proof. A good predictor may leave no exception either, where its values are far apart beside the noise: ages of ten
rows, steps of an experiment, mice and elephants. But then the ranges are far apart, too. What is made from the target
cuts it anywhere, so that

- next to a cut, targets are no farther apart than within a range; or where each range has one target, the steps from
  one to the next differ as widely as those of numbers drawn at random;
- the rows of a range do not become fewer towards its cut, as those of a cluster do towards its edge.

A predictor with noise does not do this: where targets are that close, the noise makes ranges overlap. A column without
noise is therefore taken for one that was made from the target. Time is the exception: a target that only grows, like
the reading of a meter, grows with the date in every row, and yet the date was not made from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats, Ints, Mask, among, distinct, quantiles
from lrcli.data.columns.names import is_time
from lrcli.data.rows.rows import Rows
from lrcli.fitting.evidence.number_readings import FEWEST_ROWS_TO_TELL, rows_to_try
from lrcli.fitting.evidence.repetition import hashes
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.evidence.target_leakage import OrderKind, OrderRelation
from lrcli.fitting.scores import from_log
from lrcli.fitting.storage.interface import Fold
from lrcli.text import short

ROWS_AT_A_GLANCE = 200  # that are looked at first: in nearly all columns they have an exception
PRESENT_SHARE = 0.5  # of the rows must have a value
FEW_RANGES = 20  # up to which a column is one of classes
FEWEST_TARGETS = 20  # different ones: fewer are classes themselves, and a threshold may divide them
ROWS_OF_A_VALUE = 5  # on average, if each value has one target: fewer may be rows that repeat
FEWEST_REPEATED = 10  # rows whose value another row has: with noise not all of so many would have its target, too
SHARED = 0.2  # of the rows have a target that two ranges have in common; more is an overlap
FARTHER = 0.85  # of the steps across a cut are longer than the step beside: 0.75 of a cut anywhere, 1 of clusters
FEWEST_STEPS = 14  # pairs of such steps: those of ten ranges have two more
IRREGULAR = 0.7  # logarithm of the quotient of two steps: twice as long
IRREGULAR_SHARE = 0.45  # of the steps: 0.66 of numbers drawn at random, at most 0.3 of equal steps with noise
FEWEST_AT_A_CUT, FEWEST_AT_THE_ONLY_CUT = 20, 50  # rows on each side, to see where they become fewer
FEWEST_DIFFERENT = 5  # targets on each side
EDGE, MIDDLE = 0.2, 0.5  # share of a range's rows next to its cut, and half of them
EDGE_OF_MIDDLE = 0.47  # how far the edge is from the cut, beside the middle: 0.4 of equal density, 0.57 of a cluster
GAP = 5.0  # times the distance of targets beside a cut, up to which two ranges touch
ROUND_GAP = 0.03  # of the distance of the middle, likewise, since prices are round
CUT_SHARE = 0.6  # of the cuts that can be looked at


@dataclass(frozen=True)
class Ranges:
    """The rows of a column by its different values, in the order of the targets of each."""

    values: Floats  # (k,), or codes
    index: Ints  # (n,), of the value of each row
    y: Floats  # (n,)
    low: Floats  # (k,), the lowest target of each value
    high: Floats

    @classmethod
    def of(cls, x: Floats, y: Floats) -> "Ranges | None":
        """Those of values x (n,) and targets y (n,); None if two ranges overlap, or there is only one."""
        values, index = np.unique(x, return_inverse=True)
        low, high = np.full(len(values), np.inf), np.full(len(values), -np.inf)
        np.minimum.at(low, index, y)
        np.maximum.at(high, index, y)
        # Where targets are tied several orders do; that of the values or its reverse is the one that a rank has.
        rising = np.arange(len(values))
        for order in (rising, rising[::-1], np.lexsort((high, low))):
            if len(values) > 1 and (high[order][:-1] <= low[order][1:]).all():
                rank = np.argsort(order)
                return cls(values[order], rank[index], y, low[order], high[order])
        return None

    @property
    def is_monotone(self) -> bool:
        steps = np.diff(self.values)
        return bool((steps > 0).all() or (steps < 0).all())

    @property
    def single(self) -> bool:
        """Whether each value has one target."""
        return bool((self.low == self.high).all())


def find_single_column_leakage(fold: Fold, split: SplitRows) -> tuple[OrderRelation, ...]:
    """The columns whose order or whose classes are those of the target in all these rows."""
    columns, rows = fold.table.columns, rows_to_try(split)
    first = rows[:ROWS_AT_A_GLANCE]
    candidates = {name for name, x, levels in _columns_of(fold, first) if _may_be_ordered(x, first.y, levels)}
    if not candidates:
        return ()
    rows = different_rows(rows)
    if len(rows) < FEWEST_ROWS_TO_TELL:
        return ()
    y, several = from_log(rows.y, fold), []
    sources = {factor.column for factors in columns.terms.values() for factor in factors}
    for name, x, levels in _columns_of(fold, rows):
        if name not in candidates:
            continue
        form = columns.forms.get(name)
        time = is_time(name) or (form is not None and form.is_time)
        if (relation := _relation(name, x, y, levels, time=time)) is not None:
            plain = name not in columns.terms and name not in sources and "," not in name
            several.append(replace(relation, can_be_excluded=plain))
    others = len(several) < len(columns.numeric) + len(columns.categorical)
    return tuple(replace(relation, can_be_excluded=relation.can_be_excluded and others) for relation in several)


def _may_be_ordered(x: Floats, y: Floats, levels: tuple[str, ...] | None) -> bool:
    """Whether these values (n,) and targets have no exception, or are too few to have one."""
    present = ~np.isnan(x)
    x, y = x[present], y[present]
    k = len(distinct(x))
    if k < 2:
        return True
    # Numbers of which hardly one repeats are no names and no classes: their own order is the target's, or none is.
    if levels is None and 2 * k > len(x):
        return _is_rising(y[np.lexsort((y, x))]) or _is_rising(y[np.lexsort((y, -x))])
    return Ranges.of(x, y) is not None


def _is_rising(values: Floats) -> bool:
    return bool((values[:-1] <= values[1:]).all())


def different_rows(rows: Rows) -> Rows:
    """Those that repeat no other: a table that stands in its file six times has one target for each value."""
    _, first = np.unique(hashes(rows), return_index=True)
    return rows[np.sort(first)] if len(first) < len(rows) else rows


def _columns_of(fold: Fold, rows: Rows) -> Iterator[tuple[str, Floats, tuple[str, ...] | None]]:
    """Each feature's name, its values or codes (n,), NaN where missing, and the levels that the codes stand for."""
    columns = fold.table.columns
    for k, name in enumerate(columns.numeric):
        yield name, rows.numeric[:, k], None
    for k, name in enumerate(columns.categorical):
        codes = rows.codes[:, k]
        yield name, np.where(codes > 0, codes, np.nan), fold.table.levels[k]


def _relation(name: str, x: Floats, y: Floats, levels: tuple[str, ...] | None, *, time: bool) -> OrderRelation | None:
    """What a column gives away, by its values or codes x (n,) and the targets y (n,)."""
    present = ~np.isnan(x)
    if present.sum() < max(FEWEST_ROWS_TO_TELL, PRESENT_SHARE * len(x)):
        return None
    x, y = x[present], y[present]
    ranges = Ranges.of(x, y)
    if ranges is None:
        return None
    k, different = len(ranges.values), len(distinct(y))
    kind: OrderKind | None = None
    if _are_names(ranges, different, of_texts=levels is not None):
        kind = "values"
    elif k <= FEW_RANGES:
        kind = "ranges" if different >= FEWEST_TARGETS and _are_classes(ranges) else None
    elif levels is None and different > FEWEST_TARGETS and not time and _has_no_noise(ranges):
        kind = "order"
    if kind is None:
        return None
    below, above = (
        (levels[int(value) - 1] if levels else short(float(value)), float(target))
        for value, target in ((ranges.values[0], ranges.high[0]), (ranges.values[1], ranges.low[1]))
    )
    return OrderRelation(name, kind, k, len(y), (below, above))


def _are_names(ranges: Ranges, different: int, *, of_texts: bool) -> bool:
    """Whether each value has one target, and nearly each target one value: then either is a name of the other.

    Where many values have one target, the target is a class of theirs, as a mark is of points. Two numbers are a
    straight line, which is an exact formula.
    """
    k = len(ranges.values)
    several = different > 2 or (different == k == 2 and of_texts)
    return ranges.single and several and 2 * different >= k and len(ranges.y) >= ROWS_OF_A_VALUE * k


def _are_classes(ranges: Ranges) -> bool:
    """Whether the ranges of few values are those of one distribution that was cut."""
    if _shared(ranges) > SHARED:
        return False
    k = len(ranges.values)
    fewest = FEWEST_AT_THE_ONLY_CUT if k == 2 else FEWEST_AT_A_CUT
    cuts = [cut for lower in range(k - 1) if (cut := _is_cut(ranges, lower, fewest)) is not None]
    if len(cuts) >= min(k - 1, 2):
        return float(np.mean(cuts)) >= CUT_SHARE
    steps = _steps_across(ranges.y, ranges.index)
    return len(steps) >= FEWEST_STEPS and float(steps.mean()) <= FARTHER


def _shared(ranges: Ranges) -> float:
    """The share of rows whose target is in two ranges, each of which ends where the next one begins."""
    common_ends = ranges.high[:-1][ranges.high[:-1] == ranges.low[1:]]
    return float(among(ranges.y, common_ends).mean())


def _is_cut(ranges: Ranges, lower: int, fewest: int) -> bool | None:
    """Whether a range and the next one touch where there are many rows; None if they are too few to tell."""
    below = ranges.high[lower] - ranges.y[ranges.index == lower]
    above = ranges.y[ranges.index == lower + 1] - ranges.low[lower + 1]
    sides = [below, above]
    if min(map(len, sides)) < fewest or min(len(distinct(side)) for side in sides) < FEWEST_DIFFERENT:
        return None
    edges, middles = zip(*(quantiles(side, (EDGE, MIDDLE)) for side in sides), strict=True)
    dense = any(edge <= EDGE_OF_MIDDLE * middle for edge, middle in zip(edges, middles, strict=True))
    usual = float(np.median(np.diff(distinct(ranges.y))))
    near = min(edge / (EDGE * len(side)) for edge, side in zip(edges, sides, strict=True))
    gap = float(ranges.low[lower + 1] - ranges.high[lower])
    return dense and gap <= max(GAP * near, GAP * usual, ROUND_GAP * min(middles))


def _has_no_noise(ranges: Ranges) -> bool:
    """Whether many values rise or fall with the target, and are too near each other for the noise of a predictor."""
    n, k = len(ranges.y), len(ranges.values)
    if not ranges.is_monotone:
        return False
    if ranges.single and n - k >= FEWEST_REPEATED:  # rows with equal values have equal targets
        return True
    values = ranges.values if ranges.values[0] < ranges.values[-1] else -ranges.values
    targets, of_target = np.unique(ranges.y, return_inverse=True)
    across = [_steps_across(ranges.y, ranges.index), _steps_across(values[ranges.index], of_target)]
    enough = [steps for steps in across if len(steps) >= FEW_RANGES]
    if enough:
        return all(float(steps.mean()) <= FARTHER for steps in enough)
    mean_value = np.bincount(of_target, values[ranges.index]) / np.bincount(of_target)
    mean_target = np.bincount(ranges.index, ranges.y) / np.bincount(ranges.index)
    return max(_irregular(mean_value, targets), _irregular(values, mean_target)) >= IRREGULAR_SHARE


def _steps_across(numbers: Floats, group: Ints) -> Floats:
    """Of each step from one group's numbers (n,) to the next one's: 1 if it is longer than the step beside it, else 0.

    ½ if both are equally long. Groups follow one another. Steps beside that lead to another group are left out.
    """
    steps_of, first = np.unique(numbers, return_index=True)
    steps, across = np.diff(steps_of), np.diff(group[first]) != 0
    if len(steps) < 2:
        return np.empty(0)
    pairs = [(steps[1:], steps[:-1], across[1:] & ~across[:-1]), (steps[:-1], steps[1:], across[:-1] & ~across[1:])]
    return np.concatenate([np.sign(own[where] - beside[where]) / 2 + 0.5 for own, beside, where in pairs])


def _irregular(values: Floats, targets: Floats) -> float:
    """The share of steps of the values (k,) or of the targets (k,) that are about twice or half the step before."""
    irregular: Mask = np.zeros(max(len(values) - 2, 1), dtype=np.bool_)
    for numbers in (values, targets):
        steps = np.abs(np.diff(numbers))
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient = np.abs(np.log(steps[1:] / steps[:-1]))
        irregular |= quotient >= IRREGULAR
    return float(irregular.mean())
