"""Training and validation error over something: the picture."""

from collections.abc import Sequence
from typing import Any

from lrcli.report.terminal.colours import coloured_plot
from lrcli.report.terminal.pictures.curves import LOG_FROM
from lrcli.report.terminal.pictures.plots import BULLETS, Axis, NamedAxis, Series, plot


def error_plot(
    x_name: str,
    xs: Sequence[float],
    names: Sequence[str],
    train: Sequence[float],
    validation: Sequence[float],
    width: int,
) -> Any:
    """Both errors over xs, which are labelled by names; a logarithmic axis where they span a factor of ten."""
    errors = [error for error in (*train, *validation) if error > 0] or [1.0]
    low, high = min(errors), max(errors)
    y = Axis(low, high, log=high > LOG_FROM * low, name="RMSE")
    curves = [
        Series(xs, validation, BULLETS, joined=True, name="validation"),
        Series(xs, train, joined=True, name="training"),
    ]
    x = NamedAxis(min(xs), max(xs), name=x_name, names=tuple(zip(xs, names, strict=True)))
    return coloured_plot(plot(curves, x, y, width))
