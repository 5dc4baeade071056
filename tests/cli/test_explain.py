"""lrcli predict --explain, as a person runs it."""

import csv
import json
import math
import re
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


def test_each_part_is_weight_times_value_by_model_json(lrcli, trained):
    found = lrcli("predict", *BMW, "--explain", "--json").json
    by_name = in_file(trained)
    assert found["price_bias"] == trained["bias"]
    assert found["price_part:mileage"] == pytest.approx(by_name["mileage"]["weight"] * 100_000, rel=1e-12)
    assert found["price_part:brand"] == by_name["brand"]["weights"]["BMW"]
    assert found["price_part:gearbox"] == by_name["gearbox"]["missing"]
    parts = [value for name, value in found.items() if name.startswith("price_part:")]
    assert len(parts) == 6
    assert math.fsum([found["price_bias"], *parts]) == pytest.approx(found["price_predicted"], rel=1e-12)


def test_the_table_adds_up_to_the_first_line_in_cents(lrcli, trained):
    first, *lines = lrcli("predict", *BMW, "--explain").out.splitlines()
    assert first == lrcli("predict", *BMW).out.strip()
    rows = [line.split() for line in lines if re.search(r"\.\d\d\b", line)]
    names = ["bias", "horsepower", "mileage", "age", "brand", "fuel", "gearbox", "price"]
    assert [row[0] for row in rows] == names
    effects = [next(cell for cell in row if re.fullmatch(r"[+-]?[\d,]+\.\d\d", cell)) for row in rows]
    *parts, whole = (float(cell.replace(",", "")) for cell in effects)
    assert math.fsum(parts) == pytest.approx(whole, abs=0.005 * 8)
    assert f"{whole:.2f}" == first
    assert rows[2][1] == "100,000"
    assert rows[6][1] == "(missing)"


def test_a_part_between_minus_one_and_zero_keeps_its_sign(lrcli, write):
    """y = 4 - 0.5 a + b, so that a = 1 adds -0.5."""
    rows = "".join(f"{a},{b},{4 - 0.5 * a + b}\n" for a in range(5) for b in range(5))
    lrcli("train", write("a,b,y\n" + rows), "-q", "--solver", "exact")
    first, *lines = lrcli("predict", "--a", "1", "--b", "2", "--explain").out.splitlines()
    printed = [re.findall(r"[+-]?\d+\.\d{4,}", line)[-1] for line in lines if re.search(r"\.\d{4}", line)]
    *parts, whole = map(float, printed)
    assert parts == pytest.approx([4, -0.5, 2], abs=1e-4)
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
    """10 + 20 − 10 in 30 columns, one a unit."""
    assert total_bars([0.0, 10.0, 30.0, 20.0], 30) == ["█" * 10, " " * 10 + "█" * 20, " " * 20 + "▒" * 10, "█" * 20]


def test_bars_fit_whatever_the_parts_are():
    """−8 + 0 + 0.001 + 7: below zero, nothing, next to nothing."""
    low, nothing, little, high, whole = total_bars([0.0, -8.0, -8.0, -7.999, -0.999], 16)
    assert (low, nothing, little, high) == ("▒" * 16, "", "█", "█" * 14)
    assert whole == " " * 14 + "▒" * 2
    assert total_bars([0.0, 1.0, math.inf], 16) == ["", "", ""]


def test_rows_get_a_column_for_the_bias_and_each_feature(lrcli, trained, write):
    rows = "brand,fuel,gearbox,horsepower,mileage,age\nBMW,diesel,,100,100000,5\nSkoda,?,manual,90,5,oops\n"
    done = lrcli("predict", write(rows), "--explain", "--interval", "90")
    first, unreadable = csv.DictReader(done.out.splitlines())
    features = ["horsepower", "mileage", "age", "brand", "fuel", "gearbox"]
    parts = [f"price_part:{name}" for name in features]
    assert list(first)[6:] == ["price_predicted", "price_low", "price_high", "price_bias", *parts, "price_note"]
    one = lrcli("predict", *BMW, "--explain", "--json").json
    for name in ("price_bias", *parts):
        assert float(first[name]) == pytest.approx(one[name], abs=0.005)
        assert unreadable[name] == ""
    whole = math.fsum(float(first[name]) for name in ("price_bias", *parts))
    assert whole == pytest.approx(float(first["price_predicted"]), abs=0.005 * 8)
    numbers = lrcli("predict", "table.csv", "--explain", "--json").json
    assert numbers["price_part:age"] == [pytest.approx(one["price_part:age"], rel=1e-12), None]


def test_where_the_logarithm_was_learned_the_parts_are_factors(lrcli, used_cars, write):
    lrcli("train", used_cars, "-q", "--solver", "exact", "--log-target")
    by_name = in_file(json.loads(Path("model.json").read_text()))
    found = lrcli("predict", *BMW, "--explain", "--json").json
    assert found["price_factor:age"] == pytest.approx(math.exp(by_name["age"]["weight"] * 5), rel=1e-12)
    factors = [value for name, value in found.items() if name.startswith("price_factor:")]
    assert found["price_bias"] * math.prod(factors) == pytest.approx(found["price_predicted"], rel=1e-12)
    rows = write("brand,fuel,gearbox,horsepower,mileage,age\nBMW,diesel,,100,100000,5\n")
    row = next(csv.DictReader(lrcli("predict", rows, "--explain").out.splitlines()))
    product = float(row["price_bias"]) * math.prod(
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
    weight = by_name["log(mileage)"]["weight"]
    assert found["price_part:log(mileage)"] == pytest.approx(weight * math.log(1e5), rel=1e-12)
    assert found["price_part:age:horsepower"] == pytest.approx(by_name["age:horsepower"]["weight"] * 500, rel=1e-12)
    assert found["price_part:brand:fuel"] == by_name["brand:fuel"]["weights"]["BMW:diesel"]
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
