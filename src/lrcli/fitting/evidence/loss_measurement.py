"""How well a model predicts by its own loss, where that is not the squared loss, to which RMSE and R² belong."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.rows.rows import joined_arrays
from lrcli.data.tables.split import TEST, VALIDATION
from lrcli.fitting.evidence.facts import LossMeasurement
from lrcli.fitting.storage.interface import Fold
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.learning.losses import Absolute, LossFunction, Quantile, quantile
from lrcli.learning.solution.optimum import Optimum


def measure_by_loss(fold: Fold, w: Floats, optimum: Optimum) -> LossMeasurement | None:
    """On test rows, else validation rows, else training rows predicted by models of other rows; None for squared."""
    if fold.recipe.squared:
        return None
    for of, role in (("test rows", TEST), ("validation rows", VALIDATION)):
        if (rows := fold.predicted(role, w)) is not None:
            return measured_on(fold, of, rows, held_out=True)
    if (rows := fold.left_out(w, optimum.w)) is not None:
        return measured_on(fold, "rows, each predicted by a model of others", rows, held_out=True)
    rows = fold.predicted(None, w)
    assert rows is not None
    return measured_on(fold, "training rows", rows, held_out=False)


def measure_folds_by_loss(
    folds: Sequence[Fold], held_out: Sequence[int], weights: Sequence[Floats]
) -> LossMeasurement | None:
    """On the rows of all folds; None if squared. held_out: each fold's role."""
    if folds[0].recipe.squared:
        return None
    several = [fold.predicted(role, w) for fold, role, w in zip(folds, held_out, weights, strict=True)]
    rows = PredictedRows.joined([each for each in several if each is not None])
    return measured_on(folds[0], f"rows in {len(folds)} folds", rows, held_out=True)


def measured_on(fold: Fold, of: str, rows: PredictedRows, *, held_out: bool) -> LossMeasurement:
    """By the loss of a fold, whose training rows tell the best constant. of: what the rows are."""
    of += fold.table.columns.held_out_words if held_out else ""
    pairs = list(fold.truth())
    training, weights = np.concatenate([y for y, _ in pairs]), joined_arrays([each for _, each in pairs])
    return loss_measurement(fold.loss, (training, weights), of, rows, held_out=held_out)


def loss_measurement(
    loss: LossFunction, training: tuple[Floats, Floats | None], of: str, rows: PredictedRows, *, held_out: bool
) -> LossMeasurement:
    """training: the target of the rows that tell the best constant, and for how many rows each counts.

    A robust loss is measured robustly, by the median absolute error, which a few large errors do not change. A quantile
    is measured by its own loss, the pinball loss.
    """
    y, errors, counts = rows.y_hat - rows.errors, rows.errors, rows.weights
    own = loss if loss.name == Quantile.name else Absolute()
    constant = quantile(training[0], -own.low / (own.high - own.low), training[1])
    # A far row has a large loss by any prediction, so that it changes the difference of two losses little.
    gains = own(constant - y) - own(errors)
    mean = np.average(gains, weights=counts)
    deviation = np.sqrt(np.average((gains - mean) ** 2, weights=counts) / len(gains))
    tau, below = None, None
    if loss.name == Quantile.name:
        error, of_constant = (float(np.average(own(e), weights=counts)) for e in (errors, constant - y))
        tau, below = -loss.low, float(np.average(errors >= 0, weights=counts))
    else:
        error, of_constant = (quantile(np.abs(e), 0.5, counts) for e in (errors, constant - y))
    return LossMeasurement(
        of, held_out, len(errors), error, of_constant, float(mean / deviation) if deviation > 0 else np.inf, tau, below
    )
