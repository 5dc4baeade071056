"""The records in a block of bytes: they end at line ends outside quotes. Blank lines are no records.

A quote opens a quoted cell only where a cell begins, and closes it unless it is doubled, as in RFC 4180.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Ints, Mask, among
from lrcli.errors import DataError

LINE_FEED, CARRIAGE_RETURN = b"\n\r"
USUAL_QUOTE = b'"'
ANY_DELIMITER = ",;\t|"
BLANK_DELIMITERS = " \t"  # of which any run delimits
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Records:
    """The records of a block: arrays (n,)."""

    starts: Ints  # position of the first byte
    ends: Ints  # position behind the last byte, the line end excluded
    lines: Ints  # number of line ends before the record in the block

    @classmethod
    def of(
        cls,
        block: bytes,
        delimiters: str = ANY_DELIMITER,
        quote: bytes = USUAL_QUOTE,
        comment: bytes | None = None,
        escape: bytes = b"",
    ) -> "Records":
        """delimiters: the table's, or all possible ones while it is unknown. comment: the start of a line that is no
        record. escape: the character before a quote that does not close its cell.
        """
        data = np.frombuffer(block, np.uint8)
        line_ends = _line_ends(block, data)
        quotes = _quotes(block, data, quote, escape)
        breaks = _outside_quotes(data, line_ends, delimiters, quotes)
        if not len(breaks) or breaks[-1] < len(data) - 1:
            breaks = np.append(breaks, len(data))
        starts = np.append(0, breaks[:-1] + 1).astype(np.intp)
        ends = breaks - ((breaks > starts) & (data[np.maximum(breaks - 1, 0)] == CARRIAGE_RETURN))
        filled = ends > starts
        if comment and comment in block:
            filled &= [not block.startswith(comment, start) for start in starts.tolist()]
        if delimiters == BLANK_DELIMITERS:  # then a line of blanks has no cell
            solid = np.flatnonzero(~np.isin(data, list(b" \t\r\n")))
            filled &= np.searchsorted(solid, ends) > np.searchsorted(solid, starts)
        # Where no cell is quoted each line end ends a record, or a line that is none, and need not be searched for.
        lines = np.searchsorted(line_ends, starts[filled]) if len(quotes) else np.flatnonzero(filled)
        return cls(starts[filled], ends[filled], lines)


def last_end(block: bytes, delimiters: str = ANY_DELIMITER, quote: bytes = USUAL_QUOTE, escape: bytes = b"") -> int:
    """The position behind the last record that surely ends in the block; 0 where none does."""
    end = block.rfind(b"\n") + 1
    if block.find(quote, 0, end) < 0:
        return end
    data = np.frombuffer(block, np.uint8)
    line_ends = np.flatnonzero(data == LINE_FEED)
    breaks = _outside_quotes(data, line_ends, delimiters, _quotes(block, data, quote, escape))
    return int(breaks[-1]) + 1 if len(breaks) else 0


def next_end(
    block: bytes, delimiters: str = ANY_DELIMITER, quote: bytes = USUAL_QUOTE, escape: bytes = b""
) -> int | None:
    """The position behind the first record that ends in the block; None where none does."""
    data = np.frombuffer(block, np.uint8)
    breaks = _outside_quotes(data, np.flatnonzero(data == LINE_FEED), delimiters, _quotes(block, data, quote, escape))
    return int(breaks[0]) + 1 if len(breaks) else None


def count_lines(block: bytes) -> int:
    """The number of line ends of any kind: \\n, \\r\\n, and \\r alone."""
    newlines = int(np.count_nonzero(np.frombuffer(block, np.uint8) == LINE_FEED))  # faster than bytes.count
    return newlines + (block.count(b"\r") - block.count(b"\r\n") if b"\r" in block else 0)


def _line_ends(block: bytes, data: Bytes) -> Ints:
    """The position of the last byte of each line end, in order."""
    ends = data == LINE_FEED
    if b"\r" in block and block.count(b"\r") > block.count(b"\r\n"):  # one is found sooner than all are counted
        alone = data == CARRIAGE_RETURN
        alone[:-1] &= ~ends[1:]
        ends |= alone
    return np.flatnonzero(ends)


def open_quote(block: bytes, delimiters: str, quote: bytes = USUAL_QUOTE, escape: bytes = b"") -> int | None:
    """The position of a quote that opens a cell and is never closed; None where there is none."""
    data = np.frombuffer(block, np.uint8)
    quotes = _quotes(block, data, quote, escape)
    opened, closed = _quoted_cells(quotes.tolist(), _begins_cell(data, quotes, delimiters).tolist())
    return opened[-1] if len(opened) > len(closed) else None


def check_length(name: str, rest: bytes, line: int, most: int, marks: tuple[str, bytes, bytes]) -> None:
    """Raise DataError where a record, which begins in this line, has not ended after more bytes than a row has.

    Where a quote is not closed, all lines below are one cell. Such a file, of a gigabyte, would be read into memory to
    its end, and every block of it looked through anew from that quote on.
    """
    if len(rest) > most:
        position = open_quote(rest, *marks)
        quoted = "" if position is None else f"; a quote opens a cell in line {line + count_lines(rest[:position]):,}"
        size = f"{most >> 20} MB" if most >> 20 else f"{most:,} bytes"
        raise DataError(f"{name}, line {line:,}: the record that begins there is longer than {size}{quoted}")


def _quotes(block: bytes, data: Bytes, quote: bytes, escape: bytes) -> Ints:
    """The positions of the quotes, without those that an escape makes a letter: behind an odd number of escapes."""
    if quote not in block:
        return np.zeros(0, dtype=np.intp)
    quotes = np.flatnonzero(data == quote[0])
    if escape and escape + quote in block:
        quotes = quotes[[_escapes(block, quote, escape[0]) % 2 == 0 for quote in quotes.tolist()]]
    return quotes


def _escapes(block: bytes, position: int, escape: int) -> int:
    """How many escapes stand right before a position."""
    start = position
    while start and block[start - 1] == escape:
        start -= 1
    return position - start


def _outside_quotes(data: Bytes, line_ends: Ints, delimiters: str, quotes: Ints) -> Ints:
    """Those of the line ends that are not inside a quoted cell."""
    if not len(quotes):
        return line_ends
    # A loop over the quotes in Python would take longer than all other reading. But in most tables every second quote
    # opens a cell, or doubles the quote before it. Then a line end is inside a cell where the number of quotes before
    # it is odd, and a search in a sorted array gives these numbers for all line ends at once. Only where a quote is a
    # letter, as in: 13" wheel, the quotes are gone through one by one.
    begins_cell = _begins_cell(data, quotes, delimiters)
    doubled = np.append(False, quotes[1:] == quotes[:-1] + 1)
    if (begins_cell | doubled)[::2].all():
        inside = np.searchsorted(quotes, line_ends) % 2 == 1
    else:
        opened, closed = _quoted_cells(quotes.tolist(), begins_cell.tolist())
        inside = np.searchsorted(opened, line_ends) > np.searchsorted(closed, line_ends)
    outside: Ints = line_ends[~inside]
    return outside


def _begins_cell(data: Bytes, quotes: Ints, delimiters: str) -> Mask:
    """Which quotes are the first byte of a cell, (quotes,)."""
    before = data[np.maximum(quotes - 1, 0)]
    begins: Mask = among(before, np.frombuffer(f"{delimiters}\n\r".encode(), np.uint8)) | (quotes == 0)
    return begins


def _quoted_cells(quotes: list[int], begins_cell: list[bool]) -> tuple[list[int], list[int]]:
    """The positions of the quotes that open a cell, and of those that close one, where some quotes are letters."""
    opened, closed = [], []
    inside, k = False, 0
    while k < len(quotes):
        if not inside and begins_cell[k]:
            opened.append(quotes[k])
            inside = True
        elif inside and k + 1 < len(quotes) and quotes[k + 1] == quotes[k] + 1:
            k += 1
        elif inside:
            closed.append(quotes[k])
            inside = False
        k += 1
    return opened, closed
