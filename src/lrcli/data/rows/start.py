"""The start of a pass: a look at the first rows tells what the columns are."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from lrcli.data.columns.first_rows import First, find_column_form, find_splits
from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.files.structure.cut_cells import advice_on_width
from lrcli.data.rows.read import Reading
from lrcli.errors import DataError
from lrcli.notation.form_selection import NEARLY_ALL
from lrcli.notation.kinds import Form
from lrcli.text import count

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition

Choice = Callable[[First], Columns]


def start_reading(
    files: Files, choose: Choice, where: str | None = None, *, strict: bool = False, keep_all: bool = False
) -> Reading:
    """Decide by the first rows what the columns are. where: as of --where; strict, keep_all: of `Reading`."""
    columns, condition = decide_columns(files, choose, where)
    return Reading(files, columns, condition=condition, strict=strict, keep_all=keep_all)


def decide_columns(files: Files, choose: Choice, where: str | None) -> "tuple[Columns, Condition | None]":
    """The columns and the condition, by the first rows. Raise DataError where these do not tell."""
    first = look_at(files)
    condition = condition_of(first, where)
    if condition:
        rows, first = len(first.table), first.where(condition)
        if rows and not len(first.table):
            hints = "".join(f"; {reading}" for reading in condition.readings)
            raise DataError(
                f"{files.name}: none of the first {rows:,} rows, which tell what the columns are, is chosen by "
                f"--where {where!r}; choose others, or sort the file so that some come early{hints}"
            )
    return choose(first), condition


def look_at(files: Files) -> First:
    """The first rows. Raise DataError where there are none, or where too many records are not as wide as the header."""
    blocks = files.peek()
    chunks = [source.parse_as_text(block) for source, block in blocks]
    if not any(len(chunk) + len(chunk.ragged) for chunk in chunks):
        raise DataError(f"{files.name} has a header and no rows")
    rows, ragged = sum(map(len, chunks)), [(chunk, *record) for chunk in chunks for record in chunk.ragged]
    # A few lines of one cell are footnotes, however few rows a small table has.
    footnotes = sum(cells == 1 for _, _, cells in ragged)
    if rows < NEARLY_ALL * (rows + len(ragged) - (footnotes if footnotes < rows else 0)):
        chunk, index, width = ragged[0]
        line = int(chunk.records.lines[index]) + chunk.block.line
        cells, others = count(width, "cell"), len(ragged) - 1
        more = f", and {count(others, 'more such line')}" if others else ""
        record = chunk.block.data[chunk.records.starts[index] : chunk.records.ends[index]].decode(errors="replace")
        remedy = f"; {advice_on_width(record, chunk.dialect)}" if width > len(files.header) else ""
        raise DataError(
            f"{chunk.name}, line {line}: {cells} where the header has {len(files.header)} columns{more}{remedy}"
        )
    first = First(files.name, files.header, chunks, files.layout, files.remarks(), files.first.units)
    if splits := find_splits(first):
        files.split(splits)
        chunks = [source.parse_as_text(block) for source, block in blocks]
        first = replace(first, header=files.columns, chunks=chunks, splits=tuple(splits))
    return first


def condition_of(
    first: First,
    where: str | None,
    forms: Mapping[str, Form | None] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> "Condition | None":
    """The condition of --where. forms: of columns that are known, None for texts; others are told by the first rows.

    ranges: of the numbers that a training saw, by which a value is read as it is where a person types it.
    """
    if where is None:
        return None
    from lrcli.data.columns.where import KnownColumns, Span, parse

    forms, ranges = forms or {}, ranges or {}

    @cache  # a condition may compare one column with thousands of values
    def form_of(name: str) -> Form | None:
        return forms[name] if name in forms else find_column_form(first, name)

    def span_of(name: str) -> Span:
        if name in ranges:
            return Span(*ranges[name], "seen in training")
        return Span(*ends_of(first, name, form_of(name)), "of the first rows")

    return parse(where, first.header, form_of, KnownColumns(span_of, first.texts_of))


def ends_of(first: First, name: str, form: Form | None) -> tuple[float, float]:
    """The lowest and the highest number of a column in the first rows."""
    numbers = [number for text in first.texts_of(name) if form and (number := form.number(text)) is not None]
    return (min(numbers), max(numbers)) if numbers else (-math.inf, math.inf)
