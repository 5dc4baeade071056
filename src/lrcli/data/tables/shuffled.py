"""Many rows of many columns: shuffled a window at a time, kept by role in memory or in a temporary file.

Roles are those of a split, or the folds of a cross-validation. The statistics of an encoding are gathered on the way.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.encoding import TrainingStatistics, without_rounding
from lrcli.data.tables.scratch import RowRecords, Scratch, StoredRows
from lrcli.data.tables.windows import Window


@dataclass(frozen=True)
class Tally:
    """Statistics of n rows, which add up: of each numeric column and, last, the target (d + 1,); counts of codes."""

    n: int
    weight: float  # for how many rows they count; so do all sums and counts that follow
    present: Floats  # (d + 1,) rows where there is a value
    mean: Floats
    scatter: Floats  # Σ (x − x̄)²
    lowest: Floats
    highest: Floats
    counts: tuple[Floats | Ints, ...]
    absent: Ints  # (d + 1 + c,) missing cells, one by one

    @classmethod
    def of_records(cls, records: RowRecords) -> "Tally":
        rows = rows_of_records(records)
        return cls.of_columns([*rows.numeric.T, rows.y], list(rows.codes.T), rows.weights)

    @classmethod
    def of_columns(cls, columns: Sequence[Floats], codes: Sequence[Ints], weights: Floats | None) -> "Tally":
        """columns: the numeric ones and the target, each (n,). weights (n,): for how many rows each counts."""
        is_present = [~np.isnan(column) for column in columns]
        # Most columns lack nothing, and need no copy.
        values = [x if there.all() else x[there] for x, there in zip(columns, is_present, strict=True)]
        own = [None if weights is None else weights[there] for there in is_present]
        mean = [float(np.average(x, weights=w)) if len(x) else 0.0 for x, w in zip(values, own, strict=True)]
        squares = [(x - m) ** 2 for x, m in zip(values, mean, strict=True)]
        n = len(columns[-1])
        return cls(
            n=n,
            weight=n if weights is None else float(weights.sum()),
            present=np.array([len(x) if w is None else w.sum() for x, w in zip(values, own, strict=True)], np.float64),
            mean=np.array(mean),
            scatter=np.array([np.sum(s if w is None else s * w) for s, w in zip(squares, own, strict=True)]),
            lowest=np.array([x.min(initial=np.inf) for x in values]),
            highest=np.array([x.max(initial=-np.inf) for x in values]),
            counts=tuple(np.bincount(of_column, weights) for of_column in codes),
            absent=np.array([*(n - len(x) for x in values), *(int((of_column == 0).sum()) for of_column in codes)]),
        )

    def __add__(self, other: "Tally") -> "Tally":
        """Chan, Golub, LeVeque 1979: without cancellation."""
        present = self.present + other.present
        share = other.present / np.where(present > 0, present, 1.0)
        with np.errstate(over="ignore", invalid="ignore"):
            delta = np.where(other.present > 0, other.mean - self.mean, 0.0)
            scatter = self.scatter + other.scatter + delta**2 * self.present * share
        return Tally(
            n=self.n + other.n,
            weight=self.weight + other.weight,
            present=present,
            mean=self.mean + delta * share,
            scatter=scatter,
            lowest=np.minimum(self.lowest, other.lowest),
            highest=np.maximum(self.highest, other.highest),
            counts=tuple(
                _padded(a, len(b)) + _padded(b, len(a)) for a, b in zip(self.counts, other.counts, strict=True)
            ),
            absent=self.absent + other.absent,
        )

    def of_target(self, index: int, d: int) -> "Tally":
        """That of one target, 0 for the first, whose features are the first d numeric columns."""
        columns = len(self.mean)
        kept = [*range(d), columns - 1 if index == 0 else d + index - 1]
        names = ("present", "mean", "scatter", "lowest", "highest")
        absent = np.concatenate([self.absent[kept], self.absent[columns:]])
        return replace(self, absent=absent, **{name: getattr(self, name)[kept] for name in names})


def _padded(counts: Floats | Ints, size: int) -> Floats:
    return np.pad(counts, (0, max(size - len(counts), 0)))


@dataclass(frozen=True)
class FirstOf:
    """The first rows of a piece."""

    rows: StoredRows
    count: int

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, rows: slice) -> RowRecords:
        start, stop, _ = rows.indices(self.count)
        return self.rows[start:stop]


@dataclass(frozen=True)
class OfTarget:
    """Rows with several targets, which stand behind the features, as rows of one of them, 0 for the first."""

    rows: StoredRows
    index: int
    d: int  # features among the numeric columns

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, rows: slice) -> RowRecords:
        records = self.rows[rows]
        own = np.empty(
            len(records), dtype=dtype_of(self.d, records["codes"].shape[1], "weight" in (records.dtype.names or ()))
        )
        for name in own.dtype.names or ():
            own[name] = records["numeric"][:, : self.d] if name == "numeric" else records[name]
        if self.index:
            own["y"] = records["numeric"][:, self.d + self.index - 1]
        return own


class Chain:
    """The rows of several pieces, one piece after the other; a slice reads only what it needs."""

    def __init__(self, pieces: Sequence[StoredRows]) -> None:
        self.pieces = pieces
        self.starts = [0, *accumulate(map(len, pieces))]

    def __len__(self) -> int:
        return self.starts[-1]

    def __getitem__(self, rows: slice) -> RowRecords:
        start, stop, _ = rows.indices(len(self))
        slices = []
        for k in range(bisect_right(self.starts, start) - 1, len(self.pieces)):
            if self.starts[k] >= stop:
                break
            slices.append(self.pieces[k][max(start - self.starts[k], 0) : stop - self.starts[k]])
        return slices[0] if len(slices) == 1 else np.concatenate(slices)


@dataclass(frozen=True)
class Shuffled:
    """All rows of a table."""

    codes: tuple[int, ...]  # how many each categorical column has, that of the missing cell among them
    pieces: tuple[tuple[int, StoredRows], ...]  # (role, rows), window after window
    tallies: dict[int, Tally]  # of each role

    def __len__(self) -> int:
        return sum(tally.n for tally in self.tallies.values())

    def rows(self, roles: Sequence[int]) -> Chain:
        """RowRecords of numeric (d,), codes (c,) and y."""
        return Chain([rows for role, rows in self.pieces if role in roles])

    def of_target(self, index: int, d: int) -> "Shuffled":
        """The rows of one target, 0 for the first, whose features are the first d numeric columns."""
        pieces: list[tuple[int, StoredRows]] = [(role, OfTarget(rows, index, d)) for role, rows in self.pieces]
        tallies = {role: tally.of_target(index, d) for role, tally in self.tallies.items()}
        return replace(self, pieces=tuple(pieces), tallies=tallies)

    def thinned(self, roles: Sequence[int], share: float) -> "Shuffled":
        """With only a share of these roles' rows: the first of each window, whose order is random."""
        pieces: list[tuple[int, StoredRows]] = []
        tallies = {role: tally for role, tally in self.tallies.items() if role not in roles}
        for role, rows in self.pieces:
            piece: StoredRows = FirstOf(rows, round(share * len(rows))) if role in roles else rows
            pieces.append((role, piece))
            if role in roles and len(piece):
                tally = Tally.of_records(piece[:])
                tallies[role] = tallies[role] + tally if role in tallies else tally
        return replace(self, pieces=tuple(pieces), tallies=tallies)

    def tally(self, roles: Iterable[int]) -> Tally:
        first, *more = (self.tallies[role] for role in roles if role in self.tallies)
        return sum(more, first)

    def missing(self) -> tuple[list[int], list[int]]:
        """How many cells are missing in each numeric column, and in each categorical one."""
        absent, c = self.tally(self.tallies).absent.tolist(), len(self.codes)
        return absent[: len(absent) - c - 1], absent[len(absent) - c :]

    def statistics(self, roles: Sequence[int]) -> TrainingStatistics:
        """The statistics of these roles' rows. The deviation of numbers too large to be squared is not finite."""
        own, whole = self.tally(roles), self.tally(self.tallies)
        d, mean = len(own.mean) - 1, own.mean
        std = np.sqrt(own.scatter / np.where(own.present > 0, own.present, 1.0))
        levels = zip(own.counts, self.codes, strict=True)
        return TrainingStatistics(
            mean=mean[:d],
            std=without_rounding(std, mean)[:d],
            lowest=np.minimum(own.lowest, mean)[:d],
            highest=np.maximum(own.highest, mean)[:d],
            missing=np.flatnonzero(whole.absent[:d]),
            absent=np.where(own.absent[:d], 1 - own.present[:d] / own.weight, 0.0),
            shares=tuple(_padded(counts, size) / own.weight for counts, size in levels),
            y_mean=float(mean[d]),
            y_std=float(std[d]),
        )


