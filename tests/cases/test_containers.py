"""Files that are no CSV, as people reported them of other tools, with what is right in each."""

import json
import tarfile
from pathlib import Path

import pandas as pd
import pytest

FILES = Path(__file__).parent / "containers"


@pytest.fixture
def columns(lrcli):
    """The statistics of each column of a file."""

    def of(name):
        done = lrcli("stats", str(FILES / name), "--json")
        assert done.status == 0, done.err
        return {column["name"]: column | (column["numbers"] or {}) for column in json.loads(done.out)["columns"]}

    return of


def test_a_feather_file_is_its_table(columns):
    frame = pd.read_feather(FILES / "cars.feather")
    assert {name: column["mean"] for name, column in columns("cars.feather").items()} == pytest.approx(
        frame.mean().to_dict()
    )


def test_a_tar_archive_is_the_table_in_it(columns):
    with tarfile.open(FILES / "housing.tgz") as archive:
        frame = pd.read_csv(archive.extractfile(archive.getmembers()[0]))
    found = columns("housing.tgz")
    assert list(found) == list(frame)
    assert {name: column["mean"] for name, column in found.items()} == pytest.approx(frame.mean().to_dict())


def test_sql_is_called_so(lrcli):
    done = lrcli("train", str(FILES / "dump.sql"))
    assert done.status == 1
    assert done.err.endswith("dump.sql is SQL; save its table as CSV\n")


def test_the_types_of_parquet_are_read(columns):
    found = columns("types.parquet")
    assert found["price"]["mean"] == pytest.approx(8033.9783, abs=1e-4)
    assert found["make"]["missing"] == 10
    assert (found["ok"]["count"], found["ok"]["missing"], found["ok"]["mean"]) == (20, 10, 0.5)


def test_a_column_of_lists_is_left_out_with_the_reason(lrcli):
    done = lrcli("train", str(FILES / "list.parquet"))
    assert done.status == 0
    assert "column 'tags' left out, list<element: string>: neither numbers nor texts" in done.err


def test_the_index_that_pandas_saved_is_no_column(lrcli):
    done = lrcli("train", str(FILES / "rent.parquet"))
    assert "predicting rent, the last column" in done.err
    assert "rent from sqft, beds" in done.out
