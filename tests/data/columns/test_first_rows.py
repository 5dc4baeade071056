"""How columns are understood as their table is opened, against hand arithmetic and Python's own dates."""

from datetime import date, datetime

import numpy as np
import pytest

from lrcli.data.columns.first_rows import find_column_form
from lrcli.data.columns.schema import Columns
from lrcli.data.columns.schema_inference import decide, decide_all
from lrcli.data.columns.values import to_values
from lrcli.data.files.dataset import Files
from lrcli.data.files.layout import Layout
from lrcli.data.rows.start import look_at, start_reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError

NAN = float("nan")


@pytest.fixture
def opened(write):
    """opened(cells, **layout) → the first rows of a table with one column, "a", between others."""

    def open_table(cells, delimiter="|", **layout):
        lines = [delimiter.join(["x", "a", "y"]), *(delimiter.join(["1", cell, "2"]) for cell in cells)]
        with Files([write("\n".join(lines) + "\n")], Layout(**layout)) as files:
            return look_at(files)

    return open_table


@pytest.fixture
def values(opened):
    """values(cells, **layout) → the column as numbers, None where it is text."""

    def read(cells, **layout):
        first = opened(cells, **layout)
        form = find_column_form(first, "a")
        return None if form is None else to_values(first.table["a"], form)[0].tolist()

    return read


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["120000", "1e5", "-3"], [120_000, 100_000, -3]),
        (['"120,000"', '"4,25,000"', "7"], [120_000, 425_000, 7]),
        (["9.600,50", "120.000", "7"], [9600.5, 120_000, 7]),
        (["1,5", "2,25", "3"], [1.5, 2.25, 3]),
        (["$5,000", "$1,250", "$7"], [5000, 1250, 7]),
        (["£30,495", "£1,250"], [30_495, 1250]),
        (["21 000 €", "7 €", "1 500 €"], [21_000, 7, 1500]),
        (["150,000km", "7km", "1,500,000 km"], [150_000, 7, 1_500_000]),
        (["23.4 kmpl", "19.67 kmpl"], [23.4, 19.67]),
        (["1248 CC", "998 cc"], [1248, 998]),
        (["45%", "7.5 %"], [45, 7.5]),
        (["1'101.50", "2’000"], [1101.5, 2000]),
        (["(1,000.5)", "2,000", "-3,000"], [-1000.5, 2000, -3000]),
        (["  7   ", '" 8 "'], [7, 8]),
        (["Yes", "no", "YES"], [1, 0, 1]),
    ],
)
def test_numbers_are_read_as_people_write_them(values, cells, numbers):
    assert values(cells) == numbers


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2020-01-05", "1969-12-31"], [date(2020, 1, 5), date(1969, 12, 31)]),
        (["05.01.2020", "31.12.1969"], [date(2020, 1, 5), date(1969, 12, 31)]),
        (["1/5/2020", "12/31/1969"], [date(2020, 1, 5), date(1969, 12, 31)]),
        (["5 Jan 2020", "31 Dec 1969"], [date(2020, 1, 5), date(1969, 12, 31)]),
    ],
)
def test_dates_are_days_since_1970(values, cells, days):
    assert values(cells) == [(day - date(1970, 1, 1)).days for day in days]


def test_a_time_of_day_is_part_of_a_day_in_utc(values):
    cells = ["2020-01-05T06:30:00+02:00", "2020-01-05T06:30:00Z", "2020-01-05T06:30:00-05:30"]
    seconds = [datetime.fromisoformat(cell.replace("Z", "+00:00")).timestamp() for cell in cells]
    assert values(cells) == pytest.approx([second / 86_400 for second in seconds], abs=1e-9)


@pytest.mark.parametrize("cells", [["gas", "diesel"], ["1-2", "3-4"], ["10 km", "10 mi"], ["5 Series", "3 Series"]])
def test_texts_are_no_numbers(values, cells):
    assert values(cells) is None


@pytest.mark.parametrize(("texts", "numeric"), [(0, True), (1, True), (2, False)])
def test_nine_tenths_of_the_cells_that_are_there_decide(values, texts, numeric):
    """Missing cells are not counted on either side."""
    cells = ["ask"] * texts + ["$1,000"] * (10 - texts) + ["", "NA", "?"] * 30
    assert (values(cells) is not None) == numeric


def test_a_cell_that_is_no_number_is_not_a_value(values):
    assert np.isnan(values(["$5"] * 9 + ["ask"])[-1])


# Two readings

POINTS, DATES = ["12", "1.500", "2.250"], ["13/2020", "3/4/2020", "5/6/2020"]


def test_a_number_of_two_readings_is_an_error_with_both_its_line_and_options(opened):
    first = opened(POINTS)
    with pytest.raises(DataError) as caught:
        find_column_form(first, "a")
    expected = """, line 3, column 'a': '1.500' is 1.5 (--decimal ".") or 1500 (--thousands ".")"""
    assert str(caught.value) == first.name + expected


@pytest.mark.parametrize(
    ("layout", "numbers"),
    [({"decimal": "."}, [12, 1.5, 2.25]), ({"thousands": "."}, [12, 1500, 2250]), ({"decimal": ","}, [12, 1500, 2250])],
)
def test_the_options_settle_it(values, layout, numbers):
    assert values(POINTS, **layout) == numbers


@pytest.mark.parametrize("more", ["1.5", "1.2345", "0.125", "9.600,50", "1.234.567"])
def test_one_cell_of_one_reading_settles_it_too(values, more):
    assert values([*POINTS, more]) is not None


