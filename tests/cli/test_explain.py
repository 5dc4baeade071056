"""lrcli predict --explain, as a person runs it."""

import csv
import json
import math
import re
from decimal import Decimal
from pathlib import Path

import pytest

from lrcli import load
from lrcli.report.terminal.explanation import total_bars

BMW = (
    "--set=brand=BMW", "--set=fuel=diesel", "--set=gearbox=", "--horsepower=100", "--mileage=100000", "--age=5",
)  # fmt: skip


@pytest.fixture
def trained(lrcli, used_cars):
    assert lrcli("train", used_cars, "-q", "--solver", "exact").status == 0
    return json.loads(Path("model.json").read_text())


def in_file(model):
    """Each feature's entry in model.json by its name."""
    return {feature["name"]: feature for feature in model["features"]}


def test_each_part_is_the_weight_times_the_distance_from_the_training_mean(lrcli, trained):
    found = lrcli("predict", *BMW, "--explain", "--json").json
    by_name = in_file(trained)
    mileage = by_name["mileage"]
    assert found["price_part:mileage"] == pytest.approx(mileage["weight"] * (100_000 - mileage["mean"]), rel=1e-9)
    assert found["price_part:brand"] == by_name["brand"]["weights"]["BMW"]
    assert found["price_part:gearbox"] == by_name["gearbox"]["missing"]
    parts = [value for name, value in found.items() if name.startswith("price_part:")]
    assert len(parts) == 6
    assert math.fsum([found["price_average"], *parts]) == pytest.approx(found["price_predicted"], rel=1e-12)


def test_the_average_is_the_mean_of_the_training_rows(lrcli, write):
    """Least squares with an intercept predicts the mean target for the mean row, whatever the weights are."""
    rows = [(year, km, year % 3, 5000 * (year - 1990) - 0.1 * km + 700 * (year % 3)) for year in range(2000, 2025)
            for km in (1000, 20_000 + year)]  # fmt: skip
    path = write("year,km,kind,price\n" + "".join(f"{y},{km},{'abc'[k]},{p}\n" for y, km, k, p in rows))
    lrcli("train", path, "-q", "--solver", "exact", "--split", "none")
    case = ("--year=2010", "--km=1000", "--kind=a", "--explain", "--json")
    mean = math.fsum(price for *_, price in rows) / len(rows)
    assert lrcli("predict", *case).json["price_average"] == pytest.approx(mean, rel=1e-9)


def test_the_table_adds_up_to_the_first_line_to_the_cent(lrcli, trained):
    first, *lines = lrcli("predict", *BMW, "--explain").out.splitlines()
    assert first == lrcli("predict", *BMW).out.strip()
    rows = [line.split() for line in lines if re.search(r"\.\d\d\b", line)]
    assert [row[0] for row in rows] == [
        "average", "horsepower", "mileage", "age", "brand", "fuel", "gearbox", "price",
    ]  # fmt: skip
    effects = [next(cell for cell in row if re.fullmatch(r"[+-]?[\d,]+\.\d\d", cell)) for row in rows]
    *parts, whole = (Decimal(cell.replace(",", "")) for cell in effects)
    assert sum(parts) == whole
    assert f"{whole:.2f}" == first
    assert rows[2][1] == "100,000"
    assert rows[6][1] == "(missing)"


@pytest.mark.parametrize("seed", range(5))
def test_roundings_do_not_add_up_to_a_cent(lrcli, write, seed):
    """Ten features that add thirds: rounded one by one the ten parts would miss the prediction by up to five cents."""
    names = [f"x{k}" for k in range(10)]
    rows = "".join(
        ",".join(str((k * 7 + seed + j * j) % (11 + j)) for j in range(10))
        + f",{sum((k * 7 + seed + j * j) % (11 + j) for j in range(10)) / 3}\n"
        for k in range(60)
    )
    lrcli("train", write(",".join([*names, "y"]) + "\n" + rows), "-q", "--solver", "exact")
    _, *lines = lrcli("predict", *(f"--{name}={seed + 1}" for name in names), "--explain").out.splitlines()
    printed = [re.findall(r"[+-]?\d+\.\d{2,}(?= |$)", line.rstrip("█▒│ ")) for line in lines]
    *parts, whole = [Decimal(numbers[-1]) for numbers in printed if numbers]
    assert len(parts) == 11
    assert sum(parts) == whole


def test_a_calendar_year_is_explained_by_its_distance_from_the_average_year(lrcli, write):
    """price = 1000 · (year − 1990): the bias is −1,990,000, which tells nobody anything."""
    path = write("year,price\n" + "".join(f"{year},{1000 * (year - 1990)}\n" for year in range(2001, 2022)))
    lrcli("train", path, "-q", "--solver", "exact", "--split", "none")
    found = lrcli("predict", "--year", "2015", "--explain", "--json").json
    assert found["price_average"] == pytest.approx(21_000)  # of the year 2011
    assert found["price_part:year"] == pytest.approx(4000)


