"""Scores of a model as cells of a table."""

from collections.abc import Sequence

from lrcli.learning.metrics import Metric
from lrcli.model.record import Scores
from lrcli.text import signed, without_noise


def heads(metrics: Sequence[Metric]) -> list[str]:
    return ["", "rows", *(metric.symbol for metric in metrics)]


def score_cells(scores: Scores, metrics: Sequence[Metric], scale: float = 0.0) -> list[str]:
    """scale: of the target, beside which an error may be nothing but rounding."""
    values = [without_noise(scores.value(metric.name), scale**metric.power) for metric in metrics]
    return [scores.rows_in_words, *(metric.text(value) for metric, value in zip(metrics, values, strict=True))]


def difference_cells(a: Scores, b: Scores, metrics: Sequence[Metric], scale: float = 0.0) -> list[str]:
    """a − b; errors with their sign."""
    differences = [without_noise(a.difference(b, metric.name), scale**metric.power) for metric in metrics]
    return [
        "",
        *(
            signed(difference, 4) if metric.power else metric.text(difference)
            for metric, difference in zip(metrics, differences, strict=True)
        ),
    ]
