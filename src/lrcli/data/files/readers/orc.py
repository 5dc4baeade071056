"""An ORC file, as Hive and Spark write it."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.orc

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container


def table(container: Container) -> Iterator[bytes]:
    try:
        file = pa.orc.ORCFile(container.seekable)
        stripes = map(file.read_stripe, range(file.nstripes))
        yield from csv_text.from_batches(container, file.schema, stripes)
    except (pa.ArrowException, OSError) as error:
        raise container.error(error) from None
