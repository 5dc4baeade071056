"""Blocks of bytes parsed on a thread: the numbers and texts of the columns that are needed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats, Ints, Mask
from lrcli.data.columns.decimal_marks import AmbiguousCell, find_proof, may_be_marked
from lrcli.data.columns.late_separators import read_separated
from lrcli.data.columns.schema import Columns, FurtherTarget, learned_name
from lrcli.data.columns.terms import derived, joined_texts, respelled
from lrcli.data.columns.values import Converted, to_values
from lrcli.data.files.cells import clean
from lrcli.data.files.chunk import Block, Chunk
from lrcli.data.files.mixed import numbers_among, without_numbers
from lrcli.data.files.source import CATEGORY, Source
from lrcli.data.files.structure.cut_cells import cut_cell
from lrcli.data.files.structure.irregular import Irregular, IrregularKind
from lrcli.data.rows.dropped_rows import MOST_EXAMPLES, NOT_UNDERSTOOD, Unusable, examples_of
from lrcli.notation.form import Ambiguous
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.notation.terms import Factor

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition

NumbersByColumn = dict[str, Floats]
Doubts = dict[str, AmbiguousCell | None]  # by column, None where a cell settles what its mark means


@dataclass(frozen=True)
class Parsed:
    """The rows (n,) of a block that meet the condition."""

    chunk: Chunk  # its table has the categorical features, and the texts of columns that only terms use
    numeric: list[Floats]  # the numeric features, NaN where missing or unreadable
    y: Floats
    weights: Floats | None
    times: Floats | None
    lines: Ints  # of the file that the rows begin in
    inputs: NumbersByColumn  # columns of numbers that only terms use
    unreadable: dict[str, Mask]  # by column or term, where there are any
    unusable: dict[str, Unusable]  # the same, counted, with their lines and the reason
    irregular: dict[IrregularKind, Unusable]
    doubts: Doubts  # of columns whose mark no first row proves; None where one here does
    sums: NumbersByColumn  # of each column, over all rows of the block: sum, count, and sum of magnitudes
    index: Ints | None  # of these rows among those of the chunk, None for all
    condition_unmet: int

    def as_total(self, total: Unusable) -> "Parsed":
        """Without its only row, which holds the sums of those above."""
        none = np.zeros(0, dtype=np.intp)
        record = Irregular("total", int(self.chunk.rows[0]), 0)
        irregular = tuple(sorted((*self.chunk.irregular, record), key=lambda record: record.index))
        chunk = replace(self.chunk, table=_rows(self.chunk.table, none), irregular=irregular)
        numeric, inputs = [x[:0] for x in self.numeric], {name: x[:0] for name, x in self.inputs.items()}
        irregular_records = {**self.irregular, "total": total}
        index = None if self.index is None else none
        weights, times = (None if each is None else each[:0] for each in (self.weights, self.times))
        return replace(
            self,
            chunk=chunk,
            numeric=numeric,
            y=self.y[:0],
            weights=weights,
            times=times,
            lines=self.lines[:0],
            inputs=inputs,
            unreadable={},
            unusable={},
            irregular=irregular_records,
            doubts={},
            sums={},
            index=index,
            condition_unmet=0,
        )


@dataclass(frozen=True)
class BlockParser:
    """Parses the blocks of a table; frozen, so that threads share nothing that changes."""

    columns: Columns
    condition: "Condition | None"
    width: int  # cells of a record
    several_files: bool  # so that a line needs the name of its file
    keep_bytes: bool  # to which predictions are appended

    def __call__(self, source_and_block: tuple[Source, Block]) -> Parsed:
        source, block = source_and_block
        columns = self.columns
        chunk = self._read(source, block)
        numbers, unreadable, doubts = self._numbers(source, chunk)
        doubts |= self._doubts(source, chunk, numbers)
        with np.errstate(over="ignore", invalid="ignore"):  # once for all columns: for each it takes as long as a sum
            sums = {name: _sums(values) for name, values in numbers.items()}
        index, n, lines = None, len(chunk), chunk.lines()
        if self.condition is not None:
            index = self._meeting(self.condition, source, chunk, numbers)
            chunk, lines = replace(chunk, table=_rows(chunk.table, index)), lines[index]
            numbers = {name: values[index] for name, values in numbers.items()}
            unreadable = {name: mask[index] for name, mask in unreadable.items() if mask[index].any()}
        unusable = {name: self._unusable(chunk, lines, name, mask) for name, mask in unreadable.items()}
        for name, term, column, values, undefined in self._derived(source, chunk, numbers):
            numbers[name] = values
            if undefined.any():
                unreadable[name] = unreadable[name] | undefined if name in unreadable else undefined
                unusable[term] = self._unusable(chunk, lines, column, undefined, f"of which there is no {term}")
        for label, name, useless, reason in self._apart(numbers):
            wrong = useless & ~unreadable[name] if name in unreadable else useless
            if wrong.any():
                unreadable[name] = unreadable.get(name, wrong) | wrong
                unusable[label] = self._unusable(chunk, lines, name, wrong, reason)
        keep_bytes = self.keep_bytes or chunk.block.may_be_total
        block = chunk.block if keep_bytes else replace(chunk.block, data=b"")
        return Parsed(
            replace(chunk, table=self._texts(source, chunk.table), block=block),
            [numbers[name] for name in columns.numeric],
            numbers[columns.target] if columns.target else np.zeros(chunk.table.num_rows),
            numbers[columns.weights] if columns.weights else None,
            numbers[columns.time] if columns.time else None,
            lines,
            {name: numbers[name] for name in columns.only_numbers},
            unreadable,
            unusable,
            self._irregular(chunk),
            doubts,
            sums,
            index,
            0 if index is None else n - len(index),
        )

    def _read(self, source: Source, block: Block) -> Chunk:
        """The columns that are needed, as plain numbers or as texts."""
        columns, condition = self.columns, self.condition
        numbers = dict.fromkeys([*columns.read_as_numbers, *(condition.forms if condition else ())])
        texts = dict.fromkeys([*columns.read_as_texts, *(condition.texts if condition else ())])
        forms = {**(condition.forms if condition else {}), **columns.forms, **self._forms_of_values(source)}
        plain = dict.fromkeys(name for name in numbers if forms.get(name, PLAIN) == PLAIN and name not in texts)
        return source.parse(block, [*plain], [name for name in {**numbers, **texts} if name not in plain], CATEGORY)

    def _forms_of_values(self, source: Source) -> dict[str, Form]:
        """How columns are read whose cells are a program's values in this file."""
        if not source.values:
            return {}
        forms = {**(self.condition.forms if self.condition else {}), **self.columns.forms}
        read = {name: (forms.get(name) or PLAIN).of_values(kind) for name, kind in source.values.items()}
        return {name: cast("Form", form) for name, form in read.items() if form is not None}

    def _numbers(self, source: Source, chunk: Chunk) -> tuple[NumbersByColumn, dict[str, Mask], Doubts]:
        """All columns of numbers, the unreadable cells of those that are learned from and not only compared, and cells
        with a separator of thousands that no first row has and that may be a decimal mark.
        """
        numbers: NumbersByColumn = {}
        unreadable: dict[str, Mask] = {}
        doubts: Doubts = {}
        of_values = self._forms_of_values(source)
        for name in self.columns.read_as_numbers:
            form = of_values.get(name) or self.columns.forms.get(name)
            numbers[name], wrong = _values(source, chunk.table[name], name, form)
            if wrong.any() and name not in of_values:
                numbers[name], wrong, doubt = self._separated(source, chunk, name, numbers[name], wrong)
                doubts |= {name: doubt} if doubt else {}
            if wrong.any():
                unreadable[name] = wrong
        for name, form in self.condition.forms.items() if self.condition else ():
            if name not in numbers:
                numbers[name], _ = _values(source, chunk.table[name], name, of_values.get(name, form))
        return numbers, unreadable, doubts

    def _separated(
        self, source: Source, chunk: Chunk, name: str, values: Floats, wrong: Mask
    ) -> tuple[Floats, Mask, AmbiguousCell | None]:
        """The values of a column and its unreadable cells, where some may have a separator that no first row has."""
        if pa.types.is_floating(chunk.table[name].type):  # infinity is no number, however it is written
            return values, wrong, None
        form = self.columns.forms.get(name, PLAIN)
        # A comma is doubtful where semicolons delimit the file, as in its first rows.
        unproven = self.columns.unproven.get(name) if chunk.dialect.delimiter == ";" else None
        cells = tidy(source, chunk.table[name])
        separated = read_separated(cells, form, values, wrong, unproven)
        if separated.doubt is None:
            return separated.values, separated.unreadable, None
        line = int(chunk.lines()[pc.index(cells, separated.doubt.text).as_py()])
        return (
            separated.values,
            separated.unreadable,
            AmbiguousCell(f"{chunk.name}, {chunk.place(line)}", separated.doubt),
        )

    def _doubts(
        self, source: Source, chunk: Chunk, numbers: NumbersByColumn
    ) -> Iterator[tuple[str, AmbiguousCell | None]]:
        """The columns that have a decimal mark here which no first row has: the doubt, None where a cell settles it."""
        # A block of plain numbers was parsed past its texts. To keep all texts would cost every table what few need, so
        # the columns whose numbers may have a mark are parsed once more.
        table, data, values = chunk.table, chunk.block.data, source.values
        columns = {name: column for name, column in self.columns.unproven.items() if name not in values}
        plain = {name for name in columns if pa.types.is_floating(table[name].type)}
        marked = may_be_marked({name: numbers[name] for name in columns if name in plain}, data)
        texts = source.parse(chunk.block, (), marked, CATEGORY).table if marked else table
        for name, unproven in columns.items():
            if name in plain and name not in marked:
                continue
            column = texts[name] if name in marked else table[name]
            column = tidy(source, without_numbers(column) if name in source.mixed else column)
            proof = find_proof(column, unproven)
            if proof is True:
                yield name, None
            elif isinstance(proof, Ambiguous):
                line = int(chunk.lines()[pc.index(column, proof.text).as_py()])
                yield name, AmbiguousCell(f"{chunk.name}, {chunk.place(line)}", proof)

    def _meeting(self, condition: "Condition", source: Source, chunk: Chunk, numbers: NumbersByColumn) -> Ints:
        texts = {name: tidy(source, chunk.table[name]) for name in condition.texts}
        return np.flatnonzero(condition.mask(len(chunk), numbers, texts))

    def _derived(
        self, source: Source, chunk: Chunk, numbers: NumbersByColumn
    ) -> Iterator[tuple[str, str, str, Floats, Mask]]:
        """The features that terms are, and the logarithms of targets.

        Each as: feature, its name in messages, the column whose cell a message shows, values, and where these are
        undefined.
        """
        columns = self.columns
        for name, factors in columns.terms.items():
            texts = {f.column: self._levels(source, chunk, f.column) for f in factors if f.level is not None}
            values, undefined = derived(factors, numbers, texts)
            numeric = [factor for factor in factors if factor.level is None]
            yield name, name, min(numeric, key=lambda factor: factor.function is None).column, values, undefined
        first = [FurtherTarget(columns.target, columns.log_target, columns.log_shift)] if columns.target else []
        for target in (*first, *columns.further):
            if target.log:
                shifted = {target.name: numbers[target.name] + target.shift}
                values, undefined = derived([Factor(target.name, "log")], shifted, {})
                label = learned_name(target.name, target.log, target.shift)
                yield target.name, label, target.name, values, undefined

    def _levels(self, source: Source, chunk: Chunk, name: str) -> pa.ChunkedArray:
        """The texts of a column by whose levels a term has slopes; in the spelling of a model's training."""
        column = tidy(source, chunk.table[name])
        return respelled(column, self.columns.trained[name]) if name in self.columns.trained else column

    def _apart(self, numbers: NumbersByColumn) -> Iterator[tuple[str, str, Mask, str]]:
        """The columns that say what rows are for: a label, the name, the cells (n,) that do not say it, and why."""
        if weights := self.columns.weights:
            yield f"weights {weights}", weights, ~(numbers[weights] >= 0), "below 0 or missing, which is no weight"
        if time := self.columns.time:
            yield f"time {time}", time, np.isnan(numbers[time]), "missing, which is neither past nor future"

    def _texts(self, source: Source, table: pa.Table) -> pa.Table:
        """The categorical features, those that join columns among them, and the texts that only terms use."""
        texts = {name: table[name] for name in self.columns.read_as_texts}
        for name, columns in self.columns.joined.items():
            texts[name] = joined_texts([tidy(source, table[column]) for column in columns])
        return pa.table(texts)

    def _unusable(self, chunk: Chunk, lines: Ints, column: str, wrong: Mask, reason: str = NOT_UNDERSTOOD) -> Unusable:
        """How many cells of a column cannot be used, and the first of them."""
        rows = np.flatnonzero(wrong)
        first = rows[:MOST_EXAMPLES]
        texts = [repr(_as_in_file(chunk.table[column][row].as_py())) for row in first.tolist()]
        places = [chunk.place(line) for line in lines[first].tolist()]
        return Unusable(len(rows), examples_of(self._file_name(chunk), places, texts), reason)

    def _irregular(self, chunk: Chunk) -> dict[IrregularKind, Unusable]:
        """How many records of each irregular kind there are, and the first of them."""
        irregular = {}
        for kind in dict.fromkeys(record.kind for record in chunk.irregular):
            alike = [record for record in chunk.irregular if record.kind == kind]
            lines = [int(chunk.records.lines[record.index]) + chunk.block.line for record in alike[:MOST_EXAMPLES]]
            texts = [self._example(chunk, record) for record in alike[:MOST_EXAMPLES]]
            irregular[kind] = Unusable(
                len(alike), examples_of(self._file_name(chunk), [*map(chunk.place, lines)], texts)
            )
        return irregular

    def _example(self, chunk: Chunk, record: Irregular) -> str:
        """How wide a record is, with the cell that was cut, or the first cell of one that sums up others."""
        start, end = chunk.records.starts[record.index], chunk.records.ends[record.index]
        cells = chunk.dialect.row(chunk.block.data[start:end].decode(errors="replace"))
        if record.kind == "total":
            return repr(next((cell.strip() for cell in cells if cell.strip()), ""))
        if record.cells > self.width and (whole := cut_cell(cells, chunk.dialect)):
            return f"{record.cells} of {self.width}, {whole!r} without quotes"
        return f"{record.cells} of {self.width}" if record.has_width else ""

    def _file_name(self, chunk: Chunk) -> str | None:
        return chunk.name if self.several_files else None


