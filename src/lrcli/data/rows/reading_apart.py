"""A table that is read by many: its portions are read as tasks, and what they say is put together here, in order.

Two rounds of tasks. The first looks at the ranges of large texts, to find where records begin, and hashes files; it
costs what it costs to see the bytes. The second reads the rows. Each portion's rows stay with the worker that read
them, as far as there is room, and only summaries come back: how many rows there are, which levels, what was left out.
They are put together in the order of the files, so that whoever was first changes nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from uuid import uuid4

from lrcli.arrays import Ints
from lrcli.data.files import text_ranges
from lrcli.data.files.portions import Cut, Portion, Stamp, WholeFile
from lrcli.data.files.source import Source
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.read_portion import ROWS_HERE, PortionSummary, PortionTask, read_portion, rows_of_portion
from lrcli.data.rows.tasks import AHEAD, TaskResult, Tasks, in_order, ready
from lrcli.data.rows.totals import add_sums
from lrcli.data.rows.workers import Workers
from lrcli.errors import OptionError

EVERY_ROW = slice(None)
MOST_BROUGHT_AHEAD = 8  # portions, some 50 MB each: workers that have no room for their rows read them again


@dataclass(frozen=True)
class Piece:
    """Consecutive usable rows: those of a portion, which are elsewhere, or a few that are here."""

    rows: int
    task: PortionTask | None = None
    codes: tuple[Ints, ...] = ()  # the table's code for each of the portion's codes, of each categorical column
    first_of_level: tuple[Ints, ...] = ()  # the first of these rows with each of the portion's codes
    first_missing: Ints | None = None
    worker: str | None = None  # who read them
    here: Cells | None = None


class ReadingApart(Reading):
    """Reads files once, by tasks."""

    def __init__(self, reading: Reading, tasks: Tasks, *, hashed: bool = True) -> None:
        """reading: begun, with nothing read. hashed: whether hashes of the files are kept."""
        super().__init__(
            reading.files,
            reading.columns,
            condition=reading.condition,
            strict=reading.strict,
            keep_all=reading.keep_all,
        )
        self.tasks, self.hashed, self.run = tasks, hashed, uuid4().hex
        self.pieces: list[Piece] = []
        self.hashes: dict[int, Future[TaskResult]] = {}  # what each file is that is read in ranges
        self.on_bytes, self.on_encodings = list[str](), list[str]()  # remarks
        self.done: Counter[int] = Counter()  # bytes of each file
        for path in self.files.paths:
            if not isinstance(path, str) or path == "-":
                raise OptionError(
                    "cluster", f"needs files that its workers can open, and they cannot read {_what(path)}"
                )
        self.scanned = False

    def cells(self, workers: Workers, *, keep_bytes: bool = True) -> Iterator[Cells]:
        """All rows, brought here portion by portion; the first windows alone, since often no more are wanted here."""
        self.scan()
        wanted = [(piece, rows) for piece in self.pieces for rows in self._slices(piece)]
        most = min(AHEAD * self.tasks.count, MOST_BROUGHT_AHEAD)
        for some, ahead in ((wanted[:1], 0), (wanted[1:], most)):
            for (piece, _), result in in_order(self.tasks, lambda each: self._bring(*each), some, ahead):
                yield result.value if piece.task is None else renumbered(result.value, piece)

    def _slices(self, piece: Piece) -> list[slice]:
        """The rows of a piece that come at once."""
        first = 2 * self.files.limits.window_rows
        is_first = piece is self.pieces[0] and piece.rows > first
        return [slice(0, first), slice(first, None)] if is_first else [EVERY_ROW]

    def _bring(self, piece: Piece, rows: slice) -> "Future[TaskResult]":
        return (
            ready(None if piece.here is None else piece.here[rows]) if piece.task is None else self.fetch(piece, rows)
        )

    def scan(self) -> None:
        """Read all portions where they are, and learn what they say of the table."""
        if self.scanned:
            return
        self.scanned = True
        for task, result in in_order(self.tasks, lambda task: self.tasks.submit(read_portion, task), self.portions()):
            summary: PortionSummary = result.value
            self._add(task, summary, result.worker)
        for index, digest in self.hashes.items():
            self.files.identified[index] = self.tasks.result(digest).value
        self.end()

    def end(self) -> None:
        """Say what only all portions tell. Raise DataError where they leave a doubt."""
        self.finish(self.on_bytes, self.on_encodings)

    def fetch(self, piece: Piece, rows: slice = EVERY_ROW) -> "Future[TaskResult]":
        """Begin to bring some rows of a portion here, with codes of its own."""
        return self.tasks.submit(some_rows, piece.task, rows, near=piece.worker)

    def release(self) -> None:
        """Let the workers forget the rows of this run."""
        for worker in {piece.worker for piece in self.pieces if piece.task}:
            self.tasks.submit(forget, self.run, near=worker)

    def portions(self) -> Iterator[PortionTask]:
        """All portions in the order of the files, those of a file once it is known where they begin."""
        number = count()
        names = list[str]()
        for index, path in enumerate(map(str, self.files.paths)):
            source = self.files.open(index)
            names.append(source.name)
            for portion in self._portions_of(index, path, source):
                yield PortionTask(
                    key=(self.run, next(number)),
                    portion=portion,
                    index=index,
                    file=names.index(source.name),
                    several=self.files.several,
                    columns=self.columns,
                    condition=self.condition,
                    strict=self.strict,
                    keep_all=self.keep_all,
                    missing_values=self.files.layout.missing_values,
                    limits=self.files.limits,
                )
            source.close()
            source.rest = b""  # of thousands of files it would be too much

    def _portions_of(self, index: int, path: str, source: Source) -> Sequence[Portion]:
        stamp = Stamp.of(path) if source.stream.size is not None else None
        if plan := _cut_of(path, stamp, source):
            looks = [self.tasks.submit(*look) for look in plan.looks]
            digest = self.tasks.submit(*plan.hashing) if self.hashed else None
            portions = plan.portions([*self._results(looks, index)])
            if portions is not None:
                if digest is not None:
                    self.hashes[index] = digest
                return portions
            if digest is not None:
                digest.cancel()
        layout, limits, size = self.files.layout, self.files.limits, stamp.size if stamp else 0
        return [WholeFile(path, stamp, layout, limits, source.header, source.splits, source.name, size)]

    def _results(self, looks: Sequence["Future[TaskResult]"], index: int) -> Iterator[Any]:
        """What the looks at a file say. That of the first is shown: those of later ones go on while others are read."""
        for number, look in enumerate(looks):
            yield self.tasks.result(look).value
            if index == 0:
                self.tasks.watch.show_portions("looking for records", number + 1, len(looks))

    def _add(self, task: PortionTask, summary: PortionSummary, worker: str | None) -> None:
        """Put a portion behind those before it."""
        codes = self.merge(task, summary)
        self.pieces.append(
            Piece(summary.rows, task, codes, tuple(summary.first_of_level), summary.first_missing, worker)
        )
        for cells in self.tail_of(summary):
            self.pieces.append(Piece(len(cells), here=cells))

    def tail_of(self, summary: PortionSummary) -> Iterator[Cells]:
        """The rows of a portion that whoever read it left for others to take."""
        return (self.take(self.totals.without(parsed), keep_bytes=True) for parsed in summary.tail)

    def merge(self, task: PortionTask, summary: PortionSummary) -> tuple[Ints, ...]:
        """Add what a portion says of the table to what those before it said.

        The table's code for each of the portion's codes, of each categorical column.
        """
        name = task.portion.name
        if self.totals.file != name:
            self.totals.file, self.totals.sums = name, {}
        add_sums(self.totals.sums, summary.sums)
        self.left_out.merge(summary.left_out)
        self.marks.merge(summary.marks)
        for column, (low, high) in summary.ranges.items():
            lowest, highest = self.ranges.get(column, (low, high))
            self.ranges[column] = min(lowest, low), max(highest, high)
        if self.groups:
            self.groups.absent += summary.groupless
        for levels, texts in zip(self.input_levels, summary.inputs, strict=True):
            levels.codes_of(texts)
        codes = tuple(levels.codes_of(texts) for levels, texts in zip(self.levels, summary.levels, strict=True))
        if summary.file:
            self.files.identified[task.index] = summary.file
        self.on_bytes += summary.on_bytes
        self.on_encodings += summary.on_encodings
        self.done[task.index] += task.portion.size
        self.tasks.watch.show_files(task.index, len(self.files.paths))
        self.files.add_bytes(task.index, self.done[task.index])
        return codes


def some_rows(task: PortionTask, rows: slice) -> Cells:
    """Some rows of a portion, wherever they are."""
    return rows_of_portion(task)[rows]


def forget(run: str) -> None:
    ROWS_HERE.forget(run)


def renumbered(cells: Cells, piece: Piece) -> Cells:
    """The rows of a portion with the codes of the table."""
    return in_table_codes(cells, piece.codes)


def in_table_codes(cells: Cells, codes: Sequence[Ints]) -> Cells:
    """The same rows. codes: the table's code for each of their own, of each categorical column."""
    return replace(cells, codes=[table[own] for table, own in zip(codes, cells.codes, strict=True)])


def _what(path: object) -> str:
    return "standard input" if path == "-" else "a table in memory"


def _cut_of(path: str, stamp: Stamp | None, source: Source) -> Cut | None:
    """How a file is cut into portions; None where it is one."""
    if source.stream.reader == "parquet":
        from lrcli.data.files import row_groups  # pyarrow's Parquet takes longer to import than most files to read

        return row_groups.cut_of(path, stamp, source)
    return text_ranges.cut_of(path, stamp, source)
