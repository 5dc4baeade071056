"""Times of day, 08:30 or 8:30 pm, and durations, 1:23:45 or 90:00. In plain Python."""

import re
from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import ClassVar, Literal, NamedTuple

from lrcli.notation.characters import MINUS_SIGNS
from lrcli.notation.form import Ambiguous, BaseForm, Field
from lrcli.notation.hints import Hints
from lrcli.notation.mixed_units import MixedUnitsForm
from lrcli.notation.number_entry import TypedNumber
from lrcli.notation.portable import ClockReading, without_names
from lrcli.text import short

SIXTIETHS = "[0-5][0-9]"
SECONDS = rf"{SIXTIETHS}(?:[.,][0-9]{{1,9}})?"
DAY_PATTERN = r"(?:(?P<day>[0-9]{1,4}) ?d(?:ays?)?,? )?"  # 1 day 02:30:00, as databases and pandas write durations
HALF = r"(?: ?(?P<half>[ap])\.? ?m\.?| ?Uhr)"
HALF_OF_HOUR = HALF.replace("half", "half_2")  # behind an hour without minutes
TIME_OF_DAY = (
    rf"(?P<hour>[0-9]{{1,2}})(?::(?P<minute>{SIXTIETHS})(?::(?P<second>{SECONDS}))?|h(?P<minute_2>{SIXTIETHS})?){HALF}?"
    rf"|(?P<hour_2>[0-9]{{1,2}}){HALF_OF_HOUR}"
)
ClockUnit = Literal["", "h", "min"]
SIGN = "(?P<sign>[−-])?"
FROM_HOURS = (
    rf"{SIGN}{DAY_PATTERN}(?P<hour>[0-9]{{1,4}})"
    rf"(?::(?P<minute>{SIXTIETHS})(?::(?P<second>{SECONDS}))?|h(?P<minute_2>{SIXTIETHS})?)"
)
FROM_MINUTES = rf"{SIGN}(?:(?P<hour>[0-9]{{1,4}}):)?(?P<minute>[0-9]{{1,4}}):(?P<second>{SECONDS})"
DURATIONS: Mapping[ClockUnit, str] = {"": FROM_HOURS, "h": FROM_HOURS, "min": FROM_MINUTES}
SECONDS_OF: Mapping[ClockUnit, int] = {"": 3600, "h": 3600, "min": 60}
LAST_HOUR = 24.0  # of a day: 24:00 is its end
AFTERNOON = 13.0  # hours; durations from here on are rarer than times of day
MOST_HOURS = 60  # behind which 90:00 is minutes and seconds rather than hours and minutes
MILLISECONDS_OF_AN_HOUR, MILLISECONDS_OF_A_MINUTE = 3_600_000, 60_000

# Words of the names of columns. A time may be either; results and scales, 30:28 and 1:50, are neither.
NEITHER = frozenset({
    "score", "scores", "result", "results", "ergebnis", "resultat", "résultat", "resultado", "risultato",
    "wynik", "счет", "счёт", "ratio", "odds", "aspect", "scale", "maßstab", "massstab", "échelle", "echelle",
    "dilution", "verse", "chapter", "mac",
})  # fmt: skip
OF_DURATIONS = frozenset({
    "duration", "length", "runtime", "elapsed", "lap", "split", "pace", "finish", "laptime", "dauer",
    "laufzeit", "fahrzeit", "spieldauer", "arbeitszeit", "durée", "duree", "durata", "duración", "duracion",
    "duração", "duur", "длительность", "продолжительность", "playtime", "worked",
})  # fmt: skip
OF_CLOCKS = frozenset({
    "start", "end", "begin", "beginn", "ende", "opening", "closing", "opens", "closes", "open", "close",
    "departure", "arrival", "dep", "arr", "abfahrt", "ankunft", "uhrzeit", "uhr", "clock", "sunrise", "sunset",
    "check", "checkin", "checkout", "salida", "llegada", "départ", "arrivée",
})  # fmt: skip
OF_TIMES = frozenset({
    "time", "zeit", "heure", "hora", "ora", "tijd", "tid", "godzina", "klokkeslett", "время", "час", "hour",
})  # fmt: skip
CLOCK_UNITS: Mapping[ClockUnit, frozenset[str]] = {
    "min": frozenset(("min", "mins", "minute", "minutes", "minuten", "mm")),
    "h": frozenset(("h", "hr", "hrs", "hour", "hours", "std", "stunden", "hh")),
}


