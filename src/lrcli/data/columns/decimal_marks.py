"""Columns of which no cell of the first rows shows what a point or comma means, and what later rows say of it.

A file that is sorted by its kilometres begins with 7, 8, 9 and may go on with 1.000, which is 1 or 1000. So where the
first rows do not settle what a mark would mean, all later ones are looked at: the first cell that shows it settles it;
if there is none, but one that can be read two ways, the file is in doubt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats
from lrcli.data.columns.first_rows import MOST_CELLS_OF_FORM, First
from lrcli.errors import DataError
from lrcli.notation.form import Ambiguous, BaseForm, Unproven
from lrcli.notation.kinds import Form


def find_unproven(first: First, forms: Mapping[str, Form]) -> dict[str, Unproven]:
    """The columns of numbers whose mark is settled by no option, no cell of the first rows and no column like them."""
    if first.layout.says_marks:
        return {}
    open_columns, settled = {}, set()
    for name, form in forms.items():
        if form.mark_in_doubt is None or (form.mark_in_doubt, any(form.units)) in settled:
            continue
        present = first.present[name]
        if any(map(form.is_proven_by, _marked(present, form))):
            settled.add((form.mark_in_doubt, any(form.units)))
        elif not any(map(form.doubt, _marked(present[:MOST_CELLS_OF_FORM], form))):  # else the form settled it
            open_columns[name] = form
    return {
        name: Unproven(form)
        for name, form in open_columns.items()
        if (form.mark_in_doubt, any(form.units)) not in settled
    }


def _marked(column: pa.ChunkedArray, form: BaseForm) -> list[str]:
    """The different cells of a column that have the mark."""
    texts = column.cast(pa.string())
    cells: list[str] = texts.filter(pc.match_substring(texts, form.mark_in_doubt)).drop_null().unique().to_pylist()
    return cells


def may_be_marked(columns: Mapping[str, Floats], data: bytes) -> list[str]:
    """Which columns of plain numbers may have a cell with a mark: a fraction, or 1.000 that was read as 1.

    data: the bytes that the numbers were read from. The mark can only be a point here, and most tables of whole numbers
    have none. So a point is searched first, in the bytes of all columns at once: one byte is found in a twentieth of
    the time that four take.
    """
    if b"." not in data:
        return []
    if b".000" in data:
        return list(columns)
    return [name for name, values in columns.items() if (np.floor(values) < values).any()]


class AmbiguousCell(NamedTuple):
    """A cell that may be read in two ways."""

    location: str  # file and line
    readings: Ambiguous


def find_proof(cells: pa.ChunkedArray, column: Unproven) -> bool | Ambiguous | None:
    """True where a cell shows what the mark means; else the first cell that can be read in two ways, if any."""
    doubts = []
    for text in _marked(cells, column.form):
        if column.form.is_proven_by(text):
            return True
        doubts.append(column.doubt(text))
    return next(filter(None, doubts), None)


@dataclass
class DecimalMarks:
    """What all rows say of the columns' decimal marks, gathered in the order of the files."""

    proven: set[str] = field(default_factory=set)
    first: dict[str, AmbiguousCell] = field(default_factory=dict)

    def add(self, doubts: Mapping[str, AmbiguousCell | None]) -> None:
        """Add what some rows say of columns: a doubt, or None where a cell settles it."""
        for name, doubt in doubts.items():
            if doubt is None:
                self.proven.add(name)
            else:
                self.first.setdefault(name, doubt)

    def merge(self, later: "DecimalMarks") -> None:
        """Add what rows behind these say."""
        self.proven |= later.proven
        self.first = {**later.first, **self.first}

    def check(self) -> None:
        """Raise DataError where a column has a cell in doubt and none that settles it."""
        for name, doubt in self.first.items():
            if name not in self.proven:
                text, first, second = doubt.readings
                raise DataError(
                    f"{doubt.location}, column {name!r}: {text!r} is {first.reading(text)} or {second.reading(text)}"
                )
