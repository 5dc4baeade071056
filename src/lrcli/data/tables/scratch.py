"""Rows that are kept: in memory up to a budget, from there on in a temporary file, or in files that others write."""

import os
import re
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lrcli.data.tables.memory import memory_for_rows
from lrcli.errors import DataError, OptionError
from lrcli.temporary import temporary_folder

RowRecords = NDArray[np.void]  # rows (n,), the cells of each side by side
FILE_LOCK = threading.Lock()
SIZE_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class StoredRows(Protocol):
    """Some rows, in memory or in the file: a slice of them is an array."""

    def __len__(self) -> int: ...
    def __getitem__(self, rows: slice, /) -> RowRecords: ...


class SeekableFile(Protocol):
    """What is asked of a file."""

    def fileno(self) -> int: ...
    def seek(self, offset: int, /) -> int: ...
    def read(self, size: int, /) -> bytes: ...


class FileOfOthers:
    """A file that another process writes, perhaps on another machine.

    It is opened with the first read, when nobody writes any more: a network's file system may go on showing the end
    that a file had when it was opened.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def file(self) -> IO[bytes]:
        return Path(self.path).open("rb", buffering=0)

    def fileno(self) -> int:
        return self.file.fileno()

    def seek(self, offset: int, /) -> int:
        return self.file.seek(offset)

    def read(self, size: int, /) -> bytes:
        return self.file.read(size)

    def close(self) -> None:
        if "file" in self.__dict__:
            self.file.close()


@dataclass(frozen=True)
class OnDisk:
    """Rows in a file, which a slice reads."""

    file: SeekableFile
    offset: int
    count: int
    dtype: "np.dtype[Any]"

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, rows: slice) -> RowRecords:
        start, stop, _ = rows.indices(self.count)
        size = self.dtype.itemsize
        data = _read(self.file, max(stop - start, 0) * size, self.offset + start * size)
        return np.frombuffer(data, dtype=self.dtype)


class Scratch:
    """Keeps rows, inside `with`. The file has no name, so that the system removes it however the process ends."""

    def __init__(self, memory: int | None = None, folder: str | None = None) -> None:
        """memory: bytes of rows that stay in memory, by default a quarter of it.

        folder: of the files; by default that of the system's temporary files, where no other process writes rows.
        """
        self.memory = memory_for_rows() if memory is None else memory
        self.folder = None if folder is None else os.path.abspath(folder)
        self.held = self.written = self.written_by_others = 0  # bytes
        self.file: IO[bytes] | None = None
        self.of_others: dict[str, FileOfOthers] = {}  # by path
        self.end = ExitStack()

    def __enter__(self) -> "Scratch":
        if self.folder is not None and not os.path.isdir(self.folder):
            raise OptionError("scratch", f"{self.folder} is no folder")
        return self

    def __exit__(self, *error: object) -> None:
        if self.file:
            self.file.close()
        for file in self.of_others.values():
            file.close()
        self.end.close()

    def keep(self, rows: RowRecords) -> StoredRows:
        """Rows in memory while the budget lasts, then in the file. Raise DataError where that cannot be written."""
        if self.held + rows.nbytes <= self.memory:
            self.held += rows.nbytes
            return rows
        try:
            self.file = self.file or tempfile.TemporaryFile(buffering=0, dir=self.folder)  # noqa: SIM115  # closed by __exit__
            _write(self.file, rows)
        except OSError as error:
            raise DataError(
                f"the rows need more than {size(self.memory)} of memory, and the temporary file for the rest cannot be "
                f"written to {self.folder or tempfile.gettempdir()}: {error.strerror or error}; "
                "give a larger --memory, or name a folder with room by --scratch"
            ) from None
        piece = OnDisk(self.file, self.written, len(rows), rows.dtype)
        self.written += rows.nbytes
        return piece

    @cached_property
    def shared(self) -> str | None:
        """A folder of its own in the one that was named, for files of others, removed at the end; None without."""
        if self.folder is None:
            return None
        try:
            return str(self.end.enter_context(temporary_folder(self.folder)))
        except OSError as error:
            raise OptionError("scratch", f"{self.folder} cannot be written to: {error.strerror or error}") from None

    def kept_by_others(self, path: str, offset: int, count: int, dtype: "np.dtype[Any]") -> StoredRows:
        """Rows that another process has written into a file."""
        file = self.of_others.setdefault(path, FileOfOthers(path))
        self.written_by_others += count * dtype.itemsize
        return OnDisk(file, offset, count, dtype)


def _write(file: IO[bytes], rows: RowRecords) -> None:
    data = np.ascontiguousarray(rows).view(np.uint8).data
    with FILE_LOCK:
        file.seek(0, os.SEEK_END)
        while data:  # a single write takes 2 GB at most
            data = data[file.write(data) :]


def _read(file: SeekableFile, size: int, offset: int) -> bytes:
    """Bytes at an offset of the file; under a lock where the system cannot read without moving the file's position."""
    if hasattr(os, "pread"):
        return os.pread(file.fileno(), size, offset)
    with FILE_LOCK:
        file.seek(offset)
        return file.read(size)


def parse_size(text: str) -> int:
    """Bytes: 500M, 2G, 1.5GB."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)([KMGT]?)B?", text.strip().upper(), re.ASCII)
    if not match:
        raise OptionError("memory", f"{text!r} is not a size like 500M or 2G")
    return int(float(match[1]) * SIZE_UNITS[match[2]])


def size(count: int) -> str:
    """Bytes as a person reads them: 1.5 GB."""
    unit = next((name for name in "TGMK" if count >= SIZE_UNITS[name]), "")
    return f"{count / SIZE_UNITS[unit]:.4g} {unit}B"
