"""A block of records with one more cell in each: all other bytes stay as they are."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats
from lrcli.data.records import Records
from lrcli.model import EXACT, numeral


def append_column(block: bytes, records: Records, values: Floats, decimals: int, delimiter: str) -> bytes:
    """The block with a number at the end of each record (n,)."""
    n = len(values)
    if n != len(records.starts):
        raise ValueError(f"{n} numbers for {len(records.starts)} records")
    if not n:
        return block
    edges = np.empty(2 * n + 1, dtype=np.int32)
    edges[0], edges[1::2], edges[2::2] = 0, records.ends, np.append(records.starts[1:], len(block))
    pieces = pa.Array.from_buffers(pa.binary(), 2 * n, [None, pa.py_buffer(edges), pa.py_buffer(block)])
    before, behind = (pieces.take(pa.array(np.arange(first, 2 * n, 2))) for first in (0, 1))
    cells = pc.binary_join_element_wise(delimiter, numerals(values, decimals), "").cast(pa.binary())
    joined = pc.binary_join_element_wise(before, cells, behind, b"")
    offsets = np.frombuffer(joined.buffers()[1], np.int32)[joined.offset : joined.offset + n + 1]
    written: bytes = joined.buffers()[2].slice(offsets[0], offsets[-1] - offsets[0]).to_pybytes()
    return written


def numerals(values: Floats, decimals: int) -> pa.Array:
    """Numbers written with so many digits behind the point, as `numeral` writes one."""
    whole = np.rint(values * 10.0**decimals)
    if not np.all(np.abs(whole) < EXACT):
        return pa.array([numeral(value, decimals) for value in values.tolist()])
    halves = np.empty((len(values), 2), dtype=np.int64)  # of whole numbers of 128 bits
    halves[:, 0] = whole
    halves[:, 1] = halves[:, 0] >> 63
    kind = pa.decimal128(38, decimals)
    return pc.cast(pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(halves)]), pa.string())
