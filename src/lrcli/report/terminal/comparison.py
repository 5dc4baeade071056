"""A table beside the rows of a training, in the terminal."""

from collections.abc import Iterator
from typing import Any

from lrcli.jobs.comparison import CHANCE, CHANGE, ColumnComparison, Comparison
from lrcli.report.terminal.tables import text_table
from lrcli.text import number, percent

COMPARISON_HEADS = ["column", "", "PSI", "chance", "KS", "chance", "missing", "before"]
COMPARISON_DIGITS = 3  # significant


def comparison_tables(comparison: Comparison) -> Iterator[Any]:
    """One row a column: both measures, each with what chance alone seldom exceeds."""
    yield text_table(None, COMPARISON_HEADS, map(_cells, comparison.columns), texts=2)
    yield (
        f"PSI: population stability index; KS: distance of Kolmogorov and Smirnov; a column differs where one is above "
        f"{CHANGE:g} and above what it exceeds by chance in {CHANCE * 100:g} of 100 such tables; before: in training"
    )
    if comparison.unknown:
        yield f"not looked at, since the model does not know them: {', '.join(comparison.unknown)}"


def _cells(column: ColumnComparison) -> list[str]:
    return [
        column.name,
        "differs" if column.different else "",
        number(column.psi, COMPARISON_DIGITS),
        number(column.psi_by_chance, COMPARISON_DIGITS),
        number(column.ks, COMPARISON_DIGITS) if column.ks is not None else "",
        number(column.ks_by_chance, COMPARISON_DIGITS) if column.ks_by_chance is not None else "",
        percent(column.missing),
        percent(column.missing_in_training),
    ]
