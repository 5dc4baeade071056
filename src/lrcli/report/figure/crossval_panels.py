"""What a cross-validation found beside its errors, each in a panel of a figure: curves of losses and of errors."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from lrcli.jobs.crossval import CrossValidation
from lrcli.report.figure.file import COLOURS, FIRST, SECOND, label, numbered
from lrcli.report.terminal.curves import WIDE_SPAN
from lrcli.report.terminal.descents import drawn, height, is_exact
from lrcli.report.words.crossval import called, varying
from lrcli.report.words.learning_curve import mean
from lrcli.report.words.validation_curve import settings
from lrcli.text import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Draw = Callable[["Axes"], None]


def panels(result: CrossValidation) -> list[Draw]:
    """Those that there is something to draw in."""
    found: list[Draw] = []
    if drawn(result):
        found.append(partial(draw_descents, result=result))
    if len(settings(result, varying(result))) > 1:
        found.append(partial(draw_validation_curve, result=result))
    if result.learning and len(result.learning.points) > 1:
        found.append(partial(draw_learning_curve, result=result))
    return found


def draw_descents(panel: "Axes", result: CrossValidation) -> None:
    """The training losses of the candidates above their optima, the mean over the folds."""
    from matplotlib.ticker import LogLocator

    names, places = varying(result), list(drawn(result))
    curves = [curve for place in places if (curve := result.candidates[place].descent)]
    exact = any(map(is_exact, curves))
    for colour, place, curve in zip(COLOURS, places, curves, strict=False):
        name = label(called(result, names, place))
        panel.plot(curve.epoch, [y if exact else 100 * y for y in height(curve, exact=exact)], color=colour, label=name)
    above = "training loss" if exact else "training loss above its optimum, in %"
    panel.set(xscale="log", yscale="log", xlabel="epoch", ylabel=above)
    panel.legend()
    numbered(panel)
    panel.yaxis.set_major_locator(LogLocator())  # powers of ten are enough over so many of them


def draw_validation_curve(panel: "Axes", result: CrossValidation) -> None:
    """Both errors over the values of the option, evenly spaced."""
    names = varying(result)
    found = settings(result, names)
    places = range(len(found))
    train, validation = ([getattr(c, of).mean for _, c in found] for of in ("train", "validation"))
    draw_errors(panel, places, train, validation)
    panel.set(xlabel=names[0].replace("_", " "), ylabel=label(f"RMSE, in units of {result.target}"))
    panel.set_xticks(places, [short(float(value)) for value, _ in found])


def draw_learning_curve(panel: "Axes", result: CrossValidation) -> None:
    """Both errors over the number of training rows."""
    assert result.learning is not None
    points = result.learning.points
    train, validation = [mean(p.train) for p in points], [mean(p.validation) for p in points]
    draw_errors(panel, [point.rows for point in points], train, validation)
    panel.set(xlabel="training rows", ylabel=label(f"RMSE, in units of {result.target}"))


def draw_errors(panel: "Axes", places: Sequence[float], train: Sequence[float], validation: Sequence[float]) -> None:
    """The mean over the folds; a logarithmic scale where they span a factor of ten."""
    errors = [error for error in (*train, *validation) if error > 0]
    panel.plot(places, train, "o-", color=FIRST, label="training")
    panel.plot(places, validation, "s-", color=SECOND, label="validation")
    if errors and max(errors) > WIDE_SPAN * min(errors):
        panel.set_yscale("log")
    panel.legend()
    numbered(panel)
