"""Training by the workers of a cluster, beside the threads of one machine: `python cluster.py FOLDER [ROWS …]`.

For each number of rows, as CSV and as Parquet, on 1, 2, 4 and 8 cores as far as there are so many: the command with a
thread for each core, and with a worker for each, which is a process of this machine, from the start of the command to
its end. All processes of a run have the same cores, also the command that waits for workers. Printed are the two tables
of docs/cluster.md: times, memory and whether the models have the same bytes; and, of the same training in one process,
the bytes that would travel between machines. Linux alone tells what this needs to know. 10 and 30 million rows take ten
minutes on two cores and 1.5 GB on the disk.
"""

import os
import pickle
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from make_data import SLAB, make

from lrcli.data.rows.parcels import pack
from lrcli.data.rows.tasks import Done, ExecutorTasks, run
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

MEGABYTE = 1e6
SAMPLE_TIME = 0.05  # seconds between two looks at the memory of all processes
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
ROWS = (10_000_000, 30_000_000)
CORES = (1, 2, 4, 8)
FORMATS = {".csv": "CSV", ".parquet": "Parquet"}


@dataclass
class Measurement:
    """One command, from its start to its end."""

    seconds: float = 0
    processors: float = 0  # seconds of all processors
    command: float = 0  # megabytes
    others: dict[int, float] = field(default_factory=dict)  # megabytes of each process that the command began
    model: bytes = b""

    def workers(self, count: int) -> float:
        """Megabytes of the largest of so many workers; the keeper and other helpers are smaller."""
        return max(sorted(self.others.values())[-count:], default=0)


def measure(argv: list[str], cores: int) -> Measurement:
    """Run a command on some cores."""
    variables = os.environ | {"LRCLI_THREADS": str(cores), "OPENBLAS_NUM_THREADS": "1"}
    before, start, result = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), Measurement()
    command = subprocess.Popen(
        [sys.executable, "-m", "lrcli", *argv],
        env=variables,
        preexec_fn=partial(os.sched_setaffinity, 0, range(cores)),
        stderr=subprocess.DEVNULL,
    )
    while command.poll() is None:
        result.command = _peak(command.pid) or result.command
        for pid in _descendants(command.pid):
            result.others[pid] = _peak(pid) or result.others.get(pid, 0)
        time.sleep(SAMPLE_TIME)
    result.seconds = time.perf_counter() - start
    if command.returncode:
        sys.exit(f"lrcli {' '.join(argv)} ended with {command.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    result.processors = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return result


def _descendants(pid: int) -> list[int]:
    with suppress(OSError):  # it has ended
        children = [
            int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()
        ]
        return children + [each for child in children for each in _descendants(child)]
    return []


def _peak(pid: int) -> float:
    """Megabytes that a process had at most so far; 0 where it has ended."""
    with suppress(OSError):
        if line := PEAK.search(Path(f"/proc/{pid}/status").read_text()):
            return int(line[1]) * 1024 / MEGABYTE
    return 0


def both(folder: Path, rows: int) -> tuple[Path, Path]:
    """A CSV and a Parquet file of the same rows, written unless they are there."""
    table = make(folder / f"cars_{rows}.csv", rows)
    path = table.with_suffix(".parquet")
    if not path.exists():
        beside = path.with_suffix(".part")
        with pa.csv.open_csv(table) as reader, pa.parquet.ParquetWriter(beside, reader.schema) as writer:
            rows = list[pa.RecordBatch]()
            for batch in reader:
                rows.append(batch)
                if sum(map(len, rows)) >= SLAB:
                    writer.write_table(pa.Table.from_batches(rows), row_group_size=SLAB)
                    rows = []
            if rows:
                writer.write_table(pa.Table.from_batches(rows), row_group_size=SLAB)
        beside.rename(path)
    return table, path


def compare(table: Path, rows: int, cores: list[int]) -> None:
    """The lines of one file in the first table."""
    first = 0.0
    for count in cores:
        results = []
        for who, options in (("threads", []), ("workers", ["--cluster", str(count)])):
            model = table.with_name(f"{who}.json")
            result = measure(
                ["train", str(table), "--quiet", "--solver", "exact", "-o", str(model), *options],
                count,
            )
            result.model = model.read_bytes()
            results.append(result)
        threads, workers = results
        first = first or workers.seconds * count
        cells = [
            f"{rows / 1e6:g} million",
            FORMATS[table.suffix],
            f"{count}",
            f"{threads.seconds:.1f} s",
            f"{workers.seconds:.1f} s",
            f"{workers.seconds / threads.seconds - 1:+.0%}",
            f"{threads.processors:.1f} s",
            f"{workers.processors:.1f} s",
            f"{workers.processors / threads.processors - 1:+.0%}",
            f"{first / count / workers.seconds:.2f}",
            f"{threads.command:.0f} MB",
            f"{workers.command:.0f} MB",
            f"{workers.workers(count):.0f} MB",
            "yes" if threads.model == workers.model else "NO",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)


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


def travel(table: Path, rows: int) -> None:
    """The lines of one file in the second table."""
    with ThreadPoolExecutor(1) as executor:
        tasks = Counting(executor)
        train(str(table), Selection(tasks=tasks))
    for name in tasks.sent:
        print_travel(table, f"`{name}`", tasks.sent[name] / rows, tasks.received[name] / rows)
    print_travel(table, "all", tasks.sent.total() / rows, tasks.received.total() / rows)


def print_travel(table: Path, task: str, sent: float, received: float) -> None:
    """sent, received: bytes a row, which are megabytes a million rows."""
    print(f"| {FORMATS[table.suffix]} | {task} | {sent:.3f} MB | {received:.3f} MB |", flush=True)


def print_head(*names: str) -> None:
    print(f"| {' | '.join(names)} |")
    print(f"|{'---|' * len(names)}", flush=True)


def main(folder: Path, sizes: list[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cores = [count for count in CORES if count <= (os.cpu_count() or 1)]
    tables = [(table, rows) for rows in sizes for table in both(folder, rows)]
    print_head(
        "rows",
        "file",
        "cores",
        "threads",
        "workers",
        "more",
        "processors, threads",
        "processors, workers",
        "more",
        "efficiency",
        "memory, threads",
        "command with workers",
        "largest worker",
        "same bytes",
    )
    for table, rows in tables:
        compare(table, rows, cores)
    print()
    print_head("file", "task", "sent for a million rows", "received")
    for table, rows in tables[:2]:
        travel(table, rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(text) for text in sys.argv[2:]] or [*ROWS])
