"""Where rows come from, against the lines of the files that a test writes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.rows.origins import Places, file_and_line, origins_of
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.gather import Plan
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import by_folds
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.limits import LIMITS, Limits

WAYS = {
    "rows": LIMITS,
    "moments": Limits(block_bytes=512, window_rows=200, moments=True),
    "shuffled": Limits(block_bytes=512, window_rows=200, moments=False),
}


@given(st.integers(0, 10_000), st.lists(st.integers(1, 10**10), max_size=5))
def test_a_file_and_a_line_come_back_from_their_number(file, lines):
    assert [file_and_line(k) for k in origins_of(file, np.array(lines, dtype=np.intp)).tolist()] == [
        (file, line) for line in lines
    ]


def test_a_place_names_the_file_where_there_are_several():
    origins = origins_of(1, np.array([502]))
    assert Places(("a.csv", "b.csv"), (False, False)).place(int(origins[0])) == "b.csv, line 502"
    assert Places(("b.csv",), (False,)).place(502) == "line 502"
    assert Places(("b.csv",), (False,)).place(0) is None


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
def test_each_row_that_is_kept_knows_the_line_that_it_begins_in(write, limits):
    """Among blank lines, cells of two lines, rows that are left out, and rows of a second file in another order."""
    text, line, expected = "a,note,y\n", 2, {}
    for k in range(900):
        y, note, blank = "ask" if k % 83 == 7 else k, '"two\nlines"' if k % 97 == 5 else "one", "\n" * (k % 131 == 9)
        row = f"{k % 7},{note},{y}\n{blank}"
        if y == k:
            expected[k] = f"a.csv, line {line}"
        text, line = text + row, line + row.count("\n")
    paths = [write(text, "a.csv"), write("y,a,note\n-1,5,one\n-2,6,one\n", "b.csv")]
    expected |= {-1: "b.csv, line 2", -2: "b.csv, line 3"}
    dealer = by_folds(3, 1)
    with Scratch() as scratch:
        selection = Selection(features=["a"], target="y", limits=limits)
        table = selection.gather(paths, Plan(dealer, 16), scratch, None)
        rows = Rows.joined([rows for _, rows in table.fold(dealer, [0, 1], Recipe()).sample()])
    places = [table.places.place(origin).rpartition("/")[2] for origin in rows.origins.tolist()]
    assert dict(zip(rows.y.tolist(), places, strict=True)) == expected
