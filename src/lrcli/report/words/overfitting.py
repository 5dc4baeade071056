"""Whether a cross-validated model over- or underfits."""

import math

from lrcli.jobs.crossval import CrossValidation

EQUAL_ERRORS = 1e-3  # of the training error: a smaller difference is not worth a number
SMALLEST_GAIN = 0.1  # of the baseline's error: a model that gains less underfits
LARGEST_EXCESS = 0.1  # of the training error: a model that generalizes worse than that overfits


def overfits(result: CrossValidation) -> bool:
    """The best candidate's validation error is higher than its training error, by more than two standard errors."""
    best = result.winner
    training = best.train.pooled
    noise = best.validation.std / math.sqrt(result.k) / training if training > 0 else 0.0
    return best.excess > max(LARGEST_EXCESS, 2 * noise)


def undecided(result: CrossValidation) -> bool:
    """The best candidate's generalization error is large, but may be chance."""
    return result.winner.excess > LARGEST_EXCESS and not overfits(result)


def barely_beats_baseline(result: CrossValidation) -> bool:
    """The best candidate is hardly better than always predicting the mean."""
    return result.winner.validation.pooled >= result.baseline.pooled * (1 - SMALLEST_GAIN)
