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


@lru_cache
def compiled(expression: str) -> re.Pattern[str]:
    """A regular expression, compiled where it is first used, since no run needs them all."""
    return re.compile(expression)
