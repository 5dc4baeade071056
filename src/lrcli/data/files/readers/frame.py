"""A table in memory: a data frame of pandas or polars, an Arrow table or stream, a DuckDB relation, columns by name.

Row k, counted from 0 as Python counts, is line k + 2 of the text, so a line break in a cell is written as a blank.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lrcli.data.files.frames import Frame
from lrcli.data.files.readers import csv_text, typed_rows
from lrcli.data.files.readers.container import Container

LINE_BREAK = r"\r\n|\r|\n"
PARTS_ALONE = ("period[", "interval[")  # types of pandas of which Arrow has numbers, without what these mean
NO_LIST = (str, bytes, Mapping)  # that can be iterated over, and are no columns


def table(container: Container) -> Iterator[bytes]:
    frame = container.frame
    assert frame is not None
    try:
        opened = _opened(container, frame.table)
        yield from csv_text.from_batches(container, opened.schema, _counted(frame, opened))
    except (pa.ArrowException, TypeError) as error:
        raise container.error(error) from None


def _opened(container: Container, data: Any) -> pa.RecordBatchReader:
    pandas = sys.modules.get("pandas")  # which has been imported where the table is one of its data frames
    if pandas is not None and isinstance(data, pandas.DataFrame):
        return _of_columns(container, list(_columns(data)))
    if isinstance(data, Mapping):
        return _of_columns(container, [(str(name), values) for name, values in data.items()])
    if hasattr(data, "to_frame"):  # a Series, whose values alone Arrow would be given
        raise container.error("it is one column or one row, no table; to_frame() makes a table of a column")
    return pa.RecordBatchReader.from_stream(data)


def _columns(frame: Any) -> Iterator[tuple[str, Any]]:
    """The columns of a data frame of pandas, before them those levels of its index that have a name."""
    for level, name in enumerate(frame.index.names):
        if name is not None:
            yield str(name), frame.index.get_level_values(level).to_series()
    for index, name in enumerate(frame.columns):  # by index, since two columns may have one name
        yield " ".join(map(str, name)) if isinstance(name, tuple) else str(name), frame.iloc[:, index]


def _of_columns(container: Container, columns: list[tuple[str, Any]]) -> pa.RecordBatchReader:
    pairs = [_field_and_array(container, name, values) for name, values in columns]
    fields, arrays = [field for field, _ in pairs], [array for _, array in pairs]
    lengths = {name: len(array) for (name, _), array in zip(columns, arrays, strict=True)}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name!r} {length:,}" for name, length in lengths.items())
        raise container.error(f"its columns have different lengths: {listed}")
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields)).to_reader()


def _field_and_array(container: Container, name: str, values: Any) -> tuple[pa.Field, pa.Array | pa.ChunkedArray]:
    """A column as Arrow has it; as texts where its values are of several types, as a spreadsheet's may be."""
    if isinstance(values, NO_LIST) or not hasattr(values, "__len__"):
        raise container.error(f"column {name!r} is {type(values).__name__}, no list of values")
    of_categories = getattr(getattr(values, "cat", None), "categories", values)  # as those of pandas.cut
    if str(getattr(of_categories, "dtype", "")).startswith(PARTS_ALONE):
        texts = pa.array([None if value != value else str(value) for value in values], pa.string())
        return pa.field(name, texts.type), texts
    try:
        array = pa.array(values, from_pandas=True)
        return pa.field(name, array.type), array
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        python = [value.item() if hasattr(value, "item") else value for value in values]
    kind = typed_rows.kind_of(set(map(type, python)))
    cells = typed_rows.marked(python, kind)
    texts = pa.array([None if value is None else str(csv_text.cell(value)) for value in cells], pa.string())
    return pa.field(name, texts.type, metadata=csv_text.MIXED if kind == "mixed" else None), texts


def _counted(frame: Frame, batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches with each row on one line, counted as they are read."""
    for batch in batches:
        frame.rows += batch.num_rows
        yield pa.RecordBatch.from_arrays([_on_one_line(column) for column in batch.columns], names=batch.schema.names)


def _on_one_line(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        texts = _on_one_line(column.dictionary)
        return column if texts is column.dictionary else pa.DictionaryArray.from_arrays(column.indices, texts)
    if pa.types.is_string_view(kind):
        return _on_one_line(column.cast(pa.string()))
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return column
    if not pc.any(pc.match_substring_regex(column, LINE_BREAK)).as_py():
        return column
    return pc.replace_substring_regex(column, LINE_BREAK, " ")
