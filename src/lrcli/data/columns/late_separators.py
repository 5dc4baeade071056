"""Cells with a separator of thousands that no cell of the first rows has.

A file that is sorted by its kilometres begins with 7, 8, 9 and may go on with 1 000 or 1'000. The form of the column
knows no separator, but these cells have one reading only. 1,000 has two where the comma may be the decimal mark of the
file: there it is in doubt, as it would be in the first rows.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from lrcli.arrays import Floats, Mask
from lrcli.notation.form import Ambiguous, Unproven
from lrcli.notation.kinds import Form


class Separated(NamedTuple):
    """A column (n,) in which such cells are read."""

    values: Floats
    unreadable: Mask
    doubt: Ambiguous | None  # the first cell with two readings


def read_separated(
    cells: pa.ChunkedArray, form: Form, values: Floats, unreadable: Mask, unproven: Unproven | None
) -> Separated:
    """The values of a column and what is still unreadable. unproven: where the first rows do not show the mark."""
    values, unreadable, doubt = values.copy(), unreadable.copy(), None
    rows = np.flatnonzero(unreadable)
    readings: dict[str, float | Ambiguous | None] = {}
    for row, text in zip(rows.tolist(), cells.take(pa.array(rows)).to_pylist(), strict=True):
        if text not in readings:
            readings[text] = form.separated(text)
        reading = readings[text]
        if isinstance(reading, Ambiguous):
            first, second = reading.first.number(text), reading.second.number(text)
            assert first is not None
            assert second is not None
            if unproven is not None and unproven.has(first) == unproven.has(second):
                doubt = doubt or reading
            reading = second if unproven is not None and unproven.has(second) > unproven.has(first) else first
        if reading is not None:
            values[row], unreadable[row] = reading, False
    return Separated(values, unreadable, doubt)
