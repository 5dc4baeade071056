"""A table that is cut, grows or is replaced while a command reads it: it is read, or one line says what is wrong."""

import gzip
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
from campaigns.fuzz import faults
from campaigns.kill import table
from campaigns.trial import run

LATEST = 0.2  # seconds after a start by which a small table is read


def changes(draw: random.Random, folder: Path) -> Iterator[str]:
    """A table that is cut, grows or is replaced while a command reads it in small blocks."""
    text = table(400).encode()
    (folder / "t.csv").write_bytes(text)
    yield from faults(run("train", "t.csv", "-q", "--epochs", "2", "-o", "m.json", folder=folder))
    command = draw.choice(("train", "stats", "crossval", "predict", "evaluate"))
    model = ["-m", "m.json"] if command in ("predict", "evaluate") else []
    name = draw.choice(("t.csv", *FORMS))
    FORMS[name](text, folder / name)
    wait, change = draw.uniform(0, LATEST), draw.choice(CHANGES)

    def meanwhile() -> None:
        time.sleep(wait)
        change(folder / name, draw)

    yield from faults(run(command, name, *model, folder=folder, limits={"block_bytes": 300}, meanwhile=meanwhile))


def _cut(path: Path, draw: random.Random) -> None:
    os.truncate(path, draw.randrange(path.stat().st_size))


def _grow(path: Path, draw: random.Random) -> None:
    with path.open("ab") as file:
        file.write(draw.choice((b"a,1", b"a,1,2\n" * 500, b'"', draw.randbytes(100))))


def _overwrite(path: Path, draw: random.Random) -> None:
    with path.open("r+b") as file:
        file.seek(draw.randrange(path.stat().st_size))
        file.write(draw.choice((b"\n" * 300, b"9" * 300, draw.randbytes(300))))


def _replace(path: Path, draw: random.Random) -> None:
    (path.parent / "other").write_text("a,b\n1,2\n" * 50)
    (path.parent / "other").replace(path)


def _remove(path: Path, draw: random.Random) -> None:
    path.unlink()


def _feather(text: bytes, path: Path) -> None:
    pa.feather.write_feather(pa.csv.read_csv(pa.BufferReader(text)), path, compression="uncompressed")


FORMS: dict[str, Callable[[bytes, Path], object]] = {
    "t.csv": lambda text, path: path.write_bytes(text),
    "t.gz": lambda text, path: path.write_bytes(gzip.compress(text)),
    "t.parquet": lambda text, path: pa.parquet.write_table(pa.csv.read_csv(pa.BufferReader(text)), path),
    "t.feather": _feather,
}
CHANGES = (_cut, _cut, _grow, _overwrite, _replace, _remove)
