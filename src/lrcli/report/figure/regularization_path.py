"""A regularization path as a picture: the weights, and beneath them the errors."""

from typing import TYPE_CHECKING

from lrcli.jobs.regularization_path import PathResult
from lrcli.report.figure.file import COLOURS, FIRST, LINES, label, label_ends, new_figure, number_axes
from lrcli.report.terminal.regularization_path import largest
from lrcli.report.words.regularization_path import error_name

if TYPE_CHECKING:
    from lrcli.report.figure.picture import Picture


def path_figure(result: PathResult) -> "Picture":
    """The largest weights and the errors with their standard errors against λ, which falls to the right."""
    path = result.path
    lambdas = [point.l1 for point in path.points]
    with new_figure(height=7.5) as figure:
        above, beneath = figure.subplots(2, 1, sharex=True, height_ratios=[4, 3])
        ends = []
        for colour, line, index in zip(COLOURS, LINES, largest(result), strict=False):
            heights = [weights[index] for weights in path.weights]
            above.plot(lambdas, heights, color=colour, linestyle=line)
            ends.append((heights[-1], path.names[index], colour))
        low = [max(point.validation_mse - point.standard_error, 0.0) ** 0.5 for point in path.points]
        high = [(point.validation_mse + point.standard_error) ** 0.5 for point in path.points]
        beneath.fill_between(lambdas, low, high, color=FIRST, alpha=0.2, linewidth=0)
        beneath.plot(lambdas, [point.validation_rmse for point in path.points], color=FIRST)
        for panel in (above, beneath):
            panel.axvline(path.points[path.best].l1, color="0.5", linestyle=":", linewidth=1)
            panel.axvline(path.choice.l1, color="0.2", linestyle="--", linewidth=1)
        title = "dotted: λ of the lowest error; dashed: largest λ within one standard error of it"
        above.set(xscale="log", ylabel="standardised weight", title=title)
        above.invert_xaxis()
        beneath.set(xlabel="λ", ylabel=label(f"{error_name(result)}, mean ± one standard error"))
        number_axes(above)
        number_axes(beneath)
        label_ends(above, ends)
    return figure
