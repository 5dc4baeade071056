"""Tables in characters, with the rules that all of them follow."""

from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.cells import set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.table import Table

from lrcli.text import plain

COLUMN_GAP = 3  # columns of the terminal between two columns of a table
LONG_TABLE_ROWS = 100  # from which on rows are not given to rich one by one
UNBROKEN_TEXT = 16  # characters: a text up to this long is never broken


class LongTable(Table):
    """A table that is written quickly, however many rows it has."""

    # rich measures and wraps each cell, which takes seconds for a table of thousands of rows. Where no cell may be
    # broken, a row is its cells in the columns' widths, so rich makes the head and the first row only.
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.row_count < LONG_TABLE_ROWS or not all(column.no_wrap for column in self.columns):
            yield from super().__rich_console__(console, options)
            return
        short = Table(
            title=self.title,
            title_justify=self.title_justify,
            title_style=self.title_style,
            box=self.box,
            pad_edge=self.pad_edge,
        )
        for column in self.columns:
            short.add_column(column.header, justify=column.justify, min_width=column.min_width, no_wrap=True)
        cells = [list(column.cells) for column in self.columns]
        short.add_row(*(column[0] for column in cells))
        *lines, last = console.render_lines(short, options, pad=False)
        for line in lines:
            yield from [*line, Segment.line()]
        widths = [column.min_width or 0 for column in self.columns]
        aligned = [
            _aligned(column, width, at.justify) for column, width, at in zip(cells, widths, self.columns, strict=True)
        ]
        for row in list(zip(*aligned, strict=True))[1:]:
            yield Segment(f" {'   '.join(row)} \n")
        yield from [*last, Segment.line()]


def _aligned(cells: Sequence[object], width: int, justify: str) -> list[str]:
    """Texts in so many columns of the terminal."""
    texts = map(str, cells)
    if justify == "right":
        return [text.rjust(width) for text in texts]
    return [text.ljust(width) if text.isascii() else set_cell_size(text, width) for text in texts]


def text_table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> Table:
    """A table whose first columns are texts, the others numbers; cells are made safe for the terminal.

    Numbers are never shortened: where the terminal is too narrow for them the lines are longer than it.
    """
    table = LongTable(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    cells = [[plain(cell) for cell in row] for row in rows]
    for index, column in enumerate(columns):
        longest = max((len(row[index]) for row in cells), default=0)
        justify: Literal["left", "right"] = "left" if index < texts else "right"
        whole = index >= texts or longest <= UNBROKEN_TEXT
        width = max(longest, len(column)) if whole else None
        table.add_column(plain(column), justify=justify, min_width=width, no_wrap=whole, overflow="fold")
    for row in cells:
        table.add_row(*row)
    return table


def narrowest(renderable: object) -> int:
    """The columns of the terminal that a table needs so that no number is shortened; 0 of anything else."""
    if not isinstance(renderable, Table):
        return 0
    return sum((column.min_width or 1) + COLUMN_GAP for column in renderable.columns)
