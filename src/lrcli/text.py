"""Texts and numbers as a person reads them, safe for a terminal whatever a file holds."""

import math
import shlex
import unicodedata

GROUPED = 10_000
EXACT = 2**53  # up to here every whole number is a float
BARS = "▁▂▃▄▅▆▇█"


def plain(text: str) -> str:
    """The text with every control character written out: nothing from a file can steer the terminal."""
    return "".join(
        _written(char) if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else char for char in text
    )


def _written(char: str) -> str:
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
    return f"{value:,.{decimals}f}" if abs(value) >= GROUPED else f"{value:.{decimals}f}"


def short(value: float | None, digits: int = 6) -> str:
    """Like `number`, without the zeros that say nothing."""
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def signed(value: float | None, digits: int = 6) -> str:
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 else text


def minus(text: str) -> str:
    """A number's text with the sign that is as wide as a plus."""
    return f"−{text[1:]}" if text.startswith("-") else text


def fixed(value: float | None, decimals: int = 4) -> str:
    """So many digits behind the point, for what lies between -1 and 1; a dash where there is none."""
    return "–" if value is None else f"{round(value, decimals) + 0.0:.{decimals}f}"


def percent(part: float) -> str:
    """A part as a percentage with three significant digits: 0.0213 %, 12.3 %."""
    share = part * 100
    return f"{share:.3g} %" if abs(share) < 1000 else f"{share:,.0f} %"


def percentage(value: float | None) -> str:
    """A number of percents, thousands grouped: 1,234.57 %; a dash where there is none."""
    return "–" if value is None else f"{value:,.2f} %"


def bar(part: float) -> str:
    """A bar as high as a part, 0 to 1, of the line; a blank where there is nothing."""
    return BARS[math.ceil(part * len(BARS)) - 1] if part > 0 else " "


def count(n: int, noun: str) -> str:
    """3,000 rows, 1 row."""
    return f"{n:,} {plural(noun, n)}"


def plural(noun: str, n: int) -> str:
    """row of 1, rows of any other number."""
    return noun if n == 1 else f"{noun}s"


def typed(text: str) -> str:
    """A text as one types it in a shell."""
    return shlex.quote(plain(text))


def with_decimals(value: float, decimals: int) -> str:
    """A number with so many digits behind the point, halves rounded to even; never -0."""
    if not abs(value) * 10.0**decimals < EXACT:
        return f"{value:.{decimals}f}"
    return f"{round(value * 10.0**decimals) / 10**decimals + 0.0:.{decimals}f}"
