"""A figure for several targets, with a part for each."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from lrcli.report.figure.file import label, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase

    from lrcli.report.figure.picture import Picture

NAME_HEIGHT = 0.4  # inches, for the name of a target above its part


class Part(NamedTuple):
    """How to draw one target, into a figure or a part of it. height: in inches."""

    height: float
    draw: "Callable[[FigureBase], None]"


def figure_of_parts(parts: Mapping[str, Part], width: float = 7) -> "Picture":
    """The parts of several targets below one another, each under the name of its target; of one target, its part."""
    if len(parts) == 1:
        (part,) = parts.values()
        with new_figure(width, part.height) as figure:
            part.draw(figure)
        return figure
    heights = [part.height + NAME_HEIGHT for part in parts.values()]
    with new_figure(width, sum(heights)) as figure:
        below = figure.subfigures(len(parts), 1, height_ratios=heights, squeeze=False)[:, 0]
        for (name, part), own in zip(parts.items(), below, strict=True):
            own.suptitle(label(name))
            part.draw(own)
    return figure
