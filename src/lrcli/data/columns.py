"""What each column is, decided once from the first chunk, and its cells as numbers and codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Ints
from lrcli.data.booleans import Boolean
from lrcli.data.converting import Form
from lrcli.data.forms import First, find_form
from lrcli.data.numerals import PLAIN, Format
from lrcli.data.words import MISSING
from lrcli.errors import DataError, OptionError

MANY_LEVELS = 50
MANY_ROWS, NEARLY_CONSTANT = 1000, 0.999  # of so many rows, the share of one text that leaves nothing to learn
IDENTIFIER_NAMES = {"id", "index", "nr", "no", "number", "row", "rownames", "uuid", "vin"}


@dataclass(frozen=True)
class LeftOutColumn:
    """A column that is not learned from, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Columns:
    """Which columns are read as what."""

    target: str | None
    numeric: tuple[str, ...]
    categorical: tuple[str, ...]
    left_out: tuple[LeftOutColumn, ...] = ()
    target_reason: str | None = None  # why this target, where none was named
    forms: Mapping[str, Form] = field(default_factory=dict)  # of the numeric columns that are not plain numbers
    missing: tuple[str, ...] = ()  # words for a missing cell, beside the usual ones
    said: tuple[str, ...] = ()  # how the files and columns were understood, where that is not as usual


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
    first: First,
    *,
    target: str | None = None,
    features: Sequence[str] = (),
    exclude: Sequence[str] = (),
    numeric: Sequence[str] = (),
    categorical: Sequence[str] = (),
) -> Columns:
    """Sort the columns into target, numeric, categorical and left out, by their first rows."""
    header = first.header
    target, target_reason = choose_target(header, target)
    chosen = list(dict.fromkeys(find(header, name) for name in features)) or [c for c in header if c != target]
    excluded, numbers, texts = ({find(header, name) for name in names} for names in (exclude, numeric, categorical))
    if target in chosen:
        raise OptionError(f"{target!r} is the target and cannot be a feature")
    if both := numbers & texts:
        raise OptionError(f"{min(both)!r} is given to --numeric and to --categorical; leave one out")
    forms = {target: target_form(first, target)}
    as_text, left_out = [], []
    for name in chosen:
        if name in excluded:
            continue
        form = None if name in texts else find_form(first, name, surely=name in numbers)
        reason = why_not(name, first.table[name], form is not None)
        if reason and not features and name not in numbers | texts:
            left_out.append(LeftOutColumn(name, reason))
        elif form is not None:
            forms[name] = form
        else:
            as_text.append(name)
    return Columns(
        target,
        tuple(name for name in forms if name != target),
        tuple(as_text),
        tuple(left_out),
        target_reason,
        {name: form for name, form in forms.items() if form != PLAIN},
        first.layout.missing,
        (*first.said, *understood(first, forms, as_text)),
    )


def understood(first: First, forms: Mapping[str, Form], texts: Sequence[str]) -> Iterator[str]:
    """Numbers that are not written plainly, and texts that look like numbers."""
    for name, form in forms.items():
        if form != PLAIN:
            yield f"{name}: {first.table[name].drop_null()[0].as_py()!r} is a number: {form}"
    for name in texts:
        if cell := first.nearly_a_number(name):
            yield f"{name}: {first.place(name, cell)} {cell!r} is no number: its texts are categories"


def decide_all(first: First) -> Columns:
    """Every column as a number or as text, none left out and none the target."""
    found = {name: find_form(first, name) for name in first.header}
    forms = {name: form for name, form in found.items() if form is not None}
    texts = tuple(name for name in first.header if name not in forms)
    return Columns(None, tuple(forms), texts, forms={name: form for name, form in forms.items() if form != PLAIN})


def target_form(first: First, target: str) -> Form:
    """How the target's numbers are written. Raise DataError where nearly all its cells are not numbers."""
    form = find_form(first, target)
    if isinstance(form, Format | Boolean):
        return form
    column = first.table[target]
    if column.null_count == len(column):
        raise DataError(f"{first.name}: the target {target!r} has no value; name another with --target")
    cell = next(cell for cell in column.to_pylist() if cell is not None and PLAIN.number(cell) is None)
    place = first.place(target, cell)
    raise DataError(f"{place}: the target {target!r} is {cell!r} there, not a number; name another with --target")


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
    if not numeric and len(present) >= MANY_ROWS and (share := _commonest(present)) >= NEARLY_CONSTANT:
        return f"nearly constant: {share:.2%} of the cells are alike"
    if not numeric and (distinct > len(present) / 2 or distinct > max(MANY_LEVELS, len(present) / 5)):
        return f"free text: {distinct:,} different values in {len(present):,} rows"
    return None


def _commonest(present: pa.ChunkedArray) -> float:
    """The share of the commonest text."""
    return float(pc.max(pc.value_counts(present).field("counts")).as_py() / len(present))


def is_identifier(name: str) -> bool:
    """Whether a column's name says that it numbers the rows: id, car_id, index, or no name at all."""
    words = name.casefold().replace("-", "_").replace(" ", "_").split("_")
    return words[-1] in IDENTIFIER_NAMES or words[0] in {"column", "unnamed:"}
