"""Which metrics stand in which table."""

from lrcli.learning.metrics import METRICS, Metric


def metrics_without(*names: str) -> tuple[Metric, ...]:
    return tuple(metric for metric in METRICS if metric.name not in names)


TRAINING_METRICS = metrics_without("mse", "mape")  # the loss is half of the MSE, and 80 columns have no room for MAPE
EVALUATION_METRICS = metrics_without("loss")  # half of the MSE
PAGE_METRICS = metrics_without("loss", "mse")  # both are in squared units; the RMSE says the same in the target's own
MEDIANS, MEANS = "model, medians", "model, means"  # what a model of a logarithm predicts, and what --mean adds
