"""Columns of text as numbers: what `form.number` says of every cell, for millions of cells."""

from collections.abc import Callable, Collection
from functools import lru_cache, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats, Mask
from lrcli.notation.form import Pattern
from lrcli.notation.kinds import Form
from lrcli.notation.missing import MISSING
from lrcli.notation.numbers import PLAIN

FRACTION = r"[0-9][.,][0-9]*[1-9]"
Converted = tuple[Floats, Mask]  # values (n,), NaN where there is none; which cells are unreadable (n,)


def to_values(column: pa.ChunkedArray, form: Form | None, missing: Collection[str] = MISSING) -> Converted:
    """The values (n,) of a column, and which cells (n,) are neither a value nor missing. Infinity is no value.

    A missing word that is a number, -1, is missing however that number is written.
    """
    if pa.types.is_floating(column.type):
        whole = column.chunk(0) if column.num_chunks == 1 else column  # whose numbers need no copy if none is missing
        values: Floats = whole.to_numpy(zero_copy_only=False)
        endless = np.isinf(values)
        numbers = missing_numbers(missing)
        if numbers or endless.any():
            values = np.where(endless | np.isin(values, numbers), np.nan, values)
        return values, endless
    form = form or PLAIN
    pattern = form.pattern_of_cells
    convert = partial(_by_pattern, pattern=pattern) if pattern else partial(_each, form=form)
    return _converted(column, convert, missing, np.nan if form.of_missing is None else form.of_missing)


def _converted(
    column: pa.ChunkedArray, convert: Callable[[pa.Array], Floats], missing: Collection[str], of_missing: float
) -> Converted:
    """Each text converted once, for texts repeat; what gives NaN and is not missing is unreadable."""
    values, unreadable = [np.zeros(0)], [np.zeros(0, dtype=bool)]
    for chunk in map(pc.dictionary_encode, column.chunks):
        texts = chunk.dictionary
        index = chunk.indices.fill_null(len(texts)).to_numpy()
        parsed = np.append(convert(texts), np.nan)
        numbers = missing_numbers(missing)
        absent = np.append(missing_mask(texts, missing), True) | np.isin(parsed, numbers)
        parsed[absent] = of_missing
        values.append(parsed[index])
        unreadable.append((np.isnan(parsed) & ~absent)[index])
    return np.concatenate(values), np.concatenate(unreadable)


def missing_numbers(missing: Collection[str]) -> list[float]:
    """Those of the words that a person added: none of the usual ones is a number."""
    return _numbers_among(tuple(missing))


@lru_cache  # the words are the same for each column of each block
def _numbers_among(words: tuple[str, ...]) -> list[float]:
    added = [word for word in words if word not in MISSING]
    return [number for word in added if (number := PLAIN.number(word)) is not None]


def missing_mask(texts: pa.Array, missing: Collection[str]) -> Mask:
    """Which texts (n,) stand for a missing cell, blanks around them left aside."""
    mask: Mask = pc.is_in(pc.utf8_trim_whitespace(texts), pa.array(list(missing), pa.string())).to_numpy(
        zero_copy_only=False
    )
    return mask


def _by_pattern(texts: pa.Array, pattern: Pattern) -> Floats:
    whole = f"^(?:{pattern.expression})$"
    legal = pc.if_else(pc.match_substring_regex(texts, whole), texts, None)
    digits = pc.replace_substring_regex(legal, whole, "".join(f"\\{group}" for group in pattern.groups))
    for old, new in pattern.replacements:
        digits = pc.replace_substring(digits, old, new)
    digits = pc.if_else(pc.equal(digits, ""), "0", digits)
    values: Floats = pc.cast(digits, pa.float64()).to_numpy(zero_copy_only=False)
    if (pattern.divisor, pattern.offset) != (1, 0):
        values = values / pattern.divisor + pattern.offset
    return np.where(np.isfinite(values), values, np.nan)


def _each(texts: pa.Array, form: Form) -> Floats:
    values = map(form.number, texts.to_pylist())
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def numbers_rows(column: pa.ChunkedArray) -> bool:
    """Whether all values are whole numbers or texts, and all are different: a body mass index has fractions."""
    present = column.drop_null()
    is_whole = not len(present.filter(pc.match_substring_regex(present, FRACTION)))
    return is_whole and len(present.unique()) == len(present)
