"""How well weights predict, in the target's own units."""

import msgspec
import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.encoding import Encoding
from lrcli.data.tables.row_sums import EarlierRows
from lrcli.errors import DataError
from lrcli.fitting.storage.interface import Fold
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.learning.linear import Block, centre, predict
from lrcli.learning.losses import SQUARED, Huber, LossFunction, loss_called
from lrcli.learning.metrics import METRICS, Errors
from lrcli.model.linear import Model
from lrcli.model.record import OWN_KEYS, Scores


def score(fold: Fold, block: Block, y: Floats, w: Floats, weights: Floats | None = None) -> Scores:
    """How well w (p,) predicts encoded rows whose target, in its units, is y (n,) and that count so often (n,)."""
    return checked(scores_of(Errors.of(y, predicted(fold, block, w), weights, loss_in_units(fold))), fold, w)


def loss_in_units(fold: Fold) -> LossFunction:
    """The fold's loss, of errors in units of the target."""
    return scored_loss(fold.loss.per(1 / fold.encoding.y_scale), log=fold.table.columns.log_target)


def loss_of(model: Model) -> LossFunction:
    """The loss that a model's errors are scored by, in units of its target."""
    training = model.training
    loss = loss_called(training.loss) or Huber(training.delta or 1.0)
    return scored_loss(loss, log=model.target.log is not None)


def scored_loss(loss: LossFunction, *, log: bool) -> LossFunction:
    """The loss that errors are scored by. log: whether the logarithm of the target is learned.

    A Huber loss of logarithms is none of the target's errors, since its δ is a factor there.
    """
    return SQUARED if log and loss.name == Huber.name else loss


def predicted(fold: Fold, block: Block, w: Floats) -> Floats:
    """ŷ (n,) of encoded rows by weights w (p,), in the target's units."""
    return in_units(predict(block, centre(w, fold.encoding.centring)), fold)


def scores_of(
    errors: Errors, squares: Errors | None = None, rows: int | None = None, weight: float | None = None
) -> Scores:
    """All metrics of some rows. squares: sums of squares that moments tell of more rows; rows: how many these are.

    weight: for how many these count, where they have weights.
    """
    if weight is None and errors.n != errors.rows:
        weight = float(errors.n)
    values = {metric.name: metric.of(squares if squares and metric.by_moments else errors) for metric in METRICS}
    own = {name: value for name, value in values.items() if name in OWN_KEYS}
    more = {name: value for name, value in values.items() if name not in OWN_KEYS}
    counts = {"rows": errors.rows if rows is None else rows, "weight": weight}
    return msgspec.convert({**counts, **own, "more": more}, Scores)


def checked(scores: Scores, fold: Fold, w: Floats) -> Scores:
    """The scores of weights w (p,). Raise DataError where exp of what finite ones predict is too large."""
    if fold.table.columns.log_target and not np.isfinite(scores.mse) and np.isfinite(w).all():
        raise DataError(
            "a prediction overflows: its logarithm is learned, and exp of it is too large to be scored; "
            "some value lies far outside the range of the training rows; "
            "leave its row out with --where, or leave --log-target out"
        )
    return scores


def errors_on(block: Block, w: Floats, encoding: Encoding) -> Floats:
    """ŷ − y (n,) in the units of the target as it is learned."""
    return (predict(block, centre(w, encoding.centring)) - block.y) * encoding.y_scale


def predicted_rows(block: Block, w: Floats, encoding: Encoding, weights: Floats | None = None) -> PredictedRows:
    """Encoded rows, which count so often (n,), as weights w (p,) predict them."""
    y_hat = predict(block, centre(w, encoding.centring))
    return PredictedRows(y_hat * encoding.y_scale + encoding.y_centre, (y_hat - block.y) * encoding.y_scale, weights)


def in_units(encoded: Floats, fold: Fold) -> Floats:
    """Encoded targets or predictions (n,) in the target's units."""
    return from_log(encoded * fold.encoding.y_scale + fold.encoding.y_centre, fold)


def from_log(y: Floats, fold: Fold) -> Floats:
    """The target itself, where its logarithm was learned."""
    if not fold.table.columns.log_target:
        return y
    with np.errstate(over="ignore"):
        return np.exp(y) - fold.table.columns.log_shift


def target_statistics(fold: Fold) -> tuple[float, float]:
    """Mean and deviation of the training rows' target in its units."""
    statistics = fold.encoding.statistics
    if not fold.table.columns.log_target:
        return statistics.y_mean, statistics.y_std
    around, n, total, squares = float(from_log(np.array(statistics.y_mean), fold)), 0.0, 0.0, 0.0
    for some, weights in fold.truth():
        y, counts = from_log(some, fold) - around, np.ones(len(some)) if weights is None else weights
        n, total = n + float(counts.sum()), total + float((y * counts).sum())
        squares += float((y**2 * counts).sum())
    mean, std = around + total / n, float(np.sqrt(max(squares / n - (total / n) ** 2, 0.0)))
    return (mean, std) if fold.table.earlier is None else _with_earlier(fold, fold.table.earlier, mean, std)


def _with_earlier(fold: Fold, earlier: EarlierRows, mean: float, std: float) -> tuple[float, float]:
    """Mean and deviation of all training rows. mean, std: of those that are no earlier ones."""
    n = sum(sums.n for role, sums in earlier.sums.roles.items() if role in fold.training)
    share, apart = n / fold.n, earlier.target_mean - mean
    variance = share * earlier.target_std**2 + (1 - share) * std**2 + share * (1 - share) * apart**2
    return mean + share * apart, float(np.sqrt(variance))


def baseline(fold: Fold) -> Floats:
    """The weights (p,) that always predict the mean of the training rows."""
    w, encoding, columns = np.zeros(fold.encoding.p), fold.encoding, fold.table.columns
    mean, _ = target_statistics(fold)
    learned = np.log(mean + columns.log_shift) if columns.log_target else mean
    w[0] = (learned - encoding.y_centre) / encoding.y_scale
    return w


def rms(errors: Floats, weights: Floats | None = None) -> float:
    """The root of the mean square of errors (n,), which count so often (n,); infinite where a square is too large."""
    with np.errstate(over="ignore"):
        return float(np.sqrt(np.average(errors.astype(np.float64) ** 2, weights=weights)))
