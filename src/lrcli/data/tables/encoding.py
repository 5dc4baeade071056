"""The fitted encoding: what turns raw values into the x of the lecture. Fitted on training rows only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.powers import NO_POWERS, Around, Exponents, expanded

Mask = NDArray[np.bool_]
ROUNDING = 1e-9  # of a share of the rows
CONSTANT = 1e-13  # a deviation this small against the mean is rounding


@dataclass(frozen=True)
class Statistics:
    """What the training rows say of each numeric column (d,), of each level and of the target."""

    mean: Floats  # a missing number is replaced by it
    std: Floats  # root mean squared deviation (divided by n, not n - 1)
    lowest: Floats
    highest: Floats
    missing: Ints  # the numeric columns that have a missing value anywhere
    absent: Floats  # the share of the rows that lack the number
    shares: tuple[Floats, ...]  # per categorical column each level's share of the rows, the missing cell's first
    y_mean: float
    y_std: float


@dataclass(frozen=True)
class Encoding:
    """x = [1, (value − centre) / scale …, is missing …], then one weight per level; d and p as in `learning`."""

    statistics: Statistics
    centre: Floats  # mean and std, or 0 and 1 where the features stay as they are
    scale: Floats
    first: tuple[int, ...]  # per categorical column the place of its first weight
    weight: tuple[Ints, ...]  # and of each code, counted from there: rare levels share the last
    rare: tuple[bool, ...]  # whether there are some
    marked: Mask  # whether the rows that lack a number are marked, for each of the columns that are missing somewhere
    p: int
    y_centre: float
    y_scale: float
    powers: Mapping[int, Exponents]  # the numeric columns whose x are products of other columns' x

    @classmethod
    def of(
        cls,
        found: Statistics,
        *,
        standardize: bool,
        rarest: float = 0.0,
        unmarked: float = 0.0,
        powers: Mapping[int, Exponents] = NO_POWERS,
    ) -> "Encoding":
        """rarest: levels with a smaller share of the training rows share one weight.

        unmarked: where a smaller share lacks a number, the mean stands for it and no mark beside it. The weight of a
        mark is the mean of what these rows say beyond the other columns, and of one row nobody knows what it says.
        """
        d = len(found.mean)
        rare = [_rare(share, rarest) for share in found.shares]
        weight = tuple(_pooled(levels) for levels in rare)
        edges = 1 + d + len(found.missing) + np.cumsum([0, *(int(of_code.max()) + 1 for of_code in weight)])
        return cls(
            statistics=found,
            centre=found.mean if standardize else np.zeros(d),
            scale=np.where(found.std > 0, found.std, 1.0) if standardize else np.ones(d),
            first=tuple(int(edge) for edge in edges[:-1]),
            weight=weight,
            rare=tuple(bool(levels.any()) for levels in rare),
            marked=found.absent[found.missing] >= unmarked * (1 - ROUNDING),
            p=int(edges[-1]),
            y_centre=found.y_mean if standardize else 0.0,
            y_scale=(found.y_std or 1.0) if standardize else 1.0,
            powers=powers,
        )

    @property
    def frequencies(self) -> tuple[tuple[int, Floats], ...]:
        """Per categorical column the place of its first weight, and each weight's share of the training rows."""
        triples = zip(self.first, self.weight, self.statistics.shares, strict=True)
        return tuple((first, _summed(of_code, share)) for first, of_code, share in triples)

    @property
    def resolution(self) -> Floats:
        """What rounding makes of each weight's column of x, (p,): much where the values lie far from their mean."""
        found, d = self.statistics, len(self.centre)
        rounding = np.finfo(np.float64).eps * np.maximum(np.abs(found.lowest), np.abs(found.highest)) / self.scale
        rounding[list(self.powers)] = 0.0  # products of x: what rounding makes of x is the same in all of them
        return np.concatenate([np.zeros(1), rounding, np.zeros(self.p - 1 - d)])

    def per_unit(self, w: Floats) -> tuple[Floats, float]:
        """The weights of the values themselves (d,), and the constant, from the weights w (1 + d or more,) of x."""
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
            for place, factor in sums.items():
                total[place] = total.get(place, Fraction(0)) + Fraction(*w[1 + k].as_integer_ratio()) * factor
        others = np.delete(np.arange(d), involved)
        for k in involved:
            weights[k] = float(total[k])
        return weights, float(float(total[None]) - np.dot(weights[others], self.centre[others]))

    @cached_property
    def around(self) -> Around:
        """What makes products of x of the values that `powers` are."""
        return Around(self.centre, self.scale, self.powers)

    def encode(self, rows: Rows, *, extended: bool = False) -> tuple[Floats, Ints, Floats]:
        """X (n, d), codes (n, c) and y (n,) of rows; extended: in the longest floating-point numbers there are."""
        kind: type[np.floating[Any]] = np.longdouble if extended else np.float64
        found, d, numeric, codes = self.statistics, len(self.centre), rows.numeric, rows.codes
        X = np.ones((len(rows), 1 + d + len(found.missing)), dtype=kind)
        X[:, 1 : 1 + d] = (numeric.astype(kind, copy=False) - self.centre) / self.scale
        if len(found.missing):
            absent = np.isnan(numeric)
            np.copyto(X[:, 1 : 1 + d], (found.mean - self.centre) / self.scale, where=absent)
            X[:, 1 + d :] = absent[:, found.missing] & self.marked
        if self.powers:
            whole = ~np.isnan(numeric).any(axis=1)
            lacking = X[~whole]  # a product that is missing is the mean of the products, not the product of the means
            self.around.apply(lacking)
            for k, term in self.powers.items():
                X[:, 1 + k] = np.prod([X[:, 1 + j] ** exponent for j, exponent in term], axis=0)
            X[~whole] = lacking
        places = np.empty(codes.shape, dtype=np.intp)
        for k, (first, of_code) in enumerate(zip(self.first, self.weight, strict=True)):
            places[:, k] = first + of_code[codes[:, k]]
        scaled: Floats = (rows.y.astype(kind, copy=False) - self.y_centre) / self.y_scale
        return X, places, scaled


