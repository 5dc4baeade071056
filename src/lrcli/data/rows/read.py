"""The cells of the columns that are needed, as numbers and codes, some rows at a time, in the files' order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints, Mask
from lrcli.data.columns.decimal_marks import DecimalMarks
from lrcli.data.columns.schema import Columns, Inputs, Levels, names
from lrcli.data.files.chunk import Chunk
from lrcli.data.files.dataset import Files
from lrcli.data.rows.dropped_rows import NOT_UNDERSTOOD, DroppedRows
from lrcli.data.rows.first_total import FirstTotals
from lrcli.data.rows.group_hashes import GroupHashes
from lrcli.data.rows.origins import LINES_OF_A_FILE, origins_of
from lrcli.data.rows.parse import BlockParser, Parsed
from lrcli.data.rows.totals import Totals
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.notation.missing import MISSING

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition


@dataclass(frozen=True)
class Cells:
    """Rows (n,), column by column; nothing is scaled or filled in yet."""

    numeric: list[Floats]  # NaN where missing or unreadable
    codes: list[Ints]  # 0 where missing, else 1 + the level's index
    y: Floats  # zeros where there is no target
    origins: Ints  # file and line of each, as in origins.py
    chunk: Chunk
    unreadable: dict[str, Mask]  # (n,) by column or term, where there are any
    index: Ints | None = None  # of these rows among those of the chunk, None for all
    inputs: dict[str, Floats | Ints] = field(default_factory=dict)  # values or codes of columns that only terms use
    weights: Floats | None = None  # (n,), for how many rows each counts; None: each for one
    keys: NDArray[Any] | None = None  # (n,), their times or hashes of their groups, where these decide on roles

    @classmethod
    def joined(cls, several: Sequence["Cells"]) -> "Cells":
        """All rows of several; what only chunks know of them is of no use any more."""
        if len(several) == 1:
            return several[0]
        first = several[0]
        weights = (
            None if first.weights is None else np.concatenate([c.weights for c in several if c.weights is not None])
        )
        keys = None if first.keys is None else np.concatenate([c.keys for c in several if c.keys is not None])
        return cls(
            numeric=[np.concatenate(pieces) for pieces in zip(*(c.numeric for c in several), strict=True)],
            codes=[np.concatenate(pieces) for pieces in zip(*(c.codes for c in several), strict=True)],
            y=np.concatenate([c.y for c in several]),
            origins=np.concatenate([c.origins for c in several]),
            chunk=first.chunk,
            unreadable={},
            weights=weights,
            keys=keys,
        )

    def of_target(self, index: int, columns: Columns) -> "Cells":
        """The same rows of one target, 0 for the first. columns: of all targets, which the last numeric columns are."""
        if not columns.further:
            return self
        d = columns.features_read
        return replace(self, numeric=self.numeric[:d], y=self.y if index == 0 else self.numeric[d + index - 1])

    def lines(self) -> Ints:
        """The line of the file that each row begins in, (n,)."""
        return self.origins % LINES_OF_A_FILE

    def readable(self, column: str) -> Mask:
        """Which cells of a column are values or missing, (n,)."""
        wrong = self.unreadable.get(column)
        return np.ones(len(self), dtype=np.bool_) if wrong is None else ~wrong

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: slice | Ints) -> "Cells":
        numeric, codes = [x[rows] for x in self.numeric], [c[rows] for c in self.codes]
        index = np.arange(len(self))[rows] if self.index is None else self.index[rows]
        weights, keys = (None if each is None else each[rows] for each in (self.weights, self.keys))
        return Cells(
            numeric, codes, self.y[rows], self.origins[rows], self.chunk, {}, index, weights=weights, keys=keys
        )


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
        """condition: of the rows to use. strict: a row that cannot be used is an error. keep_all: none is left out."""
        self.files, self.columns, self.condition = files, columns, condition
        self.strict, self.keep_all = strict, keep_all
        missing = frozenset((*MISSING, *files.layout.missing_values))
        self.levels = [Levels(name, missing=missing) for name in columns.categorical]
        self.groups = GroupHashes(columns.group, missing) if columns.group else None
        self.input_levels = [Levels(name, missing=missing) for name in columns.only_texts]
        self.left_out = DroppedRows(
            condition=condition.text if condition else None, readings=condition.readings if condition else ()
        )
        self.marks, self.totals = DecimalMarks(), Totals()
        self.ranges: dict[str, tuple[float, float]] = {}  # of the columns of numbers that only terms use

    def parser(self, *, keep_bytes: bool = False) -> BlockParser:
        """What parses the blocks; it is the same for all of them."""
        return BlockParser(self.columns, self.condition, len(self.files.header), self.files.several, keep_bytes)

    def cells(self, workers: Workers, *, keep_bytes: bool = True) -> Iterator[Cells]:
        """All rows, a block at a time. keep_bytes: of the blocks, so that `Cells.lines` can count lines in them."""
        parse = self.parser(keep_bytes=keep_bytes)
        first_totals = FirstTotals(self.files, parse)
        blocks = first_totals.named(self.files.blocks())
        for parsed in map(self.totals.without, workers.in_order(parse, blocks, lambda: self.files.paused)):
            first_totals.add(parsed)
            yield self.take(parsed, keep_bytes=keep_bytes)
        first_totals.check()
        self.finish(
            self.files.remarks_on_bytes(), [*self.files.remarks_on_encodings(), *self.files.remarks_on_changes()]
        )

    def take(self, parsed: Parsed, *, keep_bytes: bool = False) -> Cells:
        """The rows of a block, in the order of the files, among which what they say of the table is counted."""
        if self.strict:
            self._refuse(parsed)
        self.left_out.add(parsed.unusable, parsed.irregular)
        self.left_out.condition_met += len(parsed.y)
        self.left_out.condition_unmet += parsed.condition_unmet
        self.marks.add(parsed.doubts)
        table = parsed.chunk.table
        codes = [levels.encode(table[levels.name]) for levels in self.levels]
        inputs = parsed.inputs | {levels.name: levels.encode(table[levels.name]) for levels in self.input_levels}
        chunk = replace(parsed.chunk, table=None)
        if not keep_bytes:  # a row that may be one of sums has them till now
            chunk = replace(chunk, block=replace(chunk.block, data=b""))
        origins = origins_of(self._index_of(parsed.chunk.name), parsed.lines)
        keys = parsed.times if self.groups is None else self.groups.hashes(table[self.groups.name])
        weights, unreadable = parsed.weights, parsed.unreadable
        cells = Cells(parsed.numeric, codes, parsed.y, origins, chunk, unreadable, parsed.index, inputs, weights, keys)
        if self.files.paused:  # whoever waits for the answer gets none in doubt
            self.marks.check()
        return self._weighed(cells) if self.keep_all else self._usable(cells)

    def finish(self, on_bytes: Sequence[str], others: Sequence[str]) -> None:
        """Say what only all rows tell. Raise DataError where they leave a doubt.

        on_bytes, others: remarks on files, the first on bytes that are not in their encoding.
        """
        self.marks.check()
        if self.groups:
            self.left_out.group, self.left_out.groupless = self.groups.name, self.groups.absent
        if self.strict and on_bytes:
            raise DataError(f"{on_bytes[0]}; --encoding names another encoding")
        self.left_out.bytes = [*on_bytes, *others]

    @property
    def inputs(self) -> Inputs:
        """Range or texts of the columns that only terms use. Raise DataError where one of them has no value."""
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

    def _index_of(self, file: str) -> int:
        """The index of an open file; of several with one name the first."""
        return [source.name for source in self.files.sources].index(file)

    def _refuse(self, parsed: Parsed) -> None:
        """Raise DataError for the first cell or record that cannot be used."""
        for name, cells in parsed.unusable.items():
            location, text = cells.examples[0]
            wrong = "is no number" if cells.reason == NOT_UNDERSTOOD else cells.reason
            raise DataError(f"{parsed.chunk.name}, {location}, column {name!r}: {text} {wrong}")
        for kind in ("long", "short"):
            if records := parsed.irregular.get(kind):
                location, width = records.examples[0]
                raise DataError(f"{parsed.chunk.name}, {location}: {width} cells")

    def _usable(self, cells: Cells) -> Cells:
        """The rows that can be learned from."""
        counting = self._counting(cells)
        usable = counting.copy()
        for name in cells.unreadable:
            usable &= cells.readable(name)
        if self.columns.target:
            absent = np.isnan(cells.y) & cells.readable(self.columns.target)
            for target, y in zip(self.columns.further, cells.numeric[self.columns.features_read :], strict=True):
                absent |= np.isnan(y) & cells.readable(target.name)
            absent &= counting
            self.left_out.without_target += int(absent.sum())
            usable &= ~absent
        for name in self.columns.only_numbers:
            self._widen(name, cells.inputs[name].astype(np.float64, copy=False)[usable])
        if usable.all():
            return cells
        self.left_out.rows += int(counting.sum() - usable.sum())
        return cells[np.flatnonzero(usable)]

    def _weighed(self, cells: Cells) -> Cells:
        """All rows, but those without a weight where rows have some."""
        counting = self._counting(cells)
        weighed = counting if self.columns.weights is None else counting & cells.readable(self.columns.weights)
        if weighed.all():
            return cells
        self.left_out.rows += int(counting.sum() - weighed.sum())
        return cells[np.flatnonzero(weighed)]

    def _counting(self, cells: Cells) -> Mask:
        """Which rows count, (n,): all but those of weight 0, which are as if they were not there."""
        if cells.weights is None:
            return np.ones(len(cells), dtype=np.bool_)
        counting: Mask = cells.weights != 0
        self.left_out.weightless += int(len(counting) - counting.sum())
        return counting

    def _widen(self, name: str, values: Floats) -> None:
        """Remember the lowest and the highest value of a column that only terms use."""
        low, high = self.ranges.get(name, (np.inf, -np.inf))
        present = values[~np.isnan(values)]
        self.ranges[name] = float(present.min(initial=low)), float(present.max(initial=high))
