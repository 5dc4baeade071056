"""How far off a model is on rows that did not train it, measured while it is trained."""

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.split import VALIDATION
from lrcli.fitting.storage.interface import Fold
from lrcli.model.residuals import Residuals, kept_ranks


def residuals(fold: Fold, w: Floats, optimum: Floats) -> Residuals:
    """Of the validation rows; where there are none, of training rows as a model of the others predicts them.

    Of many rows one row more or less moves the weights by next to nothing: there the residuals of the
    training rows, which are too small by n − p of n on average, are made as much larger.
    """
    held_out = fold.errors(VALIDATION, w)
    if held_out is not None:
        return _of_errors("validation", held_out)
    left_out = fold.left_out_errors(w, optimum)
    if left_out is not None:
        return _of_errors("cross-validation", left_out)
    errors = fold.errors(None, w)
    assert errors is not None
    return _of_errors("training", errors * (fold.n / max(fold.n - fold.encoding.p, 1)))


def _of_errors(source: str, errors: Floats) -> Residuals:
    """The absolute values of errors (n,) in order, or some of very many."""
    sizes, ranks = np.sort(np.abs(errors)).astype(np.float64), kept_ranks(len(errors))
    return Residuals(source, len(errors), ranks, sizes[np.array(ranks) - 1].tolist())
