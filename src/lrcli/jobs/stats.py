"""Describe every column of a table, and say what is odd about it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns import Columns, choose_target, decide_all, first_text, mostly_numbers, why_not
from lrcli.data.source import Chunk, Source
from lrcli.data.statistics import Description, describe_numbers, describe_texts, duplicate_rows
from lrcli.data.table import Table, read_table

TELLTALE = 0.999  # a correlation with the target that gives it away


@dataclass(frozen=True)
class Statistics:
    """One description a column, in the file's order, and remarks."""

    rows: int
    target: str | None  # None where the column that train would take holds no numbers
    columns: tuple[Description, ...]
    remarks: tuple[str, ...]


def stats(data: str, *, target: str | None = None) -> Statistics:
    """Describe all columns. data: a path, or "-" for standard input. Raises DataError, OptionError."""
    oddities: list[str] = []
    chosen: list[str] = []

    def choose(source: Source, first: Chunk) -> Columns:
        columns = decide_all(source, first)
        chosen.append(choose_target(source.header, target)[0])
        oddities.extend(odd_columns(source, first, columns, chosen[0]))
        return columns

    table = read_table(data, choose)
    numeric = dict(zip(table.columns.numeric, table.numeric.T, strict=True))
    truth = numeric.get(chosen[0])
    described = {name: describe_numbers(name, values, truth) for name, values in numeric.items()}
    for name, codes, levels in zip(table.columns.categorical, table.codes.T, table.levels, strict=True):
        described[name] = describe_texts(name, codes, levels)
    return Statistics(
        rows=len(table),
        target=chosen[0] if truth is not None else None,
        columns=tuple(described[name] for name in table.header),
        remarks=(*oddities, *odd_values(table, described, chosen[0])),
    )


def odd_columns(source: Source, first: Chunk, columns: Columns, target: str) -> Iterator[str]:
    """What train would not learn from, and texts that are nearly numbers."""
    for name in source.header:
        numeral = name in columns.numeric
        if name != target and (reason := why_not(name, first.table[name], numeral)):
            yield f"{name}: {reason}; train leaves it out"
        if not numeral and (share := mostly_numbers(first.table[name])) > 0.5:
            line, cell = first_text(first, name)
            yield f"{name}: {share:.1%} of the cells are numbers, but line {line} has {cell!r}; it is read as text"


def odd_values(table: Table, described: dict[str, Description], target: str) -> Iterator[str]:
    """Columns that repeat another or the target, columns that are mostly missing, rows that repeat another."""
    numeric = dict(zip(table.columns.numeric, table.numeric.T, strict=True))
    names = list(numeric)
    for k, name in enumerate(names):
        twin = next((other for other in names[:k] if same(numeric[other], numeric[name])), None)
        if twin:
            yield f"{name} is the same as {twin} in every row"
    for column in described.values():
        if column.count and column.missing > column.count:
            yield f"{column.name}: {column.missing / (column.missing + column.count):.0%} missing"
        if column.name != target and abs(column.correlation or 0) > TELLTALE:
            yield f"{column.name} gives {target} away: their correlation is {column.correlation:.5f}"
    if repeated := duplicate_rows(table.numeric, table.codes):
        yield f"{repeated:,} row{'s repeat' if repeated > 1 else ' repeats'} an earlier one in every column"


def same(a: Floats, b: Floats) -> bool:
    return bool(np.array_equal(a, b, equal_nan=True))
