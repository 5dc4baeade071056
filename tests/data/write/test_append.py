"""One more cell in each record, against the csv module and Python's own formatting."""

import csv
import io
import math

import numpy as np
import pyarrow as pa
import pytest
from csv_tables import csv_files
from hypothesis import example, given
from hypothesis import strategies as st

from lrcli.data.files.records import Records
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.write.append import append_cells, numerals, quoted_cells
from lrcli.text import with_decimals


def read(text):
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


@given(csv_files())
def test_an_appended_column_adds_one_cell_to_each_record_and_keeps_every_byte(text):
    block = text.encode()
    records = Records.of(block, ",")
    cells = [f"{n}.5" for n in range(700_000, 700_000 + len(records.starts))]
    longer = append_cells(block, records, [pa.array(cells, pa.string())], ",")
    assert read(longer.decode()) == [[*row, cell] for row, cell in zip(read(text), cells, strict=True)]
    for cell in cells:
        longer = longer.replace(f",{cell}".encode(), b"")
    assert longer == block


def test_an_appended_cell_stands_before_the_line_end_whichever_that_is():
    block = b"1;2\r\n\r\n3;4\n5;6"
    longer = append_cells(block, Records.of(block, ";"), [pa.array(["a", "é", ""]), pa.array(["x", "", "y"])], ";")
    assert longer.decode() == "1;2;a;x\r\n\r\n3;4;é;\n5;6;;y"


def test_a_block_without_records_stays_as_it_is():
    assert append_cells(b"\n\n", Records.of(b"\n\n"), [pa.array([], pa.string())], ",") == b"\n\n"


@pytest.mark.parametrize("cells", [[], ["1"], ["1", "2", "3"]])
def test_a_record_for_which_there_is_no_cell_or_a_cell_without_record_is_an_error(cells):
    block = b"1\n2\n"
    with pytest.raises(ValueError):  # noqa: PT011 - in whatever words
        append_cells(block, Records.of(block, ","), [pa.array(cells, pa.string())], ",")


@given(st.lists(st.floats(-1e12, 1e12), min_size=1), st.integers(2, 12))
@example([0.0, -6.84e-7, 1.5], 9)
@example([1e-6, -1e-6, 0.0], 6)
@example([0.0, 1e-300], 40)
def test_many_numbers_are_written_as_one_is(values, decimals):
    assert numerals(np.array(values), decimals).to_pylist() == [with_decimals(value, decimals) for value in values]


@given(st.lists(st.one_of(st.floats(-1e12, 1e12), st.just(float("nan"))), min_size=1))
def test_where_there_is_no_number_nothing_is_written(values):
    expected = ["" if value != value else with_decimals(value, 2) for value in values]
    assert numerals(np.array(values), 2).to_pylist() == expected


@given(st.lists(st.text(st.sampled_from('ab ";,\n\r|'), max_size=6), min_size=1), st.sampled_from(",;|"))
def test_a_text_is_quoted_so_that_the_csv_module_reads_it_back(texts, delimiter):
    line = delimiter.join(quoted_cells(pa.array(texts), Dialect(delimiter, '"', None)).to_pylist())
    assert next(csv.reader(io.StringIO(f"x{delimiter}{line}", newline=""), delimiter=delimiter)) == ["x", *texts]


@given(st.floats(-1e9, 1e9), st.integers(2, 4))
def test_a_number_is_written_to_its_digits(value, decimals):
    text = with_decimals(value, decimals)
    assert float(text) == pytest.approx(value, abs=0.5000001 * 10**-decimals + math.ulp(value))
    assert len(text.partition(".")[2]) == decimals
    assert text not in {"-0.00", "-0.000", "-0.0000"}


@pytest.mark.parametrize(("value", "text"), [(1e300, f"{1e300:.2f}"), (float("inf"), "inf"), (-0.001, "0.00")])
def test_numbers_beyond_whole_numbers_of_64_bits_are_written_too(value, text):
    assert numerals(np.array([value, 1.0]), 2).to_pylist() == [text, "1.00"]
