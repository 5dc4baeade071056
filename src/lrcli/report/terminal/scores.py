"""Scores of a model as cells of a table."""

from collections.abc import Sequence

from lrcli.learning.metrics import Metric
from lrcli.model.record import Scores
from lrcli.text import signed


def heads(metrics: Sequence[Metric]) -> list[str]:
    return ["", "rows", *(metric.symbol for metric in metrics)]


def score_cells(scores: Scores, metrics: Sequence[Metric]) -> list[str]:
    return [scores.rows_in_words, *(metric.text(scores.value(metric.name)) for metric in metrics)]


def difference_cells(a: Scores, b: Scores, metrics: Sequence[Metric]) -> list[str]:
    """a − b; errors with their sign."""
    differences = [a.difference(b, metric.name) for metric in metrics]
    return [
        "",
        *(
            signed(difference, 4) if metric.power else metric.text(difference)
            for metric, difference in zip(metrics, differences, strict=True)
        ),
    ]
