"""Records that are not written as the rows of their table: short, long and blank ones, and repeated headers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lrcli.data.files.layout import RUN_OF_BLANKS
from lrcli.data.files.records import CARRIAGE_RETURN, LINE_FEED, Records

IrregularKind = Literal["short", "long", "blank", "repeated", "total", "below"]
FEWEST_COLUMNS_WITH_FOOTNOTES = 3  # a narrower table may have a row whose other cells are missing


@dataclass(frozen=True)
class Irregular:
    """One record that is not as wide as the table, or that is no row."""

    kind: IrregularKind
    index: int  # among the records of its block, 0 for the first
    cells: int

    @property
    def has_width(self) -> bool:
        """Whether it is irregular by its number of cells."""
        return self.kind in ("short", "long")

    @property
    def is_row(self) -> bool:
        """Whether it is read as a row, its last cells missing."""
        return self.kind == "short"


# Spreadsheets leave out the empty cells at the end of a row, end some rows with a delimiter, and write blank rows below
# a table; files put together by `cat` repeat the header; reports end with a footnote. A parser of CSV takes some of
# these for errors and others for rows. Here a short record gets the cells that it lacks, and surplus empty cells are
# taken away, in the bytes of the block, so that a cell that `predict` appends to a row stands in its column. Blank
# records and repeated headers stay in the bytes, and count as no rows.


class RecordInspector:
    """Finds the irregular records in the blocks of one table."""

    def __init__(self, delimiter: str, quote: str, width: int, header: bytes) -> None:
        """width: cells of a row. header: its record as in the file, b"" where there is none."""
        blanks, mark = delimiter == RUN_OF_BLANKS, (b"\t" if delimiter == RUN_OF_BLANKS else delimiter.encode())
        self.empty = mark + quote.encode() * 2 if blanks else mark  # a cell with nothing in it
        self.delimiter, self.quote, self.width, self.header = mark, quote.encode(), width, header
        # Blanks around cells are none that delimit: of these each could be either, which takes exponential time to try.
        filling = b" \t".translate(None, mark)
        self.around = b"[%b]*" % filling if filling else b""
        mark_of_text = re.escape(self.quote)
        cell = rb"%b(?:%b[ \t]*%b%b)?" % (self.around, mark_of_text, mark_of_text, self.around)
        self.blank = re.compile(rb"%b(?:%b%b)*" % (cell, re.escape(mark), cell))
        self.first = set(mark + self.quote + b" \t")  # the bytes that a blank record may begin with
        self.second = _table(self.quote + b" \t")  # and those that may follow if it begins with a quote

    def has_header(self, block: bytes) -> bool:
        """Whether a block may have the header once more."""
        return self.width > 1 and bool(self.header) and self.header in block

    def may_have_blanks(self, block: bytes) -> bool:
        """Whether a block may have blank records. Most blocks have none, and this is quick."""
        if self.width < 2:
            return False
        # Two bytes behind each line end tell, and they are looked at for all lines at once. The first is compared with
        # each that it may be: to list the lines, and to look up the byte of each, takes twice as long.
        data = np.frombuffer(b"\n%b\n" % block, np.uint8)
        ends, following = data[:-2] == LINE_FEED, data[1:-1]
        if b"\r" in block:
            ends |= data[:-2] == CARRIAGE_RETURN
        likely = following == self.quote[0]
        for byte in self.first:
            likely |= following == byte
        starts = np.flatnonzero(likely & ends) + 1
        quoted = data[starts] == self.quote[0]
        return bool((~quoted | self.second[data[starts + 1]]).any())

    def records_without_rows(self, data: bytes, records: Records) -> Iterator[Irregular]:
        """Blank records and repeated headers."""
        first = [*self.delimiter, *self.quote, *b" \t", *self.header[:1], 0xEF]  # bytes that such a record begins with
        likely = np.flatnonzero(np.isin(np.frombuffer(data, np.uint8)[records.starts], first))
        for index in likely.tolist():
            record = data[records.starts[index] : records.ends[index]]
            if self.blank.fullmatch(record):
                yield Irregular("blank", index, record.count(self.delimiter) + 1)
            elif self.header and record.removeprefix(b"\xef\xbb\xbf") == self.header:
                yield Irregular("repeated", index, self.width)

    def of_width(self, data: bytes, records: Records, widths: Mapping[int, int]) -> Iterator[Irregular]:
        """Kinds of the records whose number of cells is not the table's. widths: their numbers of cells, by index."""
        for index, cells in widths.items():
            record = data[records.starts[index] : records.ends[index]]
            if not record.strip() or self.blank.fullmatch(record):
                yield Irregular("blank", index, cells)
            elif cells < self.width and (cells > 1 or self.width < FEWEST_COLUMNS_WITH_FOOTNOTES):
                yield Irregular("short", index, cells)
            elif cells < self.width or self._surplus(record, cells - self.width) is None:
                yield Irregular("long", index, cells)

    def mend(self, data: bytes, records: Records, widths: Mapping[int, int]) -> bytes:
        """The block with empty cells added or taken away, so that its records have as many cells as the table."""
        pieces, position = [], 0
        for index, cells in sorted(widths.items()):
            start, end = int(records.starts[index]), int(records.ends[index])
            if (
                cells < self.width
                and data[start:end].strip()
                and (cells > 1 or self.width < FEWEST_COLUMNS_WITH_FOOTNOTES)
            ):
                pieces += [data[position:end], self.empty * (self.width - cells)]
                position = end
            elif cells > self.width and (length := self._surplus(data[start:end], cells - self.width)) is not None:
                pieces.append(data[position : end - length])
                position = end
        return b"".join([*pieces, data[position:]])

    def _surplus(self, record: bytes, cells: int) -> int | None:
        """The length in bytes of so many empty cells at the end of a record; None where it does not end with them.

        A record of nothing else keeps them: without them it would be a blank line, and none of the records.
        """
        empty = rb"(?:%b%b){%d}\Z" % (re.escape(self.delimiter), self.around, cells)
        match = re.search(empty, record)
        return len(match[0]) if match and match.start() else None


def _table(letters: bytes) -> NDArray[np.bool_]:
    """A mask (256,) of these bytes."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(letters)] = True
    return table


def without_records(data: bytes, records: Records, indices: Iterable[int]) -> bytes:
    """The block without some records, whose line ends stay."""
    pieces, position = [], 0
    for index in sorted(indices):
        pieces.append(data[position : records.starts[index]])
        position = int(records.ends[index])
    return b"".join([*pieces, data[position:]])
