"""Work on several threads, whose results come in order. pyarrow, NumPy and hashlib release the interpreter lock."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from lrcli.errors import OptionError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


MOST_DIGITS = 9  # of a number of threads


def threads() -> int:
    """The number of threads; LRCLI_THREADS overrides it. No result depends on it."""
    wanted = os.environ.get("LRCLI_THREADS") or str(min(8, cores()))
    if not wanted.isdecimal() or len(wanted) > MOST_DIGITS:
        raise OptionError("LRCLI_THREADS", f"{wanted!r} is not a whole number")
    return max(1, int(wanted))


def cores() -> int:
    """The processors that this process may use, where the system tells, else those of the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """A pool of threads. At the end of `with` it is closed, and work that has not begun is cancelled."""

    def __init__(self) -> None:
        self.count = threads()
        self.pool = ThreadPoolExecutor(self.count)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *error: object) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)

    def in_order(
        self, work: Callable[[_Item], _Result], items: Iterable[_Item], at_once: Callable[[], bool] = lambda: False
    ) -> Iterator[_Result]:
        """work(item) of every item, in order; items are taken only as far ahead as keeps the threads busy.

        at_once: whether, now that an item was taken, the next may be long in coming, and the results are wanted before.
        """
        waiting: deque[Future[_Result]] = deque()
        source = iter(items)
        while True:
            try:
                item = next(source)
            except StopIteration:
                break
            except Exception:  # the results of the items before it come first
                yield from self._results(waiting)
                raise
            waiting.append(self.pool.submit(work, item))
            if at_once():
                yield from self._results(waiting)
            elif len(waiting) > self.count:
                yield waiting.popleft().result()
        yield from self._results(waiting)

    def _results(self, waiting: deque[Future[_Result]]) -> Iterator[_Result]:
        while waiting:
            yield waiting.popleft().result()
