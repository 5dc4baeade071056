"""Which metrics stand in which table."""

from dataclasses import replace

from lrcli.learning.losses import Absolute, Quantile
from lrcli.learning.metrics import METRICS, Metric
from lrcli.model.record import Training

LINEAR = {Absolute.name, Quantile.name}  # losses in units of the target


def metrics_without(*names: str) -> tuple[Metric, ...]:
    return tuple(metric for metric in METRICS if metric.name not in names)


TRAINING_METRICS = metrics_without("mse", "mape")  # the loss is half of the MSE, and 80 columns have no room for MAPE
EVALUATION_METRICS = metrics_without("loss")  # half of the MSE
PAGE_METRICS = metrics_without("loss", "mse")  # both are in squared units; the RMSE says the same in the target's own


def loss_power(training: Training) -> int:
    """1 where the loss of this training is in units of the target, 2 where it is in squared ones."""
    return 1 if training.loss.partition(":")[0] in LINEAR else 2


def training_metrics(training: Training) -> tuple[Metric, ...]:
    """Those of the summary, with the unit that the loss of this training has."""
    power = loss_power(training)
    return tuple(replace(metric, power=power) if metric.name == "loss" else metric for metric in TRAINING_METRICS)


MEDIANS, MEANS = "model, medians", "model, means"  # what a model of a logarithm predicts, and what --mean adds
