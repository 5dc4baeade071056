"""A hundred values of the lasso's λ, and what each does to the weights and to the error on rows that did not train."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.errors import OptionError
from lrcli.fitting.first_step import weight_names
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.analytic import WIDEST_MATRIX
from lrcli.learning.solution.elastic_net import CentredMoments, descend_along, highest_penalty

VALUES = 100  # of the penalty, as scikit-learn and glmnet have it
LOWEST = 1e-3  # of the λ at which all weights are 0, as in scikit-learn


@dataclass(frozen=True)
class PathPoint:
    """One value of the penalty. The errors are means over the folds; those of a logarithm, where that is learned."""

    l1: float
    weight_decay: float
    weights: int  # that are not 0, the bias left out
    validation_mse: float
    standard_error: float  # of that mean
    validation_rmse: float


@dataclass(frozen=True)
class RegularizationPath:
    """From all weights 0 to nearly no penalty."""

    points: tuple[PathPoint, ...]
    best: int  # the index of the lowest error
    chosen: int  # of the largest penalty whose error is within one standard error of that
    names: tuple[str, ...]  # of the weights but for the bias
    weights: tuple[tuple[float, ...], ...]  # of each point, standardised, by all rows

    @property
    def choice(self) -> PathPoint:
        return self.points[self.chosen]

    def left_out(self) -> list[str]:
        """The names of the weights that are 0 at the choice."""
        return [name for name, weight in zip(self.names, self.weights[self.chosen], strict=True) if weight == 0]


def regularization_path(
    whole: Fold, folds: Sequence[Fold], held_out: Sequence[int], ratio: float
) -> RegularizationPath:
    """The path of all rows, and the errors of those of the folds. The recipe of the folds has an l1.

    ratio: the share of the penalty that is on absolute weights; the rest is weight decay. held_out: each fold's role.
    """
    if whole.encoding.p > WIDEST_MATRIX:
        raise OptionError("path", f"takes at most {WIDEST_MATRIX:,} weights, and these are {whole.encoding.p:,}")
    moments = CentredMoments.of(whole.solve(0.0))
    alphas = highest_penalty(moments) / ratio * np.geomspace(1, LOWEST, VALUES)
    kappas, decays = alphas * ratio, alphas * (1 - ratio)
    used = np.flatnonzero(np.diag(moments.G) > 0)  # not a mark or level that no row has
    weights = descend_along(moments, decays, kappas)[:, 1 + used]
    errors = np.array([_errors(fold, role, decays, kappas) for fold, role in zip(folds, held_out, strict=True)])
    mean, error = errors.mean(axis=0), errors.std(axis=0, ddof=1) / np.sqrt(len(errors))
    best = int(mean.argmin())
    chosen = int(np.flatnonzero(mean <= mean[best] + error[best])[0])
    points = [
        PathPoint(kappa, decay, int(np.count_nonzero(w)), mse, se, float(np.sqrt(mse)))
        for kappa, decay, w, mse, se in zip(
            kappas.tolist(), decays.tolist(), weights, mean.tolist(), error.tolist(), strict=True
        )
    ]
    names = list(weight_names(whole))[1:]
    used_names = tuple(names[index] for index in used.tolist())
    return RegularizationPath(tuple(points), best, chosen, used_names, tuple(map(tuple, weights.tolist())))


def _errors(fold: Fold, role: int, decays: Floats, kappas: Floats) -> Floats:
    """The mean squared errors (values,) on a role, of what the other rows say."""
    loss = fold.loss_of(role)
    assert loss is not None
    return 2 * loss(descend_along(CentredMoments.of(fold.solve(0.0)), decays, kappas)) * fold.encoding.y_scale**2