def test_a_comma_before_three_digits_is_in_doubt_only_between_semicolons(opened, values):
    cells = ['"1,500"', '"2,250"']
    assert values(cells) == [1500, 2250]
    with pytest.raises(DataError, match=r"'1,500' is 1500 \(--thousands \",\"\) or 1\.5 \(--decimal \",\"\)"):
        find_column_form(opened(cells, delimiter=";"), "a")


def test_a_date_of_two_readings_is_an_error_and_options_settle_it(opened, values):
    first = opened(["3/3/2020", "3/4/2020", "5/6/2020"])
    with pytest.raises(DataError) as caught:
        find_column_form(first, "a")
    expected = ", line 3, column 'a': '3/4/2020' is 2020-04-03 (--day-first) or 2020-03-04 (--month-first)"
    assert str(caught.value) == first.name + expected
    for day_first, day in ((True, date(2020, 4, 3)), (False, date(2020, 3, 4))):
        assert values(["3/4/2020"], day_first=day_first) == [(day - date(1970, 1, 1)).days]


# What is said of columns


@pytest.fixture
def columns(write):
    """columns(cells, **options) → what the columns of a table of "a" and a price are, and its path."""

    def read(cells, **options):
        path = write("a|price\n" + "".join(f"{cell}|{k}\n" for k, cell in enumerate(cells)))
        with Files([path]) as files, Workers():
            return start_reading(files, lambda first: decide(first, **options)).columns, path

    return read


def test_a_way_that_is_not_plain_is_said(columns):
    assert columns(["$5,000", "$7"])[0].remarks[1:] == ("a: '$5,000' is a number: thousands \",\", unit $",)
    assert columns(["7", "8"])[0].remarks[1:] == ()


def test_zeros_before_a_number_are_pointed_out_for_it_may_be_a_code(columns):
    found, path = columns(["1067", "01067", "1068", "0.5", "0"])
    assert found.numeric == ("a",)
    assert found.remarks[1:] == (f"a: {path}, line 3 '01067' is read as a number; --categorical if it is a code",)
    assert columns(["01067", "01068", "01067", "01068"], categorical=["a"])[0].categorical == ("a",)


def test_each_column_has_a_first_cell_of_its_own_with_zeros_before_its_number(write):
    tables = ["a,b,c\n10,0.5,1\n,007,2\n0,08,3\n", "a,b,c\n010,1,4\n0110,2,000\n"]
    with Files([write(text, f"{k}.csv") for k, text in enumerate(tables)], Layout()) as files:
        assert look_at(files).padded == {"a": "010", "b": "007", "c": "000"}


def test_a_column_with_equal_cells_at_both_ends_is_not_constant(columns):
    assert columns(["3", "1", "3"])[0].numeric == ("a",)
    assert columns(["3", "3", "3"])[0].numeric == ()


def test_a_column_that_is_left_out_though_it_begins_like_numbers_shows_what_is_none(columns):
    found, path = columns([f"{k} km" for k in range(9)] + ["unk."] * 2 + ["x"])
    (left_out,) = found.left_out
    assert left_out.reason.endswith(f"; {path}, line 11 'unk.' is no number")


def test_statistics_understand_the_same(write):
    with Files([write("sold;price;fuel\n05.01.2020;21 000 €;gas\n31.12.2019;7 €;gas\n")]) as files:
        found = start_reading(files, decide_all).columns
    assert isinstance(found, Columns)
    assert (found.numeric, found.categorical) == (("sold", "price"), ("fuel",))


# A column that is numeric because it was said so

MIXED = ["$1,500", "$2,000", "ask", "ask", "$3,000"]


def test_said_to_be_numeric_the_numbers_are_read_as_they_are_written(opened):
    first = opened(MIXED)
    assert find_column_form(first, "a") is None
    form = find_column_form(first, "a", surely=True)
    values, unreadable = to_values(first.table["a"], form)
    assert values[~unreadable].tolist() == [1500, 2000, 3000]
    assert unreadable.tolist() == [False, False, True, True, False]


@pytest.fixture
def refused(write):
    """refused(prices) → what is said of a target with these cells."""

    def refuse(prices):
        path = write("a|price\n" + "".join(f"{k}|{cell}\n" for k, cell in enumerate(prices)))
        with Files([path]) as files, pytest.raises(DataError) as caught:
            start_reading(files, decide)
        return str(caught.value).removeprefix(path)

    return refuse


def test_a_target_with_too_many_words_tells_how_to_leave_them_out(refused, write):
    assert refused(MIXED) == (
        ", line 4: the target 'price' is 'ask' there, not a number; name another with --target, "
        "or leave such rows out with --numeric 'price'"
    )
    path = write("a|price\n" + "".join(f"{k % 3}|{cell}\n" for k, cell in enumerate(MIXED)))
    with Files([path]) as files:
        columns = start_reading(files, lambda first: decide(first, numeric=["price"])).columns
    assert str(columns.forms["price"]) == 'thousands ",", unit $'


def test_a_target_in_several_units_or_of_words_or_dates_says_so(refused):
    assert refused(["€100", "$101", "€7", "$8"]) == (
        ", line 2: the target 'price' is '€100' there, in other units elsewhere; name another with --target"
    )
    assert (
        refused(["low", "high"])
        == ", line 2: the target 'price' is 'low' there, not a number; name another with --target"
    )
    assert refused(["2020-01-05", "2020-01-06"]).endswith(
        "'2020-01-05' there, not a number; name another with --target"
    )
