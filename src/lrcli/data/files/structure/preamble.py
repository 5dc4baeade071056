"""Lines of comment above a table: many programs write how a table was made above it, each line behind a mark."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lrcli.data.files.layout import DELIMITERS, Layout
from lrcli.notation.missing import is_missing, plain_number
from lrcli.text import count

USUAL_MARK = "#"
# YAML. Each line matches in one way alone: with two, a file that never closes it would take 2ⁿ steps for n lines.
FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n((?!---)(?=[ \t#-]|[^\n]*:|\r?\n)[^\n]*\n)*---[ \t]*\r?\n")
OTHER_MARKS = ("%", "//", ";", "--", "!", "*")
LINE = re.compile(rb"([^\r\n]*)(?:\r\n?|\n|\Z)")
SPLITS = (*DELIMITERS, None)  # None: at runs of blanks


@dataclass(frozen=True)
class Preamble:
    """The lines of comment, by the mark that all begin with."""

    mark: str | None = None  # None without such lines
    size: int = 0  # bytes, up to the header
    lines: int = 0
    names_columns: bool = False  # whether the last line of comment, which is not among these, is the header

    @property
    def remarks(self) -> list[str]:
        """How many lines are skipped."""
        return [f"{count(self.lines, 'line')} of comment ({self.mark}) above the header skipped"] * (self.lines > 0)


# The mark % or ! may as well begin the name of a column or a missing cell, and ; may end an empty cell. So these count
# as marks only where the lines behind them are no records of the table: they are not all as wide as the line below
# them, or the line below them names the columns and has no mark.


def find_preamble(top: bytes, layout: Layout) -> Preamble:
    """The lines of comment at the top of a file."""
    if layout.comment:
        return _preamble(top, layout.comment)
    if top.startswith(USUAL_MARK.encode()):
        return _preamble(top, USUAL_MARK, may_name=layout.header)
    if layout.skip_lines is None and (match := FRONT_MATTER.match(top)):
        return Preamble("---", match.end(), match[0].count(b"\n"))
    mark = next((mark for mark in OTHER_MARKS if top.startswith(mark.encode())), None)
    if mark is None or layout.skip_lines is not None:
        return Preamble()
    preamble = _preamble(top, mark, may_name=layout.header)
    return preamble if _are_comments(top, preamble) else Preamble()


def without_mark(header: str, mark: str) -> str:
    """A header without the mark of a comment before it; but "#,age" names a column "#"."""
    bare = header.removeprefix(mark)
    return f"{mark}{bare}" if bare[:1] in DELIMITERS else bare.lstrip(f"{mark} \t")


def rows_with_mark(marked: Mapping[int, Sequence[str]], others: Sequence[Sequence[str]]) -> list[int]:
    """The indices of the records that begin with the usual mark and are rows nevertheless: "#ff0000,5" below "red,7".

    They are as wide as the table, and their first cell is a text that no other row has without the mark: "#12,5" below
    "11,7", and "#Audi" below "Audi", are rows that somebody made comments.
    """
    first = {row[0].strip() for row in others[1:]}
    if any(plain_number(cell) is not None for cell in first):
        return []
    texts = {k: row[0].removeprefix(USUAL_MARK) for k, row in marked.items() if len(row) == len(others[-1]) > 1}
    return [k for k, text in texts.items() if text and text == text.strip() and text not in first]


def _preamble(top: bytes, mark: str, *, may_name: bool = False) -> Preamble:
    start, lines, last, encoded = 0, 0, 0, mark.encode()
    while start < len(top) and (match := LINE.match(top, start)):
        if match[1].startswith(encoded):
            lines, last = lines + 1, start
        elif match[1].strip():
            break
        start = match.end()
    if may_name and lines:
        comment, first = _texts(top, last, 2)
        if any(_may_name(comment.removeprefix(mark).split(split), first.split(split)) for split in SPLITS):
            return Preamble(mark, last, lines - 1, names_columns=True)
    return Preamble(mark if lines else None, start, lines)


def _are_comments(top: bytes, preamble: Preamble) -> bool:
    """Whether the lines behind a mark that is not the usual one are no records of the table."""
    mark, below = preamble.mark or "", _texts(top, preamble.size, 2)
    if not preamble.lines or not below[0] or (mark in DELIMITERS and mark in below[0]):
        return False
    lines = [line.decode(errors="replace") for line in top[: preamble.size].splitlines() if line.strip()]
    splits = [split for split in SPLITS if len(below[0].split(split)) > 1][:1] or [None]
    wide = all(len(line.split(splits[0])) == len(below[0].split(splits[0])) for line in lines)
    return not wide or (not preamble.names_columns and _may_name(*(line.split(splits[0]) for line in below)))


def _texts(top: bytes, position: int, most: int) -> list[str]:
    """The lines from a position on that are not blank; "" where there are no more."""
    texts: list[str] = []
    while len(texts) < most and position < len(top) and (match := LINE.match(top, position)):
        texts += [match[1].decode(errors="replace")] * bool(match[1].strip())
        position = match.end()
    return [*texts, *[""] * most][:most]


def _may_name(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the cells of one record may be the names of those below: as many, and no numbers above numbers."""
    wide = len(row) > 1 or all(is_missing(cell) or plain_number(cell) is not None for cell in row)
    values = [plain_number(cell) is not None for cell in row]
    return wide and len(header) == len(row) and any(values) and all(plain_number(cell) is None for cell in header)
