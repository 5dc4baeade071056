"""How the records of a table are written: delimiter, quotes, comments; from the options or the first records."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from lrcli.data.files.layout import DELIMITER_WORDS, DELIMITERS, RUN_OF_BLANKS
from lrcli.data.files.structure.header import VALUE
from lrcli.data.files.structure.quoting import USUAL, Quoting


@dataclass(frozen=True)
class Dialect:
    """How a table's records are written."""

    delimiter: str
    quote: str
    comment: bytes | None  # the first characters of a line of comment
    escape: str = ""  # the character before a quote inside a cell, where such a quote is not doubled

    def cells(self, text: str) -> list[list[str]]:
        """The cells of each record."""
        if self.delimiter == RUN_OF_BLANKS:
            text = squeeze_blanks(text.encode(), self.quote).decode()
        rows = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=self.parser_delimiter,
            quotechar=self.quote,
            escapechar=self.escape or None,
        )
        with _cells_of_any_size():
            return [row for row in rows if row]

    def row(self, record: str) -> list[str]:
        """The cells of one record."""
        return next(iter(self.cells(record)), [])

    @property
    def parser_delimiter(self) -> str:
        """The delimiter for the parser: a tab where blanks delimit, for each run of them is made one tab."""
        return "\t" if self.delimiter == RUN_OF_BLANKS else self.delimiter

    @property
    def remarks(self) -> list[str]:
        """What differs from commas and double quotes."""
        remarks = []
        if self.delimiter != ",":
            remarks.append(f"delimiter {DELIMITER_WORDS.get(self.delimiter, self.delimiter)}")
        if self.quote != USUAL:
            remarks.append(f"quote {self.quote}")
        if self.escape:
            remarks.append(f"a {self.escape} before quotes and delimiters inside cells")
        return remarks


def find_dialect(
    records: Sequence[str], delimiters: Sequence[str], quoting: Quoting, comment: bytes | None
) -> tuple[Dialect, bool]:
    """The dialect of the first records, and whether they are one column whose cells hold its delimiters."""
    # The delimiter cuts the most records into the same number of cells, at least two. Where several do, the right one
    # leaves no other in a cell: "1,5;2,5" is two numbers by the semicolon, and three cells, one of them "5;2", by the
    # comma.
    dialects = [Dialect(letter, quoting.quote, comment, quoting.escape) for letter in delimiters]
    best = max(dialects, key=lambda dialect: _agreement([dialect.row(record) for record in records], quoting.quote))
    if len(delimiters) > 1 and _are_one_column(records, best):
        text = "".join(records)
        absent = "|" if "\t" in text else "\t"
        return Dialect(absent, quoting.quote, comment, quoting.escape), True
    return best, False


def _agreement(table: Sequence[Sequence[str]], quote: str) -> tuple[int, int, bool, int]:
    """How well a delimiter fits, to be compared: the records of the commonest width without those of which a cell ends
    and begins another quoted one, minus the cells with another delimiter, whether it cuts the first record, and that
    width.
    """
    width, count = Counter(map(len, table)).most_common(1)[0]
    if width < 2:
        return 0, 0, False, 0
    edges = [quote + mark + quote for mark in DELIMITERS]
    torn = sum(any(edge in cell for cell in row if quote in cell for edge in edges) for row in table)
    mixed = sum(any(mark in cell for mark in DELIMITERS[1:]) for row in table for cell in row)
    return count - torn, -mixed, len(table[0]) > 1, width


def _are_one_column(records: Sequence[str], dialect: Dialect) -> bool:
    """Whether the first record has no delimiter, and each other is a single number that holds them: "1,234.50"."""
    lines = [record.strip() for record in records if record.strip()]
    if len(lines) < 2 or len(dialect.row(lines[0])) > 1 or VALUE.fullmatch(lines[0]):
        return False
    return all(VALUE.fullmatch(line) for line in lines[1:]) and any(len(dialect.row(line)) > 1 for line in lines[1:])


def squeeze_blanks(block: bytes, quote: str) -> bytes:
    """The same records with one tab for each run of blanks inside a line, but for those in quotes."""
    # Each run is matched once, whole, and what it stands beside is looked at then. A pattern of its own for blanks at
    # the end of a line would try every blank of a run that does not end there: a quadratic time on long runs.
    mark = re.escape(quote.encode())
    cells = re.compile(rb"(?<![^ \t\r\n])%b(?:[^%b]|%b%b)*%b|[ \t]+" % (mark, mark, mark, mark, mark))

    def squeezed(match: re.Match[bytes]) -> bytes:
        start, end = match.span()
        if block[start] not in b" \t":
            return match[0]
        at_start = start == 0 or block[start - 1 : start] == b"\n"
        at_end = block[end : end + 2].removeprefix(b"\r")[:1] in (b"", b"\n")
        return b"" if at_start or at_end else b"\t"

    return cells.sub(squeezed, block)


@contextmanager
def _cells_of_any_size() -> Iterator[None]:
    """Lift the csv module's limit of 128 KB a cell, which is a global of that module."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
