"""The columns of a table as a picture."""

from typing import TYPE_CHECKING

from lrcli.data.describe.plots import Plotted
from lrcli.data.rows.sample import Points
from lrcli.jobs.stats import TableStatistics
from lrcli.notation.kinds import Form
from lrcli.report.figure.file import FIRST, SECOND, draw_points, label, new_figure, number_axes
from lrcli.report.terminal.pictures.columns import equation, fitted_line, point_count, value_count
from lrcli.report.words.ticks import calendar_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lrcli.report.figure.picture import Picture


def columns_figure(statistics: TableStatistics) -> "Picture":
    """A histogram of each plotted column, and beside it the target against the column."""
    rows = max(len(statistics.plots), 1)
    with new_figure(width=9, height=0.6 + 2.7 * rows) as figure:
        panels = figure.subplots(rows, 2, squeeze=False)
        for (left, right), plotted in zip(panels, statistics.plots, strict=False):
            left.stairs(plotted.counts, plotted.edges, fill=True, fc=FIRST, ec=FIRST, linewidth=1)
            left.set(xlabel=label(plotted.name), ylabel="values", title=value_count(plotted))
            number_axes(left)
            left.yaxis.get_major_locator().set_params(integer=True)
            if plotted.points and plotted.points.x and statistics.target:
                draw_against_target(right, plotted, plotted.points, statistics.target)
            else:
                right.set_axis_off()
            form = statistics.forms.get(plotted.name)
            if form is not None and form.is_time:
                for panel in (left, right):
                    date_axis(panel, form)
    return figure


def date_axis(panel: "Axes", form: Form) -> None:
    """Write dates at the x axis, as the column writes them."""
    days = calendar_values(*panel.get_xlim())
    panel.set_xticks(days, [form.shown(day) for day in days], fontsize="small")


def draw_against_target(panel: "Axes", plotted: Plotted, points: Points, target: str) -> None:
    """The points, and the least-squares line through them."""
    draw_points(panel, points)
    line, title = fitted_line(plotted), point_count(points)
    if line and plotted.line:
        panel.plot(line.xs, line.ys, "--", color=SECOND)
        title += f"\nline: {equation(plotted.line, 'x')}"
    panel.set(xlabel=label(plotted.name), ylabel=label(target), title=title)
