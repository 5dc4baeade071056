"""The part that each row of a table is dealt."""

from lrcli.data.tables.split import by_folds, by_split


def roles(n, split, seed):
    """The role of each of n rows."""
    return by_split(split, seed).deal(0, n)


def folds(n, k, seed):
    """The fold of each of n rows."""
    return by_folds(k, seed).deal(0, n)
