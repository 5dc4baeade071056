"""Columns in which some cells are numbers of a program and others texts, as JSON and SQLite allow.

Such a text is read as the column is written, where 1.500 may be 1,500; a number is what it is. A CSV has no types, so
readers write these numbers with a blank before them, and texts without one.
"""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Mask

MARK = " "  # which is no part of a cell to all that reads it otherwise, as a level or as text


def with_mark(number: object) -> str:
    """A number in a mixed column. Whole ones need no mark, since all notations read them alike."""
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
    """A mixed column with its numbers as each notation reads them alike, 33.488 as 33488e-3.

    By these texts it is decided how the column is written, of which its numbers say nothing.
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
