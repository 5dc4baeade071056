"""A block of records with one more cell in each: all other bytes stay as they are."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats
from lrcli.data.files.cells import text_value
from lrcli.data.files.layout import RUN_OF_BLANKS
from lrcli.data.files.records import Records
from lrcli.data.files.structure.dialect import Dialect
from lrcli.text import WHOLE_FLOATS, with_decimals

MOST_PLAIN_DIGITS = 6  # digits behind the point up to which Arrow writes no exponent


def append_cells(block: bytes, records: Records, columns: Sequence[pa.Array], delimiter: str) -> bytes:
    """The block with more cells (n,) at the end of each record."""
    n = len(records.starts)
    if any(len(column) != n for column in columns):
        raise ValueError(f"{' and '.join(str(len(column)) for column in columns)} cells for {n} records")
    if not n:
        return block
    # Cut at the ends of its records, the block is n pieces that begin with the line end of the record before, and what
    # is behind the last. So the cells are joined to all pieces at once, and none of the bytes is moved before that.
    edges = np.append(np.int32(0), records.ends).astype(np.int32)
    pieces = pa.Array.from_buffers(pa.binary(), n, [None, pa.py_buffer(edges), pa.py_buffer(block)])
    cells = (column.cast(pa.binary()) for column in columns)
    joined = pc.binary_join_element_wise(pieces, *cells, pa.scalar(delimiter.encode(), pa.binary()))
    offsets = np.frombuffer(joined.buffers()[1], np.int32)[joined.offset : joined.offset + n + 1]
    written = joined.buffers()[2].slice(offsets[0], offsets[-1] - offsets[0])
    return b"".join([written, memoryview(block)[edges[-1] :]])


def header_cells(names: Sequence[str], dialect: Dialect) -> bytes:
    """More names at the end of the header."""
    cells: list[str] = quoted_cells(pa.array(names, pa.string()), dialect).to_pylist()
    return "".join(dialect.parser_delimiter + cell for cell in cells).encode()


def numerals(values: Floats, decimals: int) -> pa.Array:
    """Numbers written with so many digits behind the point, as `with_decimals` writes one; "" for NaN."""
    absent = np.isnan(values)
    if absent.any():
        return pc.if_else(pa.array(absent), text_value(""), numerals(np.where(absent, 0.0, values), decimals))
    with np.errstate(over="ignore"):
        whole = np.rint(values * 10.0 ** min(decimals, MOST_PLAIN_DIGITS))
    if decimals > MOST_PLAIN_DIGITS or not np.all(np.abs(whole) < WHOLE_FLOATS):
        return pa.array([with_decimals(value, decimals) for value in values.tolist()], pa.string())
    halves = np.empty((len(values), 2), dtype=np.int64)  # of whole numbers of 128 bits
    halves[:, 0] = whole
    halves[:, 1] = halves[:, 0] >> 63
    kind = pa.decimal128(38, decimals)
    return pc.cast(pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(halves)]), pa.string())


def significant_numerals(values: Floats) -> pa.Array:
    """Numbers of any magnitude, written with seven significant digits; nothing where there is none."""
    return pa.array(["" if value != value else f"{value:.7g}" for value in values.tolist()], pa.string())


def quoted_cells(cells: pa.Array, dialect: Dialect) -> pa.Array:
    """Texts as cells: in quotes where a delimiter, a quote or a line end is in them, or nothing between blanks."""
    quote, blanks = dialect.quote, dialect.delimiter == RUN_OF_BLANKS
    marks = (dialect.parser_delimiter, quote, "\r", "\n")
    if not blanks and not _any_in(marks, cells):
        return cells
    special = "|".join(map(re.escape, marks))
    risky = pc.match_substring_regex(cells, f"{special}| |^$" if blanks else special)
    in_quotes = pc.binary_join_element_wise(
        text_value(quote), pc.replace_substring(cells, quote, quote * 2), text_value(quote), text_value("")
    )
    return pc.if_else(risky, in_quotes, cells)


def _any_in(marks: Sequence[str], cells: pa.Array) -> bool:
    """Whether a cell may have one of the characters. The texts of all are searched as one, which is quick."""
    texts = cells.buffers()[2]
    data = b"" if texts is None else texts.to_pybytes()
    return any(mark.encode() in data for mark in marks)
