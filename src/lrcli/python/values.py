"""A value of one case as Python has it: a number, a text, a date, True, or one of the many words for a missing one."""

from datetime import date, datetime
from typing import Any

from lrcli.errors import ModelError
from lrcli.model.features import Input, Value
from lrcli.notation.characters import with_usual_characters
from lrcli.notation.form import ValueKind
from lrcli.notation.missing import is_missing
from lrcli.notation.numbers import PLAIN

MISSING_TYPES = ("NAType", "NaTType")  # of pandas, which need not be imported for that


def case_value(column: Input, given: Any) -> Value:
    """The value for a column, read as in a table that has it: 4.0 is the level "4", True is yes, and no number.

    Raise ModelError for what the column cannot have: a number where the training has dates or percentages.
    """
    value = given.item() if hasattr(given, "item") else given  # a number of NumPy
    if value is None or type(value).__name__ in MISSING_TYPES or value != value:
        return None
    if isinstance(value, str):
        return None if is_missing(value := with_usual_characters(value)) else value
    kind, text = _written(value)
    if column.levels is not None:
        return text
    form = (column.form or PLAIN).of_values(kind)
    if form is None:
        return column.read(text)
    return _number(column, value) if kind == "number" else form.number(text)


def _written(value: Any) -> tuple[ValueKind, str]:
    """What a value is, and how a table with it is written."""
    if isinstance(value, bool):
        return "boolean", "true" if value else "false"
    if isinstance(value, date):
        return "date", value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return "number", str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(column: Input, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ModelError(f"{column.name} is {value!r}, not a number") from None
    except OverflowError:
        raise ModelError(f"{column.name} is too large: a number of {len(str(abs(value)))} digits") from None
