"""What there is to say of a training: how it went, how near it came, what a weight does."""

import math
from collections.abc import Callable

from lrcli.model.linear import Model
from lrcli.model.record import Training
from lrcli.text import count, number, percent, short, signed

SMALL_GAP = 1e-6  # nobody needs to know more exactly
NO_ERROR = 1e-9  # of a deviation, an RMSE that is rounding


def effect(model: Model, weight: float, write: Callable[[float], str] = number) -> str:
    """What a weight does: it adds to the target, or changes it by a part where its logarithm was learned."""
    return f"{signed(100 * math.expm1(weight), 4)} %" if model.target.log else write(weight)


def how(training: Training) -> str:
    """The recipe as used, and why it ended."""
    decay = f", weight decay {short(training.weight_decay)}" if training.weight_decay else ""
    if training.level_decay:
        decay = f", weight decay {short(training.level_decay)} on levels"
    if training.solver == "exact":
        return f"solved exactly{decay}"
    ran, kept = training.epochs_run or 0, training.kept_epoch or 0
    assert training.batch_size is not None
    minibatches = -(-training.rows.train // training.batch_size)
    ends = {
        "epochs": "",
        "tolerance": f"; ended after {ran:,}: the loss fell by less than the tolerance",
        "patience": f"; ended after {ran:,}: no lower validation loss since epoch {kept:,}",
        "interrupted": f"; interrupted after {ran:,}, with the weights of epoch {kept:,}",
    }
    return (
        f"{training.optimizer}, learning rate {short(training.learning_rate)}, {training.schedule}{decay}: "
        f"{count(training.epochs or 0, 'epoch')} of {minibatches:,} × {training.batch_size:,} rows"
        + ends[training.stopped]
    )


def arrival(model: Model) -> str:
    """How far above the lowest loss there is the training ended."""
    gap = model.metrics.optimality_gap
    if gap is None:
        rmse = model.metrics.train.rmse
        if rmse <= NO_ERROR * model.target.std:
            return "an exact fit: the analytic optimum has no error left"
        left = f"this training an RMSE of {number(rmse)}"
        return f"the analytic optimum has no error left, {left}; --solver exact gets there"
    if model.training.solver == "exact":
        return "the analytic optimum"
    if gap < SMALL_GAP:
        return f"less than {percent(SMALL_GAP)} above the analytic optimum"
    return f"{percent(gap)} above the analytic optimum"