class TimeOfDayForm(BaseForm, frozen=True, tag="time of day"):
    """The clock times of one column, with or without seconds, of 24 hours or with am and pm. A value is in hours."""

    noun: ClassVar[str] = "time of day"
    nouns: ClassVar[str] = "times of day"
    metavar: ClassVar[str] = "TIME"
    field: ClassVar[Field] = Field("time", MILLISECONDS_OF_AN_HOUR, MILLISECONDS_OF_A_MINUTE)

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "TimeOfDayForm | None":
        """Where all cells are times of a day, and the cells or the column's name tell them from durations."""
        form = cls()
        if not counts or hints.words & NEITHER or not _all_are(form, counts):
            return None
        if any(text.strip().lower().endswith(("m", "m.", "uhr")) for text in counts) or hints.words & OF_CLOCKS:
            return form
        if hints.words & OF_DURATIONS or max(form.number(text) or 0.0 for text in counts) < AFTERNOON:
            return None
        whole = all(_Parts.of(text).padded or _Parts.of(text).numbers == 3 for text in counts)
        return form if whole or hints.words & OF_TIMES else None

    def number(self, text: str) -> float | None:
        """Hours since midnight; None where it is no time of day."""
        fields = _fields(TIME_OF_DAY, text)
        seconds = None if fields is None else _seconds(fields)
        return seconds / SECONDS_OF["h"] if seconds is not None and seconds <= LAST_HOUR * SECONDS_OF["h"] else None

    def other_readings(self, text: str) -> list[TypedNumber]:
        """As a number of hours."""
        return [value for value in _plain(text) if 0 <= value.value <= LAST_HOUR]

    def text(self, value: float) -> str:
        seconds = min(max(0, round(value * 3600)), round(LAST_HOUR * 3600))
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
        return f"{clock}:{seconds % 60:02}" if seconds % 60 else clock

    def reading(self, text: str) -> str:
        return self.text(self.number(text) or 0.0)

    @property
    def per(self) -> str:
        return "per hour"

    @property
    def meaning(self) -> str:
        return "number: hours since midnight"

    @property
    def portable(self) -> ClockReading:
        return _portable(TIME_OF_DAY, SECONDS_OF["h"], LAST_HOUR)

    def __str__(self) -> str:
        return "counted in hours since midnight"


