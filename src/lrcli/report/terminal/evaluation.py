"""How well a model predicts."""

from collections.abc import Iterator
from typing import Any

from lrcli.jobs.evaluate import Evaluation
from lrcli.model.linear import Model
from lrcli.report.terminal.pictures import predictions
from lrcli.report.terminal.scores import heads, score_cells
from lrcli.report.terminal.tables import table
from lrcli.report.words.metrics import OF_EVALUATION
from lrcli.text import number, plain, signed


def tables(evaluation: Evaluation, model: Model) -> Iterator[Any]:
    """Scores against always predicting the training mean, and the rows furthest off."""
    of = {"model": evaluation.model, "always the mean": evaluation.baseline}
    yield table(None, heads(OF_EVALUATION), [[name, *score_cells(each, OF_EVALUATION)] for name, each in of.items()])
    for metric in OF_EVALUATION:
        if metric.absent and evaluation.baseline.value(metric.name) is None:
            yield plain(f"no {metric.symbol}: {metric.absent.format(target=model.target.name)}")
    furthest = [
        [f"{miss.line:,}", number(miss.actual), number(miss.predicted), signed(miss.predicted - miss.actual)]
        for miss in evaluation.worst
    ]
    yield table("furthest off", ["line", model.target.name, "predicted", "error"], furthest, texts=0)


def pictures(evaluation: Evaluation, model: Model, width: int) -> Iterator[str]:
    """The points that are drawn, where some are asked for."""
    if evaluation.points and evaluation.points.x:
        yield from predictions(evaluation.points, model.target.name, width)
