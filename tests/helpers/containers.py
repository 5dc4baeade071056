"""What a file is read as, before anything is decided about its columns."""

import csv
import io

from lrcli.data.files.frames import Frame
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import open_stream
from lrcli.limits import LIMITS


def text_of(path, limits=LIMITS, **layout):
    """The CSV that a file is."""
    return text_and_remarks(path, limits, **layout)[0]


def text_and_remarks(path, limits=LIMITS, **layout):
    """The CSV that a file is, and what its reader says."""
    opened = open_stream(path if isinstance(path, Frame) else str(path), Layout(**layout), limits=limits)
    try:
        return b"".join(iter(opened.read, b"")).decode(), opened.remarks
    finally:
        opened.close()


def cells_of(path, limits=LIMITS, **layout):
    """Its cells, row by row, read by Python's csv module."""
    return list(csv.reader(io.StringIO(text_of(path, limits, **layout), newline="")))


def cells_of_table(table):
    """The cells of a table in memory."""
    return cells_of(Frame(table))


def remarks_on_table(table):
    """What its reader says of a table in memory."""
    return text_and_remarks(Frame(table))[1]
