"""The candidates of a cross-validation: a recipe with its scores on every fold, and by what candidates are compared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev

from lrcli.arrays import Floats
from lrcli.errors import OptionError
from lrcli.fitting.descent import Descent
from lrcli.fitting.recipe import Recipe
from lrcli.learning.losses import SQUARED, Quantile
from lrcli.model.record import Scores


@dataclass(frozen=True)
class FoldScores:
    """One fold: the scores on the rows that trained, and on the rows of the fold, which did not."""

    train: Scores
    validation: Scores
    epochs: int | None  # after which the kept weights were reached

    @property
    def generalization_error(self) -> float:
        return self.validation.rmse - self.train.rmse


@dataclass(frozen=True)
class Candidate:
    """One recipe and its folds. One that diverged in a fold has no folds, and the reason."""

    recipe: Recipe
    folds: tuple[FoldScores, ...]
    diverged: str | None = None
    gap: float | None = None  # optimality gap, the mean over the folds; None where an optimum has no error left
    weights: tuple[Floats, ...] = field(default=(), compare=False, repr=False)  # of each fold's encoded rows, (p,)
    descent: Descent | None = None  # None of the exact solver, which takes no steps

    @property
    def train(self) -> "FoldErrors":
        return FoldErrors.of([fold.train for fold in self.folds])

    @property
    def validation(self) -> "FoldErrors":
        return FoldErrors.of([fold.validation for fold in self.folds])

    def validation_by(self, measure: str) -> float:
        """Over the rows of all folds: the MSE of "rmse", the MAE or the loss."""
        return mean_of(measure, [fold.validation for fold in self.folds])

    def excess_by(self, measure: str) -> float:
        """By which share of the training error the validation error is larger, by this measure."""
        training = mean_of(measure, [fold.train for fold in self.folds])
        return self.validation_by(measure) / training - 1 if training > 0 else 0.0

    @property
    def generalization_error(self) -> float:
        return self.validation.mean - self.train.mean

    @property
    def excess(self) -> float:
        """By which share of the training error the validation error is larger."""
        training, validation = self.train.pooled, self.validation.pooled
        return validation / training - 1 if training > 0 else 0.0

    @property
    def r2(self) -> float | None:
        """The mean over the folds; None where a fold's truth is constant."""
        by_fold = [fold.validation.r2 for fold in self.folds]
        return None if None in by_fold else fmean(r2 for r2 in by_fold if r2 is not None)


@dataclass(frozen=True)
class FoldErrors:
    """RMSE over the folds: mean, standard deviation (n - 1), and of the rows of all folds together."""

    mean: float
    std: float
    pooled: float

    @classmethod
    def of(cls, scores: Sequence[Scores]) -> "FoldErrors":
        by_fold = [score.rmse for score in scores]
        total = math.fsum(score.count for score in scores)
        pooled = math.sqrt(math.fsum(score.mse * score.count / total for score in scores))
        return cls(fmean(by_fold), stdev(by_fold), pooled)


def measure_for(recipes: Sequence[Recipe]) -> str:
    """By what candidates are compared: RMSE, or MAE where a loss is not squared, or the loss of a quantile.

    RMSE would be decided by the few far rows that a robust loss is to ignore. Raise OptionError for a quantile beside
    another loss: each is the best by its own.
    """
    losses = {recipe.loss for recipe in recipes}
    quantiles = [loss for loss in losses if loss.startswith(Quantile.name)]
    if quantiles and len(losses) > 1:
        raise OptionError("loss", f"{quantiles[0]} cannot be compared with another loss: each is the best by its own")
    return "loss" if quantiles else "rmse" if losses == {SQUARED.name} else "mae"


def mean_of(measure: str, scores: Sequence[Scores]) -> float:
    """The mean over all rows of some scores."""
    name, total = "mse" if measure == "rmse" else measure, math.fsum(each.count for each in scores)
    return math.fsum((each.value(name) or 0.0) * each.count / total for each in scores)
