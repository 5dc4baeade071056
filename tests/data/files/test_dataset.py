"""One table in several files, of any kind, from anywhere."""

import bz2
import gzip
import lzma
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from csv_reading import cells_of

from lrcli.data.files.dataset import Files, expand
from lrcli.errors import DataError

PARTS = ("km,fuel\n1,gas\n2,diesel\n", "km,fuel\n3,gas\n", "km,fuel\n4,gas\n5,diesel\n")
ROWS = [["1", "gas"], ["2", "diesel"], ["3", "gas"], ["4", "gas"], ["5", "diesel"]]


@pytest.fixture
def parts(write):
    return [write(text, f"part{k}.csv") for k, text in enumerate(PARTS)]


def test_several_files_are_one_table(parts):
    assert cells_of(*parts) == (["km", "fuel"], ROWS)


def test_columns_may_stand_in_another_order_and_files_in_other_dialects(write, parts):
    other = write("fuel;km\r\ngas;3\r\n".encode("utf-16"), "other.csv")
    assert cells_of(parts[0], other, parts[2]) == (["km", "fuel"], ROWS)


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_and_plain_files_are_one_table(write, parts, packed):
    assert cells_of(parts[0], write(packed(PARTS[1].encode()), "packed"), parts[2])[1] == ROWS


def test_a_parquet_file_may_be_one_of_them(tmp_path, parts):
    pq.write_table(pa.table({"fuel": ["gas"], "km": [3]}), tmp_path / "b.parquet")
    assert cells_of(parts[0], str(tmp_path / "b.parquet"), parts[2])[1] == ROWS


@pytest.mark.parametrize(("header", "lacking", "place"), [("km", "fuel", 1), ("km,fuel,age", "age", 0)])
def test_files_with_other_columns_are_refused_by_name(write, parts, header, lacking, place):
    paths = [parts[0], write(f"{header}\n{','.join('1' for _ in header.split(','))}\n", "other.csv")]
    with pytest.raises(DataError) as caught:
        cells_of(*paths)
    assert str(caught.value) == f"{paths[place]} lacks the column {lacking!r} that {paths[1 - place]} has"


def test_the_later_files_are_named_and_digested_too(parts):
    with Files(parts) as files:
        for _ in files.blocks():
            pass
        assert [file.name for file in files.files()] == ["part0.csv", "part1.csv", "part2.csv"]
        assert [file.bytes for file in files.files()] == [len(part) for part in PARTS]
        assert files.name == f"{parts[0]} and 2 more"


def test_what_is_read_alike_is_said_once(write):
    paths = [write(part.replace(",", ";"), f"{k}.csv") for k, part in enumerate(PARTS)]
    with Files([*paths, write(PARTS[0].replace(",", "\t"), "tabs")]) as files:
        list(files.blocks())
        assert files.remarks() == ("read with delimiter semicolon", "read with delimiter tab")


# Patterns


def test_a_pattern_stands_for_its_files_in_order(write, parts):
    folder = parts[0].rpartition("/")[0]
    assert expand(f"{folder}/part?.csv") == parts
    assert expand([f"{folder}/*[02].csv", parts[1]]) == [parts[0], parts[2], parts[1]]


def test_a_file_that_is_called_like_a_pattern_is_itself(write):
    path = write("a,b\n", "cars[1].csv")
    assert expand(path) == [path]


def test_a_pattern_without_a_file_is_an_error(tmp_path):
    with pytest.raises(DataError, match=r"no file matches '.*nothing\*\.csv'"):
        expand(f"{tmp_path}/nothing*.csv")


# Addresses


def test_an_address_needs_fsspec_and_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(DataError, match=r"cannot open s3://bucket/t\.csv: it needs the package fsspec; pip install"):
        cells_of("s3://bucket/t.csv")


def test_the_real_fsspec_opens_files_in_memory_and_on_disk(parts):
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://lrcli/b.csv", "wb") as file:
        file.write(gzip.compress(PARTS[1].encode()))
    assert cells_of(f"file://{parts[0]}", "memory://lrcli/b.csv", parts[2])[1] == ROWS
    with pytest.raises(DataError, match=r"cannot open nonsense://b\.csv: .*nonsense"):
        cells_of("nonsense://b.csv")


# No tables


@pytest.mark.parametrize("header", ["PK,b", "{a},b", "[a],b", "<a>,b", "%,b"])
def test_a_table_may_begin_like_that(write, header):
    assert cells_of(write(f"{header}\nx,y\n")) == (header.split(","), [["x", "y"]])


def test_a_packed_file_of_nothing_is_empty(write):
    path = write(gzip.compress(b""))
    with pytest.raises(DataError, match=f"^{path} is empty$"):
        cells_of(path)


class Name(str):
    """A column's name that counts how often it is brought to one case, which is how often it is looked at."""

    looks = 0

    def casefold(self):
        Name.looks += 1
        return super().casefold()

    def strip(self, *characters):
        return Name(super().strip(*characters))


def test_each_column_of_a_wide_table_is_looked_for_once_and_not_in_all_others(write):
    names = [Name(f"Column {k}") for k in range(300)]
    path = write(",".join(f" column {k}" for k in range(300)) + "\n" + ",".join("1" * 300) + "\n")
    with Files([path], names=names) as files:
        assert files.header == tuple(names)
    assert Name.looks <= 2 * len(names)
