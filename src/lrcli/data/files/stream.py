"""The text of a table: a file is opened, unpacked and decoded; its bytes are counted and hashed as they are read."""

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from lrcli.data.files import formats
from lrcli.data.files.addresses import is_database, open_remote, without_password
from lrcli.data.files.charset import Decoder
from lrcli.data.files.frames import Frame
from lrcli.data.files.layout import Layout
from lrcli.data.files.live_input import live_input
from lrcli.data.files.readers.container import Container
from lrcli.errors import DataError, LrcliError
from lrcli.limits import Limits, default_limits
from lrcli.notation.form import ColumnKind

OnBytes = Callable[
    [int, int | None], None
]  # called with the bytes that are read so far and the size of the file, None for a pipe


class Stream:
    """Text in UTF-8 that is read once, a block at a time."""

    def __init__(
        self, container: Container, size: int | None, on_bytes: OnBytes | None = None, *, hashed: bool = True
    ) -> None:
        """size: bytes of the file, None where it is unknown. hashed: whether somebody will ask for `sha256`."""
        self.name, self.file, self.size, self.on_bytes = container.name, container.file, size, on_bytes
        self.limits, self.resources = container.limits, container.resources
        self.in_memory = container.frame is not None
        try:
            text = formats.open_text(container)
            self.decoder = Decoder(self.name, text.layout.encoding)
        except LrcliError:
            self.close()
            raise
        self.bytes, self.layout, self.reader = text.file, text.layout, text.reader
        self.remarks = container.remarks  # of the reader, which adds some while it reads
        self.values = container.values  # the same
        self.ended, self.changed = False, False
        self.state = self._state()
        self.bytes_read = 0  # after decompression
        self.digest = hashlib.sha256() if hashed else None

    def read(self) -> bytes:
        """Some of the text; b"" only at its end."""
        while data := self._read():
            if text := self.decoder.decode(data):
                return text
        return self.decoder.decode(b"", final=True)

    def kinds(self, header: Sequence[str]) -> list[tuple[str, ColumnKind | None]]:
        """What the cells of each column are, where the table has types; else none."""
        return list(zip(header, self.values, strict=True)) if len(self.values) == len(header) else []

    @property
    def sha256(self) -> str:
        """The hash of the bytes so far."""
        if self.digest is None:
            raise ValueError(f"{self.name} is read without a hash")
        return self.digest.hexdigest()

    @property
    def is_plain_file(self) -> bool:
        """Whether it is a file of this machine whose bytes are its text so far: neither packed nor decoded."""
        decoder = self.decoder
        usual = decoder.decoder is None and decoder.letters is None and not decoder.nuls and not decoder.other_lines
        return self.bytes is self.file and self.size is not None and usual

    @property
    def paused(self) -> bool:
        """Whether whoever writes the stream pauses, and wants the lines so far answered."""
        return getattr(self.file, "paused", False)

    def _read(self) -> bytes:
        if self.ended:
            return b""
        try:
            data: bytes = self.bytes.read(self.limits.block_bytes)
        except OSError as error:
            raise DataError(f"cannot read {self.name}: {error.strerror or error}") from None
        if self.digest:
            self.digest.update(data)
        self.bytes_read += len(data)
        if self.on_bytes:
            self.on_bytes(self._reached(data), self.size)
        if not data:  # closed at once, since there may be more files than can be open at a time
            self.ended, self.changed = True, self._state() != self.state
            self.close()
        return data

    def _reached(self, data: bytes) -> int:
        """How many bytes of the file were read, before unpacking."""
        if self.size is None:
            return self.bytes_read
        return (
            self.file.tell() if data else self.size
        )  # at the end all, since a reader may open the file anew or need not read all

    def _state(self) -> tuple[int, int] | None:
        """Its size and the time of its last change, which tell whether a file was written to; None of no file."""
        if self.size is None:
            return None
        state = os.fstat(self.file.fileno())
        return state.st_size, state.st_mtime_ns

    def close(self) -> None:
        self.resources.close()
        if self.file is not None and self.file is not sys.stdin.buffer:
            self.file.close()


def open_stream(
    path: str | Frame,
    layout: Layout | None = None,
    *,
    on_bytes: OnBytes | None = None,
    limits: Limits | None = None,
    live: bool = False,
    hashed: bool = True,
) -> Stream:
    """The text of a file or frame, or of standard input for "-". Raise DataError where it cannot be read.

    live: whether lines of standard input are wanted as they arrive. hashed: whether somebody will ask for their hash.
    """
    stream = partial(Stream, on_bytes=on_bytes, hashed=hashed)
    container = partial(Container, layout=layout or Layout(), limits=limits or default_limits())
    if not isinstance(path, str):
        return stream(container(path.name, None, frame=path), None)
    if path == "-":
        stdin = live_input(sys.stdin.buffer) if live else sys.stdin.buffer
        return stream(container("standard input", stdin), None)
    if is_database(path):
        return stream(container(without_password(path), None, local=path), None)
    if "://" in path:
        return stream(container(path, open_remote(path)), None)
    file_path = Path(path)
    if file_path.is_dir():
        raise DataError(f"{path} is a directory; name a file in it")
    try:
        file = file_path.open("rb")
    except FileNotFoundError:
        raise DataError(f"no such file: {path}") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from None
    regular = file_path.is_file()
    size, local = (file_path.stat().st_size, path) if regular else (None, None)
    return stream(container(path, file, local=local), size)
