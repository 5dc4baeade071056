"""Texts and numbers as a person reads them, safe for a terminal whatever a file holds."""

import math
import shlex
import unicodedata
from collections.abc import Sequence

GROUPED_FROM = 10_000  # numbers get separators of thousands from here on: 2016 is mostly a year
LARGEST_EXPONENT = 300  # to which ten may be raised
FAR_FROM_A_SHARE = 100  # an R² of -2225.1484 says no more than -2,225
NOISE = 1e-12  # of the scale of numbers: some thousand roundings
ALL_DIGITS = 15  # of a decimal number, which a float keeps whatever it is
WHOLE_FLOATS = 2**53  # up to here every whole number is a float
BAR_CHARACTERS = "▁▂▃▄▅▆▇█"


def plain(text: str) -> str:
    """The text with every control character written out: nothing from a file can steer the terminal."""
    if text.isprintable():  # most texts are
        return text
    return "".join(
        _escape(char) if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else char for char in text
    )


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "backslashreplace").decode("ascii")


def number(value: float | None, digits: int = 6) -> str:
    """Some significant digits, thousands grouped from 10,000 on (2016 is a year); a dash where there is none."""
    if value is None:
        return "–"
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    magnitude = math.floor(math.log10(abs(value)))
    if not -5 <= magnitude < 12:
        return f"{value:.{digits - 1}g}"
    decimals = max(0, digits - 1 - magnitude)
    return f"{value:,.{decimals}f}" if abs(value) >= GROUPED_FROM else f"{value:.{decimals}f}"


def short(value: float | None, digits: int = 6) -> str:
    """Like `number`, without zeros at the end of a fraction."""
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def without_noise(value: float | None, scale: float) -> float | None:
    """The value, or 0 where it is nothing but rounding beside numbers of this scale: ±1e-13 beside 35."""
    return 0.0 if value is not None and abs(value) < NOISE * scale else value


def percent_of(share: float) -> str:
    """A share as a whole percentage where that says enough: 78 %."""
    value = 100 * share
    return f"{value:.0f} %" if 1 <= value < 99 else percent(share)


def significant(value: float, digits: int) -> float:
    """The value rounded to so many significant digits."""
    return float(f"{value:.{digits}g}")


def signed(value: float | None, digits: int = 6) -> str:
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 else text


def minus(text: str) -> str:
    """A number's text with the sign that is as wide as a plus."""
    return f"−{text[1:]}" if text.startswith("-") else text


def fixed(value: float | None, decimals: int = 4) -> str:
    """A value between -1 and 1 with so many digits behind the point, a whole number far outside; a dash for none."""
    if value is not None and abs(value) >= FAR_FROM_A_SHARE:
        return f"{value:,.0f}"
    return "–" if value is None else f"{round(value, decimals) + 0.0:.{decimals}f}"


def percent(share: float) -> str:
    """A share as a percentage with three significant digits: 0.0213 %, 12.3 %."""
    value = share * 100
    return f"{value:.3g} %" if abs(value) < 1000 else f"{value:,.0f} %"


def percentage(value: float | None) -> str:
    """A number of percents, thousands grouped: 1,234.57 %; a dash where there is none."""
    return "–" if value is None else f"{value:,.2f} %"


def bar_character(share: float) -> str:
    """A bar that fills this share, 0 to 1, of the height of a line; a blank for 0."""
    return BAR_CHARACTERS[math.ceil(share * len(BAR_CHARACTERS)) - 1] if share > 0 else " "


def count(n: int, noun: str) -> str:
    """3,000 rows, 1 row."""
    return f"{n:,} {plural(noun, n)}"


def plural(noun: str, n: int) -> str:
    """The noun, with an s unless there is one: row, rows."""
    return noun if n == 1 else f"{noun}s"


def first_names(names: Sequence[str], most: int) -> str:
    """The first names, and how many there are where that is not all: red, blue, … (7 in all)."""
    more = f", … ({len(names):,} in all)" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def shell_word(text: str) -> str:
    """A text as one word of a shell's command line, in quotes where these are needed."""
    return shlex.quote(plain(text))


def with_decimals(value: float, decimals: int) -> str:
    """A number with so many digits behind the point, halves rounded to even; never -0."""
    if decimals > LARGEST_EXPONENT or not abs(value) * 10.0**decimals < WHOLE_FLOATS:
        return f"{value:.{decimals}f}"
    return f"{round(value * 10.0**decimals) / 10**decimals + 0.0:.{decimals}f}"
