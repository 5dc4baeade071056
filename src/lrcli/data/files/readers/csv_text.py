"""Rows of values, or Arrow batches, as CSV: commas, decimal points, dates of ISO 8601, missing cells empty.

Line k + 1 is row k.
"""

import csv
import io
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lrcli.data.files.readers.container import Container
from lrcli.errors import DataError
from lrcli.limits import Limits
from lrcli.notation.form import ColumnKind, ValueKind

# Readers write CSV, though that costs time, since all that follows reads it: the header, the kinds of columns, messages
# with lines, the rows that `predict` writes back. So a table is treated alike in whatever format it comes.
ROWS_AT_ONCE = 1 << 14  # of Python values, which are many times as large as their text
UNREADABLE = (
    pa.types.is_nested,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_fixed_size_binary,
    pa.types.is_binary_view,
    pa.types.is_interval,
)
MIXED = {b"lrcli": b"mixed"}  # the metadata of a column of texts, whose numbers have a mark
UNITS_OF_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}  # by the unit of a duration


def from_rows(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The text of rows of Python values, the first of which is the header."""
    pending = iter(rows)
    yield header_line(next(pending, ()))
    yield from body(pending)


def body(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The text of rows, which may differ in length."""
    pending = iter(rows)
    while some := list(islice(pending, ROWS_AT_ONCE)):
        yield csv_lines(some)


def csv_lines(rows: Sequence[Sequence[Any]]) -> bytes:
    """The text of some rows."""
    if len(set(map(len, rows))) == 1:  # by columns, for the types of most columns say that no cell needs to be changed
        rows = list(zip(*map(_column, zip(*rows, strict=True)), strict=True))
    else:
        rows = [[cell(value) for value in row] for row in rows]
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode("utf-8", "replace")


def _column(values: Sequence[Any]) -> Sequence[Any]:
    return values if set(map(type, values)) <= WRITTEN_UNCHANGED else [cell(value) for value in values]


def header_line(cells: Sequence[Any]) -> bytes:
    """A first line. Its first cell is quoted where it would be read as a comment or as Excel's line "sep=;"."""
    text = io.StringIO(newline="")
    first, *others = [cell(value) for value in cells] or [""]
    quoted = str(first).startswith("#") or str(first).lower().startswith("sep=")
    if quoted:
        text.write('"' + str(first).replace('"', '""') + '"' + "," * bool(others))
    if others or not quoted:
        csv.writer(text, lineterminator="\n").writerow(others if quoted else [first, *others])
    else:
        text.write("\n")
    return text.getvalue().encode("utf-8", "replace")


def cell(value: Any) -> Any:
    """A value as it stands in a CSV: its text, or what the csv module writes so."""
    write = WRITERS.get(type(value), str)
    return value if write is None else write(value)


def _float(value: float) -> Any:
    """Whole numbers without a fraction: a spreadsheet has no integers, and 2015.0 is no year as people write it."""
    if math.isnan(value):
        return ""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _clock(value: timedelta) -> str:
    """A duration as a spreadsheet shows it: 30:05:00."""
    seconds = round(abs(value).total_seconds(), 6)
    minutes, rest = divmod(seconds, 60)
    clock = f"{int(minutes) // 60}:{int(minutes) % 60:02}:{rest:09.6f}".removesuffix(".000000")
    return f"-{clock}" if value < timedelta() else clock


class ExactNumber(str):
    """A number with the digits of its file."""

    __slots__ = ()


WRITTEN_UNCHANGED = {str, int, ExactNumber, type(None)}
WRITERS: dict[type, Callable[[Any], Any] | None] = {  # None: as the csv module writes it
    str: None,
    int: None,
    ExactNumber: None,
    type(None): None,
    float: _float,
    bool: lambda value: "true" if value else "false",
    datetime: lambda value: value.isoformat(" "),
    date: date.isoformat,
    time: time.isoformat,
    timedelta: lambda value: _clock(value),
    Decimal: lambda value: "" if value.is_nan() else format(value, "f"),
}


def from_batches(container: Container, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The text of Arrow's batches. Columns that are neither numbers nor texts are left out, with a remark."""
    columns = []
    for index, column in enumerate(schema):
        if _is_index(column.name, schema):
            container.remarks.append(f"pandas' index {column.name!r} left out")
        elif _is_unreadable(column.type):
            container.remarks.append(f"column {column.name!r} left out, {column.type}: neither numbers nor texts")
        else:
            columns.append(index)
            if pa.types.is_duration(column.type):
                container.remarks.append(f"column {column.name!r} in days")
    if not columns:
        raise DataError(f"{container.name} has no column of numbers or texts")
    container.values += [_column_kind(schema.field(index)) for index in columns]
    yield header_line([schema.field(index).name for index in columns])
    for batch in batches:
        rows = rows_at_once(batch, container.limits)
        for start in range(0, batch.num_rows, rows):
            piece = batch.slice(start, rows)
            yield _batch_text([_plain(piece.column(index)) for index in columns])


def rows_at_once(batch: pa.RecordBatch, limits: Limits) -> int:
    """How many rows like these fit into memory as text. Of a column of levels each row may have the longest."""
    size = sum(_bytes_of(column) for column in batch.columns)
    return max(1, min(limits.container_rows, limits.container_bytes * int(batch.num_rows) // max(size, 1)))


def _bytes_of(column: pa.Array) -> int:
    kind = column.type
    if pa.types.is_dictionary(kind) and (
        pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)
    ):
        return len(column) * int(pc.max(pc.binary_length(column.dictionary)).as_py() or 0)
    return int(column.nbytes)


def has_texts(schema: pa.Schema) -> bool:
    """Whether a cell may hold any character: a line end, for one, so that rows and lines are not the same."""
    return any(_value_kind(column.type) is None for column in schema if not _is_unreadable(column.type))


def _is_index(name: str, schema: pa.Schema) -> bool:
    """Whether pandas added the column to save an index without a name. One with a name is a column like others."""
    return name.startswith("__index_level_") and b"pandas" in (schema.metadata or {})


def _is_unreadable(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.BaseExtensionType):
        return _is_unreadable(kind.storage_type)
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return _is_unreadable(kind.value_type)
    return any(is_kind(kind) for is_kind in UNREADABLE)


def _column_kind(field: pa.Field) -> ColumnKind | None:
    return "mixed" if field.metadata == MIXED else _value_kind(field.type)


def _value_kind(kind: pa.DataType) -> ValueKind | None:
    """What the values of a type are to a form; None of texts, and of types that no form knows, as times of day."""
    if isinstance(kind, pa.BaseExtensionType):
        return _value_kind(kind.storage_type)
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return _value_kind(kind.value_type)
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return "date"
    numbers = pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_duration
    return "number" if any(is_number(kind) for is_number in numbers) else None


def _plain(column: pa.Array) -> pa.Array:
    """The same values in a type that Arrow can write as CSV."""
    if isinstance(column, pa.ExtensionArray):
        return _plain(column.storage)
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if pa.types.is_run_end_encoded(kind):
        return _plain(pc.run_end_decode(column))
    if pa.types.is_duration(kind):
        return pc.divide(
            column.cast(pa.int64()).cast(pa.float64(), safe=False), 86_400.0 * UNITS_OF_A_SECOND[kind.unit]
        )
    if pa.types.is_float16(kind):
        return column.cast(pa.float32())
    if pa.types.is_string_view(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    return column


def _batch_text(columns: Sequence[pa.Array]) -> bytes:
    table = pa.table(columns, names=[str(index) for index in range(len(columns))])
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(table, sink, pa.csv.WriteOptions(include_header=False, quoting_style="needed"))
    return bytes(sink.getvalue())
