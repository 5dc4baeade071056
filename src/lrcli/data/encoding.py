"""The fitted encoding: what turns raw values into the x of the lecture. Fitted on training rows only."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.table import Table

CONSTANT = 1e-13  # a deviation this small against the mean is rounding


@dataclass(frozen=True)
class Encoding:
    """x = [1, (value − centre) / scale …, is missing …], then one weight per level; d and p as in `learning`."""

    mean: Floats  # (numeric columns,), of the training rows; a missing number is replaced by it
    std: Floats  # root mean squared deviation (divided by n, not n - 1)
    lowest: Floats
    highest: Floats
    centre: Floats  # mean and std, or 0 and 1 where the features stay as they are
    scale: Floats
    missing: Ints  # the numeric columns that have a learned "is missing"
    first: tuple[int, ...]  # per categorical column the place of its first weight (that of the missing cell)
    shares: tuple[Floats, ...]  # and each level's share of the training rows
    p: int
    y_mean: float
    y_std: float
    y_centre: float
    y_scale: float

    @property
    def frequencies(self) -> tuple[tuple[int, Floats], ...]:
        return tuple(zip(self.first, self.shares, strict=True))

    def encode(self, table: Table, rows: Ints, *, extended: bool = False) -> tuple[Floats, Ints, Floats]:
        """X (n, d), codes (n, c) and y (n,) of the rows; extended: in the longest floating-point numbers there are."""
        kind: type[np.floating[Any]] = np.longdouble if extended else np.float64
        values: Floats = table.numeric[rows].astype(kind, copy=False)
        absent = np.isnan(values)
        X = (np.where(absent, self.mean, values) - self.centre) / self.scale
        codes = table.codes[rows] + np.array(self.first, dtype=np.intp)
        y: Floats = (table.y[rows].astype(kind, copy=False) - self.y_centre) / self.y_scale
        return np.column_stack([np.ones(len(rows)), X, absent[:, self.missing]]), codes, y


def fit_encoding(table: Table, rows: Ints, *, standardize: bool) -> Encoding:
    """Learn means, deviations and the levels' shares from the training rows."""
    values, y = table.numeric[rows], table.y[rows]
    d = values.shape[1]
    absent = np.isnan(values)
    count = np.maximum((~absent).sum(axis=0), 1)
    mean = np.where(absent, 0.0, values).sum(axis=0) / count
    mean += np.where(absent, 0.0, values - mean).sum(axis=0) / count
    std = np.sqrt((np.where(absent, 0.0, values - mean) ** 2).sum(axis=0) / count)
    std = np.where(std > CONSTANT * np.abs(mean), std, 0.0)
    missing = np.flatnonzero(np.isnan(table.numeric).any(axis=0))
    sizes = [len(levels) + 1 for levels in table.levels]
    edges = 1 + d + len(missing) + np.cumsum([0, *sizes])
    y_mean = float(np.mean(y))
    y_mean += float(np.mean(y - y_mean))
    y_std = float(np.sqrt(np.mean((y - y_mean) ** 2)))
    return Encoding(
        mean=mean,
        std=std,
        lowest=np.where(absent, mean, values).min(axis=0),
        highest=np.where(absent, mean, values).max(axis=0),
        centre=mean if standardize else np.zeros(d),
        scale=np.where(std > 0, std, 1.0) if standardize else np.ones(d),
        missing=missing,
        first=tuple(int(edge) for edge in edges[:-1]),
        shares=tuple(np.bincount(table.codes[rows, k], minlength=size) / len(rows) for k, size in enumerate(sizes)),
        p=int(edges[-1]),
        y_mean=y_mean,
        y_std=y_std,
        y_centre=y_mean if standardize else 0.0,
        y_scale=(y_std or 1.0) if standardize else 1.0,
    )