def test_the_slopes_of_one_term_are_one_line(lrcli, used_cars):
    lrcli("train", used_cars, "-q", "--solver", "exact", "-f", "mileage,age:brand")
    model = load("model.json")
    done = lrcli("predict", "--mileage=90000", "--age=5", "--set=brand=BMW", "--explain")
    assert len(re.findall("^ *age", done.out, re.MULTILINE)) == 1
    found = lrcli("predict", "--mileage=90000", "--age=5", "--set=brand=BMW", "--explain", "--json").json
    slopes = [feature for feature in model.numeric if feature.factors]
    assert len(slopes) == 11
    own = next(feature.weight for feature in slopes if feature.name == "age:brand=BMW")
    average = math.fsum(feature.weight * feature.mean for feature in slopes)
    assert found["price_part:age:brand"] == pytest.approx(own * 5 - average, rel=1e-9)
    assert found["price_average"] + found["price_part:mileage"] + found["price_part:age:brand"] == pytest.approx(
        found["price_predicted"], rel=1e-12
    )


def test_a_part_between_minus_one_and_zero_keeps_its_sign(lrcli, write):
    """y = 4 - 0.5 a + b over a, b = 0 … 4: the average row has a = b = 2 and y = 5, and a = 3 adds -0.5."""
    rows = "".join(f"{a},{b},{4 - 0.5 * a + b}\n" for a in range(5) for b in range(5))
    lrcli("train", write("a,b,y\n" + rows), "-q", "--solver", "exact", "--split", "none")
    first, *lines = lrcli("predict", "--a", "3", "--b", "1", "--explain").out.splitlines()
    printed = [re.findall(r"[+-]?\d+\.\d{4,}", line)[-1] for line in lines if re.search(r"\.\d{4}", line)]
    *parts, whole = map(float, printed)
    assert parts == pytest.approx([5, -0.5, -1], abs=1e-4)
    assert sum(parts) == pytest.approx(whole, abs=1e-4)
    assert whole == float(first)


def test_dates_and_words_for_yes_and_no_are_shown_as_the_file_writes_them(lrcli, write):
    rows = "".join(
        f"{k % 28 + 1:02d}.03.2020,{('ja', 'nein')[k % 3 == 0]},{k % 28 + 5 * (k % 3 == 0)}\n" for k in range(60)
    )
    lrcli("train", write("day,alarm,y\n" + rows), "-q", "--solver", "exact")
    rows = [line.split() for line in lrcli("predict", "--day=17.03.2020", "--alarm=nein", "--explain").out.splitlines()]
    assert [row[1] for row in rows if row[:1] == ["day"]] == ["17.03.2020"]
    assert [row[1] for row in rows if row[:1] == ["alarm"]] == ["nein"]


def test_a_bar_goes_from_one_running_total_to_the_next():
    """From 10 by 20 and −10 in 20 columns, one a unit: marks at both ends, where the average and the prediction are."""
    assert total_bars([10.0, 30.0, 20.0], 20) == ["│", "█" * 20, " " * 10 + "▒" * 10, " " * 10 + "│"]


def test_bars_fit_whatever_the_parts_are():
    """−8 + 0 + 0.001 + 7: nothing, next to nothing, and a mark at the last column."""
    start, nothing, little, high, end = total_bars([-8.0, -8.0, -7.999, -0.999], 16)
    assert (start, nothing, little, high) == ("│", "", "█", "█" * 16)
    assert end == " " * 15 + "│"
    assert total_bars([1.0, 1.0], 16) == ["│", "", "│"]
    assert total_bars([0.0, 1.0, math.inf], 16) == [""] * 4


def test_rows_get_a_column_for_the_average_and_each_feature(lrcli, trained, write):
    rows = "brand,fuel,gearbox,horsepower,mileage,age\nBMW,diesel,,100,100000,5\nSkoda,?,manual,90,5,oops\n"
    done = lrcli("predict", write(rows), "--explain", "--interval", "90")
    first, unreadable = csv.DictReader(done.out.splitlines())
    features = ["horsepower", "mileage", "age", "brand", "fuel", "gearbox"]
    parts = [f"price_part:{name}" for name in features]
    assert list(first)[6:] == ["price_predicted", "price_low", "price_high", "price_average", *parts, "price_note"]
    one = lrcli("predict", *BMW, "--explain", "--json").json
    for name in ("price_average", *parts):
        assert float(first[name]) == pytest.approx(one[name], abs=0.005)
        assert unreadable[name] == ""
    whole = math.fsum(float(first[name]) for name in ("price_average", *parts))
    assert whole == pytest.approx(float(first["price_predicted"]), abs=0.005 * 8)
    lines = lrcli("predict", "table.csv", "--explain", "--json").out.splitlines()
    numbers = [json.loads(line)["price_part:age"] for line in lines]
    assert numbers == [pytest.approx(one["price_part:age"], rel=1e-12), None]


