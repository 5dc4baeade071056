"""Folds of which only a part of the rows trains, a smaller one within each larger; what is held out stays whole."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.tables.gather import Gathered
from lrcli.data.tables.moments import Moments
from lrcli.data.tables.shuffled import Shuffled
from lrcli.data.tables.split import Dealer
from lrcli.fitting.fold import Fold, MomentFold, RowFold, ShuffledFold
from lrcli.fitting.recipe import Recipe

NOBODYS = -1  # the part of rows that are left out


def portion_of(table: Gathered, dealer: Dealer, training: Sequence[int], recipe: Recipe, share: float) -> Fold:
    """The fold in which so large a part of the training rows trains, drawn by the recipe's seed.

    Rows are drawn where they are in memory, minibatches of neighbours where only their moments are kept, and the first
    of each window, which is shuffled, where they may be in a file.
    """
    if isinstance(table, Moments):
        return MomentFold(replace(table, parts=_fewer(table.parts, training, share, recipe.seed)), training, recipe)
    if isinstance(table, Shuffled):
        return ShuffledFold(table.first(training, share), training, recipe)
    return RowFold(table, _fewer(dealer.deal(0, len(table)), training, share, recipe.seed), training, recipe)


def _fewer(parts: Ints, training: Sequence[int], share: float, seed: int) -> Ints:
    """The parts (n,), those that train but for a share of them nobody's."""
    places = np.flatnonzero(np.isin(parts, training))
    drawn = np.random.default_rng([seed, 3]).permutation(places)
    fewer = parts.copy()
    fewer[drawn[max(1, round(share * len(drawn))) :]] = NOBODYS
    return fewer
