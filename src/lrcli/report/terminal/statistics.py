"""The columns of a table at a glance, in the terminal."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from rich.cells import set_cell_size

from lrcli.data.describe.statistics import Description
from lrcli.jobs.stats import TableStatistics
from lrcli.notation.kinds import Form
from lrcli.report.terminal.correlations import matrix
from lrcli.report.terminal.pictures.columns import column_plots
from lrcli.report.terminal.tables import COLUMN_GAP, CellText, narrowest, shorten_middle, text_table, text_width
from lrcli.text import bar_character, count, fixed, number, plain, short

LONGEST_COLUMN_NAME = 32  # columns of the terminal; a longer name loses its middle
LONGEST_LEVEL = 30  # the same for a text of a column
NARROWEST_PROSE = 24  # columns of the terminal
LEVEL_LINES = 2  # of the terminal, for the commonest levels of a column


class ColumnGroup(NamedTuple):
    """Columns of a table that stand beside one another, and how they are filled."""

    heads: tuple[str, ...]
    cells: Callable[[Description], Sequence[str]]


def statistics_tables(statistics: TableStatistics, width: int) -> Iterator[Any]:
    """Numbers and texts, each in tables of their own, as wide as the terminal."""
    correlated = f"; r is the correlation with {statistics.target}" if statistics.target else ""
    yield plain(f"{count(statistics.rows, 'row')}, {count(len(statistics.columns), 'column')}{correlated}")
    numbers = [column for column in statistics.columns if column.numbers]
    texts = [column for column in statistics.columns if not column.numbers]
    if numbers:
        yield from number_tables(numbers, statistics, width)
    if texts:
        yield level_table(texts, width)


# One table where there is room for all columns, else as many as are needed, each with the names again. The columns come
# in groups, so that no table ends between the lowest and the highest value where that can be avoided.
def number_tables(columns: Sequence[Description], statistics: TableStatistics, width: int) -> Iterator[Any]:
    """The columns of numbers."""

    def form(column: Description) -> Form | None:
        return statistics.forms.get(column.name)

    groups = [
        ColumnGroup(("count", "missing", "distinct"), count_cells),
        ColumnGroup(("mean", "std"), lambda column: moment_cells(column, form(column))),
        ColumnGroup(("min", "25 %", "median", "75 %", "max"), lambda column: quartile_cells(column, form(column))),
        ColumnGroup(("histogram", "r"), lambda column: shape_cells(column, statistics.target)),
    ]
    names = [shortened_name(column) for column in columns]
    filled = [(group.heads, [group.cells(column) for column in columns]) for group in groups]
    for some in joined_groups(filled, width - COLUMN_GAP - max(map(text_width, names))):
        heads = [head for group_heads, _ in some for head in group_heads]
        rows = [[name, *(cell for _, cells in some for cell in cells[index])] for index, name in enumerate(names)]
        yield text_table(None, ["number", *heads], rows)


FilledGroup = tuple[Sequence[str], Sequence[Sequence[str]]]  # heads and the cells of each row


def joined_groups(groups: Sequence[FilledGroup], width: int) -> Iterator[list[FilledGroup]]:
    """The groups of one table after the other, as many in each as so many columns of the terminal have room for.

    A group that has no room in a table of its own is taken apart.
    """
    some: list[FilledGroup] = []
    room = width
    for group in groups:
        for each in [group] if group_width(group) <= width else single_columns(group):
            if some and group_width(each) > room:
                yield some
                some, room = [], width
            some, room = [*some, each], room - group_width(each)
    yield some


def group_width(group: FilledGroup) -> int:
    """Columns of the terminal."""
    heads, cells = group
    return sum(max(map(len, column)) + COLUMN_GAP for column in zip(heads, *cells, strict=True))


def single_columns(group: FilledGroup) -> list[FilledGroup]:
    heads, cells = group
    return [((head,), [[row[index]] for row in cells]) for index, head in enumerate(heads)]


def shortened_name(column: Description) -> str:
    name = plain(column.name)
    return shorten_middle(name, LONGEST_COLUMN_NAME).rstrip() if len(name) > LONGEST_COLUMN_NAME else name


def statistics_plots(statistics: TableStatistics, width: int) -> Iterator[str]:
    """The correlations and the plots that were asked for."""
    if statistics.correlations and statistics.correlations.names:
        yield from matrix(statistics.correlations, width)
    for plotted in statistics.plots:
        yield from column_plots(plotted, statistics.target, width, statistics.forms.get(plotted.name))


def count_cells(column: Description) -> list[str]:
    distinct = f"≥{column.distinct:,}" if column.more_distinct else f"{column.distinct:,}"
    return [f"{column.count:,}", f"{column.missing:,}", distinct]


def moment_cells(column: Description, form: Form | None) -> list[str]:
    """Mean and deviation; of dates a date and days."""
    assert column.numbers is not None
    mean, std = column.numbers.mean, column.numbers.std
    if form is None or not form.is_time:
        return [number(mean), number(std)]
    return [form.shown(mean), "–" if std is None else f"{short(std, 4)} days"]


def quartile_cells(column: Description, form: Form | None) -> list[str]:
    """Lowest, quartiles, highest; of dates the dates as the file writes them."""
    numbers = column.numbers
    assert numbers is not None
    write = form.shown if form is not None and form.is_time else lambda value: short(value, 5)
    about = "≈" if numbers.picked else ""
    quarters = [about + write(value) for value in (numbers.q1, numbers.median, numbers.q3)]
    return [write(numbers.min), *quarters, write(numbers.max)]


def shape_cells(column: Description, target: str | None) -> list[str]:
    """Histogram and correlation with the target."""
    assert column.numbers is not None
    return [
        histogram_text(column.numbers.histogram),
        "target" if column.name == target else fixed(column.correlation, 3),
    ]


def level_table(columns: Sequence[Description], width: int) -> Any:
    """The columns of texts, with as many of their commonest as two lines have room for."""
    heads = ["text", "count", "missing", "distinct"]
    rows: list[list[CellText]] = [[shortened_name(column), *count_cells(column)] for column in columns]
    room = max(width - narrowest(text_table(None, heads, rows)) - 2, NARROWEST_PROSE)
    for row, column in zip(rows, columns, strict=True):
        row.append(level_lines(column, room))
    table = text_table(None, [*heads, "commonest"], rows)
    table.columns[-1].justify = "left"
    return table


def level_lines(column: Description, room: int) -> list[str]:
    """The commonest texts with their counts, broken into lines between two texts; "…" where there are more."""
    levels = [counted_level(text, n, room) for text, n in column.commonest]
    lines = [""]
    for index, level in enumerate(levels):
        last = index == len(levels) - 1 and column.distinct <= len(levels)
        addition = level if last else f"{level}, "
        reserve = 0 if last else 1  # for the "…" that may have to follow
        if lines[-1] and text_width(lines[-1]) + text_width(addition.rstrip()) + reserve > room:
            if len(lines) == LEVEL_LINES:
                return [*lines[:-1], f"{lines[-1]}…"]
            lines.append("")
        lines[-1] += addition
    return [line.rstrip() for line in lines] if column.distinct <= len(levels) else [*lines[:-1], f"{lines[-1]}…"]


def counted_level(text: str, n: int, room: int) -> str:
    """A text and its count, the text cut at its end where it is long or a line has no room for it and ", …"."""
    name, after = plain(text), f" {n:,}"
    longest = min(LONGEST_LEVEL, room - len(f"{after}, …"))
    return (name if text_width(name) <= longest else set_cell_size(name, longest - 1).rstrip() + "…") + after


def histogram_text(bins: Sequence[int]) -> str:
    """One bar a bin, the tallest full; a bin with nothing in it is blank."""
    highest = max(bins)
    return "".join(bar_character(n / highest) for n in bins)
