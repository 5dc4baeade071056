"""The error against the number of training rows, and what it says about more of them."""

from collections.abc import Iterator
from typing import Any

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.terminal.error_curves import picture
from lrcli.report.terminal.tables import table
from lrcli.report.words.learning_curve import mean, verdict
from lrcli.text import number, percent, signed


def learning_curve(result: CrossValidation, width: int, *, pictures: bool) -> Iterator[Any]:
    """A table, the picture, and a sentence; nothing where it was not asked for."""
    if not result.learning:
        return
    points = result.learning.points
    train, validation = [mean(p.train) for p in points], [mean(p.validation) for p in points]
    rows = [
        [percent(point.share), f"{point.rows:,.0f}", number(t), number(v), signed(v - t, 4)]
        for point, t, v in zip(points, train, validation, strict=True)
    ]
    yield table(None, ["of the rows", "training rows", "training", "validation", "generalization"], rows)
    if pictures and len(points) > 1:
        yield "RMSE against training rows, training ⠒ validation •"
        places = [point.rows for point in points]
        yield picture(places, [f"{rows:,.0f}" for rows in places], train, validation, width)
    yield from result.learning.remarks
    yield verdict(result)
