"""A hash of each row, so that rows that are alike are found without comparing each with each."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints

Hashes = NDArray[np.uint64]
FNV_OFFSET, FNV_PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)
SHIFT = np.uint64(29)  # bits, so that the low half of a product, which its factors' low halves decide, meets the high
HASHED_TOGETHER = 1 << 14  # rows, whose hashes and cells of a column stay in the processor's cache


@np.errstate(over="ignore", invalid="ignore")  # of the sum, which only tells whether there is a NaN
def hashes_of(numbers: Sequence[Floats], codes: Sequence[Ints]) -> Hashes:
    """A number for each row (n,), equal for rows whose cells are equal, and different for others but for bad luck.

    numbers, codes: the columns, (n,) each. Of a million different rows two have one hash of 64 bits in one of
    40 million tables. All missing numbers are equal here, and so are 0 and -0. The multiplication by FNV's prime
    spreads the bits of each column over those before it.
    """
    n = len((*numbers, *codes)[0])
    hashes = np.full(n, FNV_OFFSET, dtype=np.uint64)
    buffer = np.empty(min(n, HASHED_TOGETHER))
    for start in range(0, n, HASHED_TOGETHER):
        state = hashes[start : start + HASHED_TOGETHER]
        values, rows = buffer[: len(state)], slice(start, start + len(state))
        bits = values.view(np.uint64)
        for column in numbers:
            np.add(column[rows], 0.0, out=values)  # -0 + 0 is 0
            if np.isnan(values.sum()):
                values[np.isnan(values)] = np.nan  # one of the many bit patterns that are no number
            _mix(state, bits)
        for code in codes:
            bits[:] = code[rows]
            _mix(state, bits)
    return hashes


def _mix(state: Hashes, bits: Hashes) -> None:
    """Take a column's bits into the state; they are overwritten."""
    state ^= bits
    state *= FNV_PRIME
    state ^= np.right_shift(state, SHIFT, out=bits)
