"""Where records begin and end in bytes: at newlines outside quotes; blank lines are no records."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Ints

NEWLINE, RETURN, QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Records:
    """The records of a block, (n,) each."""

    starts: Ints  # of the first byte
    ends: Ints  # behind the last byte, line end excluded
    lines: Ints  # newlines before it in the block

    @classmethod
    def of(cls, block: bytes) -> "Records":
        data = np.frombuffer(block, np.uint8)
        newlines = np.flatnonzero(data == NEWLINE)
        breaks = _outside_quotes(block, data, newlines)
        if not block.endswith(b"\n"):
            breaks = np.append(breaks, len(data))
        starts = np.append(0, breaks[:-1] + 1).astype(np.intp)
        ends = breaks - ((breaks > starts) & (data[np.maximum(breaks - 1, 0)] == RETURN))
        written = ends > starts
        starts, ends = starts[written], ends[written]
        return cls(starts, ends, np.searchsorted(newlines, starts))


def last_end(block: bytes) -> int:
    """Behind the last record that ends in the block; 0 where none does."""
    end = block.rfind(b"\n") + 1
    if block.count(b'"', 0, end) % 2 == 0:
        return end
    data = np.frombuffer(block, np.uint8)
    breaks = _outside_quotes(block, data, np.flatnonzero(data == NEWLINE))
    return int(breaks[-1]) + 1 if len(breaks) else 0


def _outside_quotes(block: bytes, data: NDArray[np.uint8], newlines: Ints) -> Ints:
    if b'"' not in block:
        return newlines
    quotes_before = np.searchsorted(np.flatnonzero(data == QUOTE), newlines)
    outside: Ints = newlines[quotes_before % 2 == 0]
    return outside


def append_column(block: bytes, records: Records, cells: list[str], delimiter: str) -> bytes:
    """The block's bytes as they are, with one more cell at the end of each record."""
    pieces: list[bytes] = []
    place = 0
    for end, cell in zip(records.ends.tolist(), cells, strict=True):
        pieces += (block[place:end], (delimiter + cell).encode())
        place = end
    return b"".join([*pieces, block[place:]])
