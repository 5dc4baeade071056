"""A few rows that decide a model: rows so far from all others that they determine its weights, or most of its error."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats
from lrcli.data.rows.rows import Rows
from lrcli.fitting.evidence.facts import DecisiveRows
from lrcli.fitting.evidence.outlying_rows import FarRow
from lrcli.fitting.evidence.split_rows import TRIAL_COST, SplitRows
from lrcli.fitting.scores import from_log, predicted, rms
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.analytic import solve

FAR = 30.0  # deviations from the median: no normal distribution, and hardly any price, goes there
OUTSIDE = 5.0  # deviations from the median that make a value odd where its row has a large error besides
MOST_ROWS, MOST_SHARE = 3, 0.005  # more far rows than these are no exceptions: the column has such values
LARGE_SHARE = 0.02  # of the rows, the most that may be blamed for the error: among ten rows one always has the largest
DECISIVE_SHARE = 0.5  # of the error: rows decide it if less is left without them
TURNED = 0.9  # of the error on all other rows: rows decide the weights if less is left after a training without them


def find_decisive_rows(fold: Fold, w: Floats, optimum: Floats | None, split: SplitRows) -> DecisiveRows | None:
    """The few rows without which the model would be a different one; None if there are none.

    Candidates are rows with a value far from all others, and rows that are most of the squared error. To see whether
    they decide, the model is solved again without them. They decide if half of the measured error is gone, or if the
    other rows are predicted clearly better: then the candidates had pulled the weights towards themselves.

    Two sets of candidates are tried. The first takes only columns with very few far rows. Among 10,000 cars, forty
    electric ones are far from all others in fuel consumption; a single price of a billion would be lost among them.

    w (p,): the trained weights. optimum (p,): the analytic solution for the same rows, None if it is not known. It
    separates the effect of the rows from the distance that the training is still away from the optimum.
    """
    rows, few, counts = split.with_outliers
    p = fold.encoding.p
    if few <= p or few * p * p > TRIAL_COST:
        return None
    values, (distance, median) = split.values, split.distances
    y = values[:, -1]
    with np.errstate(over="ignore", invalid="ignore"):
        far = distance > FAR
        squares = (predicted(fold, fold.block(rows), w) - y).astype(np.float64) ** 2
    large = most_of(squares * counts)
    tried: list[list[int]] = [[]]
    for apart in ((far & (far.sum(axis=0) <= MOST_ROWS)).any(axis=1), far.any(axis=1)):
        several = apart | large
        outlying = np.flatnonzero(several if outside(values, distance, several) else apart)
        if len(outlying) > max(MOST_ROWS, MOST_SHARE * len(rows)) or outlying.tolist() in tried:
            continue
        tried.append(outlying.tolist())
        scores = scores_without(outlying, fold, optimum, split, squares)
        if scores is not None:
            others = np.setdiff1d(np.arange(len(rows)), outlying)
            columns = fold.table.columns
            names = [*columns.numeric, columns.target or ""]
            # A term is named only where no column of its row is outside: no condition can name it.
            to_name = np.where([name in columns.terms for name in names], np.minimum(distance, OUTSIDE), distance)
            outliers = [outlying_row(int(k), values, to_name, median, names, others) for k in outlying]
            places = [fold.table.places.place(int(origin)) for origin in rows.origins[outlying]]
            placed = [
                (
                    away,
                    replace(row, place=place, form=columns.forms.get(row.column), is_term=row.column in columns.terms),
                )
                for (away, row), place in zip(outliers, places, strict=True)
            ]
            ordered = tuple(row for _, row in sorted(placed, key=farthest))
            return DecisiveRows(ordered, *scores, tuple(rows.origins[outlying].tolist()))
    return None


def pooled_without(decisive: DecisiveRows, folds: Sequence[Fold], splits: Sequence[SplitRows]) -> DecisiveRows:
    """The same rows with RMSE and R² over the held-out rows of all folds; None where solving each takes too long.

    The rows were looked for in one fold, and the error of that fold says nothing about the others.
    """
    p, squares, several_y, several_counts = folds[0].encoding.p, [], [], []
    if sum(len(split.trained) for split in splits) * p * p > TRIAL_COST:
        return replace(decisive, rmse=None, r2=None)
    for fold, split in zip(folds, splits, strict=True):
        rows, few, counts = split.with_outliers
        others = np.flatnonzero(~np.isin(rows.origins, decisive.origins))
        own, held_out = others[others < few], others[others >= few]
        if len(own) <= p:
            return replace(decisive, rmse=None, r2=None)
        judged, y = rows[held_out], from_log(rows[held_out].y, fold)
        squares.append((predicted(fold, fold.block(judged), solution(fold, rows[own])) - y) ** 2)
        several_y.append(y)
        several_counts.append(counts[held_out])
    y, counts = np.concatenate(several_y), np.concatenate(several_counts)
    mse = float(np.average(np.concatenate(squares), weights=counts))
    variance = float(np.average((y - np.average(y, weights=counts)) ** 2, weights=counts))
    return replace(decisive, rmse=mse**0.5, r2=1 - mse / variance if variance > 0 else None)


def solution(fold: Fold, rows: Rows) -> Floats:
    """The weights (p,) that are optimal on some rows of a fold."""
    return solve([fold.block(rows)], len(rows), fold.encoding.p, fold.decay(fold.recipe.weight_decay)).w


def scores_without(
    outlying: NDArray[np.intp], fold: Fold, optimum: Floats | None, split: SplitRows, squares: Floats
) -> tuple[float, float | None] | None:
    """RMSE and R² on the other rows of a model trained without these; None if it is not much lower, or cannot be had.

    squares (rows,): the squared errors of the trained weights.
    """
    rows, few, counts = split.with_outliers
    y, p = from_log(rows.y, fold), fold.encoding.p
    others = np.setdiff1d(np.arange(len(rows)), outlying)
    own, rest = others[others < few], others[others >= few]
    before, after = (np.arange(few, len(rows)), rest) if len(split.held_out) else (np.arange(few), own)
    if len(own) <= p or len(after) < 2:
        return None
    without = solution(fold, rows[own])
    judged = rows[after]
    error = rms(predicted(fold, fold.block(judged), without) - y[after], judged.weights)
    turned = optimum is not None and error < TURNED * rms(
        predicted(fold, fold.block(judged), optimum) - y[after], judged.weights
    )
    with np.errstate(over="ignore"):
        whole = float(np.sqrt(np.average(squares[before], weights=counts[before])))
    if not (turned or error < DECISIVE_SHARE * whole):
        return None
    spread = rms(y[after] - np.average(y[after], weights=judged.weights), judged.weights)
    return error, 1 - (error / spread) ** 2 if spread > 0 else None


def most_of(squares: Floats) -> NDArray[np.bool_]:
    """Mask (n,) of the fewest squared errors that are more than half of their sum; all False if these are not few."""
    most = min(MOST_ROWS, int(LARGE_SHARE * len(squares)))
    order = np.argsort(-squares)[:most]
    scaled = squares / max(float(squares.max()), np.finfo(float).tiny)  # whose sum is a number
    enough = np.flatnonzero(np.cumsum(scaled[order]) > float(scaled.sum()) * (1 - DECISIVE_SHARE))
    chosen = np.zeros(len(squares), dtype=bool)
    if len(enough):
        chosen[order[: enough[0] + 1]] = True
    return chosen


def outside(values: Floats, distance: Floats, apart: NDArray[np.bool_]) -> bool:
    """Whether each row that is set apart has a value outside those of the others, so that a condition excludes it."""
    if not apart.any() or apart.all():
        return False
    low, high = np.nanmin(values[~apart], axis=0), np.nanmax(values[~apart], axis=0)
    beyond = ((values < low) | (values > high)) & (distance > OUTSIDE)
    return bool(beyond[apart].any(axis=1).all())


def outlying_row(
    k: int, values: Floats, distance: Floats, median: Floats, names: Sequence[str], others: NDArray[np.intp]
) -> tuple[float, FarRow]:
    """How far a row is from the others, the column in which it is farthest, and the next value towards the median."""
    low, high = np.nanmin(values[others], axis=0), np.nanmax(values[others], axis=0)
    beyond = (values[k] < low) | (values[k] > high)
    column = int(np.where(beyond, distance[k], -1.0).argmax())
    value, inside = float(values[k, column]), values[others, column]
    nearest = np.nanmax(inside) if value > median[column] else np.nanmin(inside)
    return float(distance[k, column]), FarRow(names[column], value, float(median[column]), float(nearest))


def farthest(row: tuple[float, FarRow]) -> float:
    return -row[0]
