"""Cells of text: missing ones null, others without the blanks around them."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from lrcli.notation.characters import DASHES
from lrcli.notation.missing import MISSING


def clean(column: pa.ChunkedArray, missing: Sequence[str] = MISSING) -> pa.ChunkedArray:
    """Text cells stripped, missing ones null."""
    bare = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.is_in(bare, pa.array(missing)), pa.scalar(None, pa.string()), bare)


def has_padded_dash(column: pa.ChunkedArray) -> bool:
    """Whether a cell is a dash with blanks on both sides, as spreadsheets write a zero in their format for accounts."""
    return bool(pc.any(pc.match_substring_regex(column, f"^[ \u00a0]+[{DASHES}][ \u00a0]+$")).as_py())
