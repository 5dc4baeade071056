"""Terms of many rows: what `terms.product` says of one."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lrcli.arrays import Floats
from lrcli.data.terms import BETWEEN, Factor

Mask = NDArray[np.bool_]
FUNCTIONS = {"log": np.log, "sqrt": np.sqrt}


def derived(
    factors: Sequence[Factor], numbers: Mapping[str, Floats], texts: Mapping[str, pa.ChunkedArray]
) -> tuple[Floats, Mask]:
    """The products (n,), NaN where a value is missing; and where none is but a factor does not exist, as log(0)."""
    total, lacking, missing = np.ones(1), np.zeros(1, dtype=np.bool_), np.zeros(1, dtype=np.bool_)
    with np.errstate(all="ignore"):
        for factor in factors:
            if factor.level is not None:
                values = part = _is_level(texts[factor.column], factor.level)
            else:
                values = numbers[factor.column]
                part = FUNCTIONS[factor.function](values) if factor.function else values**factor.power
            missing = missing | np.isnan(values)
            total = total * part
            lacking = lacking | ~np.isfinite(part) | np.isinf(total)
    lacking = lacking & ~missing
    return np.where(lacking, np.nan, total), lacking


def _is_level(column: pa.ChunkedArray, level: str) -> Floats:
    """1 where a cell is that text, 0 where it is another, NaN where it is missing (n,)."""
    found: Floats = pc.cast(pc.equal(column, level), pa.float64()).to_numpy(zero_copy_only=False)
    return found


def joined(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """The texts of several columns as one category, missing where one of them is."""
    together = pc.binary_join_element_wise(*columns, BETWEEN)
    return pc.dictionary_encode(together)
