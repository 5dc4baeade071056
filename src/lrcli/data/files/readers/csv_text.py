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
    yield header(names)
    pending, before = iter(rows), 0
    while some := list(islice(pending, ROWS)):
        for name, column in zip(names, zip(*some, strict=True), strict=True):
            for kind in set(map(type, column)):
                if issubclass(kind, OTHER):
                    row = before + 1 + next(k for k, value in enumerate(column) if type(value) is kind)
                    what = f"row {row:,}, column {name!r}: a value of type {kind.__name__}"
                    raise container.error(f"{what} is neither a number nor a text; leave the column out with --query")
        yield _text(some)
        before += len(some)


def body(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Text of rows, which may differ in length."""
    pending = iter(rows)
    while some := list(islice(pending, ROWS)):
        yield _text(some)


def _text(rows: Sequence[Sequence[Any]]) -> bytes:
    """Text of some rows. Most columns need nothing done, which their types say faster than a look at each cell."""
    if len(set(map(len, rows))) == 1:
        rows = list(zip(*map(_column, zip(*rows, strict=True)), strict=True))
    else:
        rows = [[_cell(value) for value in row] for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _column(values: Sequence[Any]) -> Sequence[Any]:
    return values if set(map(type, values)) <= AS_THEY_ARE else [_cell(value) for value in values]


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


AS_THEY_ARE = {str, int, type(None)}
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
