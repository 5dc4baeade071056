"""One run of the command line, which may go wrong in any way, in a process of its own.

A process of Python takes a tenth of a second to import what a command needs; a fork of one that has imported it takes a
hundredth. So ten times as many inputs are tried.
"""

import json
import os
import re
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 20  # of the processor that a small input may take
PATIENCE = 120  # seconds after which a run waits for something that never comes
MEGABYTES = 1000  # that it may need
MESSAGE = "lrcli: "
NOT_FOR_A_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WARM_UP = (
    ("train", "FOLDER/t.csv", "-o", "FOLDER/m.json", "--report", "FOLDER/r.html", "--epochs", "2", "--inference"),
    ("train", "FOLDER/t.csv", "-o", "FOLDER/m.json", "--explain-step", "--epochs", "2", "--json"),
    ("crossval", "FOLDER/t.csv", "--epochs", "2"),
    ("stats", "FOLDER/t.csv", "--plot", "age", "--correlations"),
    ("evaluate", "FOLDER/t.csv", "-m", "FOLDER/m.json", "--plot"),
    ("predict", "FOLDER/t.csv", "-m", "FOLDER/m.json", "--explain", "--interval", "90"),
    ("predict", "-m", "FOLDER/m.json", "--age", "3", "--fuel", "a", "--explain"),
    ("predict", "FOLDER/t.csv", "-m", "FOLDER/m.json", "--json"),
)
TRACEBACK = re.compile(r'File "[^"]*/lrcli/([^"]+)", line (\d+), in (\S+)')


@dataclass(frozen=True)
class Outcome:
    """What one command line did. status: negative where a signal ended it."""

    argv: tuple[str, ...]
    status: int
    out: bytes
    err: str
    seconds: float
    megabytes: int

    @property
    def message(self) -> str:
        """The message of an error; "" where there is none."""
        return next((line for line in self.err.splitlines() if line.startswith(MESSAGE)), "")

    def fault(self) -> str | None:
        """What is wrong with it, whatever the input was: the same words for the same kind of fault."""
        if self.seconds >= SECONDS:
            return f"{self.argv[0]} takes {SECONDS} s"
        if self.status == -signal.SIGKILL:
            return f"{self.argv[0]} never ends"
        if "Traceback" in self.err:
            places = TRACEBACK.findall(self.err)
            file, line, function = places[-1] if places else ("?", "?", "?")
            return f"{self.err.splitlines()[-1].split(':')[0]} in {file}:{line} ({function})"
        if self.status not in (0, 1, 2):
            return f"{self.argv[0]} ends with status {self.status}"
        if self.status and sum(line.startswith(MESSAGE) for line in self.err.splitlines()) != 1:
            return f"{self.argv[0]} ends with status {self.status} and no single message"
        if warning := re.search(r"\w*Warning: [^\d\n]*", self.err):
            return f"{self.argv[0]}: {warning[0]}"
        if self.megabytes > MEGABYTES:
            return f"{self.argv[0]} takes more than {MEGABYTES} MB"
        return self._fault_of_output()

    def _fault_of_output(self) -> str | None:
        rows = self.argv[0] == "predict" and "--json" not in self.argv  # whose cells are those of the file
        if NOT_FOR_A_TERMINAL.search(self.err) or (not rows and NOT_FOR_A_TERMINAL.search(self.out.decode())):
            return f"{self.argv[0]} writes control characters"
        if "--json" in self.argv and self.status == 0:
            is_lines = self.argv[0] == "predict" and not any(word.startswith("--set") for word in self.argv)
            try:
                for document in self.out.splitlines() if is_lines else [self.out]:
                    json.loads(document, parse_constant=_refuse)
            except ValueError as error:
                return f"{self.argv[0]} --json writes what is no JSON: {error}"
        return None


def _refuse(word: str) -> Any:
    raise ValueError(word)


def prepare() -> None:
    """Import what commands need, once for all forks."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["COLUMNS"] = "80"
    import gc
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "t.csv"
        table.write_text("fuel,age,price\n" + "".join(f"{'ab'[k % 2]},{k % 7},{k}\n" for k in range(40)))
        for argv in WARM_UP:
            _warm_up([word.replace("FOLDER", folder) for word in argv])
    gc.freeze()  # else the first collection in each child copies every page


def _warm_up(argv: Sequence[str]) -> None:
    """Run a command in this process, silently."""
    import contextlib
    import io

    from lrcli.cli.app import main

    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = main(argv)
    if status:
        raise RuntimeError(f"{argv} ends with status {status}")


def run(
    *argv: str,
    folder: Path,
    stdin: bytes = b"",
    limits: dict[str, int] | None = None,
    variables: dict[str, str] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> Outcome:
    """Run one command line in a folder. limits, variables: those that differ from the usual ones."""
    (folder / ".in").write_bytes(stdin)
    child = os.fork()
    if not child:
        os._exit(_child(argv, folder, limits or {}, variables or {}))
    meanwhile()
    status, usage = _wait(child)
    return Outcome(
        argv,
        status,
        (folder / ".out").read_bytes(),
        (folder / ".err").read_bytes().decode(errors="backslashreplace"),
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss >> 10,
    )


def _wait(child: int) -> tuple[int, resource.struct_rusage]:
    """The status of a child, which is killed where it does not end."""
    if not select.select([handle := os.pidfd_open(child)], [], [], PATIENCE)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(handle)
    _, ended, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(ended), usage


def _child(argv: Sequence[str], folder: Path, limits: dict[str, int], variables: dict[str, str]) -> int:
    import dataclasses

    import lrcli.limits
    from lrcli.cli.app import main

    os.chdir(folder)
    os.environ.update(variables)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    for descriptor, name, flags in (
        (0, ".in", os.O_RDONLY),
        (1, ".out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, ".err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(name, flags, 0o600), descriptor)
    lrcli.limits.LIMITS = dataclasses.replace(lrcli.limits.LIMITS, **limits)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    try:
        return main(argv)
    except BaseException:
        traceback.print_exc()
        return 70
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
