"""A smaller share of the training rows, for a learning curve."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Ints

NOBODYS = -1  # the part of rows that are left out


def thinned(parts: Ints, training: Sequence[int], share: float, seed: int) -> Ints:
    """The parts (n,) of rows or minibatches, those that train but for a share of them nobody's.

    They are drawn in one order, of which each share takes the first: a smaller one lies within each larger.
    """
    trains = np.flatnonzero(np.isin(parts, training))
    drawn = np.random.default_rng([seed, 3]).permutation(trains)
    fewer = parts.copy()
    fewer[drawn[max(1, round(share * len(drawn))) :]] = NOBODYS
    return fewer
