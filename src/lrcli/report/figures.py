"""Pictures as files, through matplotlib, which is imported only where one is drawn."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrcli.data.picking import Points
from lrcli.data.plotted import Plotted
from lrcli.errors import LrcliError, OptionError
from lrcli.jobs.stats import Statistics
from lrcli.output import check_place, replacing
from lrcli.report.pictures import equation, fitted, histogram_title, picked
from lrcli.report.text import plain, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS: dict[str, dict[str, Any]] = {
    ".png": {},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}  # the same picture is the same bytes
STYLE: dict[str, Any] = {
    "text.parse_math": False,  # a $ in a column's name is a $
    "svg.hashsalt": "lrcli",
    "svg.fonttype": "none",  # text that can be searched, and in any script
    "savefig.dpi": 150,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": "medium",
    "grid.color": "0.9",
    "legend.frameon": False,
}
LONGEST = 40  # characters of a label
FIRST, SECOND = "#1f5fa8", "#d1622b"  # told apart by who sees no red or no green, and in grey


def check_figure(path: str) -> None:
    """Raise where no figure could be written there, before work is spent on it: OptionError for an unknown ending."""
    place = Path(path)
    if place.suffix.lower() not in FORMATS:
        raise OptionError(f"--figure {path!r} ends in none of {', '.join(FORMATS)}")
    if find_spec("matplotlib") is None:
        raise LrcliError("--figure needs the package matplotlib; get it with: pip install 'lrcli[plot]'")
    check_place(place)


@contextmanager
def saved(path: str, width: float = 7, height: float = 4.5) -> Iterator["Figure"]:
    """An empty figure of that size, in inches, which is written to the file when the block ends well."""
    from matplotlib import style
    from matplotlib.figure import Figure

    place = Path(path)
    ending = place.suffix.lower()
    with style.context(["default", STYLE]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # a box stands for the character then
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure
        with replacing(place) as file:
            figure.savefig(file, format=ending[1:], metadata=FORMATS[ending])


def numbered(panel: "Axes") -> None:
    """Write the numbers of both axes as everywhere in lrcli; on a logarithmic one 1, 2, 5, 10, …"""
    from matplotlib.ticker import LogLocator, NullLocator

    for axis in (panel.xaxis, panel.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(lambda value, _: short(value))


def columns(path: str, statistics: Statistics) -> None:
    """For each plotted column a histogram, and beside it the target against the column."""
    rows = max(len(statistics.plots), 1)
    with saved(path, width=9, height=0.6 + 2.7 * rows) as figure:
        panels = figure.subplots(rows, 2, squeeze=False)
        for (left, right), plotted in zip(panels, statistics.plots, strict=False):
            left.stairs(plotted.counts, plotted.edges, fill=True, color=FIRST)
            left.set(xlabel=label(plotted.name), ylabel="values", title=label(histogram_title(plotted)))
            numbered(left)
            if plotted.points and plotted.points.x and statistics.target:
                against_target(right, plotted, plotted.points, statistics.target)
            else:
                right.set_axis_off()


def against_target(panel: "Axes", plotted: Plotted, points: Points, target: str) -> None:
    scatter(panel, points)
    line, title = fitted(plotted), picked(points)
    if line and plotted.line:
        panel.plot(line.xs, line.ys, color=SECOND)
        title += f"\nline: {equation(plotted.line, 'x')}"
    panel.set(xlabel=label(plotted.name), ylabel=label(target), title=title)


def scatter(panel: "Axes", points: Points) -> None:
    """Points that are the fainter the more there are."""
    alpha = min(0.8, max(0.15, 200 / max(len(points.x), 1)))
    panel.plot(points.x, points.y, ".", color=FIRST, alpha=alpha, markersize=4, markeredgewidth=0, rasterized=True)
    numbered(panel)


def label(name: str) -> str:
    """A name from a file, not longer than an axis."""
    safe = plain(name)
    return safe if len(safe) <= LONGEST else safe[: LONGEST - 1] + "…"
