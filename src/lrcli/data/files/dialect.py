"""How a table's records are written: the delimiter, the quotes, comments. Asked for, or found in its first records."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from lrcli.data.files.header import VALUE
from lrcli.data.files.layout import BLANKS, DELIMITERS, SPOKEN
from lrcli.data.files.quoting import USUAL, Quoting


@dataclass(frozen=True)
class Dialect:
    """How a table's records are written."""

    delimiter: str
    quote: str
    comment: bytes | None  # what a record begins with that is none
    escape: str = ""  # what stands before a quote inside a cell, where it is not doubled

    def cells(self, text: str) -> list[list[str]]:
        """The cells of records."""
        if self.delimiter == BLANKS:
            text = squeezed(text.encode(), self.quote).decode()
        rows = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=self.written_delimiter,
            quotechar=self.quote,
            escapechar=self.escape or None,
        )
        with _cells_of_any_size():
            return [row for row in rows if row]

    def row(self, record: str) -> list[str]:
        """The cells of one record."""
        return next(iter(self.cells(record)), [])

    @property
    def written_delimiter(self) -> str:
        """What stands between cells where a run of blanks is replaced."""
        return "\t" if self.delimiter == BLANKS else self.delimiter

    @property
    def remarks(self) -> list[str]:
        """What is not usual."""
        found = []
        if self.delimiter != ",":
            found.append(f"delimiter {SPOKEN.get(self.delimiter, self.delimiter)}")
        if self.quote != USUAL:
            found.append(f"quote {self.quote}")
        if self.escape:
            found.append(f"a {self.escape} before quotes inside cells")
        return found


def find_dialect(
    records: Sequence[str], delimiters: Sequence[str], quoting: Quoting, comment: bytes | None
) -> tuple[Dialect, bool]:
    """The dialect of the first records, and whether they are one column whose cells hold its delimiters.

    The delimiter cuts the most records into the same number of cells, at least two. Where several do, cells of the
    right one hold no other: "1,5;2,5" is two numbers, and three cells with a stray semicolon only by the comma.
    """
    dialects = [Dialect(letter, quoting.quote, comment, quoting.escape) for letter in delimiters]
    best = max(dialects, key=lambda dialect: _agreement([dialect.row(record) for record in records]))
    if len(delimiters) > 1 and _are_one_column(records, best):
        text = "".join(records)
        absent = "|" if "\t" in text else "\t"
        return Dialect(absent, quoting.quote, comment, quoting.escape), True
    return best, False


def _agreement(table: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """How many records have the commonest width, how few cells hold another delimiter, and the width."""
    width, count = Counter(map(len, table)).most_common(1)[0]
    if width < 2:
        return 0, 0, 0
    mixed = sum(any(mark in cell for mark in DELIMITERS[1:]) for row in table for cell in row)
    return count, -mixed, width


def _are_one_column(records: Sequence[str], dialect: Dialect) -> bool:
    """Whether the first record has no delimiter, and each other is a single number that holds them: "1,234.50"."""
    written = [record.strip() for record in records if record.strip()]
    if len(written) < 2 or len(dialect.row(written[0])) > 1 or VALUE.fullmatch(written[0]):
        return False
    return all(VALUE.fullmatch(record) for record in written[1:]) and any(len(dialect.row(r)) > 1 for r in written[1:])


def squeezed(block: bytes, quote: str) -> bytes:
    """Records whose delimiter is a run of blanks, with one tab for each."""
    mark = re.escape(quote.encode())
    cells = re.compile(rb"(?<![^ \t\r\n])%b(?:[^%b]|%b%b)*%b|[ \t]+" % (mark, mark, mark, mark, mark))
    bare = re.sub(rb"(?m)^[ \t]+|[ \t]+(?=\r?$)", b"", block)
    return cells.sub(lambda match: match[0] if match[0][:1] not in b" \t" else b"\t", bare)


@contextmanager
def _cells_of_any_size() -> Iterator[None]:
    """Without the csv module's limit of 128 KB a cell, which holds for all of its readers."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
