"""Bytes as they are read: how far, of how many."""

import bz2
import gzip
import hashlib
import io
import sys

import pyarrow as pa
import pytest
from containers import text_of

from lrcli.data.files.stream import open_stream
from lrcli.errors import DataError
from lrcli.limits import Limits

CONTENT = b"mileage,price\n" + b"".join(b"%d,%d\n" % (k, k * 7 % 1000) for k in range(5000))


def all_bytes(opened):
    return b"".join(iter(opened.read, b""))


@pytest.mark.parametrize(
    ("name", "pack"),
    [("t.csv", bytes), ("t.csv.gz", gzip.compress), ("t.csv.bz2", bz2.compress),
     ("t.csv.zst", lambda data: pa.compress(data, "zstd", asbytes=True))],
)  # fmt: skip
def test_the_followers_last_word_is_that_all_bytes_of_the_file_are_read(write, name, pack):
    told, packed = [], pack(CONTENT)
    limits = Limits(block_bytes=1000)
    opened = open_stream(write(packed, name), on_bytes=lambda *reached: told.append(reached), limits=limits)
    assert all_bytes(opened) == CONTENT
    opened.close()
    assert told[-1] == (len(packed), len(packed))
    assert sorted(told) == told
    assert opened.bytes_read == len(CONTENT)


def test_of_a_pipe_the_end_is_not_known(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CONTENT)))
    told = []
    limits = Limits(block_bytes=40_000)
    all_bytes(open_stream("-", on_bytes=lambda *reached: told.append(reached), limits=limits))
    assert told == [(40_000, None), (len(CONTENT), None), (len(CONTENT), None)]


@pytest.mark.parametrize("cut", [10, 500, -4])
def test_a_damaged_compressed_file_is_an_error(write, cut):
    path = write(gzip.compress(CONTENT)[:cut] + b"\xff" * 30, "t.csv.gz")
    with pytest.raises(DataError, match=r"cannot read .*t\.csv\.gz as a gzip file: "):
        text_of(path)


def test_what_was_read_of_standard_input_before_is_not_read_again(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"not mine\n" + CONTENT)))
    sys.stdin.buffer.readline()
    assert text_of("-") == CONTENT.decode()


def test_a_pipe_gives_blocks_as_large_as_a_file_does(monkeypatch):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Pipe(CONTENT))))
    opened = open_stream("-", limits=Limits(block_bytes=40_000))
    assert [len(block) for block in iter(opened.read, b"")] == [40_000, len(CONTENT) - 40_000]


def test_a_url_is_opened_by_fsspec(tmp_path):
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://cars.csv.gz", "wb") as file:
        file.write(gzip.compress(CONTENT))
    opened = open_stream("memory://cars.csv.gz")
    assert all_bytes(opened) == CONTENT
    opened.close()


def test_a_url_whose_package_is_not_installed_says_which(monkeypatch):
    registry = pytest.importorskip("fsspec.registry")
    monkeypatch.setitem(registry.known_implementations, "far", {"class": "farfs.Far", "err": "Install farfs"})
    with pytest.raises(DataError, match=r"cannot open far://cars\.csv: Install farfs; pip install farfs"):
        open_stream("far://cars.csv")


def test_a_url_that_is_not_there_is_an_error():
    pytest.importorskip("fsspec")
    with pytest.raises(DataError, match=r"cannot open memory://nothing\.csv: "):
        open_stream("memory://nothing.csv")


def test_what_is_read_without_a_hash_has_none_and_the_same_bytes(write):
    path = write(CONTENT)
    hashed, unhashed = open_stream(path), open_stream(path, hashed=False)
    assert all_bytes(hashed) == all_bytes(unhashed) == CONTENT
    assert hashed.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with pytest.raises(ValueError, match="without a hash"):
        _ = unhashed.sha256
