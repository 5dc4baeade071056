"""Days that are written as a count: seconds or milliseconds since 1970, days of a spreadsheet. In plain Python."""

import math
import re
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from lrcli.notation.form import Ambiguous, BaseForm, Field, Pattern, ValueKind
from lrcli.notation.hints import Hints
from lrcli.notation.times.dates import ISO, MILLISECONDS_OF_A_DAY, SECONDS_OF_A_DAY, DateForm, iso_date


class Count(NamedTuple):
    """How a moment is counted."""

    per_day: int
    days_before_1970: int  # at the count's zero
    words: frozenset[str]  # of a column's name, one of which says that its numbers are such counts


MOMENTS = frozenset({
    "time", "timestamp", "datetime", "date", "ts", "epoch", "unix", "unixtime", "created", "updated", "modified",
    "listed", "posted", "sold", "at", "zeit", "zeitstempel", "datum", "heure", "horodatage", "fecha", "hora", "tijd",
})  # fmt: skip
DAYS = frozenset({"date", "datum", "fecha", "datetime", "erstzulassung"})
COUNTS = {
    "seconds since 1970": Count(SECONDS_OF_A_DAY, 0, MOMENTS),
    "milliseconds since 1970": Count(MILLISECONDS_OF_A_DAY, 0, MOMENTS),
    "microseconds since 1970": Count(1000 * MILLISECONDS_OF_A_DAY, 0, MOMENTS),
    "nanoseconds since 1970": Count(1_000_000 * MILLISECONDS_OF_A_DAY, 0, MOMENTS),
    "days since 1899-12-30": Count(1, 25_569, DAYS),  # of Excel, which takes 1900 for a leap year
}
FIRST_DAY, LAST_DAY = 3652, 29_220  # 1980-01-01 and 2050-01-01: by then most such counts are what they seem to be
COUNT_PATTERN = r"[0-9]+(?:\.[0-9]+)?"
COUNT_CELL = re.compile(COUNT_PATTERN)


class EpochForm(BaseForm, frozen=True, tag="epoch"):
    """What the numbers of one column count. The value is days since 1970-01-01, as of other dates."""

    noun: ClassVar[str] = "date"
    nouns: ClassVar[str] = "dates"
    metavar: ClassVar[str] = "DATE"
    whole: ClassVar[bool] = True
    can_be_target: ClassVar[bool] = False
    field: ClassVar[Field] = Field("date", MILLISECONDS_OF_A_DAY, MILLISECONDS_OF_A_DAY)

    count: str

    def __post_init__(self) -> None:
        if self.count not in COUNTS:
            raise ValueError(f"unknown count {self.count!r}; the known ones are {', '.join(COUNTS)}")

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "EpochForm | Ambiguous | None":
        """The count by which all cells are days from 1980 to 2050, where the column's name speaks of time."""
        if hints.words.isdisjoint(MOMENTS) or not all(map(COUNT_CELL.fullmatch, map(str.strip, counts))):
            return None
        for name, count in COUNTS.items():
            form = cls(name)
            if not hints.words.isdisjoint(count.words):
                days = [form.number(text) for text in counts]
                if days and all(day is not None and FIRST_DAY <= day < LAST_DAY for day in days):
                    return form
        return None

    def number(self, text: str) -> float | None:
        """Days since 1970-01-01 in UTC."""
        per_day, days, _ = COUNTS[self.count]
        day = float(text) / per_day - days if COUNT_CELL.fullmatch(text.strip()) else math.inf
        return day if math.isfinite(day) else None

    def of_values(self, kind: ValueKind) -> DateForm | None:
        return ISO if kind == "date" else None

    def text(self, value: float) -> str:
        per_day, days, _ = COUNTS[self.count]
        return str(round((value + days) * per_day))

    def shown(self, value: float) -> str:
        return iso_date(value)

    def shown_with_unit(self, value: float) -> str:
        return iso_date(value)

    @property
    def per(self) -> str:
        return "per day"

    @property
    def meaning(self) -> str:
        return "number: days since 1970-01-01"

    @property
    def pattern_of_cells(self) -> Pattern:
        per_day, days, _ = COUNTS[self.count]
        return Pattern(rf"\s*({COUNT_PATTERN})\s*", (1,), [], per_day, -days)

    def __str__(self) -> str:
        return f"{self.count}, counted in days since 1970"
