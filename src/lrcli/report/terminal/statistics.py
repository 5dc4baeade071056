"""A table's columns at a glance."""

from collections.abc import Iterator, Sequence
from typing import Any

from lrcli.data.describe.statistics import Description
from lrcli.jobs.stats import TableStatistics
from lrcli.report.terminal.correlations import matrix
from lrcli.report.terminal.pictures import column as drawn
from lrcli.report.terminal.tables import table
from lrcli.text import bar_character, count, fixed, number, plain, short

PROSE = 16  # a column of text gets no narrower


def tables(statistics: TableStatistics) -> Iterator[Any]:
    """Numbers and texts, each in a table of their own."""
    correlated = f"; r is the correlation with {statistics.target}" if statistics.target else ""
    yield plain(f"{count(statistics.rows, 'row')}, {count(len(statistics.columns), 'column')}{correlated}")
    numbers = [column for column in statistics.columns if column.numbers]
    texts = [column for column in statistics.columns if not column.numbers]
    if numbers:
        yield table(None, ["number", "count", "missing", "distinct", "mean", "std"], [counts(c) for c in numbers])
        columns = ["number", "min", "25 %", "median", "75 %", "max", "histogram", "r"]
        yield table(None, columns, [quartiles(column, statistics.target) for column in numbers])
    if texts:
        columns = ["text", "count", "missing", "distinct", "commonest"]
        made = table(None, columns, [commonest(column) for column in texts])
        last = made.columns[-1]  # prose, which may be broken
        last.justify, last.no_wrap, last.min_width = "left", False, PROSE
        yield made


def pictures(statistics: TableStatistics, width: int) -> Iterator[str]:
    """The correlations and the plots that were asked for."""
    if statistics.correlations and statistics.correlations.names:
        yield from matrix(statistics.correlations, width)
    for plotted in statistics.plots:
        yield from drawn(plotted, statistics.target, width)


def counts(column: Description) -> list[str]:
    assert column.numbers is not None
    return [
        column.name,
        f"{column.count:,}",
        f"{column.missing:,}",
        distinct(column),
        number(column.numbers.mean),
        number(column.numbers.std),
    ]


def quartiles(column: Description, target: str | None) -> list[str]:
    found = column.numbers
    assert found is not None
    about = "≈" if found.picked else ""
    quarters = [about + short(value, 5) for value in (found.q1, found.median, found.q3)]
    places = [short(found.min, 5), *quarters, short(found.max, 5)]
    correlation = "target" if column.name == target else fixed(column.correlation, 3)
    return [column.name, *places, histogram(found.histogram), correlation]


def distinct(column: Description) -> str:
    return f"≥{column.distinct:,}" if column.more_distinct else f"{column.distinct:,}"


def commonest(column: Description) -> list[str]:
    listed = ", ".join(f"{text} {n:,}" for text, n in column.commonest)
    more = ", …" if column.distinct > len(column.commonest) else ""
    return [column.name, f"{column.count:,}", f"{column.missing:,}", distinct(column), listed + more]


def histogram(bins: Sequence[int]) -> str:
    """One bar a bin, the tallest full; a bin with nothing in it is blank."""
    highest = max(bins)
    return "".join(bar_character(n / highest) for n in bins)
