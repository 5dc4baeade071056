"""A smaller share of the training rows, for a learning curve."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Ints

NOBODYS = -1  # the role of rows that are left out


def thinned(roles: Ints, training: Sequence[int], share: float, seed: int) -> Ints:
    """The roles (n,) of rows or minibatches, those that train but for a share of them nobody's.

    They are drawn in one order, of which each share takes the first: a smaller one lies within each larger.
    """
    trains = np.flatnonzero(np.isin(roles, training))
    order = np.random.default_rng([seed, 3]).permutation(trains)
    fewer = roles.copy()
    fewer[order[max(1, round(share * len(order))) :]] = NOBODYS
    return fewer
