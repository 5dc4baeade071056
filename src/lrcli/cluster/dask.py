"""The workers of a Dask cluster, as those who run tasks: one that is there already, or some processes of this machine.

Dask runs a task again that was lost with its worker, on another one; after the third worker it gives up, for then the
task is what kills them. Nothing else is needed for that: a task says all that it needs.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from lrcli.data.files.portions import ElsewhereError
from lrcli.data.rows.tasks import Done
from lrcli.errors import LrcliError, OptionError

ANSWER_TIME = 10  # seconds within which a scheduler has to answer
START_TIME = 60  # seconds within which a first worker has to be there
HANGING_TIME = "30s"  # without a sign of life, after which the tasks of a process of this machine go to another
MOST_PROCESSES = 1000
PHASES = {
    "look": "looked for records",
    "read_portion": "read the rows",
    "reduce_windows": "made minibatches",
    "predict_portion": "predicted the rows",
}


@contextmanager
def workers_at(address: str) -> Iterator["DaskTasks"]:
    """The workers of the scheduler at an address, or so many processes of this machine, which end with it.

    Raise OptionError for what is no address, and LrcliError where nobody answers, or workers cannot do the work.
    """
    local = address.isdecimal()
    if local and not 0 < int(address) <= MOST_PROCESSES:
        raise OptionError("cluster", f"{address} is not 1 to {MOST_PROCESSES:,} processes")
    if not local and not address.startswith(("tcp://", "tls://")):
        raise OptionError("cluster", f"{address!r} is no address like tcp://scheduler:8786, nor a number of processes")
    if find_spec("distributed") is None:
        raise LrcliError("--cluster needs Dask, which is not installed; install it with: pip install 'lrcli[cluster]'")
    from dask import config

    distributed: Any = import_module("distributed")  # which types only some of what it offers

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what ends a run is said in one line of our own
    quiet = {"distributed.scheduler.worker-ttl": HANGING_TIME} if local else {}
    with config.set(quiet):
        if local:
            with (
                distributed.LocalCluster(
                    n_workers=int(address),
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs="ERROR",
                ) as cluster,
                distributed.Client(cluster) as client,
            ):
                yield DaskTasks(client, address)
            return
        try:
            client = distributed.Client(address, timeout=ANSWER_TIME)
        except (OSError, TimeoutError) as error:
            raise LrcliError(
                f"no Dask scheduler answers at {address} ({_first_line(error)}); one begins with: dask scheduler"
            ) from None
        with client:
            yield DaskTasks(client, address)


class DaskTasks:
    """Runs tasks on the workers of a Dask cluster."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        try:
            client.wait_for_workers(1, timeout=START_TIME)
        except TimeoutError:
            raise LrcliError(
                f"the cluster at {address} has no workers; one begins with: dask worker {address}"
            ) from None
        check_versions(client)
        self.count = sum(client.nthreads().values())
        self.workers = len(client.nthreads())
        self.anywhere: Executor = client.get_executor(pure=False)
        self.near: dict[str, Executor] = {}
        self.tasks: WeakKeyDictionary[Future[Done], tuple[str, str]] = WeakKeyDictionary()  # function, and its file
        self.times: dict[str, tuple[float, float]] = {}  # of each function, the first start and the last end

    @property
    def dashboard(self) -> str | None:
        """Where a browser sees the workers, if the scheduler has such a page."""
        return str(self.client.dashboard_link) if find_spec("bokeh") and not self.address.isdecimal() else None

    @property
    def phases(self) -> list[str]:
        """How long each kind of task took, from the first start to the last end."""
        return [
            f"{words} in {end - start:.1f} s"
            for name, words in PHASES.items()
            if name in self.times
            for start, end in [self.times[name]]
        ]

    def submit(self, work: Callable[..., Any], *given: Any, near: str | None = None) -> "Future[Done]":
        executor = self.anywhere
        if near is not None:
            if near not in self.near:
                self.near[near] = self.client.get_executor(pure=False, workers=[near], allow_other_workers=True)
            executor = self.near[near]
        name = work.__name__
        self.times.setdefault(name, (monotonic(), monotonic()))
        try:
            future: Future[Done] = executor.submit(run_on_worker, work, *given)
        except (OSError, RuntimeError) as error:
            raise self._gone(error) from None
        self.tasks[future] = name, _file_of(given)
        return future

    def result(self, future: "Future[Done]") -> Done:
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        name, file = self.tasks.get(future, ("", "a file"))
        try:
            done = future.result()
        except KilledWorker as error:
            raise LrcliError(
                f"{file}: {error.allowed_failures + 1} workers ended while they read it, the last of them "
                f"{error.last_worker.address}; give workers more memory, or see what they have logged"
            ) from None
        except MemoryError:
            raise LrcliError(f"{file}: a worker has not enough memory to read it; give workers more") from None
        except (CommClosedError, CancelledError, OSError, TimeoutError) as error:
            raise self._gone(error) from None
        self.times[name] = self.times[name][0], monotonic()
        return done

    def _gone(self, error: BaseException) -> LrcliError:
        return LrcliError(
            f"the scheduler at {self.client.scheduler_info().get('address', self.address)} is gone "
            f"({_first_line(error)}); begin it again and run the command again: nothing was written"
        )


def run_on_worker(work: Callable[..., Any], *given: Any) -> Done:
    """Run a task, and tell whose worker did."""
    from distributed import get_worker

    address = str(get_worker().address)
    try:
        return Done(work(*given), address)
    except ElsewhereError as error:
        raise ElsewhereError(f"{error} on the worker {address}; it must find the file at the same path") from None


def check_versions(client: Any) -> None:
    """Raise LrcliError where a worker has no lrcli, or other versions than there are here."""

    def versions() -> dict[str, str]:  # is sent as it stands, since a worker without lrcli could not import it
        import platform
        from importlib import import_module

        own = {"Python": ".".join(platform.python_version_tuple()[:2])}
        for package in ("lrcli", "numpy", "pyarrow"):
            try:
                own[package] = import_module(package).__version__
            except ImportError:
                own[package] = "none"
        return own

    here = versions()
    for address, own in client.run(versions).items():
        for package, version in here.items():
            if own[package] != version:
                has = f"has no {package}" if own[package] == "none" else f"has {package} {own[package]}"
                raise LrcliError(
                    f"the worker {address} {has}, and here is {version}; install the same on all machines, "
                    "so that all read a file alike"
                )


def _file_of(given: tuple[Any, ...]) -> str:
    """The file that a task is about: its first argument is the path, or knows it."""
    first = given[0] if given else ""
    task = getattr(first, "portion", first)
    portion = getattr(task, "portion", task)
    return str(getattr(portion, "path", portion))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
