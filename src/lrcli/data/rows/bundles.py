"""Bundles: fixed numbers of consecutive rows, each with sums of its own, which are then added up in order.

A sum of rounded numbers depends on the order of the additions. So the rows are added up in bundles of a fixed number of
rows, not in the blocks in which they are read. Then a table gives the same digits for any size of the blocks, as a file
or through a pipe, on one machine or on several: each machine adds up the bundles whose rows it has all.
"""

from collections.abc import Iterable, Iterator

from lrcli.data.rows.read import Cells


def bundles(stream: Iterable[Cells], size: int) -> Iterator[Cells]:
    """The rows of a stream in bundles of `size` rows; the last one has the rest."""
    waiting, rows = list[Cells](), 0
    for cells in stream:
        start, end = 0, size - rows
        while end <= len(cells):  # most bundles lie in one block, and are not copied
            yield Cells.joined([*waiting, cells[start:end]])
            waiting, start, end = [], end, end + size
        if start < len(cells):
            waiting.append(cells[start:])
        rows = size - (end - len(cells))
    if rows:
        yield Cells.joined(waiting)
