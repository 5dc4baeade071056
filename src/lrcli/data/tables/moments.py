"""Minibatches as second moments, for tables whose rows are too many to be kept.

A row is z = [1, y, x₁ …, marks …]: the target and the numbers around a provisional centre and in a provisional scale
(those of the first rows), a missing number 0; and a mark, 0 or 1, for each level of a categorical column and for each
numeric column that has missing values. Windows of rows are shuffled and cut into minibatches, A = 1/|B| Σ z zᵀ of each.

Why a provisional centre: moments are sums of squares, and a variance is what is left of the mean square when the square
of the mean is taken away. Of years around 2015 ± 5 that costs five digits, of values around a billion all of them. The
true mean is known only at the end of the pass, and differs from fold to fold. So numbers are measured from the mean of
the first rows, in their deviation: what is left to take away is the square of how far that mean is off, in deviations,
which is small unless the file's first rows are unlike all others. At the end everything is moved to the centre, scale
and weights of an encoding by one matrix: z T is the encoded row, hence Tᵀ A T its moments (`Moments.map_to`). Marks of
levels go the same way: levels that share a weight are added up by T, and no row is read again for another encoding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from lrcli.arrays import Floats, Ints, Mask
from lrcli.data.rows.rows import Rows
from lrcli.data.tables import triangular_factors as factors
from lrcli.data.tables.encoding import Encoding, TrainingStatistics, without_rounding
from lrcli.data.tables.powers import NO_POWERS, CentredColumns, Exponents, expanded
from lrcli.data.tables.windows import Window

SUMMED_MINIBATCHES = 4096  # at once: for all at once NumPy would copy them
MarkKey = tuple[str, int, int]  # ("missing", numeric column, 0) or ("level", categorical column, code)


@dataclass(frozen=True)
class Scale:
    """The provisional centre and scale of the numbers (d,) and of the target."""

    centre: Floats
    scale: Floats
    y_centre: float
    y_scale: float
    # The columns that are kept as products of others.
    powers: Mapping[int, Exponents] = field(default_factory=lambda: NO_POWERS)

    @classmethod
    def of(cls, first: Rows, powers: Mapping[int, Exponents] = NO_POWERS) -> "Scale":
        """From the first rows; a column without a number in them is NaN until `with_first_numbers` of later ones."""
        centres_and_scales = [_centre_and_scale(column) for column in first.numeric.T]
        centre, scale = np.array(centres_and_scales).reshape(-1, 2).T
        y_centre, y_scale = _centre_and_scale(first.y)
        in_first_rows = {k: term for k, term in powers.items() if np.isfinite(centre[[k, *(j for j, _ in term)]]).all()}
        return cls(centre, scale, y_centre, y_scale, in_first_rows)

    @cached_property
    def centred(self) -> CentredColumns:
        return CentredColumns(self.centre, self.scale, self.powers)

    def with_first_numbers(self, numeric: Sequence[Floats]) -> "Scale":
        """With a centre and scale of the columns that have their first numbers here; rows before are 0 in any scale."""
        centre, scale = self.centre.copy(), self.scale.copy()
        for k in np.flatnonzero(np.isnan(centre)).tolist():
            centre[k], scale[k] = _centre_and_scale(numeric[k])
        return replace(self, centre=centre, scale=scale)

    def settled(self) -> "Scale":
        """The same with a centre of 0 for the columns that never had a number, which any centre fits."""
        return replace(self, centre=np.where(np.isnan(self.centre), 0.0, self.centre))


def _centre_and_scale(values: Floats) -> tuple[float, float]:
    """Mean and deviation of the values that are there; NaN and 1 of none."""
    present = values[~np.isnan(values)]
    if not len(present):
        return np.nan, 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        return float(present.mean()), float(present.std()) or 1.0


@dataclass(frozen=True)
class Moments:
    """Minibatches (M, …) of all roles of a table."""

    codes: tuple[int, ...]  # how many each categorical column has, that of the missing cell among them
    scale: Scale
    marks: tuple[MarkKey, ...]
    A: Floats  # (M, q, q)
    sizes: Ints  # (M,), rows of each minibatch
    weights: Floats  # (M,), for how many rows they count: A is the mean over these
    roles: Ints  # (M,), the role or the fold of its rows
    ranges: dict[int, tuple[Floats, Floats]]  # of each role, the lowest and the highest values (d,)
    # R (m, q) of each role, where moments are not precise enough.
    factors: dict[int, Floats] = field(default_factory=dict)
    missing: Mapping[MarkKey, int] = field(default_factory=dict)  # how many cells are, of the columns where some are

    def __len__(self) -> int:
        """All rows."""
        return int(self.sizes.sum())

    def of_target(self, index: int, d: int) -> "Moments":
        """Those of one target, 0 for the first, whose features are the first d numeric columns.

        The other targets stand behind the features in z, so that their rows and columns are left out. A factor with
        columns left out still has Rᵀ R = Σ z zᵀ.
        """
        y, scale, marks = 1 if index == 0 else 1 + d + index, self.scale, 2 + len(self.scale.centre)
        kept = np.array([0, y, *range(2, 2 + d), *range(marks, marks + len(self.marks))], dtype=np.intp)
        if index:
            y_centre, y_scale = float(scale.centre[d + index - 1]), float(scale.scale[d + index - 1])
            scale = replace(scale, y_centre=y_centre, y_scale=y_scale)
        return replace(
            self,
            scale=replace(scale, centre=scale.centre[:d], scale=scale.scale[:d]),
            A=self.A[:, kept[:, None], kept],
            ranges={role: (low[:d], high[:d]) for role, (low, high) in self.ranges.items()},
            factors={role: R[:, kept] for role, R in self.factors.items()},
        )

    def total(self, index: Ints) -> Floats:
        """A over all rows of some minibatches, (q, q)."""
        weights = self.weights[index] / self.weights[index].sum()
        total = np.zeros(self.A.shape[1:])
        for start in range(0, len(index), SUMMED_MINIBATCHES):
            some = slice(start, start + SUMMED_MINIBATCHES)
            total += np.einsum("m,mij->ij", weights[some], self.A[index[some]])
        return total

    def factor(self, roles: Sequence[int]) -> Floats | None:
        """R (m, q) of the mean over all rows of these roles; None where their moments are precise enough."""
        if not all(role in self.factors for role in roles):
            return None
        n = self.weights[self.of_roles(roles)].sum()
        return np.asarray(factors.merged([self.factors[role] for role in roles]) / np.sqrt(n))

    def of_roles(self, roles: Sequence[int]) -> Ints:
        """The indices of the minibatches of these roles."""
        return np.flatnonzero(np.isin(self.roles, roles))

    def statistics(self, roles: Sequence[int]) -> TrainingStatistics:
        """What these roles' rows say. What is too large to be squared gets a deviation that is not finite."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._statistics(roles)

    def _statistics(self, roles: Sequence[int]) -> TrainingStatistics:
        A, d = self.total(self.of_roles(roles)), len(self.scale.centre)
        if self.scale.powers:
            numbers = np.array([0, *range(2, 2 + d)])
            M = np.eye(len(A))
            M[np.ix_(numbers, numbers)] = self.scale.centred.products
            A = M.T @ A @ M
        ranges = [self.ranges[role] for role in roles if role in self.ranges]
        index = {mark: 2 + d + k for k, mark in enumerate(self.marks)}
        absent = np.array([A[0, index[mark]] if (mark := ("missing", k, 0)) in index else 0.0 for k in range(d)])
        present = np.where(absent < 1, 1 - absent, 1.0)
        m = A[0, 2 : 2 + d] / present
        variance = np.diag(A)[2 : 2 + d] / present - m**2
        y_variance = A[1, 1] - A[0, 1] ** 2
        mean = self.scale.centre + self.scale.scale * m
        y_mean = float(A[0, 1])
        return TrainingStatistics(
            mean=mean,
            std=without_rounding(self.scale.scale * np.sqrt(np.maximum(variance, 0.0)), mean),
            lowest=np.minimum(np.min([low for low, _ in ranges], axis=0), mean),
            highest=np.maximum(np.max([high for _, high in ranges], axis=0), mean),
            missing=np.array([k for k in range(d) if ("missing", k, 0) in index], dtype=np.intp),
            absent=absent,
            shares=tuple(
                np.array([A[0, index[mark]] if (mark := ("level", c, code)) in index else 0.0 for code in range(size)])
                for c, size in enumerate(self.codes)
            ),
            y_mean=self.scale.y_centre + self.scale.y_scale * y_mean,
            y_std=self.scale.y_scale * float(np.sqrt(np.maximum(y_variance, 0.0))),
        )

    def map_to(self, encoding: Encoding) -> Floats:
        """T (q, p + 1): z T is the encoded row [x, one-hot, y], so that its moments are Tᵀ A T."""
        d, statistics = len(self.scale.centre), encoding.statistics
        index = {mark: 2 + d + k for k, mark in enumerate(self.marks)}
        T = np.zeros((2 + d + len(self.marks), encoding.p + 1))
        T[0, 0] = 1
        T[1, -1] = self.scale.y_scale / encoding.y_scale
        T[0, -1] = (self.scale.y_centre - encoding.y_centre) / encoding.y_scale
        for k in range(d):
            T[2 + k, 1 + k] = self.scale.scale[k] / encoding.scale[k]
            T[0, 1 + k] = (self.scale.centre[k] - encoding.centre[k]) / encoding.scale[k]
            if (mark := ("missing", k, 0)) in index:
                T[index[mark], 1 + k] = (statistics.mean[k] - self.scale.centre[k]) / encoding.scale[k]
        for k, column in enumerate(statistics.missing):
            T[index["missing", int(column), 0], 1 + d + k] = encoding.marked[k]
        for (kind, column, code), row in index.items():
            if kind == "level":
                T[row, encoding.first[column] + encoding.weight[column][code]] = 1
        encoding.centred.apply(T)
        return from_products(T, self.scale, encoding)


