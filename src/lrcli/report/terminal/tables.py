"""Tables in characters, with the rules that all of them follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.segment import Segment
from rich.table import Column, Table

from lrcli.report.terminal.character_fallback import writable
from lrcli.text import plain

COLUMN_GAP = 3  # columns of the terminal between two columns of a table
LONG_TABLE_ROWS = 100  # from which on rows are not given to rich one by one
ORDINARY_WIDTH = 80  # columns of the terminal: a narrower one gets several tables where one has no room, see TextTable
UNBROKEN_TEXT = 16  # columns of the terminal: a text up to this long is never shortened

CellText = str | Sequence[str]  # a line, or several


class TextTable(Table):
    """A table as wide as the terminal at most, unless its numbers need more; written quickly, however many rows it has.

    Where it is too wide, long texts lose their middle. Numbers are never shortened. A terminal narrower than 80 columns
    gets as many tables as it takes, each with the texts again; any other, and a pipe, a line past its end, since a line
    in one piece can be found by grep.
    """

    texts = 0  # so many columns, the first ones, are of texts

    # rich would break long texts into pieces one above the other, and names in pieces cannot be read. What fits is
    # known only here, where the width is, and so is what stands for a character that the terminal lacks. rich also
    # measures and wraps each cell, which takes seconds for a table of thousands of rows; where no cell has two lines,
    # a row is its cells in the columns' widths, so rich makes the head and the first row only.
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = [PlainColumn.of(column, options.encoding) for column in self.columns]
        shorten_texts(columns[: self.texts], table_width(columns) - options.max_width)
        groups = [columns]
        if options.max_width < ORDINARY_WIDTH:
            groups = [
                [*columns[: self.texts], *some]
                for some in groups_of(columns[self.texts :], options.max_width - table_width(columns[: self.texts]))
            ]
        for index, group in enumerate(groups):
            yield from self._rendered(group, console, options, title=not index)

    def _rendered(
        self, columns: "Sequence[PlainColumn]", console: Console, options: ConsoleOptions, *, title: bool
    ) -> RenderResult:
        """One table of these columns."""
        options = options.update(width=max(options.max_width, table_width(columns)))
        if self.row_count < LONG_TABLE_ROWS or any("\n" in cell for column in columns for cell in column.cells):
            yield from self._copy(columns, self.row_count, title=title).__rich_console__(console, options)
            return
        *lines, last = console.render_lines(self._copy(columns, 1, title=title), options, pad=False)
        for line in lines:
            yield from [*line, Segment.line()]
        for row in list(zip(*(column.aligned() for column in columns), strict=True))[1:]:
            yield Segment(f" {'   '.join(row)} \n")
        yield from [*last, Segment.line()]

    def _copy(self, columns: "Sequence[PlainColumn]", rows: int, *, title: bool) -> Table:
        """A plain table of the first rows."""
        copy = Table(
            title=self.title if title else None,
            title_justify=self.title_justify,
            title_style=self.title_style,
            box=self.box,
            pad_edge=self.pad_edge,
        )
        for column in columns:
            copy.add_column(column.head, justify=column.justify, min_width=column.width, no_wrap=True)
        for index in range(rows):
            copy.add_row(*(column.cells[index] for column in columns), end_section=self.rows[index].end_section)
        return copy


@dataclass
class PlainColumn:
    """A column of a table in the characters that a terminal has."""

    head: str
    cells: list[str]
    justify: JustifyMethod
    width: int  # columns of the terminal

    @classmethod
    def of(cls, column: Column, encoding: str) -> "PlainColumn":
        head = writable(str(column.header), encoding)
        cells = [writable(str(cell), encoding) for cell in column.cells]
        return cls(head, cells, column.justify, max(map(text_width, [head, *cells])))

    def shorten(self, room: int) -> None:
        self.cells = [cell if text_width(cell) <= room else shorten_middle(cell, room).rstrip() for cell in self.cells]
        self.width = max(map(text_width, [self.head, *self.cells]))

    def aligned(self) -> list[str]:
        if self.justify == "right":
            return [text.rjust(self.width) for text in self.cells]
        return [text.ljust(self.width) if text.isascii() else set_cell_size(text, self.width) for text in self.cells]


def table_width(columns: Sequence[PlainColumn]) -> int:
    """Columns of the terminal that a table of these takes."""
    return sum(column.width + COLUMN_GAP for column in columns)


def groups_of(columns: Sequence[PlainColumn], room: int) -> list[list[PlainColumn]]:
    """The columns in order, as many in each group as there is room for, and one at least."""
    groups: list[list[PlainColumn]] = [[]]
    for column in columns:
        if groups[-1] and table_width([*groups[-1], column]) > room:
            groups.append([])
        groups[-1].append(column)
    return groups


def shorten_texts(columns: Sequence[PlainColumn], excess: int) -> None:
    """Take so many columns of the terminal from the longest texts, as far as that is possible."""
    for column in sorted(columns, key=lambda column: -column.width):
        room = max(UNBROKEN_TEXT, column.width - excess)
        if excess > 0 and column.width > room:
            excess -= column.width - room
            column.shorten(room)


def text_width(text: str) -> int:
    """Columns of the terminal."""
    if text.isascii() and text.isprintable():  # most cells are, and to look each letter up takes ten times as long
        return len(text)
    return max(map(cell_len, text.split("\n")))


def text_table(
    title: str | None, columns: Sequence[str], rows: Iterable[Sequence[CellText]], *, texts: int = 1
) -> Table:
    """A table whose first columns are texts, the others numbers; cells are made safe for the terminal."""
    table = TextTable(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.texts = texts
    cells = [["\n".join(map(plain, [cell] if isinstance(cell, str) else cell)) for cell in row] for row in rows]
    for index, column in enumerate(columns):
        longest = max((text_width(row[index]) for row in cells), default=0)
        justify: Literal["left", "right"] = "left" if index < texts else "right"
        least = min(longest, UNBROKEN_TEXT) if index < texts else longest
        table.add_column(plain(column), justify=justify, min_width=max(least, cell_len(column)), no_wrap=True)
    for row in cells:
        table.add_row(*row)
    return table


def narrowest(renderable: object) -> int:
    """The columns of the terminal that a table needs so that no number is shortened; 0 of anything else."""
    if not isinstance(renderable, Table):
        return 0
    return sum((column.min_width or 1) + COLUMN_GAP for column in renderable.columns)


def least_width(renderable: object) -> int:
    """The columns of the terminal that a table needs, in several pieces where that is narrow; 0 of anything else."""
    if not isinstance(renderable, TextTable):
        return narrowest(renderable)
    widths = [(column.min_width or 1) + COLUMN_GAP for column in renderable.columns]
    return sum(widths[: renderable.texts]) + max(widths[renderable.texts :], default=0)


# In the middle and not at the end: names of columns of one table often begin alike and end apart (price_min,
# price_max).
def shorten_middle(name: str, room: int) -> str:
    """A name in exactly `room` columns of the terminal, its middle left out where it is longer."""
    if cell_len(name) <= room:
        return set_cell_size(name, room)
    head = (room - 1) // 2
    tail = room - 1 - head
    end = name[-tail:] if tail else ""
    return set_cell_size(set_cell_size(name, head) + "…" + end, room)
