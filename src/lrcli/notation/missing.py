"""Words for a missing cell, and plain numbers: the rules that files and the command line share. In plain Python."""

import re

ERRORS = (  # of formulas in spreadsheets, in English and German
    "#N/A", "#NA", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!",
    "#SPILL!", "#CALC!", "#ERROR!", "#FIELD!", "#BLOCKED!", "#BUSY!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA",
)  # fmt: skip
ERRORS_ELSEWHERE = (  # the same in French, Spanish, Italian, Portuguese, Dutch, Polish, Russian and the north
    "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#N/D", "#¡DIV/0!", "#¡VALOR!", "#¡REF!", "#¿NOMBRE?", "#¡NUM!",
    "#¡NULO!", "#VALORE!", "#RIF!", "#NOME?", "#NULLO!", "#N/DISP", "#VALOR!", "#NÚM!", "#NULO!", "#DEEL/0!", "#N/B",
    "#WAARDE!", "#VERW!", "#NAAM?", "#GETAL!", "#LEEG!", "#DZIEL/0!", "#N/D!", "#ARG!", "#ADR!", "#NAZWA?",
    "#LICZBA!", "#ZERO!", "#ДЕЛ/0!", "#Н/Д", "#ЗНАЧ!", "#ССЫЛКА!", "#ИМЯ?", "#ЧИСЛО!", "#ПУСТО!", "#DIVISION/0!",
    "#SAKNAS!", "#VÄRDEFEL!", "#REFERENS!", "#NAMN?", "#OGILTIGT!", "#I/T", "#VÆRDI!", "#REFERENCE!", "#NAVN?",
    "#VERDI!",
)  # fmt: skip
LIBREOFFICE_ERRORS = tuple(f"Err:{number}" for number in (501, 502, 503, 504, 508, 509, 511, 512, 519, 520, 522, 523))
TOO_NARROW = tuple("#" * width for width in range(3, 13))  # what a spreadsheet shows where a column is too narrow
DASHES_AND_POINTS = ("-", "--", "–", "—", ".", "..", ":")  # of spreadsheets; SAS, Stata; World Bank; Eurostat
NA_WORDS = ("NA", "N/A", "n/a", "na", "n.a.", "N.A.", "<NA>", "NaN", "nan", "NaT", "NULL", "Null", "null", "(null)")
WORDS_FOR_MISSING = ("", *NA_WORDS, "None", "none", "?", *DASHES_AND_POINTS)
MISSING = (*WORDS_FOR_MISSING, *ERRORS, *ERRORS_ELSEWHERE, *LIBREOFFICE_ERRORS, *TOO_NARROW)
MISSING_WORDS = frozenset(MISSING)  # in which a cell is found at once
PLAIN_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"


def is_missing(text: str) -> bool:
    return text.strip() in MISSING_WORDS


def plain_number(text: str) -> float | None:
    """The number that a text is, else None. Infinity counts as no number: no weight can be learned from it."""
    return float(text) if re.fullmatch(PLAIN_NUMBER, text.strip(), re.ASCII) else None
