"""Training and validation error over something: the picture, and what is over- and underfitting."""

from collections.abc import Sequence

from lrcli.report.terminal.curves import WIDE_SPAN
from lrcli.report.terminal.plots import BULLETS, Named, Scale, Series, plot


def picture(
    places: Sequence[float], names: Sequence[str], train: Sequence[float], validation: Sequence[float], width: int
) -> str:
    """Two curves over the named places; a logarithmic scale where the errors span a factor of ten."""
    errors = [error for error in (*train, *validation) if error > 0] or [1.0]
    low, high = min(errors), max(errors)
    y = Scale(low, high, log=high > WIDE_SPAN * low)
    curves = [Series(places, validation, BULLETS, joined=True), Series(places, train, joined=True)]
    return plot(curves, Named(min(places), max(places), named=tuple(zip(places, names, strict=True))), y, width)
