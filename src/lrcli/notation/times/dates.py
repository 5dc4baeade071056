"""How the dates of a column are written. A date is the number of days since 1970-01-01. In plain Python."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import ClassVar

from lrcli.notation.characters import LETTER
from lrcli.notation.form import Ambiguous, BaseForm, Field, ValueKind
from lrcli.notation.form_selection import best_forms, first_doubt, is_nearly_all, readings
from lrcli.notation.hints import Hints
from lrcli.notation.number_entry import TypedNumber
from lrcli.notation.portable import DateReading, without_names
from lrcli.notation.times.calendar_names import ENGLISH, WEEKDAYS, month_names, month_of

EPOCH = date(1970, 1, 1).toordinal()
MINUTES_OF_A_DAY = 1440
SECONDS_OF_A_DAY = 86_400
MILLISECONDS_OF_A_DAY = 1000 * SECONDS_OF_A_DAY
PATTERNS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%Y%m%d", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y",
    "%d %b %y", "%d-%b-%y", "%Y-%m", "%m/%Y", "%b %Y", "%b-%y", "%G-W%V", "%Y%m",
    "%Y-Q%q", "Q%q %Y", "Q%q %y", "%qQ%Y", "%qQ%y", "%G-KW %V", "KW %V %G",
    "%Y年%m月%d日", "%Y年%m月",
)  # fmt: skip
PATTERNS_OF_ORDER = {  # by whether the day comes first
    True: ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%d-%m-%y"),
    False: ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y"),
}
FIELDS = {
    "%Y": "(?P<year>[0-9]{4})",
    "%y": "(?P<year>[0-9]{2})",
    "%m": "(?P<month>[0-9]{1,2})",
    "%d": "(?P<day>[0-9]{1,2})",
    "%b": rf"(?P<month>{LETTER}{{3,12}})\.?",
    "%G": "(?P<year>[0-9]{4})",
    "%V": "(?P<week>[0-9]{2})(?:-(?P<weekday>[1-7]))?",
    "%d, ": "(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? ",
    "%d ": r"(?P<day>[0-9]{1,2})(?:\.|st|nd|rd|th|er)?(?: de)? ",  # 28. November, 28 de noviembre
    "%b ": rf"(?P<month>{LETTER}{{3,12}})\.?(?: de)? ",
}
# A quarter has a Q, a T in French, Spanish and Portuguese, a K in the north and the Netherlands, or the word.
QUARTER = r"(?:Q|T|K|Qtr\.?|кв\.?|Quarter|Quartal|Vierteljahr|Trimestre|Kwartaal|Kvartal|Kwartał|квартал)"
NUMBER_OF_QUARTER = r"(?P<quarter>[1-4])(?:\.|st|nd|rd|th|er|e|º)? ?"
QUARTERS = {  # expressions for the patterns with %q, a quarter of a year
    "%Y-Q%q": rf"(?P<year>[0-9]{{4}})[-/ ]?{QUARTER} ?(?P<quarter>[1-4])",
    "Q%q %Y": rf"{QUARTER} ?(?P<quarter>[1-4])[-/ ,]{{0,2}}(?P<year>[0-9]{{4}})",
    "Q%q %y": rf"{QUARTER} ?(?P<quarter>[1-4])[-/ '’](?P<year>[0-9]{{2}})",
    "%qQ%Y": rf"{NUMBER_OF_QUARTER}{QUARTER}(?: de|[-/,])? ?(?P<year>[0-9]{{4}})",
    "%qQ%y": r"(?P<quarter>[1-4])(?:Q|T)[-/ '’]?(?P<year>[0-9]{2})",
}
WEEK = r"(?:KW|Wk\.?|Week|Woche|Semaine|Semana|Settimana|Vecka|Uke|Uge)"
OF_WEEK = "(?P<week>[0-9]{1,2})(?:-(?P<weekday>[1-7]))?"
WEEKS = {  # expressions for the patterns with a word for a week of a year; a letter W alone is that of ISO 8601
    "%G-KW %V": rf"(?P<year>[0-9]{{4}})[-/ ]{{0,2}}{WEEK}[- ]?{OF_WEEK}",
    "KW %V %G": rf"(?:W|{WEEK})[- ]?{OF_WEEK}[-/ .,]{{1,2}}(?P<year>[0-9]{{4}})",
}
EAST_ASIAN = {  # in Chinese, Japanese and Korean
    "%Y年%m月%d日": "(?P<year>[0-9]{4})[年년] ?(?P<month>[0-9]{1,2})[月월] ?(?P<day>[0-9]{1,2})[日号일]",
    "%Y年%m月": "(?P<year>[0-9]{4})[年년] ?(?P<month>[0-9]{1,2})[月월]",
}
WITH_WORDS = QUARTERS | WEEKS | EAST_ASIAN
PIECES = re.compile("(%[db] |%d, |%[YmdbyGV])")
COMPACT = {  # patterns without a mark between the numbers, whose lengths must tell them apart
    "%Y%m%d": {"%m": "(?P<month>[0-9]{2})", "%d": "(?P<day>[0-9]{2})"},
    "%Y%m": {"%m": "(?P<month>[0-9]{2})"},
}
YEAR_MARK = r"(?: г\.?)?"  # Russian writes "of the year" behind it
TIME = r"([0-9]{1,2}:[0-5][0-9])(?::([0-5][0-9](?:\.[0-9]{1,9})?))?( ?[A-Za-z+-].*)?"  # clock, second, rest
COMPACT_TIME = re.compile(r"(?<=[0-9月월日号일][Tt])([0-2][0-9])([0-5][0-9])([0-5][0-9])?(?=$|[Zz+-])")
REST = re.compile(
    r"(?: ?(?P<half>[AaPp])[Mm])?"
    r"(?: ?(?:[Zz]|UTC|GMT|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3])(?::?(?P<minutes>[0-5][0-9]))?))?"
)
THREE_NUMBERS = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}\b")
SEPARATORS = frozenset("./-")  # of patterns, that a date must have; one with a word may lack them
DIGITS_OF_YEAR = re.compile("[0-9]{2}")  # which dates of all patterns have, and most texts have not
FIRST_YEAR_OF_1900S = 69  # two-digit years from here on are of the 20th century, as POSIX has it
# Nobody is born in the future. A fixed year, and not that of today: a table must be read alike in every year.
FIRST_BIRTH_YEAR_OF_1900S = 27
BIRTHS = frozenset({  # words of the names of columns of days on which people were born
    "birth", "births", "born", "birthday", "birthdate", "bday", "dob", "geb", "geboren", "geburt", "geburtsdatum",
    "geburtstag", "gebdatum", "gebdat", "naissance", "né", "née", "nacimiento", "nascita", "nascimento", "geboorte",
    "geboortedatum", "född", "födelsedatum", "fødselsdato", "urodzenia", "рождения",
})  # fmt: skip
# Words of the names of columns whose numbers are no dates: the postal codes of Noida in India, 201301, are months to
# look at.
NO_DATES = frozenset(
    {"zip", "zipcode", "postal", "postcode", "pin", "pincode", "plz", "code", "id", "no", "nr", "number", "price"}
)
FEWEST_COMPACT = {"%Y%m%d": 3, "%Y%m": 6}  # different values, all of them days or months, for numbers to be dates


class DateForm(BaseForm, frozen=True, tag="date"):
    """How the dates of one column are written, as a pattern of strptime. A time of day may follow, or must."""

    noun: ClassVar[str] = "date"
    nouns: ClassVar[str] = "dates"
    is_time: ClassVar[bool] = True
    metavar: ClassVar[str] = "DATE"
    whole: ClassVar[bool] = True
    can_be_target: ClassVar[bool] = False
    field: ClassVar[Field] = Field(
        "date", MILLISECONDS_OF_A_DAY, MILLISECONDS_OF_A_DAY
    )  # JavaScript counts time in milliseconds

    pattern: str
    clock: bool = False  # whether nearly all cells have a time of day: then a cell without one was cut off
    first_year_of_1900s: int = FIRST_YEAR_OF_1900S  # of years of two digits; those below it are of the 2000s

    def __post_init__(self) -> None:
        if not 0 <= self.first_year_of_1900s <= 100:
            raise ValueError(f"{self.first_year_of_1900s} is no year of two digits")
        if self.pattern not in PATTERNS:
            raise ValueError(f"unknown date pattern {self.pattern!r}; the known ones are {', '.join(PATTERNS)}")

    @classmethod
    def find(cls, counts: Mapping[str, int], hints: Hints) -> "DateForm | Ambiguous | None":
        """Day and month are told apart by a day above 12 or by the hints; else the column is ambiguous."""
        if not readings(counts, DIGITS_OF_YEAR.search):
            return None
        clock = is_nearly_all(sum(count for text, count in counts.items() if ":" in text), counts)
        first = hints.day_first
        possible = _possible_patterns(counts)
        patterns = [known for known in possible if first is None or known not in PATTERNS_OF_ORDER[not first]]
        births = bool(hints.words & BIRTHS)
        best = best_forms((cls.of_column(pattern, clock, births=births) for pattern in patterns), counts)
        if best and best[0].pattern in COMPACT and (not _are_days(best[0], counts) or hints.words & NO_DATES):
            return None
        if len(best) < 2:
            return best[0] if best else None
        return first_doubt(best, counts) or Ambiguous(next(iter(counts)), best[0], best[1])

    @classmethod
    def of_column(cls, pattern: str, clock: bool, *, births: bool) -> "DateForm":
        """births: whether it holds days of birth."""
        return cls(pattern, clock, FIRST_BIRTH_YEAR_OF_1900S if births and "%y" in pattern else FIRST_YEAR_OF_1900S)

    def number(self, text: str) -> float | None:
        """Days since 1970-01-01, in UTC if the text names its offset; None where it is no date of this form."""
        match = _compiled(self.pattern).fullmatch(_with_colons(text.strip()))
        if match is None:
            return None
        day_text, clock, second, rest = match.groups()
        if self.clock and not clock:
            return None
        day = _day(day_text, self.pattern, self.first_year_of_1900s)
        minutes = _minutes(clock or "0:00", rest or "")
        return None if day is None or minutes is None else day + (60 * minutes + float(second or 0)) / SECONDS_OF_A_DAY

    def of_values(self, kind: ValueKind) -> "DateForm | None":
        return ISO if kind == "date" else None

    def other_readings(self, text: str) -> list[TypedNumber]:
        """As a day in any known pattern, with a time or without."""
        days = (DateForm(pattern, False, self.first_year_of_1900s).number(text) for pattern in PATTERNS)
        return [TypedNumber(day, foreign_unit=False) for day in dict.fromkeys(days) if day is not None]

    @property
    def per(self) -> str:
        return "per day"

    @property
    def meaning(self) -> str:
        return "number: days since 1970-01-01"

    def shown_with_unit(self, value: float) -> str:
        """The day as 2020-01-05, which has one reading only."""
        return iso_date(value)

    def reading(self, text: str) -> str:
        number = self.number(text)
        assert number is not None
        return f"{self.shown_with_unit(number)} ({'--day-first' if self.pattern.startswith('%d') else '--month-first'})"

    def text(self, value: float) -> str:
        """The day of a number, as the column writes it, with the nearest minute where its cells have times of day."""
        return self._written(value, MINUTES_OF_A_DAY)

    def exact(self, value: float) -> str:
        return self._written(value, SECONDS_OF_A_DAY)

    def _written(self, value: float, parts: int) -> str:
        """A moment to so many parts of a day. Seconds are written where there are some."""
        days, part = divmod(round(value * parts), parts) if self.clock else (value, 0)
        minute, second = divmod(part * SECONDS_OF_A_DAY // parts, 60)
        time = f" {minute // 60:02}:{minute % 60:02}" + f":{second:02}" * (second > 0)
        day = _date(days)
        year, week, _ = day.isocalendar()
        fields = {"%Y": f"{day.year:04}", "%y": f"{day.year % 100:02}", "%m": f"{day.month:02}", "%d": f"{day.day:02}"}
        fields |= {"%b": ENGLISH[day.month - 1][:3].title(), "%G": f"{year:04}", "%V": f"{week:02}"}
        fields |= {"%q": str((day.month + 2) // 3)}
        return re.sub("%[YmdbyGVq]", lambda field: fields[field[0]], self.pattern) + time * self.clock

    @property
    def portable(self) -> DateReading:
        # TIME and COMPACT_TIME with REST in one expression, since another language reads a cell in one step.
        clock = "(?P<hour>[0-9]{1,2}):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9](?:[.][0-9]{1,9})?))?"
        compact = "(?P<hour_2>[0-2][0-9])(?P<minute_2>[0-5][0-9])(?P<second_2>[0-5][0-9])?"
        time = f"(?:(?:[Tt]|,? {{1,2}}){clock}|[Tt]{compact}){REST.pattern}"
        expression, groups = without_names(
            f"{_weekday(self.pattern)}{_expression(self.pattern)}{YEAR_MARK}(?:{time}){'' if self.clock else '?'}"
        )
        fields: dict[str, list[int]] = {}
        for name, group in groups.items():
            fields.setdefault(name.removesuffix("_2"), []).append(group)
        months = month_names() if "%b" in self.pattern else {}
        return DateReading(expression, fields, months, self.first_year_of_1900s, self.clock)

    def __str__(self) -> str:
        letters = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "Mon", "%G": "YYYY", "%V": "WW", "%q": "N"}
        pattern = re.sub("%[YmdbyGVq]", lambda field: letters[field[0]], self.pattern)
        first, births = self.first_year_of_1900s, self.first_year_of_1900s != FIRST_YEAR_OF_1900S
        years = f", YY from 19{first:02} to 20{first - 1:02}" if births else ""
        return f"{pattern}{' with a time' * self.clock}{years}, counted in days since 1970"


ISO = DateForm("%Y-%m-%d")  # as programs write dates, with a time of day or without


def _date(number: float) -> date:
    """The day of a number, or the nearest day that exists: an offset may move a moment behind 9999-12-31."""
    return date.fromordinal(min(max(1, EPOCH + math.floor(number)), date.max.toordinal()))


def iso_date(number: float) -> str:
    """The day of a number as 2020-01-05."""
    return _date(number).isoformat()


def looks_like_a_date(text: str) -> bool:
    """Whether a text looks like a date, also one in a form that is not read."""
    words = re.findall(rf"{LETTER}+|[0-9]+", text)
    numbers = [word for word in words if word.isdigit()]
    return (len(numbers) > 1 and any(map(month_of, words))) or bool(THREE_NUMBERS.match(text))


def _are_days(form: DateForm, counts: Mapping[str, int]) -> bool:
    """Whether numbers of eight or six digits are days or months of a calendar, as 20200131 and 202001 are."""
    # Of all numbers of eight digits one in 1,200 is a day of these two centuries, and one in 375 of six digits a month,
    # so that a few different ones that all are will hardly be so by chance. A single other number, such as 20200199,
    # says that they are none.
    years = [text.strip()[:4] for text in counts]
    all_are = all(form.number(text) is not None for text in counts)
    return all_are and len(counts) >= FEWEST_COMPACT[form.pattern] and all("1900" <= year <= "2099" for year in years)


def _possible_patterns(texts: Iterable[str]) -> list[str]:
    """The patterns that may match one of the texts at all, by the characters that these have."""
    # To compile the expressions of all patterns takes longer than to read a small table.
    characters = set[str]().union(*texts)
    has_letters = any(map(str.isalpha, characters))
    return [
        pattern
        for pattern in PATTERNS
        if (pattern in WITH_WORDS or characters >= SEPARATORS & {*pattern})
        and (has_letters or not (pattern in WITH_WORDS or "%b" in pattern or "W" in pattern))
    ]


def _with_colons(text: str) -> str:
    """T134500 as T13:45:00."""
    return COMPACT_TIME.sub(lambda time: ":".join(filter(None, time.groups())), text)


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """An expression for a cell: perhaps the day of the week, then the date, perhaps a T or a blank and the time."""
    # A column has far more cells than days. So this expression only cuts a cell in two, and `_day`, which remembers
    # its results, reads the fields of each different date once.
    bare = re.sub(r"\?P<\w+>", "?:", _expression(pattern))
    return re.compile(rf"{_weekday(pattern)}({bare}){YEAR_MARK}(?:(?:[Tt]|,? {{1,2}}){TIME})?", re.IGNORECASE)


def _weekday(pattern: str) -> str:
    """An expression for the day of the week that may stand before a day."""
    return f"(?:(?:{WEEKDAYS})[.,]{{0,2}} )?" if "%d" in pattern else ""


def _expression(pattern: str) -> str:
    if pattern in WITH_WORDS:
        return WITH_WORDS[pattern]
    fields = FIELDS | COMPACT.get(pattern, {})
    return "".join(fields.get(piece) or re.escape(piece) for piece in PIECES.split(pattern))


@lru_cache(maxsize=100_000)
def _day(text: str, pattern: str, first_year_of_1900s: int) -> int | None:
    """Days since 1970 of a date, of its first day where it is a month, a quarter or a week; None for 30 February."""
    match = re.fullmatch(_expression(pattern), text, re.IGNORECASE)
    if match is None:
        return None
    fields = match.groupdict()
    if fields.get("quarter"):
        fields["month"] = str(3 * int(fields["quarter"]) - 2)
    year = int(fields["year"])
    if len(fields["year"]) == 2:
        year += 1900 if year >= first_year_of_1900s else 2000
    try:
        if fields.get("week"):
            return date.fromisocalendar(year, int(fields["week"]), int(fields["weekday"] or 1)).toordinal() - EPOCH
        return date(year, _month(fields["month"]), int(fields.get("day") or 1)).toordinal() - EPOCH
    except ValueError:
        return None


def _month(text: str) -> int:
    """1 to 12 for a month's number or name, short or long; 0 for a name that is none."""
    return int(text) if text.isdigit() else month_of(text)


@lru_cache(maxsize=100_000)
def _minutes(clock: str, rest: str) -> int | None:
    """Minutes since midnight of "5:30" and what follows it, " PM" or an offset from UTC; None for 25:00."""
    match = REST.fullmatch(rest)
    hour = _hour(int(clock[:-3]), match["half"]) if match else None
    if match is None or hour is None:
        return None
    east = -1 if match["sign"] == "-" else 1
    return 60 * hour + int(clock[-2:]) - east * (60 * int(match["hours"] or 0) + int(match["minutes"] or 0))


def _hour(hour: int, half: str | None) -> int | None:
    """0 to 23 for an hour of the day or of its half; None for 24 or 13 PM."""
    if half is None:
        return hour if hour < 24 else None
    return hour % 12 + 12 * (half in "Pp") if 1 <= hour <= 12 else None
