"""Rows with a value far from all others, in words, and the condition that leaves them out."""

from collections.abc import Sequence
from dataclasses import replace
from math import copysign, sqrt

from lrcli.fitting.evidence.outlying_rows import FarRow
from lrcli.text import short, significant


def outlier_text(row: FarRow) -> str:
    """ "line 502: price 3,000,000,000 is 190,000 times the median"."""
    place = "" if row.place is None else f"{row.place}: "
    if row.form is not None and row.form.in_quotes:
        return f"{place}{row.column} {row.form.text(row.value)} is far from the median, {row.form.text(row.median)}"
    value = f"{row.value:,.15g}" if abs(row.value) < 1e15 else short(row.value)
    times = row.value / row.median if row.median else 0.0
    far = (
        f"{short(significant(times, 2))} times the median"
        if times >= 2
        else f"far from the median, {short(row.median)}"
    )
    return f"{place}{row.column} {value} is {far}"


def column_in_condition(name: str) -> str:
    """A column as --where has it."""
    return name if name.isidentifier() else f"`{name}`"


def bound(rows: Sequence[FarRow]) -> str:
    """A condition that leaves these rows out and keeps the others: halfway to the nearest value, and round.

    "" where one of them cannot be told by a column.
    """
    if any(row.is_term for row in rows):
        return ""
    conditions = {}
    for row in rows:
        limit = between(row.next, row.value)
        if row.form is not None and row.form.in_quotes:
            limit = f'"{row.form.text(float(limit))}"'
        name = column_in_condition(row.column)
        conditions[name, row.value > row.next] = f"{name} {'<' if row.value > row.next else '>'} {limit}"
    return " and ".join(dict.fromkeys(conditions.values()))


def limit(row: FarRow) -> str:
    """A condition that leaves out all values as far as the one that is named next to this row."""
    nearer = row.next - (row.next - row.median) / 10
    return bound([replace(row, value=row.next, next=nearer)])


def between(near: float, far: float) -> str:
    """A number between two others, with as few digits as that takes; in the middle of their orders of magnitude."""
    same_sign = (near > 0) == (far > 0) and near and far
    middle = copysign(sqrt(abs(near)) * sqrt(abs(far)), far) if same_sign else near / 2 + far / 2
    candidates = (float(f"{middle:.{digits}g}") for digits in range(1, 18))
    limit = next((limit for limit in candidates if min(near, far) < limit < max(near, far)), middle)
    return f"{limit:.0f}" if limit.is_integer() and abs(limit) < 1e15 else repr(limit)
