"""How the columns of numbers are written in rows to which a model is applied.

A model knows how its training rows were written. For a column of whole numbers without separators that does not settle
what 120.000 means in another file. So such a column is read as in a file to train on: by the cells of its first rows
and by what other columns prove. What is merely likely for any file does not count here, since the training file had no
such point. Where that settles nothing, the range of the values in training does, as for a value that is typed
(notation/entry.py). Otherwise the file is in doubt, and an option has to settle it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import pyarrow as pa

from lrcli.data.columns.decimal_marks import may_be_marked
from lrcli.data.columns.first_rows import MOST_CELLS_OF_FORM, First, value_counts
from lrcli.data.files.chunk import Block
from lrcli.data.files.dataset import Files
from lrcli.data.files.source import Source
from lrcli.notation.form import Ambiguous, Unproven
from lrcli.notation.numbers import NumberForm
from lrcli.text import short


@dataclass
class Writing:
    """How columns are written where that is not as in training, and those of which no first row shows it."""

    forms: dict[str, NumberForm] = field(default_factory=dict)
    unproven: dict[str, Unproven] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def find_writing(files: Files, columns: Mapping[str, Unproven]) -> Writing:
    """How columns whose marks training does not prove are written in the files.

    Raise DataError for a first cell with two readings.
    """
    by_option = files.layout.says_marks
    writing = Writing(unproven={} if by_option else dict(columns))
    blocks = files.peek() if columns else []
    # A column of values has no marks to be in doubt, and each file of them says so itself.
    columns = {name: each for name, each in columns.items() if not all(name in source.values for source, _ in blocks)}
    if marked := {*columns} if by_option else _may_have_marks(blocks, columns):
        chunks = [source.parse_as_text(block) for source, block in blocks]
        first = First(files.name, files.columns, chunks, files.layout, units=files.first.units, splits=files.splits)
        for name in filter(marked.__contains__, columns):
            _settle(first, name, columns[name], writing)
    return writing


def _may_have_marks(blocks: Sequence[tuple[Source, Block]], names: Collection[str]) -> set[str]:
    """The columns of which some cell in the first rows is no plain number, or may have a point."""
    marked: set[str] = set()
    for source, block in blocks:
        if source.has_digits_alone(block):
            continue
        table = source.parse(block, [*names], ()).table
        plain = {name: table[name].to_numpy() for name in names if pa.types.is_floating(table[name].type)}
        marked |= {*names} - {*plain} | {*may_be_marked(plain, block.data)}
    return marked


def _settle(first: First, name: str, column: Unproven, writing: Writing) -> None:
    """Note how a column is written by its first rows; one that has no mark there stays unproven."""
    counts = value_counts(first.present[name][:MOST_CELLS_OF_FORM])
    form = NumberForm.find(counts, first.hints._replace(point_is_decimal_likely=False))
    if isinstance(form, Ambiguous):
        doubt, form = form, _by_range(form, column, counts)
        if form is None:
            raise first.doubt(name, doubt)
        value, other = doubt.first.number(doubt.text), doubt.second.number(doubt.text)
        if form == doubt.second:
            value, other = other, value
        writing.remarks.append(
            f"{name}: {doubt.text!r} is read as {short(value or 0.0)}, since {short(other or 0.0)} is outside "
            f"{short(column.low)} to {short(column.high)}, the range seen in training"
        )
    elif form is None or form.units not in (column.form.units, ("", "")):
        return  # such cells are left out, and named
    elif different := next((text for text in counts if form.number(text) != column.form.number(text)), None):
        writing.remarks.append(f"{name}: {form.remark(different)}")
    if form.thousands or any(form.decimal in text for text in counts):
        writing.unproven.pop(name, None)
    writing.forms[name] = NumberForm(form.decimal, form.thousands, *column.form.units)


def _by_range(doubt: Ambiguous, column: Unproven, counts: Mapping[str, int]) -> NumberForm | None:
    """The one of two forms by which all cells in doubt are in the range of the training, and none by the other."""
    pairs = [(doubt.first.number(text), doubt.second.number(text)) for text in counts]
    inside = [
        (column.has(first), column.has(second))
        for first, second in pairs
        if first is not None and second is not None and first != second
    ]
    for form, decided in ((doubt.first, (True, False)), (doubt.second, (False, True))):
        if all(each == decided for each in inside):
            return cast("NumberForm", form)
    return None
