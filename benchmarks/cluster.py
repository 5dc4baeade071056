"""Training by the workers of a cluster, beside the threads of one machine: `python cluster.py FOLDER [ROWS] [WORKERS]`.

Each runs as a process of its own; the cluster is so many processes of this machine. Printed are seconds, the seconds of
all processors, the largest memory of a process, and whether the models have the same bytes. Then, of the same training
in this process, the bytes that would travel between machines: all tasks, and the summaries as they are packed.
"""

import os
import pickle
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from make_data import make

from lrcli.data.rows.parcels import pack
from lrcli.data.rows.tasks import Done, ExecutorTasks, run
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

MEGABYTE = 1e6


def seconds_and_memory(argv: list[str], threads: int) -> tuple[float, float, float]:
    """Seconds, seconds of all processors, and megabytes of the largest process, of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    variables = os.environ | {"LRCLI_THREADS": str(threads), "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-m", "lrcli", *argv], env=variables, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used, after.ru_maxrss * 1024 / MEGABYTE


class Counting(ExecutorTasks):
    """Tasks that go through bytes, which are counted by the function that a task runs."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        super().__init__(executor, 1)
        self.sent: Counter[str] = Counter()
        self.received: Counter[str] = Counter()

    def submit(self, work: Callable[..., Any], *given: Any, near: str | None = None) -> "Future[Done]":
        task = pickle.dumps((work, given))
        self.sent[work.__name__] += len(task)

        def counted() -> Done:
            done = run(work, *given)
            self.received[work.__name__] += len(pack(done))
            return done

        return self.executor.submit(counted)


def travel(path: Path, rows: int) -> None:
    with ThreadPoolExecutor(1) as executor:
        tasks = Counting(executor)
        train(str(path), Selection(tasks=tasks))
    for name in tasks.sent:
        sent, received = (each[name] / MEGABYTE / rows * 1e6 for each in (tasks.sent, tasks.received))
        print(f"{name:16} {sent:8.3f} MB sent, {received:8.3f} MB received per million rows")


def main(folder: Path, rows: int, workers: list[int]) -> None:
    path = make(folder / f"cars_{rows}.csv", rows)
    for count in workers:
        models = []
        for name, options in (("threads", []), ("processes", ["--cluster", str(count)])):
            model = folder / f"{name}.json"
            argv = ["train", str(path), "--quiet", "--solver", "exact", "-o", str(model), *options]
            elapsed, used, memory = seconds_and_memory(argv, count)
            print(f"{count} {name:10} {elapsed:7.1f} s, {used:7.1f} s of processors, {memory:7.0f} MB")
            models.append(model.read_bytes())
        print(f"same bytes: {models[0] == models[1]}")
    travel(path, rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int((sys.argv[2:] or ["10000000"])[0]), [int(text) for text in sys.argv[3:]] or [1, 2])
