"""Rows with a value far from all others of its column, which a training and statistics of a table name alike."""

from dataclasses import dataclass

from lrcli.notation.kinds import Form


@dataclass(frozen=True)
class OutlyingRow:
    """A row with a value far from all others of its column."""

    column: str
    value: float
    median: float  # of the column
    next: float  # the nearest value of another row, towards the median
    place: str | None = None  # "line 502", None where that is not known


@dataclass(frozen=True)
class FarRow(OutlyingRow):
    """An outlying row with what it takes to write its value, and a condition on its column."""

    form: Form | None = None  # how the column is written, where not plainly
    is_term: bool = False  # whether the column is computed from others, so that no condition can name it
