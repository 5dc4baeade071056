"""Which line is the header. What is right was decided by hand, from what the lines say to a person."""

import csv
import io

import pytest

from lrcli.data.files.structure.header import CellKind, cell_kind, find_header


def heading(text):
    found = find_header(list(csv.reader(io.StringIO(text))))
    return found.header, found.first_row, found.doubt


def lines(*lines):
    return "\n".join([*lines, ""])


ROWS = [f"{k},{20 + 3 * k % 7},{1000 + 7 * k}" for k in range(12)]


def test_names_that_differ_in_case_alone_are_different():
    assert heading(lines("t,T,p", "[s],[°C],[hPa]", *ROWS)) == (0, 2, False)


def test_a_line_of_units_is_no_header_even_where_names_repeat():
    assert heading(lines("t,t,p", "[s],[°C],[hPa]", *ROWS)) == (0, 2, False)


@pytest.mark.parametrize("names", ["make,price", '"make","price"'])
def test_names_of_all_columns_but_that_of_the_row_names_are_the_header(names):
    rows = [f"Mazda RX{k},{'gas' if k % 3 else 'diesel'},{1000 + 7 * k}" for k in range(12)]
    assert heading(lines(names, *rows)) == (0, 1, False)
    assert heading(lines("Report 7", "name,make,price", *rows)) == (1, 2, False)


def test_a_narrow_line_above_the_first_that_names_all_columns_is_no_row():
    assert heading(lines("[Header]", "Date,2020-01-01", "Run,7", "[Data]", "sample,conc,price", *ROWS)) == (4, 5, False)
    assert heading(lines("a,b,c", "1,20", *ROWS, "a,b,c", *ROWS)) == (0, 1, False)  # a header that is repeated


@pytest.mark.parametrize(
    "names",
    [
        "country,2018-01-01,2018-01-02,2018-01-03",
        "country,1/22/20,1/23/20,1/24/20",
        "2018-01-01,2018-01-02,2018-01-03,2018-01-04",
    ],
)
def test_dates_above_numbers_are_names(names):
    rows = [f"{k % 3},{k},{k * 2},{k + 5}" for k in range(12)]
    assert heading(lines(names, *rows)) == (0, 1, False)


def test_dates_above_dates_are_a_row():
    rows = [f"2018-01-{k + 1:02},A,{k * 1.5}" for k in range(12)]
    assert heading(lines(*rows)) == (None, 0, False)


def test_numbers_that_rise_between_two_words_are_names():
    names = ",".join(["id", *map(str, range(400, 460, 2)), "y"])
    rows = [",".join(map(str, [f"s{k}", *(k * j % 17 for j in range(30)), k])) for k in range(12)]
    assert heading(lines(names, *rows)) == (0, 1, False)


def test_the_first_row_of_a_sorted_table_is_a_row_beyond_doubt():
    assert heading(lines(*(f"{20 + k},Private,{7000 + 13 * k}" for k in range(30)))) == (None, 0, False)


def test_years_above_names_are_groups():
    rows = [f"s{k % 3},{k},{10 + k},{2 * k},{11 + k}" for k in range(12)]
    assert heading(lines("shop,2019,,2020,", ",units,price,units,price", *rows)) == (1, 2, False)


def test_a_first_row_above_cells_that_are_no_numbers_stays_a_row():
    rows = [f"a,{k},{k * 7 % 5}" for k in range(12)]
    assert heading(lines("a,3,4", "b,ask,2", *rows)) == (None, 0, False)


def test_numbers_unlike_all_below_may_be_a_header():
    assert heading(lines("900,800", *(f"{k % 5},{k % 3}" for k in range(30)))) == (None, 0, True)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("2020-01-31", CellKind.DATE),
        ("31.1.2020 10:00", CellKind.DATE),
        ("1.234.567", CellKind.NUMBER),
        ("12,500 km", CellKind.NUMBER),
        ("$ 12", CellKind.NUMBER),
        ("J", CellKind.BOOLEAN),
        ("gas", CellKind.TEXT),
        (" - ", CellKind.BLANK),
    ],
)
def test_the_kind_of_a_cell_is_what_it_looks_like(cell, kind):
    assert cell_kind(cell) == kind
