"""The mean of a target whose logarithm was learned.

exp of a mean logarithm is the median of rows whose errors are as often above as below, and their mean is higher: errors
multiply, and ×2 adds more than ÷2 takes away. Duan's smearing estimate (1983) puts each error of the training rows on
the prediction and takes the mean of what comes out: exp(ŷ) · 1/n Σ exp(e). It needs no distribution of the errors, only
that it is the same for all rows.
"""

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.split import TEST, VALIDATION
from lrcli.fitting.storage.interface import Fold
from lrcli.model.record import Scores, Target


def smearing(fold: Fold, w: Floats) -> float | None:
    """1/n Σ exp(e) over the training rows, or a random sample of very many; None where it is too large for a number."""
    trained = fold.predicted(None, w)
    if trained is None:
        return None
    with np.errstate(over="ignore"):
        factor = float(np.average(np.exp(-trained.errors), weights=trained.weights))
    return factor if np.isfinite(factor) else None


def scores_of_means(fold: Fold, w: Floats, target: Target) -> Scores | None:
    """How well predicted means do on the test rows, else the validation rows, else the training rows.

    The logarithm of the factor is a part of the bias like any other.
    """
    if target.log is None or not target.log.smearing:
        return None
    raised = w.astype(np.float64)
    raised[0] += np.log(target.log.smearing) / fold.encoding.y_scale
    roles: tuple[int | None, ...] = (TEST, VALIDATION, None)
    return next(scores for role in roles for scores in fold.scores(role, [raised]))
