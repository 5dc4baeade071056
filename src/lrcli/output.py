"""Files that are written so that nothing is lost: beside the old file, flushed to the disk, then renamed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lrcli.errors import LrcliError


@dataclass(frozen=True)
class AtomicFile:
    """A new file that is complete beside its destination."""

    path: Path  # as it was given
    destination: Path  # behind all links
    beside: Path
    file: IO[bytes]  # open, which holds its lock

    def replace(self) -> None:
        """Let it take the place of the old one."""
        if os.name == "nt":  # where a file that is open cannot be renamed
            self.file.close()
        try:
            self.beside.chmod(self.destination.stat().st_mode if self.destination.exists() else 0o666 & ~_umask())
            self.beside.replace(self.destination)
        except OSError as error:
            raise _failed(self.path, error, self.beside, self.destination) from None

    def discard(self) -> None:
        with suppress(OSError):  # of what could not be written before
            self.file.close()
        self.beside.unlink(missing_ok=True)


_WAITING: ContextVar[list[AtomicFile] | None] = ContextVar("_WAITING", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Files that are written in the block replace the old ones at its end, so that a kill leaves all new or all old.

    What is complete stays complete where another of the files cannot be written, since that is said.
    """
    waiting: list[AtomicFile] = []
    before = _WAITING.set(waiting)
    try:
        try:
            yield
        finally:
            _WAITING.reset(before)
    except LrcliError:
        _replace(waiting)
        raise
    else:
        _replace(waiting)
    finally:
        for new in waiting:
            new.discard()


def _replace(waiting: list[AtomicFile]) -> None:
    for new in waiting:
        new.replace()


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A new file that replaces `path` when the block ends without an error; else `path` stays as it was."""
    if _is_written_through(path):
        try:
            with path.open("wb") as file:
                yield file
        except OSError as error:
            raise _failed(path, error) from None
        return
    from lrcli.temporary import create, temporary_name  # two dozen modules that one prediction does not need

    destination = Path(os.path.realpath(path))  # which, unlike resolve(), goes round no loop of links
    beside, new, waiting = temporary_name(destination), None, _WAITING.get()
    try:
        try:
            handle = create(beside)
        except OSError as error:
            raise LrcliError(f"cannot write {path}: {error.strerror or error}") from None
        new = AtomicFile(path, destination, beside, os.fdopen(handle, "wb"))
        yield new.file
        new.file.flush()
        os.fsync(handle)
        if waiting is None:
            new.replace()
        else:
            waiting.append(new)
    except OSError as error:
        raise _failed(path, error, beside, destination) from None
    finally:
        if new is None:
            with suppress(OSError):  # it may be there: a request to end may come right behind its creation
                beside.unlink()
        elif waiting is None or new not in waiting:
            new.discard()


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A new folder that becomes `path`, which is none yet or an empty one, when the block ends without an error.

    Others may write into it too. What one of them has begun and not ended is left out.
    """
    from lrcli.temporary import FILE_ENDING, LOCK, folder_beside

    destination = Path(os.path.realpath(path))
    try:
        with folder_beside(destination) as beside:
            yield beside
            for entry in [*beside.iterdir()]:
                if entry.name == LOCK or entry.name.endswith(FILE_ENDING):
                    entry.unlink(missing_ok=True)
            if destination.is_dir():
                destination.rmdir()
            beside.rename(destination)
    except OSError as error:
        raise LrcliError(f"cannot write {path}: {error.strerror or error}") from None


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text as UTF-8 to a file, which replaces an old one when it is complete."""
    with replacing(Path(path)) as file:
        file.write(text.encode(errors="replace"))


def _is_written_through(path: Path) -> bool:
    """Whether it is a pipe or a device, which cannot be replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def check_writable(path: Path) -> None:
    """Raise LrcliError where a file cannot be written, before time is spent on its content."""
    if _is_written_through(path):
        return
    folder = Path(os.path.realpath(path)).parent
    if path.is_symlink() and not path.exists() and os.path.realpath(path) == os.path.abspath(path):
        raise LrcliError(f"cannot write {path}: it is a link to itself")
    if path.is_dir():
        raise LrcliError(f"cannot write {path}: it is a directory")
    if not folder.is_dir():
        raise LrcliError(f"cannot write {path}: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise LrcliError(f"cannot write {path}: no permission to write in the folder {folder}")


def check_new_folder(path: Path) -> None:
    """Raise LrcliError where a folder cannot be made, or would have other files beside its own."""
    if path.exists() and not path.is_dir():
        raise LrcliError(f"cannot write {path}/: it is a file")
    if path.is_dir() and any(path.iterdir()):
        raise LrcliError(f"cannot write {path}/: there are files in it; empty it, or name a new folder")
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        raise LrcliError(f"cannot write {path}/: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise LrcliError(f"cannot write {path}/: no permission to write in the folder {folder}")


def _failed(path: Path, error: OSError, *own: Path) -> Exception:
    """An LrcliError for an error with one of our own paths; an error that names another file stays as it is."""
    if error.filename is not None and Path(error.filename) not in (path, *own):
        return error
    return LrcliError(f"cannot write {path}: {error.strerror or error}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
