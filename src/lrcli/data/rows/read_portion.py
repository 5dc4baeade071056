"""One portion of a table, read by whoever has been given it: the rows, and a summary of bounded size of them.

What is made of a row depends on the rows before it in three ways: the code of a level is its index among all levels in
order of appearance, the row's window follows from how many usable rows come before it, and its line number from how
many lines. So a portion is read with codes and numbers of its own, and the summary holds what is needed to turn them
into those of the whole table.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.decimal_marks import DecimalMarks
from lrcli.data.columns.schema import Columns, names
from lrcli.data.files.chunk import Block
from lrcli.data.files.dataset import File, Files
from lrcli.data.files.portions import Portion
from lrcli.data.files.source import Source
from lrcli.data.rows.dropped_rows import DroppedRows
from lrcli.data.rows.first_total import FirstTotals
from lrcli.data.rows.origins import LINES_OF_A_FILE
from lrcli.data.rows.parse import Parsed
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.tasks import ROOM
from lrcli.limits import Limits

if TYPE_CHECKING:
    from lrcli.data.columns.where import Condition


@dataclass(frozen=True)
class PortionTask:
    """All that it takes to read a portion."""

    key: tuple[str, int]  # of the run, and of the portion in it
    portion: Portion
    index: int  # of its file
    file: int  # the same, but of several files with one name that of the first
    several: bool  # whether a line needs the name of its file
    columns: Columns
    condition: "Condition | None"
    strict: bool
    keep_all: bool  # whether rows stay of which some cell cannot be read
    missing_values: tuple[str, ...]
    limits: Limits

    def __str__(self) -> str:
        return str(self.portion)


@dataclass(frozen=True)
class PortionSummary:
    """What a portion says of the table that it is a part of."""

    rows: int
    levels: tuple[tuple[str, ...], ...]  # of each categorical column, in order of appearance
    inputs: tuple[tuple[str, ...], ...]  # the same of columns of texts that only terms use
    first_of_level: list[Ints]  # of each categorical column, the first row of each code; `rows` of one that no row has
    first_missing: Ints  # of each numeric column, the first row without a number; `rows` where all have one
    left_out: DroppedRows
    marks: DecimalMarks
    sums: dict[str, Floats]  # of the file's columns, by which a total is told
    ranges: dict[str, tuple[float, float]]
    groupless: int
    tail: list[Parsed]  # what may be the total of the file, and what stands below it
    file: File | None  # what the file is, where the portion is all of it
    on_bytes: list[str]
    on_encodings: list[str]


@dataclass
class OnePortion(Files):
    """The files of a table of which only one portion is here."""

    portion: Any = None
    of_several: bool = False

    @property
    def several(self) -> bool:
        return self.of_several

    def blocks(self) -> Any:
        source = self.first
        return ((source, block) for block in self.portion.blocks(source))

    def _open(self, index: int) -> Source:
        """The only one that is open."""
        if not self.sources:
            self.sources.append(self.portion.open())
        return self.sources[0]


class PortionReading:
    """Reads one portion; use it in a `with` statement.

    Whether the last row of a file holds sums is known to whoever knows the rows above it. Of a file that was cut these
    are elsewhere, so that row, and what stands below it, is left for others to take: the tail.
    """

    def __init__(self, task: PortionTask, *, keep_bytes: bool = False) -> None:
        """keep_bytes: of the blocks, where something is appended to their records."""
        self.task, self.keep_bytes = task, keep_bytes
        files = OnePortion([task.portion.path], limits=task.limits, portion=task.portion, of_several=task.several)
        files.layout = replace(files.layout, missing_values=task.missing_values)
        self.files, self.tail = files, list[Parsed]()
        self.reading = Reading(
            files, task.columns, condition=task.condition, strict=task.strict, keep_all=task.keep_all
        )

    def __enter__(self) -> "PortionReading":
        return self

    def __exit__(self, *error: object) -> None:
        self.files.__exit__()

    def cells(self, *, whole: bool = False) -> Iterator[Cells]:
        """The rows, a block at a time. whole: take the tail too, since the portion is all of a file."""
        parse = self.reading.parser(keep_bytes=self.keep_bytes)
        first_totals = FirstTotals(self.files, parse)
        for parsed in map(parse, first_totals.named(self.files.blocks())):
            if not whole and (self.tail or parsed.chunk.block.may_be_total):
                self.tail.append(parsed)
            else:
                yield self.reading.take(self.reading.totals.without(parsed), keep_bytes=self.keep_bytes)

    def no_cells(self) -> Cells:
        """No rows, but all columns."""
        source = self.files.first
        return self.reading.take(self.reading.parser()((source, Block(b"", source.first_line))))

    def summary(self, cells: Cells | None = None) -> PortionSummary:
        """What the portion says of its table. cells: all its rows, where it has to be known where levels begin."""
        reading, levels, files = self.reading, names(self.reading.levels), self.reading.files
        n, codes, numeric = (0, [], []) if cells is None else (len(cells), cells.codes, cells.numeric)
        first_of_level = [_first_rows(own, 1 + len(texts), n) for own, texts in zip(codes, levels, strict=False)]
        return PortionSummary(
            rows=n,
            levels=levels,
            inputs=names(reading.input_levels),
            first_of_level=first_of_level,
            first_missing=np.array([first_nan(values) for values in numeric], dtype=np.intp),
            left_out=reading.left_out,
            marks=reading.marks,
            sums=reading.totals.sums,
            ranges=reading.ranges,
            groupless=reading.groups.absent if reading.groups else 0,
            tail=self.tail,
            file=self.task.portion.file(files.first),
            on_bytes=files.remarks_on_bytes(),
            on_encodings=files.remarks_on_encodings(),
        )


def read_portion(task: PortionTask) -> PortionSummary:
    """Read a portion, keep its rows here if there is room, and tell what they say of the table."""
    summary, cells = _read(task)
    ROWS_HERE.keep(task.key, cells, ROOM.at_most(task.limits.rows_here_bytes))
    return summary


def rows_of_portion(task: PortionTask) -> Cells:
    """The rows of a portion with codes of its own; those that were kept here, else it is read once more."""
    return ROWS_HERE.get(task.key) or _read(task)[1]


def _read(task: PortionTask) -> tuple[PortionSummary, Cells]:
    with PortionReading(task) as portion:
        cells = _joined(list(portion.cells()) or [portion.no_cells()], task)
        return portion.summary(cells), cells


def _joined(several: list[Cells], task: PortionTask) -> Cells:
    """All rows of a portion, with the file that they are of."""
    cells = Cells.joined([cells for cells in several if len(cells)] or several[:1])
    return replace(cells, origins=cells.origins + task.file * LINES_OF_A_FILE, unreadable={}, index=None, inputs={})


def _first_rows(codes: Ints, count: int, n: int) -> Ints:
    """The first row that has each code."""
    first = np.full(count, n)
    first[codes[::-1]] = np.arange(n)[::-1]  # of several assignments the last stays
    return first


def first_nan(values: Floats) -> int:
    """The first row without a number; the number of rows where all have one."""
    absent = np.isnan(values)
    return int(absent.argmax()) if absent.any() else len(values)


@dataclass
class RowsHere:
    """Rows of portions that were read by this process, the latest of them, for the task that comes next on them."""

    kept: "OrderedDict[tuple[str, int], Cells]" = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def keep(self, key: tuple[str, int], cells: Cells, most: int) -> None:
        """most: bytes of all that are kept; what was read first makes room."""
        with self.lock:
            if key in self.kept:
                return
            self.kept[key] = cells
            self.size += _bytes_of(cells)
            while self.size > most and self.kept:
                _, oldest = self.kept.popitem(last=False)
                self.size -= _bytes_of(oldest)

    def get(self, key: tuple[str, int]) -> Cells | None:
        with self.lock:
            return self.kept.get(key)

    def forget(self, run: str) -> None:
        """Those of a run that has ended."""
        with self.lock:
            for key in [key for key in self.kept if key[0] == run]:
                self.size -= _bytes_of(self.kept.pop(key))


ROWS_HERE = RowsHere()


def _bytes_of(cells: Cells) -> int:
    arrays = [*cells.numeric, *cells.codes, cells.y, cells.origins, cells.weights, cells.keys]
    return sum(array.nbytes for array in arrays if array is not None)
