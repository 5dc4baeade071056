"""Which of a table's first records is its header.

A header is told from data by where its cells differ in kind from those below them, column by column: a text above
numbers, dates or yes and no is a name, a number above numbers is a value. So the kinds of the columns come first, from
the lower half of the records, where neither titles nor a second line of the header disturb them. Then each record from
the top is a row (values where the columns have values), or may be the header (texts there), or tells nothing.

The width alone does not tell: a title that a spreadsheet filled up with delimiters is as wide as the table, rows whose
last cells are empty are narrower, and a line of data may hold as many texts as a header does.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise

from lrcli.notation.booleans import WORD_PAIRS
from lrcli.notation.missing import is_missing, plain_number

Row = Sequence[str]

BOOLEANS = {word for pair in WORD_PAIRS for word in pair}
NUMBER = r"[('\"]?[-+−]?\s?(?:[^\W\d]{0,3}[$€£¥₹₽₩₺]|[A-Za-z]{1,4}\.?\s)?\s?[-+−]?[.,]?\d[\d.,'’\s]*"
UNIT = r"(?:[eE][-+]?\d+)?\s?(?:[^\W\d_]{1,8}\.?|[%‰°$€£¥₹₽₩₺/²³ ·-]){0,4}\d?[)'\"]?"
DATE = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T].*)?|\d{1,2}[-. ]*[^\W\d_]{3,12}\.?[-, ]*\d{2,4}(?: .*)?"
MONTH_FIRST = r"[^\W\d_]{3,12}\.? \d{1,2},? \d{4}(?: .*)?|\d{1,2}:\d{2}(?::\d{2}.*)?"
VALUE = re.compile(f"(?:{NUMBER}{UNIT}|{DATE}|{MONTH_FIRST})")
UNIT_MARKS = re.compile(r"[\[({<].*[\])}>]|[%‰°€$£].*|-")  # a cell of a line of units: [kW], (m/s), %
TYPED = 0.6  # of a column's cells are of one kind that is not text: then it is a column of that kind
IN_RANGE = 0.5  # of the numbers in a line are about as large as those below: then it is a row, if it has no name
FEWEST = 3  # numbers that rise by equal steps from column to column say that they are names
MANY = 5  # steps do so where they are not equal


class Kind(Enum):
    """What a cell is, as far as its writing tells."""

    BLANK = 0  # empty, or a word for a missing cell
    TEXT = 1
    BOOLEAN = 2
    VALUE = 3  # a number or a date, with or without a unit


def kind_of(cell: str) -> Kind:
    bare = cell.strip().strip("\ufeff\u200b")
    if is_missing(bare):
        return Kind.BLANK
    if VALUE.fullmatch(bare[:60]):
        return Kind.VALUE
    return Kind.BOOLEAN if bare.casefold() in BOOLEANS else Kind.TEXT


@dataclass(frozen=True)
class Heading:
    """Where the header of a table is among its first records, and where its rows begin."""

    header: int | None  # None where the columns have no names
    first_row: int
    doubt: bool = False  # whether what is taken for a row, since it is no row of names, may be the header


class Top:
    """The first records of a table as cells, and what kind each column is."""

    def __init__(self, table: Sequence[Row]) -> None:
        self.table = table
        self.lower = table[max(1, len(table) // 2) :]

    @cached_property
    def width(self) -> int:
        """The commonest number of cells of the lower records."""
        return Counter(map(len, self.lower or self.table)).most_common(1)[0][0]

    @cached_property
    def kinds(self) -> list[Kind]:
        """Of each column, text unless most of its cells are of another kind."""
        kinds: list[Kind] = []
        for column in self.columns:
            cells = [kind for row in self.lower if column < len(row) and (kind := kind_of(row[column])) != Kind.BLANK]
            kind, count = Counter(cells).most_common(1)[0] if cells else (Kind.TEXT, 0)
            kinds.append(kind if count >= TYPED * len(cells) else Kind.TEXT)
        return kinds

    @cached_property
    def counts(self) -> list[int]:
        """How many lower records have a cell in each column."""
        return [sum(column < len(row) and bool(row[column].strip()) for row in self.lower) for column in self.columns]

    @property
    def columns(self) -> range:
        return range(max(map(len, self.lower), default=0))

    @cached_property
    def usual(self) -> int:
        """How many cells of a lower record are filled, in the middle."""
        return sorted(map(filled, self.lower))[len(self.lower) // 2] if self.lower else 0

    def evidence(self, row: Row) -> tuple[int, int]:
        """In how many columns that are not of text a record has a name, and in how many a value."""
        names = values = 0
        for kind, cell in zip(self.kinds, row, strict=False):
            found = kind_of(cell)
            if kind == Kind.TEXT or found == Kind.BLANK:
                continue
            is_value = found == kind or (kind == Kind.BOOLEAN and cell.strip() in ("0", "1"))
            names, values = names + (not is_value), values + is_value
        return names, values

    def is_row(self, row: Row) -> bool:
        """Whether a record has values where the columns have, and is not a title with a date or a number behind it."""
        names, values = self.evidence(row)
        return values > names and filled(row) > self.usual / 2 and not self.is_numbered(row)

    def may_be_header(self, row: Row) -> bool:
        """Whether a record has names where the columns have values, or is of numbers that only names are."""
        names, values = self.evidence(row)
        return len(row) >= self.width - 1 and ((names > 0 and names >= values) or self.is_numbered(row))

    def is_numbered(self, row: Row) -> bool:
        """Whether the numbers of a record are names: years, wavelengths, pandas' 0, 1, 2. They rise by equal steps, or
        at least rise all along many columns, as those of hardly any row below do.
        """
        steps, values = _steps(row), sum(kind == Kind.VALUE for kind in self.kinds)
        if len(steps) < FEWEST - 1 or len(steps) < values - 2:
            return False
        if len(set(steps)) == 1:
            return sum(len(set(_steps(other))) == 1 for other in self.lower) <= len(self.lower) / 10
        return len(steps) >= MANY and sum(bool(_steps(other)) for other in self.lower) <= len(self.lower) / 10

    def is_in_range(self, row: Row) -> bool:
        """Whether most numbers of a record are about as large as those below them."""
        inside = []
        for column, cell in enumerate(row):
            below = [
                v for other in self.lower if column < len(other) and (v := plain_number(other[column])) is not None
            ]
            value = plain_number(cell)
            if value is not None and below:
                low, high = min(below), max(below)
                inside.append(2 * low - high <= value <= 2 * high - low)
        return not inside or sum(inside) >= IN_RANGE * len(inside)


def find_header(table: Sequence[Row], known: int | None = None) -> Heading:
    """The header among the first records of a table, blank lines left out. known: where it is."""
    top = Top(table)
    if known is not None:
        rows = (k for k in range(known + 1, len(table)) if top.is_row(table[k]))
        return Heading(known, _behind_second_lines(top, known, next(rows, known + 1)))
    if all(kind == Kind.TEXT for kind in top.kinds):
        return _by_width(table)
    first_row = next((k for k, row in enumerate(table) if top.is_row(row)), len(table))
    header = _choose_header(top, first_row)
    if header is not None:
        return Heading(header, _behind_second_lines(top, header, first_row))
    if first_row == len(table):
        return _by_width(table)
    return Heading(None, first_row, doubt=not top.is_in_range(table[first_row]))


def _choose_header(top: Top, first_row: int) -> int | None:
    """Of the records before the first row the one whose cells are names, all there and all different.

    A line of groups above it repeats them or leaves gaps ("car,car,sale"); lines of units, or of words about the
    columns, come below it. So it is the first such line. Only in a table of two columns the lines above may look the
    same, "Station;Berlin", "Latitude;52.5": there it is the last one, if one above it holds a value or a single cell.
    """
    places = [k for k in range(first_row) if top.may_be_header(top.table[k])]
    if not places:
        return None
    missing = {k: _missing_names(top.table[k], top.width) for k in places}
    best = [k for k in places if missing[k] == min(missing.values())]
    of_names = [k for k in best if not is_line_of_units(top.table[k])] or best
    named = [k for k in of_names if not top.evidence(top.table[k])[1]] or of_names
    above = top.table[: named[-1]]
    pairs = top.width == 2 and any(filled(row) < 2 or top.evidence(row)[1] for row in above)
    return named[-1] if pairs else named[0]


def _missing_names(row: Row, width: int) -> int:
    """How many columns have no name of their own; the first, which may be an index, needs none."""
    names = {cell.strip().casefold() for cell in row} - {""}
    return max(0, width - len(names) - (not row[0].strip()))


def _behind_second_lines(top: Top, header: int, first_row: int) -> int:
    """The first record below the header that is a row."""
    place = header + 1
    while place < first_row and _is_second_line(top, top.table[place], top.table[header]):
        place += 1
    return place


def _is_second_line(top: Top, row: Row, header: Row) -> bool:
    """Whether a record below the header is a line of it too: blank, units, pandas' name of the index, or texts where
    several columns have values, none of which a row repeats.
    """
    names, values = top.evidence(row)
    if values:
        return False
    of_index = filled(row) == 1 and bool(row[0].strip()) and not header[0].strip()
    if not filled(row) or is_line_of_units(row) or of_index:
        return True
    cells = [(cell.strip(), kind, count) for cell, kind, count in zip(row, top.kinds, top.counts, strict=False)]
    named = {cell for cell, kind, count in cells if kind != Kind.TEXT and count > 1} - {""}
    texts = {cell for cell, kind, _ in cells if kind == Kind.TEXT} - {""}
    return names > 1 and len(named) > 1 and texts.isdisjoint(cell.strip() for other in top.lower for cell in other)


def is_line_of_units(row: Row) -> bool:
    """Whether all cells of a record are in brackets or signs, as units are."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(UNIT_MARKS.fullmatch(cell) for cell in cells)


def _by_width(table: Sequence[Row]) -> Heading:
    """The first record as wide as most, or a cell less, where no column has values by which a name could be told."""
    widths = [len(row) for row in table]
    commonest = Counter(widths).most_common(1)[0][0]
    titles = next((k for k, row in enumerate(table) if filled(row) > 1), 0)
    if titles and commonest > 2 and not any(plain_number(cell) is not None for cell in table[titles]):
        return Heading(titles, titles + 1)
    if widths[0] >= commonest - 1 > 0 and widths[0] > 1:
        return Heading(0, 1)
    place = next(k for k, width in enumerate(widths) if width == commonest)
    return Heading(place, place + 1)


def filled(row: Row) -> int:
    """How many cells of a record are not empty."""
    return sum(bool(cell.strip()) for cell in row)


def _steps(row: Row) -> list[float]:
    """From each number of a record to the next, where all its cells but the first are numbers and they rise."""
    cells = [plain_number(cell) for cell in row]
    numbers = [cell for cell in cells if cell is not None]
    if len(numbers) < len(row) - (cells[0] is None):
        return []
    steps = [round(b - a, 9) for a, b in pairwise(numbers)]
    return steps if min(steps, default=0) > 0 else []
