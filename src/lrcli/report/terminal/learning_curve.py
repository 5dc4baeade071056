"""The error against the number of training rows, and what it says about more of them."""

from collections.abc import Iterator
from typing import Any

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.terminal.colours import coloured_plot
from lrcli.report.terminal.pictures.error_curves import error_plot
from lrcli.report.terminal.tables import text_table
from lrcli.report.words.learning_curve import learning_verdict, mean_rmse
from lrcli.text import number, percent, signed


def learning_curve_lines(result: CrossValidation, width: int, *, pictures: bool) -> Iterator[Any]:
    """A table, the picture, and a sentence; nothing where no learning curve was asked for."""
    if not result.learning:
        return
    points = result.learning.points
    train = [mean_rmse(point.train) for point in points]
    validation = [mean_rmse(point.validation) for point in points]
    rows = [
        [percent(point.share), f"{point.rows:,.0f}", number(t), number(v), signed(v - t, 4)]
        for point, t, v in zip(points, train, validation, strict=True)
    ]
    yield text_table(None, ["of the rows", "training rows", "training", "validation", "generalization"], rows)
    if pictures and len(points) > 1:
        yield coloured_plot("RMSE against training rows, training ⠒ validation •")
        numbers = [point.rows for point in points]
        yield error_plot("rows", numbers, [f"{rows:,.0f}" for rows in numbers], train, validation, width)
    yield from result.learning.remarks
    yield learning_verdict(result)
