"""Whether a row of a file holds the sums of others, and whether the last one does."""

from collections.abc import Mapping, MutableMapping

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.structure.totals import FEWEST_FOR_ONE_SUM, FEWEST_ROWS_OF_SUM, ROUNDED_SUM, has_total_word
from lrcli.data.rows.dropped_rows import Unusable, examples_of
from lrcli.data.rows.parse import Parsed


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
            if are_sums(parsed.sums, self.sums, surely=has_total_word(cells)):
                line = int(chunk.lines()[0])
                label = next((repr(cell.strip()) for cell in cells if cell.strip()), "")
                return parsed.as_total(Unusable(1, examples_of(None, [chunk.place(line)], [label])))
        add_sums(self.sums, parsed.sums)
        return parsed


def add_sums(total: MutableMapping[str, Floats], more: Mapping[str, Floats]) -> None:
    """Add the sums of further rows to those of the columns so far."""
    for name, sums in more.items():
        with np.errstate(over="ignore", invalid="ignore"):
            total[name] = total.get(name, np.zeros(3)) + sums


def are_sums(row: Mapping[str, Floats], others: Mapping[str, Floats], *, surely: bool) -> bool:
    """Whether the numbers of a row are the sums of the others. surely: whether a word says so."""
    # Below years or means a line of sums has another number, or none, and zeros say nothing. So with a word, one
    # sum is enough. Without it all must be sums, and more than one, for three numbers may add up by chance: 1, 2,
    # 3.
    present = [name for name, sums in row.items() if sums[1] and name in others]
    equal = 0
    for name in present:
        total, count, magnitude = others[name]
        near = abs(row[name][0] - total) <= ROUNDED_SUM * magnitude
        equal += bool(near and count >= FEWEST_ROWS_OF_SUM and 0 < magnitude < np.inf)
    if surely:
        return equal > 0
    few = any(others[name][1] < FEWEST_FOR_ONE_SUM for name in present)
    return equal == len(present) >= 1 + few
