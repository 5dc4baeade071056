"""Classes of characters that several kinds of cells are written with, for regular expressions. In plain Python."""

import re
from collections.abc import Mapping
from functools import lru_cache

LETTER = r"[^\W\d_]"
BLANK_CHARACTERS = " \u00a0\u2007\u2009\u202f"  # no-break, figure, thin and narrow no-break blanks too
BLANKS = f"[{BLANK_CHARACTERS}]*"  # between the parts of a cell, or none
# What str.strip takes away, spelled out since Arrow's RE2 understands \s as the blanks of ASCII alone.
OUTER_BLANKS = "[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*"
SIGNS = "+−-"
MINUS_SIGNS = "−-"
DASHES = "−–—-"  # behind a decimal mark they stand for no cents: "15.950,-"

# Of byte order, of direction, of zero width: they come with what is copied from a page, and no value has one.
INVISIBLE_MARKS = "\ufeff\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"

ZEROS = "٠۰०০๐０"  # Arabic, Persian and Urdu, Devanagari, Bengali, Thai, full width; the digits 1 to 9 follow each
# The signs of Arabic numbers: an apostrophe for thousands, since a comma might be the delimiter of the table.
USUAL_SIGNS = {"٫": ".", "٬": "’", "٪": "%"}
# What stands in a cell for each of these characters.
USUAL_CHARACTERS: Mapping[str, str] = {
    **dict.fromkeys(INVISIBLE_MARKS, ""),
    **{chr(ord(zero) + digit): str(digit) for zero in ZEROS for digit in range(10)},
    **USUAL_SIGNS,
}
TRANSLATION = str.maketrans({**USUAL_CHARACTERS})


def with_usual_characters(text: str) -> str:
    """A text without invisible marks, and with the digits of ASCII in the place of those of other scripts."""
    return text if text.isascii() else text.translate(TRANSLATION)


def with_plain_blanks(text: str) -> str:
    """A text as a person reads it: a blank at which no line may end looks like any other."""
    return text.translate(dict.fromkeys(map(ord, BLANK_CHARACTERS), " "))


@lru_cache
def compiled(expression: str) -> re.Pattern[str]:
    """A regular expression, compiled where it is first used, since no run needs them all."""
    return re.compile(expression)