def from_products(T: Floats, scale: Scale, to: Scale | Encoding) -> Floats:
    """T of rows z in which terms are products, from T of rows in which they are standardised values like all others.

    T (q, …): its columns are [1, numbers …]. Terms that are products on both sides are moved from centre to centre in
    fractions: their sums would cancel.
    """
    if not scale.powers:
        return T
    T, numbers = T.copy(), np.array([0, *range(2, 2 + len(scale.centre))])
    T[numbers] = scale.centred.products @ T[numbers]
    bases = {j for term in to.powers.values() for j, _ in term}
    unit = {j: Fraction(float(to.scale[j])) for j in bases}
    line = {
        j: (
            (Fraction(float(scale.centre[j])) - Fraction(float(to.centre[j]))) / unit[j],
            Fraction(float(scale.scale[j])) / unit[j],
        )
        for j in bases
    }
    for k in to.powers.keys() & scale.powers.keys():
        T[numbers, 1 + k] = 0.0
        for j, factor in expanded(k, to.powers, line).items():
            T[0 if j is None else 2 + j, 1 + k] = float(factor)
    return T


@dataclass(frozen=True)
class Reduced:
    """A window's minibatches of one role."""

    role: int
    A: Floats
    sizes: Ints
    weights: Floats
    lowest: Floats
    highest: Floats
    total: Floats  # Σ z zᵀ over all of its rows
    R: Floats | None = None  # the factor of its rows, where the moments do not tell their columns apart
    window: int | None = None  # its number, the first of several; None of rows that were there before

    @classmethod
    def merged(cls, several: Sequence["Reduced"]) -> "Reduced":
        """One minibatch of all rows of several windows of a role. A window may have columns that earlier ones lack."""
        sizes, weights = (np.concatenate([getattr(each, name) for each in several]) for name in ("sizes", "weights"))
        size, total = max(each.A.shape[1] for each in several), weights.sum()
        A = np.zeros((1, size, size))
        for each in several:
            own = each.A.shape[1]
            A[0, :own, :own] += np.einsum("m,mij->ij", each.weights / total, each.A)
        return replace(
            several[0],
            A=A,
            sizes=np.array([sizes.sum()]),
            weights=np.array([total]),
            lowest=np.min([each.lowest for each in several], axis=0),
            highest=np.max([each.highest for each in several], axis=0),
        )

    def halved(self) -> "Reduced":
        """Neighbours merged to one; of an odd number the last stays."""
        pairs = [slice(k, k + 2) for k in range(0, len(self.sizes), 2)]
        shares = [self.weights[pair] / self.weights[pair].sum() for pair in pairs]
        A = np.array([np.einsum("m,mij->ij", share, self.A[pair]) for share, pair in zip(shares, pairs, strict=True)])
        first = range(0, len(self.sizes), 2)
        sizes, weights = np.add.reduceat(self.sizes, first), np.add.reduceat(self.weights, first)
        return replace(self, A=A, sizes=sizes, weights=weights)


