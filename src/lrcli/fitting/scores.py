"""How well weights predict, in the target's own units."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Protocol

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.encoding import Encoding
from lrcli.data.tables.gather import Gathered
from lrcli.errors import DataError
from lrcli.learning.linear import Block, centre, predict
from lrcli.learning.metrics import Metrics, measure
from lrcli.model.record import Scores


class Fold(Protocol):
    """What scoring needs to know of the rows of a training."""

    encoding: Encoding

    @property
    def table(self) -> Gathered: ...

    def scores(self, part: int | None, weights: Sequence[Floats]) -> list[Scores]: ...

    def truth(self) -> Iterator[Floats]: ...


def score(fold: Fold, block: Block, y: Floats, w: Floats) -> Scores:
    """How well w (p,) predicts encoded rows whose target, in its units, is y (n,)."""
    y_hat = in_units(predict(block, centre(w, fold.encoding.frequencies)), fold)
    return checked(measure(y, y_hat), fold, w)


def checked(found: Metrics, fold: Fold, w: Floats) -> Scores:
    """The scores of weights w (p,). Raise DataError where exp of what finite ones predict is too large."""
    if fold.table.columns.log_target and not np.isfinite(found.mse) and np.isfinite(w).all():
        raise DataError(
            "a prediction overflows: its logarithm is learned, and exp of it is too large to be scored; "
            "some value lies far outside the range of the training rows; "
            "leave its row out with --where, or leave --log-target out"
        )
    return Scores(**asdict(found))


def errors_on(block: Block, w: Floats, encoding: Encoding) -> Floats:
    """ŷ − y (n,) in the units of the target as it is learned."""
    return (predict(block, centre(w, encoding.frequencies)) - block.y) * encoding.y_scale


def in_units(encoded: Floats, fold: Fold) -> Floats:
    """Encoded targets or predictions (n,) in the target's units."""
    return from_log(encoded * fold.encoding.y_scale + fold.encoding.y_centre, fold)


def from_log(y: Floats, fold: Fold) -> Floats:
    """The target itself, where its logarithm was learned."""
    if not fold.table.columns.log_target:
        return y
    with np.errstate(over="ignore"):
        return np.exp(y)


def target_statistics(fold: Fold) -> tuple[float, float]:
    """Mean and deviation of the training rows' target in its units."""
    found = fold.encoding.statistics
    if not fold.table.columns.log_target:
        return found.y_mean, found.y_std
    around, n, total, squares = float(np.exp(found.y_mean)), 0, 0.0, 0.0
    for some in fold.truth():
        y = from_log(some, fold) - around
        n, total, squares = n + len(y), total + float(y.sum()), squares + float((y**2).sum())
    return around + total / n, float(np.sqrt(max(squares / n - (total / n) ** 2, 0.0)))


def baseline(fold: Fold, part: int | None = None) -> Scores | None:
    """How well always predicting the training mean does, on a part or (None) the training rows."""
    w, encoding = np.zeros(fold.encoding.p), fold.encoding
    mean, _ = target_statistics(fold)
    w[0] = ((np.log(mean) if fold.table.columns.log_target else mean) - encoding.y_centre) / encoding.y_scale
    return next(iter(fold.scores(part, [w])), None)
