"""The encoding that turns raw values into the x of the lecture, fitted on training rows only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from lrcli.arrays import Floats, Ints, Mask
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.powers import NO_POWERS, CentredColumns, Exponents, expanded

SHARE_ROUNDING = 1e-9  # of a share of the rows
CONSTANT_DEVIATION = 1e-13  # a deviation this small against the mean is rounding


@dataclass(frozen=True)
class TrainingStatistics:
    """Statistics of the training rows: of each numeric column (d,), of each level and of the target."""

    mean: Floats  # a missing number is replaced by it
    std: Floats  # root mean squared deviation (divided by n, not n - 1)
    lowest: Floats
    highest: Floats
    missing: Ints  # the numeric columns that have a missing value in any row, held out or not
    absent: Floats  # the share of the rows that lack the number
    shares: tuple[Floats, ...]  # of each categorical column: each level's share of the rows, the missing cell's first
    y_mean: float
    y_std: float


@dataclass(frozen=True)
class Encoding:
    """x = [1, (value − centre) / scale …, is missing …], then an indicator, 0 or 1, for each level.

    Rare levels of a column share one, and missing cells have one. Indicators are not stored, only which of them is 1.
    d and p as in `learning`.
    """

    statistics: TrainingStatistics
    centre: Floats  # mean and std, or 0 and 1 where features are not standardised
    scale: Floats
    first: tuple[int, ...]  # the index of the first weight of each categorical column
    weight: tuple[Ints, ...]  # of each code, the index of its weight from there on: rare levels share the last
    rare: tuple[bool, ...]  # whether the column has rare levels
    marked: Mask  # whether missing numbers are marked, for each of the columns `statistics.missing`
    p: int
    y_centre: float
    y_scale: float
    powers: Mapping[int, Exponents]  # the numeric columns whose x are products of other columns' x
    penalized: tuple[bool, ...] = ()  # whether a penalty draws the weights of a column's levels to 0

    @classmethod
    def of(
        cls,
        statistics: TrainingStatistics,
        *,
        standardize: bool,
        rarest: float = 0.0,
        unmarked: float = 0.0,
        powers: Mapping[int, Exponents] = NO_POWERS,
    ) -> "Encoding":
        """rarest: levels with a smaller share of the training rows share one weight.

        unmarked: where a smaller share lacks a number, the mean replaces it and no mark is set. The weight of a mark is
        a mean over the rows that have it, and a mean of one or two rows is mostly their noise.
        """
        d = len(statistics.mean)
        rare = [_rare(share, rarest) for share in statistics.shares]
        weight = tuple(_pooled(levels) for levels in rare)
        edges = 1 + d + len(statistics.missing) + np.cumsum([0, *(int(of_code.max()) + 1 for of_code in weight)])
        return cls(
            statistics=statistics,
            centre=statistics.mean if standardize else np.zeros(d),
            scale=np.where(statistics.std > 0, statistics.std, 1.0) if standardize else np.ones(d),
            first=tuple(int(edge) for edge in edges[:-1]),
            weight=weight,
            rare=tuple(bool(levels.any()) for levels in rare),
            marked=statistics.absent[statistics.missing] >= unmarked * (1 - SHARE_ROUNDING),
            p=int(edges[-1]),
            y_centre=statistics.y_mean if standardize else 0.0,
            y_scale=(statistics.y_std or 1.0) if standardize else 1.0,
            powers=powers,
            penalized=(False,) * len(rare),
        )

    @cached_property
    def index_of_code(self) -> tuple[Ints, ...]:
        """For each categorical column the index of each code's weight."""
        return tuple(first + of_code for first, of_code in zip(self.first, self.weight, strict=True))

    @cached_property
    def frequencies(self) -> tuple[tuple[int, Floats], ...]:
        """For each categorical column the index of its first weight, and each weight's share of the training rows."""
        triples = zip(self.first, self.weight, self.statistics.shares, strict=True)
        return tuple((first, _summed(of_code, share)) for first, of_code, share in triples)

    @cached_property
    def centring(self) -> tuple[tuple[int, Floats], ...]:
        """`frequencies` of the columns whose levels are centred in the end: their mean over the training rows is 0.

        A penalty has chosen what 0 is, and nothing is moved. It is the mean of the levels, each counted once, which is
        the best guess for a level that no training row has: like most levels, it is rarer than the frequent ones.
        """
        return tuple(own for own, penalized in zip(self.frequencies, self.penalized, strict=True) if not penalized)

    def varying(self, some: Mask) -> int:
        """How many of some weights (p,) have a column that varies over the training rows; the bias has none."""
        varies = np.zeros(self.p, dtype=bool)
        d = len(self.centre)
        varies[1 : 1 + d] = self.statistics.std > 0
        varies[1 + d : 1 + d + len(self.marked)] = self.marked
        for first, share in self.frequencies:
            varies[first : first + len(share)] = share > 0
        return int((varies & some).sum())

    @property
    def resolution(self) -> Floats:
        """The rounding error of each weight's column of x, (p,): large where values are far from 0."""
        statistics, d = self.statistics, len(self.centre)
        rounding = (
            np.finfo(np.float64).eps * np.maximum(np.abs(statistics.lowest), np.abs(statistics.highest)) / self.scale
        )
        rounding[list(self.powers)] = 0.0  # products of x share the rounding of x
        return np.concatenate([np.zeros(1), rounding, np.zeros(self.p - 1 - d)])

    def per_unit(self, w: Floats) -> tuple[Floats, float]:
        """The weights of the raw values (d,) and the constant, from the weights w (1 + d or more,) of x."""
        d = len(self.centre)
        weights = w[1 : 1 + d] / self.scale
        if not self.powers:
            return weights, float(w[0] - np.dot(weights, self.centre))
        involved = sorted({*self.powers, *(j for term in self.powers.values() for j, _ in term)})
        total: dict[int | None, Fraction] = {None: Fraction(*w[0].as_integer_ratio())}
        centre, scale = ({j: Fraction(float(values[j])) for j in involved} for values in (self.centre, self.scale))
        line = {j: (-centre[j] / scale[j], 1 / scale[j]) for j in involved}
        for k in involved:
            sums = expanded(k, self.powers, line) if k in self.powers else {None: line[k][0], k: line[k][1]}
            for j, factor in sums.items():
                total[j] = total.get(j, Fraction(0)) + Fraction(*w[1 + k].as_integer_ratio()) * factor
        others = np.delete(np.arange(d), involved)
        for k in involved:
            weights[k] = float(total[k])
        return weights, float(float(total[None]) - np.dot(weights[others], self.centre[others]))

    @cached_property
    def centred(self) -> CentredColumns:
        """Turns the values of the columns in `powers` into products of x."""
        return CentredColumns(self.centre, self.scale, self.powers)

    def encode(self, rows: Rows, *, extended: bool = False) -> tuple[Floats, Ints, Floats]:
        """X (n, d), the indices of the levels' weights (n, c), and y (n,) of rows; extended: in NumPy's longdouble."""
        dtype: type[np.floating[Any]] = np.longdouble if extended else np.float64
        statistics, d, numeric, codes = self.statistics, len(self.centre), rows.numeric, rows.codes
        X = np.ones((len(rows), 1 + d + len(statistics.missing)), dtype=dtype)
        scaled = numeric.astype(dtype, order="F")  # NumPy takes a column at a time, and not each short row by itself
        scaled -= self.centre
        scaled /= self.scale
        X[:, 1 : 1 + d] = scaled
        if len(statistics.missing):
            absent = np.isnan(numeric)
            np.copyto(X[:, 1 : 1 + d], (statistics.mean - self.centre) / self.scale, where=absent)
            X[:, 1 + d :] = absent[:, statistics.missing] & self.marked
        if self.powers:
            whole = ~np.isnan(numeric).any(axis=1)
            incomplete = X[
                ~whole
            ]  # a product that is missing is the mean of the products, not the product of the means
            self.centred.apply(incomplete)
            for k, term in self.powers.items():
                X[:, 1 + k] = np.prod([X[:, 1 + j] ** exponent for j, exponent in term], axis=0)
            X[~whole] = incomplete
        index = np.empty(codes.shape, dtype=np.intp)
        for k, of_code in enumerate(self.index_of_code):
            index[:, k] = of_code.take(codes[:, k])
        y: Floats = (rows.y.astype(dtype, copy=False) - self.y_centre) / self.y_scale
        return X, index, y


