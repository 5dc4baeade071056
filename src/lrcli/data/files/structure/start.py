"""The start of a table: its dialect, its header and its first row, among the first records of a file.

Above the header may be lines of comment (preamble.py), Excel's line "sep=;", titles and lines of groups; below it lines
of units or kinds. With --skip-lines the line after so many is the header.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lrcli.data.files.layout import DELIMITERS, RUN_OF_BLANKS, Layout
from lrcli.data.files.structure.cut_cells import cut_cell, refuse_typographic_quotes
from lrcli.data.files.structure.dialect import Dialect, find_dialect
from lrcli.data.files.structure.header import Heading, find_header, names_with_index
from lrcli.data.files.structure.header_lines import filled, is_line_of_units
from lrcli.data.files.structure.preamble import USUAL_MARK, Preamble, rows_with_mark, without_mark
from lrcli.data.files.structure.quoting import Quoting
from lrcli.errors import DataError
from lrcli.notation.missing import is_missing, plain_number
from lrcli.text import count

EXCEL_DELIMITER = re.compile(
    f"sep=([{DELIMITERS}])", re.IGNORECASE
)  # a line before the header that names the delimiter
ORANGE_KINDS = {"c", "d", "s", "t", "continuous", "discrete", "string", "time", "basket"}
ORANGE_FLAGS = {"", "class", "meta", "ignore", "i", "m"}
CENTS = re.compile(r"[0-9]{2}")  # the end of a number behind its decimal comma
CUT_NUMBER = re.compile(r"\d{3}(?:\.\d+)?\D?")  # the end of a number behind its separator of thousands
QUOTED_CHARACTERS = 60  # characters of a record in a remark


@dataclass(frozen=True)
class TableStart:
    """The start of a table, by the indices of its first records."""

    dialect: Dialect
    header: tuple[str, ...]
    header_record: int | None  # None where the columns have no names
    first_row: int
    surplus: int = 0  # empty cells at the end of the header that no row has
    padding: int = 0  # empty cells at the end of the rows that the header has not
    wide: tuple[int, ...] = ()  # records that are no rows, yet as wide as the table, above and below the header
    read_with: tuple[str, ...] = ()  # how the file is read, where that is not as usual: "delimiter semicolon"
    remarks: tuple[str, ...] = ()  # the same in sentences
    units: Mapping[str, str] = field(default_factory=dict)  # of columns, where a line of the header says them


def find_start(
    name: str, records: Sequence[str], lines: Sequence[int], layout: Layout, quoting: Quoting, preamble: Preamble
) -> TableStart:
    """The start of a table with these first records below its preamble. lines: the line of the file in which each
    begins.

    Raise DataError where there is no record, or where it is in doubt whether the first is a header.
    """
    comment = layout.comment or (USUAL_MARK if preamble.mark == USUAL_MARK else None)
    rows = [k for k, record in enumerate(records) if not (comment and record.startswith(comment))]
    if preamble.names_columns:
        records = [without_mark(records[0], preamble.mark or ""), *records[1:]]
        rows = sorted({0, *rows})
    if rows and (excel_delimiter := EXCEL_DELIMITER.fullmatch(records[rows[0]])):
        rows, layout = rows[1:], replace(layout, delimiter=layout.delimiter or excel_delimiter[1])
    if not rows:
        raise DataError(f"{name} has no line that is not a comment")
    delimiters = DELIMITERS + RUN_OF_BLANKS if layout.delimiter is None else layout.delimiters
    delimiters = delimiters.replace(quoting.quote, "")  # --quote may be one of them
    filled_records = [records[k] for k in rows if records[k].strip()] or [records[rows[0]]]
    dialect, is_one_column = find_dialect(filled_records, delimiters, quoting, comment.encode() if comment else None)
    rows = [k for k in rows if records[k].strip()] or rows[:1]
    said: list[str] = []
    if comment and layout.comment is None:
        dialect, rows, said = _with_marked_rows(name, records, lines, rows, dialect)
    table = [dialect.row(records[k]) for k in rows]
    refuse_typographic_quotes(name, lines[rows[0]], table[0], dialect)
    heading = _heading(table, layout)
    one_column = [f"{name}: its commas, points and blanks are read as parts of numbers: one column"]
    remarks = [*said, *one_column * is_one_column]
    read_with = [] if is_one_column else dialect.remarks
    first_row = rows[heading.first_row] if heading.first_row < len(rows) else len(records)
    if heading.header is None:
        if layout.header:
            remarks.append(_no_header(name, lines[first_row], table[heading.first_row], heading.doubt))
        width = Counter(map(len, table[heading.first_row :])).most_common(1)[0][0]
        if skipped := heading.first_row:
            read_with.append(f"{count(skipped, 'line')} before the first row skipped")
        header = tuple(f"c{k}" for k in range(1, width + 1))
        return TableStart(dialect, header, None, first_row, read_with=tuple(read_with), remarks=tuple(remarks))
    cells, later = names_with_index(table, heading), table[heading.first_row :]
    if heading.header and filled(table[heading.header - 1]) > 1:
        cells = _with_names_above(cells, table[heading.header - 1])
    width = _width(cells, later)
    names, padding = _names(name, cells[:width], later, lines[rows[heading.header]], dialect, read_with)
    above = [k for k in range(heading.header) if len(table[k]) >= width > 1]
    if skipped := heading.header - len(above):
        read_with.append(f"{count(skipped, 'line')} before the header skipped")
    wide = [*above, *range(heading.header + 1, heading.first_row)]
    remarks += [
        f"{name}, line {lines[rows[k]]:,}: a line of the header, not a row: {records[rows[k]][:QUOTED_CHARACTERS]}"
        for k in wide
        if filled(table[k]) > 1
    ]
    if heading.header and len(set(names)) < len(names):
        names = _with_groups(names, table[heading.header - 1])
    unique = _unique(name, names, remarks)
    lines_of_units = (table[k] for k in range(heading.header + 1, heading.first_row) if is_line_of_units(table[k]))
    return TableStart(
        dialect,
        unique,
        rows[heading.header],
        first_row,
        len(cells) - width,
        padding,
        tuple(rows[k] for k in wide if len(table[k]) >= width),
        tuple(read_with),
        tuple(remarks),
        _units(unique, next(lines_of_units, ())),
    )


def _with_marked_rows(
    name: str, records: Sequence[str], lines: Sequence[int], rows: list[int], dialect: Dialect
) -> tuple[Dialect, list[int], list[str]]:
    """The dialect and the indices of the rows, where others below begin with # as the comments above do; and what these
    are, rows or comments, in a remark.
    """
    unmarked = {*rows}
    marked = {
        k: dialect.row(records[k])
        for k in range(rows[0] + 1, len(records))
        if records[k].startswith(USUAL_MARK) and k not in unmarked
    }
    if not marked:
        return dialect, rows, []
    what = "a comment and no row, as are others that begin with #"
    if rows_with_mark(marked, [dialect.row(records[k]) for k in rows]):
        what = "a row, though it begins with # as the comments above the header do"
        dialect, rows = replace(dialect, comment=None), sorted([*rows, *marked])
    first = min(marked)
    return dialect, rows, [f"{name}, line {lines[first]:,}: {what}: {records[first][:QUOTED_CHARACTERS]}"]


def _with_names_above(names: Sequence[str], above: Sequence[str]) -> list[str]:
    """The names, where one is empty the cell above it: of two merged cells the upper one has the text."""
    filled_up = [name if name.strip() else other for name, other in zip(names, above, strict=False)]
    return [*filled_up, *names[len(filled_up) :]]


def _with_groups(names: list[str], above: Sequence[str]) -> list[str]:
    """The names below groups in which one repeats, each with its group, "2019 units"; unchanged where that is not
    enough.
    """
    groups, last = [], ""
    for cell in above[: len(names)]:
        last = cell.strip() or last
        groups.append(last)
    groups += [last] * (len(names) - len(groups))
    repeated = {name for name, count in Counter(names).items() if count > 1}
    pairs = list(zip(groups, names, strict=True))
    wanted = {group for group, name in pairs if name in repeated}
    joined = [f"{group} {name}" if group in wanted else name for group, name in pairs]
    return joined if len(set(joined)) == len(joined) and filled(above) > 1 else names


def _units(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The units of columns, from a line below the header: kW of [kW], but none of what a survey's tool has there."""
    units = {column: cell.strip().strip("[](){}<>").strip() for column, cell in zip(names, cells, strict=False)}
    return {column: unit for column, unit in units.items() if unit.strip("-=: ") and '"' not in unit}


