"""How the columns of a training are distributed, for a model to keep: so that a later table can be compared with it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce

import numpy as np

from lrcli.arrays import Floats, Ints, distinct
from lrcli.data.rows.rows import Rows
from lrcli.fitting.evidence.split_rows import thin
from lrcli.fitting.scores import from_log
from lrcli.fitting.storage.interface import Fold
from lrcli.model.distribution import Distribution

KNOTS = 32  # values of a column that are kept, so that at most 3 % of the rows lie between two of them
SHARES_OF_KNOTS = np.arange(1, KNOTS) / KNOTS
MOST_LEVELS, RARE = 50, 0.01  # levels of a column that are kept, and the least share of the rows that one has


def distributions_of(fold: Fold, earlier: Sequence[Distribution] = ()) -> list[Distribution]:
    """Of each feature and the target over the training rows, or a random sample of many.

    earlier: those of the rows before an update, of which only these are left; both are merged.
    """
    some = [rows for held_out, rows in fold.sample() if not held_out and len(rows)]
    if not some:
        return [*earlier]
    rows = some[0] if len(some) == 1 else Rows.joined(some)
    new = list(_distributions(fold, rows if fold.table.keeps_rows else thin(rows)))
    return [_merged(old, own) for old, own in zip(earlier, new, strict=True)] if earlier else new


def of_all(several: Sequence[Sequence[Distribution]]) -> list[Distribution]:
    """Those of several tables with the same columns, put together; none where a table has none."""
    if not all(several):
        return []
    return reduce(
        lambda one, other: [_merged(*pair) for pair in zip(one, other, strict=True)], several[1:], [*several[0]]
    )


def _distributions(fold: Fold, rows: Rows) -> Iterator[Distribution]:
    columns, n = fold.table.columns, len(rows)
    for name, values in zip((columns.target, *columns.numeric), (from_log(rows.y, fold), *rows.numeric.T), strict=True):
        yield of_numbers(str(name), values, rows.weights)
    for name, levels, codes in zip(columns.categorical, fold.table.levels, rows.codes.T, strict=True):
        counts = np.bincount(codes, rows.weights, minlength=1 + len(levels))
        shares = counts / counts.sum()
        frequent = dict(zip(levels, shares[1:].tolist(), strict=True))
        yield Distribution(name, n, missing=float(shares[0]), levels=_frequent(frequent))


def of_numbers(name: str, column: Floats, weights: Floats | None = None) -> Distribution:
    """Of a column (n,), NaN where missing. weights (n,): for how many rows each counts, one unless given."""
    present = ~np.isnan(column)
    values = np.sort(column[present])
    if weights is None and (values[:-1] < values[1:]).all():  # as those of nearly all columns of a wide table
        some, shares = _knots_of_different(len(values))
    else:
        values, counts = _counted(column[present], None if weights is None else weights[present])
        some, shares = _knots_of(counts)
    # Not by np.mean, a call of which takes longer than the rows of a wide table.
    missing = np.count_nonzero(~present) / len(column) if weights is None else np.average(~present, weights=weights)
    return Distribution(name, len(column), float(missing), values[some].tolist(), shares.tolist())


def _counted(values: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    """The different values, and how many there are of each, or the sums of their weights."""
    if weights is None:
        different, counts = np.unique(values, return_counts=True)
        return different, counts.astype(np.float64)
    different, index = np.unique(values, return_inverse=True)
    return different, np.bincount(index, weights).astype(np.float64)


@lru_cache
def _knots_of_different(n: int) -> tuple[Ints, Floats]:
    return _knots_of(np.ones(n))


def _knots_of(counts: Floats) -> tuple[Ints, Floats]:
    """The indices of the values that are kept, of so many each, and the shares of the rows up to them."""
    shares = counts.cumsum() / max(float(counts.sum()), np.finfo(float).tiny)
    shares[-1:] = 1.0  # which rounding may leave a little below
    some = _knots(shares)
    return some, shares[some]


def _knots(shares: Floats) -> Ints:
    """The indices of the values that are kept: all of few, else the first with 1/32, 2/32, … of the rows up to it."""
    if len(shares) <= KNOTS:
        return np.arange(len(shares))
    return distinct(np.append(np.searchsorted(shares, SHARES_OF_KNOTS), len(shares) - 1))


def _frequent(shares: dict[str, float]) -> dict[str, float]:
    return {level: share for level, share in Counter(shares).most_common(MOST_LEVELS) if share >= RARE}


def _merged(old: Distribution, new: Distribution) -> Distribution:
    """Of all rows of both, each as often as it has rows; between two values that are kept by a straight line."""
    n = old.rows + new.rows
    weight = old.rows / n
    missing = weight * old.missing + (1 - weight) * new.missing
    if old.levels is not None and new.levels is not None:
        names = dict.fromkeys([*old.levels, *new.levels])
        shares = {k: weight * old.levels.get(k, 0.0) + (1 - weight) * new.levels.get(k, 0.0) for k in names}
        return Distribution(old.name, n, missing, levels=_frequent(shares))
    if not old.values or not new.values:
        full = old if old.values else new
        return Distribution(old.name, n, missing, full.values, full.shares)
    values = np.union1d(old.values, new.values)
    present = [old.rows * (1 - old.missing), new.rows * (1 - new.missing)]
    functions = [np.interp(values, each.values, each.shares, left=0.0) for each in (old, new)]
    together = np.average(functions, axis=0, weights=present)
    some = _knots(together)
    return Distribution(old.name, n, missing, values[some].tolist(), together[some].tolist())
