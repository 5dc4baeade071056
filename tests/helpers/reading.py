"""A whole table read at once."""

from lrcli.data.files.dataset import Files
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.table import Table, start_reading
from lrcli.limits import LIMITS


def read_table(path, choose, limits=LIMITS):
    """The columns that `choose` wants, without the rows that cannot be learned from."""
    with Files([path], limits=limits) as files, Workers() as workers:
        reading = start_reading(files, choose)
        parts = list(reading.cells(workers, keep_bytes=False))
    return Table.of(reading, parts)
