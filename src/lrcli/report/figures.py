"""Pictures as files, through matplotlib, which is imported only where one is drawn."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrcli.data.picking import Points
from lrcli.data.plotted import Plotted
from lrcli.errors import LrcliError, OptionError
from lrcli.jobs.crossval import Candidate, CrossValidation
from lrcli.jobs.stats import Statistics
from lrcli.model import Model
from lrcli.output import check_place, replacing
from lrcli.report.crossvalidation import varying
from lrcli.report.curves import epoch_scale, loss_scale
from lrcli.report.pictures import counted, diagonal, equation, fitted, flat, picked, residuals
from lrcli.report.text import plain, short
from lrcli.report.validation_curve import setting_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Without a date the same picture is the same bytes.
FORMATS: dict[str, dict[str, Any]] = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
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
ROOMY = 1e4  # a factor between both ends of an axis
CANDIDATES = 40  # most in a picture
LONGEST = 40  # characters of a label
FIRST, SECOND = "#1f5fa8", "#d1622b"  # told apart by who sees no red or no green, and in grey


def check(path: str) -> None:
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
    """Write the numbers of both axes as everywhere in lrcli; on a logarithmic one 1, 2, 5, 10, … where they fit."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

    for axis in (panel.xaxis, panel.yaxis):
        if axis.get_scale() == "log":
            low, high = axis.get_view_interval()
            axis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < ROOMY * low else (1,)))
            axis.set_minor_locator(NullLocator())
        else:
            axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(lambda value, _: short(value))


def training(path: str, model: Model) -> None:
    """The loss over the epochs, and beneath it the learning rate."""
    history = model.history
    x, losses = epoch_scale(history), [*history.train_loss, *(history.validation_loss or [])]
    with saved(path, height=5.5) as figure:
        above, beneath = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        above.plot(history.epoch, history.train_loss, color=FIRST, label="training")
        if history.validation_loss:
            above.plot(history.epoch, history.validation_loss, ".", color=SECOND, label="validation")
        beneath.plot(history.epoch, history.learning_rate, color=FIRST)
        above.set(ylabel=label(loss_unit(model)), yscale="log" if loss_scale(losses).log else "linear")
        beneath.set(ylabel="learning rate", xlabel="epoch", xscale="log" if x.log else "linear")
        beneath.set_ylim(bottom=0)
        above.legend()
        numbered(above)
        numbered(beneath)


def loss_unit(model: Model) -> str:
    """The loss is half the squared error."""
    return f"loss of log({model.target.name})" if model.target.log else f"loss, in squared units of {model.target.name}"


def evaluation(path: str, points: Points, target: str) -> None:
    """Predicted against actual, and the errors against predicted. points: (actual, predicted)."""
    with saved(path, width=9, height=4.5) as figure:
        left, right = figure.subplots(1, 2)
        scatter(left, points)
        scatter(right, residuals(points))
        line, zero = diagonal(points), flat(points)
        left.plot(line.xs, line.ys, color=SECOND)
        right.plot(zero.xs, zero.ys, color=SECOND)
        left.set(xlabel=label(f"actual {target}"), ylabel=label(f"predicted {target}"), title=picked(points))
        right.set(xlabel=label(f"predicted {target}"), ylabel="error: predicted − actual")


def crossvalidation(path: str, result: CrossValidation) -> None:
    """The errors of each fold; of a grid, those of each candidate. Beneath them all curves that there are."""
    from lrcli.report.crossval_panels import panels  # which draws with what is written here

    names, more = varying(result), panels(result)
    shown = sorted(result.finished, key=lambda candidate: candidate.validation.pooled)[:CANDIDATES] if names else []
    heights = [2 + 0.3 * len(shown) if names else 4.5, *(4.5 for _ in more)]
    with saved(path, height=sum(heights)) as figure:
        panel, *others = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        for draw, other in zip(more, others, strict=True):
            draw(other)
        if names:
            of_candidates(panel, shown, names)
            panel.set(title=grid_title(result, len(shown)), xlabel=label(f"RMSE, in units of {result.target}"))
        else:
            of_folds(panel, result.winner)
            panel.set(xlabel="fold that is held out", ylabel=label(f"RMSE, in units of {result.target}"))
        panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.6 / heights[0]), ncols=4)
        numbered(panel)
        if names:
            panel.set_yticks(range(len(shown)), [setting(candidate, names) for candidate in shown])


def grid_title(result: CrossValidation, shown: int) -> str:
    """What the lines are, and which candidates have none."""
    worse, diverged = len(result.finished) - shown, len(result.candidates) - len(result.finished)
    said = [f"mean ± standard deviation of {result.k} folds"]
    said += [f"{worse:,} worse not shown"] * (worse > 0) + [f"{diverged:,} diverged"] * (diverged > 0)
    return "; ".join(said)


def of_folds(panel: "Axes", candidate: Candidate) -> None:
    """Each fold's two errors, and the means of both."""
    folds = range(1, len(candidate.folds) + 1)
    parts = ("training", FIRST, "o", candidate.train), ("validation", SECOND, "s", candidate.validation)
    for part, color, marker, errors in parts:
        each = [getattr(fold, "train" if part == "training" else part).rmse for fold in candidate.folds]
        panel.plot(folds, each, marker, color=color, label=part)
        panel.axhline(errors.mean, color=color, linestyle="--", linewidth=1, label=f"mean {short(errors.mean)}")
    panel.set_xticks(folds)


def of_candidates(panel: "Axes", candidates: Sequence[Candidate], names: Sequence[str]) -> None:
    """Both errors of each candidate, a line each, the best above."""
    places = range(len(candidates))
    for part, color, marker, offset in ("train", FIRST, "o", 0.12), ("validation", SECOND, "s", -0.12):
        errors = [getattr(candidate, part) for candidate in candidates]
        panel.errorbar(
            [error.mean for error in errors],
            [place + offset for place in places],
            xerr=[error.std for error in errors],
            fmt=marker,
            color=color,
            capsize=3,
            label="training" if part == "train" else part,
        )
    panel.invert_yaxis()


def setting(candidate: Candidate, names: Sequence[str]) -> str:
    return label(", ".join(f"{name.replace('_', ' ')} {setting_of(candidate.recipe, name)}" for name in names))


def columns(path: str, statistics: Statistics) -> None:
    """For each plotted column a histogram, and beside it the target against the column."""
    rows = max(len(statistics.plots), 1)
    with saved(path, width=9, height=0.6 + 2.7 * rows) as figure:
        panels = figure.subplots(rows, 2, squeeze=False)
        for (left, right), plotted in zip(panels, statistics.plots, strict=False):
            left.stairs(plotted.counts, plotted.edges, fill=True, fc=FIRST, ec=FIRST, linewidth=1)
            left.set(xlabel=label(plotted.name), ylabel="values", title=counted(plotted))
            numbered(left)
            left.yaxis.get_major_locator().set_params(integer=True)
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
    crowd = max(len(points.x), 1)
    alpha, size = min(0.8, max(0.15, 600 / crowd)), min(9, max(4, 400 / crowd))
    panel.plot(points.x, points.y, ".", color=FIRST, alpha=alpha, markersize=size, markeredgewidth=0, rasterized=True)
    numbered(panel)


def label(name: str) -> str:
    """A name from a file, not longer than an axis."""
    safe = plain(name)
    return safe if len(safe) <= LONGEST else safe[: LONGEST - 1] + "…"