def _heading(table: Sequence[Sequence[str]], layout: Layout) -> Heading:
    if not layout.header:
        return Heading(None, 0)
    if _is_orange(table[1:]):
        return Heading(0, 3)
    return find_header(table, 0 if layout.skip_lines is not None else None)


def _no_header(name: str, line: int, cells: Sequence[str], doubt: bool) -> str:
    """The remark that the first line is a row. Raise DataError where it is in doubt whether it is the header."""
    example = ", ".join(cells[:3]) + ", …" * (len(cells) > 3)
    if not doubt:
        return (
            f"{name}, line {line}: a row like those below it, and no header: {example}; "
            f"the columns are called c1, c2, …; --skip-lines {line - 1} takes it as the header"
        )
    numbers = all(is_missing(cell) or plain_number(cell) is not None for cell in cells)
    content = "only numbers" if numbers else "values like those below"
    raise DataError(
        f"{name}, line {line}: {content} where the column names should be ({example}); "
        f"add a header line, or give --no-header, or --skip-lines {line - 1} if these are the names"
    )


def _width(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The number of names of a header, which may end with delimiters that no row has."""
    width, widest = len(cells), max(map(len, rows), default=len(cells))
    while width > max(widest, 1) and not cells[width - 1].strip():
        width -= 1
    return width


def _names(
    name: str,
    cells: Sequence[str],
    rows: Sequence[Sequence[str]],
    line: int,
    dialect: Dialect,
    read_with: list[str],
) -> tuple[list[str], int]:
    """A name for each column, and the number of empty cells at the end of the rows that have no name."""
    # All rows may end with a delimiter that the header lacks. Where the header has one name less than the rows have
    # cells, the first column is R's row names if they are all different, as R demands. Otherwise something is wrong.
    width, padding = len(cells), 0
    more = Counter(len(row) - width for row in rows).most_common(1)[0][0] if rows else 0
    if more > 0 and not any("".join(row[width:]).strip() for row in rows):
        cells, padding = [*cells, *[""] * more], more
    elif more == 1 and _are_row_names(rows, width) and not _are_cut_texts(rows, width, dialect):
        cells = ["row name", *cells]
        read_with.append("the header has a name less than there are columns: the first is called 'row name'")
    elif more > 0:
        _refuse_cut_numbers(name, [row for row in rows if not cut_cell(row, dialect)], width, line)
    return [cell.strip() or f"column {k}" for k, cell in enumerate(cells, 1)], padding


def _are_row_names(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the first cells are all different, and the last two are not a number that was cut: "20,000"."""
    first = [row[0] for row in rows if len(row) == width + 1]
    return len(set(first)) == len(first) and not _are_cut_numbers([row for row in rows if len(row) == width + 1])


def _are_cut_texts(rows: Sequence[Sequence[str]], width: int, dialect: Dialect) -> bool:
    """Whether each record has a cell more than the header since one holds the delimiter: "Smith, John"."""
    return all(cut_cell(row, dialect) for row in rows if len(row) == width + 1)


def _are_cut_numbers(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the last two cells of all records look like a number that was cut: "20" and "000"."""
    pairs = [(row[-2].strip(), row[-1].strip()) for row in rows if len(row) > 1]
    short = all(re.fullmatch(r"[^\d\s]{0,3}\s?\d{1,3}", before) for before, _ in pairs)
    if pairs and short and all(CUT_NUMBER.fullmatch(after) for _, after in pairs):
        return True
    # 700,50 and 701,05: no column of whole numbers is written with two digits always, 05 among them.
    cents = all(before.isdecimal() and CENTS.fullmatch(after) for before, after in pairs)
    return cents and any(after.startswith("0") for _, after in pairs)


def _refuse_cut_numbers(name: str, rows: Sequence[Sequence[str]], width: int, line: int) -> None:
    wide = [row for row in rows if len(row) > width]
    if _are_cut_numbers(wide):
        number = f"{wide[0][-2].strip()},{wide[0][-1].strip()}"
        raise DataError(
            f"{name}: the rows have {len(wide[0])} cells where the header in line {line} has {width}: {number} looks "
            "like one number whose mark is the delimiter too; write such numbers without it or in quotes"
        )


def _unique(name: str, names: Sequence[str], remarks: list[str]) -> tuple[str, ...]:
    """The names, where the second column of one name has a 2 added, the third a 3. Adds a remark for each."""
    given, unique, before = set(names), list[str](), set[str]()
    for column in names:
        new, k = column, 1
        while new in before:
            k += 1
            new = f"{column} {k}" if f"{column} {k}" not in given else new
        if new != column:
            remarks.append(
                f"{name}: several columns are called {column!r}; column {len(unique) + 1} is read as {new!r}"
            )
        unique.append(new)
        before.add(new)
    return tuple(unique)


def _is_orange(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first two rows are the kinds and the roles of columns, as in the .tab files of Orange."""
    if len(rows) < 2:
        return False
    kinds, flags = ({cell.strip().lower() for cell in row} for row in rows[:2])
    return kinds <= ORANGE_KINDS and flags <= ORANGE_FLAGS and bool(kinds)