class DurationForm(BaseForm, frozen=True, tag="duration"):
    """Durations of one column as hours, minutes and seconds, or as minutes and seconds.

    1:30 is 1.5 either way, in hours or in minutes: where nothing tells which, the value is known and its unit is not.
    """

    noun: ClassVar[str] = "duration"
    nouns: ClassVar[str] = "durations"
    metavar: ClassVar[str] = "DURATION"

    unit: ClockUnit = ""

    def __post_init__(self) -> None:
        if self.unit not in DURATIONS:
            raise ValueError(f"unknown unit {self.unit!r}; the known ones are h and min, and none")

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "DurationForm | Ambiguous | None":
        """Where all cells are durations. A column that has 3:45 and 1:02:15 must say what the 3 is."""
        if not counts or hints.words & NEITHER or any(_Parts.of(text).numbers < 2 for text in counts):
            return None
        named: ClockUnit = next((unit for unit, words in CLOCK_UNITS.items() if hints.words & words), "")
        parts = [_Parts.of(text) for text in counts]
        short_ones = [each for each in parts if each.numbers == 2]
        high = max((each.first for each in short_ones), default=0)
        unit: ClockUnit = named or ("h" if not short_ones else "min" if high >= MOST_HOURS else "")
        if not unit and len(short_ones) < len(parts):
            unit = "min" if high >= LAST_HOUR else "h" if all(each.padded for each in parts) else ""
            if not unit:
                doubtful = next(text for text in counts if _Parts.of(text).numbers == 2)
                return Ambiguous(doubtful, cls("h"), cls("min")) if _all_are(cls("h"), counts) else None
        return cls(unit) if _all_are(cls(unit), counts) else None

    def number(self, text: str) -> float | None:
        fields = _fields(DURATIONS[self.unit], text)
        seconds = None if fields is None else _seconds(fields)
        if fields is None or seconds is None:
            return None
        return (-seconds if "sign" in fields else seconds) / SECONDS_OF[self.unit]

    def other_readings(self, text: str) -> Sequence[TypedNumber]:
        """As a number in this unit, or with units: 95 min, 1 h 35 min."""
        quantity = MixedUnitsForm(self.unit).number(text) if self.unit else None
        return _plain(text) if quantity is None else [TypedNumber(quantity, foreign_unit=False)]

    def text(self, value: float) -> str:
        hundredths, sign = round(abs(value) * 100 * SECONDS_OF[self.unit]), "-" * (value < 0)
        seconds, rest = divmod(hundredths, 100)
        fraction = f".{rest:02}" if rest else ""
        if self.unit == "min":
            return f"{sign}{seconds // 60}:{seconds % 60:02}{fraction}"
        clock = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}"
        return f"{clock}:{seconds % 60:02}{fraction}" if seconds % 60 or rest else clock

    def shown(self, value: float) -> str:
        return short(value)

    def reading(self, text: str) -> str:
        return f"{self.number(text):g} {self.unit} ([{self.unit}] in the column's name says so)"

    @property
    def per(self) -> str:
        return f"per {self.unit or 'unit'}"

    @property
    def units(self) -> tuple[str, str]:
        return "", self.unit

    @property
    def portable(self) -> ClockReading:
        return _portable(DURATIONS[self.unit], SECONDS_OF[self.unit], None)

    def __str__(self) -> str:
        return f"counted in {self.unit}" if self.unit else "its first number may be hours or minutes"


class _Parts(NamedTuple):
    """How a cell with colons is written."""

    numbers: int
    first: float  # which holds any number of digits
    padded: bool  # whether the first number has two digits

    @classmethod
    def of(cls, text: str) -> "_Parts":
        pieces = re.split("[:hH]", text.strip().lstrip(MINUS_SIGNS))
        digits = re.match("[0-9]*", pieces[0])
        first = digits[0] if digits else ""
        return cls(len(pieces), float(first or 0), len(first) == 2)


def _all_are(form: BaseForm, texts: Collection[str]) -> bool:
    return all(form.number(text) is not None for text in texts)


def _fields(expression: str, text: str) -> dict[str, str] | None:
    """The numbers of a cell by field, those that it has; None where it does not match."""
    match = re.fullmatch(expression, text.strip(), re.IGNORECASE)
    return match and {name.removesuffix("_2"): field for name, field in match.groupdict().items() if field}


def _seconds(fields: Mapping[str, str]) -> float | None:
    hour, half = int(fields.get("hour", 0)), fields.get("half", "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "p")
    seconds = float(fields.get("second", "0").replace(",", "."))
    return 60 * (60 * (24 * int(fields.get("day", 0)) + hour) + int(fields.get("minute", 0))) + seconds


def _plain(text: str) -> list[TypedNumber]:
    try:
        value = float(text)
    except ValueError:
        return []
    return [TypedNumber(value, foreign_unit=False)] if isfinite(value) else []


def _portable(expression: str, seconds: int, most: float | None) -> ClockReading:
    bare, groups = without_names(expression)
    fields: dict[str, list[int]] = {name: [] for name in ("sign", "day", "hour", "minute", "second", "half")}
    for name, group in groups.items():
        fields[name.removesuffix("_2")].append(group)
    return ClockReading(bare, fields, seconds, most)
