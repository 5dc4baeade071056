"""Which of the first records of a table is its header, and where its rows begin."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise

from lrcli.data.files.structure.header_lines import (
    Row,
    are_groups_above,
    are_levels_of_names,
    are_names_of_index,
    are_numbers_of_groups,
    filled,
    is_line_of_units,
    stand_alone,
)
from lrcli.notation.booleans import WORD_PAIRS
from lrcli.notation.missing import is_missing, plain_number

BOOLEANS = {word for pair in WORD_PAIRS for word in pair}
NUMBER_AS_WRITTEN = r"[('\"]?[-+−]?\s?(?:[^\W\d]{0,3}[$€£¥₹₽₩₺]|[%‰]|[A-Za-z]{1,4}\.?\s)?\s?[-+−]?[.,]?\d[\d.,'’\s]*"
UNIT_AS_WRITTEN = r"(?:[eE][-+]?\d+)?\s?(?:[^\W\d_]{1,8}\.?|[%‰°$€£¥₹₽₩₺/²³ ·-]){0,4}\d?[)'\"]?"
DATE_AS_WRITTEN = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T].*)?|\d{1,2}[-. ]*[^\W\d_]{3,12}\.?[-, ]*\d{2,4}(?: .*)?"
MONTH_FIRST = r"[^\W\d_]{3,12}\.? \d{1,2},? \d{4}(?: .*)?|\d{1,2}:\d{2}(?::\d{2}.*)?"
DATE = re.compile(f"(?:{DATE_AS_WRITTEN}|{MONTH_FIRST})")
VALUE = re.compile(f"(?:{NUMBER_AS_WRITTEN}{UNIT_AS_WRITTEN}|{DATE_AS_WRITTEN}|{MONTH_FIRST})")
# A column is of a kind if so many of its cells are; else it is of texts.
SHARE_OF_KIND = 0.6
SHARE_IN_RANGE = 0.5  # of the numbers of a line without names must be about as large as those below for it to be a row
FEWEST_NUMBERED_NAMES = 3  # numbers that rise by equal steps from column to column are taken for names
MANY_NUMBERED_NAMES = 5  # rising numbers are, where the steps differ


class CellKind(Enum):
    """What a cell looks like."""

    BLANK = 0  # empty, or a word for a missing cell
    TEXT = 1
    BOOLEAN = 2
    NUMBER = 3  # with or without a unit
    DATE = 4


def cell_kind(cell: str) -> CellKind:
    bare = cell.strip().strip("\ufeff\u200b")
    if is_missing(bare):
        return CellKind.BLANK
    if VALUE.fullmatch(bare[:60]):
        return CellKind.DATE if DATE.fullmatch(bare[:60]) else CellKind.NUMBER
    return CellKind.BOOLEAN if bare.casefold() in BOOLEANS else CellKind.TEXT


@dataclass(frozen=True)
class Heading:
    """The indices of the header and of the first row among the first records of a table."""

    header: int | None  # None where the columns have no names
    first_row: int
    doubt: bool = False  # whether the first row may be the header nevertheless, as its numbers are unlike those below


class Top:
    """The cells of the first records of a table, and the kind of each column."""

    def __init__(self, table: Sequence[Row]) -> None:
        self.table = table
        self.lower = table[max(1, len(table) // 2) :]

    @cached_property
    def width(self) -> int:
        """The commonest number of cells of the lower records."""
        return Counter(map(len, self.lower or self.table)).most_common(1)[0][0]

    @cached_property
    def kinds(self) -> list[CellKind]:
        """Of each column, text unless most of its cells are of another kind."""
        kinds: list[CellKind] = []
        for column in self.columns:
            cells = [
                kind for row in self.lower if column < len(row) and (kind := cell_kind(row[column])) != CellKind.BLANK
            ]
            kind, count = Counter(cells).most_common(1)[0] if cells else (CellKind.TEXT, 0)
            kinds.append(kind if count >= SHARE_OF_KIND * len(cells) else CellKind.TEXT)
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
        """The median number of filled cells of the lower records."""
        return sorted(map(filled, self.lower))[len(self.lower) // 2] if self.lower else 0

    def evidence(self, row: Row) -> tuple[int, int]:
        """In how many columns that do not hold texts a record has a name, and in how many a value."""
        names = values = 0
        for kind, cell in zip(self.kinds, row, strict=False):
            of_cell = cell_kind(cell)
            if kind == CellKind.TEXT or of_cell == CellKind.BLANK:
                continue
            is_value = of_cell == kind or (kind == CellKind.BOOLEAN and cell.strip() in ("0", "1"))
            names, values = names + (not is_value), values + is_value
        return names, values

    def is_row(self, row: Row) -> bool:
        """Whether a record has values where the columns have values, and is no title with a number in it."""
        names, values = self.evidence(row)
        return values > names and filled(row) > self.usual / 2 and not self.is_numbered(row)

    def is_above_names(self, index: int) -> bool:
        """Whether the next record has a name, and no value, in each column that does not hold texts: then this one is
        a line of groups, though these are years.
        """
        wanted = sum(kind != CellKind.TEXT for kind in self.kinds)
        names, values = self.evidence(self.table[index + 1]) if index + 1 < len(self.table) else (0, 0)
        return values == 0 and names >= max(wanted, 2)

    def is_level_of_names(self, index: int) -> bool:
        """Whether the numbers of a record are the lower half of the names, years below km and price: as pandas writes
        a pivot table, all groups have the same numbers, or the name of the index follows.
        """
        if index == 0:
            return False
        groups, rows = self.table[index - 1], self.lower
        if are_numbers_of_groups(groups, self.table[index]):
            return sum(are_numbers_of_groups(groups, row) for row in rows) <= len(rows) / 10
        if not are_levels_of_names(groups, self.table[index]):
            return False
        numbers: dict[str, list[str]] = {}
        for group, cell in zip(self.table[index - 1], self.table[index], strict=False):
            numbers.setdefault(group.strip(), []).append(cell.strip())
        of_groups = [cells for group, cells in numbers.items() if group]
        alike = len(of_groups) > 1 and all(cells == of_groups[0] for cells in of_groups)
        return alike or (index + 1 < len(self.table) and stand_alone(self.table[index + 1]))

    @cached_property
    def complete(self) -> list[int]:
        """The indices of the records that name all columns: a name above each value, no gaps, all different."""
        wanted = sum(kind != CellKind.TEXT for kind in self.kinds)
        return [
            k
            for k, row in enumerate(self.table)
            if len(row) == self.width == len({cell.strip() for cell in row} - {""})
            and self.evidence(row) == (wanted, 0)
        ]

    def is_above_header(self, index: int) -> bool:
        """Whether a record is narrower than the table and stands above the first that names all columns: "Run,7"."""
        return len(self.table[index]) < self.width and bool(self.complete) and index < self.complete[0]

    def may_be_header(self, row: Row) -> bool:
        """Whether a record has names where the columns have values, or numbers that are names. R writes no name for the
        first column, that of the row names: the others may stand one column too far left.
        """
        names, values = self.evidence(row)
        if not names and len(row) == filled(row) == self.width - 1:
            names, values = self.evidence(["", *row])
        return len(row) >= self.width - 1 and ((names > 0 and names >= values) or self.is_numbered(row))

    def is_numbered(self, row: Row) -> bool:
        """Whether the numbers of a record are names: years, wavelengths, pandas' 0, 1, 2.

        They rise by equal steps, or at least rise over many columns, and the numbers of hardly any row below do that.
        """
        steps, values = _steps(row), sum(kind == CellKind.NUMBER for kind in self.kinds)
        if len(steps) < FEWEST_NUMBERED_NAMES - 1 or len(steps) < values - 2:
            return False
        if len(set(steps)) == 1:
            return sum(len(set(_steps(other))) == 1 for other in self.lower) <= len(self.lower) / 10
        return (
            len(steps) >= MANY_NUMBERED_NAMES
            and sum(bool(_steps(other)) for other in self.lower) <= len(self.lower) / 10
        )

    def lacks_name(self, row: Row) -> bool:
        """Whether a record has no name for a column of values that most rows have. The first, an index, needs none.

        A record that is one cell short, all others filled, lacks the name of that index alone.
        """
        of_index = len(row) == self.width - 1 and filled(row) == len(row)
        cells = [*row, *[""] * len(self.kinds)]
        values = [
            kind != CellKind.TEXT and 2 * n > len(self.lower) for kind, n in zip(self.kinds, self.counts, strict=True)
        ]
        pairs = list(zip(values, cells, strict=False))[1:]
        return not of_index and any(of_values and not cell.strip() for of_values, cell in pairs)

    def is_in_range(self, index: int) -> bool:
        """Whether most numbers of a record are about as large as those in the rows below."""
        inside, rows = [], self.table[index + 1 :]  # all of them, for in a sorted table the nearest are most alike
        for column, cell in enumerate(self.table[index]):
            below = [v for other in rows if column < len(other) and (v := plain_number(other[column])) is not None]
            value = plain_number(cell)
            if value is not None and below:
                low, high = min(below), max(below)
                inside.append(2 * low - high <= value <= 2 * high - low)
        return not inside or sum(inside) >= SHARE_IN_RANGE * len(inside)


# A header is told from data by the columns in which its cells differ in kind from those below: a text above numbers,
# dates or booleans is a name, and a number above numbers is a value. So the kinds of the columns are decided first,
# from the lower half of the records, where neither titles nor a second line of the header disturb them. Then each
# record from the top is a row (it has values where the columns have values), or may be the header (it has texts there),
# or is neither.
#
# The width alone does not tell: a title that a spreadsheet filled up with delimiters is as wide as the table, rows
# whose last cells are empty are narrower, and a row may hold as many texts as a header does.


def find_header(table: Sequence[Row], known: int | None = None) -> Heading:
    """The header among the first records of a table, blank lines left out. known: its index, where that is given."""
    top = Top(table)
    if known is not None:
        rows = (k for k in range(known + 1, len(table)) if top.is_row(table[k]))
        return Heading(known, _behind_second_lines(top, known, next(rows, known + 1)))
    if all(kind == CellKind.TEXT for kind in top.kinds):
        return _by_width(table)
    rows = (k for k in range(len(table)) if top.is_row(table[k]) and not top.is_above_header(k))
    first_row = next((k for k in rows if not top.is_above_names(k) and not top.is_level_of_names(k)), len(table))
    header = _choose_header(top, first_row)
    if (
        header is not None
        and first_row < len(table)
        and top.lacks_name(table[header])
        and not top.is_in_range(first_row)
    ):
        return Heading(None, first_row, doubt=True)  # a title of two cells, above names that are numbers
    if header is not None:
        return Heading(header, _behind_second_lines(top, header, first_row))
    if first_row == len(table):
        return _by_width(table)
    return Heading(None, first_row, doubt=not top.is_in_range(first_row))


def _choose_header(top: Top, first_row: int) -> int | None:
    """The index of the record before the first row whose cells are names without gaps, all different."""
    # A line of groups above the header repeats names or leaves gaps ("car,car,sale"); lines of units, or of words about
    # the columns, come below it. So it is the first such line. Only in a table of two columns the lines above may look
    # the same, "Station;Berlin", "Latitude;52.5": there it is the last one, if one above has a value or a single cell.
    candidates = [k for k in range(first_row) if top.may_be_header(top.table[k])]
    if not candidates:
        return None
    of_words = [k for k in candidates if not is_line_of_units(top.table[k])] or candidates
    for k in of_words:
        if k + 1 < first_row and (are_levels_of_names(*top.table[k : k + 2]) or top.is_level_of_names(k + 1)):
            return k + 1
    missing = {k: _missing_names(top.table[k], top.width) for k in of_words}
    of_names = [k for k in of_words if missing[k] == min(missing.values())]
    named = [k for k in of_names if not top.evidence(top.table[k])[1]] or of_names
    above = top.table[: named[-1]]
    pairs = top.width == 2 and any(filled(row) < 2 or top.evidence(row)[1] for row in above)
    if len(named) > 1 and named[1] == named[0] + 1 and are_groups_above(top.table[named[0]], top.table[named[1]]):
        return named[1]
    return named[-1] if pairs else named[0]


def _missing_names(row: Row, width: int) -> int:
    """How many columns have no name of their own. The first column, which may be an index, needs none."""
    names = {cell.strip() for cell in row} - {""}
    return max(0, width - len(names) - (not row[0].strip()))


def _behind_second_lines(top: Top, header: int, first_row: int) -> int:
    """The index of the first record below the header that is a row."""
    index = header + 1
    while index < first_row and _is_second_line(top, top.table[index], header):
        index += 1
    return index


def names_with_index(table: Sequence[Row], heading: Heading) -> Row:
    """The cells of the header, with the names of an index that pandas writes in a line of their own below it."""
    assert heading.header is not None
    names = table[heading.header]
    for row in table[heading.header + 1 : heading.first_row]:
        if are_names_of_index(row, table, heading.header):
            names = [*row[: filled(row)], *names[filled(row) :]]
    return names


def _is_second_line(top: Top, row: Row, header: int) -> bool:
    """Whether a record below the header belongs to it: a blank line, units, pandas' names of the index, or texts that
    no row repeats where several columns have values.
    """
    names, values = top.evidence(row)
    if values:
        return False
    if not filled(row) or is_line_of_units(row) or are_names_of_index(row, top.table, header):
        return True
    cells = [(cell.strip(), kind, count) for cell, kind, count in zip(row, top.kinds, top.counts, strict=False)]
    named = {cell for cell, kind, count in cells if kind != CellKind.TEXT and count > 1} - {""}
    texts = {cell for cell, kind, _ in cells if kind == CellKind.TEXT} - {""}
    return names > 1 and len(named) > 1 and texts.isdisjoint(cell.strip() for other in top.lower for cell in other)


def _by_width(table: Sequence[Row]) -> Heading:
    """The first record as wide as most, or one cell less; for tables of texts, where no value tells a name."""
    widths = [len(row) for row in table]
    commonest = Counter(widths).most_common(1)[0][0]
    titles = next((k for k, row in enumerate(table) if filled(row) > 1), 0)
    if titles and commonest > 2 and not any(plain_number(cell) is not None for cell in table[titles]):
        return Heading(titles, titles + 1)
    if widths[0] >= commonest - 1 > 0 and widths[0] > 1:
        return Heading(0, 1)
    index = next(k for k, width in enumerate(widths) if width == commonest)
    return Heading(index, index + 1)


def _steps(row: Row) -> list[float]:
    """The steps between the numbers of a record, where these are not interrupted by other cells, and rise."""
    indices = [k for k, cell in enumerate(row) if plain_number(cell) is not None]
    if not indices or indices[-1] - indices[0] >= len(indices):
        return []
    numbers = [float(row[k]) for k in indices]
    steps = [round(b - a, 9) for a, b in pairwise(numbers)]
    return steps if min(steps, default=0) > 0 else []
