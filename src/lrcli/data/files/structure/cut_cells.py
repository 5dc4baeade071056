"""Cells that hold the delimiter of their table, and are cut at it, since they are not in the table's quotes."""

import re
from collections.abc import Sequence

from lrcli.data.files.layout import DELIMITER_WORDS, RUN_OF_BLANKS
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.files.structure.header import CellKind, cell_kind
from lrcli.errors import DataError

TYPOGRAPHIC_QUOTES = re.compile("[“”„][^“”„]*[“”]|«[^«»]*»|»[^«»]*«|‘[^‘’]*’|‚[^‘’]*‘")  # as text editors write them
MOST_CHARACTERS = 60  # of a cell in a message
NUMBER_OR_DATE = {CellKind.NUMBER, CellKind.DATE}


def cut_cell(cells: Sequence[str], dialect: Dialect) -> str | None:
    """The cell that was cut, put together again, where quotes of another kind tell it, or a blank: "Smith, John".

    A blank tells it only where other cells do not begin with one, and not of two numbers: some tables have a blank
    behind each delimiter, or before the numbers of a column.
    """
    if quoted := _in_other_quotes(dialect.delimiter.join(cells), dialect):
        return quoted
    if dialect.delimiter.isspace():
        return None
    behind = [k for k, cell in enumerate(cells) if k and cell.startswith(" ") and cell.strip()]
    if not behind or behind[-1] - behind[0] >= len(behind) or len(behind) >= len(cells) - 1:
        return None
    pieces = cells[behind[0] - 1 : behind[-1] + 1]
    if all(cell_kind(piece) in NUMBER_OR_DATE for piece in pieces) or not pieces[0].strip():
        return None
    return dialect.delimiter.join(pieces)


def advice_on_width(record: str, dialect: Dialect) -> str:
    """What to do about a record that has more cells than its table, with the reason as far as it can be told."""
    mark, quote = dialect.delimiter, dialect.quote
    called = "blanks" if mark == RUN_OF_BLANKS else f"a {DELIMITER_WORDS.get(mark, mark)}"
    if cell := _in_other_quotes(record, dialect):
        return (
            f"{_short(cell)} is cut in pieces, as only {quote} makes such a text one cell; "
            f"write {quote} in the place of {cell[0]} and {cell[-1]}"
        )
    if not dialect.escape and f"\\{mark}" in record:
        return f"a backslash before {called} does not make it part of a cell here; write such cells in quotes"
    if cell := cut_cell(dialect.row(record), dialect):
        return f"'{_short(cell)}' looks like one cell that holds {called}; write such cells in quotes"
    return f"a cell that holds {called} has to be in quotes"


def refuse_typographic_quotes(name: str, line: int, cells: Sequence[str], dialect: Dialect) -> None:
    """Raise DataError where all cells of a record are in the quotes of text editors, which would be part of them."""
    if len(cells) > 1 and all(TYPOGRAPHIC_QUOTES.fullmatch(cell.strip()) for cell in cells):
        first = cells[0].strip()
        raise DataError(
            f"{name}, line {line}: the cells are in the quotes {first[0]} and {first[-1]}, which tables do not have; "
            f"write {dialect.quote} in their place"
        )


def _in_other_quotes(record: str, dialect: Dialect) -> str | None:
    """The first text in quotes of another kind that holds the delimiter."""
    texts = (match[0] for match in TYPOGRAPHIC_QUOTES.finditer(record))
    return next((text for text in texts if dialect.delimiter in text), None)


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
