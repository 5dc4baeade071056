"""One more cell in each record, against the csv module and Python's own formatting."""

import csv
import io

import numpy as np
import pytest
from csv_tables import csv_files
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.appending import append_column, numerals
from lrcli.data.records import Records
from lrcli.model import numeral


def read(text):
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


@given(csv_files())
def test_an_appended_column_adds_one_cell_to_each_record_and_keeps_every_byte(text):
    block = text.encode()
    records = Records.of(block, ",")
    numbers = np.arange(len(records.starts)) + 700_000.0
    longer = append_column(block, records, numbers, 1, ",")
    assert read(longer.decode()) == [[*row, f"{n:.1f}"] for row, n in zip(read(text), numbers, strict=True)]
    for number in numbers:
        longer = longer.replace(f",{number:.1f}".encode(), b"")
    assert longer == block


def test_an_appended_cell_stands_before_the_line_end_whichever_that_is():
    block = b"1;2\r\n\r\n3;4\n5;6"
    longer = append_column(block, Records.of(block, ";"), np.array([1.0, 2.0, 3.0]), 2, ";")
    assert longer == b"1;2;1.00\r\n\r\n3;4;2.00\n5;6;3.00"


def test_a_block_without_records_stays_as_it_is():
    assert append_column(b"\n\n", Records.of(b"\n\n"), np.zeros(0), 2, ",") == b"\n\n"


@pytest.mark.parametrize("numbers", [[], [1.0], [1.0, 2.0, 3.0]])
def test_a_record_for_which_there_is_no_cell_or_a_cell_without_record_is_an_error(numbers):
    block = b"1\n2\n"
    with pytest.raises(ValueError):  # noqa: PT011 - in whatever words
        append_column(block, Records.of(block, ","), np.array(numbers), 2, ",")


@given(st.lists(st.floats(-1e12, 1e12), min_size=1), st.integers(2, 6))
def test_many_numbers_are_written_as_one_is(values, decimals):
    assert numerals(np.array(values), decimals).to_pylist() == [numeral(value, decimals) for value in values]


@given(st.floats(-1e9, 1e9), st.integers(2, 4))
def test_a_number_is_written_to_its_digits(value, decimals):
    text = numeral(value, decimals)
    assert float(text) == pytest.approx(value, abs=0.5000001 * 10**-decimals)
    assert len(text.partition(".")[2]) == decimals
    assert text not in {"-0.00", "-0.000", "-0.0000"}


@pytest.mark.parametrize(("value", "text"), [(1e300, f"{1e300:.2f}"), (float("inf"), "inf"), (-0.001, "0.00")])
def test_numbers_beyond_whole_numbers_of_64_bits_are_written_too(value, text):
    assert numerals(np.array([value, 1.0]), 2).to_pylist() == [text, "1.00"]