def _summed(of_code: Ints, share: Floats) -> Floats:
    """The shares of the codes that have the same weight, (weights,)."""
    shares: Floats = np.bincount(of_code, weights=share)  # type: ignore[assignment]  # NumPy types it as counts
    return shares


def _rare(share: Floats, rarest: float) -> Mask:
    """Which codes (m,) are levels with a smaller share; the first code, of the missing cell, is no level."""
    rare = share < rarest * (1 - SHARE_ROUNDING)
    rare[0] = False
    return rare


def _pooled(rare: Mask) -> Ints:
    """The index of each code's weight (m,); all rare levels share the last."""
    weight = np.cumsum(~rare) - 1
    weight[rare] = weight.max() + 1
    return weight.astype(np.intp)


def statistics(rows: Rows, training: Ints, sizes: Sequence[int]) -> TrainingStatistics:
    """Statistics of the training rows among all rows. sizes: the number of codes of each categorical column.

    Mean and deviation are computed in two passes, so that a mean of a billion costs no digits. The deviation of values
    that are too large to be squared is not finite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _statistics(rows, training, sizes)


def _statistics(rows: Rows, training: Ints, sizes: Sequence[int]) -> TrainingStatistics:
    trained = rows[training]
    values, y, weights = trained.numeric, trained.y, trained.weights
    absent = np.isnan(values)
    each = None if weights is None else weights[:, None]  # beside (n, d)
    count = _sum(~absent, each)
    count = np.where(count > 0, count, 1.0)
    mean = _sum(np.where(absent, 0.0, values), each) / count
    mean += _sum(np.where(absent, 0.0, values - mean), each) / count
    std = np.sqrt(_sum(np.where(absent, 0.0, values - mean) ** 2, each) / count)
    y_mean = float(_sum(y, weights) / trained.weight)
    y_mean += float(_sum(y - y_mean, weights) / trained.weight)
    return TrainingStatistics(
        mean=mean,
        std=without_rounding(std, mean),
        lowest=np.where(absent, mean, values).min(axis=0),
        highest=np.where(absent, mean, values).max(axis=0),
        missing=np.flatnonzero(np.isnan(rows.numeric).any(axis=0)),  # of all rows, so that folds have the same weights
        absent=_sum(absent, each) / trained.weight,
        shares=level_frequencies(trained.codes, sizes, weights),
        y_mean=y_mean,
        y_std=float(np.sqrt(_sum((y - y_mean) ** 2, weights) / trained.weight)),
    )


def _sum(values: Floats | Mask, weights: Floats | None) -> Floats:
    """The sum over the rows (n, …), each as often as it counts."""
    total: Floats = values.sum(axis=0) if weights is None else (values * weights).sum(axis=0)
    return total


def without_rounding(std: Floats, mean: Floats) -> Floats:
    """The deviations, 0 where they are nothing but rounding."""
    return np.where(std <= CONSTANT_DEVIATION * np.abs(mean), 0.0, std)


def level_frequencies(codes: Ints, sizes: Sequence[int], weights: Floats | None = None) -> tuple[Floats, ...]:
    """Each level's share of the rows (n, c)."""
    n = len(codes) if weights is None else weights.sum()
    return tuple(np.bincount(codes[:, k], weights, size) / n for k, size in enumerate(sizes))
