"""Cells as people have them. The right values were derived by hand or by another tool, from the numbers that the files
were made of."""

from pathlib import Path

import pytest

from lrcli.data.files.layout import Layout
from lrcli.errors import DataError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.stats import stats
from lrcli.jobs.train import train

HERE = Path(__file__).parent


def described(case, **options):
    """The columns of a case's table by name."""
    found = stats(str(HERE / f"table-{case}"), **options)
    return {column.name: column for column in found.columns}, found.remarks


@pytest.mark.parametrize(
    ("case", "column", "count", "mean"),
    [
        ("accounting-dash-for-zero/financials.csv", "Discounts", 20, 629.0875),
        ("accounting-dash-for-zero/financials.csv", "Freight", 20, 104.15),
        ("multiplier-with-a-unit/k.csv", "odo", 11, 52.7273),
        ("multiplier-with-a-unit/k_miles.csv", "odo", 11, 52.7273),
        ("price-with-comma-dash/nl.csv", "price", 14, 12137.5),
        ("spreadsheet-errors/errors.csv", "margin", 16, 0.2919),
        ("trailing-minus/ledger.csv", "amount", 10, -244.689),
        ("two-decimal-marks-in-one-file/fuel.csv", "price_per_litre", 8, 1.79775),
    ],
)
def test_a_column_has_the_mean_of_the_numbers_it_was_made_of(case, column, count, mean):
    columns, _ = described(case)
    assert columns[column].count == count
    assert columns[column].numbers.mean == pytest.approx(mean, abs=5e-5)


@pytest.mark.parametrize(
    ("case", "column", "least", "most"),
    [
        ("trailing-minus/ledger.csv", "amount", -3400.1, 1234.56),
        ("multiplier-with-a-unit/k_miles.csv", "odo", 9.5, 98.1),
        ("percent-and-fraction/mixed.csv", "discount", 2, 20),
    ],
)
def test_a_column_has_the_least_and_the_greatest_of_them(case, column, least, most):
    numbers = described(case)[0][column].numbers
    assert (numbers.min, numbers.max) == (least, most)


def test_a_number_without_the_multiplier_of_its_column_is_named_with_its_line():
    assert "odo: 1 cell not understood: line 5 '120000'" in described("multiplier-with-a-unit/k_miles.csv")[1]
    assert "discount: 1 cell not understood: line 4 '0.08'" in described("percent-and-fraction/mixed.csv")[1]


def test_a_percentage_has_its_slope_where_a_fraction_among_them_is_left_out():
    """sales = 1000 - 20 percent."""
    model = train(str(HERE / "table-percent-and-fraction" / "mixed.csv"), recipe=Recipe(solver="exact")).model
    assert model.features[0].weight == pytest.approx(-20, rel=1e-9)


def test_litres_times_price_is_the_total_where_one_column_shows_the_decimal_mark_of_all():
    columns, remarks = described("two-decimal-marks-in-one-file/fuel.csv")
    assert columns["price_per_litre"].numbers.max < 2
    assert "price_per_litre: '1,799' is a number: decimal \",\"" in remarks


def test_points_in_columns_with_units_are_asked_about_though_another_column_has_decimals():
    with pytest.raises(DataError, match=r"column 'km': '93.700 km' is 93.7 .* or 93700"):
        described("thousands-is-for-all-columns/anuncios.csv")


def test_an_option_settles_what_is_in_doubt_and_leaves_decimals_alone():
    columns, _ = described("thousands-is-for-all-columns/anuncios.csv", layout=Layout(thousands="."))
    assert columns["engine"].numbers.mean == pytest.approx(1.7067, abs=5e-5)
    assert columns["price"].numbers.mean == pytest.approx(16006.6667, abs=5e-5)


@pytest.mark.parametrize(
    ("file", "reading"), [("late.csv.gz", "1 .* or 1000 "), ("every_1000th.csv", "1.003 .* or 1003 ")]
)
def test_thousands_that_begin_late_are_an_error_with_both_readings_whatever_the_size(file, reading):
    with pytest.raises(DataError, match=rf"line [\d,]+, column 'km': '\d\.\d\d\d' is {reading}"):
        described(f"thousands-only-late-in-the-file/{file}")


def test_thousands_that_begin_late_are_read_where_the_option_says_so():
    columns, _ = described("thousands-only-late-in-the-file/late.csv.gz", layout=Layout(thousands="."))
    assert columns["km"].numbers.mean == pytest.approx(1251.3892, abs=5e-5)
    assert columns["km"].numbers.max == 2500


def test_a_measured_index_is_a_feature_and_a_running_number_is_none():
    health = train(str(HERE / "table-identifier-by-its-name" / "health.csv")).model
    assert [feature.name for feature in health.features] == ["body mass index", "activity"]
    cars = train(str(HERE / "table-identifier-by-its-name" / "sno.csv")).model
    assert "S.No." not in [feature.name for feature in cars.features]


@pytest.mark.parametrize("file", ["compact.csv", "german.csv", "two_digit.csv"])
def test_a_price_that_rises_by_twelve_a_day_does_so_however_the_day_is_written(file):
    """price = 20000 + 12 per day since 2019-01-01."""
    model = train(str(HERE / "table-dates" / file), recipe=Recipe(solver="exact")).model
    weights = {feature.name: feature.weight for feature in model.features}
    assert weights["sold"] == pytest.approx(12, rel=1e-9)
    assert model.metrics.train.r2 == pytest.approx(1, abs=1e-12)


def test_a_dash_among_blanks_is_missing_and_a_remark_says_what_it_may_be():
    columns, remarks = described("accounting-dash-for-zero/financials.csv")
    assert (columns["Returns"].count, columns["Returns"].missing) == (15, 5)
    assert [remark for remark in remarks if "dash" in remark] == [
        "Returns: a dash among blanks is read as a missing cell; where an accountant means 0, write 0"
    ]


def test_a_table_in_other_digits_is_the_table_and_keeps_them_where_it_is_written_again(lrcli, write):
    rows = [(age, 1000 * (age * 7 % 40), 30_000 - 800 * age) for age in range(1, 31)]
    text = "age;km;price\n" + "".join(f"{age};{km:,}.5;{price}\n" for age, km, price in rows)
    persian = text.translate(str.maketrans("0123456789.,", "۰۱۲۳۴۵۶۷۸۹٫٬"))
    usual, other = (lrcli("stats", write(each), "--json").json["columns"] for each in (text, persian))
    assert usual == other
    assert lrcli("train", write(persian), "-t", "price", "-f", "age", "--solver", "exact").status == 0
    assert lrcli("predict", "--age", "۴").out == lrcli("predict", "--age", "4").out
    *_, last = lrcli("predict", write(persian)).out.splitlines()
    assert last.startswith("۳۰;")
    assert float(last.split(";")[-1]) == pytest.approx(6000)
    assert lrcli("stats", write(persian), "--where", "age > '۱۰'", "--json").json["rows"] == 20
