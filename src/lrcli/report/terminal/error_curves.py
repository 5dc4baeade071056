"""Training and validation error over something: the picture."""

from collections.abc import Sequence

from lrcli.report.terminal.curves import LOG_FROM
from lrcli.report.terminal.plots import BULLETS, Axis, NamedAxis, Series, plot


def error_plot(
    xs: Sequence[float], names: Sequence[str], train: Sequence[float], validation: Sequence[float], width: int
) -> str:
    """Both errors over xs, which are labelled by names; a logarithmic axis where they span a factor of ten."""
    errors = [error for error in (*train, *validation) if error > 0] or [1.0]
    low, high = min(errors), max(errors)
    y = Axis(low, high, log=high > LOG_FROM * low)
    curves = [Series(xs, validation, BULLETS, joined=True), Series(xs, train, joined=True)]
    return plot(curves, NamedAxis(min(xs), max(xs), names=tuple(zip(xs, names, strict=True))), y, width)
