"""Rows whose target has a minus where the others have none, such as refunds and credits among payments.

Their size does not give them away, since it is that of the other rows. Nor does the minus alone: a few targets below 0
may be right, as losses among profits are. The model tells them apart. The prediction for a refund is near its amount
without the minus, about as near as other predictions are to their targets; for a real loss it is not.
"""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats
from lrcli.fitting.evidence.facts import ChangedSigns
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.scores import from_log, predicted
from lrcli.fitting.storage.interface import Fold

MOST_CHANGED = 0.05  # of the rows: if there are more, they belong to the table
FEWEST_CHANGED = 3  # rows: fewer are left to the search for single rows
OF_USUAL_SIZE = 0.5  # of the median of the others: near 0 a sign means little
NEAR = 2.0  # times the error of the others: within it, a number without its minus agrees with its prediction
LARGER_ERROR = 1.05  # times the error of the others: if all rows together have less, it is no reason against a model


def find_changed_signs(trained: Sequence[tuple[Fold, Floats, SplitRows]]) -> ChangedSigns | None:
    """Find such rows in a training or in folds, by the weights (p,) and the rows of each; None if there are none."""
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
