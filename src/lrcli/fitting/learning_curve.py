"""Errors against the number of training rows: do more rows help?"""

from collections.abc import Generator
from dataclasses import dataclass

from lrcli.arrays import Floats
from lrcli.data.tables.split import Dealer
from lrcli.errors import OptionError
from lrcli.fitting.fit import Fit, Progress
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold, Storage, alike
from lrcli.model.record import Scores

SHARES = (0.1, 0.2, 0.4, 0.7)  # and 1, which the cross-validation itself has measured
FEWEST_ROWS_OF_A_POINT = 3  # that a training is worth


@dataclass(frozen=True)
class Point:
    """One share of the training rows: how many they are, the mean over the folds, and each fold's errors."""

    share: float
    rows: float
    train: tuple[Scores, ...]
    validation: tuple[Scores, ...]


@dataclass(frozen=True)
class LearningCurve:
    """From few rows to all; and why some shares are left out."""

    points: tuple[Point, ...]
    remarks: tuple[str, ...]


def learning_curve(
    table: Storage, dealer: Dealer, recipe: Recipe, whole: Point
) -> Generator[Progress, None, LearningCurve]:
    """Train on shares of each fold's training rows, each within the next, and measure on all rows that are held out.

    whole: what all training rows gave. Raises OptionError where the rows are not there to be measured.
    """
    if table.columns.log_target and not table.keeps_rows:
        raise OptionError(
            "learning_curve",
            f"with --log-target needs the rows, and of {len(table):,} only moments are kept; choose fewer with --where",
        )
    points, remarks, held_out = [], [], [role for _, role in dealer.folds()]
    for share in SHARES:
        folds = alike([table.fold(dealer, training, recipe, share) for training, _ in dealer.folds()])
        if any(fold.n < FEWEST_ROWS_OF_A_POINT or fold.encoding.statistics.y_std == 0 for fold in folds):
            remarks.append(f"{100 * share:.0f} % of the rows are too few to learn from")
            continue
        fit = Fit(folds, held_out, [recipe])
        yield from fit
        fitted = fit.fitted()
        if "diverged" in fitted.stopped.values():
            remarks.append(f"{100 * share:.0f} % of the rows: the training diverged")
            continue
        points.append(_measured(share, folds, held_out, fitted.w[:, 0]))
    return LearningCurve((*points, whole), tuple(remarks))


def _measured(share: float, folds: list[Fold], held_out: list[int], weights: Floats) -> Point:
    """weights: (folds, p)."""
    several = list(zip(folds, held_out, weights, strict=True))
    train = tuple(scores for fold, _, w in several for scores in fold.scores(None, [w]))
    validation = tuple(scores for fold, role, w in several for scores in fold.scores(role, [w]))
    return Point(share, sum(fold.n for fold in folds) / len(folds), train, validation)
