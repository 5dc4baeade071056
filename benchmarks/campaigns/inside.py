"""Try many inputs in one process. It is a fork, so that a library that crashes it does not end the campaign."""

import json
import mmap
import os
import random
import re
import signal
import struct
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

Piece = Callable[[random.Random, Path], Iterator[str]]
SECONDS = 1.0  # of processor time that an input may take
PATIENCE = 20  # seconds after which an input is stopped
WARM_UP = 30  # inputs
ONE_FORK = 50_000  # inputs: what a library leaks goes with the process
MEGABYTES = 300  # by which a fork may grow
SAID = 60  # bytes of a message of a library
NUMBER = struct.Struct("q")
PLACE = re.compile(r"/lrcli/([^\"]+)$")


class Endless(BaseException):
    """Raised in the middle of an input that takes too long, past all that catches errors."""


def tried(
    piece: Piece, draw: random.Random, folder: Path, stderr: IO[bytes] | None = None, seconds: float = SECONDS
) -> set[str]:
    """The faults of one input. stderr: a file that gets whatever libraries write to standard error."""
    from lrcli.errors import LrcliError, OptionError

    found, begin, written = set[str](), time.process_time(), _size(stderr)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        found.update(piece(draw, folder))
    except LrcliError as error:
        message = error.named("--x") if isinstance(error, OptionError) else str(error)
        if not message.strip():
            found.add("an error without words")
    except (Exception, Endless) as error:
        found.add(_named(error))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if time.process_time() - begin > seconds:
        found.add(f"an input takes more than {seconds:g} s")
    if stderr is not None and _size(stderr) > written:
        stderr.seek(written)
        found.add(f"a library says on standard error: {stderr.read(SAID)!a}")
    return found


def _named(error: BaseException) -> str:
    """The name of a kind of fault: the error, and the last line of lrcli in its traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if PLACE.search(frame.filename)] or frames
    file = PLACE.search(own[-1].filename)
    said = f": {str(error)[:60]!a}" if isinstance(error, Warning | AssertionError) else ""
    return f"{type(error).__name__} in {file[1] if file else '?'}:{own[-1].lineno} ({own[-1].name}){said}"


def _size(file: IO[bytes] | None) -> int:
    return 0 if file is None else os.fstat(file.fileno()).st_size


def warm_up(piece: Piece) -> None:
    """Import and prepare what inputs need, so that this time counts for no input."""
    become_strict()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(WARM_UP):
            tried(piece, random.Random(number), Path(folder))


def become_strict() -> None:
    """Turn warnings into errors, and stop inputs that would run for ever."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGALRM, _give_up)


def _give_up(number: int, frame: Any) -> None:
    raise Endless


def outcomes(name: str, piece: Piece, seed: int, numbers: Sequence[int], end: float) -> Iterator[tuple[int, set[str]]]:
    """The faults of each input that has some, until a time; at last how many inputs were tried."""
    reached, done = mmap.mmap(-1, NUMBER.size), 0
    while done < len(numbers) and time.monotonic() < end:
        reached[:] = NUMBER.pack(0)
        portion = numbers[done : done + ONE_FORK]
        lines, child = _forked(partial(_several, name, piece, seed, portion, end, reached))
        with lines:
            for line in lines:
                number, found = json.loads(line)
                yield number, set(found)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        (count,) = NUMBER.unpack(reached[:])
        if status:
            how = signal.Signals(-status).name if status < 0 else f"status {status}"
            yield portion[count], {f"an input ends the process by {how}"}
            count += 1
        done += count
    yield done, set()


def _forked(work: Callable[[IO[str]], None]) -> tuple[IO[str], int]:
    """The lines that a fork writes while it works, and its number."""
    own, other = os.pipe()
    sys.stdout.flush()
    if child := os.fork():
        os.close(other)
        return os.fdopen(own), child
    status = 1
    try:
        os.close(own)
        with os.fdopen(other, "w") as lines:
            work(lines)
        status = 0
    except BaseException:
        traceback.print_exc()
    os._exit(status)


def _several(
    name: str, piece: Piece, seed: int, numbers: Sequence[int], end: float, reached: mmap.mmap, lines: IO[str]
) -> None:
    """Try inputs one after the other. Write their faults, and count in `reached` how many are done."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as err:
        os.dup2(err.fileno(), 2)
        memory = _megabytes()
        for done, number in enumerate(numbers, 1):
            found = tried(piece, random.Random(f"{name} {seed} {number}"), Path(folder), err)
            if not done % 100 and _megabytes() > memory + MEGABYTES:
                found, memory = {*found, f"inputs leave {MEGABYTES} MB more memory"}, _megabytes()
            if found:
                print(json.dumps([number, sorted(found)]), file=lines, flush=True)
            reached[:] = NUMBER.pack(done)
            if time.monotonic() > end:
                break


def _megabytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