def test_where_the_logarithm_was_learned_the_parts_are_factors(lrcli, used_cars, write):
    lrcli("train", used_cars, "-q", "--solver", "exact", "--log-target")
    by_name = in_file(json.loads(Path("model.json").read_text()))
    found = lrcli("predict", *BMW, "--explain", "--json").json
    age = by_name["age"]
    assert found["price_factor:age"] == pytest.approx(math.exp(age["weight"] * (5 - age["mean"])), rel=1e-9)
    factors = [value for name, value in found.items() if name.startswith("price_factor:")]
    assert found["price_average"] * math.prod(factors) == pytest.approx(found["price_predicted"], rel=1e-12)
    rows = write("brand,fuel,gearbox,horsepower,mileage,age\nBMW,diesel,,100,100000,5\n")
    row = next(csv.DictReader(lrcli("predict", rows, "--explain").out.splitlines()))
    product = float(row["price_average"]) * math.prod(
        float(cell) for name, cell in row.items() if name.startswith("price_factor:")
    )
    assert product == pytest.approx(float(row["price_predicted"]), rel=1e-5)
    out = lrcli("predict", *BMW, "--explain").out
    assert "multiplies price" in out
    assert f"× {found['price_factor:brand']:.5f}" in out


def test_factors_beyond_all_floats_are_said_without_bars(lrcli, write):
    lrcli("train", write("t,y\n1,2\n2,4\n3,8\n4,16\n"), "-q", "--log-target", "--solver", "exact")
    done = lrcli("predict", "--t", "2000", "--explain")
    assert done.status == 0
    assert "× inf" in done.out
    assert load("model.json").predict(t=2000) == math.inf
    assert lrcli("predict", "--t", "2000", "--explain", "--json").json["y_factor:t"] is None


def test_terms_are_parts_of_their_own(lrcli, used_cars, write):
    terms = "log(mileage),age:horsepower,brand:fuel"
    lrcli("train", used_cars, "-q", "--solver", "exact", "-f", terms)
    by_name = in_file(json.loads(Path("model.json").read_text()))
    case = ("--mileage=1e5", "--age=5", "--horsepower=100", "--set=brand=BMW", "--set=fuel=diesel", "--explain")
    found = lrcli("predict", *case, "--json").json
    for name, value in (("log(mileage)", math.log(1e5)), ("age:horsepower", 500)):
        term = by_name[name]
        assert found[f"price_part:{name}"] == pytest.approx(term["weight"] * (value - term["mean"]), rel=1e-9)
    weights, rows = by_name["brand:fuel"]["weights"], by_name["brand:fuel"]["rows"]
    average = sum(weight * n for weight, n in zip(weights.values(), rows, strict=False)) / sum(rows)
    assert found["price_part:brand:fuel"] == pytest.approx(weights["BMW:diesel"] - average, rel=1e-9)
    path = write("mileage,age,horsepower,brand,fuel\n100000,5,100,BMW,diesel\n")
    row = next(csv.DictReader(lrcli("predict", path, "--explain").out.splitlines()))
    for name in ("price_part:log(mileage)", "price_part:age:horsepower", "price_part:brand:fuel"):
        assert float(row[name]) == pytest.approx(found[name], abs=0.005)


def test_names_and_values_cannot_steer_the_terminal(lrcli, write):
    lrcli("train", write("fu\x1bel,km,y\n" + "a,1,3\nb,2,5\nb,3,9\n" * 5), "-q", "-t", "y")
    done = lrcli("predict", "--set", "fu\x1bel=[red]\x1b[2J", "--km", "2", "--explain")
    assert done.status == 0
    assert "\x1b" not in done.out
    assert "[red]\\x1b[2J" in done.out


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_the_explanation_is_no_wider_than_the_terminal_and_its_bars_go_where_there_is_no_room(
    lrcli, cars, monkeypatch, width
):
    lrcli("train", cars, "-q", "--solver", "exact")
    monkeypatch.setenv("COLUMNS", str(width))
    out = lrcli("predict", "--mileage", "120000", "--age", "10", "--explain").out
    assert max(len(line) for line in out.splitlines()) <= max(width, 64)  # the numbers alone need so many columns
    assert ("▒" in out) is (width >= 80)
