"""The cells of the columns that are needed, as numbers and codes, some rows at a time, in the files' order."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.doubts import Doubts
from lrcli.data.columns.schema import Columns, Inputs, Levels, names
from lrcli.data.files.chunk import Chunk
from lrcli.data.files.dataset import Files
from lrcli.data.rows.left_out import NOT_UNDERSTOOD, LeftOut
from lrcli.data.rows.parse import BlockParser, Parsed
from lrcli.data.rows.totals import Totals
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.notation.missing import MISSING

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """Rows (n,), column by column; nothing is scaled or filled in yet."""

    numeric: list[Floats]  # NaN where missing or unreadable
    codes: list[Ints]  # 0 where missing, else the level's place
    y: Floats  # zeros where there is no target
    chunk: Chunk
    unreadable: dict[str, Mask]  # by column or term, of those that have some (n,)
    kept: Ints | None = None  # which of the chunk's rows these are, None for all
    inputs: dict[str, Floats | Ints] = field(default_factory=dict)  # values or codes of columns that only terms use

    def lines(self) -> Ints:
        """The line of the file that each row begins in, (n,)."""
        lines = self.chunk.lines()
        return lines if self.kept is None else lines[self.kept]

    def readable(self, column: str) -> Mask:
        """Which cells of a column are values or missing, (n,)."""
        wrong = self.unreadable.get(column)
        return np.ones(len(self), dtype=np.bool_) if wrong is None else ~wrong

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: slice | Ints) -> "Cells":
        numeric, codes = [x[rows] for x in self.numeric], [c[rows] for c in self.codes]
        kept = np.arange(len(self))[rows] if self.kept is None else self.kept[rows]
        return Cells(numeric, codes, self.y[rows], self.chunk, {}, kept)


class Reading:
    """Reads files once: their blocks are parsed on several threads and come in order."""

    def __init__(
        self,
        files: Files,
        columns: Columns,
        *,
        condition: "Condition | None" = None,
        strict: bool = False,
        keep_all: bool = False,
    ) -> None:
        """condition: which rows are used. strict: a row that cannot be is an error. keep_all: none is left out."""
        self.files, self.columns, self.condition = files, columns, condition
        self.strict, self.keep_all = strict, keep_all
        missing = frozenset((*MISSING, *files.layout.missing_values))
        self.levels = [Levels(name, missing=missing) for name in columns.categorical]
        self.input_levels = [Levels(name, missing=missing) for name in columns.only_texts]
        self.left_out = LeftOut(condition=condition.text if condition else None)
        self.ranges: dict[str, tuple[float, float]] = {}  # of the columns of numbers that only terms use

    def cells(self, workers: Workers, *, keep_bytes: bool = True) -> Iterator[Cells]:
        """All rows, some at a time; without their bytes they need less memory, and know no lines."""
        several = len(self.files.paths) > 1
        parse = BlockParser(self.columns, self.condition, len(self.files.header), several, keep_bytes)
        doubts, totals = Doubts(), Totals()
        for parsed in map(totals.without, workers.in_order(parse, self.files.blocks())):
            if self.strict:
                self._refuse(parsed)
            self.left_out.add(parsed.found, parsed.irregular)
            self.left_out.asked_for += len(parsed.y)
            self.left_out.not_asked_for += parsed.not_kept
            doubts.add(parsed.shown)
            table = parsed.chunk.table
            codes = [levels.encode(table[levels.name]) for levels in self.levels]
            inputs = parsed.inputs | {levels.name: levels.encode(table[levels.name]) for levels in self.input_levels}
            chunk = replace(parsed.chunk, table=None)
            if not keep_bytes:  # a row that may be one of sums has them till now
                chunk = replace(chunk, block=replace(chunk.block, data=b""))
            cells = Cells(parsed.numeric, codes, parsed.y, chunk, parsed.unreadable, parsed.kept, inputs)
            yield cells if self.keep_all else self._usable(cells)
        doubts.check()
        self.left_out.bytes = self.files.remarks_on_bytes()
        if self.strict and self.left_out.bytes:
            raise DataError(f"{self.left_out.bytes[0]}; --encoding names another encoding")

    @property
    def inputs(self) -> Inputs:
        """What was seen of the columns that only terms use. Raise DataError where that is nothing."""
        for name, (low, high) in self.ranges.items():
            if low > high:
                terms = self.columns.terms.items()
                term = next(term for term, factors in terms if name in {factor.column for factor in factors})
                raise DataError(f"{term}: {name!r} has no value in any row that can be learned from")
        return {**self.ranges, **dict(zip(self.columns.only_texts, names(self.input_levels), strict=True))}

    def texts(self) -> dict[str, tuple[str, ...]]:
        """The texts that the codes of each column stand for, as far as they were read."""
        levels = [*self.levels, *self.input_levels]
        return {column.name: texts for column, texts in zip(levels, names(levels), strict=True)}

    def _refuse(self, parsed: Parsed) -> None:
        """Raise DataError for the first cell or record that cannot be used."""
        for name, found in parsed.found.items():
            place, text = found.first[0]
            wrong = "is no number" if found.why == NOT_UNDERSTOOD else found.why
            raise DataError(f"{parsed.chunk.name}, {place}, column {name!r}: {text} {wrong}")
        for kind in ("long", "short"):
            if records := parsed.irregular.get(kind):
                place, cells = records.first[0]
                raise DataError(f"{parsed.chunk.name}, {place}: {cells} cells")

    def _usable(self, cells: Cells) -> Cells:
        """The rows that can be learned from."""
        kept = np.ones(len(cells), dtype=np.bool_)
        for name in cells.unreadable:
            kept &= cells.readable(name)
        if self.columns.target:
            lacking = np.isnan(cells.y) & cells.readable(self.columns.target)
            self.left_out.without_target += int(lacking.sum())
            kept &= ~lacking
        for name in self.columns.only_numbers:
            self._widen(name, cells.inputs[name].astype(np.float64, copy=False)[kept])
        if kept.all():
            return cells
        self.left_out.rows += int(len(kept) - kept.sum())
        return cells[np.flatnonzero(kept)]

    def _widen(self, name: str, values: Floats) -> None:
        """Remember the lowest and the highest value of a column that only terms use."""
        low, high = self.ranges.get(name, (np.inf, -np.inf))
        present = values[~np.isnan(values)]
        self.ranges[name] = float(present.min(initial=low)), float(present.max(initial=high))
