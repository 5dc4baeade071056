"""The residuals of a model on rows that did not train it, from which its ranges are made."""

from itertools import pairwise

import numpy as np

from lrcli.arrays import Floats, distinct, quantiles
from lrcli.data.tables.split import VALIDATION
from lrcli.fitting.storage.interface import Fold
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.model.residuals import NeighbourResiduals, Residuals, kept_ranks, ranks_of_both_ends

FEW_HELD_OUT = 500  # validation rows below which cross-validation adds residuals, so that there are some for each group
FEWEST_ADAPTED = 100  # training and held-out rows from which on the width of a range may depend on the prediction
RESIDUAL_GROUPS = 16  # predictions, for each of which the residuals of rows with similar predictions are a group
FEWEST_ROWS, ENOUGH_ROWS = 40, 120  # of a group: an eighth of all rows, but 40 to 120; a 16th where that is more
EDGE = 0.01  # of the rows below the lowest of these predictions, and above the highest
PIECE_ROWS = 25  # at least, of a piece: each has its own mean error and mean size of errors
OUTLYING = 0.1  # share of the rows of a piece, at either end, that its trimmed mean leaves out
LEAST_SPREAD = 0.01  # of the mean size: a piece without errors would scale its neighbours to infinity
# The most rows that are grouped: 1,250 residuals tell a group's quantile to 1 %, and more take longer to sort.
GROUPED_ROWS = 20_000
GROUP_EVEN = 60  # steps between the ranks that a group keeps: at most a 60th of its residuals


def residuals(fold: Fold, w: Floats, optimum: Floats) -> Residuals | None:
    """The residuals of the rows that tell how far off the model is; None if there are no such rows."""
    judged = _judged(fold, w, optimum)
    return residuals_of(*judged, lopsided=fold.recipe.lopsided) if judged else None


def _judged(fold: Fold, w: Floats, optimum: Floats) -> tuple[str, PredictedRows, float] | None:
    """The source of the residuals, their rows, and the factor by which to enlarge them.

    The rows are those of the validation; if these are few or none, also training rows, each predicted by a model of
    the other rows. If there are too many rows for that, the training rows are taken as they are: with so many, one row
    hardly moves the weights. Their residuals are on average too small by the factor (n − p) / n, which is undone.
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
    """The sorted absolute errors, or some of very many; and the errors of groups of rows with similar predictions.

    lopsided: whether the model predicts a quantile other than the median, so that more rows lie on one side of it; then
    rows that are too few for several groups are one group.
    """
    rows = rows.even()
    predictions, errors = rows.y_hat, rows.errors * times
    sizes, ranks = np.sort(np.abs(errors)).astype(np.float64), kept_ranks(len(errors))
    some = slice(None, None, -(-len(errors) // GROUPED_ROWS))  # rows come shuffled, or drawn at random
    predictions, errors = predictions[some].astype(np.float64), -errors[some].astype(np.float64)
    groups = _groups(predictions, errors)
    if not groups and lopsided:
        groups = [_group(quantiles(predictions, [0.5])[0], np.sort(errors))]
    return Residuals(source, len(rows), ranks, sizes[np.array(ranks) - 1].tolist(), groups)


# Why neither separate groups nor one curve for all? Separate groups are too coarse where it matters: the highest tenth
# of the predictions is one group, within which errors may double. One curve of the size of errors, with a quantile of
# the scaled errors, assumes that their distribution has the same shape everywhere, which it has not. So both are
# combined. Curves of the mean error and of the mean size of errors shift and scale the errors of neighbours to the
# prediction for which they are needed, and the quantiles are taken there. benchmarks/coverage.py measures the result.
def _groups(predictions: Floats, errors: Floats) -> list[NeighbourResiduals]:
    """The groups around some predictions, which may share rows; none if one would hold all rows. errors (n,): y − ŷ."""
    n, order, groups = len(predictions), np.argsort(predictions, kind="stable"), list[NeighbourResiduals]()
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


def _group(at: float, errors: Floats) -> NeighbourResiduals:
    """The group at a prediction. errors (n,): sorted."""
    ranks = ranks_of_both_ends(len(errors), GROUP_EVEN)
    return NeighbourResiduals(at, len(errors), ranks, errors[np.array(ranks) - 1].tolist())


def _neighbours(predictions: Floats, at: float, count: int) -> slice:
    """`count` rows around the prediction `at`, or all rows with exactly this one if they are more. predictions rise."""
    start, stop = np.searchsorted(predictions, at), np.searchsorted(predictions, at, side="right")
    count = max(count, int(stop - start))
    first = min(max(0, int(start - (count - (stop - start)) // 2)), len(predictions) - count)
    return slice(first, first + count)


def _along(predictions: Floats, values: Floats, *, low: float, high: float) -> tuple[Floats, Floats]:
    """The mean of values (n,) as a curve over predictions (n,), which rise: points joined by straight lines.

    The rows are cut into pieces, rows of equal predictions in one. Each piece gives a point: its mean prediction and
    its mean value, trimmed by the shares `low` and `high`, so that one row at a thousand times the price moves none.
    The curve is extrapolated to the first and to the last prediction, by at most half of its value at the last point.
    """
    cuts = np.linspace(0, len(values), min(RESIDUAL_GROUPS, len(values) // PIECE_ROWS) + 1).round().astype(np.intp)[:-1]
    starts = distinct(np.searchsorted(predictions, predictions[cuts]))
    points = []
    for start, stop in pairwise([*starts.tolist(), len(values)]):
        n = stop - start
        rows = start + np.argsort(values[start:stop], kind="stable")[int(low * n) : n - int(high * n)]
        at = min(
            max(predictions[rows].mean(), predictions[start]), predictions[stop - 1]
        )  # rounding may put the mean outside
        points.append((at, values[rows].mean()))
    if len(points) > 1:
        first, last = _beyond(predictions[0], *points[:2]), _beyond(predictions[-1], *points[:-3:-1])
        points = [first, *points, last]
    at, means = np.array(points).T
    return at, means


def _beyond(at: float, point: tuple[float, float], next_: tuple[float, float]) -> tuple[float, float]:
    """Extrapolate the line through two points to `at`, beyond the first, by at most half of the value there."""
    (x, height), (x2, height2) = point, next_
    move, most = (height2 - height) / (x2 - x) * (at - x), abs(height) / 2
    return at, height + min(max(move, -most), most)
