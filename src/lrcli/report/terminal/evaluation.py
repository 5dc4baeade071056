"""How well a model predicts."""

from collections.abc import Iterator
from typing import Any

from lrcli.jobs.evaluate import Evaluation
from lrcli.model.linear import Model
from lrcli.model.record import Scores
from lrcli.report.terminal.pictures import predictions
from lrcli.report.terminal.tables import table
from lrcli.text import fixed, number, plain, signed


def tables(evaluation: Evaluation, model: Model) -> Iterator[Any]:
    """Scores against always predicting the training mean, and the rows furthest off."""
    columns = ["", "rows", "MSE", "RMSE", "MAE", "MAPE", "R²"]
    rows = [["model", *cells(evaluation.model)], ["always the mean", *cells(evaluation.baseline)]]
    yield table(None, columns, rows)
    if evaluation.baseline.mape is None:
        yield plain(f"no MAPE: {model.target.name} is 0 in some row, and nothing is a percentage of 0")
    furthest = [
        [f"{miss.line:,}", number(miss.actual), number(miss.predicted), signed(miss.predicted - miss.actual)]
        for miss in evaluation.worst
    ]
    yield table("furthest off", ["line", model.target.name, "predicted", "error"], furthest, texts=0)


def pictures(evaluation: Evaluation, model: Model, width: int) -> Iterator[str]:
    """The points that are drawn, where some are asked for."""
    if evaluation.points and evaluation.points.x:
        yield from predictions(evaluation.points, model.target.name, width)


def cells(scores: Scores) -> list[str]:
    mape = f"{scores.mape:,.2f} %" if scores.mape is not None else "–"
    return [f"{scores.rows:,}", number(scores.mse), number(scores.rmse), number(scores.mae), mape, fixed(scores.r2)]
