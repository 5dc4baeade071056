"""A Parquet file is the table that it was written from."""

import csv
import datetime
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lrcli.data.files.stream import open_stream
from lrcli.errors import DataError
from lrcli.limits import LIMITS, Limits

TABLE = pa.table(
    {
        "km, by odometer": [1.5, 1e300, None],
        "age": [1, None, 3],
        "fuel": pa.array(["diesel", 'said "gas"', None]).dictionary_encode(),
        "sold": [True, False, None],
        "day": [datetime.date(2020, 1, 5), None, datetime.date(2021, 12, 31)],
    }
)


def text(path, limits=LIMITS):
    opened = open_stream(path, limits=limits)
    try:
        return b"".join(iter(opened.read, b"")).decode()
    finally:
        opened.close()


@pytest.mark.parametrize("rows", [1, 2, 1 << 16])
def test_it_is_read_as_csv(tmp_path, rows):
    pq.write_table(TABLE, tmp_path / "t.parquet")
    assert list(csv.reader(io.StringIO(text(str(tmp_path / "t.parquet"), Limits(parquet_rows=rows))))) == [
        ["km, by odometer", "age", "fuel", "sold", "day"],
        ["1.5", "1", "diesel", "true", "2020-01-05"],
        ["1e+300", "", 'said "gas"', "false", ""],
        ["", "3", "", "", "2021-12-31"],
    ]


def test_a_column_of_lists_is_named(tmp_path):
    pq.write_table(pa.table({"x": [[1], [2]]}), tmp_path / "t.parquet")
    with pytest.raises(DataError, match=r"t\.parquet: the column 'x' holds list<.*>, neither numbers nor texts"):
        open_stream(str(tmp_path / "t.parquet"))


def test_a_damaged_file_is_an_error(write):
    with pytest.raises(DataError, match=r"cannot read .*t\.parquet"):
        open_stream(write(b"PAR1 and nothing else", "t.parquet"))
