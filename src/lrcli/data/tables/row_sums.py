"""All that the moments of a table say of its rows, added up by role: what a later training needs to go on with them.

Of the moments Σ z zᵀ their triangular factor R is what is kept, Rᵀ R = Σ z zᵀ. It is half as many numbers, and where
columns are nearly collinear it has the digits that their squares lose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints, distinct
from lrcli.data.columns.schema import Columns, Inputs
from lrcli.data.files.dataset import File
from lrcli.data.rows.rows import Rows
from lrcli.data.tables import triangular_factors as factors
from lrcli.data.tables.encoding import TrainingStatistics
from lrcli.data.tables.moments import MarkKey, Moments, Reduced, Reducer, Scale, indices_of_counts
from lrcli.data.tables.powers import powers_of
from lrcli.data.tables.windows import Window

REDUCED_ROWS = 64_000  # at once, as many as a window has


@dataclass(frozen=True)
class RoleSums:
    """The rows of one role."""

    n: int
    R: Floats  # (m, q), upper triangular
    lowest: Floats  # (d,)
    highest: Floats

    def added(self, other: "RoleSums") -> "RoleSums":
        """The rows of both."""
        return RoleSums(
            self.n + other.n,
            factors.merged([self.R, other.R]),
            np.minimum(self.lowest, other.lowest),
            np.maximum(self.highest, other.highest),
        )

    def minibatches(self, role: int, size: int) -> Reduced:
        """The rows as minibatches of about so many, all alike: each has the mean moments of all.

        Which row was in which minibatch is not known any more. A training that is made of many steps does not need
        it: the mean of all gradients, which the steps approach, is the same.
        """
        count = max(1, round(self.n / size))
        total = self.R.T @ self.R
        edges = np.linspace(0, self.n, count + 1).round().astype(np.intp)
        sizes: Ints = edges[1:] - edges[:-1]
        A, weights = np.array([total / self.n] * count), sizes.astype(np.float64)
        return Reduced(role, A, sizes, weights, self.lowest, self.highest, total)


@dataclass(frozen=True)
class RowSums:
    """The rows of a table: z as in moments.py, and the sums of each role that has rows."""

    scale: Scale
    marks: tuple[MarkKey, ...]
    roles: Mapping[int, RoleSums]

    def missing(self) -> dict[MarkKey, int]:
        """How many cells are missing, of all roles."""
        first = 2 + len(self.scale.centre)
        counts = np.sum([each.R[:, 0] @ each.R for each in self.roles.values()], axis=0)
        return {mark: round(counts[first + k]) for k, mark in enumerate(self.marks) if mark[2] == 0}

    @classmethod
    def of_moments(cls, moments: Moments) -> "RowSums":
        counts = indices_of_counts(len(moments.scale.centre), len(moments.marks))
        roles = {}
        for role in distinct(moments.roles).tolist():
            index = moments.of_roles([role])
            n = int(moments.sizes[index].sum())
            R = moments.factors.get(role)
            if R is None:
                R = _root(n * moments.total(index), counts)
            roles[role] = RoleSums(n, factors.merged([R]), *moments.ranges[role])
        return cls(moments.scale, moments.marks, roles)

    @classmethod
    def of_rows(
        cls,
        pieces: Iterable[tuple[int, Rows]],
        columns: Columns,
        codes: tuple[int, ...],
        statistics: TrainingStatistics,
    ) -> "RowSums":
        """pieces: a role and rows of it, some at a time. codes: as in `Moments`. statistics: of most of the rows."""
        std, y_std = np.where(statistics.std > 0, statistics.std, 1.0), statistics.y_std or 1.0
        scale = Scale(statistics.mean, std, statistics.y_mean, y_std, powers_of(columns))
        marks: list[MarkKey] = [("missing", k, 0) for k in statistics.missing.tolist()]
        marks += [("level", c, code) for c, size in enumerate(codes) for code in range(size)]
        roles: dict[int, RoleSums] = {}
        for role, rows in pieces:
            for start in range(0, len(rows), REDUCED_ROWS):
                own = _sums(rows[start : start + REDUCED_ROWS], scale, tuple(marks))
                roles[role] = roles[role].added(own) if role in roles else own
        return cls(scale, tuple(marks), roles)


@dataclass(frozen=True)
class EarlierRows:
    """What is left of the rows of an earlier training: their sums, and the levels and ranges seen in them."""

    sums: RowSums
    levels: tuple[tuple[str, ...], ...]  # per categorical feature, in the order of their codes
    inputs: Inputs  # of the columns that only terms use
    target_mean: float  # of the rows that trained, in the target's units
    target_std: float
    files: tuple[File, ...]  # that they were in
    left_out: int  # rows of these that could not be learned from
    where: str | None = None  # the condition that they meet

    def __len__(self) -> int:
        return sum(each.n for each in self.sums.roles.values())

    def rows_of_a_minibatch(self, size: int, most_bytes: int) -> int:
        """`size`, doubled until the minibatches take no more bytes than they may."""
        q = 2 + len(self.sums.scale.centre) + len(self.sums.marks)
        while len(self) / size * q * q * 8 > most_bytes:
            size *= 2
        return size


def _sums(rows: Rows, scale: Scale, marks: tuple[MarkKey, ...]) -> RoleSums:
    every = np.arange(len(rows))
    window = Window(list(rows.numeric.T), list(rows.codes.T), rows.y, rows.origins, {0: every})
    [reduced] = Reducer(len(rows), (0,))((window, marks, scale))
    R = reduced.R if reduced.R is not None else _root(reduced.total, indices_of_counts(len(scale.centre), len(marks)))
    return RoleSums(len(rows), factors.merged([R]), reduced.lowest, reduced.highest)


def _root(total: Floats, counts: Ints) -> Floats:
    """The factor of moments that tell their columns apart; of others what eigenvectors give."""
    R = factors.of_moments(total, counts)
    if R is not None:
        return R
    eigenvalue, Q = np.linalg.eigh(total)
    return np.asarray((Q * np.sqrt(eigenvalue.clip(min=0.0))).T)
