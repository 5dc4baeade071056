"""What the programs that are exported to Python are made of: the source of these functions becomes a part of them.

So nothing here imports lrcli. A cell is None where it is missing, and NaN where it cannot be read; a formula carries
NaN along to its end, where it becomes None.
"""

import math
import re
from datetime import date, datetime
from typing import Any

MISSING: frozenset[str] = frozenset()  # an exported program has the words of its model


def text(value: Any) -> str | None:
    """A cell as a text without blanks around it, None where it is missing."""
    if value is None or value != value:
        return None
    bare = str(value).strip()
    return None if bare in MISSING else bare


def number(value: Any, read: Any, *how: Any, missing: Any = ()) -> float | None:
    """A cell as a number, None where it is missing; a date as days since 1970. read: reads a text; how: by what."""
    if value is None or value != value:
        return None
    if isinstance(value, date):
        return days(value)
    if isinstance(value, str):
        bare = text(value)
        result = None if bare is None else read(bare, *how)
    else:
        result = float(value)
    if result is not None and math.isinf(result):
        return math.nan
    return None if result in missing else result


def days(value: Any) -> float:
    """Days from 1970-01-01 to a date, or to a moment in UTC."""
    day: float = float(value.toordinal() - date(1970, 1, 1).toordinal())
    if not isinstance(value, datetime):
        return day
    offset = value.utcoffset()
    seconds: float = 3600 * value.hour + 60 * value.minute + value.second + value.microsecond / 1e6
    seconds -= offset.total_seconds() if offset else 0
    return day + seconds / 86400


def read_number(bare: str, expression: str, groups: Any, replacements: Any, divisor: int = 1, offset: int = 0) -> float:
    """The number that a text is as its column writes numbers."""
    match = re.fullmatch(expression, bare)
    if match is None:
        return math.nan
    digits = "".join(match[group] or "" for group in groups)
    for old, new in replacements:
        digits = digits.replace(old, new)
    return float(digits or 0) / divisor + offset


def read_word(bare: str, values: Any) -> float:
    """The number that a word such as yes or no stands for."""
    result: float = values.get(bare.casefold(), math.nan)
    return result


def read_mixed_units(bare: str, expression: str, sizes: Any) -> float:
    """The quantity that a text in several units is, as 5 ft 11 in."""
    match = re.fullmatch(expression, bare, re.IGNORECASE)
    if match is None or not any(match.groups()[1:]):
        return math.nan
    sign, *numbers = match.groups()
    total: float = sum(
        float((digits or "0").replace(",", ".")) / size for digits, size in zip(numbers, sizes, strict=True)
    )
    return -total if sign else total


def read_clock(bare: str, expression: str, groups: Any, size: int, most: Any) -> float:
    """The hours or minutes that a text is, as 8:30 pm or 1:23:45."""
    match = re.fullmatch(expression, bare, re.IGNORECASE)
    if match is None:
        return math.nan
    field = {name: next((match[g] for g in numbers if match[g]), "") for name, numbers in groups.items()}
    hour = int(field["hour"] or 0)
    if field["half"]:
        if not 1 <= hour <= 12:
            return math.nan
        hour = hour % 12 + 12 * (field["half"] in "Pp")
    minutes = 60 * (24 * int(field["day"] or 0) + hour) + int(field["minute"] or 0)
    result: float = (60 * minutes + float((field["second"] or "0").replace(",", "."))) / size
    return math.nan if most is not None and result > most else -result if field["sign"] else result


def read_date(bare: str, expression: str, groups: Any, months: Any, first_year_of_1900s: int) -> float:
    """Days from 1970-01-01 to the date that a text is as its column writes dates."""
    match = re.fullmatch(expression, bare, re.IGNORECASE)
    if match is None:
        return math.nan
    field = {name: next((match[g] for g in numbers if match[g]), "") for name, numbers in groups.items()}
    year = int(field["year"])
    if len(field["year"]) == 2:
        year += 1900 if year >= first_year_of_1900s else 2000
    hour = int(field["hour"] or 0)
    if field["half"]:
        if not 1 <= hour <= 12:
            return math.nan
        hour = hour % 12 + 12 * (field["half"] in "Pp")
    try:
        if field.get("week"):
            day = date.fromisocalendar(year, int(field["week"]), int(field["weekday"] or 1))
        else:
            name = field.get("month", "")
            month = months.get(name.casefold(), 0) if months else int(name or 3 * int(field["quarter"]) - 2)
            day = date(year, month, int(field.get("day") or 1))
    except ValueError:
        return math.nan
    if hour > 23:
        return math.nan
    west = -1 if field["sign"] == "-" else 1
    minutes = 60 * hour + int(field["minute"] or 0)
    minutes -= west * (60 * int(field["hours"] or 0) + int(field["minutes"] or 0))
    return days(day) + (60 * minutes + float(field["second"] or 0)) / 86400


def part(row: Any, name: str, column: str, expression: str, groups: Any, units: Any, unit: str, factors: Any) -> Any:
    """One of the numbers in a cell that holds several, with its unit; or the cell of a column that has it alone."""
    if name in row:
        return row[name]
    whole = text(row[column])
    match = re.fullmatch(expression, whole or "")
    if match is None:
        return whole
    digits = next((match[group] for group in groups if match[group]), "")
    for other, factor in factors:
        if any(re.fullmatch(other, match[group] or "") for group in units):
            if not re.fullmatch("[0-9]+([.][0-9]+)?", digits):
                return digits and digits + unit
            digits = repr(float(digits) * factor)
    return digits and digits + unit


def look_up(level: str, exact: Any, by_folded: Any, by_unspaced: Any, other: float) -> float:
    """The number of a level, whatever its case and its blanks, or the one for all other texts."""
    result: float = exact.get(level, by_folded.get(folded(level), by_unspaced.get(unspaced(level), other)))
    return result


def folded(level: str) -> str:
    """A text without the differences of case, and with one blank for each run of blanks, dashes and underscores."""
    return re.sub(r"[\s_-]+", " ", level.strip()).casefold()


def unspaced(level: str) -> str:
    """A text without case and blanks."""
    return re.sub(r"\s+", "", level).casefold()


def log(x: float) -> float:
    return math.log(x) if x > 0 else math.nan


def sqrt(x: float) -> float:
    return math.sqrt(x) if x >= 0 else math.nan


def power(x: float, exponent: int) -> float:
    result = math.prod([x] * exponent)
    return result if math.isfinite(result) else math.nan


def exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def reach(x: float, at: Any, sizes: Any) -> float:
    """How far an end of a range is from the prediction: at some predictions, and on the lines between them."""
    after = next((k for k, known in enumerate(at) if known >= x), len(at))
    if after in (0, len(at)):
        return float(sizes[min(after, len(at) - 1)])
    share = (x - at[after - 1]) / (at[after] - at[after - 1])
    return float(sizes[after - 1] + (sizes[after] - sizes[after - 1]) * share)
