"""An Arrow file, which is also what Feather writes since its version 2, or an Arrow stream."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.ipc

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container

FILE_MARK = b"ARROW1"


def table(container: Container) -> Iterator[bytes]:
    try:
        file = container.seekable
        of_file = file.read(len(FILE_MARK)) == FILE_MARK
        file.seek(0)
        opened = pa.ipc.open_file(file) if of_file else pa.ipc.open_stream(file)
        batches = map(opened.get_batch, range(opened.num_record_batches)) if of_file else iter(opened)
        yield from csv_text.from_batches(container, opened.schema, map(_checked, batches))
    except (pa.ArrowException, OSError) as error:
        raise container.error(error) from None


def _checked(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch as it is. Raise ArrowInvalid where one of its columns points outside its own bytes."""
    # Arrow maps what a file says into memory and believes it: of a damaged one it would read any memory, or end the
    # process. Texts are checked as bytes, since those in another encoding are for whoever decodes the text.
    for column in batch.columns:
        _as_bytes(column).validate(full=True)
    return batch


def _as_bytes(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        return column.view(pa.binary())
    if pa.types.is_large_string(column.type):
        return column.view(pa.large_binary())
    return column
