"""A name or a text in a file that should be UTF-8 and is not: one message, from whichever library tells of it."""

import io

import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet
import pytest


def of_parquet():
    pa.parquet.write_table(pa.table({"zzzz": [1, 2, 3], "y": [4, 5, 6]}), file := io.BytesIO())
    return file.getvalue()


def of_orc():
    pa.orc.write_table(pa.table({"zzzz": [1, 2, 3], "y": [4, 5, 6]}), file := io.BytesIO())
    return file.getvalue()


def of_sqlite(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "made.db") as database:
        database.execute("create table zzzz (x, y)")
    database.close()
    return (tmp_path / "made.db").read_bytes().replace(b"CREATE", b"CREATX")  # then an error has the name in its text


@pytest.mark.parametrize("kind", ["parquet", "orc", "sqlite"])
def test_a_name_that_is_no_utf_8_is_an_error(lrcli, tmp_path, kind):
    sound = {"parquet": of_parquet, "orc": of_orc, "sqlite": lambda: of_sqlite(tmp_path)}[kind]()
    path = tmp_path / "t"
    path.write_bytes(sound.replace(b"zzzz", b"z\xff\xffz"))
    done = lrcli("stats", str(path))
    assert (done.status, done.out) == (1, "")
    assert "is no UTF-8" in done.err
