"""Processes that are ended at random moments: each file is the old one or the new one, whole, and nothing is left."""

import json
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
words = shlex.split
OLD_ROWS, ROWS = 40, 400
JOBS = {  # the files that each writes
    "train": (words("train t.csv -q --epochs 50 -o m.json"), ["m.json"]),
    "train --report": (words("train t.csv -q --epochs 5 -o m.json --report r.html"), ["m.json", "r.html"]),
    "train of rows in a file": (words("train t.csv -q --epochs 30 --memory 0 -o m.json"), ["m.json"]),
    "crossval --output": (words("crossval t.csv -q --epochs 5 --output m.json"), ["m.json"]),
    "predict": (words("predict t.csv -q -m old.json -o p.csv"), ["p.csv"]),
    "crossval": (words("crossval t.csv -q --epochs 5 --predictions p.csv"), ["p.csv"]),
    "train --watch": (words("train t.csv -q --epochs 5 -o m.json --watch r.html"), ["m.json", "r.html"]),
    "train --cluster": (words("train t.csv -q --epochs 5 -o m.json --cluster 1"), ["m.json"]),
    "export": (words("export old.json --to python -o m.py"), ["m.py"]),
    "merge": (words("merge one.json other.json -q -o m.json"), ["m.json"]),
    "serve": (words("serve old.json --port 0 -q"), []),
}
SERVED = 2.0  # seconds after which a server is told to end that is not ended before
KILL, TERM, HUP, INT = signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT
SIGNALS = ((KILL,), (TERM,), (HUP,), (INT,), (TERM, TERM), (HUP, HUP), (INT, INT), (INT, INT, INT), (INT, KILL))
IN_A_FILE = "train of rows in a file"
# Lets a small table pass for one of many rows, which are shuffled by windows and kept as rows.
SMALL_WINDOWS = """
import signal
signal.signal(signal.SIGINT, signal.SIG_DFL)  # as lrcli.__main__ does before it imports anything
import dataclasses, lrcli.limits
lrcli.limits.LIMITS = dataclasses.replace(lrcli.limits.LIMITS, window_rows=20, moments=False)
from lrcli.__main__ import start
start()
"""
LATE = 0.5  # of the seconds that a job takes are over when half of the signals come: Python has imported then
SECOND = 0.3  # seconds within which the second signal follows
ORPHANS = 10  # seconds within which the workers of a cluster end whose main process was killed
SLOWEST = 60  # seconds after a signal that are far too long


def table(rows: int) -> str:
    return "fuel,age,price\n" + "".join(f"{'abc'[k % 3]},{k % 17},{100 - 3 * (k % 17) + k % 5}\n" for k in range(rows))


def start(argv: list[str], folder: Path) -> subprocess.Popen[bytes]:
    (folder / "tmp").mkdir(exist_ok=True)
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "TMPDIR": str(folder / "tmp")}
    program = ["-c", SMALL_WINDOWS] if argv == JOBS[IN_A_FILE][0] else ["-m", "lrcli"]
    return subprocess.Popen(
        [sys.executable, *program, *argv],
        cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@cache
def before(name: str) -> tuple[dict[str, bytes], float]:
    """What a job before leaves in the folder, and the seconds that the job itself takes."""
    argv, _ = JOBS[name]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "t.csv").write_text(table(OLD_ROWS))
        start(["train", "t.csv", "-q", "--epochs", "5", "-o", "old.json"], folder).communicate()
        if name == "serve":
            return _files(folder), SERVED
        for part, more in ("one", 0), ("other", 1):
            (folder / "part.csv").write_text(table(OLD_ROWS + more))  # the same rows twice are refused
            kept = words(f"train part.csv -q --epochs 5 --keep-moments -o {part}.json")
            start(kept, folder).communicate()
        begin = time.monotonic()
        start(argv, folder).communicate()
        return _files(folder), time.monotonic() - begin


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def kills(draw: random.Random, folder: Path) -> Iterator[str]:
    """One job over files of a job before, ended by one or two signals."""
    name = draw.choice(sorted(JOBS))
    argv, outputs = JOBS[name]
    files, duration = before(name)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    (folder / "t.csv").write_text(table(ROWS))
    sent = draw.choice(SIGNALS)
    process = start(argv, folder)
    time.sleep(duration * draw.choice((draw.uniform(0, 1), draw.uniform(LATE, 1))))
    process.send_signal(sent[0])
    for number in sent[1:]:
        time.sleep(draw.uniform(0, SECOND))
        process.send_signal(number)
    begin = time.monotonic()
    _, err = process.communicate()
    yield from _after(name, sent, process.returncode, err.decode(), {file: files[file] for file in outputs}, folder)
    if time.monotonic() - begin > SLOWEST:
        yield f"{name} goes on after {sent[0].name}"


def _after(
    name: str, sent: tuple[signal.Signals, ...], status: int, err: str, old: dict[str, bytes], folder: Path
) -> Iterator[str]:
    """What is wrong with the files and words of a job that was ended."""
    if "Traceback" in err and "lrcli" not in err:
        return  # Python itself was interrupted before it came to us
    if "Traceback" in err:
        yield f"{sent} shows a traceback: {err.strip().splitlines()[-1]}"
    if status not in (0, 130, *(-number for number in sent)):
        yield f"{name} ends with status {status} after {sent[0].name}"
    new = {file for file, content in old.items() if (folder / file).read_bytes() != content}
    if new and new != set(old):
        yield f"{name}: the new {', '.join(new)} stands beside the old {', '.join(set(old) - new)}"
    for file in new:
        if not _is_whole(folder / file):
            yield f"{name} leaves a part of {file}"
    if running := _children(folder):
        yield f"{name} leaves {len(running)} processes after {sent[0].name}"
    if (folder / "tmp").exists() and (kept := os.listdir(folder / "tmp")):
        yield f"{name} leaves {kept[0][:6]} among the system's temporary files after {sent[0].name}"
    left = _temporary(folder)
    if left and signal.SIGKILL not in sent and len(sent) == 1:
        yield f"{name} leaves {len(left)} temporary files after {sent[0].name}"
    if left:
        start(JOBS[name][0], folder).communicate()
        if _temporary(folder):
            yield f"the run after a {name} that was killed leaves its temporary file"


def _children(folder: Path) -> list[str]:
    """The processes of a job that are still there some seconds after it, told by their temporary folder."""
    end, mark = time.monotonic() + ORPHANS, f"TMPDIR={folder / 'tmp'}".encode()
    while running := [path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if mark in _content(path)]:
        if time.monotonic() > end:
            break
        time.sleep(0.1)
    return running


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended, or is somebody else's
        return b""


def _temporary(folder: Path) -> list[str]:
    return [file for file in os.listdir(folder) if file.endswith(".lrcli")]


def _is_whole(path: Path) -> bool:
    content = path.read_text()
    if path.suffix == ".json":
        return bool(json.loads(content))
    if path.suffix == ".html":
        return content.rstrip().endswith("</html>")
    if path.suffix == ".py":
        return bool(compile(content, path.name, "exec"))
    return content.count("\n") == ROWS + 1
