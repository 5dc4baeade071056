"""What all tables have in common."""

from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.table import Table

from lrcli.text import plain


def table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> Table:
    """A table whose first columns are texts, the others numbers; cells are made safe for the terminal.

    Numbers are never shortened: where the terminal is too narrow for them the lines are longer than it.
    """
    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    cells = [[plain(cell) for cell in row] for row in rows]
    for place, column in enumerate(columns):
        longest = max((len(row[place]) for row in cells), default=0)
        justify: Literal["left", "right"] = "left" if place < texts else "right"
        whole = place >= texts or longest <= NARROW
        width = max(longest, len(column)) if whole else None
        made.add_column(plain(column), justify=justify, min_width=width, no_wrap=whole, overflow="fold")
    for row in cells:
        made.add_row(*row)
    return made


def narrowest(renderable: object) -> int:
    """The columns of the terminal that a table needs so that no number is shortened; 0 of anything else."""
    if not isinstance(renderable, Table):
        return 0
    return sum((column.min_width or 1) + BETWEEN for column in renderable.columns)


BETWEEN = 3  # columns
NARROW = 16  # a text up to this long is not broken
