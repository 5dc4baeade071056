"""What runs on a worker of Dask: a task, in the memory that the worker may use, with errors that name the worker."""

from collections.abc import Callable
from typing import Any

from lrcli.cluster.versions import Versions, difference, own_versions
from lrcli.data.files.portions import ElsewhereError
from lrcli.data.rows.tasks import ROOM, Done
from lrcli.errors import LrcliError

# A worker of Dask takes no more tasks above 80 % of its memory, and Dask cannot write the rows that are kept to a disk.
# So they get a quarter: the tasks that run need the rest.
SHARE_OF_ROWS = 4


def run_on_worker(versions: Versions, work: Callable[..., Any], *given: Any) -> Done:
    """Run a task, and tell whose worker did. versions: of the process that wants it.

    Workers may come while tasks run, so each looks whether its versions are the same. They are imported already.
    """
    from distributed import get_worker

    worker = get_worker()
    address = str(worker.address)
    if problem := difference(address, own_versions(), versions):
        raise LrcliError(problem)
    memory = worker.memory_manager.memory_limit
    ROOM.bytes = memory and memory // SHARE_OF_ROWS
    try:
        return Done(work(*given), address)
    except ElsewhereError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{given[0]}: {error}"
    except MemoryError:
        raise LrcliError(
            f"{given[0]}: the worker {address} has not enough memory to read it; give workers more"
        ) from None
    raise ElsewhereError(
        f"{problem}, on the worker {address}; each worker has to find the file at the same path as here, and have the "
        "rights or credentials to read it"
    )
