"""A whole table in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.first_rows import First, find_form
from lrcli.data.columns.schema import Columns, Inputs, names
from lrcli.data.files.dataset import File, Files
from lrcli.data.rows.left_out import LeftOut
from lrcli.data.rows.read import Cells, Reading
from lrcli.errors import DataError
from lrcli.limits import Limits, default_limits
from lrcli.notation.ambiguity import NEARLY_ALL
from lrcli.notation.kinds import Form
from lrcli.text import count

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition

Choice = Callable[[First], Columns]


@dataclass(frozen=True)
class Table:
    """Rows (n,) of raw values; nothing is scaled or filled in yet."""

    files: tuple[File, ...]
    columns: Columns
    numeric: Floats  # (n, d), NaN where missing
    codes: Ints  # (n, c), 0 where missing, else the level's place in `levels`
    levels: tuple[tuple[str, ...], ...]  # per categorical column, in order of appearance
    y: Floats  # (n,), zeros where there is no target
    left_out: LeftOut
    inputs: Inputs = field(default_factory=dict)
    limits: Limits = field(default_factory=default_limits)

    def __len__(self) -> int:
        return len(self.y)

    def missing(self) -> dict[str, int]:
        """How many cells are missing, of the columns where some are."""
        counts = zip(self.columns.numeric, np.isnan(self.numeric).sum(axis=0).tolist(), strict=True)
        more = zip(self.columns.categorical, (self.codes == 0).sum(axis=0).tolist(), strict=True)
        return {name: count for name, count in [*counts, *more] if count}

    @classmethod
    def of(cls, reading: Reading, parts: Sequence[Cells]) -> "Table":
        columns, n = reading.columns, sum(len(part) for part in parts)
        return cls(
            files=reading.files.files(),
            columns=columns,
            numeric=_filled(np.empty((n, len(columns.numeric))), [part.numeric for part in parts]),
            codes=_filled(np.empty((n, len(columns.categorical)), dtype=np.intp), [part.codes for part in parts]),
            levels=names(reading.levels),
            y=np.concatenate([part.y for part in parts]),
            left_out=reading.left_out,
            inputs=reading.inputs,
            limits=reading.files.limits,
        )


def start_reading(files: Files, choose: Choice, where: str | None = None, **how: Any) -> Reading:
    """Decide the columns by a look at the first rows, and read them. where: which rows are used."""
    first = look_at(files)
    condition = condition_of(first, where)
    if condition:
        rows, first = len(first.table), first.where(condition)
        if rows and not len(first.table):
            raise DataError(
                f"{files.name}: none of the first {rows:,} rows, which tell what the columns are, is chosen by "
                f"--where {where!r}; choose others, or sort the file so that some come early"
            )
    return Reading(files, choose(first), condition=condition, **how)


def look_at(files: Files) -> First:
    """The first rows. Raise DataError where there are none, or too many that are no rows."""
    chunks = [source.parse_as_text(block) for source, block in files.peek()]
    if not any(len(chunk) + len(chunk.ragged) for chunk in chunks):
        raise DataError(f"{files.name} has a header and no rows")
    rows, ragged = sum(map(len, chunks)), [(chunk, *wrong) for chunk in chunks for wrong in chunk.ragged]
    if rows < NEARLY_ALL * (rows + len(ragged)):
        chunk, place, width = ragged[0]
        line = int(chunk.records.lines[place]) + chunk.block.line
        cells, others = count(width, "cell"), len(ragged) - 1
        more = f", and {count(others, 'more such line')}"
        raise DataError(
            f"{chunk.name}, line {line}: {cells} where the header has {len(files.header)} columns"
            f"{more if others else ''}"
        )
    return First(files.name, files.header, chunks, files.layout, files.remarks())


def condition_of(first: First, where: str | None, known: Mapping[str, Form | None] | None = None) -> "Condition | None":
    """What --where asks for. known: how columns are written, None for texts; of all others it is found out."""
    if where is None:
        return None
    from lrcli.data.columns.where import parse

    known = known or {}
    return parse(where, first.header, lambda name: known[name] if name in known else find_form(first, name))


Matrix = TypeVar("Matrix", Floats, Ints)


def _filled(matrix: Matrix, parts: Sequence[Sequence[Matrix]]) -> Matrix:
    """The matrix (n, …), its columns put together from those of each part."""
    for place in range(matrix.shape[1]):
        matrix[:, place] = np.concatenate([part[place] for part in parts])
    return matrix
