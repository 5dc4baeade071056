"""The windows of a table whose rows are elsewhere: those of one portion are made there, all others here.

Where windows begin depends on nothing but how many rows there are, which the first round of tasks tells. So a worker
makes from the windows that lie in its portion as a whole what one machine would make of them, and sends back that and
the few rows that it shares with the portions before and behind. All is put together in the order of the file.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

import numpy as np

from lrcli.arrays import Ints
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.read import Cells
from lrcli.data.rows.read_portion import PortionTask, rows_of_portion
from lrcli.data.rows.reading_apart import Piece, ReadingApart, in_table_codes, renumbered
from lrcli.data.rows.tasks import TaskResult, in_order, ready
from lrcli.data.tables.split import Dealer
from lrcli.data.tables.survey import Survey, SurveyScout
from lrcli.data.tables.windows import Window, cut, window_edges, window_of


@dataclass(frozen=True)
class WholeWindows:
    """The windows that lie in one portion as a whole."""

    portion: PortionTask
    codes: tuple[Ints, ...]  # the table's code for each of the portion's codes, of each categorical column
    skipped: int  # rows of the portion before the first window
    sizes: tuple[int, ...]
    first: int  # row of the table that the first window begins at
    dealer: Dealer
    scouts: tuple[SurveyScout, ...]  # for each target

    def __str__(self) -> str:
        return str(self.portion)

    def of(self, cells: Cells, scouts: Sequence[SurveyScout]) -> Iterator[Window]:
        """Each window of the rows of the portion, once the scouts have looked at it."""
        start, first, columns = self.skipped, self.first, self.portion.columns
        for size in self.sizes:
            window = window_of([cells[start : start + size]], first, self.dealer)
            show_window(scouts, window, columns)
            yield window
            start, first = start + size, first + size

    def cells(self) -> Cells:
        """All rows of the portion, with the table's codes."""
        return in_table_codes(rows_of_portion(self.portion), self.codes)

    def new_scouts(self) -> list[SurveyScout]:
        """Scouts that have seen nothing. Those that were sent stay unchanged, for a task that has to run again."""
        return [scout.new() for scout in self.scouts]

    def others(self, cells: Cells) -> tuple[Cells, Cells]:
        """The rows of the portion before these windows, and those behind."""
        return cells[: self.skipped], cells[self.skipped + sum(self.sizes) :]


def show_window(surveys: Sequence[Survey | SurveyScout], window: Window, columns: Columns) -> None:
    """Show a window to the surveys of all targets."""
    for index, survey in enumerate(surveys):
        survey.add(window.of_target(index, columns))


class WindowsSummary(Protocol):
    """What a worker returns of whole windows."""

    @property
    def others(self) -> tuple[Cells, Cells]:
        """The rows before and behind, which belong to windows with rows of other portions."""
        ...

    @property
    def scouts(self) -> Sequence[SurveyScout]: ...


Summary = TypeVar("Summary", bound=WindowsSummary)


class Apart(ABC, Generic[Summary]):
    """Makes something of all windows of a table whose rows are elsewhere."""

    stage: ClassVar[str]  # what is shown meanwhile

    def __init__(self, reading: ReadingApart, surveys: Sequence[Survey], size: int, dealer: Dealer) -> None:
        """size: rows of a window."""
        self.reading, self.surveys, self.dealer = reading, surveys, dealer
        reading.scan()
        self.starts = np.cumsum([0, *(piece.rows for piece in reading.pieces)])
        self.edges = window_edges(int(self.starts[-1]), size)
        self.ahead: int | None = None  # tasks that wait at most; None: as many as keep the workers busy
        self.waiting: list[Cells] = []
        self.next = 0  # window

    @abstractmethod
    def begin(self, windows: WholeWindows, number: int, worker: str | None) -> "Future[TaskResult]":
        """Begin the task for the windows of a portion. number: of the first of them. worker: who has its rows."""

    @abstractmethod
    def join(self, summary: Summary) -> None:
        """Add what was made of whole windows elsewhere."""

    @abstractmethod
    def take(self, window: Window) -> None:
        """Add a window that is here."""

    def gather(self) -> None:
        """All windows, in the order of the file."""
        tasks, pieces = self.reading.tasks, self.reading.pieces
        for (index, piece), result in in_order(tasks, self._begin, enumerate(pieces), self.ahead):
            first, behind = self._numbers(index)
            if piece.here is not None:
                self.waiting.append(piece.here)
            elif first == behind:
                self.waiting.append(renumbered(result.value, piece))
            else:
                self._add(result.value, behind - first)
            self._take_whole()
            tasks.watch.show_portions(self.stage, index + 1, len(pieces))

    def _begin(self, item: tuple[int, Piece]) -> "Future[TaskResult]":
        index, piece = item
        if piece.task is None:
            return ready(None)
        first, behind = self._numbers(index)
        if first == behind:
            return self.reading.fetch(piece)
        windows = WholeWindows(
            portion=piece.task,
            codes=piece.codes,
            skipped=int(self.edges[first] - self.starts[index]),
            sizes=tuple((self.edges[first + 1 : behind + 1] - self.edges[first:behind]).tolist()),
            first=int(self.edges[first]),
            dealer=self.dealer,
            scouts=tuple(survey.scout() for survey in self.surveys),
        )
        return self.begin(windows, first, piece.worker)

    def _numbers(self, index: int) -> tuple[int, int]:
        """The first window that lies in a piece as a whole, and the one behind the last; alike where there is none."""
        start, stop = self.starts[index], self.starts[index + 1]
        first = int(np.searchsorted(self.edges, start))
        behind = int(np.searchsorted(self.edges, stop, "right")) - 1
        return first, max(first, behind)

    def _add(self, summary: Summary, count: int) -> None:
        before, behind = summary.others
        self.waiting.append(before)
        self._take_whole()
        self.join(summary)
        for survey, scout in zip(self.surveys, summary.scouts, strict=True):
            survey.join(scout)
        self.next += count
        self.waiting = [behind]

    def _take_whole(self) -> None:
        """The windows all of whose rows are here."""
        while self.next < len(self.edges) - 1:
            first, size = int(self.edges[self.next]), int(self.edges[self.next + 1] - self.edges[self.next])
            if sum(map(len, self.waiting)) < size:
                return
            rows, self.waiting = cut(self.waiting, size)
            window = window_of(rows, first, self.dealer)
            show_window(self.surveys, window, self.reading.columns)
            self.take(window)
            self.next += 1
