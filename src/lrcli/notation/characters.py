"""Classes of characters that several kinds of cells are written with, for regular expressions. In plain Python."""

import re
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


def visible(text: str) -> str:
    """A text without its invisible marks."""
    return text if text.isascii() else text.translate(dict.fromkeys(map(ord, INVISIBLE_MARKS)))


@lru_cache
def compiled(expression: str) -> re.Pattern[str]:
    """A regular expression, compiled where it is first used, since no run needs them all."""
    return re.compile(expression)
