"""An ORC file, as Hive and Spark write it."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.orc

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container
from lrcli.data.files.readers.native_messages import native_messages

NAME_IN_MESSAGES = "ORC file ArrowInputFile"  # whatever the file is called


def table(container: Container) -> Iterator[bytes]:
    try:
        with native_messages() as lines:
            file = pa.orc.ORCFile(container.seekable)
        container.remarks += [
            line.removeprefix("Warning: ").replace(NAME_IN_MESSAGES, container.name) for line in lines
        ]
        stripes = map(file.read_stripe, range(file.nstripes))
        yield from csv_text.from_batches(container, file.schema, stripes)
    except (pa.ArrowException, OSError) as error:
        raise container.error(error) from None
