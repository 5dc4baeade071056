"""The cells of a table in blocks, against the csv module, for any number of threads."""

import csv
import io
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.limits import LIMITS, Limits

COLUMNS = Columns("c", ("a",), ("b",))
MISSING = {"", "NA", "?"}
threads = st.sampled_from(["1", "2", "5"])
sizes = st.one_of(st.sampled_from([7, 64, LIMITS.block_bytes]), st.integers(7, 200))
numbers = st.one_of(st.integers(-999, 999).map(lambda value: str(value / 8)), st.sampled_from([" 7 ", "NA", " ? ", ""]))
texts = st.sampled_from(["x", " x ", "X", 'an "x"', "x,y", "x\ny", "", "NA", " ? "])


@st.composite
def csv_files(draw):
    """Tables of the columns a, b, c as csv.writer writes them, with blank lines between."""
    text = io.StringIO("a,b,c\n", newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\n")
    for row in draw(st.lists(st.tuples(numbers, texts, numbers), min_size=1, max_size=30)):
        text.write("\n" * draw(st.integers(0, 2)))
        writer.writerow(row)
    return text.getvalue()


def rows_of(text):
    """Line and cells of each row by the csv module, None for a missing cell; a record without any cell is no row."""
    reader, line = csv.reader(io.StringIO(text, newline="")), 0
    for row in reader:
        if line and any(map(str.strip, row)):
            yield line + 1, [None if cell.strip() in MISSING else cell.strip() for cell in row]
        line = reader.line_num


def read(text, count="2", size=LIMITS.block_bytes, *, strict=False, **options):
    """The cells and levels of standard input, read in blocks of so many bytes by so many threads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LRCLI_THREADS", count)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        with Files(["-"], limits=Limits(block_bytes=size)) as files, Workers() as workers:
            reading = Reading(files, COLUMNS, strict=strict)
            return list(reading.cells(workers, **options)), reading


def joined(parts):
    """Numbers, codes and target of all rows."""
    return (
        [x for part in parts for x in part.numeric[0].tolist()],
        [code for part in parts for code in part.codes[0].tolist()],
        [y for part in parts for y in part.y.tolist()],
    )


def refusal(text, count, size=64):
    with pytest.raises(DataError) as caught:
        read(text, count, size, strict=True)
    return str(caught.value)


@given(csv_files(), threads, sizes)
def test_the_cells_are_those_of_the_csv_module_for_every_number_of_threads_and_block_size(text, count, size):
    parts, reading = read(text, count, size)
    numeric, codes, y = joined(parts)
    rows = [(line, row) for line, row in rows_of(text) if row[2] is not None]
    np.testing.assert_array_equal(numeric, [float(a or "nan") for _, (a, _, _) in rows])
    assert [list(reading.levels[0].code)[code] for code in codes] == [b for _, (_, b, _) in rows]
    assert y == [float(c) for _, (_, _, c) in rows]
    assert reading.left_out.without_target == reading.left_out.rows == len(list(rows_of(text))) - len(rows)
    assert [line for part in parts for line in part.lines().tolist()] == [line for line, _ in rows]


@given(csv_files(), threads, sizes)
def test_levels_stand_in_the_order_of_the_file_whichever_block_is_parsed_first(text, count, size):
    _, reading = read(text, count, size)
    assert list(reading.levels[0].code) == list(dict.fromkeys([None, *(b for _, (_, b, _) in rows_of(text))]))


@given(csv_files(), threads, sizes)
def test_cells_whose_bytes_are_forgotten_are_the_same(text, count, size):
    forgotten, _ = read(text, count, size, keep_bytes=False)
    kept, _ = read(text, count, size)
    assert all(not part.chunk.block.data for part in forgotten)
    np.testing.assert_equal(joined(forgotten), joined(kept))


def test_some_of_the_rows_are_cut_out_of_every_column():
    cells = Cells([np.arange(9.0)], [np.arange(9), -np.arange(9)], np.arange(9.0) / 2, np.arange(9), None, {})[2:5]
    assert cells.numeric[0].tolist() == [2, 3, 4]
    assert [codes.tolist() for codes in cells.codes] == [[2, 3, 4], [-2, -3, -4]]
    assert cells.y.tolist() == [1, 1.5, 2]
    assert len(cells) == 3


def test_without_a_target_every_row_is_read_and_its_target_is_zero(write):
    with Files([write("a,b,c\n1,x,\n2,y,\n")]) as files, Workers() as workers:
        reading = Reading(files, Columns(None, ("a",), ()))
        blocks = list(reading.cells(workers))
    numbers, targets = (
        [x for cells in blocks for x in of(cells).tolist()] for of in (lambda c: c.numeric[0], lambda c: c.y)
    )
    assert (numbers, targets, reading.left_out.rows) == ([1, 2], [0, 0], 0)


# Rows that cannot be used


@pytest.mark.parametrize("count", ["1", "2", "5"])
@pytest.mark.parametrize("size", [64, LIMITS.block_bytes])
def test_rows_that_cannot_be_used_are_left_out_counted_once_and_named(count, size):
    text = "a,b,c\n" + "1,x,2\n" * 50 + "inf,x,2\nask,x,ask\n" + "1,x,2\n" * 20 + "1,2,3,4\n1,x,\n1,x,you\n"
    parts, reading = read(text, count, size)
    assert [line for part in parts for line in part.lines().tolist()] == [*range(2, 52), *range(54, 74)]
    left_out = reading.left_out
    assert (left_out.rows, left_out.without_target) == (5, 1)
    assert {name: (found.count, found.examples) for name, found in left_out.unreadable.items()} == {
        "a": (2, [("line 52", "'inf'"), ("line 53", "'ask'")]),
        "c": (2, [("line 53", "'ask'"), ("line 76", "'you'")]),
    }
    assert (left_out.ragged.count, left_out.ragged.examples) == (1, [("line 74", "4 of 3")])


@pytest.mark.parametrize("count", ["1", "2", "5"])
@pytest.mark.parametrize("behind", ["ask", "inf", "3,4"])
def test_strictly_the_first_row_of_the_file_that_cannot_be_used_is_an_error(count, behind):
    text = "a,b,c\n" + "1,x,2\n" * 50 + "inf,x,2\n" + "1,x,2\n" * 20 + f"1,x,{behind}\n" + "1,x,2\n" * 50
    assert "line 52, column 'a': 'inf' is no number" in refusal(text, count)


@pytest.mark.parametrize("count", ["1", "2", "5"])
def test_a_mistake_is_named_before_a_quote_behind_it_that_never_closes(count):
    """The cutter of blocks is ahead of the parsers by as many blocks as there are threads."""
    text = "a,b,c\n" + "1,x,2\n" * 50 + "1,x,ask\n" + "1,x,2\n" * 30 + '1,"x,2\n' + "1,x,2\n"
    assert "line 52, column 'c': 'ask' is no number" in refusal(text, count)
