"""Columns whose cells hold several quantities, from a file to a prediction. The prices are made by a formula."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from lrcli.data.files.quantities import split_column
from lrcli.notation.quantities import Quantities, Quantity

POWER = Quantities("power", [Quantity("bhp", ["power bhp"]), Quantity("rpm", ["power rpm from", "power rpm to"])])


def cars(rows=60):
    """price = 100 bhp + rpm."""
    lines = ["model,max_power,price"]
    for k in range(rows):
        bhp, rpm = 50 + 7 * (k % 13), 4000 + 250 * (k % 7)
        lines.append(f"m{k % 4},{bhp} bhp @ {rpm} rpm,{100 * bhp + rpm}")
    return "\n".join(lines) + "\n"


def test_each_quantity_is_a_text_with_its_unit_and_a_cell_written_otherwise_stays_whole():
    cells = ["87 bhp @ 6000 rpm", "90bhp@1750-2750 rpm", "74 bhp", "fast", None, "80 kW @ 5000 rpm"]
    columns = [column.to_pylist() for column in split_column(pa.chunked_array([cells]), POWER)]
    assert columns == [
        ["87 bhp", "90 bhp", "74 bhp", "fast", None, "80 kW @ 5000 rpm"],
        ["6000 rpm", "1750 rpm", "", "fast", None, "80 kW @ 5000 rpm"],
        ["6000 rpm", "2750 rpm", "", "fast", None, "80 kW @ 5000 rpm"],
    ]


def test_torque_in_another_unit_is_converted():
    torque = Quantities("t", [Quantity("Nm", ["t Nm"]), Quantity("rpm", ["t rpm"])])
    cells = ["190Nm@ 2000rpm", "22.4 kgm at 1750rpm", "12.7@ 2,700(kgm@ rpm)", "100 lbft @ 3000 rpm", "113 nm"]
    newton_metres, turns = (column.to_pylist() for column in split_column(pa.chunked_array([cells]), torque))
    numbers = [float(text.removesuffix(" Nm")) for text in newton_metres]
    # a kilogram-force is 9.80665 N, a pound-force 4.4482216152605 N, a foot 0.3048 m, each by definition
    assert numbers == pytest.approx([190, 22.4 * 9.80665, 12.7 * 9.80665, 100 * 4.4482216152605 * 0.3048, 113])
    assert turns == ["2000 rpm", "1750 rpm", "2,700 rpm", "3000 rpm", ""]


def price(out):
    return float(out.strip().splitlines()[-1].split(",")[-1].split()[-1])


def test_a_model_of_several_quantities_predicts_files_and_single_cases(lrcli, write):
    lrcli("train", write(cars()), "-o", "m.json", "--solver", "exact", "--weight-decay", "0", "--split", "none")
    features = {feature["name"]: feature for feature in json.loads(Path("m.json").read_text())["features"]}
    assert features["max_power bhp"]["weight"] == pytest.approx(100, rel=1e-9)
    assert features["max_power rpm"]["weight"] == pytest.approx(1, rel=1e-9)
    case = ["--set", "model=m1", "--set", "max_power bhp=90", "--set", "max_power rpm=5000"]
    assert price(lrcli("predict", "-m", "m.json", *case).out) == pytest.approx(14000)
    later = "Max_Power,model\n90bhp@5000rpm,m1\n80 bhp at 4000 rpm,m2\nfast,m1\n"
    predicted = lrcli("predict", "-m", "m.json", write(later, "later.csv"))
    rows = [line.split(",") for line in predicted.out.splitlines()[1:]]
    assert [float(row[2]) for row in rows[:2]] == pytest.approx([14000, 12000])
    assert rows[2][2] == ""
    assert "max_power bhp: 1 row not understood, not predicted; the first is line 4" in predicted.err


def test_a_part_of_a_cell_that_is_absent_is_a_missing_value(lrcli, write):
    described = lrcli("stats", write(cars() + "m1,74 bhp,11400\n" + "m2,,9000\n"), "--json").json
    missing = {column["name"]: column["missing"] for column in described["columns"]}
    assert (missing["max_power bhp"], missing["max_power rpm"]) == (1, 2)


def test_a_column_of_several_quantities_is_named_with_what_it_becomes(lrcli, write):
    expected = "max_power: '50 bhp @ 4000 rpm' is read as 2 columns: 'max_power bhp', 'max_power rpm'"
    for command in ("stats", "train", "crossval"):
        assert expected in lrcli(command, write(cars())).err


def test_options_name_such_a_column_as_a_whole_and_by_its_quantities(lrcli, write):
    def features(*options):
        lrcli("train", write(cars()), "-o", "m.json", "--epochs", "2", *options)
        return [feature["name"] for feature in json.loads(Path("m.json").read_text())["features"]]

    assert features("--exclude", "max_power") == ["model"]
    assert features("--exclude", "max_power rpm") == ["max_power bhp", "model"]
    assert features("--features", "max_power") == ["max_power bhp", "max_power rpm"]
    assert features("--features", "max_power bhp^2") == ["max_power bhp^2"]
    assert features("--categorical", "max_power", "--exclude", "model") == ["max_power"]
    assert features("--target", "max_power bhp", "--exclude", "price") == ["max_power rpm", "model"]


def test_rows_are_chosen_by_a_quantity(lrcli, write):
    assert lrcli("stats", write(cars()), "--where", "`max_power rpm` == 4000", "--json").json["rows"] == 9


def test_a_file_without_such_a_column_lacks_that_column(lrcli, write):
    lrcli("train", write(cars()), "-o", "m.json")
    done = lrcli("predict", "-m", "m.json", write("model,km\nm1,5\n", "later.csv"))
    assert done.err.endswith("later.csv lacks the column max_power; it has model, km\n")


def test_a_file_that_has_the_quantities_as_columns_is_predicted_too(lrcli, write):
    lrcli("train", write(cars()), "-o", "m.json", "--solver", "exact", "--weight-decay", "0", "--split", "none")
    later = "model,max_power bhp,max_power rpm\nm1,90,5000\n"
    assert price(lrcli("predict", "-m", "m.json", write(later, "later.csv")).out) == pytest.approx(14000)
