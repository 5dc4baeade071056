"""What each column is, decided once from the first chunk, and its cells as numbers and codes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats, Ints
from lrcli.data.cells import is_number
from lrcli.data.source import Chunk, Source
from lrcli.data.words import MISSING, NUMBER
from lrcli.errors import DataError, OptionError

MANY_LEVELS = 50
IDENTIFIER_NAMES = {"id", "index", "nr", "no", "number", "row", "rownames", "uuid", "vin"}


@dataclass(frozen=True)
class LeftOut:
    """A column that is not learned from, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Columns:
    """Which columns are read as what."""

    target: str | None
    numeric: tuple[str, ...]
    categorical: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    target_reason: str | None = None  # why this target, where none was named


@dataclass
class Levels:
    """A categorical column's texts in order of appearance; code 0 is the missing cell."""

    name: str
    code: dict[str | None, int] = field(default_factory=lambda: {None: 0})
    limit: int | None = None  # texts that are told apart; all later ones share one code

    @property
    def full(self) -> bool:
        """Whether some texts are not told apart."""
        return self.limit is not None and len(self.code) > self.limit

    def encode(self, column: pa.ChunkedArray) -> Ints:
        """The codes (n,) of a column of categories; a new text gets the next code."""
        codes = [np.zeros(0, dtype=np.intp)]
        for part in column.chunks:
            texts = [None if text.strip() in MISSING else text.strip() for text in part.dictionary.to_pylist()]
            known = [self._code(text) for text in [*texts, None]]
            places = part.indices.fill_null(len(texts)).to_numpy()
            codes.append(np.array(known, dtype=np.intp)[places])
        return np.concatenate(codes)

    def _code(self, text: str | None) -> int:
        return len(self.code) if self.full and text not in self.code else self.code.setdefault(text, len(self.code))


def numbers(source: Source, chunk: Chunk, name: str) -> Floats:
    """A numeric column's values (n,), NaN where missing. Infinity is an error: nothing can be learned from it."""
    column = chunk.table[name]
    whole = column.chunk(0) if column.num_chunks == 1 else column  # whose numbers need no copy where none is missing
    values: Floats = whole.to_numpy(zero_copy_only=False).astype(np.float64, copy=False)
    if np.isinf(values).any():
        line = chunk.lines()[np.isinf(values).argmax()]
        raise DataError(f"{source.name}, line {line}, column {name!r}: infinity is not a number to learn from")
    return values


def is_numeric(column: pa.ChunkedArray) -> bool:
    """Whether every cell that is not missing is a number, and there is one."""
    if column.null_count == len(column):
        return False
    try:
        pc.cast(column, pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


def mostly_numbers(column: pa.ChunkedArray) -> float:
    """The share of numbers in the cells of a text column that are not missing."""
    present = column.drop_null()
    numerals = pc.sum(pc.match_substring_regex(present, f"^{NUMBER}$")).as_py() or 0
    return float(numerals / max(len(present), 1))


def first_text(chunk: Chunk, name: str) -> tuple[int, str]:
    """Line and text of the first cell that is neither a number nor missing."""
    for line, cell in zip(chunk.lines().tolist(), chunk.table[name].to_pylist(), strict=True):
        if cell is not None and not is_number(cell):
            return line, cell
    raise ValueError(f"{name} is numeric")


def choose_target(header: Sequence[str], wanted: str | None) -> tuple[str, str | None]:
    """The wanted column, else the one called price whatever its case, else the last; and why, unless it was wanted."""
    if wanted is not None:
        return find(header, wanted), None
    priced = next((name for name in header if name.casefold() == "price"), None)
    return (priced, "by its name") if priced else (header[-1], "the last column")


def find(header: Sequence[str], name: str) -> str:
    """The column of that name; an error lists what there is."""
    if name in header:
        return name
    raise OptionError(f"no column {name!r}; the columns are {', '.join(header)}")


def decide(
    source: Source,
    first: Chunk,
    *,
    target: str | None = None,
    features: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Columns:
    """Sort the columns into target, numeric, categorical and left out. `first` holds all columns as text."""
    target, target_reason = choose_target(source.header, target)
    chosen = list(dict.fromkeys(find(source.header, name) for name in features)) or [
        c for c in source.header if c != target
    ]
    excluded = {find(source.header, name) for name in exclude}
    if target in chosen:
        raise OptionError(f"{target!r} is the target and cannot be a feature")
    require_numeric(source, first, target)
    numeric, categorical, left_out = [], [], []
    for name in chosen:
        if name in excluded:
            continue
        column = first.table[name]
        numeral = is_numeric(column)
        reason = why_not(name, column, numeral)
        if reason and not features:
            left_out.append(LeftOut(name, reason))
        elif numeral:
            numeric.append(name)
        else:
            categorical.append(name)
    return Columns(target, tuple(numeric), tuple(categorical), tuple(left_out), target_reason)


def decide_all(source: Source, first: Chunk) -> Columns:
    """Every column as a number or as text, none left out and none the target."""
    numeric = tuple(name for name in source.header if is_numeric(first.table[name]))
    return Columns(None, numeric, tuple(name for name in source.header if name not in numeric))


def require_numeric(source: Source, first: Chunk, target: str) -> None:
    """Raise DataError where the target's cells are not numbers."""
    if is_numeric(first.table[target]):
        return
    if first.table[target].null_count == len(first):
        raise DataError(f"{source.name}: the target {target!r} has no value; name another with --target")
    line, cell = first_text(first, target)
    raise DataError(
        f"{source.name}, line {line}: the target {target!r} is {cell!r} there, not a number; name another with --target"
    )


def why_not(name: str, column: pa.ChunkedArray, numeric: bool) -> str | None:
    """Why nothing can be learned from a column by default; None where something can."""
    present = column.drop_null()
    if not len(present):
        return "empty"
    distinct = len(present.unique())
    if distinct == 1 and not column.null_count:
        return f"constant ({present[0].as_py()})"
    if len(present) > 2 and distinct == len(present) and (is_identifier(name) or not numeric):
        return "an identifier: every value is different"
    if not numeric and (distinct > len(present) / 2 or distinct > max(MANY_LEVELS, len(present) / 5)):
        return f"free text: {distinct:,} different values in {len(present):,} rows"
    return None


def is_identifier(name: str) -> bool:
    """Whether a column's name says that it numbers the rows: id, car_id, index, or no name at all."""
    words = name.casefold().replace("-", "_").replace(" ", "_").split("_")
    return words[-1] in IDENTIFIER_NAMES or words[0] in {"column", "unnamed:"}
