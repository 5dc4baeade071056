"""A Parquet file, whole or some of its row groups."""

import hashlib
from collections.abc import Iterator, Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container
from lrcli.limits import Limits

FIRST_ROWS = 256  # of a row group, whose size says how many of its rows are read at once


def table(container: Container, groups: Sequence[int] | None = None) -> Iterator[bytes]:
    """The text of the table. groups: the row groups to read, None for all."""
    try:
        file = pq.ParquetFile(container.seekable)
        yield from csv_text.from_batches(container, file.schema_arrow, _batches(file, groups, container.limits))
    except pa.ArrowException as error:
        raise container.error(error) from None


# A page may hold the number of one long text for each of a million rows, so that a file of a megabyte is gigabytes of
# text. Nothing in the file says so before it is read, but the first rows of each group do.
def _batches(file: pq.ParquetFile, groups: Sequence[int] | None, limits: Limits) -> Iterator[pa.RecordBatch]:
    """The rows, so many at once as fit into memory."""
    for group in range(file.num_row_groups) if groups is None else groups:
        first = next(file.iter_batches(FIRST_ROWS, row_groups=[group]), None)
        if first is not None and first.num_rows:
            yield from file.iter_batches(csv_text.rows_at_once(first, limits), row_groups=[group])


class Footer:
    """What the end of a Parquet file says of all of it."""

    def __init__(self, container: Container) -> None:
        """Raise DataError where it cannot be read."""
        try:
            file = pq.ParquetFile(container.seekable)
        except (pa.ArrowException, UnicodeDecodeError) as error:
            raise container.error(error) from None
        self.rows = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
        self.columns = len(file.schema_arrow)
        self.has_texts = csv_text.has_texts(file.schema_arrow)
        footer = BytesIO()
        file.metadata.write_metadata_file(footer)
        # Places, sizes and ranges of all that the file holds stand there: another file has another footer.
        self.digest = hashlib.sha256(footer.getvalue()).hexdigest()
