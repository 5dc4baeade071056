"""Rows of Python values as CSV, with what each column holds: a number is one, however a training wrote its own."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from lrcli.data.files.mixed import with_mark
from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container
from lrcli.errors import DataError
from lrcli.notation.form import ColumnKind, ValueKind
from lrcli.notation.numbers import GROUPED_BY_POINTS

UNWRITABLE_TYPES = (bytes, bytearray, memoryview, list, tuple, dict, set)
VALUE_KINDS: dict[type, ValueKind] = {
    int: "number",
    float: "number",
    Decimal: "number",
    csv_text.Numeral: "number",
    bool: "boolean",
    date: "date",
    datetime: "date",
}


# What a column holds is known by its first rows alone, for a database is not asked twice. A text behind so many numbers
# is mostly none of a number, "n/a", and is left out like others; one that may be two numbers is an error.
def from_records(container: Container, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The text of the rows of a database, in which each cell may be of another type than its column.

    Columns that have values which are neither numbers nor texts in the first rows are left out, with a remark. Raise
    DataError for such a value in a later row.
    """
    pending, before = iter(rows), 0
    some = list(islice(pending, csv_text.ROWS_AT_ONCE))
    columns = list(zip(*some, strict=True)) or [() for _ in names]
    unwritable = {k: unwritten for k, column in enumerate(columns) if (unwritten := _unwritable(column))}
    for k, wrong in unwritable.items():
        container.remarks.append(f"column {names[k]!r} left out, {wrong.__name__}: neither numbers nor texts")
    indices = [k for k in range(len(names)) if k not in unwritable]
    if not indices:
        raise DataError(f"{container.name} has no column of numbers or texts")
    kinds = [kind_of(set(map(type, columns[k]))) or "mixed" for k in indices]  # a text column may have numbers later
    container.values += kinds
    yield csv_text.header_line([names[k] for k in indices])
    while some:
        columns = list(zip(*some, strict=True))
        for k, kind in zip(indices, kinds, strict=True):
            if misplaced := _misplaced(columns[k], kind):
                row, reason = misplaced
                raise container.error(f"row {before + row:,}, column {names[k]!r}: {reason}")
        cells = [marked(columns[k], kind) for k, kind in zip(indices, kinds, strict=True)]
        yield csv_text.lines(list(zip(*cells, strict=True)))
        before += len(some)
        some = list(islice(pending, csv_text.ROWS_AT_ONCE))


def _unwritable(column: Sequence[Any]) -> type | None:
    """The first type of a column that is neither a number nor a text."""
    return next((kind for kind in set(map(type, column)) if issubclass(kind, UNWRITABLE_TYPES)), None)


def _misplaced(column: Sequence[Any], kind: ColumnKind | None) -> tuple[int, str] | None:
    """The first cell, counted from 1, that a column of this kind cannot have, and why."""
    types = set(map(type, column))
    if unwritable := _unwritable(column):
        row = next(k for k, value in enumerate(column, 1) if type(value) is unwritable)
        return row, (
            f"a value of type {unwritable.__name__} is neither a number nor a text; leave the column out with --query"
        )
    if kind == "number" and str in types:
        for row, value in enumerate(column, 1):
            if isinstance(value, str) and GROUPED_BY_POINTS.fullmatch(value.strip()):
                return row, f"{value!r} is a text among numbers, in which a point has two meanings; make it a number"
    return None


def kind_of(types: Collection[type]) -> ColumnKind | None:
    """What the cells of a column are, by the types of its values; None of texts alone, and of what no form knows."""
    kinds = {VALUE_KINDS.get(kind) for kind in types if kind is not type(None)}
    return next(iter(kinds)) if len(kinds) == 1 else "mixed" if "number" in kinds else None


def with_marks(rows: Iterable[list[Any]], kinds: Sequence[ColumnKind | None]) -> Iterator[list[Any]]:
    """The same rows, the numbers of mixed columns with a mark."""
    mixed = [index for index, kind in enumerate(kinds) if kind == "mixed"]
    for row in rows:
        for index in mixed:
            if index < len(row):
                row[index] = with_mark_if_number(row[index])
        yield row


def marked(column: Sequence[Any], kind: ColumnKind | None) -> Sequence[Any]:
    """The cells of a column, its numbers with a mark where it is mixed."""
    return [*map(with_mark_if_number, column)] if kind == "mixed" else column


def with_mark_if_number(value: Any) -> Any:
    """A cell of a mixed column: a number with a mark, a text without the blanks before it, which would be one."""
    if VALUE_KINDS.get(type(value)) == "number":
        return with_mark(csv_text.cell(value))
    return value.lstrip() if isinstance(value, str) else value
