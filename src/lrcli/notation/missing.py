"""What a cell's text means, in plain Python: the rules that files and the command line share."""

import re

ERRORS = (  # of formulas in spreadsheets, in English and German
    "#N/A", "#NA", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!",
)  # fmt: skip
MISSING = ("", "NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "Null", "null", "None", "none", "?", "-", *ERRORS)
NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"


def is_missing(text: str) -> bool:
    return text.strip() in MISSING


def number(text: str) -> float | None:
    """The number that a text is, else None. Infinity is none: nothing can be learned from it or said of it."""
    return float(text) if re.fullmatch(NUMBER, text.strip(), re.ASCII) else None
