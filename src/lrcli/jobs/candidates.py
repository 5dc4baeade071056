"""A recipe that was measured on every fold: the scores of each, and of all together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev

from lrcli.arrays import Floats
from lrcli.fitting.descent import Descent
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.measure import mean_of
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
