"""How cells are quoted: "…" as usual, '…', or with a backslash before a quote inside a cell."""

import re
from dataclasses import dataclass

USUAL = '"'
SINGLE_QUOTE = "'"
BACKSLASH = "\\"


@dataclass(frozen=True)
class Quoting:
    """The quote around a cell; and the character before a quote inside it, "" where such a quote is doubled."""

    quote: str = USUAL
    escape: str = ""


def find_quoting(top: str, delimiters: str, quote: str | None = None) -> Quoting:
    """How the cells of a table are quoted. top: its first records. quote: of the option, None to find it out."""
    # Nearly all files are quoted in the usual way, so another needs evidence: usual quotes that would end in the middle
    # of a cell if it were not for the backslash before them, or cells in '…' in a file without any usual quotes.
    mark = quote or USUAL
    if BACKSLASH + mark in top:
        doubled, escaped = (
            _badly_closed(top, delimiters, quoting) for quoting in (Quoting(mark), Quoting(mark, BACKSLASH))
        )
        if escaped < doubled:
            return Quoting(mark, BACKSLASH)
    if quote is None and _are_single(top, delimiters):
        return Quoting(SINGLE_QUOTE)
    return Quoting(mark)


def _badly_closed(top: str, delimiters: str, quoting: Quoting) -> int:
    """The number of quoted cells that end neither at a delimiter nor at the end of their line."""
    quote, escape = re.escape(quoting.quote), re.escape(quoting.escape)
    inside = f"[^{quote}{escape}]|{quote}{quote}" + (f"|{escape}." if escape else "")
    cells = re.compile(f"(?:^|(?<=[{re.escape(delimiters)}\r\n])){quote}(?:{inside})*+{quote}(?=(.?))", re.DOTALL)
    return sum(match[1] not in f"{delimiters}\r\n" for match in cells.finditer(top))


def _are_single(top: str, delimiters: str) -> bool:
    """Whether most lines have a cell in single quotes, and none has one in the usual quotes."""
    edge = re.escape(delimiters)
    usual, single = (
        re.compile(f"(?:^|(?<=[{edge}\r\n])){mark}[^{mark}\r\n]*{mark}(?=[{edge}\r\n]|$)")
        for mark in (USUAL, SINGLE_QUOTE)
    )
    if usual.search(top):
        return False
    lines = [line for line in top.splitlines() if line.strip()]
    return 2 * sum(bool(single.search(line)) for line in lines) > len(lines) > 1
