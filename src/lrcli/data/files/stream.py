"""A table's text: a file opened, decompressed and decoded; its bytes counted and digested as they are read."""

import hashlib
import io
import lzma
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from lrcli.data.files.charset import Decoder
from lrcli.data.files.formats import unpacked
from lrcli.errors import DataError, LrcliError
from lrcli.limits import Limits, default_limits

Follower = Callable[[int, int | None], None]  # told how many bytes of a file are read, and of how many; None: a pipe


class Stream:
    """Text in UTF-8 that is read once, a block at a time."""

    def __init__(
        self,
        name: str,
        file: io.BufferedReader,
        size: int | None,
        *,
        encoding: str | None = None,
        follow: Follower | None = None,
        limits: Limits | None = None,
    ) -> None:
        """size: bytes of the file, None where that is not known."""
        self.name, self.file, self.size, self.follow = name, file, size, follow
        self.limits = limits or default_limits()
        try:
            self.decoder = Decoder(name, encoding)
            self.bytes = unpacked(name, file, self.limits)
        except LrcliError:
            self.close()
            raise
        self.ended = False
        self.bytes_read = 0  # after decompression
        self.digest = hashlib.sha256()

    def read(self) -> bytes:
        """Some of the text; nothing only at its end."""
        while data := self._read():
            if text := self.decoder.decode(data):
                return text
        return self.decoder.decode(b"", final=True)

    def _read(self) -> bytes:
        if self.ended:
            return b""
        try:
            data: bytes = self.bytes.read(self.limits.block_bytes)
        except (OSError, EOFError, lzma.LZMAError, pa.ArrowException) as error:
            reason = getattr(error, "strerror", None) or str(error) or "it is cut off"
            raise DataError(f"cannot read {self.name}: {reason}") from None
        self.digest.update(data)
        self.bytes_read += len(data)
        if self.follow:
            self.follow(self.bytes_read if self.size is None else self.file.tell(), self.size)
        if not data:  # closed at once, for there may be more files than can be open
            self.ended = True
            self.close()
        return data

    def close(self) -> None:
        if self.file is not sys.stdin.buffer:
            self.file.close()


def open_stream(
    path: str, *, encoding: str | None = None, follow: Follower | None = None, limits: Limits | None = None
) -> Stream:
    """A file's text, or that of standard input for "-"."""
    open_as = partial(Stream, encoding=encoding, follow=follow, limits=limits)
    if path == "-":
        return open_as("standard input", _with_peek(sys.stdin.buffer), None)
    if "://" in path:
        return open_as(path, _remote(path), None)
    place = Path(path)
    if place.is_dir():
        raise DataError(f"{path} is a directory; name a file in it")
    try:
        file = place.open("rb")
        return open_as(path, file, place.stat().st_size if place.is_file() else None)
    except FileNotFoundError:
        raise DataError(f"no such file: {path}") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from None


def _with_peek(file: Any) -> io.BufferedReader:
    return cast(io.BufferedReader, file if hasattr(file, "peek") else io.BufferedReader(file))


def _remote(url: str) -> io.BufferedReader:
    """A file of a protocol that fsspec knows; its own message says which package a protocol needs."""
    try:
        fsspec = import_module("fsspec")
    except ImportError:
        raise DataError(f"cannot open {url}: it needs the package fsspec; pip install fsspec") from None
    try:
        return _with_peek(fsspec.open(url, "rb").open())
    except Exception as error:  # each protocol has its own
        raise DataError(f"cannot open {url}: {str(error) or type(error).__name__}") from None
