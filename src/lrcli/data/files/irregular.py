"""Records that are not written as the rows of their table, and what becomes of them.

Spreadsheets leave out empty cells at a row's end, end some rows with a delimiter, write blank rows below a table; files
put together by `cat` repeat the header; reports end with a footnote. A parser of CSV takes the one for errors and the
other for rows. Here a short record gets the missing cells and a surplus of empty cells goes, in the block's own bytes,
so that what is appended to a row later stands in its column; blank records and headers stay where they are, as no rows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lrcli.data.files.layout import BLANKS
from lrcli.data.files.records import NEWLINE, RETURN, Records

Kind = Literal["short", "long", "blank", "repeated", "total"]
FOOTNOTE = 3  # columns from which on a record of a single cell is no row that lacks the others
INVISIBLE = tuple(
    map(str.encode, "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069")
)
LEADS = (b"\xef\xbb\xbf", b"\xe2\x80", b"\xe2\x81")  # what one of them begins with


@dataclass(frozen=True)
class Irregular:
    """One record that is not as wide as the table, or no row."""

    kind: Kind
    place: int  # among the records of its block
    cells: int

    @property
    def has_width(self) -> bool:
        """Whether its number of cells is what is irregular."""
        return self.kind in ("short", "long")

    @property
    def is_row(self) -> bool:
        """Whether it is read, its last cells missing."""
        return self.kind == "short"


class Watch:
    """What to look for in the blocks of one table."""

    def __init__(self, delimiter: str, quote: str, width: int, header: bytes) -> None:
        """header: its record as it stands in the file, b"" where there is none."""
        blanks, mark = delimiter == BLANKS, (b"\t" if delimiter == BLANKS else delimiter.encode())
        self.empty = mark + quote.encode() * 2 if blanks else mark  # a cell with nothing in it
        self.delimiter, self.quote, self.width, self.header = mark, quote.encode(), width, header
        cell = rb"[ \t]*(?:%b[ \t]*%b[ \t]*)?" % (re.escape(self.quote), re.escape(self.quote))
        self.blank = re.compile(rb"%b(?:%b%b)*" % (cell, re.escape(mark), cell))
        self.first = _table(mark + self.quote + b" \t")  # bytes that a blank record may begin with
        self.second = _table(self.quote + b" \t")  # and those behind a quote

    def is_suspect(self, block: bytes) -> bool:
        """Whether there may be blank records or repeated headers: quickly, since most blocks have none.

        The two bytes behind each line end tell, looked up for all lines at once.
        """
        if self.width < 2:
            return False
        if self.header and self.header in block:
            return True
        data = np.frombuffer(block + b"\n\n", np.uint8)
        ends = data == NEWLINE
        if b"\r" in block:
            ends |= data == RETURN
        starts = np.append(0, np.flatnonzero(ends[:-2]) + 1)
        likely = starts[self.first[data[starts]]]
        quoted = data[likely] == self.quote[0]
        return bool((~quoted | self.second[data[likely + 1]]).any())

    def no_rows(self, data: bytes, records: Records) -> Iterator[Irregular]:
        """Blank records and repeated headers."""
        first = [*self.delimiter, *self.quote, *b" \t", *self.header[:1], 0xEF]  # bytes that such a record begins with
        likely = np.flatnonzero(np.isin(np.frombuffer(data, np.uint8)[records.starts], first))
        for place in likely.tolist():
            record = data[records.starts[place] : records.ends[place]]
            if self.blank.fullmatch(record):
                yield Irregular("blank", place, record.count(self.delimiter) + 1)
            elif self.header and record.removeprefix(b"\xef\xbb\xbf") == self.header:
                yield Irregular("repeated", place, self.width)

    def of_width(self, data: bytes, records: Records, widths: Mapping[int, int]) -> Iterator[Irregular]:
        """What records with another number of cells are; widths: by place."""
        for place, cells in widths.items():
            record = data[records.starts[place] : records.ends[place]]
            if not record.strip():
                yield Irregular("blank", place, cells)
            elif cells < self.width and (cells > 1 or self.width < FOOTNOTE):
                yield Irregular("short", place, cells)
            elif cells < self.width or self._surplus(record, cells - self.width) is None:
                yield Irregular("long", place, cells)

    def mended(self, data: bytes, records: Records, widths: Mapping[int, int]) -> bytes:
        """The block with as many cells in each record as the table has, where only empty ones lack or are too many."""
        pieces, done = [], 0
        for place, cells in sorted(widths.items()):
            start, end = int(records.starts[place]), int(records.ends[place])
            if cells < self.width and data[start:end].strip() and (cells > 1 or self.width < FOOTNOTE):
                pieces += [data[done:end], self.empty * (self.width - cells)]
                done = end
            elif cells > self.width and (length := self._surplus(data[start:end], cells - self.width)) is not None:
                pieces.append(data[done : end - length])
                done = end
        return b"".join([*pieces, data[done:]])

    def _surplus(self, record: bytes, cells: int) -> int | None:
        """Bytes of so many empty cells at a record's end, None where it does not end with them."""
        empty = rb"(?:%b[ \t]*){%d}\Z" % (re.escape(self.delimiter), cells)
        match = re.search(empty, record)
        return len(match[0]) if match else None


def _table(letters: bytes) -> NDArray[np.bool_]:
    """Which of the 256 bytes these are."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(letters)] = True
    return table


def without(data: bytes, records: Records, places: Iterable[int]) -> bytes:
    """The block without some records, their line ends left in place."""
    pieces, done = [], 0
    for place in sorted(places):
        pieces.append(data[done : records.starts[place]])
        done = int(records.ends[place])
    return b"".join([*pieces, data[done:]])


def visible(data: bytes) -> bytes:
    """Text without the marks that nobody sees: of byte order, of direction, of no width."""
    if data.isascii() or not any(lead in data for lead in LEADS):
        return data
    for mark in INVISIBLE:
        data = data.replace(mark, b"")
    return data
