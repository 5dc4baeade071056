"""How the values of each column are written, found in its first rows.

A column is numeric when nearly all of its cells that are not missing, 90 %, are numbers written in one way, dates, or
yes and no. A column whose cells two ways read differently is an error that shows both.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from math import isfinite
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats, Mask
from lrcli.data.columns.names import words_of
from lrcli.data.columns.values import to_values
from lrcli.data.files.chunk import Chunk
from lrcli.data.files.layout import Layout
from lrcli.errors import DataError
from lrcli.notation import kinds
from lrcli.notation.form import Ambiguous
from lrcli.notation.hints import Hints, Proof
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import GROUPED_BY_POINTS, PLAIN, NumberForm, proof_of
from lrcli.notation.quantities import Quantities, find_quantities
from lrcli.notation.times.dates import looks_like_a_date
from lrcli.notation.times.epoch_dates import MOMENTS
from lrcli.notation.units import SYMBOLS, numeral, usual_units

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition

TWO_QUANTITIES = re.compile(r"[0-9]\W*[^\W\d].*[0-9]|[0-9][′'’].*[0-9]")  # a quick look at a column's first cell
# Also with a currency, or the apostrophe by which Excel makes it a text.
LIKE_A_NUMBER = f"^(?:[A-Z]{{3}} ?)?['’({SYMBOLS}+-]* ?[0-9]"
DAYS_AND_MONTHS = ((19000101, 20991231), (190001, 209912))  # written without a mark between, lowest and highest
MOSTLY_NUMBERS = 0.5
MOST_CELLS_OF_FORM = 20_000  # cells of a column that is not plain numbers


@dataclass(frozen=True)
class First:
    """The first rows of a table, all columns as text, blanks around it stripped, missing cells null."""

    name: str
    header: tuple[str, ...]
    chunks: Sequence[Chunk]
    layout: Layout
    remarks: tuple[str, ...] = ()  # how the files were understood, where that is not as usual
    units: Mapping[str, str] = field(default_factory=dict)  # of columns, where a line of the header says them
    splits: tuple[Quantities, ...] = ()  # of columns whose cells hold several quantities
    used: tuple[Mask, ...] | None = None  # which rows of each chunk, None for all

    @cached_property
    def tables(self) -> list[pa.Table]:
        """The rows of each chunk that are used."""
        whole = [chunk.table.select(self.header) for chunk in self.chunks]
        if self.used is None:
            return whole
        return [table.filter(pa.array(mask)) for table, mask in zip(whole, self.used, strict=True)]

    @cached_property
    def table(self) -> pa.Table:
        return pa.concat_tables(self.tables)

    # A call of Arrow takes longer than the few cells that a column of a wide table has. So what several questions need
    # is made once, and of all columns together where it can be.
    @cached_property
    def present(self) -> Mapping[str, pa.ChunkedArray]:
        """The cells of each column that are not missing."""
        return {name: self.table[name].drop_null() for name in self.header}

    @cached_property
    def plain_numbers(self) -> Mapping[str, Floats]:
        """The numbers of each column of which all cells that are not missing are plain ones."""
        numbers = {}
        for name, present in self.present.items():
            with suppress(pa.ArrowInvalid):
                numbers[name] = pc.cast(present, pa.float64()).to_numpy()
        return numbers

    def texts_of(self, name: str) -> list[str]:
        """The different cells of a column."""
        texts: list[str] = self.table[name].cast(pa.string()).unique().drop_null().to_pylist()
        return texts

    @property
    def dashes(self) -> frozenset[str]:
        """The columns with a dash among blanks, which may be a zero."""
        return frozenset(name for chunk in self.chunks for name in chunk.dashes)

    @property
    def numbers(self) -> frozenset[str]:
        """The columns whose cells are numbers of a program in all chunks."""
        return frozenset.intersection(*(chunk.numbers for chunk in self.chunks))

    @property
    def hints(self) -> Hints:
        """What the options, the delimiter and the columns say of how values are written."""
        layout, delimiter = self.layout, self.chunks[0].dialect.delimiter
        return Hints(
            layout.decimal,
            layout.thousands,
            layout.day_first,
            delimiter == ";",
            delimiter == ",",
            proofs=lambda: self.proofs,
        )

    @cached_property
    def proofs(self) -> list[Proof]:
        """What each column proves of the decimal mark by itself."""
        proofs = []
        for name in self.header:
            present = self.present[name]
            if not len(present):
                continue
            counts = value_counts(present[:MOST_CELLS_OF_FORM])
            form = NumberForm.find(counts, Hints())
            if form and not isinstance(form, Ambiguous) and (proof := proof_of(form, counts)):
                proofs.append(proof)
        return proofs

    def where(self, condition: "Condition") -> "First":
        """Of these rows those that pass."""
        masks = []
        for chunk in self.chunks:
            cells = {name: to_values(chunk.table[name], form) for name, form in condition.forms.items()}
            numbers = {name: values for name, (values, _) in cells.items()}
            texts = {name: chunk.table[name] for name in condition.texts}
            masks.append(condition.mask(len(chunk), numbers, texts))
        return replace(self, used=tuple(masks))

    def without_split(self, columns: Collection[str]) -> "First":
        """With these columns whole, whatever their cells hold."""
        splits = tuple(split for split in self.splits if split.column not in columns)
        whole = [split.column for split in self.splits if split.column in columns]
        if not whole:
            return self
        column_of = {name: split.column for split in self.splits if split.column in columns for name in split.names}
        return replace(
            self, header=tuple(dict.fromkeys(column_of.get(name, name) for name in self.header)), splits=splits
        )

    def example(self, split: Quantities) -> str:
        """The first cell with several quantities of a column that is split."""
        cells: Iterator[list[str]] = (chunk.table[split.column].drop_null().to_pylist() for chunk in self.chunks)
        return next(cell for cell in chain.from_iterable(cells) if re.fullmatch(split.expression, cell))

    def columns_of(self, names: Iterable[str]) -> list[str]:
        """The names, where a column that is split is named by all that it is split into."""
        names_of = {split.column: split.names for split in self.splits}
        return [name for column in names for name in names_of.get(column, [column])]

    def location(self, column: str, text: str) -> str:
        """File and line of the first cell of that text."""
        for k, chunk in enumerate(self.chunks):
            row = pc.index(self.tables[k][column], text).as_py()
            if row >= 0:
                lines = chunk.lines() if self.used is None else chunk.lines()[self.used[k]]
                return f"{chunk.name}, {chunk.place(int(lines[row]))}"
        raise ValueError(f"{column} has no {text!r}")

    def doubt(self, column: str, readings: Ambiguous) -> DataError:
        """The error that a cell has two readings."""
        both = " or ".join(form.reading(readings.text) for form in (readings.first, readings.second))
        return DataError(f"{self.location(column, readings.text)}, column {column!r}: {readings.text!r} is {both}")

    def nearly_a_number(self, column: str) -> str | None:
        """The first cell that is no number, whatever its unit, else no plain one; where most cells begin like one."""
        present = self.present[column]
        digits = pc.sum(pc.match_substring_regex(present, LIKE_A_NUMBER)).as_py() or 0
        if digits < MOSTLY_NUMBERS * max(len(present), 1):
            return None
        counts = value_counts(present)
        numerals = {number: count for cell, count in counts.items() if (number := numeral(cell))}
        strange = [cell for cell in counts if numeral(cell) is None]
        not_plain = [cell for cell in counts if PLAIN.number(cell) is None]
        if not strange and len(not_plain) == len(counts) and not any(usual_units(numerals)):
            return None  # "5 Series", "X5": names, since what stands beside the digits is no unit
        return next(chain(strange, not_plain), None)

    def strangeness(self, column: str, cell: str) -> str:
        """Where a cell of a column is, and why it is no number."""
        wrong = "is no number"
        if looks_like_a_date(cell):
            wrong = "is a date of a form that is not read (YYYY-MM-DD is)"
        elif numeral(cell):
            wrong = "is a number in another unit than others"
        return f"{self.location(column, cell)} {cell!r} {wrong}"

    @cached_property
    def padded(self) -> Mapping[str, str]:
        """The first cell with zeros before its number, as postal codes have them: 01067. Of the columns with such."""
        pieces = [piece for name in self.header for piece in self.table[name].chunks]
        cells = pa.chunked_array(pieces, pa.string()).combine_chunks()
        begin = pc.indices_nonzero(pc.starts_with(cells, "0"))  # few do, and the expression takes ten times as long
        indices = begin.filter(pc.match_substring_regex(cells.take(begin), "^0[0-9]{2,}$"))
        first: dict[str, str] = {}
        for index in indices.to_pylist():
            first.setdefault(self.header[index // len(self.table)], cells[index].as_py())
        return first


def find_splits(first: First) -> list[Quantities]:
    """The columns whose cells hold several quantities, and into which columns they are split."""
    splits, header = [], list(first.header)
    for name in first.header:
        present = first.present[name]
        if not len(present) or not TWO_QUANTITIES.search(present[0].as_py()):
            continue
        counts = value_counts(present[:MOST_CELLS_OF_FORM])
        if kinds.find_form(counts, Hints()) is None and (split := find_quantities(name, counts, header)):
            splits.append(split)
            header += split.names
    return splits


def find_column_form(first: First, name: str, *, surely: bool = False) -> Form | None:
    """How a column's values are written, None where it is text. surely: it is numeric, whatever else is in it."""
    layout, present = first.layout, first.present[name]
    if not len(present):
        return PLAIN if surely else None
    of_values = name in first.numbers
    by_option = not of_values and layout.says_marks
    if not by_option and _is_plain(first, name, of_values=of_values) and not _may_count_time(name):
        return PLAIN.with_unit(first.units.get(name, ""))
    counts = value_counts(present[:MOST_CELLS_OF_FORM])
    hints = first.hints._replace(words=frozenset(words_of(name)), has_blanks=len(present) < len(first.table))
    if of_values:
        hints = hints._replace(decimal=".", thousands="")
    form = kinds.find_form(counts, hints)
    if form is None and surely:
        form = NumberForm.find({text: count for text, count in counts.items() if numeral(text)}, first.hints)
    if isinstance(form, Ambiguous):
        raise first.doubt(name, form)
    form = form or (PLAIN if surely else None)
    return form and form.with_unit(first.units.get(name, ""))


