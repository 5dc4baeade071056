"""Rows that sum up others, and rows that only look so. The sums are made by hand."""

import pytest
from csv_reading import cells_of

from lrcli.data.files.structure.summaries import find_summaries
from lrcli.notation.hints import Hints

SHOPS = ["a,2010,1,10", "b,2010,2,20", "c,2010,3,30"]


def summaries(*lines):
    return find_summaries([line.split(",") for line in lines], Hints())


@pytest.mark.parametrize(
    "total",
    [
        "Total,,6,60",
        "Summe,,6,60",
        "Gesamtergebnis,,6,60",
        "Общий итог,,6,60",
        "合計,,6,60",
        ",,6,60",
        "Total,2010,6,20",
    ],
)
def test_a_row_of_sums_above_the_rows_is_one(total):
    assert summaries(total, *SHOPS) == [0]


@pytest.mark.parametrize("row", ["Total,,7,70", ",,3,40", ",,,60", "d,2010,6,60"])
def test_a_first_row_that_is_no_sum_is_none(row):
    assert summaries(row, *SHOPS) == []


def test_subtotals_of_groups_and_the_total_of_all_are_found():
    north = ["n,a,1,10", "n,b,2,20", "North total,,3,30"]
    south = ["s,c,3,30", "s,d,4,40", "South total,,7,70"]
    assert summaries(*north, *south, "Grand total,,10,100") == [2, 5, 6]


def test_subtotals_one_of_which_is_wrong_are_rows():
    north = ["n,a,1,10", "n,b,2,20", "North total,,3,30"]
    south = ["s,c,3,30", "s,d,4,40", "South total,,7,71"]
    assert summaries(*north, *south) == []


def test_a_word_that_most_rows_have_is_an_ordinary_one():
    assert summaries(*(f"total {k},{k},{k}" for k in range(6))) == []


@pytest.mark.parametrize("average", ["Average,2010,2,20", "Mittelwert,,2,20", "Mean:,,2.0,20.00"])
def test_a_row_of_means_at_an_end_is_one(average):
    assert summaries(*SHOPS, average) == [3]
    assert summaries(average, *SHOPS) == [0]


@pytest.mark.parametrize("row", ["average,2010,2,21", "a average,2010,3,20", "average,,,"])
def test_a_state_called_average_is_a_row(row):
    assert summaries(*SHOPS, row) == []


def test_a_total_above_is_no_row_in_any_command(lrcli, write):
    rows = [f"s{k % 3},{k},{3 * k + 1}" for k in range(20)]
    total = f"Total,{sum(range(20))},{sum(3 * k + 1 for k in range(20))}"
    path = write("\n".join(["shop,units,revenue", total, *rows, ""]))
    done = lrcli("stats", path, "--json")
    assert done.json["rows"] == 20
    assert "1 line with sums or means of other rows, no rows: line 2 'Total'" in done.json["remarks"]
    assert lrcli("train", path).status == 0
    lines = lrcli("predict", path).out.splitlines()
    assert lines[1] == f"{total},"
    assert float(lines[2].split(",")[-1]) == pytest.approx(1, abs=0.1)


def test_totals_written_with_decimal_commas_are_found(lrcli, write):
    rows = [f"s{k % 3};{k};{k},50" for k in range(1, 13)]
    path = write("\n".join(["Filiale;Menge;Umsatz", "Gesamt;78;84,00", *rows, ""]))
    assert len(cells_of(path)[1]) == 12


def test_a_first_row_with_a_gap_is_no_total_of_one_number_and_zeros(lrcli, write):
    done = lrcli("stats", write("a,b,c\n,x,1.0\n" + "0.0,x,0.0\n" * 9 + "0.0,x,1.0\n"), "--json")
    assert next(each for each in done.json["columns"] if each["name"] == "c")["count"] == 11
