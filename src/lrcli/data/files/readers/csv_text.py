"""Rows of values, or Arrow batches, as CSV: commas, a point as decimal mark, dates of ISO 8601, an empty missing cell.

Readers write CSV since all that follows reads it: the header, the kinds of columns, messages with lines, the
rows that `predict` gives back. Line k + 1 is row k.
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

ROWS = 1 << 14  # of Python values that are written at once
OTHER = (bytes, bytearray, memoryview, list, tuple, dict, set)
DAY = timedelta(days=1)
UNREADABLE = (pa.types.is_nested, pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary,
              pa.types.is_interval)  # fmt: skip
SECONDS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}  # how many of a unit are one


def of_rows(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Text of rows of Python values, the header the first."""
    pending = iter(rows)
    yield header(next(pending, ()))
    yield from body(pending)


def of_records(container: Container, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Text of what a database gives, where what a column holds is known of each cell alone."""

    def checked() -> Iterator[Sequence[Any]]:
        for number, row in enumerate(rows, 1):
            for name, value in zip(names, row, strict=True):
                if isinstance(value, OTHER):
                    what = f"row {number:,}, column {name!r}: a value of type {type(value).__name__}"
                    raise container.error(f"{what} is neither a number nor a text; leave the column out with --query")
            yield row

    yield header(names)
    yield from body(checked())


def body(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Text of rows."""
    pending = iter(rows)
    while some := list(islice(pending, ROWS)):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in some)
        yield text.getvalue().encode("utf-8", "replace")


def header(cells: Sequence[Any]) -> bytes:
    """A first line, its first cell quoted where it would mark a comment, or name Excel's delimiter."""
    text = io.StringIO(newline="")
    first, *others = [_cell(value) for value in cells] or [""]
    quoted = str(first).startswith("#") or str(first).lower().startswith("sep=")
    if quoted:
        text.write('"' + str(first).replace('"', '""') + '"' + "," * bool(others))
    if others or not quoted:
        csv.writer(text, lineterminator="\n").writerow(others if quoted else [first, *others])
    else:
        text.write("\n")
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    write = WRITERS.get(type(value), str)
    return value if write is None else write(value)


def _float(value: float) -> Any:
    """Whole numbers without a fraction, as people write them, and since a spreadsheet knows no others."""
    if math.isnan(value):
        return ""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


WRITERS: dict[type, Callable[[Any], Any] | None] = {  # None: as the csv module writes it
    str: None,
    int: None,
    type(None): None,
    float: _float,
    bool: lambda value: "true" if value else "false",
    datetime: lambda value: value.isoformat(" "),
    date: date.isoformat,
    time: time.isoformat,
    timedelta: lambda value: _float(value / DAY),
    Decimal: lambda value: "" if value.is_nan() else format(value, "f"),
}


def of_batches(container: Container, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Text of Arrow's batches. Columns that are neither numbers nor texts are left out, with a remark."""
    taken = []
    for place, column in enumerate(schema):
        if _is_index(column.name, schema):
            container.remarks.append(f"pandas' index {column.name!r} left out")
        elif _is_unreadable(column.type):
            container.remarks.append(f"column {column.name!r} left out, {column.type}: neither numbers nor texts")
        else:
            taken.append(place)
            if pa.types.is_duration(column.type):
                container.remarks.append(f"column {column.name!r} in days")
    if not taken:
        raise DataError(f"{container.name} has no column of numbers or texts")
    yield header([schema.field(place).name for place in taken])
    rows = container.limits.container_rows
    for batch in batches:
        for start in range(0, batch.num_rows, rows):
            piece = batch.slice(start, rows)
            yield _written([_plain(piece.column(place)) for place in taken])


def _is_index(name: str, schema: pa.Schema) -> bool:
    """Whether pandas added the column to save an index without a name; one with a name is a column like others."""
    return name.startswith("__index_level_") and b"pandas" in (schema.metadata or {})


def _is_unreadable(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.BaseExtensionType):
        return _is_unreadable(kind.storage_type)
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return _is_unreadable(kind.value_type)
    return any(is_kind(kind) for is_kind in UNREADABLE)


def _plain(column: pa.Array) -> pa.Array:
    """The same values in a type that Arrow writes as CSV."""
    if isinstance(column, pa.ExtensionArray):
        return _plain(column.storage)
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if pa.types.is_run_end_encoded(kind):
        return _plain(pc.run_end_decode(column))
    if pa.types.is_duration(kind):
        return pc.divide(column.cast(pa.int64()).cast(pa.float64(), safe=False), 86_400.0 * SECONDS[kind.unit])
    if pa.types.is_float16(kind):
        return column.cast(pa.float32())
    if pa.types.is_string_view(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    return column


def _written(columns: Sequence[pa.Array]) -> bytes:
    table = pa.table(columns, names=[str(place) for place in range(len(columns))])
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(table, sink, pa.csv.WriteOptions(include_header=False, quoting_style="needed"))
    return bytes(sink.getvalue())
