"""Work on other threads, processes or machines: functions of what can be pickled, on any `concurrent.futures.Executor`.

A task is idempotent: it says all that it needs (which bytes, which columns, which scale), keeps nothing that another
would miss, and returns a summary. So whoever loses a worker may run its tasks again, and gets the same bytes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
AHEAD = 2  # tasks for each worker that wait for their turn, so that none is idle


@dataclass(frozen=True)
class TaskResult:
    """What a task returned, and who ran it: the next one on the same bytes finds the rows there."""

    value: Any
    worker: str | None


class TaskProgress(Protocol):
    """The progress of tasks on the screen, beside the bytes that were read."""

    def show_files(self, done: int, total: int) -> None:
        """Show how many of several files have been read completely."""
        ...

    def show_portions(self, stage: str, done: int, total: int) -> None:
        """Show how many portions are done in a round that reads no file."""
        ...


class NoProgress:
    """Shows nothing."""

    def show_files(self, done: int, total: int) -> None: ...

    def show_portions(self, stage: str, done: int, total: int) -> None: ...


class Tasks(Protocol):
    """Runs tasks. count: so many at the same time. watch: who is told how far they are."""

    watch: TaskProgress

    @property
    def count(self) -> int: ...

    def submit(self, work: Callable[..., Any], *arguments: Any, near: str | None = None) -> "Future[TaskResult]":
        """Begin a task. arguments: the first, as a text, names what is read. near: the worker that should run it."""
        ...

    def result(self, future: "Future[TaskResult]") -> TaskResult:
        """What a task returned. Raise its error, or DataError where it could not be run."""
        ...


@dataclass
class Room:
    """How much memory whoever runs tasks in this process lets them keep from one to the next."""

    bytes: int | None = None  # None: as much as a run asks for

    def at_most(self, wanted: int) -> int:
        return wanted if self.bytes is None else min(wanted, self.bytes)


ROOM = Room()


class ExecutorTasks:
    """Tasks on an executor of this machine, whose workers are all alike."""

    def __init__(self, executor: Executor, count: int) -> None:
        self.executor, self.count = executor, count
        self.watch: TaskProgress = NoProgress()

    def submit(self, work: Callable[..., Any], *arguments: Any, near: str | None = None) -> "Future[TaskResult]":
        return self.executor.submit(run, work, *arguments)

    def result(self, future: "Future[TaskResult]") -> TaskResult:
        return future.result()


def run(work: Callable[..., Any], *arguments: Any) -> TaskResult:
    """Run a task where it does not matter who does."""
    return TaskResult(work(*arguments), None)


def ready(value: Any) -> "Future[TaskResult]":
    """What is here already, where a task could be."""
    future: Future[TaskResult] = Future()
    future.set_result(TaskResult(value, None))
    return future


def in_order(
    tasks: Tasks, begin: Callable[[Item], "Future[TaskResult]"], items: Iterable[Item], ahead: int | None = None
) -> Iterator[tuple[Item, TaskResult]]:
    """Each item with what its task returned, in order; tasks begin only as far ahead as keeps the workers busy.

    begin: the task of an item. ahead: how many wait at most. What is left when nobody asks any more is cancelled.
    """
    waiting: deque[tuple[Item, Future[TaskResult]]] = deque()
    most = AHEAD * tasks.count if ahead is None else ahead
    try:
        for item in items:
            waiting.append((item, begin(item)))
            if len(waiting) > most:
                first, future = waiting.popleft()
                yield first, tasks.result(future)
        while waiting:
            first, future = waiting.popleft()
            yield first, tasks.result(future)
    finally:
        for _, future in waiting:
            future.cancel()
