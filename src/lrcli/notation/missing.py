"""Words for a missing cell, and plain numbers: the rules that files and the command line share. In plain Python."""

import re

ERRORS = (  # of formulas in spreadsheets, in English and German
    "#N/A", "#NA", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!",
)  # fmt: skip
DASHES_AND_POINTS = ("-", "--", "–", "—", ".", "..")  # of spreadsheets; of SAS and Stata; of the World Bank
WORDS = ("NA", "N/A", "n/a", "na", "n.a.", "N.A.", "<NA>", "NaN", "nan", "NaT", "NULL", "Null", "null", "(null)")
MISSING = ("", *WORDS, "None", "none", "?", *DASHES_AND_POINTS, *ERRORS)
PLAIN_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"


def is_missing(text: str) -> bool:
    return text.strip() in MISSING


def plain_number(text: str) -> float | None:
    """The number that a text is, else None. Infinity counts as no number: no weight can be learned from it."""
    return float(text) if re.fullmatch(PLAIN_NUMBER, text.strip(), re.ASCII) else None