def _may_count_time(name: str) -> bool:
    """Whether plain numbers may be seconds since 1970 and the like, by their column's name."""
    return not MOMENTS.isdisjoint(words_of(name))


def _is_plain(first: First, name: str, *, of_values: bool) -> bool:
    """Whether all cells are plain numbers, no days like 20200131, and a point can only be a decimal mark.

    of_values: whether they are numbers of a program.
    """
    values = first.plain_numbers.get(name)
    if values is None:
        return False
    lowest, highest = values.min(), values.max()
    if not isfinite(lowest) or not isfinite(highest):  # NaN is the lowest and the highest where there is one
        return False
    may_be_days = any(start <= lowest and highest <= end for start, end in DAYS_AND_MONTHS)
    return not may_be_days and (of_values or not _may_be_grouped(first.present[name]))


def _may_be_grouped(present: pa.ChunkedArray) -> bool:
    """Whether all cells with a point have it where it may separate thousands."""
    cell = present[0].as_py()  # mostly answers for all: Arrow's calls take longer than the few cells of a wide table
    if "." in cell and not GROUPED_BY_POINTS.fullmatch(cell):
        return False
    points = present.filter(pc.match_substring(present, "."))
    pattern = f"^(?:{GROUPED_BY_POINTS.pattern})$"
    return len(points) > 0 and bool(pc.all(pc.match_substring_regex(points, pattern)).as_py())


def value_counts(texts: pa.ChunkedArray) -> Mapping[str, int]:
    """How often each text occurs, in order of appearance."""
    return {item["values"]: item["counts"] for item in pc.value_counts(texts).to_pylist()}
