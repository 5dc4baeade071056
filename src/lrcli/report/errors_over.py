"""Training and validation error over something: the picture, and what is over- and underfitting."""

import math
from collections.abc import Sequence

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.curves import WIDE_SPAN
from lrcli.report.plots import BULLETS, Named, Scale, Series, plot

EQUAL = 1e-3  # of the training error: a difference that is not worth a number
UNDERFITTED = 0.1  # of the baseline's error: a gain that is not worth a model
OVERFITTED = 0.1  # of the training error: a generalization error that is worth a word


def overfits(result: CrossValidation) -> bool:
    """The best candidate's validation error is higher than its training error, by more than noise."""
    best = result.winner
    training = best.train.pooled
    noise = best.validation.std / math.sqrt(result.k) / training if training > 0 else 0.0
    return best.excess > max(OVERFITTED, 2 * noise)


def undecided(result: CrossValidation) -> bool:
    """The best candidate's generalization error would be worth a word, but may be noise."""
    return result.winner.excess > OVERFITTED and not overfits(result)


def underfits(result: CrossValidation) -> bool:
    """The best candidate is next to nothing better than always the mean."""
    return result.winner.validation.pooled >= result.baseline.pooled * (1 - UNDERFITTED)


def picture(
    places: Sequence[float], names: Sequence[str], train: Sequence[float], validation: Sequence[float], width: int
) -> str:
    """Two curves over the named places; a logarithmic scale where the errors span a factor of ten."""
    errors = [error for error in (*train, *validation) if error > 0] or [1.0]
    low, high = min(errors), max(errors)
    y = Scale(low, high, log=high > WIDE_SPAN * low)
    curves = [Series(places, validation, BULLETS, joined=True), Series(places, train, joined=True)]
    return plot(curves, Named(min(places), max(places), named=tuple(zip(places, names, strict=True))), y, width)
