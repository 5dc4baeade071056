"""A scheduler and workers on this machine, which end with the block that starts them.

A process takes a second to import Dask and lrcli, in which it could read 300,000 rows. So on Linux the workers are
copies of this process, made by `os.fork` when it has imported all that they need. A copy has none of the threads of its
original, but whatever these held at that moment stays held. So a keeper is copied first, before Dask begins its
threads. It begins none, copies itself for each worker, and does for these what Dask's nannies do: it replaces one that
ends, and ends one that uses too much memory. Where threads run already, as in a notebook, and on other systems, Dask
starts processes that import everything themselves.
"""

import asyncio
import gc
import os
import select
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from lrcli.errors import LrcliError

LOOPBACK = "127.0.0.1"
# The server that Dask starts even without a dashboard gets any port: another run may have the usual one.
ANY_PORT = f"{LOOPBACK}:0"
START_TIME = 60  # seconds within which workers have to reach their scheduler
LOOK_TIME = 0.5  # seconds after which the keeper looks at its workers again
LONGEST_ADDRESS = 1024  # bytes, which a pipe passes on at once
SETTINGS = {  # of Dask, for processes of this machine, where nobody looks at its measurements
    "distributed.scheduler.worker-ttl": "30s",  # without a heartbeat of a process, after which its tasks go to another
    "distributed.scheduler.active-memory-manager.start": False,  # it looks for copies of results, and there are none
    "distributed.worker.profile.enabled": False,  # else Dask samples the stack of each thread 100 times a second
    "distributed.worker.memory.monitor-interval": "500ms",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.gil.enabled": False,
}
PRELOAD = ["lrcli.cluster.preload"]


@contextmanager
def local_client(distributed: Any, count: int, folder: Path) -> Iterator[Any]:
    """A client of so many new workers. folder: for what these have no memory for."""
    from dask import config

    with (
        config.set(SETTINGS | {"temporary-directory": str(folder)}),
        _cluster_of(distributed, count) as cluster,
        distributed.Client(cluster, direct_to_workers=True) as client,
    ):
        try:
            client.wait_for_workers(count, timeout=START_TIME)
        except TimeoutError:
            raise LrcliError(
                f"{count} workers did not start on this machine within {START_TIME} seconds; name fewer: --cluster 1"
            ) from None
        yield client


@contextmanager
def _cluster_of(distributed: Any, count: int) -> Iterator[Any]:
    if not can_be_copied():
        with _started(distributed, count) as cluster:
            yield cluster
        return
    keeper = Keeper(distributed, count)
    # It is closed before the scheduler, whose end it would take for that of its workers, and if there never is one.
    with closing(keeper), _started(distributed, 0) as cluster, closing(keeper):
        keeper.start(cluster.scheduler_address)
        yield cluster


def can_be_copied() -> bool:
    """Whether copies of this process work: Python has no threads, and the system none that a copy would miss."""
    return sys.platform == "linux" and threading.active_count() == 1


# A terminal sends Ctrl-C to every process that it started, and each would tell of it in its own words. Only this one is
# to hear it, which ends the others. A process begins with the signals blocked that are so in the thread that starts it,
# so a thread of its own starts them; it also starts them to the end, for half a cluster cannot be closed.
def _started(distributed: Any, count: int) -> Any:
    """A scheduler, and so many processes that Dask starts, deaf to Ctrl-C."""
    with ThreadPoolExecutor(1, initializer=_start_deaf_processes if count else None) as starter:
        start = starter.submit(
            distributed.LocalCluster,
            n_workers=count,
            threads_per_worker=1,
            host=LOOPBACK,
            dashboard_address=ANY_PORT,
            scheduler_kwargs={"dashboard": False},
            silence_logs="ERROR",
            preload=PRELOAD,
        )
        try:
            return start.result()
        except KeyboardInterrupt:
            start.result().close()
            raise


def _start_deaf_processes() -> None:
    """Let this thread do so, where the system can: on Windows a process hears of Ctrl-C all the same."""
    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # the first process would start it, and it ends with these signals unblocked
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])


class Keeper:
    """A process that keeps so many workers until it is closed, or until this process ends, however it does."""

    def __init__(self, distributed: Any, count: int) -> None:
        orders, self.pipe = os.pipe()
        hears = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        self.pid = os.fork()
        if self.pid == 0:
            with _last_of_process():
                os.close(self.pipe)
                _keep(distributed, count, orders)
        os.close(orders)
        signal.pthread_sigmask(signal.SIG_SETMASK, hears)

    def start(self, address: str) -> None:
        """Start the workers of the scheduler at an address."""
        os.write(self.pipe, address.encode())

    def close(self) -> None:
        """End the workers and wait until they have ended. Once more, it does nothing."""
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1
            os.waitpid(self.pid, 0)


@contextmanager
def _last_of_process() -> Iterator[None]:
    """Nothing comes after the block: what the original would do, it will do itself."""
    try:
        yield
    finally:
        os._exit(0)


def _keep(distributed: Any, count: int, orders: int) -> None:
    """Keep workers alive. orders: a pipe, with the address of their scheduler, that is closed when they are to end."""
    from distributed.system import MEMORY_LIMIT

    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):  # what the command does then is not for this process to do
            signal.signal(number, signal.SIG_DFL)
    gc.freeze()  # the memory of what there is stays that of all copies
    address, memory, workers = os.read(orders, LONGEST_ADDRESS).decode(), MEMORY_LIMIT // count, dict[int, int]()
    while address:
        for name in {*range(count)}.difference(workers.values()):
            pid = os.fork()
            if pid == 0:
                with _last_of_process():
                    os.close(orders)
                    asyncio.run(_work(distributed, address, name, memory))
            workers[pid] = name
        if select.select([orders], [], [], LOOK_TIME)[0]:
            break
        end_large(workers, memory)
        workers = {pid: name for pid, name in workers.items() if os.waitpid(pid, os.WNOHANG) == (0, 0)}
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


async def _work(distributed: Any, address: str, name: int, memory: int) -> None:
    """Be a worker of the scheduler at an address."""
    async with distributed.Worker(
        address,
        nthreads=1,
        name=name,
        host=LOOPBACK,
        dashboard_address=ANY_PORT,
        memory_limit=memory,
        death_timeout=START_TIME,
        preload=PRELOAD,
    ) as worker:
        await worker.finished()


def end_large(pids: Iterable[int], memory: int) -> None:
    """End the workers that use more of their memory than Dask allows."""
    from dask import config

    share = config.get("distributed.worker.memory.terminate")  # False: any amount
    for pid in pids:
        with suppress(OSError):  # it has ended
            resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            if share and resident > share * memory:
                os.kill(pid, signal.SIGKILL)
