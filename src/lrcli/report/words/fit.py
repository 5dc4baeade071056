"""Whether a cross-validated model over- or underfits."""

import math

from lrcli.jobs.crossval import CrossValidation

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
