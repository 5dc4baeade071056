"""What runs on a worker of Dask: a task, in the memory that the worker may use, with errors that name the worker."""

from collections.abc import Callable
from typing import Any

from lrcli.cluster.versions import Versions, difference, own_versions
from lrcli.data.files.portions import ElsewhereError
from lrcli.data.rows.parcels import pack
from lrcli.data.rows.tasks import ROOM, TaskResult
from lrcli.errors import LrcliError

# Dask gives a worker no more tasks once it uses 80 % of its memory, and cannot move the rows that stay there to a disk.
# So these rows may take a quarter of the memory: the running tasks need the rest.
SHARE_OF_ROWS = 4


def run_on_worker(versions: Versions, work: Callable[..., Any], *arguments: Any) -> TaskResult:
    """Run a task and pack what it returns; the result says on which worker.

    versions: of the process that sent the task.
    Workers may join while tasks run, so each checks its own versions. The packages are imported already.
    """
    from distributed import get_worker

    worker = get_worker()
    address = str(worker.address)
    if problem := difference(f"the worker {address}", own_versions(), versions):
        raise LrcliError(problem)
    memory = worker.memory_manager.memory_limit
    ROOM.bytes = memory and memory // SHARE_OF_ROWS
    try:
        return TaskResult(pack(work(*arguments)), address)
    except ElsewhereError as error:
        problem, remedy = str(error), error.remedy
    except OSError as error:
        problem, remedy = f"{arguments[0]}: {error}", ElsewhereError.remedy
    except MemoryError:
        raise LrcliError(
            f"{arguments[0]}: the worker {address} has not enough memory to read it; give workers more memory"
        ) from None
    raise ElsewhereError(f"{problem}, on the worker {address}; {remedy}")
