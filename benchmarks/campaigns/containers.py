"""Small files of other formats than text, whole or damaged."""

import bz2
import gzip
import io
import json
import lzma
import random
import re
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import pyarrow.parquet

ROWS = [{"age": k % 9, "fuel": "abc"[k % 3], "when": f"2020-01-{k % 28 + 1:02}", "price": 3.5 * k} for k in range(40)]
CLOCK = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")  # of a workbook, which says when it was saved


def _csv() -> bytes:
    return "\n".join([",".join(ROWS[0]), *(",".join(map(str, row.values())) for row in ROWS)]).encode()


def _zip() -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("t.csv"), _csv(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _tar() -> bytes:
    with tarfile.open(fileobj=(file := io.BytesIO()), mode="w") as archive:
        info = tarfile.TarInfo("t.csv")
        info.size = len(_csv())
        archive.addfile(info, io.BytesIO(_csv()))
    return gzip.compress(file.getvalue(), mtime=0)


def _arrow(write: Callable[[pa.Table, io.BytesIO], None]) -> bytes:
    write(pa.Table.from_pylist(ROWS), file := io.BytesIO())
    return file.getvalue()


def _sqlite(folder: Path) -> bytes:
    path = folder / "made.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("create table t (age, fuel, whenever, price)")
        database.executemany("insert into t values (?, ?, ?, ?)", [tuple(row.values()) for row in ROWS])
    database.close()
    return path.read_bytes()


def _xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [list(ROWS[0]), *(list(row.values()) for row in ROWS)]:
        book.active.append(row)
    book.save(saved := io.BytesIO())
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as again:
        for info in archive.infolist():
            content = CLOCK.sub(b"2020-01-01T00:00:00Z", archive.read(info))
            again.writestr(zipfile.ZipInfo(info.filename), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _html() -> bytes:
    rows = ("".join(f"<td>{cell}" for cell in row) for row in (ROWS[0], *(row.values() for row in ROWS)))
    return "".join(["<table>", *(f"<tr>{row}" for row in rows), "</table>"]).encode()


@cache
def sound(folder: Path) -> dict[str, bytes]:
    """One file of each format, in the same bytes whenever it is made."""
    text = _csv()
    return {
        "t.gz": gzip.compress(text, mtime=0),
        "t.bz2": bz2.compress(text),
        "t.xz": lzma.compress(text),
        "t.zst": pa.compress(text, codec="zstd", asbytes=True),
        "t.zip": _zip(),
        "t.tgz": _tar(),
        "t.parquet": _arrow(pa.parquet.write_table),
        "t.feather": _arrow(pa.feather.write_feather),
        "t.orc": _arrow(pa.orc.write_table),
        "t.json": json.dumps(ROWS).encode(),
        "t.jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
        "t.html": _html(),
        "t.db": _sqlite(folder),
        "t.xlsx": _xlsx(),
    }


def of_container(draw: random.Random, folder: Path) -> tuple[str, bytes]:
    """The name and the bytes of a file, mostly damaged."""
    name, data = draw.choice(sorted(sound(folder).items()))
    for _ in range(draw.choice((0, 1, 1, 1, 3))):
        at = draw.randrange(len(data) + 1)
        change = draw.randrange(5)
        if change == 0:
            data = data[:at]
        elif change == 1:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        elif change == 2:
            data = data[:at] + data[at + draw.choice((1, 4, 100)) :]
        elif change == 3:
            data = data[:at] + draw.randbytes(draw.choice((1, 4, 100))) + data[at:]
        else:
            data = data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :]
        data = data or b"\x00"
    return name, data
