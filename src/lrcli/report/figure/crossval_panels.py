"""The curves of a cross-validation in panels of a figure: losses over epochs, errors over an option or over rows."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.figure.file import COLOURS, FIRST, LINES, SECOND, label, label_ends, number_axes, scale_epochs
from lrcli.report.terminal.pictures.curves import LOG_FROM
from lrcli.report.terminal.pictures.descents import descent_letters, falls_to_zero, loss_above_optimum
from lrcli.report.words.crossval import candidate_name, varied_options
from lrcli.report.words.learning_curve import mean_rmse
from lrcli.report.words.validation_curve import settings
from lrcli.text import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Draw = Callable[["Axes"], None]


def panels(result: CrossValidation) -> list[Draw]:
    """A function for each curve that this cross-validation has, which draws it in a panel."""
    draws: list[Draw] = []
    if descent_letters(result):
        draws.append(partial(draw_descents, result=result))
    if len(settings(result, varied_options(result))) > 1:
        draws.append(partial(draw_validation_curve, result=result))
    if result.learning and len(result.learning.points) > 1:
        draws.append(partial(draw_learning_curve, result=result))
    return draws


def draw_descents(panel: "Axes", result: CrossValidation) -> None:
    """The training losses of the candidates above their optima, the mean over the folds."""
    from matplotlib.ticker import LogLocator

    names, indices = varied_options(result), list(descent_letters(result))
    curves = [curve for index in indices if (curve := result.candidates[index].descent)]
    exact = any(map(falls_to_zero, curves))
    ends = []
    for colour, line, index, curve in zip(COLOURS, LINES, indices, curves, strict=False):
        losses = loss_above_optimum(curve, exact=exact)
        heights = losses if exact else [100 * loss for loss in losses]
        panel.plot(curve.epoch, heights, color=colour, linestyle=line)
        ends.append((heights[-1], candidate_name(result, names, index), colour))
    y_name = "training loss" if exact else "training loss above its optimum, in %"
    panel.set(yscale="log", xlabel="epoch", ylabel=y_name)
    scale_epochs(panel, max(curve.epoch[-1] for curve in curves))
    number_axes(panel)
    panel.yaxis.set_major_locator(LogLocator())  # powers of ten are enough over so many of them
    label_ends(panel, ends)


def draw_validation_curve(panel: "Axes", result: CrossValidation) -> None:
    """Both errors over the values of the option, evenly spaced."""
    names = varied_options(result)
    curve = settings(result, names)
    positions = range(len(curve))
    train = [candidate.train.mean for _, candidate in curve]
    validation = [candidate.validation.mean for _, candidate in curve]
    draw_error_curves(panel, positions, train, validation)
    panel.set(xlabel=names[0].replace("_", " "), ylabel=label(f"RMSE, in units of {result.target}"))
    panel.set_xticks(positions, [short(float(value)) for value, _ in curve])


def draw_learning_curve(panel: "Axes", result: CrossValidation) -> None:
    """Both errors over the number of training rows."""
    assert result.learning is not None
    points = result.learning.points
    train = [mean_rmse(point.train) for point in points]
    validation = [mean_rmse(point.validation) for point in points]
    draw_error_curves(panel, [point.rows for point in points], train, validation)
    panel.set(xlabel="training rows", ylabel=label(f"RMSE, in units of {result.target}"))


def draw_error_curves(panel: "Axes", xs: Sequence[float], train: Sequence[float], validation: Sequence[float]) -> None:
    """The mean over the folds; a logarithmic scale where they span a factor of ten."""
    errors = [error for error in (*train, *validation) if error > 0]
    panel.plot(xs, train, "o-", color=FIRST)
    panel.plot(xs, validation, "s--", color=SECOND)
    if errors and max(errors) > LOG_FROM * min(errors):
        panel.set_yscale("log")
    number_axes(panel)
    label_ends(panel, [(train[-1], "training", FIRST), (validation[-1], "validation", SECOND)])
