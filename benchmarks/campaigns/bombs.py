"""Small compressed files that unpack to a gigabyte: each ends in an error of one line, in bounded memory."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import repeat
from pathlib import Path

import pyarrow as pa
from campaigns.fuzz import faults
from campaigns.trial import run

HEADER = b"a,b,c\n"
ROWS = b"1,2,3\n" * (1 << 18)  # a megabyte and a half
TIMES = 700  # the rows: a gigabyte
NESTED = 7  # zips in one another, of which each would unpack to many times its size


def _rows() -> Iterator[bytes]:
    yield HEADER
    yield from repeat(ROWS, TIMES)


def _packed(compress: Callable[[bytes], bytes], header: bytes = HEADER) -> bytes:
    """Compressed pieces one behind the other, which these formats allow."""
    return compress(header) + compress(ROWS) * TIMES


def _zip(name: str, pieces: Iterator[bytes]) -> bytes:
    with (
        zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for piece in pieces:
            member.write(piece)
    return file.getvalue()


def _nested() -> bytes:
    content = _zip("t.csv", _rows())
    for _ in range(NESTED):
        content = _zip("t.zip", iter([content]))
    return content


def _tar() -> bytes:
    """Packed by gzip."""
    info = tarfile.TarInfo("t.csv")
    info.size = len(ROWS) * TIMES
    return _packed(gzip.compress, info.tobuf())


def _xlsx() -> bytes:
    """A workbook whose sheet is a gigabyte of blanks."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.save(saved := io.BytesIO())
    with zipfile.ZipFile(saved) as sound, zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as bomb:
        for info in sound.infolist():
            with bomb.open(info.filename, "w", force_zip64=True) as member:
                member.write(sound.read(info))
                for blanks in repeat(b" " * len(ROWS), TIMES if "sheet1" in info.filename else 0):
                    member.write(blanks)
    return file.getvalue()


BOMBS: dict[str, Callable[[], bytes]] = {
    "t.gz": lambda: _packed(gzip.compress),
    "t.bz2": lambda: _packed(bz2.compress),
    "t.xz": lambda: _packed(lzma.compress),
    "t.zst": lambda: _packed(partial(pa.compress, codec="zstd", asbytes=True)),
    "t.zip": lambda: _zip("t.csv", _rows()),
    "nested.zip": _nested,
    "t.tar.gz": _tar,
    "t.xlsx": _xlsx,
}


@cache
def _bomb(name: str) -> bytes:
    return BOMBS[name]()


def bombs(draw: random.Random, folder: Path) -> Iterator[str]:
    """Give a command one of these files, whole or cut off."""
    name = draw.choice(sorted(BOMBS))
    data = _bomb(name)
    if draw.random() < 0.3:
        data = data[: draw.randrange(len(data))]
    (folder / name).write_bytes(data)
    command = draw.choice(("stats", "train"))
    done = run(command, name, *(["--epochs", "1"] if command == "train" else []), folder=folder)
    yield from faults(done)
    if done.status == 0:
        yield f"{name} of {len(data):,} bytes is read as a table"
