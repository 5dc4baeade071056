"""Lines that belong to a header besides that of the names: groups above them, units and names of an index below."""

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise, takewhile

from lrcli.notation.missing import plain_number

Row = Sequence[str]
FEWEST_MERGED_CELLS = 2  # of merged cells with numbers below them, and of these numbers

UNIT_MARKS = re.compile(r"[\[({<].*[\])}>]|[%‰°€$£].*|-|:?--+:?|==+")  # [kW], (m/s), %; a rule below the names


def filled(row: Row) -> int:
    """How many cells of a record are not empty."""
    return sum(bool(cell.strip()) for cell in row)


def is_line_of_units(row: Row) -> bool:
    """Whether all cells of a record are in brackets, or signs, as units are."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(UNIT_MARKS.fullmatch(cell) for cell in cells)


def are_groups_above(groups: Row, names: Row) -> bool:
    """Whether a record has gaps, each with a name below it: cells that a spreadsheet had merged over those names.

    Where the names have a gap, the name stands above it, over one column alone.
    """
    above, below = ([bool(cell.strip()) for cell in row] for row in (groups, names))
    above += [False] * (len(below) - len(above))
    gaps = [k for k in range(1, len(below)) if not above[k]]
    lone = [k for k in range(len(below)) if not below[k]]
    return bool(gaps) and all(below[k] for k in gaps) and not any(k + 1 in gaps for k in lone)


def are_levels_of_names(groups: Row, names: Row) -> bool:
    """Whether a record cannot name the columns alone, and can with the one below it: "km,km,price" above
    "mean,max,mean", as pandas writes what was grouped. Columns of an index come first and are in no group.
    """
    cells = [(group.strip(), name.strip()) for group, name in zip(groups, names, strict=False)]
    cells = [*dropwhile(lambda pair: not pair[0], cells)]
    repeats = any(group and group == following for (group, _), (following, _) in pairwise(cells))
    return repeats and all(name for _, name in cells) and len(set(cells)) == len(cells) and not is_line_of_units(names)


def are_numbers_of_groups(groups: Row, row: Row) -> bool:
    """Whether several merged cells have the same rising numbers below them: "Sales,,Costs," above
    "2019,2020,2019,2020".
    """
    numbers: dict[str, list[float]] = {}
    last = ""
    for group, cell in zip([*groups, *[""] * (len(row) - len(groups))], row, strict=False):
        last = group.strip() or last
        if (value := plain_number(cell)) is not None:
            numbers.setdefault(last, []).append(value)
    of_groups = list(numbers.values())
    if "" in numbers or len(of_groups) < FEWEST_MERGED_CELLS or len(of_groups[0]) < FEWEST_MERGED_CELLS:
        return False
    rises = all(a < b for a, b in pairwise(of_groups[0]))
    return rises and all(of_group == of_groups[0] for of_group in of_groups)


def are_names_of_index(row: Row, table: Sequence[Row], header: int) -> bool:
    """Whether a record has cells where the header has no names, and nowhere else. In a header of two lines the upper
    one tells, since the first cell of the lower one may be what its names are called: "year,2019,2020".
    """
    in_groups = header > 0 and are_levels_of_names(table[header - 1], table[header])
    names = table[header - 1] if in_groups else table[header]
    return stand_alone(row) and not any(map(str.strip, names[: filled(row)]))


def stand_alone(row: Row) -> bool:
    """Whether all cells of a record that are filled are the first ones, as those of an index."""
    return 0 < len([*takewhile(str.strip, row)]) == filled(row) < len(row) and not is_line_of_units(row)
