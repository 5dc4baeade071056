"""Temporary files and folders with names, which the next run removes where the process that made them was killed.

A process that is killed cannot clean up. Its process number does not help: numbers are used again, and a folder may be
shared by several machines. So whoever makes a temporary file holds a lock on it, which the system takes away with the
process, however that ends: a file that can be locked is nobody's. Windows has no such locks, and refuses to remove a
file that is open, which comes to the same.
"""

import contextlib
import os
import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]

FILE_ENDING, FOLDER_NAME, LOCK = ".lrcli", "lrcli-", "lock"
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
RANDOM_LETTERS = "[a-z0-9_]{8}"  # what is added to a name, here and by tempfile
LONGEST_START = 180  # bytes of the destination's name in that of the temporary file; file systems take 255


def temporary_name(destination: Path) -> Path:
    """A name for a new file beside a destination. What dead processes left under such names is removed."""
    start = f".{os.fsdecode(os.fsencode(destination.name)[:LONGEST_START])}."
    _remove_dead(destination.parent, re.compile(f"{re.escape(start)}{RANDOM_LETTERS}{re.escape(FILE_ENDING)}"))
    while True:
        letters = "".join(random.SystemRandom().choices(LETTERS, k=8))
        if not os.path.lexists(path := destination.parent / f"{start}{letters}{FILE_ENDING}"):
            return path


# The name comes first and the file second, so that whoever is asked to end between the two knows what to remove.
def create(path: Path) -> int:
    """Create the file of a name: its descriptor, which holds the lock until it is closed."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        if _is_ours(handle):
            return handle
        os.close(handle)


@contextmanager
def temporary_folder(parent: str | None = None) -> Iterator[Path]:
    """A new folder, by default among the system's temporary files, removed at the end of `with`."""
    _remove_dead(Path(parent or tempfile.gettempdir()), re.compile(f"{FOLDER_NAME}{RANDOM_LETTERS}"))
    with tempfile.TemporaryDirectory(prefix=FOLDER_NAME, dir=parent, ignore_cleanup_errors=True) as name:
        handle = os.open(Path(name) / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        _is_ours(handle)
        try:
            yield Path(name)
        finally:
            os.close(handle)


@contextmanager
def folder_beside(destination: Path) -> Iterator[Path]:
    """A new folder beside where it will be, which the end of `with` removes unless it has that name by then."""
    path, handle = temporary_name(destination), None
    try:
        path.mkdir()
        handle = os.open(path / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        _is_ours(handle)
        yield path
    finally:
        if handle is not None:
            os.close(handle)
        shutil.rmtree(path, ignore_errors=True)


def _is_ours(handle: int) -> bool:
    """Lock a new file; False where another process took it for a dead one's and removed it just before."""
    if fcntl is not None:
        with contextlib.suppress(OSError):  # a file system without locks, where nothing is taken for a dead one's
            fcntl.flock(handle, fcntl.LOCK_EX)
    return os.fstat(handle).st_nlink > 0


def _remove_dead(folder: Path, name: re.Pattern[str]) -> None:
    """Remove what dead processes left in a folder. What cannot be looked at or removed stays, and is no error."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for path in [Path(entry.path) for entry in entries if name.fullmatch(entry.name)]:
            with contextlib.suppress(OSError):
                _remove_unless_locked(path)


def _remove_unless_locked(path: Path) -> None:
    is_folder = path.is_dir() and not path.is_symlink()
    handle = os.open(path / LOCK if is_folder else path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path) if is_folder else path.unlink()
    finally:
        os.close(handle)
    if fcntl is None:
        shutil.rmtree(path) if is_folder else path.unlink()
