"""By what error candidates of a cross-validation are compared: that of their loss."""

import math
from collections.abc import Sequence

from lrcli.errors import OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.learning.losses import SQUARED, Quantile
from lrcli.model.record import Scores


def measure_for(recipes: Sequence[Recipe]) -> str:
    """By what candidates are compared: RMSE, or MAE where a loss is not squared, or the loss of a quantile.

    The RMSE of a model that few rows do not decide would be decided by them. Raise OptionError for a quantile beside
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
