"""How cells are quoted: "…" as usual, '…', `…`, or with a backslash before a quote or a delimiter inside a cell."""

import re
from collections import Counter
from dataclasses import dataclass

USUAL = '"'
OTHER_QUOTES = ("'", "`")
BACKSLASH = "\\"


@dataclass(frozen=True)
class Quoting:
    """The quote around a cell; and the character before a quote or a delimiter inside it, "" where such a quote is
    doubled.
    """

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
    if any(BACKSLASH + letter in top and _are_escaped(letter, top, mark) for letter in delimiters if letter != " "):
        return Quoting(mark, BACKSLASH)
    others = (other for other in OTHER_QUOTES if other in top and _are_quotes(other, top, delimiters))
    return Quoting(mark if quote else next(others, mark))


def _are_escaped(delimiter: str, top: str, quote: str) -> bool:
    """Whether more lines are as wide as most, the header among them, if a backslash before a delimiter makes it a
    letter: "Smith\\, John". Lines with quotes, in which it is one anyway, say nothing.
    """
    lines = [line for line in top.splitlines()[:-1] if delimiter in line and quote not in line]
    if not lines:
        return False
    escaped = re.compile(rf"(?<!\\)(?:\\\\)*\\{re.escape(delimiter)}")
    whole = [line.count(delimiter) for line in lines]
    bare = [cells - len(escaped.findall(line)) for cells, line in zip(whole, lines, strict=True)]
    (width, most), (_, otherwise) = (Counter(cells).most_common(1)[0] for cells in (bare, whole))
    return most > otherwise and bare[0] == width


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
