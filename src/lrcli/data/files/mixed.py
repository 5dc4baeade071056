"""Mixed columns, in which some cells are typed numbers and others are texts, as JSON and SQLite allow.

A text is read by the notation of its column, in which 1.500 may mean 1500; a typed number needs no notation. The CSV
that readers write has no types, so they mark typed numbers with a blank in front, and strip it from texts.
"""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Mask

MARK = " "  # whatever reads a cell as a level or as text strips it


def with_mark(number: object) -> str:
    """The text of a typed number. Whole numbers get no mark, since every notation reads them in the same way."""
    text = str(number)
    return MARK + text if text and not text.lstrip("-").isdecimal() else text


def numbers_among(column: pa.ChunkedArray) -> Mask:
    """Which cells (n,) of a mixed column, as the reader wrote them, are numbers with a mark."""
    return np.asarray(pc.starts_with(column.cast(pa.string()), MARK).fill_null(False).to_numpy())


def without_numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts of a mixed column, null where a cell is a number with a mark."""
    texts = column.cast(pa.string())
    return pc.if_else(pc.starts_with(texts, MARK), pa.scalar(None, pa.string()), texts)


def without_notation(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A mixed column with its numbers as every notation reads them, 33.488 as 33488e-3.

    The notation of the column is inferred from these texts, and its typed numbers must not influence it.
    """
    return pa.chunked_array([[_plain(text) for text in column.to_pylist()]], pa.string())


def _plain(text: str | None) -> str | None:
    if text is None or not text.startswith(MARK):
        return text
    number = Decimal(text.strip())
    if not number.is_finite():
        return text
    sign, digits, exponent = number.as_tuple()
    return f"{'-' * sign}{''.join(map(str, digits))}e{exponent}"
