"""The rows of a wide table, shuffled and dealt to roles where they are read, and kept here or on a disk that all share.

A worker makes the same records as one machine would, of the windows that lie in its portion as a whole. Where a folder
is named by --scratch, it appends them to a file there, one for each process, and only their places come back: then this
process needs memory for neither rows nor pieces, and reads minibatches from the files as from a file of its own.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import ClassVar
from uuid import uuid4

import numpy as np

from lrcli.data.files.portions import ElsewhereError
from lrcli.data.rows.read import Cells
from lrcli.data.rows.reading_apart import MOST_BROUGHT_AHEAD, ReadingApart
from lrcli.data.rows.tasks import AHEAD, TaskResult
from lrcli.data.tables.scratch import RowRecords, Scratch
from lrcli.data.tables.shuffled import Pieces, Shuffler, Tally
from lrcli.data.tables.split import Dealer
from lrcli.data.tables.survey import Survey, SurveyScout
from lrcli.data.tables.windows import Window
from lrcli.data.tables.windows_apart import Apart, WholeWindows

PROCESS = uuid4().hex  # of whoever runs tasks: the name of its files, which no other process of any machine has
APPEND_LOCK = Lock()  # two threads of a process append to one file


class ScratchError(ElsewhereError):
    """Raised where a worker cannot write rows."""

    remedy = "--scratch needs a folder that all workers find at the same path and may write to, with room for the rows"


@dataclass(frozen=True)
class ShuffleTask:
    """The windows that lie in one portion as a whole."""

    windows: WholeWindows
    shuffler: Shuffler
    folder: str | None  # where their rows go; None: they come back

    def __str__(self) -> str:
        return str(self.windows)


@dataclass(frozen=True)
class ShuffledWindows:
    """What was made of these windows."""

    others: tuple[Cells, Cells]
    tallies: list[tuple[int, Tally]]  # of each role of each window, in order
    records: list[RowRecords]  # the rows of each; none where they are in a file
    file: str
    offset: int  # in the file, where the first of them begins
    scouts: Sequence[SurveyScout]


def shuffle_windows(task: ShuffleTask) -> ShuffledWindows:
    """Shuffle and deal the windows of a portion."""
    windows = task.windows
    cells, scouts = windows.cells(), windows.new_scouts()
    dealt = [piece for window in windows.of(cells, scouts) for piece in task.shuffler(window)]
    records, file, offset = [rows for _, rows, _ in dealt], "", 0
    if task.folder is not None:
        file, offset = _append(records, Path(task.folder))
        records = []
    tallies = [(role, tally) for role, _, tally in dealt]
    return ShuffledWindows(windows.others(cells), tallies, records, file, offset, scouts)


def _append(several: Sequence[RowRecords], folder: Path) -> tuple[str, int]:
    """The path of this process's file, and where these rows begin in it."""
    path = folder / f"{PROCESS}-{os.getpid()}"  # of processes that were forked, one name
    try:
        with APPEND_LOCK, path.open("ab") as file:
            offset = file.seek(0, os.SEEK_END)
            for records in several:
                file.write(np.ascontiguousarray(records).view(np.uint8).data)
    except OSError as error:
        raise ScratchError(f"cannot write rows to {folder}: {error.strerror or error}") from None
    return str(path), offset


class ShuffleApart(Apart[ShuffledWindows]):
    """Keeps the rows of a table whose rows are elsewhere."""

    stage: ClassVar[str] = "shuffling rows"

    def __init__(
        self,
        reading: ReadingApart,
        surveys: Sequence[Survey],
        size: int,
        dealer: Dealer,
        shuffler: Shuffler,
        scratch: Scratch,
    ) -> None:
        super().__init__(reading, surveys, size, dealer)
        self.shuffler, self.scratch, self.folder = shuffler, scratch, scratch.shared
        self.pieces = Pieces()
        if self.folder is None:
            self.ahead = min(AHEAD * reading.tasks.count, MOST_BROUGHT_AHEAD)

    def begin(self, windows: WholeWindows, number: int, worker: str | None) -> "Future[TaskResult]":
        return self.reading.tasks.submit(shuffle_windows, ShuffleTask(windows, self.shuffler, self.folder), near=worker)

    def join(self, summary: ShuffledWindows) -> None:
        offset, dtype, here = summary.offset, self.shuffler.dtype, iter(summary.records)
        for role, tally in summary.tallies:
            if summary.file:
                piece = self.scratch.kept_by_others(summary.file, offset, tally.n, dtype)
                offset += tally.n * dtype.itemsize
            else:
                piece = self.scratch.keep(next(here))
            self.pieces.add(role, piece, tally)

    def take(self, window: Window) -> None:
        for role, records, tally in self.shuffler(window):
            self.pieces.add(role, self.scratch.keep(records), tally)
