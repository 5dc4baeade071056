"""A file's bytes: opened, decompressed, counted and digested as they are read."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from lrcli.errors import DataError

BLOCK_BYTES = 1 << 20  # fixed, so that a result depends on the file alone
CODECS = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd"}

Follower = Callable[[int, int | None], None]  # told how many bytes of a file are read, and of how many; None: a pipe


class Stream:
    """Bytes that are read once, some `BLOCK_BYTES` at a time."""

    def __init__(
        self, name: str, file: IO[bytes], *, codec: str | None, size: int | None, follow: Follower | None
    ) -> None:
        """size: bytes of the file, before decompression; None where that is not known."""
        self.name, self.file, self.size, self.follow = name, file, size, follow
        self.bytes: Any = pa.CompressedInputStream(pa.PythonFile(file), codec) if codec else file
        self.bytes_read = 0  # after decompression
        self.digest = hashlib.sha256()

    def read(self) -> bytes:
        try:
            data: bytes = self.bytes.read(BLOCK_BYTES)
        except OSError as error:
            raise DataError(f"cannot read {self.name}: {error.strerror or error}") from None
        self.digest.update(data)
        self.bytes_read += len(data)
        if self.follow:
            self.follow(self.bytes_read if self.size is None else self.file.tell(), self.size)
        return data

    def close(self) -> None:
        if self.file is not sys.stdin.buffer:
            self.file.close()


def open_stream(path: str, follow: Follower | None) -> Stream:
    """A file's bytes, or those of standard input for "-"."""
    if path == "-":
        return Stream("standard input", sys.stdin.buffer, codec=None, size=None, follow=follow)
    place = Path(path)
    if place.is_dir():
        raise DataError(f"{path} is a directory; name a file in it")
    try:
        file = place.open("rb")
        size = place.stat().st_size if place.is_file() else None
    except FileNotFoundError:
        raise DataError(f"no such file: {path}") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from None
    return Stream(path, file, codec=CODECS.get(place.suffix), size=size, follow=follow)
