"""A Parquet file is the table that it was written from."""

import datetime
import io
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from containers import cells_of, text_and_remarks, text_of

from lrcli.data.files.layout import Layout
from lrcli.data.files.readers.container import Container
from lrcli.data.files.readers.parquet import table
from lrcli.errors import DataError
from lrcli.limits import Limits

TABLE = pa.table(
    {
        "km, by odometer": [1.5, 1e300, None],
        "age": [1, None, 3],
        "fuel": pa.array(["diesel", 'said "gas"', None]).dictionary_encode(),
        "sold": [True, False, None],
        "day": [datetime.date(2020, 1, 5), None, datetime.date(2021, 12, 31)],
    }
)
CELLS = [
    ["km, by odometer", "age", "fuel", "sold", "day"],
    ["1.5", "1", "diesel", "true", "2020-01-05"],
    ["1e+300", "", 'said "gas"', "false", ""],
    ["", "3", "", "", "2021-12-31"],
]


@pytest.fixture
def parquet(tmp_path):
    def write(columns):
        table = columns if isinstance(columns, pa.Table) else pa.table(columns)
        pq.write_table(table, tmp_path / "t.parquet")
        return tmp_path / "t.parquet"

    return write


@pytest.mark.parametrize("rows", [1, 2, 1 << 16])
def test_it_is_read_as_csv(parquet, rows):
    assert cells_of(parquet(TABLE), Limits(container_rows=rows)) == CELLS


def test_it_may_come_from_a_pipe(parquet, monkeypatch):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Pipe(parquet(TABLE).read_bytes()))))
    assert cells_of("-") == CELLS


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([[1], [2]]), "list<element: int64>"),
        (pa.array([{"a": 1}, {"a": 2}]), "struct<a: int64>"),
        (pa.array([b"a", b"b"]), "binary"),
        (pa.array([b"a", b"b"], pa.binary_view()), "binary_view"),
        (pa.array([b"a" * 16, b"b" * 16]).cast(pa.binary(16)).cast(pa.uuid()), "extension<arrow.uuid>"),
    ],
)
def test_a_column_that_is_neither_numbers_nor_texts_is_left_out_with_its_type(parquet, values, kind):
    text, remarks = text_and_remarks(parquet({"x": values, "km": [1, 2]}))
    assert text.split() == ["km", "1", "2"]
    assert remarks == [f"column 'x' left out, {kind}: neither numbers nor texts"]


def test_a_file_without_any_other_column_is_an_error(parquet):
    with pytest.raises(DataError, match=r"t\.parquet has no column of numbers or texts"):
        text_of(parquet({"x": [[1], [2]]}))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_durations_are_days_and_that_is_said(parquet, unit):
    halves = pa.array([datetime.timedelta(hours=12), None, datetime.timedelta(days=-2)], pa.duration(unit))
    text, remarks = text_and_remarks(parquet({"took": halves, "km": [1, 2, 3]}))
    assert text.splitlines() == ["took,km", "0.5,1", ",2", "-2,3"]
    assert remarks == ["column 'took' in days"]


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (pa.array(["1.50", "20.00"]).cast(pa.decimal128(6, 2)), ["1.50", "20.00"]),
        (pa.array([0.5, 2], pa.float16()), ["0.5", "2"]),
        (pa.array(["a", "01067"], pa.string_view()), ["a", "01067"]),
        (pa.array([None, None]), ["", ""]),
        (pa.array(["#1", "sep=;"]), ["#1", "sep=;"]),
    ],
)  # fmt: skip
def test_a_value_is_written_as_it_is(parquet, values, cells):
    assert [row[0] for row in cells_of(parquet({"x": values, "km": [1, 2]}))[1:]] == cells


def test_moments_keep_their_time_and_their_zone(parquet):
    moment = datetime.datetime(2020, 1, 5, 12, 30, tzinfo=datetime.UTC)
    cells = cells_of(parquet({"t": pa.array([moment], pa.timestamp("ms", "UTC")), "km": [1]}))
    assert datetime.datetime.fromisoformat(cells[1][0]) == moment


@pytest.mark.parametrize("name", ["#", "# km", "sep=;"])
def test_a_first_column_that_is_called_like_a_comment_is_a_column(parquet, name):
    text = text_of(parquet({name: [1], "price": [2]}))
    assert text.splitlines() == [f'"{name}",price', "1,2"]


def test_an_index_without_a_name_is_no_column_and_one_with_a_name_is(tmp_path):
    frame = pd.DataFrame({"sqft": np.arange(6), "rent": np.arange(6) * 2})[[False, True, False, True, True, False]]
    frame.to_parquet(tmp_path / "t.parquet")
    text, remarks = text_and_remarks(tmp_path / "t.parquet")
    assert text.splitlines() == ["sqft,rent", "1,2", "3,6", "4,8"]
    assert remarks == ["pandas' index '__index_level_0__' left out"]
    frame.rename_axis("year").to_parquet(tmp_path / "t.parquet")
    assert text_of(tmp_path / "t.parquet").splitlines()[0] == "sqft,rent,year"


def test_a_damaged_file_is_an_error(parquet):
    path = parquet(TABLE)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"cannot read .*t\.parquet as a Parquet file: "):
        text_of(path)


def test_levels_whose_text_is_thousands_of_times_the_file_are_written_in_small_pieces(parquet):
    """The levels of a column are written once in a file, and a row of 5,000 characters takes a bit of it."""
    long = pa.array(["x" * 5000]).dictionary_encode()
    notes = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), long.dictionary)
    path = parquet({"km": range(20_000), "note": notes})
    assert path.stat().st_size < 200_000
    with path.open("rb") as file:
        container = Container("t.parquet", file, Layout(), Limits(container_bytes=1_000_000))
        pieces = [len(piece) for piece in table(container)]
    assert sum(pieces) > 100_000_000
    assert max(pieces) < 1_100_000
