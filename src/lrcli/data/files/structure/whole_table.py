"""What only a whole table shows, so that it is looked for in small ones alone: rows that sum up others, and groups.

Of a large table only a total in the first row is looked for: whether that is one, `data/rows/first_total.py` finds out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lrcli.data.files.chunk import records_of
from lrcli.data.files.layout import Layout
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.files.structure.groups import Groups, find_groups, remarks_on_groups
from lrcli.data.files.structure.summaries import find_summaries, first_may_sum_up, may_have_summaries
from lrcli.notation.hints import Hints


@dataclass(frozen=True)
class Whole:
    """What the rows of a small table are, beside rows."""

    summaries: frozenset[int] = frozenset()  # lines of rows that sum up others
    groups: tuple[Groups, ...] = ()
    remarks: tuple[str, ...] = ()


def look_at_whole(rows: bytes, line: int, dialect: Dialect, layout: Layout, header: Sequence[str]) -> Whole:
    """What all rows of a table show. line: of the first row."""
    text = rows.decode(errors="replace")
    gap = _has_gap_in_first_column(text, dialect)
    if not text.strip() or not (gap or may_have_summaries(text, dialect.parser_delimiter)):
        return Whole()
    records = records_of(rows, dialect)
    edges = zip(records.starts.tolist(), records.ends.tolist(), strict=True)
    cells = [dialect.row(rows[a:b].decode(errors="replace")) for a, b in edges]
    lines = [line + k for k in records.lines.tolist()]
    full = [k for k, row in enumerate(cells) if any(cell.strip() for cell in row)]
    cells, lines = [cells[k] for k in full], [lines[k] for k in full]
    if not cells or not header[1:]:
        return Whole()
    summaries = set(find_summaries(cells, _hints(dialect, layout)))
    ordinary = [k for k in range(len(cells)) if k not in summaries]
    certain, doubtful = find_groups([cells[k] for k in ordinary], [lines[k] for k in ordinary])
    remarks = remarks_on_groups(header, certain, doubtful)
    return Whole(frozenset(lines[k] for k in summaries), tuple(certain), tuple(remarks))


def begins_like_total(records: Sequence[str], dialect: Dialect, layout: Layout) -> bool:
    """Whether the first of some records may be the total of a table that goes on behind them."""
    if not records or not may_have_summaries(records[0], dialect.parser_delimiter):
        return False
    return first_may_sum_up([dialect.row(record) for record in records], _hints(dialect, layout))


def _hints(dialect: Dialect, layout: Layout) -> Hints:
    delimiter = dialect.delimiter
    return Hints(layout.decimal, layout.thousands, layout.day_first, delimiter == ";", delimiter == ",")


def _has_gap_in_first_column(rows: str, dialect: Dialect) -> bool:
    """Whether a line begins with an empty cell, by a quick look."""
    return any(f"\n{cell}{dialect.parser_delimiter}" in rows for cell in ("", " ", dialect.quote * 2))
