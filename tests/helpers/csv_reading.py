"""The cells of a file as our reader reads them, and as they should be read."""

from lrcli.data.files.dataset import Files
from lrcli.data.files.layout import Layout
from lrcli.notation.missing import MISSING


def cells_of(*paths, **layout):
    """The header and all rows, as texts, None where a cell is missing."""
    rows = []
    with Files(paths, Layout(**layout)) as files:
        for source, block in files.blocks():
            table = source.parse_as_text(block).table.select(files.header)
            rows += [list(row.values()) for row in table.to_pylist()]
        return list(files.header), rows


def understood(rows):
    """Cells without the blanks around them, None where they are missing."""
    return [[None if cell.strip() in MISSING else cell.strip() for cell in row] for row in rows]