Task = tuple[Window, tuple[MarkKey, ...], Scale]  # a window, and the marks and the scale of the columns up to it


@dataclass(frozen=True)
class Reducer:
    """Makes the minibatches of windows; frozen, so that threads share nothing that changes."""

    size: int
    roles: tuple[int, ...]

    def __call__(self, task: Task) -> list[Reduced]:
        with np.errstate(over="ignore", invalid="ignore"):  # the deviation is not finite then
            return [self._reduced(task, role, rows) for role, rows in task[0].dealt(self.roles)]

    def _reduced(self, task: Task, role: int, rows: Ints) -> Reduced:
        window, marks, scale = task
        d = len(window.numeric)
        Z = np.empty((2 + d + len(marks), len(rows)))
        lowest, highest = np.empty(d), np.empty(d)
        Z[0] = 1
        Z[1] = (window.y.take(rows) - scale.y_centre) / scale.y_scale
        for k, numbers in enumerate(window.numeric):
            values = np.take(numbers, rows, out=Z[2 + k], mode="clip")  # "raise" would copy first
            lowest[k], highest[k] = values.min(), values.max()
            absent = np.isnan(values) if np.isnan(lowest[k]) else None
            if absent is not None:
                lowest[k] = np.nanmin(values, initial=np.inf)
                highest[k] = np.nanmax(values, initial=-np.inf)
            values -= scale.centre[k]
            values *= 1 / scale.scale[k]
            if absent is not None:
                values[absent] = 0.0
        if scale.powers:
            without_term = np.isnan([window.numeric[k][rows] for k in scale.powers])
            _multiply(Z[[0, *range(2, 2 + d)]], Z, scale, without_term)
        for row, (kind, column, code) in enumerate(marks, 2 + d):
            missing = kind == "missing"
            Z[row] = np.isnan(window.numeric[column][rows]) if missing else window.codes[column][rows] == code
        count = max(1, round(len(rows) / self.size))
        edges = np.linspace(0, len(rows), count + 1).round().astype(np.intp)
        sizes: Ints = edges[1:] - edges[:-1]
        weights: Floats = sizes.astype(np.float64)
        if window.weights is not None:
            own = window.weights[rows]
            weights = np.add.reduceat(own, edges[:-1])
            Z *= np.sqrt(own)
        stack = _padded(Z, sizes).reshape(len(Z), count, -1).transpose(1, 0, 2)
        A = stack @ stack.transpose(0, 2, 1) / weights[:, None, None]
        total = np.einsum("m,mij->ij", weights, A)
        precise = factors.of_moments(total, indices_of_counts(d, len(marks))) is not None
        return Reduced(role, A, sizes, weights, lowest, highest, total, None if precise else factors.of_rows(Z))


def _multiply(values: Floats, Z: Floats, scale: Scale, absent: Mask) -> None:
    """Make products of the columns of Z that are terms. values (1 + d, n): all columns, standardised.

    absent (terms, n): a term that is missing is taken as its mean, not as the product of the means.
    """
    rows = absent.any(axis=0)
    filled = values[:, rows].T
    scale.centred.apply(filled)
    for k, term in scale.powers.items():
        Z[2 + k] = np.prod([Z[2 + j] ** exponent for j, exponent in term], axis=0)
        Z[2 + k, rows] = filled[:, 1 + k]


def indices_of_counts(d: int, marks: int) -> Ints:
    """The indices in z of the bias and the marks, whose products are counts of rows."""
    return np.array([0, *range(2 + d, 2 + d + marks)], dtype=np.intp)


def _padded(Z: Floats, sizes: Ints) -> Floats:
    """Columns of zeros, which add nothing to a moment, behind each minibatch that is shorter than the longest."""
    width = int(sizes.max())
    if width * len(sizes) == Z.shape[1]:
        return Z
    padded = np.zeros((len(Z), width * len(sizes)))
    padded[:, np.flatnonzero(np.arange(width) < sizes[:, None])] = Z
    return padded
