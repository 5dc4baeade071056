"""What a learning curve says about more rows."""

from math import sqrt
from statistics import fmean, stdev

from lrcli.fitting.learning_curve import Point
from lrcli.jobs.crossval import CrossValidation
from lrcli.model.record import Scores
from lrcli.report.words.fit import EQUAL, overfits, undecided, underfits
from lrcli.text import percent

EARLIER = 0.4  # the part of the rows whose error tells whether it still falls
FALLING = 0.01  # of the error: a fall that is worth more rows
MUCH = 0.1  # of the error: a fall that is more than a little


def mean(scores: tuple[Scores, ...]) -> float:
    return fmean(each.rmse for each in scores)


def fall(result: CrossValidation) -> float:
    """By what part the validation error fell from some of the rows to all; 0 where that may be chance."""
    assert result.learning is not None
    *fewer, whole = result.learning.points
    earlier = [point for point in fewer if point.share >= EARLIER]
    if not earlier:
        return 0.0
    falls = _differences(earlier[0], whole)
    certain = fmean(falls) > 2 * stdev(falls) / sqrt(len(falls))
    return fmean(falls) / mean(earlier[0].validation) if certain else 0.0


def _differences(before: Point, after: Point) -> list[float]:
    """Of each fold, which is the same rows for both."""
    return [a.rmse - b.rmse for a, b in zip(before.validation, after.validation, strict=True)]


def verdict(result: CrossValidation) -> str:
    """One sentence: high bias or high variance, and whether more rows help."""
    assert result.learning is not None
    fell, excess = fall(result), result.winner.excess
    falls = fell > FALLING
    last = f"the validation error still falls, by {percent(fell)} over the last {percent(1 - EARLIER)} of the rows"
    apart = f"the validation error is {percent(abs(excess))} {'above' if excess > 0 else 'below'} the training error"
    if abs(excess) < EQUAL:
        apart = "the validation error is as high as the training error"
    if len(result.learning.points) == 1:
        return f"{apart}; whether more rows help cannot be told, since fewer than all are too few to learn from"
    if overfits(result):
        if falls:
            return f"high variance, it overfits: {apart} and {last}: more rows will help, or --weight-decay"
        return f"high variance, it overfits: {apart} and no longer falls: try fewer features or --weight-decay"
    if underfits(result):
        return f"high bias, it underfits: {apart} and both are high: more rows will not help, other features may"
    if falls:
        return f"{apart}, and {last}: more rows will help{'' if fell > MUCH else ' a little'}"
    if undecided(result):
        return f"{apart}, but the folds differ too much to tell whether more rows will help"
    against = percent(1 - result.winner.validation.pooled / result.baseline.pooled)
    met = f"both errors have met: {apart}, {against} less than always the mean"
    return f"{met}; more rows will not help, better features may"
