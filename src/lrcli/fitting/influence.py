"""Which rows decide a fit, and the four pictures that R's plot(lm) shows of it.

All of it is of the analytic solution by least squares without weight decay, as in inference.py. Only for that does the
solution without a row follow from the row itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.sample import Reservoir
from lrcli.fitting.build import EXACT_FIT
from lrcli.fitting.inference import weight_functions
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.triangular_factor import slabs
from lrcli.learning.statistics.inference import LeastSquares
from lrcli.learning.statistics.influence import RowInfluence
from lrcli.learning.statistics.lowess import lowess

LISTED = 10  # rows with the largest distances of Cook
MOVED = 2  # weights that are named of each
NOTABLE = 0.5  # Cook's distance from which a row is worth a look, 1 from which it decides; as R draws them
POINTS = 1000  # that the pictures show, beside the rows that are listed


@dataclass(frozen=True)
class WeightChange:
    """By how much a weight is higher without a row, in its units and in standard errors."""

    feature: str
    level: str | None
    change: float
    in_errors: float


@dataclass(frozen=True)
class InfluentialRow:
    """A row of the fit. None: the row alone decides its prediction, so that there is none without it."""

    place: str | None  # "line 502"
    actual: float
    fitted: float
    leverage: float
    standardized: float | None  # residual over its standard error
    cook: float | None
    without: float | None  # its prediction by the fit without it
    changes: tuple[WeightChange, ...]  # the largest


@dataclass(frozen=True)
class FitPoints:
    """Rows of the pictures, (n,) each, by rising fitted value: drawn at random of many, and those that are listed."""

    fitted: tuple[float, ...]
    residual: tuple[float, ...]
    standardized: tuple[float, ...]
    leverage: tuple[float, ...]
    trend: tuple[float, ...]  # of the residuals
    spread: tuple[float, ...]  # of the roots of the absolute standardized residuals
    # Standardized residuals of those that were drawn at random alone, for their distribution.
    ordered: tuple[float, ...]


@dataclass(frozen=True)
class Influence:
    """How the rows of a least-squares fit lie about it. Residuals are actual − fitted, as the fit is learned."""

    target: str  # or its logarithm, where that was learned
    rows: int
    rank: int  # weights that the rows determine
    residual_std: float
    notable: int  # rows with a distance of Cook above a half
    decide: int  # above 1
    alone: int  # rows that alone decide their prediction
    largest: tuple[InfluentialRow, ...]  # by Cook's distance
    points: FitPoints


@dataclass
class _Gatherer:
    """The rows with the largest distances so far, and a random sample of the others."""

    notable: int = 0
    decide: int = 0
    alone: int = 0
    largest: list[tuple[float, int, RowInfluence, float]] = field(default_factory=list)  # Cook, origin, row, y

    def __post_init__(self) -> None:
        self.sample = np.empty((POINTS, 4))
        self.reservoir = Reservoir(self.sample)

    def add(self, origins: Ints, y: Floats, own: RowInfluence) -> None:
        cook = np.where(np.isnan(own.cook), -1.0, own.cook)
        self.notable += int((cook > NOTABLE).sum())
        self.decide += int((cook > 1).sum())
        self.alone += int(np.isnan(own.cook).sum())
        for k in np.argsort(-cook, kind="stable")[:LISTED].tolist():
            if cook[k] >= 0:
                self.largest.append((float(cook[k]), int(origins[k]), own[np.array([k])], float(y[k])))
        self.largest = sorted(self.largest, key=lambda row: -row[0])[:LISTED]
        known = np.flatnonzero(cook >= 0)
        rows, slots = self.reservoir.draw(len(known))
        some = known[rows]
        self.sample[slots] = _points(own[some])


def influence_of(fold: Fold, rows: Iterable[Rows]) -> Influence | None:
    """The influence of the training rows of a fold. rows: all of them; None where a fit leaves no residual."""
    encoding = fold.encoding
    fit = LeastSquares.of(fold.solve(0.0), fold.n, encoding.resolution)
    total = (encoding.statistics.y_std / encoding.y_scale) ** 2
    if fit.freedom <= 0 or fit.mse <= EXACT_FIT * total:
        return None
    gatherer = _Gatherer()
    for some in rows:
        block = fold.block(some)
        start = 0
        for slab in slabs(block, encoding.p):
            slab_rows = slice(start, start + len(slab))
            gatherer.add(some.origins[slab_rows], some.y[slab_rows], RowInfluence.of(slab, fit))
            start += len(slab)
    columns = fold.table.columns
    return Influence(
        target=columns.learned_target,
        rows=fold.n,
        rank=fit.rank,
        residual_std=float(np.sqrt(fit.variance)) * encoding.y_scale,
        notable=gatherer.notable,
        decide=gatherer.decide,
        alone=gatherer.alone,
        largest=tuple(_largest(fold, fit, gatherer)),
        points=_pictures(gatherer, encoding.y_scale, encoding.y_centre),
    )


def _largest(fold: Fold, fit: LeastSquares, gatherer: _Gatherer) -> Iterator[InfluentialRow]:
    functions, scale, centre = weight_functions(fold), fold.encoding.y_scale, fold.encoding.y_centre
    determined = np.flatnonzero(fit.determined(functions.L))
    L = functions.L[determined]
    for cook, origin, own, y in gatherer.largest:
        changes, in_errors = own.changes(fit, L)[:, 0], own.in_errors(fit, L)[:, 0]
        most = np.argsort(-np.abs(in_errors), kind="stable")[:MOVED].tolist()
        fitted = float(own.fitted[0]) * scale + centre
        yield InfluentialRow(
            place=fold.table.places.place(origin),
            actual=y,
            fitted=fitted,
            leverage=float(own.leverage[0]),
            standardized=float(own.standardized[0]),
            cook=cook,
            without=fitted + float(own.prediction_changes()[0]) * scale,
            changes=tuple(
                WeightChange(feature, level, float(changes[k]), float(in_errors[k]))
                for k in most
                for feature, level in [functions.names[determined[k]]]
            ),
        )


def _points(own: RowInfluence) -> Floats:
    return np.column_stack([own.fitted, own.residual, own.standardized, own.leverage])


def _pictures(gatherer: _Gatherer, scale: float, centre: float) -> FitPoints:
    """The points by rising fitted value, with the smooth lines through them."""
    some = [gatherer.sample[: gatherer.reservoir.n], *(_points(own) for _, _, own, _ in gatherer.largest)]
    points = np.unique(np.concatenate(some), axis=0)  # a row that is listed may have been drawn as well
    fitted, residual, standardized, leverage = points.T
    fitted, residual = fitted * scale + centre, residual * scale
    return FitPoints(
        fitted=tuple(fitted.tolist()),
        residual=tuple(residual.tolist()),
        standardized=tuple(standardized.tolist()),
        leverage=tuple(leverage.tolist()),
        trend=tuple(lowess(fitted, residual).tolist()),
        spread=tuple(lowess(fitted, np.sqrt(np.abs(standardized))).tolist()),
        ordered=tuple(sorted(some[0][:, 2].tolist())),
    )
