"""What is said of rows that are left out, counted by hand."""

import pytest

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.rows.dropped_rows import DroppedRows, Unusable, examples_of
from lrcli.data.rows.start import start_reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError

TABLE = """km,age,price
1,2,100
ask,2,100
3,old,100

ask,old,100
5,2,
6,2,none yet
7,,100
8,2,100,1
"ask
me",2,100
9,2,100
1,2,100
1,2,100
1,2,100
1,2,100
1,2,100
1,2,100
1,2,100
"""


def read(paths, **how):
    with Files(paths) as files, Workers() as workers:
        reading = start_reading(files, lambda first: Columns("price", ("km", "age"), ()), **how)
        rows = sum(len(cells) for cells in reading.cells(workers))
    return rows, reading.left_out


def test_each_row_is_counted_once_and_each_cell_in_its_column(write):
    rows, left_out = read([write(TABLE)])
    assert rows == 10
    assert left_out.rows == 7
    assert left_out.without_target == 1
    assert left_out.remarks("price") == [
        "km: 3 cells not understood: line 3 'ask', line 6 'ask', line 11 'ask\\nme'",
        "age: 2 cells not understood: line 4 'old', line 6 'old'",
        "price: 1 cell not understood: line 8 'none yet'",
        "1 line with too many or too few cells: line 10 4 of 3",
        "1 row without price",
        "7 rows left out for that",
    ]


def test_of_several_files_each_place_names_its_own(write):
    paths = [write("km,age,price\n1,2,3\n2,2,4\n", "a.csv"), write("age,km,price\n2,ask,3\n", "b.csv")]
    _, left_out = read(paths)
    assert left_out.remarks("price") == [
        f"km: 1 cell not understood: {paths[1]}, line 2 'ask'",
        "1 row left out for that",
    ]


def test_only_the_first_three_are_shown(write):
    _, left_out = read([write("km,age,price\n" + "x,1,2\n" * 5 + "1,1,2\n")])
    assert left_out.remarks_on_cells() == ["km: 5 cells not understood: line 2 'x', line 3 'x', line 4 'x' …"]


def test_where_nothing_is_left_out_nothing_is_said(write):
    rows, left_out = read([write("km,age,price\n1,2,3\n,,4\n")])
    assert (rows, left_out.remarks("price")) == (2, [])


def test_rows_without_a_target_alone_are_one_line(write):
    _, left_out = read([write("km,age,price\n1,2,3\n1,2,\n1,2,?\n")])
    assert left_out.remarks("price") == ["2 rows without price left out"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("ask,2,3", "line 4, column 'km': 'ask' is no number"),
        ("1,2,soon", "line 4, column 'price': 'soon' is no number"),
        ("1,2", "line 4: 2 of 3 cells"),
        ("1,2,3,4", "line 4: 4 of 3 cells"),
    ],
)
def test_strictly_the_first_such_row_is_an_error(write, row, problem):
    path = write("km,age,price\n1,2,3\n1,2,3\n" + row + "\n" + "1,2,3\n" * 20)
    with pytest.raises(DataError) as caught:
        read([path], strict=True)
    assert str(caught.value) == f"{path}, {problem}"
    assert read([path])[0] == 22


def test_strictly_a_missing_cell_is_none_of_that(write):
    assert read([write("km,age,price\n1,,3\n,2,3\n")], strict=True)[0] == 2


def test_adding_up_counts_all_and_keeps_the_first():
    left_out = DroppedRows()
    for k in range(3):
        first = examples_of(None, [f"line {10 * k + 1}", f"line {10 * k + 2}"], ["'a'", "'b'"])
        left_out.add({"km": Unusable(2, first)}, {"long": Unusable(1, examples_of(None, [f"line {k}"], ["3 of 2"]))})
    assert left_out.unreadable["km"].count == 6
    assert left_out.unreadable["km"].examples == [("line 1", "'a'"), ("line 2", "'b'"), ("line 11", "'a'")]
    assert (left_out.ragged.count, left_out.rows) == (3, 3)
