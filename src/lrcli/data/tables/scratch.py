"""Rows that are kept: in memory up to a budget, from there on in a temporary file."""

import os
import re
import tempfile
import threading
from typing import IO, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lrcli.data.tables.memory import memory_for_rows
from lrcli.dataclass import dataclass
from lrcli.errors import DataError, OptionError

RowRecords = NDArray[np.void]  # rows (n,), the cells of each side by side
FILE_LOCK = threading.Lock()
SIZE_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class Piece(Protocol):
    """Some rows, in memory or in the file: a slice of them is an array."""

    def __len__(self) -> int: ...
    def __getitem__(self, rows: slice, /) -> RowRecords: ...


@dataclass(frozen=True)
class OnDisk:
    """Rows in the temporary file, which a slice reads."""

    file: IO[bytes]
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

    def __init__(self, memory: int | None = None) -> None:
        """memory: bytes of rows that stay in memory, by default a quarter of it."""
        self.memory = memory_for_rows() if memory is None else memory
        self.held = self.written = 0
        self.file: IO[bytes] | None = None

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(self, *error: object) -> None:
        if self.file:
            self.file.close()

    def keep(self, rows: RowRecords) -> Piece:
        """Rows in memory while the budget lasts, then in the file. Raise DataError where that cannot be written."""
        if self.held + rows.nbytes <= self.memory:
            self.held += rows.nbytes
            return rows
        try:
            self.file = self.file or tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # closed by __exit__
            _write(self.file, rows)
        except OSError as error:
            raise DataError(
                f"the rows need more than {size(self.memory)} of memory, and the temporary file for the rest cannot be "
                f"written to {tempfile.gettempdir()}: {error.strerror or error}; "
                "give a larger --memory, or set TMPDIR to a place with room"
            ) from None
        piece = OnDisk(self.file, self.written, len(rows), rows.dtype)
        self.written += rows.nbytes
        return piece


def _write(file: IO[bytes], rows: RowRecords) -> None:
    data = np.ascontiguousarray(rows).view(np.uint8).data
    with FILE_LOCK:
        file.seek(0, os.SEEK_END)
        while data:  # a single write takes 2 GB at most
            data = data[file.write(data) :]


def _read(file: IO[bytes], size: int, offset: int) -> bytes:
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
