"""A last row that holds the sums of those above, and last rows that only look so. The sums are made by hand."""

import pytest
from reading import read_table

from lrcli.data.columns.schema import Columns

COLUMNS = Columns("price", ("units",), ())


def targets(path):
    return read_table(path, lambda first: COLUMNS).rows.y.tolist()


@pytest.mark.parametrize(
    "last",
    [
        "Total,,6,60",
        "Grand total:,,6,60",
        "Summe,,6,60",
        "Итого,,6,60",
        "合计,,6,60",
        ",,6,60",  # no word, but two sums that are right
        "Total,2030,6,20",  # the sum of one column, a mean below the other
    ],
)
def test_a_row_of_sums_is_no_row(write, last):
    assert targets(write(f"shop,year,units,price\na,2010,1,10\nb,2010,2,20\nc,2010,3,30\n{last}\n")) == [10, 20, 30]


@pytest.mark.parametrize(
    "last",
    [
        "Total,,7,70",  # a company of that name
        ",,3,40",
        ",,,60",  # one number, which may be the sum of three by chance
        "d,2010,6,60",
    ],
)
def test_a_row_that_is_no_row_of_sums_stays(write, last):
    text = f"shop,year,units,price\na,2010,1,10\nb,2010,2,20\nc,2010,3,30\n{last}\n"
    assert targets(write(text))[:3] == [10, 20, 30]
    assert len(targets(write(text))) == 4


def test_numbers_too_large_to_add_up_are_no_sum(write):
    rows = "a,2010,1,1e308\nb,2010,2,1e308\nTotal,,9,1e308\n"
    assert len(targets(write("shop,year,units,price\n" + rows))) == 3
