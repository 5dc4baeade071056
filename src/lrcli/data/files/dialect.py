"""How a table is written: delimiter, quotes, what stands before its header. Asked for, or found in its first lines.

The header is the first record with as many cells as most. Before it may stand lines of comment, marked by #, lines
of text without the delimiter or with nothing behind it, and Excel's line "sep=;"; --skip-lines says so where this is
not enough.
"""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from lrcli.data.files.cells import is_number
from lrcli.data.files.layout import BLANKS, DELIMITERS, SPOKEN, Layout
from lrcli.errors import DataError
from lrcli.notation.missing import number
from lrcli.text import count

EXCELS = re.compile(f"sep=([{DELIMITERS}])", re.IGNORECASE)  # a line before the header that names the delimiter
ORANGE_KINDS = {"c", "d", "s", "t", "continuous", "discrete", "string", "time", "basket"}
ORANGE_FLAGS = {"", "class", "meta", "ignore", "i", "m"}


@dataclass(frozen=True)
class Dialect:
    """How a table's records are written."""

    delimiter: str
    quote: str
    comment: bytes | None  # what a record begins with that is none

    def cells(self, text: str) -> list[list[str]]:
        """The cells of records."""
        if self.delimiter == BLANKS:
            text = squeezed(text.encode(), self.quote).decode()
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.written_delimiter, quotechar=self.quote)
        with _cells_of_any_size():
            return [row for row in rows if row]

    def row(self, record: str) -> list[str]:
        """The cells of one record."""
        return next(iter(self.cells(record)), [])

    @property
    def written_delimiter(self) -> str:
        """What stands between cells where a run of blanks is replaced."""
        return "\t" if self.delimiter == BLANKS else self.delimiter


@dataclass(frozen=True)
class Start:
    """Where a table begins, by the numbers of its first records."""

    dialect: Dialect
    header: tuple[str, ...]
    header_record: int | None  # None where the columns have no names
    first_record: int  # the first row
    remarks: tuple[str, ...]  # what was understood without being asked, and is not as usual


def find_start(name: str, records: Sequence[str], layout: Layout) -> Start:
    """The dialect and the header of a table whose first records (as texts) these are, skipped lines left out."""
    quote = layout.quote or '"'
    marked = _commented(records, layout.comment or "#")
    comment = layout.comment or ("#" if marked else None)
    rows = [k for k, record in enumerate(records) if not (comment and record.startswith(comment))]
    if rows and (excels := EXCELS.fullmatch(records[rows[0]])):
        rows, layout = rows[1:], replace(layout, delimiter=layout.delimiter or excels[1])
    if not rows:
        raise DataError(f"{name} has no line that is not a comment")
    if marked and layout.comment is None and layout.header:
        records, rows = _with_marked_header(records, rows)
    dialects = [Dialect(letter, quote, comment.encode() if comment else None) for letter in _candidates(layout)]
    dialect = max(dialects, key=lambda dialect: _agreement([_width(dialect, records[k]) for k in rows]))
    if dialect.delimiter == BLANKS:
        rows = [k for k in rows if records[k].strip()]
    table = [dialect.row(records[k]) for k in rows]
    widths = [len(row) if records[k].strip() else 0 for k, row in zip(rows, table, strict=True)]
    first = _header_place(widths, table) if layout.header and not layout.skip_lines else 0
    remarks = []
    if dialect.delimiter not in ",":
        remarks.append(f"delimiter {SPOKEN.get(dialect.delimiter, dialect.delimiter)}")
    if not layout.header:
        width = max(set(widths), key=widths.count)
        return Start(dialect, tuple(f"c{k}" for k in range(1, width + 1)), None, rows[0], tuple(remarks))
    if first:
        remarks.append(f"{count(first, 'line')} before the header skipped")
    later = table[first + 1 :]
    header, behind = _header(name, table[first], later, remarks), first + 1
    if _is_orange(later):
        behind += 2
        remarks.append("the two lines below the header say kinds of columns and are skipped")
    first_record = rows[behind] if behind < len(rows) else len(records)
    return Start(dialect, header, rows[first], first_record, tuple(remarks))


