"""A whole table read at once."""

from lrcli.data.columns.schema import names
from lrcli.data.files.dataset import Files
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.start import start_reading
from lrcli.data.rows.workers import Workers
from lrcli.fitting.storage.rows import RowStorage
from lrcli.limits import LIMITS


def read_table(path, choose, limits=LIMITS):
    """The columns that `choose` wants, without the rows that cannot be learned from, however many rows there are."""
    with Files([path], limits=limits) as files, Workers() as workers:
        reading = start_reading(files, choose)
        blocks = list(reading.cells(workers, keep_bytes=False))
    return RowStorage(
        files=files.files(),
        columns=reading.columns,
        levels=names(reading.levels),
        left_out=reading.left_out,
        inputs=reading.inputs,
        limits=limits,
        rows=Rows.of(blocks, reading.columns),
    )