def dtype_of(d: int, c: int, weighted: bool) -> "np.dtype[Any]":
    """A row of d numbers and c codes side by side."""
    cells = [("numeric", np.float64, (d,)), ("codes", np.int32, (c,)), ("y", np.float64)]
    return np.dtype([*cells, ("origin", np.int64), *([("weight", np.float64)] if weighted else [])])


@dataclass(frozen=True)
class Shuffler:
    """Makes records of windows; frozen, so that threads share nothing that changes."""

    dtype: "np.dtype[Any]"
    roles: tuple[int, ...]

    @classmethod
    def of(cls, columns: Columns, roles: tuple[int, ...]) -> "Shuffler":
        dtype = dtype_of(len(columns.numeric), len(columns.categorical), columns.weights is not None)
        return cls(dtype, roles)

    def __call__(self, window: Window) -> list[tuple[int, RowRecords, Tally]]:
        with np.errstate(over="ignore", invalid="ignore"):  # the deviation is not finite then
            return [(role, *self._piece(window, rows)) for role, rows in window.dealt(self.roles)]

    def _piece(self, window: Window, rows: Ints) -> tuple[RowRecords, Tally]:
        numeric, codes = [column[rows] for column in window.numeric], [column[rows] for column in window.codes]
        y, weights = window.y[rows], None if window.weights is None else window.weights[rows]
        records = np.empty(len(rows), dtype=self.dtype)
        for k, column in enumerate(numeric):
            records["numeric"][:, k] = column
        for k, of_column in enumerate(codes):
            records["codes"][:, k] = of_column
        records["y"] = y
        records["origin"] = window.origins[rows]
        if weights is not None:
            records["weight"] = weights
        return records, Tally.of_columns([*numeric, y], codes, weights)


@dataclass
class Pieces:
    """The rows of the windows so far, a piece for each role of a window, and the tallies of the roles."""

    pieces: list[tuple[int, StoredRows]] = field(default_factory=list)
    tallies: dict[int, Tally] = field(default_factory=dict)

    def add(self, role: int, piece: StoredRows, tally: Tally) -> None:
        self.pieces.append((role, piece))
        self.tallies[role] = self.tallies[role] + tally if role in self.tallies else tally


def keep_windows(windows: Iterable[Window], shuffler: Shuffler, scratch: Scratch, workers: Workers) -> Pieces:
    """The rows of all windows."""
    pieces = Pieces()
    for window in workers.in_order(shuffler, windows):
        for role, records, tally in window:
            pieces.add(role, scratch.keep(records), tally)
    return pieces


def rows_of_records(records: RowRecords) -> Rows:
    """RowRecords as views of their fields."""
    weights = records["weight"] if "weight" in (records.dtype.names or ()) else None
    return Rows(records["numeric"], records["codes"], records["y"], records["origin"], weights)
