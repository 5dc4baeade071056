"""--where and terms as they are typed, on every command that takes them."""

import json
from pathlib import Path

import pytest

from lrcli import load

ROWS = [(["gas", "diesel", ""][k % 3], 2000 + k % 20, 1000 + 37 * k * k % 977) for k in range(120)]
WHERE = "fuel == 'gas' and year >= 2010"


def text(rows):
    return "fuel,year,price\n" + "".join(f"{fuel},{year},{price}\n" for fuel, year, price in rows)


@pytest.fixture
def tables(write):
    """All rows, and those that pass."""
    chosen = [row for row in ROWS if row[0] == "gas" and row[1] >= 2010]
    return write(text(ROWS)), write(text(chosen), "chosen.csv")


def test_train_uses_the_rows_that_pass_says_how_many_and_keeps_the_condition(lrcli, tables):
    done = lrcli("train", tables[0], "--where", WHERE, "-f", "year", "--solver", "exact")
    assert f"20 of 120 rows are used: {WHERE}" in done.err
    found = load("model.json")
    lrcli("train", tables[1], "-f", "year", "--solver", "exact")
    chosen = load("model.json")
    assert (found.features, found.bias, found.data.rows) == (chosen.features, chosen.bias, 20)
    assert (found.data.where, chosen.data.where) == (WHERE, None)
    assert found.data.rows_dropped == 0


def test_a_column_that_is_constant_among_these_rows_is_left_out(lrcli, tables):
    assert "fuel left out: constant (gas)" in lrcli("train", tables[0], "--where", WHERE, "--solver", "exact").err


def test_evaluate_measures_the_rows_that_pass(lrcli, tables):
    lrcli("train", tables[0], "-f", "year", "--solver", "exact")
    found = lrcli("evaluate", tables[0], "--where", WHERE, "--json").json
    assert found["model"] == lrcli("evaluate", tables[1], "--json").json["model"]
    assert found["model"]["rows"] == 20
    assert [miss["line"] for miss in found["worst"]] != [
        miss["line"] for miss in lrcli("evaluate", tables[1], "--json").json["worst"]
    ]
    for miss in found["worst"]:
        assert ROWS[miss["line"] - 2][2] == miss["actual"], "a line of the whole table"


def test_a_text_of_other_rows_is_unknown_to_the_model(lrcli, tables, write):
    where = ("--where", "fuel == 'gas'", "--solver", "exact")
    for features in ("fuel:year", "fuel"):
        lrcli("train", tables[0], *where, "-f", features)
        noted = lrcli("predict", write("fuel,year\ndiesel,2010\ngas,2010\n", "new.csv")).out.splitlines()
        assert [line.split(",")[3] for line in noted] == ["price_note", "unseen:fuel=diesel", ""]


def test_crossval_and_stats_use_the_rows_that_pass(lrcli, tables):
    how = ("-k", "4", "--solver", "exact", "-f", "year", "--json")
    found, chosen = (
        lrcli("crossval", tables[0], "--where", WHERE, *how).json,
        lrcli("crossval", tables[1], *how).json,
    )
    assert found["candidates"] == chosen["candidates"]
    found, chosen = lrcli("stats", tables[0], "--where", WHERE, "--json").json, lrcli("stats", tables[1], "--json").json
    assert found["rows"] == 20
    assert found["columns"] == chosen["columns"]


def test_predict_predicts_every_row_whatever_the_model_was_learned_from(lrcli, tables):
    lrcli("train", tables[0], "--where", WHERE, "-f", "year", "--solver", "exact")
    assert len(lrcli("predict", tables[0]).out.splitlines()) == 121


@pytest.mark.parametrize("command", ["train", "crossval", "stats", "evaluate"])
def test_a_condition_that_is_none_is_wrong_usage_and_says_where(lrcli, tables, command):
    lrcli("train", tables[0], "--solver", "exact")
    done = lrcli(command, tables[0], "--where", "year >= 2010 fuel")
    assert done.status == 2
    assert "expected 'and' or 'or', found 'fuel' in column 14" in done.err


@pytest.mark.parametrize("command", ["train", "crossval", "evaluate"])
def test_a_condition_that_no_row_passes_is_an_error(lrcli, tables, command):
    lrcli("train", tables[0], "--solver", "exact")
    done = lrcli(command, tables[0], "--where", "year > 3000")
    assert done.status == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize("term", ["log(fuel)", "year:cost", "exp(year)", "__import__('os').abort()"])
def test_a_term_that_is_none_is_wrong_usage_and_names_it(lrcli, tables, term):
    done = lrcli("train", tables[0], "-f", term)
    assert done.status == 2
    assert not Path("model.json").exists()
    assert term.partition(":")[2] in done.err


