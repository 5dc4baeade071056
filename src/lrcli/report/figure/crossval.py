"""The errors of a cross-validation as a picture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lrcli.jobs.crossval import CrossValidation
from lrcli.jobs.measurement.candidates import Candidate
from lrcli.report.figure.crossval_panels import panels
from lrcli.report.figure.file import FIRST, SECOND, label, number_axes
from lrcli.report.figure.targets import Part, figure_of_parts
from lrcli.report.words.crossval import varied_options
from lrcli.report.words.validation_curve import setting_of
from lrcli.text import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from lrcli.report.figure.picture import Picture

DRAWN_CANDIDATES = 40  # the best ones of a larger grid: a line each, which must stay legible


def crossval_figure(results: Sequence[CrossValidation]) -> "Picture":
    """The errors of each fold, or of each candidate of a grid, and beneath them every curve; for each target."""
    return figure_of_parts({result.target: crossval_part(result) for result in results})


def crossval_part(result: CrossValidation) -> Part:
    """The panels of one target."""
    names, curves = varied_options(result), panels(result)
    best = sorted(result.finished, key=lambda candidate: candidate.validation.pooled)
    candidates = best[:DRAWN_CANDIDATES] if names else []
    heights = [2 + 0.3 * len(candidates) if names else 4.5, *(4.5 for _ in curves)]  # inches

    def draw(figure: "FigureBase") -> None:
        panel, *others = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        for draw_curve, other in zip(curves, others, strict=True):
            draw_curve(other)
        if names:
            draw_candidates(panel, candidates)
            panel.set(title=grid_title(result, len(candidates)), xlabel=label(f"RMSE, in units of {result.target}"))
        else:
            draw_folds(panel, result.winner)
            panel.set(xlabel="fold that is held out", ylabel=label(f"RMSE, in units of {result.target}"))
        panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.6 / heights[0]), ncols=4)
        number_axes(panel)
        if names:
            panel.set_yticks(range(len(candidates)), [candidate_label(candidate, names) for candidate in candidates])

    return Part(sum(heights), draw)


def grid_title(result: CrossValidation, drawn: int) -> str:
    """What the lines are, and how many candidates have none. drawn: the number of candidates that have one."""
    worse, diverged = len(result.finished) - drawn, len(result.candidates) - len(result.finished)
    clauses = [f"mean ± standard deviation of {result.k} folds"]
    clauses += [f"{worse:,} worse not shown"] * (worse > 0) + [f"{diverged:,} diverged"] * (diverged > 0)
    return "; ".join(clauses)


def draw_folds(panel: "Axes", candidate: Candidate) -> None:
    """Each fold's two errors, and the mean of each."""
    numbers = range(1, len(candidate.folds) + 1)
    train = [fold.train.rmse for fold in candidate.folds]
    validation = [fold.validation.rmse for fold in candidate.folds]
    roles = (
        ("training", FIRST, "o", "--", train, candidate.train.mean),
        ("validation", SECOND, "s", ":", validation, candidate.validation.mean),
    )
    for role, colour, marker, style, errors, mean in roles:
        panel.plot(numbers, errors, marker, color=colour, label=role)
        panel.axhline(mean, color=colour, linestyle=style, linewidth=1, label=f"mean {short(mean)}")
    panel.set_xticks(numbers)


def draw_candidates(panel: "Axes", candidates: Sequence[Candidate]) -> None:
    """Both errors of each candidate, a line each, the best on top."""
    roles = (
        ("training", FIRST, "o", 0.12, [candidate.train for candidate in candidates]),
        ("validation", SECOND, "s", -0.12, [candidate.validation for candidate in candidates]),
    )
    for role, colour, marker, offset, errors in roles:
        panel.errorbar(
            [error.mean for error in errors],
            [index + offset for index in range(len(candidates))],
            xerr=[error.std for error in errors],
            fmt=marker,
            color=colour,
            capsize=3,
            label=role,
        )
    panel.set_ylim(len(candidates) - 0.5, -0.5)


def candidate_label(candidate: Candidate, names: Sequence[str]) -> str:
    return label(", ".join(f"{name.replace('_', ' ')} {setting_of(candidate.recipe, name)}" for name in names))
