"""Columns whose decimal mark the first rows do not show, in files that are read in blocks."""

import pytest

from lrcli.data.files.layout import Layout
from lrcli.errors import DataError
from lrcli.jobs.stats import stats

FEW, MANY = 200, 300_000  # rows within the first 2 MB, and beyond them


def table(write, early, late, rows=MANY, delimiter=";", more="", cell=""):
    """A column of numbers that begins as `early` and ends as `late`, and perhaps another one."""
    first = f"km{delimiter}price{delimiter}{more}\n" if more else f"km{delimiter}price\n"
    tail = f"{delimiter}{cell}" if more else ""
    body = [f"{early(k)}{delimiter}{k % 7}{tail}\n" for k in range(rows)]
    return write(first + "".join(body) + "".join(f"{text}{delimiter}5{tail}\n" for text in late))


@pytest.fixture(params=[FEW, MANY])
def rows(request):
    return request.param


def test_a_mark_that_may_mean_two_things_is_an_error_with_its_line_wherever_it_comes(write, rows):
    path = table(write, lambda k: k % 999, ["1.000", "2.000"], rows)
    with pytest.raises(
        DataError, match=r"column 'km': '1.000' is 1 \(--decimal \".\"\) or 1000 \(--thousands"
    ) as caught:
        stats(path)
    assert f"line {rows + 2:,}," in str(caught.value)


def test_a_cell_with_one_reading_settles_those_before_and_behind_it(write):
    path = table(write, lambda k: k % 999, ["1.125", "0.5", "1.375"])
    km = stats(path).columns[0].numbers
    assert km.min == 0
    assert km.max == 998


@pytest.mark.parametrize(("option", "most"), [(Layout(decimal="."), 998), (Layout(thousands="."), 2500)])
def test_an_option_settles_it(write, option, most):
    path = table(write, lambda k: k % 999, ["2.500"])
    assert stats(path, layout=option).columns[0].numbers.max == most


def test_another_column_without_units_settles_it(write):
    path = table(write, lambda k: k % 999, ["1.125"], more="share", cell="0.25")
    assert stats(path).columns[0].numbers.max == 998


def test_fractions_that_the_delimiter_settled_are_in_doubt_no_more(write, rows):
    path = table(write, lambda k: f"{20 + k % 5}.{k % 900 + 101}", ["1.125"], rows, delimiter=",")
    km = stats(path).columns[0].numbers
    assert km.min == 1.125
    assert km.max < 25


def test_whole_numbers_alone_are_never_in_doubt(write):
    assert stats(table(write, lambda k: k % 999, ["1000", "2500"])).columns[0].numbers.max == 2500


@pytest.mark.parametrize("separator", ["\u00a0", " ", "'", "’", "\u202f"])
def test_a_separator_with_one_reading_may_come_late(write, separator):
    described = stats(table(write, lambda k: k % 999, [f"1{separator}000", f"2{separator}500"])).columns[0]
    assert described.numbers.max == 2500
    assert described.missing == 0


def test_a_late_comma_separates_thousands_where_commas_or_tabs_delimit_the_file(write):
    path = table(write, lambda k: k % 999, ["1,000", "2,500"], delimiter="\t")
    assert stats(path).columns[0].numbers.max == 2500


def test_a_late_comma_in_a_file_of_semicolons_is_in_doubt(write, rows):
    path = table(write, lambda k: k % 999, ["1,000", "2,500"], rows)
    with pytest.raises(DataError, match=r"column 'km': '1,000' is 1000 \(.*|column 'km': '1,000' is 1 \(") as caught:
        stats(path)
    assert f"line {rows + 2:,}," in str(caught.value)
    assert '--decimal ","' in str(caught.value)
    assert stats(path, layout=Layout(thousands=",")).columns[0].numbers.max == 2500
    assert stats(path, layout=Layout(decimal=",")).columns[0].numbers.max == min(rows - 1, 998)


def test_a_late_number_of_several_groups_has_one_reading(write):
    assert stats(table(write, lambda k: k % 999, ["1,234,567"])).columns[0].numbers.max == 1_234_567


def test_what_is_no_number_with_any_separator_is_not_understood(write):
    described = stats(table(write, lambda k: k % 999, ["1 00", "1'0000", "ask"]))
    assert described.columns[0].missing == 3
