"""The errors of a cross-validation as a file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lrcli.jobs.crossval import Candidate, CrossValidation
from lrcli.report.figure.crossval_panels import panels
from lrcli.report.figure.file import FIRST, SECOND, label, numbered, saved
from lrcli.report.words.crossval import varying
from lrcli.report.words.validation_curve import setting_of
from lrcli.text import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CANDIDATES = 40  # most in a picture


def errors(path: str, result: CrossValidation) -> None:
    """The errors of each fold; of a grid, those of each candidate. Beneath them all curves that there are."""
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
