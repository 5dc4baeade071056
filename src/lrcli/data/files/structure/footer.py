"""The lines below a table at the end of its file: sources, footnotes, another table."""

from collections.abc import Sequence
from dataclasses import replace

from lrcli.data.files.chunk import Block, records_of
from lrcli.data.files.records import Records, count_lines
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.files.structure.header import CellKind, cell_kind

MOST_LINES = 1000  # below a table: a footer is not longer
FEWEST_COLUMNS_OF_NOTES = 3  # in a table of two a name without a value is a row


# A blank line alone does not end a table: people separate groups of rows by it. Short records do not end it either:
# spreadsheets leave out empty cells at the end of a row. Both together do, if all records up to the end of the file are
# short, and the first of them has a text in a column where the last row has a number.
def cut_off_below(block: Block, dialect: Dialect, width: int) -> Sequence[Block]:
    """The last block of a file; as two blocks where lines stand below its table, which then are the second."""
    records = records_of(block.data, dialect)
    if (notes := _padded_notes(block, dialect, records, width)) is not None:
        return _cut(block, records, notes)
    first, above = None, len(records.starts) - 1
    while above >= 0 and len(records.starts) - above <= MOST_LINES:
        if len(_cells(block, dialect, records, above)) >= width:
            break
        between = block.data[records.ends[above - 1] : records.starts[above]] if above else b""
        if count_lines(between) > 1:
            first = above
        above -= 1
    if first is None or above < 0:
        return (block,)
    kinds = zip(*(map(cell_kind, _cells(block, dialect, records, k)) for k in (first - 1, first)), strict=False)
    if not any(
        kind in (CellKind.NUMBER, CellKind.DATE) and other in (CellKind.TEXT, CellKind.BOOLEAN) for kind, other in kinds
    ):
        return (block,)
    return _cut(block, records, first)


def _padded_notes(block: Block, dialect: Dialect, records: Records, width: int) -> int | None:
    """The first of the records at the end, behind an empty one, that have their first cell alone; None without such.

    A spreadsheet fills footnotes up with delimiters, so that they are as wide as the table.
    """
    if width < FEWEST_COLUMNS_OF_NOTES:
        return None
    first, has_note_below = None, False
    for index in range(len(records.starts) - 1, max(-1, len(records.starts) - 1 - MOST_LINES), -1):
        cells = [bool(cell.strip()) for cell in _cells(block, dialect, records, index)]
        if any(cells[1:]) or len(cells) < width:
            return first
        if has_note_below and not any(cells):
            first = index + 1
        has_note_below = any(cells)
    return None


def _cut(block: Block, records: Records, first: int) -> Sequence[Block]:
    """The block in two, of which the second begins with a record."""
    start = int(records.starts[first])
    lines = count_lines(block.data[:start])
    head = replace(block, data=block.data[:start], line_ends=lines)
    return head, Block(block.data[start:], block.line + lines, is_below=True)


def _cells(block: Block, dialect: Dialect, records: Records, index: int) -> list[str]:
    return dialect.row(block.data[records.starts[index] : records.ends[index]].decode(errors="replace"))
