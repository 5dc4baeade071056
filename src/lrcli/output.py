"""Files written so that nothing is ever lost: beside their place, flushed, then renamed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lrcli.errors import LrcliError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when the block ends well; else `path` stays as it was."""
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or a device has no place to be renamed to
        try:
            with path.open("wb") as file:
                yield file
        except OSError as error:
            raise _failed(path, error) from None
        return
    import tempfile  # a dozen modules that one prediction does not need

    place = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    except OSError as error:
        raise LrcliError(f"cannot write {path}: {error.strerror or error}") from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(place.stat().st_mode if place.exists() else 0o666 & ~_umask())
        beside.replace(place)
    except OSError as error:
        raise _failed(path, error, beside, place) from None
    finally:
        beside.unlink(missing_ok=True)


def check_place(path: Path) -> None:
    """Raise LrcliError where a file cannot be written, before work is spent on what would be in it."""
    folder = path.resolve().parent
    if path.is_dir():
        raise LrcliError(f"cannot write {path}: it is a directory")
    if not folder.is_dir():
        raise LrcliError(f"cannot write {path}: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise LrcliError(f"cannot write {path}: the folder {folder} does not let you")


def _failed(path: Path, error: OSError, *ours: Path) -> Exception:
    """The error as ours; another file's, which names that file, as it is."""
    if error.filename is not None and Path(error.filename) not in (path, *ours):
        return error
    return LrcliError(f"cannot write {path}: {error.strerror or error}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
