"""Files that are written so that nothing is lost: beside the old file, flushed to the disk, then renamed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lrcli.errors import LrcliError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A new file that replaces `path` when the block ends without an error; else `path` stays as it was."""
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or a device cannot be replaced
        try:
            with path.open("wb") as file:
                yield file
        except OSError as error:
            raise _failed(path, error) from None
        return
    import tempfile  # a dozen modules that one prediction does not need

    destination = Path(os.path.realpath(path))  # which, unlike resolve(), goes round no loop of links
    try:
        handle, name = tempfile.mkstemp(dir=destination.parent, prefix=f".{destination.name}.")
    except OSError as error:
        raise LrcliError(f"cannot write {path}: {error.strerror or error}") from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(destination.stat().st_mode if destination.exists() else 0o666 & ~_umask())
        beside.replace(destination)
    except OSError as error:
        raise _failed(path, error, beside, destination) from None
    finally:
        beside.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Raise LrcliError where a file cannot be written, before time is spent on its content."""
    folder = Path(os.path.realpath(path)).parent
    if path.is_symlink() and not path.exists() and os.path.realpath(path) == os.path.abspath(path):
        raise LrcliError(f"cannot write {path}: it is a link to itself")
    if path.is_dir():
        raise LrcliError(f"cannot write {path}: it is a directory")
    if not folder.is_dir():
        raise LrcliError(f"cannot write {path}: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise LrcliError(f"cannot write {path}: the folder {folder} does not let you")


def _failed(path: Path, error: OSError, *own: Path) -> Exception:
    """An LrcliError for an error with one of our own paths; an error that names another file stays as it is."""
    if error.filename is not None and Path(error.filename) not in (path, *own):
        return error
    return LrcliError(f"cannot write {path}: {error.strerror or error}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
