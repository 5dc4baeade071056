"""How far off a model is on rows that did not train it, measured while it is trained."""

from itertools import pairwise

import numpy as np

from lrcli.arrays import Floats, distinct, quantiles
from lrcli.data.tables.split import VALIDATION
from lrcli.fitting.storage.interface import Fold
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.model.residuals import ResidualGroup, Residuals, kept_ranks, ranks_of_both_ends

FEW_HELD_OUT = 500  # validation rows below which cross-validation adds residuals, so that there are some for each group
FEWEST_ADAPTED = 100  # rows that train or are held out from which the range may depend on the prediction
RESIDUAL_GROUPS = 16  # predictions around each of which its neighbours make a group
FEWEST_ROWS, ENOUGH_ROWS = 40, 120  # of a group: an eighth of all rows, from 40 up to 120, or so much as a 16th
EDGE = 0.01  # of the rows below the lowest of these predictions, and above the highest
PIECE_ROWS = 25  # at least, whose mean error and its size are told apart from those of their neighbours
OUTLYING = 0.1  # of these, on either side, are left out of the mean
LEAST_SPREAD = 0.01  # of the mean size: rows without any error would make others infinite
GROUPED_ROWS = 20_000  # at most: 1,250 of a group tell its quantile to 1 %, and sorting more takes time for nothing
GROUP_EVEN = 60  # steps between the ranks that a group keeps: at most a 60th of its residuals


def residuals(fold: Fold, w: Floats, optimum: Floats) -> Residuals | None:
    """Of the rows that tell how far off the model is; None where none do."""
    judged = _judged(fold, w, optimum)
    return residuals_of(*judged, lopsided=fold.recipe.lopsided) if judged else None


def _judged(fold: Fold, w: Floats, optimum: Floats) -> tuple[str, PredictedRows, float] | None:
    """The validation rows; where these are few or none, training rows as a model of the others predicts them.

    Of many rows one row more or less moves the weights by next to nothing: there the residuals of the
    training rows, which are too small by n − p of n on average, are made as much larger, by the last number.
    """
    held_out = fold.predicted(VALIDATION, w)
    if held_out is not None and (len(held_out) >= FEW_HELD_OUT or fold.n < FEWEST_ADAPTED):
        return "validation", held_out, 1.0
    left_out = fold.left_out(w, optimum)
    if left_out is not None and held_out is not None:
        return "validation and cross-validation", PredictedRows.joined([held_out, left_out]), 1.0
    if left_out is not None:
        return "cross-validation", left_out, 1.0
    if held_out is not None:
        return "validation", held_out, 1.0
    trained = fold.predicted(None, w)
    return None if trained is None else ("training", trained, fold.weight / max(fold.weight - fold.encoding.p, 1))


