"""How far off a model is on rows that did not train it, measured while it is trained."""

from collections.abc import Iterator

import numpy as np

from lrcli.arrays import Floats, quantiles
from lrcli.data.tables.split import VALIDATION
from lrcli.fitting.storage.interface import Fold
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.model.residuals import ResidualGroup, Residuals, kept_ranks

FEW_HELD_OUT = 500  # validation rows below which cross-validation adds residuals, so that there are some for each group
FEWEST_ADAPTED = 100  # rows that train or are held out from which the range may depend on the prediction
GROUPS, GROUP_ROWS = 8, 50  # neighbours by prediction: up to so many groups, of so many residuals at least;
MORE_GROUPS, MORE_ROWS = 16, 120  # beyond, up to so many, where each has enough that its quantile is hardly chance
GROUPED_ROWS = 20_000  # at most: 1,250 of a group tell its quantile to 1 %, and sorting more takes time for nothing
GROUP_EVEN = 60  # steps between the ranks that a group keeps: at most a 60th of its residuals


def residuals(fold: Fold, w: Floats, optimum: Floats) -> Residuals | None:
    """Of the validation rows; where these are few or none, of training rows as a model of the others predicts them.

    Of many rows one row more or less moves the weights by next to nothing: there the residuals of the
    training rows, which are too small by n − p of n on average, are made as much larger.
    """
    held_out = fold.predicted(VALIDATION, w)
    if held_out is not None and (len(held_out) >= FEW_HELD_OUT or fold.n < FEWEST_ADAPTED):
        return _of_rows("validation", held_out)
    left_out = fold.left_out(w, optimum)
    if left_out is not None and held_out is not None:
        return _of_rows("validation and cross-validation", PredictedRows.joined([held_out, left_out]))
    if left_out is not None:
        return _of_rows("cross-validation", left_out)
    if held_out is not None:
        return _of_rows("validation", held_out)
    trained = fold.predicted(None, w)
    if trained is None:
        return None
    return _of_rows("training", trained, fold.weight / max(fold.weight - fold.encoding.p, 1))


def _of_rows(source: str, rows: PredictedRows, times: float = 1.0) -> Residuals:
    """The absolute values of errors (n,) in order, or some of very many; and the same of neighbours by prediction."""
    rows = rows.even()
    predictions, errors = rows.y_hat, rows.errors * times
    sizes, ranks = np.sort(np.abs(errors)).astype(np.float64), kept_ranks(len(errors))
    some = slice(None, None, -(-len(errors) // GROUPED_ROWS))  # they come in no order: shuffled, or drawn at random
    groups = list(_groups(predictions[some].astype(np.float64), np.abs(errors[some]).astype(np.float64)))
    return Residuals(source, len(errors), ranks, sizes[np.array(ranks) - 1].tolist(), groups)


def _groups(predictions: Floats, sizes: Floats) -> Iterator[ResidualGroup]:
    """Groups of neighbours, of as many rows each as equal predictions allow; none where they would be one."""
    n, order = len(predictions), np.argsort(predictions, kind="stable")
    few, more = min(GROUPS, n // GROUP_ROWS), min(MORE_GROUPS, n // MORE_ROWS)
    count = max(few, more) if n >= FEWEST_ADAPTED else 1
    predictions, sizes = predictions[order], sizes[order]
    ends = [0]
    for cut in np.linspace(0, n, count + 1).round().astype(np.intp)[1:-1].tolist():
        end = int(np.searchsorted(predictions, predictions[cut]))  # equal predictions stay together
        if end - ends[-1] >= GROUP_ROWS // 2:
            ends.append(end)
    if len(ends) > 1 and n - ends[-1] < GROUP_ROWS // 2:
        ends.pop()
    for start, end in zip(ends, [*ends[1:], n], strict=True) if len(ends) > 1 else ():
        own, ranks = np.sort(sizes[start:end]), kept_ranks(end - start, GROUP_EVEN)
        median = quantiles(predictions[start:end], [0.5])[0]
        yield ResidualGroup(median, end - start, ranks, own[np.array(ranks) - 1].tolist())
