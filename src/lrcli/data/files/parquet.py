"""A Parquet file as the CSV that it would be."""

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from lrcli.errors import DataError

NESTED = (pa.types.is_nested, pa.types.is_binary, pa.types.is_large_binary)


class AsCsv:
    """Read in pieces of some rows; a reader of bytes."""

    def __init__(self, name: str, file: io.BufferedReader, rows: int) -> None:
        """rows: of a piece."""
        if not file.seekable():
            raise DataError(f"{name} is a Parquet file, which cannot be read from a pipe; name the file")
        try:
            self.file = pq.ParquetFile(file)
        except pa.ArrowException as error:
            raise DataError(f"cannot read {name}: {error}") from None
        for field in self.file.schema_arrow:
            if any(is_kind(field.type) for is_kind in NESTED):
                raise DataError(f"{name}: the column {field.name!r} holds {field.type}, neither numbers nor texts")
        self.pieces = self._pieces(rows)

    def read(self, size: int) -> bytes:
        """The next piece, whatever its size; nothing at the end."""
        return next(self.pieces, b"")

    def _pieces(self, rows: int) -> Iterator[bytes]:
        yield _csv(self.file.schema_arrow.empty_table(), header=True)
        for batch in self.file.iter_batches(batch_size=rows):
            yield _csv(pa.table(batch), header=False)


def _csv(table: pa.Table, *, header: bool) -> bytes:
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(field.type.value_type))
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(table, sink, pa.csv.WriteOptions(include_header=header, quoting_style="needed"))
    return bytes(sink.getvalue())
