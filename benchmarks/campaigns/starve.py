"""Commands that lack something: memory, open files, room on the disk, a terminal, an environment, a file that stays."""

import os
import random
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from campaigns.kill import SMALL_WINDOWS, SOURCE, table

COMMANDS = (
    "train t.csv --epochs 2",
    "train t.csv --epochs 2 --report r.html --json",
    "crossval t.csv --epochs 2",
    "stats t.csv --plot age --correlations",
    "predict t.csv -m m.json -o p.csv",
    "predict t.csv -m m.json",
    "predict -m m.json --age 3 --fuel a --explain",
    "evaluate t.csv -m m.json --plot",
    "train --help",
)
LACKS = (
    "ulimit -v {kilobytes}; exec {lrcli} {command}",
    "ulimit -n {files}; exec {lrcli} {command}",
    "ulimit -f {blocks}; exec {lrcli} {command}",
    "exec {lrcli} {command} > /dev/full",
    "exec {lrcli} {command} 2> /dev/full",
    "exec {lrcli} {command} >&-",
    "exec {lrcli} {command} 2>&-",
    "exec {lrcli} {command} <&- >&- 2>&-",
    "exec env -i {path} {lrcli} {command}",
    "unset HOME; TMPDIR=/nowhere exec {lrcli} {command} --memory 0",
    "LC_ALL=C PYTHONUTF8=0 exec {lrcli} {command}",
    "TERM=dumb COLUMNS={columns} LINES={columns} exec {lrcli} {command}",
    "LRCLI_THREADS={columns} exec {lrcli} {command}",
    "{lrcli} {command} | true",
    # A full disk and folders that are read only, in a space of mounts of its own, which ends with the process.
    "{mounts} 'mount -t tmpfs -o size={room}k none room && cp t.csv m.json room && cd room && {lrcli} {command}'",
    "{mounts} 'mount -t tmpfs -o size=4k none room && TMPDIR=$PWD/room {in_a_file}'",
    "{mounts} 'mount --bind . . && mount -o remount,ro,bind . && cd $PWD && {lrcli} {command}'",
)
MANY = 2000  # rows, which fill more than the one page of 4 KB
NO_MOUNTS = ("unshare: ", "mount: ")  # where the system does not let one
WORDLESS = ("2> /dev/full", "2>&-")  # then nothing can be said
SMALLEST = 60_000  # kilobytes with which Python itself starts
INTERPRETERS_OWN = ("MemoryError", "Fatal Python error", "cannot allocate", "error while loading", "out of memory")


QUOTED_PROGRAM = shlex.quote(SMALL_WINDOWS).replace("'", "'\\''")


def starves(draw: random.Random, folder: Path) -> Iterator[str]:
    """One command that lacks one thing: it does its work or says in one line what it lacks."""
    (folder / "t.csv").write_text(table(60))
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    argv = [sys.executable, "-m", "lrcli", "train", "t.csv", "-q", "--epochs", "2", "-o", "m.json"]
    subprocess.run(argv, cwd=folder, env=environment, stderr=subprocess.DEVNULL, check=True)
    before = (folder / "m.json").read_bytes()
    command, lack = draw.choice(COMMANDS), draw.choice(LACKS)
    (folder / "room").mkdir()
    (folder / "many.csv").write_text(table(MANY))
    line = lack.format(
        mounts="unshare -rm bash -c",
        in_a_file=f"{shlex.quote(sys.executable)} -c {QUOTED_PROGRAM} train many.csv --epochs 2 --memory 0",
        room=draw.randint(8, 300),
        command=command,
        lrcli=f"{shlex.quote(sys.executable)} -m lrcli",
        path=f"PYTHONPATH={shlex.quote(str(SOURCE))}",
        kilobytes=draw.randrange(SMALLEST, 1_200_000),
        files=draw.randint(4, 40),
        blocks=draw.randint(0, 30),
        columns=draw.choice(("1", "0", "-1", "100000", "x", "9" * 30)),
    )
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    err = done.stderr.decode(errors="replace")
    if err.startswith(NO_MOUNTS):
        return
    name = f"{command.split()[0]} without {lack.split(';')[0].removeprefix('exec ')}"
    if "Traceback" in err and "/lrcli/" in err:
        yield f"{name} shows a traceback: {err.strip().splitlines()[-1][:80]}"
    elif done.returncode not in (0, 1, 2) and not any(words in err for words in INTERPRETERS_OWN):
        yield f"{name} ends with status {done.returncode}"
    elif done.returncode and "lrcli: " not in err and not any(w in lack for w in WORDLESS) and not _is_pythons(err):
        yield f"{name} ends without a message"
    if (folder / "m.json").read_bytes() != before:
        yield f"{name} changes a file that it does not write"
    if left := [path.name for path in folder.iterdir() if path.name.endswith(".lrcli")]:
        yield f"{name} leaves {left[0][-6:]}"


def _is_pythons(err: str) -> bool:
    """Whether Python itself, or the system's loader, could not begin."""
    return any(words in err for words in INTERPRETERS_OWN) or "/lrcli/" not in err
