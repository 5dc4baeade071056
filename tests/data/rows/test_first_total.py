"""A first row that holds the sums of all others, in a table too large to be looked at whole. The sums are by hand."""

import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from reading import read_table

from lrcli.data.columns.schema import Columns
from lrcli.errors import DataError
from lrcli.limits import LIMITS

COLUMNS = Columns("price", ("units",), ())
SMALL = replace(LIMITS, head_bytes=200, block_bytes=200)
PRICES = list(range(1, 101))  # which add up to 5,050; there are 2 units in each of the 100 rows


def rows(first, last=""):
    return f"shop,year,units,price\n{first}\n" + "".join(f"s,2010,2,{price}\n" for price in PRICES) + last


def targets(path):
    return read_table(path, lambda first: COLUMNS, SMALL).rows.y.tolist()


@pytest.mark.parametrize("first", ["Total,,200,5050", "Summe,2010,200,5050", ",,200,5050", "Grand total:,2010,2,5050"])
def test_a_first_row_of_sums_is_no_row_of_a_large_table(write, first):
    assert targets(write(rows(first))) == PRICES


def test_sums_above_and_below_the_rows_are_no_rows(write):
    assert targets(write(rows("Total,,200,5050", "Total,,200,5050\n"))) == PRICES


@pytest.mark.parametrize("first", ["Total,2010,3,5051", ",,200,5051", "Total,,,", "s,2010,200,5050", "s,,2,7"])
def test_a_first_row_of_other_numbers_stays(write, first):
    assert len(targets(write(rows(first)))) == len(PRICES) + (first != "Total,,,")


def test_the_line_of_the_sums_is_named(write):
    table = read_table(write(rows("Total,,200,5050")), lambda first: COLUMNS, SMALL)
    assert table.left_out.remarks_on_cells() == ["1 line with sums or means of other rows, no rows: line 2 'Total'"]


def test_a_table_whose_first_row_looks_like_no_total_is_read_once(write, monkeypatch):
    opened = []
    from lrcli.data.files import dataset

    once = dataset.open_source
    monkeypatch.setattr(dataset, "open_source", lambda *a, **k: opened.append(a) or once(*a, **k))
    targets(write(rows("Total,2010,2,7")))
    targets(write(rows(",,2,7")))
    assert len(opened) == 2


def test_a_total_that_comes_through_a_pipe_is_an_error_that_names_its_line(monkeypatch):
    def through_pipe(text):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        return targets("-")

    with pytest.raises(DataError, match=r"line 2: this row holds the sums of all rows below it.* write the table to a"):
        through_pipe(rows("Total,,200,5050"))
    assert len(through_pipe(rows("Total,,201,5051"))) == len(PRICES) + 1
