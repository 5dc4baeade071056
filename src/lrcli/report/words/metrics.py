"""Which metrics stand in which table: all but those that would say the same twice or have no room there."""

from lrcli.learning.metrics import METRICS, Metric


def all_but(*names: str) -> tuple[Metric, ...]:
    return tuple(metric for metric in METRICS if metric.name not in names)


OF_TRAINING = all_but("mse", "mape")  # the loss is half of the MSE, and 80 columns hold no more
OF_EVALUATION = all_but("loss")  # half of the MSE
OF_PAGE = all_but("loss", "mse")  # which are in squared units; the RMSE says the same in the target's own
