"""How often the ranges around predictions hold, on rows whose truth is known."""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.rows.sample import Drawn, Reservoir
from lrcli.jobs.apply import ranges_around
from lrcli.model.linear import Model

FIFTHS = 5  # parts of the rows by rising prediction, in each of which the coverage is measured


@dataclass(frozen=True)
class CoverageOfFifth:
    """A fifth of the rows in the order of their predictions: its ends, and in how many of 100 rows the range held."""

    low: float
    high: float
    held: float


@dataclass(frozen=True)
class Coverage:
    """In how many of 100 rows the range held, beside the `level` that was asked for."""

    level: float
    rows: int
    held: float
    fifths: tuple[CoverageOfFifth, ...]  # from the lowest predictions to the highest; none of fewer rows than fifths
    sample: int | None  # rows drawn at random that the fifths are of, where these are not all


@dataclass(frozen=True)
class CoverageSummary:
    """What some rows say of it."""

    rows: int
    sums: list[tuple[float, float]]
    drawn: Drawn


class CoverageGatherer:
    """Counts the rows whose range held; keeps predictions of up to so many, to sort them into fifths."""

    def __init__(self, model: Model, level: float, capacity: int) -> None:
        self.model, self.level, self.reach = model, level, model.reach(level)
        self.rows, self.sums = 0, list[tuple[float, float]]()  # of each bundle, its weight and what of it was held
        self.predicted, self.in_range = np.empty(capacity), np.empty(capacity, dtype=np.bool_)
        self.weights = np.empty(capacity)
        self.reservoir = Reservoir(self.predicted, self.in_range, self.weights)

    def add(self, y: Floats, y_hat: Floats, weights: Floats | None = None) -> None:
        low, high = ranges_around(self.model, y_hat, self.reach)
        in_range = (low <= y) & (y <= high)
        weights = np.ones(len(y)) if weights is None else weights
        self.rows += len(y)
        self.sums.append((float(weights.sum()), float(weights[in_range].sum())))
        index, slots = self.reservoir.draw(len(y))
        self.predicted[slots], self.in_range[slots] = y_hat[index], in_range[index]
        self.weights[slots] = weights[index]

    def summary(self) -> CoverageSummary:
        return CoverageSummary(self.rows, self.sums, self.reservoir.drawn())

    def join(self, later: CoverageSummary) -> None:
        """Add rows behind these."""
        self.rows += later.rows
        self.sums += later.sums
        self.reservoir.join(later.drawn)

    def coverage(self) -> Coverage:
        n, (weight, held) = self.reservoir.n, np.sum(self.sums, axis=0)
        order = np.argsort(self.predicted[:n], kind="stable")
        fifths = np.array_split(order, FIFTHS) if n >= FIFTHS else []
        return Coverage(
            level=self.level,
            rows=self.rows,
            held=100 * float(held) / float(weight),
            fifths=tuple(self._of(rows) for rows in fifths),
            sample=n if n < self.rows else None,
        )

    def _of(self, rows: Ints) -> CoverageOfFifth:
        predicted = self.predicted[rows]
        return CoverageOfFifth(
            float(predicted[0]),
            float(predicted[-1]),
            100 * float(np.average(self.in_range[rows], weights=self.weights[rows])),
        )