def squeezed(block: bytes, quote: str) -> bytes:
    """Records whose delimiter is a run of blanks, with one tab for each."""
    mark = re.escape(quote.encode())
    cells = re.compile(rb"(?<![^ \t\r\n])%b(?:[^%b]|%b%b)*%b|[ \t]+" % (mark, mark, mark, mark, mark))
    bare = re.sub(rb"(?m)^[ \t]+|[ \t]+(?=\r?$)", b"", block)
    return cells.sub(lambda found: found[0] if found[0][:1] not in b" \t" else b"\t", bare)


def _candidates(layout: Layout) -> str:
    return DELIMITERS + BLANKS if layout.delimiter is None else layout.delimiters


def _width(dialect: Dialect, record: str) -> int:
    return len(dialect.row(record)) if record.strip() else 0


def _commented(records: Sequence[str], mark: str) -> int:
    """How many of the first records are comments."""
    return next((k for k, record in enumerate(records) if not record.startswith(mark)), len(records))


def _with_marked_header(records: Sequence[str], rows: list[int]) -> tuple[Sequence[str], list[int]]:
    """With the last comment as the header, where it names columns of numbers that follow it: "# age,price"."""
    place, first = rows[0] - 1, records[rows[0]]
    header = records[place].removeprefix("#")
    named = any(_names(*(row.split(d) for row in (header, first))) for d in (*DELIMITERS, None))
    if not named:
        return records, rows
    header = f"#{header}" if header[:1] in DELIMITERS else header.lstrip("# \t")  # "#,age": a column is called so
    return [*records[:place], header, *records[place + 1 :]], [place, *rows]


def _names(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether cells may name those below: as many, without a number, where there are numbers."""
    wide = len(row) > 1 or all(map(is_number, row))
    return wide and len(header) == len(row) and any(map(_is_value, row)) and not any(map(_is_value, header))


def _is_value(cell: str) -> bool:
    return number(cell) is not None


def _agreement(widths: Sequence[int]) -> tuple[int, int]:
    """How many records have the commonest width, and that; nothing where it is 1."""
    width, count = Counter(widths).most_common(1)[0]
    return (count, width) if width > 1 else (0, 0)


def _header_place(widths: Sequence[int], table: Sequence[Sequence[str]]) -> int:
    """The first record that is as wide as most, or only a cell less; no other where the first is not much narrower.

    Titles stand above it where a spreadsheet filled them up with empty cells: "Used cars;;;".
    """
    commonest = Counter(widths).most_common(1)[0][0]
    titles = next((k for k, row in enumerate(table) if sum(map(bool, map(str.strip, row))) > 1), 0)
    if titles and commonest > 2 and not any(map(_is_value, table[titles])):
        return titles
    if widths[0] >= commonest - 1 > 0 and widths[0] > 1:
        return 0
    return next((k for k, width in enumerate(widths) if width == commonest), 0)


def _header(name: str, cells: list[str], rows: Sequence[Sequence[str]], remarks: list[str]) -> tuple[str, ...]:
    if cells and all(is_number(cell) for cell in cells):
        raise DataError(
            f"{name}: only numbers where the column names should be ({', '.join(cells[:3])}); "
            "add a header line, or give --no-header"
        )
    more = Counter(len(row) - len(cells) for row in rows).most_common(1)[0][0] if rows else 0
    if more > 0 and not any("".join(row[len(cells) :]).strip() for row in rows):
        cells = [*cells, *[""] * more]
    elif more == 1:
        cells = ["row name", *cells]
        remarks.append("the header has a name less than there are columns: the first is called 'row name'")
    header = tuple(cell.strip() or f"column {k}" for k, cell in enumerate(cells, 1))
    for k, column in enumerate(header):
        if column in header[:k]:
            raise DataError(
                f"{name}: columns {header.index(column) + 1} and {k + 1} are both called {column!r}; rename one"
            )
    return header


def _is_orange(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first two rows say kinds and roles of columns, as in Orange's .tab files."""
    if len(rows) < 2:
        return False
    kinds, flags = ({cell.strip().lower() for cell in row} for row in rows[:2])
    return kinds <= ORANGE_KINDS and flags <= ORANGE_FLAGS and bool(kinds)


@contextmanager
def _cells_of_any_size() -> Iterator[None]:
    """Without the csv module's limit of 128 KB a cell, which holds for all of its readers."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
