"""What a file is by its first bytes: text, packed text, Parquet, or something that is refused by its name."""

import io
import lzma
import re
from typing import Any

import pyarrow as pa

from lrcli.errors import DataError
from lrcli.limits import Limits

PARQUET, XZ = b"PAR1", b"\xfd7zXZ\x00"
FOREIGN = {
    rb"PK\x03\x04": "an Excel workbook or another zip archive",
    rb"\xd0\xcf\x11\xe0": "an Excel workbook of the old kind",
    rb"%PDF-": "a PDF document",
    rb"SQLite format": "an SQLite database",
    rb"\s*<(!doctype html|html)": "a web page",
    rb"\s*(\[\s*)?\{\s*[\"}]": "JSON",
}  # by a file's first bytes
CODECS = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zstd"}  # by a file's first bytes


def unpacked(name: str, file: io.BufferedReader, limits: Limits) -> Any:
    """The file, decompressed if its first bytes say that it is compressed."""
    start = file.peek(len(XZ))
    if start.startswith(PARQUET):
        from lrcli.data.files.parquet import AsCsv

        return AsCsv(name, file, limits.parquet_rows)
    if foreign := next((what for mark, what in FOREIGN.items() if re.match(mark, start, re.IGNORECASE)), None):
        raise DataError(f"{name} is {foreign}; save its table as CSV")
    if start.startswith(XZ):
        return lzma.LZMAFile(file)
    codec = next((codec for mark, codec in CODECS.items() if start.startswith(mark)), None)
    return pa.CompressedInputStream(pa.PythonFile(file), codec) if codec else file
