"""A workbook of Excel (.xlsx, .xlsm, .xlsb, .xls) or of OpenDocument (.ods): one of its sheets.

A row of the sheet is a line of text, also an empty row above the table, so that the lines in messages are the numbers
that Excel shows. Therefore a line break in a cell is written as a blank.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from lrcli.data.files.readers import csv_text, typed_rows, workbook
from lrcli.data.files.readers.container import Container, check_size, damages, library
from lrcli.notation.form import ColumnKind, ValueKind
from lrcli.text import count

PROTECTED = "EncryptedPackage".encode("utf-16-le")  # the name of a workbook with a password in the container around it
FIRST_SERIAL = date(1899, 12, 30).toordinal()  # day 0 of Excel, which takes 1900 for a leap year
CELL_KINDS: dict[type, ValueKind] = {float: "number", int: "number", bool: "boolean", date: "date", datetime: "date"}
NEAR_DAYS = 3653  # ten years: so far from the dates of its column a number may be to be one of them


def table(container: Container) -> Iterator[bytes]:
    calamine = library(container.name, "python_calamine", package="python-calamine")
    file, archive = container.seekable, None
    if zipfile.is_zipfile(file):
        archive = container.resources.enter_context(zipfile.ZipFile(file))
        members = archive.infolist()
        check_size(container, sum(m.file_size for m in members), sum(m.compress_size for m in members))
    file.seek(0)
    try:
        book = calamine.load_workbook(file)
        sheet = _chosen(container, book)
        contents = Contents.of(sheet)
        if archive is not None and contents.ends_with_gaps:
            container.remarks += workbook.formulas_without_values(archive, sheet.name)
        container.values += [contents.kind(index) for index in sorted(contents.filled)]
        counts_from_1900 = archive is not None and workbook.counts_from_1900(archive)
        rows = _rows(sheet, contents, counts_from_1900=counts_from_1900)
        yield from csv_text.from_rows(typed_rows.with_marks(rows, container.values))
    except calamine.CalamineError as error:
        file.seek(0)
        if any(PROTECTED in data for data in iter(lambda: file.read(1 << 20), b"")):
            raise container.error("it is protected by a password; save it without one") from None
        raise container.error(error) from None
    except damages() as error:  # in the archive, where the library has read past it
        raise container.error(error) from None


def _chosen(container: Container, book: Any) -> Any:
    """The sheet that --sheet names, or the only visible one that can be a table, with two rows and columns at least."""
    sheets = {about.name: book.get_sheet_by_name(about.name) for about in book.sheets_metadata}
    visible = {about.name for about in book.sheets_metadata if str(about.visible).endswith(".Visible")}
    tables = {name for name in visible if sheets[name].height > 1 and sheets[name].width > 1}
    sizes = {n: f"{count(sheet.height, 'row')}, {count(sheet.width, 'column')}" for n, sheet in sheets.items()}
    return sheets[container.choose("sheet", sizes, tables)]


@dataclass
class Contents:
    """What the columns of a sheet hold, by their index."""

    filled: set[int] = field(default_factory=set)  # those that are not empty
    numbers: dict[int, int] = field(default_factory=dict)  # cells with a number
    dates: dict[int, int] = field(default_factory=dict)  # cells with a date
    days: dict[int, tuple[int, int]] = field(default_factory=dict)  # the first and the last of these
    kinds: dict[int, set[ValueKind]] = field(default_factory=dict)  # of the cells that are no texts
    first: dict[int, int] = field(default_factory=dict)  # the row of the first of these
    others: dict[int, int] = field(default_factory=dict)  # the row of the last other cell
    moments: set[int] = field(default_factory=set)  # with a time of day: there midnight is written with its time too
    ends_with_gaps: bool = False  # whether the last row lacks a cell

    @classmethod
    def of(cls, sheet: Any) -> "Contents":
        contents, row = cls(), list[Any]()
        filled, numbers, dates, days = contents.filled, contents.numbers, contents.dates, contents.days
        for number, row in enumerate(sheet.iter_rows()):
            for index, value in enumerate(row):
                if value == "":
                    continue
                filled.add(index)
                if (kind := CELL_KINDS.get(type(value))) is None:
                    contents.others[index] = number
                    continue
                contents.first.setdefault(index, number)
                contents.kinds.setdefault(index, set()).add(kind)
                if kind == "number":
                    numbers[index] = numbers.get(index, 0) + 1
                elif kind == "date":
                    dates[index] = dates.get(index, 0) + 1
                    first, last = days.get(index, (value.toordinal(), value.toordinal()))
                    days[index] = min(first, value.toordinal()), max(last, value.toordinal())
                    if isinstance(value, datetime):
                        contents.moments.add(index)
        contents.ends_with_gaps = any(row[index] == "" for index in filled)
        return contents

    # A number in a workbook is one, however a model's training wrote its numbers: 33.488 is not 33,488 there.
    def kind(self, index: int) -> ColumnKind | None:
        """What all cells of a column are below the texts above them; None where they are texts, or dates among them."""
        kinds = self.kinds.get(index, set())
        if len(kinds) != 1 or self.others.get(index, -1) > self.first[index]:
            return "mixed" if "number" in kinds else None
        return next(iter(kinds))

    def days_of(self, index: int) -> range:
        """The days that a number in a column may count: none unless as many of its cells are dates as numbers."""
        if self.dates.get(index, 0) < self.numbers.get(index, 0):
            return range(0)
        first, last = self.days[index]
        return range(first - NEAR_DAYS, last + NEAR_DAYS)


def _rows(sheet: Any, contents: Contents, *, counts_from_1900: bool) -> Iterator[list[Any]]:
    """The cells of all rows, without empty columns; those that were merged downwards all have the value."""
    indices, left = sorted(contents.filled), sheet.start[1] if sheet.start else 0
    days = {index: contents.days_of(index) for index in indices if counts_from_1900 and index in contents.dates}
    ends = {
        (top, column - left): bottom for (top, column), (bottom, _) in sheet.merged_cell_ranges or () if bottom > top
    }
    merged: dict[int, tuple[int, Any]] = {}  # of a column: the last row and the value of its merged cells
    for number, row in enumerate(sheet.iter_rows()):
        if ends:
            row = _unmerged(row, number, ends, merged)
        for index in days:
            if isinstance(row[index], float) and (day := int(row[index]) + FIRST_SERIAL) in days[index]:
                row[index] = date.fromordinal(day)
        yield [_cell(row[index], index in contents.moments) for index in indices]


def _unmerged(
    row: Sequence[Any], number: int, ends: dict[tuple[int, int], int], merged: dict[int, tuple[int, Any]]
) -> list[Any]:
    """A row in which the lower cells of merged ones have the value of the first."""
    cells = list(row)
    for index, value in enumerate(row):
        if (number, index) in ends:
            merged[index] = ends[number, index], value
        elif index in merged and value == "" and number <= merged[index][0]:
            cells[index] = merged[index][1]
    return cells


def _cell(value: Any, of_moments: bool) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if of_moments and type(value) is date:
        return datetime.combine(value, time.min)
    return value
