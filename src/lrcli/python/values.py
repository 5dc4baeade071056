"""A value of one case as Python has it: a number, a text, a date, True, or one of the many words for a missing one."""

from datetime import date, datetime
from typing import Any

from lrcli.model.features import Input, Value
from lrcli.notation.missing import is_missing

MISSING_TYPES = ("NAType", "NaTType")  # of pandas, which need not be imported for that


def case_value(column: Input, given: Any) -> Value:
    """The value for a column, written as a table with that cell would be read: 4.0 is the level "4"."""
    value = given.item() if hasattr(given, "item") else given  # a number of NumPy
    if value is None or type(value).__name__ in MISSING_TYPES or value != value:
        return None
    if isinstance(value, str):
        return None if is_missing(value) else value
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if column.levels is None:
        return float(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
