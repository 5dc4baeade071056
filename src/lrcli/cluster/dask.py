"""Tasks run by the workers of a Dask cluster: one that exists already, or some processes of this machine.

If a worker is lost, Dask runs its tasks again on another one. After four workers it gives up: then it must be the task
that ends them. Nothing has to be done for this here, since a task carries everything that it needs.
"""

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from lrcli.cluster.local import local_client
from lrcli.cluster.versions import check_scheduler, check_workers, own_versions
from lrcli.cluster.worker import run_on_worker
from lrcli.data.rows.parcels import unpack
from lrcli.data.rows.tasks import NoProgress, TaskProgress, TaskResult
from lrcli.errors import LrcliError, OptionError
from lrcli.temporary import temporary_folder

ADDRESS = re.compile(r"t(cp|ls)://.+:\d+")
ANSWER_TIME = 10  # seconds within which a scheduler has to answer
START_TIME = 60  # seconds within which there has to be a worker that takes tasks
PATIENCE = 20  # seconds to wait for a result before checking that there still are such workers
MOST_PROCESSES = 1000  # on this machine: a larger number is a mistake, such as a port
PHASES = {
    "scan_range": "looked for records",
    "count_lines_of": "looked for records",
    "read_portion": "read the rows",
    "some_rows": "sent rows",
    "moments_of_windows": "made minibatches",
    "shuffle_windows": "shuffled the rows",
    "gather_bundles": "added up the rows",
    "predict_portion": "predicted the rows",
}


@contextmanager
def workers_at(address: str) -> Iterator["DaskTasks"]:
    """The workers of the scheduler at an address; or, for a number, so many new processes, which end with the block.

    Raise OptionError for anything else, and LrcliError where nobody answers or the workers cannot do the work.
    """
    local = address.isdecimal()
    if local and not 0 < int(address) <= MOST_PROCESSES:
        raise OptionError("cluster", f"{address} is not 1 to {MOST_PROCESSES:,} processes")
    if not local and not ADDRESS.fullmatch(address):
        raise OptionError(
            "cluster", f"{address!r} is neither an address like tcp://scheduler:8786 nor a number of processes"
        )
    if find_spec("distributed") is None:
        raise LrcliError("--cluster needs Dask, which is not installed; install it with: pip install 'lrcli[cluster]'")
    distributed: Any = import_module("distributed")  # only parts of it are typed

    _silence()
    if local:
        # Dask would make a folder and not remove it.
        with temporary_folder() as folder, local_client(distributed, int(address), folder) as client:
            yield DaskTasks(client, address)
        return
    with _client_of(distributed, address) as client:
        yield DaskTasks(client, address)


def _client_of(distributed: Any, address: str) -> Any:
    """A connection to a scheduler. Raise LrcliError where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # different versions raise an error that names the worker, below
        try:
            return distributed.Client(address, timeout=ANSWER_TIME)
        except TypeError as error:
            if not address.startswith("tls"):
                raise
            raise LrcliError(
                f"{address} needs certificates, and Dask's configuration names none ({_first_line(error)}); see "
                "distributed.comm.tls in its documentation"
            ) from None
        except (OSError, TimeoutError) as error:
            raise LrcliError(
                f"no Dask scheduler answers at {address} ({_first_line(error)}); start one with: dask scheduler"
            ) from None


def _silence() -> None:
    """Stop Dask's log messages in this process: one error of lrcli says what ended a run."""
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class DaskTasks:
    """Runs tasks on the workers of a Dask cluster."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        if not address.isdecimal():  # processes of this machine have what this one has
            check_scheduler(client, address)
            self._wait_for_a_worker()
            check_workers(client)
        self.versions = own_versions()
        self.count = sum(client.nthreads().values())
        self.workers = len(client.nthreads())
        self.watch: TaskProgress = NoProgress()
        self.anywhere: Executor = client.get_executor(pure=False)
        self.near: dict[str, Executor] = {}
        # The function of each task, and what it reads.
        self.tasks: WeakKeyDictionary[Future[TaskResult], tuple[str, str]] = WeakKeyDictionary()
        self.times: dict[str, tuple[float, float]] = {}  # of each phase, the first start and the last end

    @property
    def dashboard(self) -> str | None:
        """Where a browser sees the workers, if the scheduler has such a page."""
        scheduler = self.client.get_versions(packages=["bokeh"])["scheduler"]
        has_page = scheduler["packages"]["bokeh"] and "dashboard" in self.client.scheduler_info()["services"]
        return str(self.client.dashboard_link) if has_page else None

    @property
    def phases(self) -> list[str]:
        """How long each kind of task took, from the first start to the last end."""
        return [f"{words} in {end - start:.1f} s" for words, (start, end) in self.times.items()]

    @property
    def rest(self) -> float:
        """Seconds since the last task has ended."""
        return monotonic() - max(end for _, end in self.times.values())

    def submit(self, work: Callable[..., Any], *arguments: Any, near: str | None = None) -> "Future[TaskResult]":
        executor = self.anywhere
        if near is not None:
            if near not in self.near:
                self.near[near] = self.client.get_executor(pure=False, workers=[near], allow_other_workers=True)
            executor = self.near[near]
        name = work.__name__
        if name in PHASES:
            self.times.setdefault(PHASES[name], (monotonic(), monotonic()))
        try:
            future: Future[TaskResult] = executor.submit(run_on_worker, self.versions, work, *arguments)
        except (OSError, RuntimeError) as error:
            raise self._gone(error) from None
        self.tasks[future] = name, str(arguments[0])
        return future

    def result(self, future: "Future[TaskResult]") -> TaskResult:
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        name, what = self.tasks.get(future, ("", "a file"))
        try:
            result = self._wait(future)
        except KilledWorker as error:
            check_workers(self.client)  # a worker without lrcli ends with the first task that it gets
            raise LrcliError(
                f"{what}: {error.allowed_failures + 1} workers ended while they read it, the last of them "
                f"{error.last_worker.address}; give workers more memory, or read their logs"
            ) from None
        except (CommClosedError, CancelledError, OSError) as error:
            raise self._gone(error) from None
        if name in PHASES:
            self.times[PHASES[name]] = self.times[PHASES[name]][0], monotonic()
        if result.worker is None:  # it was here already
            return result
        return TaskResult(unpack(result.value), result.worker)

    def _wait(self, future: "Future[TaskResult]") -> TaskResult:
        """The result of a task, as long as there is a worker that can run it."""
        while True:
            try:
                return future.result(PATIENCE)
            except TimeoutError:
                if future.done():
                    raise
                self._wait_for_a_worker()

    def _wait_for_a_worker(self) -> None:
        """Raise LrcliError where no worker takes tasks: there is none, or none has memory left for more."""
        try:
            self.client.wait_for_workers(1, timeout=START_TIME)
        except TimeoutError:
            if paused := [*self.client.nthreads()]:
                raise LrcliError(
                    f"the worker {paused[0]} has used most of its memory and takes no more tasks, nor does any other "
                    f"at {self.address}; give workers more memory: dask worker --memory-limit"
                ) from None
            if self.address.isdecimal():
                raise LrcliError("no worker is left on this machine; run the command again") from None
            raise LrcliError(
                f"the cluster at {self.address} has no workers; start one with: dask worker {self.address}"
            ) from None

    def _gone(self, error: BaseException) -> LrcliError:
        return LrcliError(
            f"the scheduler at {self.address} is gone ({_first_line(error)}); start it and run the command again: "
            "nothing was written"
        )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
