"""What a learning curve says about more rows."""

from math import sqrt
from statistics import fmean, stdev

from lrcli.fitting.learning_curve import Point
from lrcli.jobs.crossval import CrossValidation
from lrcli.model.record import Scores
from lrcli.report.words.overfitting import EQUAL_ERRORS, barely_beats_baseline, overfits, undecided
from lrcli.text import percent

COMPARED_SHARE = 0.4  # of the rows: the error there is compared with the error at all rows
WORTHWHILE_FALL = 0.01  # of the error: a smaller fall is not worth the work of getting more rows
LARGE_FALL = 0.1  # of the error: a smaller fall helps "a little"


def mean_rmse(scores: tuple[Scores, ...]) -> float:
    return fmean(each.rmse for each in scores)


def error_fall(result: CrossValidation) -> float:
    """The share of the validation error that went away from some of the rows to all; 0 where that may be chance."""
    assert result.learning is not None
    *fewer, whole = result.learning.points
    earlier = [point for point in fewer if point.share >= COMPARED_SHARE]
    if not earlier:
        return 0.0
    falls = _fold_differences(earlier[0], whole)
    certain = fmean(falls) > 2 * stdev(falls) / sqrt(len(falls))
    return fmean(falls) / mean_rmse(earlier[0].validation) if certain else 0.0


# Fold by fold and not mean against mean: both points are validated on the same rows of a fold, so what makes one fold
# harder than another cancels, and a small but steady fall stands out from the spread between folds.
def _fold_differences(before: Point, after: Point) -> list[float]:
    return [a.rmse - b.rmse for a, b in zip(before.validation, after.validation, strict=True)]


def learning_verdict(result: CrossValidation) -> str:
    """One sentence: high bias or high variance, and whether more rows help."""
    assert result.learning is not None
    fall, excess = error_fall(result), result.winner.excess
    falls = fall > WORTHWHILE_FALL
    trend = (
        f"the validation error still falls, by {percent(fall)} over the last {percent(1 - COMPARED_SHARE)} of the rows"
    )
    gap = f"the validation error is {percent(abs(excess))} {'above' if excess > 0 else 'below'} the training error"
    if abs(excess) < EQUAL_ERRORS:
        gap = "the validation error is as high as the training error"
    if len(result.learning.points) == 1:
        return f"{gap}; whether more rows help cannot be told, since fewer than all are too few to learn from"
    if overfits(result):
        if falls:
            decay = "" if result.decay_was_compared else ", or --weight-decay"
            return f"high variance, it overfits: {gap} and {trend}: more rows will help{decay}"
        decay = "" if result.decay_was_compared else " or --weight-decay"
        return f"high variance, it overfits: {gap} and no longer falls: try fewer features{decay}"
    if barely_beats_baseline(result):
        return f"high bias, it underfits: {gap} and both are high: more rows will not help, other features may"
    if falls:
        return f"{gap}, and {trend}: more rows will help{'' if fall > LARGE_FALL else ' a little'}"
    if undecided(result):
        return f"{gap}, but the folds differ too much to tell whether more rows will help"
    gain = percent(1 - result.winner.validation.pooled / result.baseline.pooled)
    return (
        f"both errors have met: {gap}, {gain} less than always the mean; more rows will not help, better features may"
    )
