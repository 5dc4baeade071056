"""The columns of a table at a glance, in the terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

from lrcli.data.describe.statistics import Description
from lrcli.jobs.stats import TableStatistics
from lrcli.report.terminal.correlations import matrix
from lrcli.report.terminal.pictures import column_plots
from lrcli.report.terminal.tables import text_table
from lrcli.text import bar_character, count, fixed, number, plain, short

NARROWEST_PROSE = 16  # columns of the terminal


def statistics_tables(statistics: TableStatistics) -> Iterator[Any]:
    """Numbers and texts, each in a table of their own."""
    correlated = f"; r is the correlation with {statistics.target}" if statistics.target else ""
    yield plain(f"{count(statistics.rows, 'row')}, {count(len(statistics.columns), 'column')}{correlated}")
    numbers = [column for column in statistics.columns if column.numbers]
    texts = [column for column in statistics.columns if not column.numbers]
    if numbers:
        yield text_table(
            None, ["number", "count", "missing", "distinct", "mean", "std"], [count_cells(c) for c in numbers]
        )
        columns = ["number", "min", "25 %", "median", "75 %", "max", "histogram", "r"]
        yield text_table(None, columns, [quartile_cells(column, statistics.target) for column in numbers])
    if texts:
        columns = ["text", "count", "missing", "distinct", "commonest"]
        table = text_table(None, columns, [text_cells(column) for column in texts])
        last = table.columns[-1]  # prose, which may be broken
        last.justify, last.no_wrap, last.min_width = "left", False, NARROWEST_PROSE
        yield table


def statistics_plots(statistics: TableStatistics, width: int) -> Iterator[str]:
    """The correlations and the plots that were asked for."""
    if statistics.correlations and statistics.correlations.names:
        yield from matrix(statistics.correlations, width)
    for plotted in statistics.plots:
        yield from column_plots(plotted, statistics.target, width)


def count_cells(column: Description) -> list[str]:
    assert column.numbers is not None
    return [
        column.name,
        f"{column.count:,}",
        f"{column.missing:,}",
        distinct_count(column),
        number(column.numbers.mean),
        number(column.numbers.std),
    ]


def quartile_cells(column: Description, target: str | None) -> list[str]:
    numbers = column.numbers
    assert numbers is not None
    about = "≈" if numbers.picked else ""
    quarters = [about + short(value, 5) for value in (numbers.q1, numbers.median, numbers.q3)]
    limits = [short(numbers.min, 5), *quarters, short(numbers.max, 5)]
    correlation = "target" if column.name == target else fixed(column.correlation, 3)
    return [column.name, *limits, histogram_cell(numbers.histogram), correlation]


def distinct_count(column: Description) -> str:
    return f"≥{column.distinct:,}" if column.more_distinct else f"{column.distinct:,}"


def text_cells(column: Description) -> list[str]:
    levels = ", ".join(f"{text} {n:,}" for text, n in column.commonest)
    more = ", …" if column.distinct > len(column.commonest) else ""
    return [column.name, f"{column.count:,}", f"{column.missing:,}", distinct_count(column), levels + more]


def histogram_cell(bins: Sequence[int]) -> str:
    """One bar a bin, the tallest full; a bin with nothing in it is blank."""
    highest = max(bins)
    return "".join(bar_character(n / highest) for n in bins)
