"""More than a machine likes at once: many processes, wide tables, many levels, endless pipes, a server for minutes.

One input is all of them, whatever the seed, and takes some minutes.
"""

import http.client
import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from campaigns.kill import SOURCE, start, table

AT_ONCE = 100  # predictions
COLUMNS, WIDE_ROWS = 10_000, 60
LEVELS = 1_000_000
CELL_BYTES = 200 << 20
FEW_ROWS, MANY_ROWS = 2_000_000, 20_000_000  # of a pipe
SOAK_SECONDS = 120
MOST_MEGABYTES = 1000  # for what is wide, long or in one cell
FLAT = 1.15  # times the memory of few rows that many may take: threads come and go
SOAK_MEGABYTES = 20  # by which a server or a worker may grow once it is warm
TRAININGS, WARM, CLUSTER_ROWS = 20, 4, 200_000  # by one cluster, whose worker is warm after the fifth


@dataclass(frozen=True)
class Ended:
    """A process that was waited for."""

    status: int
    err: str
    megabytes: int


def ended(argv: list[str], folder: Path, pieces: Iterable[bytes] = ()) -> Ended:
    """Run a command to its end with something on its standard input."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with (folder / "err").open("w+") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "lrcli", *argv],
            cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=err,
        )  # fmt: skip
        assert process.stdin
        try:
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return Ended(process.returncode, (folder / "err").read_text(), usage.ru_maxrss >> 10)


def load(draw: random.Random, folder: Path) -> Iterator[str]:
    """All loads, one after the other."""
    for name, run in LOADS.items():
        begin = time.monotonic()
        yield from run(folder)
        print(f"load: {name}: {time.monotonic() - begin:.0f} s", flush=True)


def _small_model(folder: Path) -> None:
    (folder / "t.csv").write_text(table(60))
    start(["train", "t.csv", "-q", "-o", "m.json"], folder).communicate()


def _predictions_at_once(folder: Path) -> Iterator[str]:
    _small_model(folder)
    argv = ["predict", "-m", "m.json", "--age", "3", "--fuel", "a"]
    processes = [start(argv, folder) for _ in range(AT_ONCE)]
    answers = {(process.communicate()[0], process.returncode) for process in processes}
    if len(answers) > 1 or any(status for _, status in answers):
        yield f"{len(answers)} different answers of predictions at once"


def _two_trainings(folder: Path) -> Iterator[str]:
    """Of one model: it is that of one of them, whole, and each of them says so."""
    _small_model(folder)
    own = []
    for seed in "12":
        start(["train", "t.csv", "-q", "--seed", seed, "--epochs", "9", "-o", f"{seed}.json"], folder).communicate()
        own.append((folder / f"{seed}.json").read_bytes())
    for _ in range(5):
        both = [start(["train", "t.csv", "-q", "--seed", s, "--epochs", "9", "-o", "m.json"], folder) for s in "12"]
        for process in both:
            process.communicate()
        if any(process.returncode for process in both):
            yield "one of two trainings of one model fails"
        if (folder / "m.json").read_bytes() not in own:
            yield "two trainings of one model mix"


def _judged(done: Ended, what: str, most: float = MOST_MEGABYTES) -> Iterator[str]:
    print(f"load: {what}: status {done.status}, {done.megabytes:,} MB", flush=True)
    if done.status not in (0, 1, 2) or "Traceback" in done.err:
        yield f"{what} ends with status {done.status}: {done.err[-80:]!r}"
    if done.status and "lrcli: " not in done.err:
        yield f"{what} ends without a message"
    if done.megabytes > most:
        yield f"{what} takes {done.megabytes:,} MB"


def _many_columns(folder: Path) -> Iterator[str]:
    rows = [",".join(str((k * j) % 97) for j in range(COLUMNS)) for k in range(1, WIDE_ROWS + 1)]
    header = ",".join(f"c{j}" for j in range(COLUMNS))
    (folder / "w.csv").write_text("\n".join([header, *rows]) + "\n")
    for argv in (["stats", "w.csv"], ["train", "w.csv", "--epochs", "3", "--target", "c1", "-o", "w.json"]):
        yield from _judged(ended(argv, folder), f"{argv[0]} of {COLUMNS:,} columns")


def _many_levels(folder: Path) -> Iterator[str]:
    """Some of which are frequent, so that the column is one of levels."""
    with (folder / "l.csv").open("w") as file:
        file.write("x,level,y\n")
        file.writelines(f"{k % 7},v{k},{k % 11}\n{k % 5},v{k % 9},{k % 7}\n" for k in range(LEVELS))
    for argv in (["stats", "l.csv"], ["train", "l.csv", "--epochs", "1", "--categorical", "level", "-o", "l.json"]):
        yield from _judged(ended(argv, folder), f"{argv[0]} of {LEVELS:,} levels", 2 * MOST_MEGABYTES)


def _large_cell(folder: Path) -> Iterator[str]:
    with (folder / "c.csv").open("w") as file:
        file.write(table(100) + '"')
        file.writelines("x" * (1 << 20) for _ in range(CELL_BYTES >> 20))
        file.write('",1,2\n')
    for argv in (["stats", "c.csv"], ["train", "c.csv", "--epochs", "1", "-o", "c.json"]):
        yield from _judged(ended(argv, folder), f"{argv[0]} of a cell of {CELL_BYTES >> 20} MB")


def _pipe(folder: Path) -> Iterator[str]:
    rows = "".join(f"{k % 7},{k * k % 101},{(k * 7919) % 1009}\n" for k in range(10_000)).encode()
    few, many = (
        ended(
            ["train", "-", "--epochs", "1", "-q", "-o", "p.json"],
            folder,
            itertools.chain([b"a,b,y\n"], itertools.repeat(rows, count // 10_000)),
        )
        for count in (FEW_ROWS, MANY_ROWS)
    )
    yield from _judged(few, f"train of {FEW_ROWS:,} rows by a pipe")
    yield from _judged(many, f"train of {MANY_ROWS:,} rows by a pipe", FLAT * few.megabytes)


def _served(folder: Path) -> Iterator[str]:
    """A server is asked for minutes: the same answers, and no more memory at the end than when it is warm."""
    _small_model(folder)
    process = start(["serve", "m.json", "--port", "0"], folder)
    assert process.stdout
    connection = http.client.HTTPConnection(urlsplit(process.stdout.readline().decode().strip()).netloc)
    cases = json.dumps([{"age": k % 9, "fuel": "abc"[k % 3]} for k in range(50)])
    answers, asked, end, warm = set[bytes](), 0, time.monotonic() + SOAK_SECONDS, 0
    try:
        while time.monotonic() < end:
            connection.request("POST", "/predict", cases, {"Content-Type": "application/json"})
            answers.add(connection.getresponse().read())
            asked += 1
            if asked == 200:
                warm = _megabytes(process.pid)
        grown = _megabytes(process.pid) - warm
    finally:
        process.terminate()
        process.communicate()
    print(f"load: serve: {asked:,} requests of 50 cases, {grown} MB more at the end", flush=True)
    if len(answers) > 1:
        yield "a server answers the same question otherwise"
    if grown > SOAK_MEGABYTES:
        yield f"a server grows by {grown} MB"


def _megabytes(process: int) -> int:
    """The memory of a process that runs, as Linux tells it."""
    words = Path(f"/proc/{process}/statm").read_text().split()
    return int(words[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


def _clustered(folder: Path) -> Iterator[str]:
    """One training after the other on one cluster: its worker has no more memory at the end than when it is warm."""
    import distributed

    (folder / "t.csv").write_text(table(CLUSTER_ROWS))
    argv = ["train", str(folder / "t.csv"), "-q", "--epochs", "2", "-o", "c.json", "--cluster"]
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        distributed.Client(cluster) as client,
    ):
        (worker,), memory = client.run(os.getpid).values(), list[int]()
        for _ in range(TRAININGS):
            done = ended([*argv, cluster.scheduler_address], folder)
            if done.status:
                yield f"a training by a cluster ends with status {done.status}: {done.err[-80:]!r}"
            memory.append(_megabytes(worker))
    print(
        f"load: cluster: {TRAININGS} trainings; a worker has {memory[WARM]} MB when it is warm, {memory[-1]} at the end"
    )
    if memory[-1] - memory[WARM] > SOAK_MEGABYTES:
        yield f"a worker grows by {memory[-1] - memory[WARM]} MB"


LOADS: dict[str, Callable[[Path], Iterator[str]]] = {
    "predictions at once": _predictions_at_once,
    "two trainings of one model": _two_trainings,
    "many columns": _many_columns,
    "many levels": _many_levels,
    "a large cell": _large_cell,
    "rows by a pipe": _pipe,
    "a server": _served,
    "trainings by one cluster": _clustered,
}
