"""The role that each row of a table gets: training, validation, test, or a fold."""

from itertools import pairwise

import numpy as np

from lrcli.data.tables.split import by_folds, by_split


def roles(n, split, seed):
    """The role of each of n rows."""
    return by_split(split, seed).deal(0, n)


def folds(n, k, seed):
    """The fold of each of n rows."""
    return by_folds(k, seed).deal(0, n)


def by_windows(dealer, n, size):
    """The role of each of n rows that come in windows of `size` rows, the last of up to twice as many."""
    firsts = [size * k for k in range(max(n // size, 1))]
    return np.concatenate([dealer.deal(first, end - first) for first, end in pairwise([*firsts, n])])