def residuals_of(source: str, rows: PredictedRows, times: float = 1.0, *, lopsided: bool = False) -> Residuals:
    """The absolute values of errors (n,) in order, or some of very many; and errors of neighbours by prediction.

    lopsided: whether a prediction is not meant to lie in the middle; then few rows are one group of neighbours.
    """
    rows = rows.even()
    predictions, errors = rows.y_hat, rows.errors * times
    sizes, ranks = np.sort(np.abs(errors)).astype(np.float64), kept_ranks(len(errors))
    some = slice(None, None, -(-len(errors) // GROUPED_ROWS))  # they come in no order: shuffled, or drawn at random
    predictions, errors = predictions[some].astype(np.float64), -errors[some].astype(np.float64)
    groups = _groups(predictions, errors)
    if not groups and lopsided:
        groups = [_group(quantiles(predictions, [0.5])[0], np.sort(errors))]
    return Residuals(source, len(rows), ranks, sizes[np.array(ranks) - 1].tolist(), groups)


# Why neither groups side by side nor one curve for all: groups side by side are too coarse where it matters, since the
# dearest tenth is one group, within which errors may double; and a curve of the size of errors, with one quantile of
# what is left, takes the shape of their distribution to be the same everywhere, which it is not. So both: the curves of
# their mean and of their mean size bring neighbours to what they would be at the prediction that they are wanted for,
# and their quantiles are taken there. benchmarks/coverage.py measures it.
def _groups(predictions: Floats, errors: Floats) -> list[ResidualGroup]:
    """Neighbours of some predictions, which may share rows; none where they would be all rows. errors (n,): y − ŷ."""
    n, order, groups = len(predictions), np.argsort(predictions, kind="stable"), list[ResidualGroup]()
    if n < FEWEST_ADAPTED or predictions[order[0]] == predictions[order[-1]]:
        return []
    predictions, errors = predictions[order], errors[order]
    mean = _along(predictions, errors, low=OUTLYING, high=OUTLYING)
    errors = errors - np.interp(predictions, *mean)
    if not errors.any():
        return []
    places, size = _along(predictions, np.abs(errors), low=0.0, high=OUTLYING)
    spread = places, np.maximum(size, LEAST_SPREAD * np.abs(errors).mean())
    for index in np.linspace(EDGE * n, n - 1 - EDGE * n, RESIDUAL_GROUPS).round().astype(np.intp).tolist():
        at = float(predictions[index])
        if groups and at == groups[-1].prediction:
            continue
        near = _neighbours(predictions, at, max(FEWEST_ROWS, min(n // 8, ENOUGH_ROWS), n // RESIDUAL_GROUPS))
        scale = np.interp(at, *spread) / np.interp(predictions[near], *spread)
        own = np.sort(errors[near] * scale) + np.interp(at, *mean)
        groups.append(_group(at, own))
    return groups if len(groups) > 1 else []


def _group(at: float, errors: Floats) -> ResidualGroup:
    """Of errors (n,) in order."""
    ranks = ranks_of_both_ends(len(errors), GROUP_EVEN)
    return ResidualGroup(at, len(errors), ranks, errors[np.array(ranks) - 1].tolist())


def _neighbours(predictions: Floats, at: float, count: int) -> slice:
    """So many rows around those with one of the predictions (n,), which rise; these alone, where they are more."""
    start, stop = np.searchsorted(predictions, at), np.searchsorted(predictions, at, side="right")
    count = max(count, int(stop - start))
    first = min(max(0, int(start - (count - (stop - start)) // 2)), len(predictions) - count)
    return slice(first, first + count)


def _along(predictions: Floats, values: Floats, *, low: float, high: float) -> tuple[Floats, Floats]:
    """Predictions and the mean of values (n,) there, on straight lines between them. predictions (n,) rise.

    Each piece of neighbours, equal predictions together, has the mean of its rows at their mean prediction, without a
    share of its lowest and of its highest values: one row at a thousand times the price is not to move all others.
    To the first prediction and to the last the line goes on, up to half of what it is at the last mean.
    """
    cuts = np.linspace(0, len(values), min(RESIDUAL_GROUPS, len(values) // PIECE_ROWS) + 1).round().astype(np.intp)[:-1]
    starts = distinct(np.searchsorted(predictions, predictions[cuts]))
    points = []
    for start, stop in pairwise([*starts.tolist(), len(values)]):
        n = stop - start
        rows = start + np.argsort(values[start:stop], kind="stable")[int(low * n) : n - int(high * n)]
        at = min(max(predictions[rows].mean(), predictions[start]), predictions[stop - 1])  # whatever rounding does
        points.append((at, values[rows].mean()))
    if len(points) > 1:
        first, last = _beyond(predictions[0], *points[:2]), _beyond(predictions[-1], *points[:-3:-1])
        points = [first, *points, last]
    at, means = np.array(points).T
    return at, means


def _beyond(at: float, point: tuple[float, float], next_: tuple[float, float]) -> tuple[float, float]:
    """The point on the line through two that lies at a prediction beyond the first, no farther up or down than half."""
    (x, height), (x2, height2) = point, next_
    move, most = (height2 - height) / (x2 - x) * (at - x), abs(height) / 2
    return at, height + min(max(move, -most), most)
