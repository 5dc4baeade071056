"""How cells are quoted: "…" as usual, '…', `…`, or with a backslash before a quote inside a cell."""

import re
from dataclasses import dataclass

USUAL = '"'
OTHER_QUOTES = ("'", "`")
BACKSLASH = "\\"


@dataclass(frozen=True)
class Quoting:
    """The quote around a cell; and the character before a quote inside it, "" where such a quote is doubled."""

    quote: str = USUAL
    escape: str = ""


def find_quoting(top: str, delimiters: str, quote: str | None = None) -> Quoting:
    """How the cells of a table are quoted. top: its first records. quote: of the option, None to find it out."""
    # Nearly all files are quoted in the usual way, so another needs evidence: usual quotes that would end in the middle
    # of a cell if it were not for the backslash before them, or cells in other quotes in a file without usual ones.
    mark = quote or USUAL
    if BACKSLASH + mark in top:
        doubled, escaped = (
            _badly_closed(top, delimiters, quoting) for quoting in (Quoting(mark), Quoting(mark, BACKSLASH))
        )
        if escaped < doubled:
            return Quoting(mark, BACKSLASH)
    others = (other for other in OTHER_QUOTES if other in top and _are_quotes(other, top, delimiters))
    return Quoting(mark if quote else next(others, mark))


def _badly_closed(top: str, delimiters: str, quoting: Quoting) -> int:
    """The number of quoted cells that end neither at a delimiter nor at the end of their line."""
    quote, escape = re.escape(quoting.quote), re.escape(quoting.escape)
    inside = f"[^{quote}{escape}]|{quote}{quote}" + (f"|{escape}." if escape else "")
    cells = re.compile(f"(?:^|(?<=[{re.escape(delimiters)}\r\n])){quote}(?:{inside})*+{quote}(?=(.?))", re.DOTALL)
    return sum(match[1] not in f"{delimiters}\r\n" for match in cells.finditer(top))


def _are_quotes(other: str, top: str, delimiters: str) -> bool:
    """Whether most lines have a cell in other quotes, and none has one in the usual quotes."""
    edge = re.escape(delimiters)
    usual, quoted = (
        re.compile(f"(?:^|(?<=[{edge}\r\n])){mark}[^{mark}\r\n]*{mark}(?=[{edge}\r\n]|$)") for mark in (USUAL, other)
    )
    if usual.search(top):
        return False
    lines = [line for line in top.splitlines() if line.strip()]
    return 2 * sum(bool(quoted.search(line)) for line in lines) > len(lines) > 1
