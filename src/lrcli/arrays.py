"""The types of arrays that the whole program uses, and what lies where among the values of one."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Mask = NDArray[np.bool_]
Array = TypeVar("Array", bound=NDArray[Any])


# NumPy has functions for all three. They import numpy.ma, to ask whether an array is masked, which takes longer than a
# small table takes in all; and for a few values their way takes ten times as long.
def distinct(values: Array) -> Array:
    """The different ones of the values (n,) in order, none of which is NaN: what `np.unique` gives."""
    ordered = np.sort(values)
    behind = ordered[1:]
    return np.concatenate([ordered[:1], behind[behind != ordered[:-1]]])  # type: ignore[return-value]


def among(values: NDArray[Any], others: NDArray[Any]) -> Mask:
    """Which of the values (n,) are among others (m,): what `np.isin` gives."""
    if not len(others):
        return np.zeros(len(values), dtype=np.bool_)
    ordered = np.sort(others)
    nearest = ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)]
    equal: Mask = nearest == values
    return equal


def quantiles(values: Floats, levels: Sequence[float]) -> list[float]:
    """Of the values (n,), at least one and none NaN, between two of them by a straight line: what `np.quantile` gives.

    To the last bit: beyond the middle between two values it goes back from the higher one.
    """
    return [float(quantile) for quantile in quantiles_of_columns(values, levels)]


@np.errstate(over="ignore", invalid="ignore")  # of the largest numbers, whose differences are none
def quantiles_of_columns(values: Floats, levels: Sequence[float]) -> list[Floats]:
    """Of each column of the values (n, d), what `quantiles` gives of it: (d,) for each level."""
    last = len(values) - 1
    positions = [divmod(level * last, 1) for level in levels]
    ends = [(int(k), min(int(k) + 1, last)) for k, _ in positions]
    ordered = np.partition(values, sorted({index for pair in ends for index in pair}), axis=0)
    several = []
    for (k, above), (_, share) in zip(ends, positions, strict=True):
        low, high = ordered[k], ordered[above]
        several.append(low + (high - low) * share if share < 0.5 else high - (high - low) * (1 - share))
    return several
