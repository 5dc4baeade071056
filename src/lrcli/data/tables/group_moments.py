"""The moments of groups of minibatches, which training and standard errors take for larger minibatches."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.tables.moments import SUMMED_MINIBATCHES, Moments


def totals(moments: Moments, groups: Sequence[Ints], at_once: int = SUMMED_MINIBATCHES) -> Floats:
    """`Moments.total` of each group, (groups, q, q), to the last bit. at_once: minibatches that are added up together.

    Groups of one size are added up together: of a thousand groups of three, each by itself, a hundredth of the time
    would be arithmetic, and all else calls.
    """
    A = np.empty((len(groups), *moments.A.shape[1:]))
    for size in {len(group) for group in groups}:
        alike = [k for k, group in enumerate(groups) if len(group) == size]
        if size > at_once:
            for k in alike:
                A[k] = moments.total(groups[k])
            continue
        for start in range(0, len(alike), at_once // size):
            some = alike[start : start + at_once // size]
            index = np.array([groups[k] for k in some])
            weights = moments.weights[index] / moments.weights[index].sum(axis=1, keepdims=True)
            A[some] = np.einsum("gm,gmij->gij", weights, moments.A[index])
    return A
