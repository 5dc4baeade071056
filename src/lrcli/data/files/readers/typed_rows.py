"""Rows of Python values as CSV, with the kind of each column, so that typed numbers are not read as texts."""

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
    csv_text.ExactNumber: "number",
    bool: "boolean",
    date: "date",
    datetime: "date",
}


# A database is queried only once, so the kind of a column is decided by its first rows. A text that follows so many
# numbers is usually no number, as "n/a", and its row is left out as others are; a text that can be read as either of
# two numbers is an error.
def from_records(container: Container, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The text of the rows of a database, where a cell may have another type than its column.

    A column with a value in its first rows that is neither a number nor a text is left out, with a remark. Raise
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
        yield csv_text.csv_lines(list(zip(*cells, strict=True)))
        before += len(some)
        some = list(islice(pending, csv_text.ROWS_AT_ONCE))


def _unwritable(column: Sequence[Any]) -> type | None:
    """A type among the values of a column that is neither a number nor a text, None if there is none."""
    return next((kind for kind in set(map(type, column)) if issubclass(kind, UNWRITABLE_TYPES)), None)


def _misplaced(column: Sequence[Any], kind: ColumnKind | None) -> tuple[int, str] | None:
    """The first value that a column of this kind cannot have: its index from 1, and the reason."""
    types = set(map(type, column))
    if unwritable := _unwritable(column):
        row = next(k for k, value in enumerate(column, 1) if type(value) is unwritable)
        return row, (
            f"a value of type {unwritable.__name__} is neither a number nor a text; leave the column out with --query"
        )
    if kind == "number" and str in types:
        for row, value in enumerate(column, 1):
            if isinstance(value, str) and GROUPED_BY_POINTS.fullmatch(value.strip()):
                return row, f"{value!r} is a text among numbers and can mean two numbers; store it as a number"
    return None


def kind_of(types: Collection[type]) -> ColumnKind | None:
    """The kind of a column by the types of its values; None for texts alone and for types of no kind."""
    kinds = {VALUE_KINDS.get(kind) for kind in types if kind is not type(None)}
    return next(iter(kinds)) if len(kinds) == 1 else "mixed" if "number" in kinds else None


def with_marks(rows: Iterable[list[Any]], kinds: Sequence[ColumnKind | None]) -> Iterator[list[Any]]:
    """The same rows, with a mark before the numbers of mixed columns."""
    mixed = [index for index, kind in enumerate(kinds) if kind == "mixed"]
    for row in rows:
        for index in mixed:
            if index < len(row):
                row[index] = with_mark_if_number(row[index])
        yield row


def marked(column: Sequence[Any], kind: ColumnKind | None) -> Sequence[Any]:
    """The cells of a column; if it is mixed, with a mark before its numbers."""
    return [*map(with_mark_if_number, column)] if kind == "mixed" else column


def with_mark_if_number(value: Any) -> Any:
    """A cell of a mixed column: a number with a mark, a text without leading blanks, which would look like the mark."""
    if VALUE_KINDS.get(type(value)) == "number":
        return with_mark(csv_text.cell(value))
    return value.lstrip() if isinstance(value, str) else value
