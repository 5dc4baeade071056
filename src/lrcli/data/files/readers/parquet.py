"""A Parquet file, whole or some of its row groups."""

import hashlib
from collections.abc import Iterator, Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container


def table(container: Container, groups: Sequence[int] | None = None) -> Iterator[bytes]:
    """The text of the table. groups: the row groups to read, None for all."""
    try:
        file = pq.ParquetFile(container.seekable)
        batches = file.iter_batches(container.limits.container_rows, row_groups=groups)
        yield from csv_text.from_batches(container, file.schema_arrow, batches)
    except pa.ArrowException as error:
        raise container.error(error) from None


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
