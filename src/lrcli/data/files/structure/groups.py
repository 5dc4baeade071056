"""Names of groups that stand in the first row of their group only, as where a spreadsheet's cells were merged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Ints

FEWEST_GROUPS = 3  # names: of fewer, empty cells below a name may just be missing
FEWEST_ROWS_OF_A_GROUP = 2  # on the average


@dataclass(frozen=True)
class Groups:
    """A column whose empty cells stand for the name above them."""

    column: int
    lines: tuple[int, ...]  # in which groups begin
    names: tuple[str, ...]

    def fill(self, column: pa.ChunkedArray, lines: Ints) -> pa.ChunkedArray:
        """The column with the name of its group in each empty cell. lines: of the rows (n,)."""
        index = np.searchsorted(self.lines, lines, side="right") - 1
        names = pa.array(self.names).take(pa.array(np.maximum(index, 0)))
        whole = column.combine_chunks()
        if pa.types.is_floating(whole.type):
            return pa.chunked_array([pc.if_else(pc.is_null(whole), names.cast(whole.type), whole)])
        texts = whole.cast(pa.string())
        empty = pc.or_kleene(pc.is_null(texts), pc.equal(pc.utf8_trim_whitespace(texts), ""))
        return pa.chunked_array([pc.if_else(empty, names, texts).cast(whole.type)])


# An empty cell alone does not mean "the same as above": a column of notes is mostly empty too. So three things must
# hold. The column comes first in the table. No name follows itself. All groups are equally long, or each begins
# with a value of the next column that stands nowhere else ("January"). Occasional notes do not look like that.


def find_groups(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> tuple[list[Groups], list[int]]:
    """The columns that certainly hold names of groups, and those that may. rows: of a whole table, at these lines."""
    certain: list[Groups] = []
    doubtful: list[int] = []
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column].strip() if column < len(row) else "" for row in rows]
        starts = [k for k, cell in enumerate(cells) if cell]
        names = [cells[k] for k in starts]
        if len(starts) < FEWEST_GROUPS or starts[0] or len(rows) < FEWEST_ROWS_OF_A_GROUP * len(starts):
            break  # a column behind one without groups is nested in nothing
        if any(one == other for one, other in pairwise(names)):
            break
        sizes = {end - start for start, end in pairwise([*starts, len(rows)])}
        if len(sizes) == 1 or _begin_alike(rows, column + 1, starts):
            certain.append(Groups(column, tuple(lines[k] for k in starts), tuple(names)))
        elif len(set(names)) == len(names):
            doubtful.append(column)
        else:
            break
    return certain, doubtful


def _begin_alike(rows: Sequence[Sequence[str]], column: int, starts: Sequence[int]) -> bool:
    """Whether a column has one value in the first rows of all groups, and that value nowhere else."""
    cells = [row[column].strip() if column < len(row) else "" for row in rows]
    return bool(cells[0]) and [k for k, cell in enumerate(cells) if cell == cells[0]] == list(starts)


def remarks_on_groups(header: Sequence[str], certain: Sequence[Groups], doubtful: Sequence[int]) -> Iterator[str]:
    for groups in certain:
        yield (
            f"{header[groups.column]}: a name stands in the first row of its group alone; "
            "the empty cells below are read as that name"
        )
    for column in doubtful:
        yield (
            f"{header[column]}: its cells may be names of groups that stand in their first rows alone, as merged "
            "cells of a spreadsheet do; if so, write the name into the empty cells below it"
        )
