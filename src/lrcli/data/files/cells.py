"""Cells of text: missing ones null, others without the blanks around them."""

from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from lrcli.notation.characters import DASHES
from lrcli.notation.missing import MISSING


# A value whose type Arrow has to guess makes it import dateutil, which takes as long as a small table, and a Ctrl-C
# meanwhile is lost: Arrow discards all that goes wrong with that import.
def text_value(value: str | None) -> pa.Scalar:
    """A text as an argument of Arrow's functions."""
    return pa.scalar(value, pa.string())


def clean(column: pa.ChunkedArray, missing: Sequence[str] = MISSING) -> pa.ChunkedArray:
    """Text cells stripped, missing ones null."""
    bare = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.is_in(bare, _words(tuple(missing))), text_value(None), bare)


@lru_cache  # the words are the same for all columns
def _words(missing: tuple[str, ...]) -> pa.Array:
    return pa.array(missing, pa.string())


def has_padded_dash(column: pa.ChunkedArray) -> bool:
    """Whether a cell is a dash with blanks on both sides, as spreadsheets write a zero in their format for accounts."""
    return bool(pc.any(pc.match_substring_regex(column, f"^[ \u00a0]+[{DASHES}][ \u00a0]+$")).as_py())