def _values(source: Source, column: pa.ChunkedArray, name: str, form: Form | None) -> Converted:
    """The values (n,) of a column, and which cells (n,) are none; the numbers of a mixed one as they are."""
    values, wrong = to_values(column, form, source.missing)
    of_numbers = (form or PLAIN).of_values("number")
    if name not in source.mixed or of_numbers in (form or PLAIN, None) or pa.types.is_floating(column.type):
        return values, wrong
    is_number = numbers_among(column)
    if not is_number.any():
        return values, wrong
    numbers, no_number = to_values(column, cast("Form", of_numbers), source.missing)
    return np.where(is_number, numbers, values), np.where(is_number, no_number, wrong)


def _sums(values: Floats) -> Floats:
    """Sum, count and sum of magnitudes of the numbers (n,) that are not missing; inf if too large."""
    total = values.sum()
    if not np.isnan(total):  # mostly, and then none is missing
        magnitudes = total if values.min(initial=0.0) >= 0 else np.abs(values).sum()
        return np.array([total, len(values), magnitudes])
    present = values[~np.isnan(values)]
    return np.array([present.sum(), len(present), np.abs(present).sum()])


def _rows(table: pa.Table, rows: Ints) -> pa.Table:
    """Some rows, with categories that know no other texts than theirs."""
    some = table.take(pa.array(rows))
    for index, name in enumerate(some.column_names):
        if pa.types.is_dictionary(some[name].type):
            some = some.set_column(index, name, some[name].cast(pa.string()).dictionary_encode())
    return some


def _as_in_file(cell: float | str | None) -> str:
    """A cell that was read as a plain number, or as text, as it stands in the file."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:.15g}"


def tidy(source: Source, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts of a column, blanks around them stripped, missing ones null."""
    return clean(column.cast(pa.string()), source.missing)
