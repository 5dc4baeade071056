"""In what training takes its steps: in the weights, or in others from which the way to the optimum is shorter."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold
from lrcli.learning import minibatch
from lrcli.learning.shrinkage import Balance
from lrcli.learning.solution.analytic import Paraboloid
from lrcli.learning.solution.precondition import IDENTITY, Preconditioner, along_rows, preconditioner

WIDE = 4  # weights for each row, from which steps are taken in directions of rows, where levels are among the weights


class Coordinates:
    """The weights w (folds, candidates, p) that v stands for, in which the steps are taken."""

    def __init__(self, maps: Sequence[Preconditioner], balances: Sequence[Balance]) -> None:
        """Of each fold. balances: none where no levels have a weight decay."""
        self.maps, self.balances = maps, balances
        self.are_weights = not balances and not any(len(along.P) for along in maps)
        self._last: tuple[Floats, Floats] | None = None  # v and its weights

    def weights(self, v: Floats) -> Floats:
        """Those after an epoch are asked for three times: by both losses, and for whoever iterates over the epochs."""
        if self.are_weights:
            return v
        if self._last is None or self._last[0] is not v:
            self._last = v, self._weights(v)
        return self._last[1]

    def _weights(self, v: Floats) -> Floats:
        w = np.stack([along.weights(of_fold) for along, of_fold in zip(self.maps, v, strict=True)])
        if not self.balances:
            return w
        return np.stack([balance.of(of_fold) for balance, of_fold in zip(self.balances, w, strict=True)])


def preconditioners(
    folds: Sequence[Fold], recipes: Sequence[Recipe], optima: Sequence[Paraboloid]
) -> list[Preconditioner]:
    """What makes each fold's columns orthogonal, where they are too nearly collinear for steps, or powers of others.

    Not with a weight decay on numbers, which is on the weights of the columns as they are and keeps the steps short by
    itself; nor without standardizing, which shows what steps on raw features do.
    """
    if any(recipe.weight_decay or recipe.l1 for recipe in recipes) or not recipes[0].standardize:
        return [IDENTITY for _ in folds]
    pairs = [*zip(folds, optima, strict=True)]
    if all(has_wide_levels(*pair) for pair in pairs):
        maps = [
            along_rows(each.root, fold.encoding.resolution, each.decay) for fold, each in pairs if each.root is not None
        ]
    else:
        maps = [
            IDENTITY
            if recipes[0].weight_decay is None and fold.number_decay
            else preconditioner(optimum.numbers, fold.n, always=bool(fold.encoding.powers))
            for fold, optimum in pairs
        ]
    fewer = min(along.fewer for along in maps)  # folds that differ by a row may differ by a direction
    return [along.widened(fewer) for along in maps]


def has_wide_levels(fold: Fold, optimum: Paraboloid) -> bool:
    """Whether levels make so many more weights than rows that steps in these would take far longer."""
    p = fold.encoding.p
    wide = p > max(WIDE * fold.n, minibatch.MANY_WEIGHTS) and p > len(optimum.numbers.length)
    return wide and optimum.root is not None