def _summed(of_code: Ints, share: Floats) -> Floats:
    """The shares of the codes that have the same weight, (weights,)."""
    shares: Floats = np.bincount(of_code, weights=share)  # type: ignore[assignment]  # NumPy types it as counts
    return shares


def _rare(share: Floats, rarest: float) -> Mask:
    """Which codes (m,) are levels rarer than that; the first is the missing cell, and none."""
    rare = share < rarest * (1 - ROUNDING)
    rare[0] = False
    return rare


def _pooled(rare: Mask) -> Ints:
    """The weight of each code (m,): one each, but all rare levels have the last."""
    weight = np.cumsum(~rare) - 1
    weight[rare] = weight.max() + 1
    return weight.astype(np.intp)


def statistics(rows: Rows, training: Ints, sizes: Sequence[int]) -> Statistics:
    """What the training rows among all rows say. sizes: codes of each categorical column.

    Mean and deviation are found in two passes, so that a mean of a billion costs no digits. What is too large to be
    squared gets a deviation that is not finite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _statistics(rows, training, sizes)


def _statistics(rows: Rows, training: Ints, sizes: Sequence[int]) -> Statistics:
    values, y = rows.numeric[training], rows.y[training]
    absent = np.isnan(values)
    count = np.maximum((~absent).sum(axis=0), 1)
    mean = np.where(absent, 0.0, values).sum(axis=0) / count
    mean += np.where(absent, 0.0, values - mean).sum(axis=0) / count
    std = np.sqrt((np.where(absent, 0.0, values - mean) ** 2).sum(axis=0) / count)
    y_mean = float(np.mean(y))
    y_mean += float(np.mean(y - y_mean))
    return Statistics(
        mean=mean,
        std=without_rounding(std, mean),
        lowest=np.where(absent, mean, values).min(axis=0),
        highest=np.where(absent, mean, values).max(axis=0),
        missing=np.flatnonzero(np.isnan(rows.numeric).any(axis=0)),  # of all rows, so that folds have the same weights
        absent=absent.mean(axis=0),
        shares=shares(rows.codes[training], sizes),
        y_mean=y_mean,
        y_std=float(np.sqrt(np.mean((y - y_mean) ** 2))),
    )


def without_rounding(std: Floats, mean: Floats) -> Floats:
    """The deviations, 0 where they are nothing but rounding."""
    return np.where(std <= CONSTANT * np.abs(mean), 0.0, std)


def shares(codes: Ints, sizes: Sequence[int]) -> tuple[Floats, ...]:
    """Each level's share of the rows (n, c)."""
    return tuple(np.bincount(codes[:, k], minlength=size) / len(codes) for k, size in enumerate(sizes))
