"""What pictures have in common, and how one is written to a file. matplotlib is imported only where one is drawn."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from lrcli.data.rows.sample import Points
from lrcli.errors import LrcliError, OptionError
from lrcli.output import check_writable, replacing
from lrcli.report.words.ticks import MANY_EPOCHS, round_factors
from lrcli.text import plain, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from lrcli.report.figure.picture import Picture

PICTURE_FORMATS = (".png", ".svg", ".pdf")
SHORT_LOG_AXIS = 1e4  # a factor between both ends: up to it 1, 2, 5, 10, … have room, beyond it powers of ten
LABEL_LENGTH = 40  # characters
DARK_ENOUGH = 1.05 / 4.5 - 0.05  # luminance of a letter whose contrast with white is the 4.5 that WCAG asks for
LABEL_SPACE = 0.06  # of a panel's height, between two names at the ends of curves
# Paul Tol's "muted" colours and two of the same kind: also whoever sees no red or no green tells them apart.
COLOURS = ("#1f5fa8", "#d1622b", "#117733", "#aa4499", "#999933", "#332288", "#88ccee", "#661100")
FIRST, SECOND = COLOURS[:2]  # told apart in grey as well
LINES = ("-", "--", "-.", ":", (0, (8, 2)), (0, (1, 3)), (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2, 2, 2)))  # one a colour


def check_picture_path(path: str) -> None:
    """Before work is spent on it, raise where no picture could be written to the path.

    OptionError for an ending that names no format, LrcliError without matplotlib or without the folder.
    """
    file = Path(path)
    if file.suffix.lower() not in PICTURE_FORMATS:
        raise OptionError("figure", f"{path!r} ends in none of {', '.join(PICTURE_FORMATS)}")
    check_matplotlib()
    check_writable(file)


def check_matplotlib() -> None:
    """Raise LrcliError where there is no matplotlib."""
    if find_spec("matplotlib") is None:
        raise LrcliError("--figure needs the package matplotlib; get it with: pip install 'lrcli[plot]'")


@contextmanager
def new_figure(width: float = 7, height: float = 4.5) -> Iterator["Picture"]:
    """An empty figure of that size, in inches, to draw into."""
    from lrcli.report.figure.picture import Picture, in_style

    with in_style():
        yield Picture(figsize=(width, height), layout="constrained")


def write_figure(path: str, figure: "Picture") -> None:
    """Write a figure in the format that the ending names, or, where that fails, leave the file as it was."""
    file = Path(path)
    with replacing(file) as stream:
        figure.savefig(stream, format=file.suffix[1:].lower())


def scale_epochs(panel: "Axes", last: int) -> None:
    """Epochs from 0, the start, to the last; of many logarithmic."""
    if last >= MANY_EPOCHS:
        # Linear from the start to epoch 1, which have no logarithm between them, and logarithmic from there on.
        panel.set_xscale("symlog", linthresh=1, linscale=0.3)
    panel.set_xlim(0, last)


def number_axes(panel: "Axes") -> None:
    """Write the numbers of both axes as everywhere in lrcli; on a logarithmic one 1, 2, 5, 10, … where they fit."""
    write_numbers(panel.xaxis, panel.yaxis)


def write_numbers(*axes: "Axis") -> None:
    """The same of some axes."""
    from matplotlib.ticker import FixedLocator, LogLocator, MaxNLocator, NullLocator

    for axis in axes:
        low, high = axis.get_view_interval()
        if axis.get_scale() == "symlog":
            axis.set_major_locator(FixedLocator([0, *round_factors(1, high)]))
            axis.set_minor_locator(NullLocator())
        elif axis.get_scale() == "log":
            axis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < SHORT_LOG_AXIS * low else (1,)))
            axis.set_minor_locator(NullLocator())
        else:
            axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(lambda value, _: short(value))


# At its end and not in a legend: who cannot tell two colours apart need not match them, and nobody has to look twice.
def label_ends(panel: "Axes", ends: Sequence[tuple[float, str, str]]) -> None:
    """Write the names of curves at their right ends, where they do not lie over one another.

    ends: the last y of a curve, its name, its colour. Call it when the axes have their limits.
    """
    low, high = panel.transData.transform([(0, limit) for limit in panel.get_ylim()])[:, 1]
    heights = panel.transData.transform([(0, y) for y, _, _ in ends])[:, 1]
    places: list[tuple[float, str, str]] = []
    previous = -LABEL_SPACE
    for height, (_, name, colour) in sorted(zip((heights - low) / (high - low), ends, strict=True)):
        previous = max(float(height), previous + LABEL_SPACE)
        places.append((previous, name, colour))
    above = 1 + LABEL_SPACE
    for height, name, colour in reversed(places):
        above = min(height, above - LABEL_SPACE)
        panel.text(1.01, above, label(name), color=ink(colour), transform=panel.transAxes, va="center", size="small")


def ink(colour: str) -> str:
    """The colour, as dark as letters in it must be that are read on white."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = to_rgb(colour)
    while 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > DARK_ENOUGH:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return to_hex((red, green, blue))


def linear(channel: float) -> float:
    """How much light a channel of sRGB gives, from 0 to 1."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


# Where thousands of opaque points lie over one another a cloud shows its outline and hides where most of it is; the
# fainter each point, the better the density shows, and a few points alone must still be seen.
def draw_points(panel: "Axes", points: Points) -> None:
    """Points that are the fainter and the smaller the more there are."""
    crowd = max(len(points.x), 1)
    alpha, size = min(0.8, max(0.15, 600 / crowd)), min(9, max(4, 400 / crowd))
    panel.plot(points.x, points.y, ".", color=FIRST, alpha=alpha, markersize=size, markeredgewidth=0, rasterized=True)
    number_axes(panel)


def label(name: str) -> str:
    """A name from a file, without control characters and not longer than an axis."""
    safe = plain(name)
    return safe if len(safe) <= LABEL_LENGTH else safe[: LABEL_LENGTH - 1] + "…"
