"""How a column's dates are written, and the number that a date is: days since 1970, in plain Python."""

import math
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import ClassVar

from lrcli.notation.ambiguity import best_forms, first_doubt, is_nearly_all
from lrcli.notation.evidence import Evidence
from lrcli.notation.form import Ambiguous, BaseForm, Field

EPOCH = date(1970, 1, 1).toordinal()
SECONDS = 86_400  # of a day
MILLISECONDS = 1000 * SECONDS
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
PATTERNS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d %b %Y", "%d-%b-%Y", "%b %d, %Y",
)  # fmt: skip
IN_DOUBT = {True: ("%d/%m/%Y", "%d-%m-%Y"), False: ("%m/%d/%Y", "%m-%d-%Y")}  # by whether the day comes first
FIELDS = {
    "%Y": "(?P<year>[0-9]{4})",
    "%m": "(?P<month>[0-9]{1,2})",
    "%d": "(?P<day>[0-9]{1,2})",
    "%b": r"(?P<month>[A-Za-z]{3,9})\.?",
    ", ": ",? ",
}
TIME = r"([0-9]{1,2}:[0-5][0-9])(?::([0-5][0-9](?:\.[0-9]{1,9})?))?( ?[A-Za-z+-].*)?"  # clock, second, rest
REST = re.compile(
    r"(?: ?(?P<half>[AaPp])[Mm])?"
    r"(?: ?(?:[Zz]|UTC|GMT|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3])(?::?(?P<minutes>[0-5][0-9]))?))?"
)
YEAR = re.compile("[0-9]{4}")


class DateForm(BaseForm, frozen=True, tag="date"):
    """How the dates of one column are written, as strptime's pattern; a time of day may follow in any cell, or must."""

    noun: ClassVar[str] = "date"
    nouns: ClassVar[str] = "dates"
    metavar: ClassVar[str] = "DATE"
    whole: ClassVar[bool] = True
    can_be_target: ClassVar[bool] = False
    field: ClassVar[Field] = Field("date", MILLISECONDS)  # of a day, which JavaScript counts in

    pattern: str
    clock: bool = False  # whether nearly all have a time of day: then a cell without one is cut off

    def __post_init__(self) -> None:
        if self.pattern not in PATTERNS:
            raise ValueError(f"unknown date pattern {self.pattern!r}; the known ones are {', '.join(PATTERNS)}")

    @classmethod
    def find(cls, counts: Mapping[str, int], evidence: Evidence) -> "DateForm | Ambiguous | None":
        """Day and month are told apart by a day above 12, or by evidence; else they are ambiguous."""
        if not is_nearly_all(sum(count for text, count in counts.items() if YEAR.search(text)), counts):
            return None
        clock = is_nearly_all(sum(count for text, count in counts.items() if ":" in text), counts)
        first = evidence.day_first
        patterns = [known for known in PATTERNS if first is None or known not in IN_DOUBT[not first]]
        best = best_forms((cls(pattern, clock) for pattern in patterns), counts)
        if len(best) < 2:
            return best[0] if best else None
        return first_doubt(best, counts) or Ambiguous(next(iter(counts)), best[0], best[1])

    def number(self, text: str) -> float | None:
        """Days since 1970-01-01 of a text that is a date, in UTC if it names its offset; else None."""
        match = _compiled(self.pattern).fullmatch(text.strip())
        if match is None:
            return None
        written, clock, second, rest = match.groups()
        if self.clock and not clock:
            return None
        day, minutes = _day(written, self.pattern), _minutes(clock or "0:00", rest or "")
        return None if day is None or minutes is None else day + (60 * minutes + float(second or 0)) / SECONDS

    @property
    def per(self) -> str:
        return "per day"

    def shown_with_unit(self, value: float) -> str:
        """The day as 2020-01-05, which nobody can take for another."""
        return _date(value).isoformat()

    def reading(self, text: str) -> str:
        number = self.number(text)
        assert number is not None
        return f"{self.shown_with_unit(number)} ({'--day-first' if self.pattern.startswith('%d') else '--month-first'})"

    def text(self, value: float) -> str:
        """The day of a number, as the column writes it."""
        day = _date(value)
        fields = {"%Y": f"{day.year:04}", "%m": f"{day.month:02}", "%d": f"{day.day:02}"}
        fields["%b"] = MONTHS[day.month - 1][:3].title()
        return re.sub("%[Ymdb]", lambda found: fields[found[0]], self.pattern) + " 00:00" * self.clock

    def __str__(self) -> str:
        spelled = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%b": "Mon"}
        pattern = re.sub("%[Ymdb]", lambda part: spelled[part[0]], self.pattern)
        return f"{pattern}{' with a time' * self.clock}, counted in days since 1970"


def _date(number: float) -> date:
    """The day of a number, or the nearest that there is: an offset may move a moment behind 9999-12-31."""
    return date.fromordinal(min(max(1, EPOCH + math.floor(number)), date.max.toordinal()))


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A date, and behind a T or a blank the time of day."""
    bare = re.sub(r"\?P<\w+>", "?:", _expression(pattern))  # its fields are read once per day, by _day
    return re.compile(rf"({bare})(?:(?:[Tt]|,? {{1,2}}){TIME})?")


def _expression(pattern: str) -> str:
    return "".join(FIELDS.get(part) or re.escape(part) for part in re.split("(%[Ymdb]|, )", pattern))


@lru_cache(maxsize=100_000)
def _day(text: str, pattern: str) -> int | None:
    """The date's day since 1970; None on the 30th of February."""
    match = re.fullmatch(_expression(pattern), text)
    if match is None or not (month := _month(match["month"])):
        return None
    try:
        return date(int(match["year"]), month, int(match["day"])).toordinal() - EPOCH
    except ValueError:
        return None


def _month(text: str) -> int:
    """1 to 12 of a number or of an English name, short or long; 0 where it is none."""
    if text.isdigit():
        return int(text)
    return next((k for k, name in enumerate(MONTHS, 1) if name.startswith(text.lower())), 0)


@lru_cache(maxsize=100_000)
def _minutes(clock: str, rest: str) -> int | None:
    """Minutes since midnight of "5:30" with " PM" or an offset from UTC behind it, in UTC; None at 25:00."""
    match = REST.fullmatch(rest)
    hour = _hour(int(clock[:-3]), match["half"]) if match else None
    if match is None or hour is None:
        return None
    east = -1 if match["sign"] == "-" else 1
    return 60 * hour + int(clock[-2:]) - east * (60 * int(match["hours"] or 0) + int(match["minutes"] or 0))


def _hour(hour: int, half: str | None) -> int | None:
    """0 to 23 of an hour of the day, or of its half; None where there is no such hour."""
    if half is None:
        return hour if hour < 24 else None
    return hour % 12 + 12 * (half in "Pp") if 1 <= hour <= 12 else None
