"""Rows whose target has a minus by mistake, as refunds and credits have it in exports of what was paid.

They are not told by their size, which is that of all others, and a target may well be below 0 in a few rows: a loss
among profits. But a loss is not what the features say of a profit. So the model is asked: where a sign has changed,
the prediction is about as far from the number without its minus as other predictions are from theirs.
"""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats
from lrcli.fitting.evidence.facts import ChangedSigns
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.scores import from_log, predicted
from lrcli.fitting.storage.interface import Fold

MOST_CHANGED = 0.05  # of the rows: more of them are a part of the table
FEWEST_CHANGED = 3  # rows: fewer are looked at one by one
OF_USUAL_SIZE = 0.5  # of the others' median: beside 0 a sign says little
NEAR = 2.0  # times the others' error, within which a number without its minus is as predicted
LARGER_ERROR = 1.05  # times the error of all others: less is no reason against a model


def find_changed_signs(trained: Sequence[tuple[Fold, Floats, SplitRows]]) -> ChangedSigns | None:
    """Such rows of a training or of several folds, by the weights (p,) and the rows of each; None where none are."""
    first, _, split = trained[0]
    several = [each for each in trained if len(each[2].judged)]
    if not several or first.table.columns.log_target:
        return None
    y = from_log(np.concatenate([split.trained.y, split.held_out.y]), first)
    origins = np.concatenate([split.trained.origins, split.held_out.origins])
    below = y < 0
    share = float(below.mean())
    if below.sum() < FEWEST_CHANGED or share > MOST_CHANGED:
        return None
    if np.median(-y[below]) < OF_USUAL_SIZE * np.median(y[~below]):
        return None
    truth = np.concatenate([from_log(split.judged.y, fold) for fold, _, split in several])
    y_hat = np.concatenate([predicted(fold, fold.block(split.judged), w) for fold, w, split in several])
    minus = truth < 0
    if not minus.any() or minus.all():
        return None
    rmse, usual = _rms(y_hat - truth), _rms(y_hat[~minus] - truth[~minus])
    without_minus, as_it_is = _rms(y_hat[minus] + truth[minus]), _rms(y_hat[minus] - truth[minus])
    if without_minus > NEAR * usual or as_it_is < NEAR * usual or rmse < LARGER_ERROR * usual:
        return None
    return ChangedSigns(share, first.table.places.place(int(origins[below].min())), rmse, usual)


def _rms(errors: Floats) -> float:
    return float(np.sqrt(np.mean(errors**2)))
