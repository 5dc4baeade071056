"""How far off a model is on rows that did not train it, found while it is trained."""

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.split import VALIDATION, by_folds
from lrcli.fitting.fold import Fold, RowFold
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.scores import errors_on
from lrcli.model.residuals import Residuals, kept_ranks

FOLDS = 10
ENOUGH = 1000  # residuals, for which more folds need not be solved


def residuals(fold: Fold, recipe: Recipe, w: Floats, optimum: Floats) -> Residuals:
    """Of the validation rows; where there are none, of training rows as a model of the others predicts them.

    Beyond what is kept as a table one row more or less moves the weights by next to nothing: there the residuals of the
    training rows, which are too small by n − p of n on average, are made as much larger.
    """
    held_out = fold.errors(VALIDATION, w)
    if held_out is not None:
        return _kept("validation", held_out)
    if isinstance(fold, RowFold):
        return _kept("cross-validation", cross_validated(fold, recipe, w, optimum))
    errors = fold.errors(None, w)
    assert errors is not None
    return _kept("training", errors * (fold.n / max(fold.n - fold.encoding.p, 1)))


def cross_validated(fold: RowFold, recipe: Recipe, w: Floats, optimum: Floats) -> Floats:
    """Errors of training rows, each predicted by the analytic solution of the other folds.

    That prediction is moved by what the weights w differ from the optimum of all rows: ŷ = ŷ₋ₖ + ŷ_w − ŷ*.
    """
    k = min(FOLDS, fold.n)
    dealt = by_folds(k, recipe.seed).deal(0, fold.n)
    parts = np.full(len(fold.table), -1)
    parts[fold.rows] = dealt
    own = errors_on(fold.block, w, fold.encoding) - errors_on(fold.block, optimum, fold.encoding)
    solved = Recipe(weight_decay=recipe.weight_decay, standardize=recipe.standardize, min_count=recipe.min_count)
    found: list[Floats] = []
    for part in range(k):
        if sum(map(len, found)) >= ENOUGH:
            break
        others = RowFold(fold.table, parts, [other for other in range(k) if other != part], solved)
        errors = others.errors(part, others.solve(recipe.weight_decay).w)
        assert errors is not None
        found.append(errors + own[dealt == part])
    return np.concatenate(found)


def _kept(source: str, errors: Floats) -> Residuals:
    """The absolute values of errors (n,) in order, or some of very many."""
    sizes, ranks = np.sort(np.abs(errors)).astype(np.float64), kept_ranks(len(errors))
    return Residuals(source, len(errors), ranks, sizes[np.array(ranks) - 1].tolist())
