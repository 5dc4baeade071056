"""Cells of text: missing ones null, others without the blanks around them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from lrcli.notation.characters import DASHES
from lrcli.notation.missing import MISSING

Texts = TypeVar("Texts", pa.Array, pa.ChunkedArray)


# A value whose type Arrow has to guess makes it import dateutil, which takes as long as a small table, and a Ctrl-C
# meanwhile is lost: Arrow discards all that goes wrong with that import.
def text_value(value: str | None) -> pa.Scalar:
    """A text as an argument of Arrow's functions."""
    return pa.scalar(value, pa.string())


def clean(column: Texts, missing: Sequence[str] = MISSING) -> Texts:
    """Text cells stripped, missing ones null."""
    return _without_missing(pc.utf8_trim_whitespace(column), missing)


def _without_missing(bare: Texts, missing: Sequence[str]) -> Texts:
    return pc.if_else(pc.is_in(bare, _words(tuple(missing))), text_value(None), bare)


# A call of Arrow takes longer than the few cells that a column of a wide table has, so all columns are one array here.
def clean_table(table: pa.Table, missing: Sequence[str] = MISSING) -> tuple[pa.Table, frozenset[str]]:
    """A table of texts, each column cleaned, and the names of those that have a dash among blanks."""
    rows, names = table.num_rows, table.column_names
    cells = pa.concat_arrays(
        [piece for column in table.columns for piece in column.chunks] or [pa.array([], pa.string())]
    )
    stripped = pc.utf8_trim_whitespace(cells)
    # To look for a dash among blanks takes as long as all else here, and few tables have blanks around a cell.
    padded = pc.sum(pc.binary_length(stripped)) != pc.sum(pc.binary_length(cells))
    bare = _without_missing(stripped, missing)
    columns = [bare.slice(start, rows) for start in range(0, rows * len(names), rows)] if rows else table.columns
    dashed = [name for name in names if has_padded_dash(table[name])] if padded and has_padded_dash(cells) else []
    return pa.table(columns, names=names), frozenset(dashed)


@lru_cache  # the words are the same for all columns
def _words(missing: tuple[str, ...]) -> pa.Array:
    return pa.array(missing, pa.string())


def has_padded_dash(column: pa.Array | pa.ChunkedArray) -> bool:
    """Whether a cell is a dash with blanks on both sides, as spreadsheets write a zero in their format for accounts."""
    return bool(pc.any(pc.match_substring_regex(column, f"^[ \u00a0]+[{DASHES}][ \u00a0]+$")).as_py())
