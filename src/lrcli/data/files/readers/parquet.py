"""A Parquet file."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container


def table(container: Container) -> Iterator[bytes]:
    try:
        file = pq.ParquetFile(container.seekable)
        yield from csv_text.from_batches(
            container, file.schema_arrow, file.iter_batches(batch_size=container.limits.container_rows)
        )
    except pa.ArrowException as error:
        raise container.error(error) from None
