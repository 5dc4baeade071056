"""A workbook of Excel (.xlsx, .xlsm, .xlsb, .xls) or of OpenDocument (.ods): one of its sheets.

A row of the sheet is a line of text, also an empty row above the table, so that the lines in messages are the numbers
that Excel shows. Therefore a line break in a cell is written as a blank.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container, check_size, library
from lrcli.text import count

PROTECTED = "EncryptedPackage".encode("utf-16-le")  # the name of a workbook with a password in the container around it


def table(container: Container) -> Iterator[bytes]:
    calamine = library(container.name, "python_calamine", package="python-calamine")
    file = container.seekable
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
        check_size(container, sum(m.file_size for m in members), sum(m.compress_size for m in members))
    file.seek(0)
    try:
        book = calamine.load_workbook(file)
        sheet = _chosen(container, book)
        yield from csv_text.from_rows(_rows(sheet))
    except calamine.CalamineError as error:
        file.seek(0)
        if any(PROTECTED in data for data in iter(lambda: file.read(1 << 20), b"")):
            raise container.error("it is protected by a password; save it without one") from None
        raise container.error(error) from None


def _chosen(container: Container, book: Any) -> Any:
    """The sheet that --sheet names, or the only visible one that can be a table, with two rows and columns at least."""
    sheets = {about.name: book.get_sheet_by_name(about.name) for about in book.sheets_metadata}
    visible = {about.name for about in book.sheets_metadata if str(about.visible).endswith(".Visible")}
    tables = {name for name in visible if sheets[name].height > 1 and sheets[name].width > 1}
    sizes = {n: f"{count(sheet.height, 'row')}, {count(sheet.width, 'column')}" for n, sheet in sheets.items()}
    return sheets[container.choose("sheet", sizes, tables)]


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """The cells of all rows, without empty columns."""
    full: set[int] = set()
    moments: set[int] = set()  # columns with a time of day: there midnight is written with its time too
    for row in sheet.iter_rows():
        if len(full) < len(row):
            full.update(index for index, value in enumerate(row) if value != "")
        moments.update(index for index, value in enumerate(row) if type(value) is datetime)
    indices = sorted(full)
    for row in sheet.iter_rows():
        yield [_cell(row[index], index in moments) for index in indices]


def _cell(value: Any, of_moments: bool) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if of_moments and type(value) is date:
        return datetime.combine(value, time.min)
    return value
