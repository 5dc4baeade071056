"""A file that is packed by gzip, bzip2, Zstandard, LZ4 or xz."""

import lzma
from typing import Any

import pyarrow as pa

from lrcli.data.files.readers.container import Container, Readable, Unpacked

CODEC_BY_MARK = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zstd", b"\x04\x22\x4d\x18": "lz4"}


def content(container: Container) -> Readable:
    packed: Any = _Counted(container.file)
    codec = next((codec for mark, codec in CODEC_BY_MARK.items() if container.start.startswith(mark)), None)
    if codec is None:
        return Unpacked(container, lzma.LZMAFile(packed), lambda: packed.size)
    return Unpacked(container, pa.CompressedInputStream(pa.PythonFile(packed, "r"), codec), lambda: packed.size)


class _Counted:
    """A file whose bytes are counted as they are read."""

    def __init__(self, file: Any) -> None:
        self.file, self.size = file, 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.size += len(data)
        return data

    def readable(self) -> bool:
        return True

    @property
    def closed(self) -> bool:
        return False

    def close(self) -> None:
        """Whoever opened the file closes it."""