def test_the_summary_of_terms_is_in_the_json_too(lrcli, tables):
    done = lrcli("train", tables[0], "-f", "log(year),fuel:year", "--solver", "exact", "--json").json
    names = ["log(year)", "fuel=gas:year", "fuel=diesel:year"]
    assert all(name in json.dumps(done) for name in names)
    assert [feature.name for feature in load("model.json").features] == names


def test_a_condition_that_none_of_the_first_rows_passes_says_so(lrcli, write, within):
    within(first_bytes=200, block_bytes=100, head_bytes=100)
    path = write("year,price\n" + "".join(f"{2000 + k // 40},{k}\n" for k in range(400)))
    done = lrcli("train", path, "--where", "year >= 2009")
    assert done.status == 1
    assert "rows, which tell what the columns are, is chosen by --where 'year >= 2009'" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("condition", "rows"),
    [("km is missing", 1), ("km is not missing", 22), ("km != 5", 20), ("not km != 5", 3), ("km < 100", 21)],
)
def test_a_cell_that_is_no_number_passes_only_that_it_is_not_missing(lrcli, write, condition, rows):
    table = "".join(f"{km},{3 * km}\n" for km in range(1, 22))
    done = lrcli("stats", write(f"km,price\n{table}oops,6\n,8\n"), "--where", condition)
    assert done.out.startswith(f"{rows} row{'s' * (rows > 1)}, ")


MILEAGES = range(5000, 205_000, 5000)
CARS = "Mileage,fuel,price\n" + "".join(
    f"{mileage},{('diesel', 'petrol')[k % 2]},{30_000 - mileage // 10}\n" for k, mileage in enumerate(MILEAGES)
)
ENDS = "5000 to 200,000, the range of the first rows"


@pytest.mark.parametrize(
    ("condition", "rows", "remark"),
    [
        ("Mileage < 120000", 23, None),
        ("Mileage < 120.000", 23, f"Mileage '120.000' is read as 120,000, since 120 is outside {ENDS}"),
        ("Mileage < '120,000'", 23, f"Mileage '120,000' is read as 120,000, since 120 is outside {ENDS}"),
        ("Mileage < '45 000 km'", 8, "Mileage '45 000 km' is read as 45,000"),
        ("Mileage < '45k'", 8, "Mileage '45k' is read as 45,000"),
        ("mileage == '45000'", 1, None),
        ("fuel == 'Diesel'", 20, "fuel 'Diesel' is read as 'diesel'"),
        ("fuel != ' PETROL '", 20, "fuel 'PETROL' is read as 'petrol'"),
        ("Fuel in ('Diesel', 'petrol')", 40, "fuel 'Diesel' is read as 'diesel'"),
        ("fuel != 'petorl'", 40, "the first rows have no fuel 'petorl'; did you mean 'petrol'?"),
    ],
)
def test_values_of_a_condition_are_read_as_typed_values_are(lrcli, write, condition, rows, remark):
    done = lrcli("stats", write(CARS), "--where", condition, "--json")
    assert done.status == 0
    assert done.json["rows"] == rows
    readings = [line for line in done.json["remarks"] if line.startswith("--where: ")]
    assert readings == ([f"--where: {remark}"] if remark else [])


@pytest.mark.parametrize(
    ("condition", "status", "message"),
    [
        ("Mileage < '1.000'", 2, "where: Mileage '1.000' may be 1 or 1000; write it without separators"),
        ("Mileage < 'many'", 2, "where: 'many' is no number like those of 'Mileage'"),
        ("fuel == 'petorl'", 1, "the first rows have no fuel 'petorl'; did you mean 'petrol'?"),
    ],
)
def test_a_value_of_a_condition_that_is_none_or_two_is_an_error(lrcli, write, condition, status, message):
    done = lrcli("stats", write(CARS), "--where", condition)
    assert done.status == status
    assert message in done.err


def test_a_number_with_two_readings_is_read_as_the_range_has_it_and_said_so(lrcli, write):
    """120.000 square metres are 120 among flats of 30 to 230."""
    flats = write("area,price\n" + "".join(f"{area},{100 * area}\n" for area in range(30, 231)))
    done = lrcli("train", flats, "--where", "area < 120.000")
    reading = "--where: area '120.000' is read as 120, since 120,000 is outside 30 to "
    assert f"{reading}230, the range of the first rows\n" in done.err
    assert "90 of 201 rows are used" in done.err
    # The model saw areas from 30 to 119; of a later table these decide, as they do where a person types 100.000.
    castles = write("area,price\n" + "".join(f"{area},{100 * area}\n" for area in (50, 110, 150_000)), "later.csv")
    later = lrcli("evaluate", castles, "--where", "area < 100.000")
    assert "area '100.000' is read as 100, since 100,000 is outside 30 to 119, the range seen in training" in later.err
    assert "1 of 3 rows" in later.err
