"""A whole table read, against the csv module and Python's float."""

import csv
import gzip
import hashlib
import io
import math
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from reading import read_table

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.rows.start import start_reading
from lrcli.data.rows.workers import Workers
from lrcli.limits import LIMITS, Limits

COLUMNS = Columns("c", ("a",), ("b",))
MISSING = {"", "NA", "?"}
numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr), st.sampled_from([" 7 ", "NA", " ? ", ""])
)
texts = st.sampled_from(["x", " x ", "X", 'an "x"', "x,y", "x\ny", "x\r\n\ny", "", "NA", " ? "])


@st.composite
def csv_files(draw):
    """Tables of the columns a, b, c as csv.writer writes them, with blank lines between."""
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    text = io.StringIO("a,b,c\n", newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator=line_end)
    for row in draw(st.lists(st.tuples(numbers, texts, numbers), min_size=1, max_size=12)):
        text.write(line_end * draw(st.integers(0, 2)))
        writer.writerow(row)
    return text.getvalue()


def rows_of(content, size):
    """The rows as a person reads them, with their lines: None for a missing cell."""
    table = read_in_blocks(content, size)
    with piped(content), Files(["-"], limits=Limits(block_bytes=size)) as files, Workers() as workers:
        reading = start_reading(files, lambda first: COLUMNS)
        lines = [line for cells in reading.cells(workers) for line in cells.lines().tolist()]
    names = [None, *table.levels[0]]
    for line, number, code, y in zip(
        lines, table.rows.numeric[:, 0], table.rows.codes[:, 0], table.rows.y, strict=True
    ):
        yield line, None if math.isnan(number) else float(number), names[code], float(y)


def expected(text):
    """The same rows by the csv module."""
    reader, line = csv.reader(io.StringIO(text, newline="")), 0
    for row in reader:
        if line and row and row[2].strip() not in MISSING:
            a, b, c = (None if cell.strip() in MISSING else cell.strip() for cell in row)
            yield line + 1, a and float(a), b, float(c)
        line = reader.line_num


@contextmanager
def piped(content):
    """Standard input holds this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        yield


def read_in_blocks(content, size):
    with piped(content):
        return read_table("-", lambda first: COLUMNS, Limits(block_bytes=size))


@given(csv_files(), st.one_of(st.sampled_from([7, 8, 64, LIMITS.block_bytes]), st.integers(7, 200)))
def test_the_table_is_the_one_of_the_csv_module_for_every_block_size(text, size):
    rows = list(expected(text))
    assume(rows)  # else there is a header and no rows
    assert list(rows_of(text.encode(), size)) == rows


def test_a_block_that_holds_only_blank_lines_adds_no_row():
    content = b"a,b,c\n1,x,2\n" + b"\n" * 50 + b"3,y,4\n" + b"\n" * 50
    assert list(rows_of(content, 8)) == [(2, 1.0, "x", 2.0), (53, 3.0, "y", 4.0)]


@example([1e110, 1e114])  # no two letters of UTF-7
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_a_number_is_read_to_the_last_bit(values):
    content = "a,b,c\n" + "".join(f"{value!r},x,1\n" for value in values)
    assert read_in_blocks(content.encode(), 4096).rows.numeric[:, 0].tolist() == values


@pytest.mark.parametrize("size", [8, LIMITS.block_bytes])
def test_rows_without_a_target_are_left_out_and_counted(write, lines_of, size):
    path = write("a,b,c\n1,x,2\n3,y,\n5,x,NA\n7,z,8\n")
    table = read_table(path, lambda first: COLUMNS, Limits(block_bytes=size))
    assert (len(table), table.left_out.without_target, table.rows.y.tolist()) == (2, 2, [2, 8])
    assert lines_of(path, ("a",), ("b",), "c") == [2, 5]


def test_levels_stand_in_order_of_appearance_and_code_zero_is_missing(write):
    table = read_table(write("a,b,c\n1,petrol,1\n1,diesel,1\n1,,1\n1, petrol,1\n1,gas,1\n"), lambda first: COLUMNS)
    assert table.levels == (("petrol", "diesel", "gas"),)
    assert table.rows.codes[:, 0].tolist() == [1, 2, 0, 1, 3]


def test_a_table_without_target_keeps_every_row(write):
    table = read_table(write("a,b,c\n1,x,\n3,y,\n"), lambda first: Columns(None, ("a",), ()))
    assert len(table) == 2
    assert not np.any(table.rows.y)


@pytest.mark.parametrize("size", [8, LIMITS.block_bytes])
def test_the_file_is_known_by_name_size_and_digest(write, size):
    content = b"a,b,c\n1,x,2\n3,y,4\n\n"
    (file,) = read_table(write(content, "cars.csv"), lambda first: COLUMNS, Limits(block_bytes=size)).files
    assert (file.name, file.bytes, file.sha256) == ("cars.csv", len(content), hashlib.sha256(content).hexdigest())


def test_a_packed_file_is_known_by_what_is_in_it(write):
    content = b"a,b,c\n1,x,2\n"
    (file,) = read_table(write(gzip.compress(content), "cars.csv.gz"), lambda first: COLUMNS).files
    assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_real_table_is_the_one_of_the_csv_module(shared):
    path = shared / "autoscout24_germany.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = read_table(str(path), lambda first: Columns("price", ("hp", "year"), ("model", "fuel")))
    assert table.rows.y.tolist() == [float(row["price"]) for row in rows]
    assert table.rows.numeric[:, 0].tolist() == pytest.approx(
        [float(row["hp"] or "nan") for row in rows], nan_ok=True, abs=0
    )
    models, fuels = ([None, *levels] for levels in table.levels)
    assert [models[code] for code in table.rows.codes[:, 0]] == [row["model"] or None for row in rows]
    assert [fuels[code] for code in table.rows.codes[:, 1]] == [row["fuel"] for row in rows]
