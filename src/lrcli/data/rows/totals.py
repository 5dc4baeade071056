"""Whether the last row of a file holds the sums of those above it."""

from collections.abc import Mapping

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.totals import has_total_word
from lrcli.data.rows.left_out import Found, places
from lrcli.data.rows.parse import Parsed

ROUNDED = 1e-6  # of the magnitudes that are added up: so far rounded numbers may miss their sum
FEWEST = 2  # rows above


class Totals:
    """The sums of the rows of one file after the other, and the row that repeats them."""

    def __init__(self) -> None:
        self.file = ""
        self.sums: dict[str, Floats] = {}

    def without(self, parsed: Parsed) -> Parsed:
        """The rows of a block, without one that holds the sums of those that came before."""
        chunk = parsed.chunk
        if chunk.name != self.file:
            self.file, self.sums = chunk.name, {}
        if chunk.block.may_be_total and len(parsed.chunk.rows) == 1:
            record = chunk.rows[0]
            text = chunk.block.data[chunk.records.starts[record] : chunk.records.ends[record]].decode(errors="replace")
            cells = chunk.dialect.row(text)
            if self._are_sums(parsed.sums, surely=has_total_word(cells)):
                line = int(chunk.lines()[0])
                label = next((repr(cell.strip()) for cell in cells if cell.strip()), "")
                return parsed.as_total(Found(1, places(None, [line], [label])))
        for name, sums in parsed.sums.items():
            self.sums[name] = self.sums.get(name, np.zeros(3)) + sums
        return parsed

    def _are_sums(self, row: Mapping[str, Floats], *, surely: bool) -> bool:
        """Whether a row's numbers are the sums: one of them is enough where a word says so, all must be without it.

        A column of years or of means has another number there, or none; of zeros, it says nothing.
        """
        present = [name for name, sums in row.items() if sums[1] and name in self.sums]
        equal = 0
        for name in present:
            total, count, magnitude = self.sums[name]
            near = abs(row[name][0] - total) <= ROUNDED * magnitude
            equal += bool(near and count >= FEWEST and magnitude > 0)
        return equal > 0 if surely else 0 < len(present) == equal
