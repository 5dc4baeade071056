"""The names of months and weekdays in ten languages. In plain Python."""

import re
import unicodedata
from functools import lru_cache

ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
OTHER_LANGUAGES = """
    januar februar märz april mai juni juli august september oktober november dezember
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    januari februari maart april mei juni juli augustus september oktober november december
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    januari februari mars april maj juni juli augusti september oktober november december
    styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
MONTHS = (ENGLISH, *(line.split() for line in OTHER_LANGUAGES.strip().splitlines()))
ABBREVIATIONS = {"mrt": 3, "maerz": 3, "mrz": 3, "sept": 9, "fevr": 2, "juil": 7, "set": 9}  # that begin no name above
WEEKDAY_NAMES = """
    monday tuesday wednesday thursday friday saturday sunday
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    domingo segunda terça quarta quinta sexta
    poniedziałek wtorek środa czwartek piątek sobota niedziela
    понедельник вторник среда четверг пятница суббота воскресенье
"""
WEEKDAYS = "|".join(
    rf"{name[:2]}(?:{name[2]}(?:{re.escape(name[3:])})?)?" for name in dict.fromkeys(WEEKDAY_NAMES.split())
)


@lru_cache
def month_of(name: str) -> int:
    """1 to 12 for a month's name or at least its first three letters, with or without accents; 0 for any other text,
    also where two months begin so: "jui" is juin and juillet.
    """
    bare = without_accents(name.casefold().rstrip("."))
    if bare in ABBREVIATIONS:
        return ABBREVIATIONS[bare]
    names = ((k, without_accents(month)) for months in MONTHS for k, month in enumerate(months, 1))
    months = {k for k, month in names if len(bare) > 2 and month.startswith(bare)}
    return months.pop() if len(months) == 1 else 0


def month_names() -> dict[str, int]:
    """The number of each spelling of a month, in small letters, that `month_of` knows."""
    names = {name[:length] for month in MONTHS for name in month for length in range(3, len(name) + 1)}
    spellings = sorted({*names, *map(without_accents, names), *ABBREVIATIONS})
    return {name: number for name in spellings if (number := month_of(name))}


def without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
