"""The CSV that each format is read as, before it is decided what its columns are."""

import csv
import io

from lrcli.data.files.frames import Frame
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import open_stream
from lrcli.limits import LIMITS


def text_of(path, limits=LIMITS, **layout):
    """The CSV that a file is read as."""
    return text_and_remarks(path, limits, **layout)[0]


def text_and_remarks(path, limits=LIMITS, **layout):
    """The CSV that a file is read as, and the remarks of its reader."""
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
    """The remarks of the reader of a table in memory."""
    return text_and_remarks(Frame(table))[1]
