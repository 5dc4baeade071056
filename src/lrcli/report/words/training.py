"""Sentences about a training: its recipe, how near it came to the optimum, and what a weight does."""

import math
from collections.abc import Callable

from lrcli.model.features import Effect, Feature
from lrcli.model.linear import Model
from lrcli.model.record import Training
from lrcli.text import count, number, percent, short, signed, without_noise

SMALLEST_GAP = 1e-6  # of the lowest loss: a smaller optimality gap is not written out
ROUNDING_ERROR = 1e-9  # of the target's deviation: a smaller RMSE is rounding, and the fit is exact


def effects_of(model: Model, feature: Feature) -> list[Effect]:
    """The effects of a feature; 0 where they move the sum by nothing but rounding."""
    return [
        effect if without_noise(effect.move, model.scale) else effect._replace(weight=0.0, move=0.0)
        for effect in feature.effects()
    ]


def weight_effect(model: Model, weight: float, write: Callable[[float], str] = number) -> str:
    """What a weight does: it is added to the target, or changes it by a percentage where its logarithm was learned."""
    return f"{signed(100 * math.expm1(weight), 4)} %" if model.target.log else write(weight)


# exp(−195) is 2e-85, a number that nobody can place, and exp(−800) is 0 as a float.
def bias_text(model: Model) -> str:
    """The bias; where a logarithm was learned, the factor that it is as a power of e."""
    bias = number(without_noise(model.bias, model.scale))
    return f"exp({bias})" + f" - {model.shift}" * bool(model.shift) if model.target.log else bias


def loss_in_words(training: Training) -> str:
    """The loss, where it is not squared: "huber loss, δ 1617"."""
    if training.loss == "squared":
        return ""
    name, _, number = training.loss.partition(":")
    if training.delta is not None:
        return f"{name} loss, δ {short(training.delta, 4)}"
    return f"loss of the {100 * float(number):g} % quantile" if number else f"{name} loss"


def recipe_in_words(training: Training) -> str:
    """The recipe that was used, and why the training ended."""
    loss = f"{loss_in_words(training)}, ".lstrip(", ")
    decay = f", weight decay {short(training.weight_decay)}" if training.weight_decay else ""
    if training.level_decay:
        decay = f", weight decay {short(training.level_decay)} on levels"
    if training.number_decay:
        others = ", on all else" if training.level_decay else ", weight decay"
        decay += f"{others} {short(training.number_decay)}, by evidence"
    decay += f", l1 {short(training.l1)}" if training.l1 else ""
    if training.solver == "exact":
        return f"{loss}solved exactly{decay}"
    last, best = training.epochs_run or 0, training.kept_epoch or 0
    assert training.batch_size is not None
    minibatches = -(-training.rows.train // training.batch_size)
    endings = {
        "epochs": "",
        "tolerance": f"; ended after {last:,}: the loss fell by less than the tolerance",
        "patience": f"; ended after {last:,}: no lower validation loss since epoch {best:,}",
        "arrived": f"; ended after {last:,}: further steps change no weight",
        "interrupted": f"; interrupted after {last:,}, with the weights of epoch {best:,}",
    }
    return (
        f"{loss}{training.optimizer}, learning rate {short(training.learning_rate)}, {training.schedule}{decay}: "
        f"{count(training.epochs or 0, 'epoch')} of {minibatches:,} × {training.batch_size:,} rows"
        + endings[training.stopped]
    )


def left_out_in_words(model: Model) -> str:
    """How many weights --l1 made 0."""
    weights = [effect.weight for feature in model.features for effect in effects_of(model, feature)]
    return f"{sum(weight == 0 for weight in weights):,} of {count(len(weights), 'weight')} are 0: left out by --l1"


def optimality(model: Model) -> str:
    """How far above the lowest possible loss the training ended."""
    gap = model.metrics.optimality_gap
    optimum = "the analytic optimum" if model.training.loss == "squared" else "the optimum"
    if gap is None:
        rmse = model.metrics.train.rmse
        if rmse <= ROUNDING_ERROR * model.target.std:
            return "an exact fit: the analytic optimum has no error left"
        return (
            f"the analytic optimum has no error left, this training an RMSE of {number(rmse)}; "
            "--solver exact gets there"
        )
    if model.training.solver == "exact":
        return optimum
    if gap < SMALLEST_GAP:
        return f"less than {percent(SMALLEST_GAP)} above {optimum}"
    return f"{percent(gap)} above {optimum}"
