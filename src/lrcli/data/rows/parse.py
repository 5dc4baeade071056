"""What a thread makes of a block of bytes: the numbers and texts of the columns that are needed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.doubts import Doubt, look, may_be_marked
from lrcli.data.columns.schema import Columns
from lrcli.data.columns.terms import derived, joined
from lrcli.data.columns.values import to_values
from lrcli.data.files.cells import clean
from lrcli.data.files.chunk import Block, Chunk
from lrcli.data.files.irregular import Irregular, IrregularKind
from lrcli.data.files.source import CATEGORY, Source
from lrcli.data.rows.left_out import EXAMPLES, NOT_UNDERSTOOD, Found, places
from lrcli.notation.form import Ambiguous
from lrcli.notation.numbers import PLAIN
from lrcli.notation.terms import Factor

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition

Mask = NDArray[np.bool_]
Numbers = dict[str, Floats]


@dataclass(frozen=True)
class Parsed:
    """Rows (n,) of a block, those that a condition keeps."""

    chunk: Chunk  # its table has the categorical features, and the texts of columns that only terms use
    numeric: list[Floats]  # the numeric features, NaN where missing or unreadable
    y: Floats
    inputs: Numbers  # columns of numbers that only terms use
    unreadable: dict[str, Mask]  # by column or term, of those that have some
    found: dict[str, Found]  # the same, counted, with their places and why
    irregular: dict[IrregularKind, Found]  # records without the cells of the table
    shown: dict[str, Doubt | None]  # what rows show of columns whose decimal mark is not proven: None that it is now
    sums: Numbers  # of each column of numbers, of all rows of the block: how much, by how many, and how large they are
    kept: Ints | None  # which of the chunk's rows these are, None for all
    not_kept: int

    def as_total(self, found: Found) -> "Parsed":
        """Without its only row, which holds the sums of those above."""
        none = np.zeros(0, dtype=np.intp)
        record = Irregular("total", int(self.chunk.rows[0]), 0)
        irregular = tuple(sorted((*self.chunk.irregular, record), key=lambda record: record.index))
        chunk = replace(self.chunk, table=_rows(self.chunk.table, none), irregular=irregular)
        numeric, inputs = [x[:0] for x in self.numeric], {name: x[:0] for name, x in self.inputs.items()}
        counted = {**self.irregular, "total": found}
        kept = None if self.kept is None else none
        return Parsed(chunk, numeric, self.y[:0], inputs, {}, {}, counted, {}, {}, kept, 0)


@dataclass(frozen=True)
class BlockParser:
    """One for all blocks, so that threads share nothing that changes."""

    columns: Columns
    condition: "Condition | None"
    width: int  # cells of a record
    several: bool  # files, so that a place needs its file's name
    keep_bytes: bool

    def __call__(self, part: tuple[Source, Block]) -> Parsed:
        source, block = part
        columns = self.columns
        chunk = self._read(source, block)
        numbers, unreadable = self._numbers(source, chunk)
        shown = dict(self._shown(source, chunk, numbers))
        sums = {name: _sums(values) for name, values in numbers.items()}
        kept, n = None, len(chunk)
        if self.condition is not None:
            kept = self._kept(self.condition, source, chunk, numbers)
            chunk = replace(chunk, table=_rows(chunk.table, kept))
            numbers = {name: values[kept] for name, values in numbers.items()}
            unreadable = {name: mask[kept] for name, mask in unreadable.items() if mask[kept].any()}
        found = {name: self._found(chunk, kept, name, mask) for name, mask in unreadable.items()}
        for name, term, column, values, lacking in self._derived(source, chunk, numbers):
            numbers[name] = values
            if lacking.any():
                unreadable[name] = unreadable[name] | lacking if name in unreadable else lacking
                found[term] = self._found(chunk, kept, column, lacking, f"of which there is no {term}")
        keep_bytes = self.keep_bytes or chunk.block.may_be_total
        bytes_of = chunk.block if keep_bytes else replace(chunk.block, data=b"")
        return Parsed(
            replace(chunk, table=self._texts(source, chunk.table), block=bytes_of),
            [numbers[name] for name in columns.numeric],
            numbers[columns.target] if columns.target else np.zeros(chunk.table.num_rows),
            {name: numbers[name] for name in columns.only_numbers},
            unreadable,
            found,
            self._irregular(chunk),
            shown,
            sums,
            kept,
            0 if kept is None else n - len(kept),
        )

    def _read(self, source: Source, block: Block) -> Chunk:
        """The columns that are needed: as plain numbers where they are, all others as texts."""
        columns, condition = self.columns, self.condition
        numbers = dict.fromkeys([*columns.read_as_numbers, *(condition.forms if condition else ())])
        texts = dict.fromkeys([*columns.read_as_texts, *(condition.texts if condition else ())])
        forms = {**(condition.forms if condition else {}), **columns.forms}
        plain = [name for name in numbers if forms.get(name, PLAIN) == PLAIN and name not in texts]
        return source.parse(block, plain, [name for name in {**numbers, **texts} if name not in plain], CATEGORY)

    def _numbers(self, source: Source, chunk: Chunk) -> tuple[Numbers, dict[str, Mask]]:
        """All columns of numbers, and the cells that are none, of columns that are more than looked at."""
        numbers, unreadable = {}, {}
        for name in self.columns.read_as_numbers:
            numbers[name], wrong = to_values(chunk.table[name], self.columns.forms.get(name), source.missing)
            if wrong.any():
                unreadable[name] = wrong
        for name, form in self.condition.forms.items() if self.condition else ():
            if name not in numbers:
                numbers[name], _ = to_values(chunk.table[name], form, source.missing)
        return numbers, unreadable

    def _shown(self, source: Source, chunk: Chunk, numbers: Numbers) -> Iterator[tuple[str, Doubt | None]]:
        """Of the columns whose mark no first row shows, those that have it here. A block of plain numbers has lost
        its texts, and is read again where the numbers are such that the mark may be in it.
        """
        table, data = chunk.table, chunk.block.data
        plain = {name for name in self.columns.unproven if pa.types.is_floating(table[name].type)}
        marked = may_be_marked({name: numbers[name] for name in self.columns.unproven if name in plain}, data)
        texts = source.parse(chunk.block, (), marked, CATEGORY).table if marked else table
        for name, form in self.columns.unproven.items():
            if name in plain and name not in marked:
                continue
            column = tidy(source, texts[name] if name in marked else table[name])
            seen = look(column, form)
            if seen is True:
                yield name, None
            elif isinstance(seen, Ambiguous):
                line = chunk.lines()[pc.index(column, seen.text).as_py()]
                yield name, Doubt(f"{chunk.name}, line {line:,}", seen)

    def _kept(self, condition: "Condition", source: Source, chunk: Chunk, numbers: Numbers) -> Ints:
        texts = {name: tidy(source, chunk.table[name]) for name in condition.texts}
        return np.flatnonzero(condition.mask(len(chunk), numbers, texts))

    def _derived(self, source: Source, chunk: Chunk, numbers: Numbers) -> Iterator[tuple[str, str, str, Floats, Mask]]:
        """Terms and the logarithm of the target: whose, of which column (to be shown), values, where there is none."""
        columns = self.columns
        for name, factors in columns.terms.items():
            texts = {f.column: tidy(source, chunk.table[f.column]) for f in factors if f.level is not None}
            values, lacking = derived(factors, numbers, texts)
            numeric = [factor for factor in factors if factor.level is None]
            yield name, name, min(numeric, key=lambda factor: factor.function is None).column, values, lacking
        if columns.log_target and columns.target:
            values, lacking = derived([Factor(columns.target, "log")], numbers, {})
            yield columns.target, f"log({columns.target})", columns.target, values, lacking

    def _texts(self, source: Source, table: pa.Table) -> pa.Table:
        """The categorical features, those that join columns among them, and the texts that only terms use."""
        found = {name: table[name] for name in self.columns.read_as_texts}
        for name, parts in self.columns.joined.items():
            found[name] = joined([tidy(source, table[part]) for part in parts])
        return pa.table(found)

    def _found(self, chunk: Chunk, kept: Ints | None, column: str, wrong: Mask, why: str = NOT_UNDERSTOOD) -> Found:
        """How many cells cannot be used, and the first of them."""
        rows = np.flatnonzero(wrong)
        first = rows[:EXAMPLES]
        texts = [repr(_shown(chunk.table[column][row].as_py())) for row in first.tolist()]
        lines = chunk.lines()[first if kept is None else kept[first]]
        return Found(len(rows), places(self._called(chunk), lines.tolist(), texts), why)

    def _irregular(self, chunk: Chunk) -> dict[IrregularKind, Found]:
        """Records without the cells of the table, kind by kind: how many, and the first of them."""
        found = {}
        for kind in dict.fromkeys(record.kind for record in chunk.irregular):
            alike = [record for record in chunk.irregular if record.kind == kind]
            lines = [int(chunk.records.lines[record.index]) + chunk.block.line for record in alike[:EXAMPLES]]
            texts = [f"{record.cells} of {self.width}" if record.has_width else "" for record in alike[:EXAMPLES]]
            found[kind] = Found(len(alike), places(self._called(chunk), lines, texts))
        return found

    def _called(self, chunk: Chunk) -> str | None:
        return chunk.name if self.several else None


def _sums(values: Floats) -> Floats:
    """Sum, count and sum of magnitudes of the numbers (n,) that are not missing; inf if too large."""
    absent = np.isnan(values)
    present = values[~absent] if absent.any() else values
    with np.errstate(over="ignore"):
        return np.array([present.sum(), len(present), np.abs(present).sum()])


def _rows(table: pa.Table, rows: Ints) -> pa.Table:
    """Some rows, with categories that know no other texts than theirs."""
    some = table.take(pa.array(rows))
    for place, name in enumerate(some.column_names):
        if pa.types.is_dictionary(some[name].type):
            some = some.set_column(place, name, some[name].cast(pa.string()).dictionary_encode())
    return some


def _shown(cell: float | str) -> str:
    """A cell that was read as a plain number, or as text, as it stands in the file."""
    return cell if isinstance(cell, str) else f"{cell:.15g}"


def tidy(source: Source, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts of a column, blanks around them stripped, missing ones null."""
    return clean(column.cast(pa.string()), source.missing)
