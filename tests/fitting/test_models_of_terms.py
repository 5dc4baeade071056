"""Models of terms, joined and pooled levels and logarithms, against designs built by hand."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from lrcli.errors import ModelError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.model.linear import load

EXACT = Recipe(solver="exact", split="none")
FUELS, GEARS = ("gas", "diesel", "lpg"), ("manual", "auto")


def cars(n=300, seed=0):
    """Rows by column; prices that no model fits."""
    rng = np.random.default_rng(seed)
    return [
        {
            "km": int(rng.integers(1_000, 200_000)),
            "age": int(rng.integers(1, 20)),
            "hp": int(rng.integers(40, 400)),
            "fuel": FUELS[int(rng.integers(3))],
            "gear": GEARS[int(rng.integers(2))],
            "price": int(rng.integers(500, 50_000)),
        }
        for _ in range(n)
    ]


def written(write, rows, name="cars.csv"):
    return write("\n".join([",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]) + "\n", name)


@pytest.fixture
def path(write):
    return written(write, cars())


def column(rows, name):
    return np.array([row[name] for row in rows])


def fitted(*columns, y):
    """ŷ (n,) of least squares on 1 and these columns."""
    X = np.column_stack([np.ones(len(y)), *columns])
    scale = np.linalg.norm(X, axis=0)
    return X @ (np.linalg.lstsq(X / scale, y)[0] / scale)


def predicted(model, rows):
    names = [column.name for column in model.inputs]
    return np.array([model.predict_row({name: row[name] for name in names}) for row in rows])


# The exact weights


def test_the_weights_of_numeric_terms_are_those_of_least_squares(path):
    rows = cars()
    km, age, hp, y = (column(rows, name).astype(float) for name in ("km", "age", "hp", "price"))
    terms = ("log(km)", "sqrt(age)", "hp^2", "age^3", "km:age", "log(hp):age^2:km")
    X = np.column_stack([np.ones(len(y)), np.log(km), np.sqrt(age), hp**2, age**3, km * age, np.log(hp) * age**2 * km])
    scale = np.linalg.norm(X, axis=0)
    w = np.linalg.lstsq(X / scale, y)[0] / scale
    model = train(path, Selection(features=terms), recipe=EXACT).model
    assert [feature.name for feature in model.features] == list(terms)
    assert [model.bias, *(feature.weight for feature in model.features)] == pytest.approx(w.tolist(), rel=1e-9)


def test_slopes_for_each_level_and_joined_levels_fit_as_least_squares_does(path):
    rows = cars()
    age, fuel, gear, y = (column(rows, name) for name in ("age", "fuel", "gear", "price"))
    slopes = [age * (fuel == level) for level in FUELS]
    pairs = [(fuel == a) & (gear == b) for a in FUELS for b in GEARS]
    model = train(path, Selection(features=("fuel:age", "fuel:gear")), recipe=EXACT).model
    assert predicted(model, rows) == pytest.approx(fitted(*slopes, *pairs, y=y), rel=1e-9)
    assert {feature.name for feature in model.features} == {*(f"fuel={level}:age" for level in FUELS), "fuel:gear"}
    assert set(model.features[-1].weights) == {f"{a}:{b}" for a in FUELS for b in GEARS}


@pytest.mark.parametrize("standardize", [True, False])
def test_terms_beside_their_columns_fit_as_least_squares_does(path, standardize):
    rows = cars()
    km, age, fuel, y = (column(rows, name) for name in ("km", "age", "fuel", "price"))
    levels = [fuel == level for level in FUELS]
    recipe = Recipe(solver="exact", split="none", standardize=standardize)
    model = train(path, Selection(features=("*", "age^2", "km:age"), exclude=("hp", "gear")), recipe=recipe).model
    assert predicted(model, rows) == pytest.approx(fitted(km, age, age**2, km * age, *levels, y=y), rel=1e-8)


def test_the_mean_and_range_of_a_term_are_those_of_its_values(path):
    values = [math.log(row["km"]) * row["age"] for row in cars()]
    feature = train(path, Selection(features=("log(km):age",)), recipe=EXACT).model.features[0]
    assert (feature.mean, feature.min, feature.max) == pytest.approx(
        (math.fsum(values) / len(values), min(values), max(values)), rel=1e-13
    )
    assert feature.std == pytest.approx(float(np.std(values)), rel=1e-12)


def test_a_term_of_a_missing_value_is_the_mean_and_marked(write):
    rows = cars()
    for row in rows[::7]:
        row["age"] = ""
    y, absent = column(rows, "price"), column(rows, "age") == ""
    products = np.array([row["km"] * (row["age"] or 0) for row in rows], dtype=float)
    products[absent] = products[~absent].mean()
    model = train(written(write, rows), Selection(features=("km:age",)), recipe=EXACT).model
    given = [{**row, "age": None if row["age"] == "" else row["age"]} for row in rows]
    assert predicted(model, given) == pytest.approx(fitted(products, absent, y=y), rel=1e-9)


# One case, a table, and by hand

TERMS = ("log(km)", "fuel:age", "fuel:gear", "hp^2:age", "gear")


def by_hand(document, row):
    """The prediction from model.json alone."""
    total = document["bias"]
    for feature in document["features"]:
        if feature["kind"] == "categorical":
            key = ":".join(row[name] for name in feature.get("columns", [feature["name"]]))
            total += feature["weights"].get(key, 0.0)
            continue
        value = 1.0
        for factor in feature.get("factors", [{"column": feature["name"]}]):
            x = row[factor["column"]]
            match factor:
                case {"level": level}:
                    value *= x == level
                case {"function": "log"}:
                    value *= math.log(x)
                case {"function": "sqrt"}:
                    value *= math.sqrt(x)
                case _:
                    value *= x ** factor.get("power", 1)
        total += feature["weight"] * value
    return math.exp(total) if "log" in document["target"] else total


@pytest.mark.parametrize("options", [(), ("--log-target",)])
def test_one_case_a_row_of_a_table_and_hand_arithmetic_agree(lrcli, path, options):
    lrcli("train", path, "-f", ",".join(TERMS), "--solver", "exact", *options)
    document, model = json.loads(Path("model.json").read_text()), load("model.json")
    lrcli("predict", path, "-o", "priced.csv")
    with Path("priced.csv").open() as file:
        table = list(csv.DictReader(file))
    for row, written_row in list(zip(cars(), table, strict=True))[:20]:
        expected = by_hand(document, row)
        case = {name: row[name] for name in ("km", "age", "hp", "fuel", "gear")}
        assert model.predict(**case) == pytest.approx(expected, rel=1e-12)
        assert float(written_row["price_predicted"]) == pytest.approx(expected, abs=0.01)
        options_of = [part for name, value in case.items() for part in (f"--{name}", str(value))]
        assert lrcli("predict", *options_of).out == written_row["price_predicted"] + "\n"


def test_a_model_of_terms_is_read_as_it_was_written(path, tmp_path):
    for log_target in (False, True):
        model = train(path, Selection(features=TERMS, log_target=log_target), recipe=EXACT).model
        model.save(tmp_path / "model.json")
        assert load(tmp_path / "model.json") == model


def test_the_columns_that_only_terms_use_are_kept_with_their_range_or_texts(path):
    rows = cars()
    model = train(path, Selection(features=("log(km)", "fuel:age", "gear")), recipe=EXACT).model
    km, age = column(rows, "km"), column(rows, "age")
    kept = {column.name: column for column in model.columns}
    assert set(kept) == {"km", "age", "fuel"}
    assert (kept["km"].min, kept["km"].max, kept["age"].min, kept["age"].max) == (
        km.min(), km.max(), age.min(), age.max(),
    )  # fmt: skip
    assert set(kept["fuel"].levels) == set(FUELS)


def test_one_case_for_which_a_term_does_not_exist_is_refused_by_name(lrcli, path):
    lrcli("train", path, "-f", "log(km)", "--solver", "exact")
    with pytest.raises(ModelError, match=r"log\(km\) does not exist: log\(km\) of 0"):
        load("model.json").predict(km=0)
    refused = lrcli("predict", "--km", "0")
    assert refused.status == 1
    assert "log(km) does not exist" in refused.err


def test_rows_for_which_a_term_does_not_exist_are_left_out_of_training_and_named(lrcli, write):
    rows = cars(20)
    rows[3]["km"], rows[5]["km"] = 0, -7
    path = written(write, rows)
    done = lrcli("train", path, "-f", "log(km)", "--solver", "exact")
    assert "2 cells of which there is no log(km): line 5 '0', line 7 '-7'" in done.err
    good = [row for k, row in enumerate(rows) if k not in (3, 5)]
    expected = fitted(np.log(column(good, "km")), y=column(good, "price"))
    assert predicted(load("model.json"), good) == pytest.approx(expected, rel=1e-9)
    priced = lrcli("predict", path).out.splitlines()
    assert [line.rpartition(",")[2] for line in (priced[4], priced[6])] == ["outside:km unreadable:log(km)"] * 2
    assert lrcli("train", path, "-f", "log(km)", "--strict").status == 1
    of_two = lrcli("train", path, "-f", "fuel:age:log(km)", "--solver", "exact").err
    assert "line 5 '0'" in of_two, "the cell that has no logarithm, not that of the other factor"


def test_a_text_that_comes_too_late_for_a_slope_is_named(lrcli, write, within):
    within(first_bytes=1024, head_bytes=1024, block_bytes=1024)
    rows = [*cars(400), *({**row, "fuel": "hydrogen"} for row in cars(9, seed=1))]
    path = written(write, rows)
    for options in (("-f", "fuel:age"), ("-f", "*,fuel:age")):
        done = lrcli("train", path, *options, "--solver", "exact")
        assert "fuel:age: no slope for hydrogen, which the first rows do not have" in done.err
    assert "no slope" not in lrcli("train", written(write, cars(400)), "-f", "fuel:age", "--solver", "exact").err


def test_texts_that_were_seen_but_not_together_are_noted(lrcli, write):
    rows = [row for row in cars() if (row["fuel"], row["gear"]) != ("gas", "auto")]
    lrcli("train", written(write, rows), "-f", "fuel:gear", "--solver", "exact")
    cases = [("gas", "auto"), ("gas", "manual"), ("steam", "auto"), ("", "auto")]
    new = write("fuel,gear\n" + "".join(f"{fuel},{gear}\n" for fuel, gear in cases), "new.csv")
    done = lrcli("predict", new)
    notes = [line.split(",")[3] for line in done.out.splitlines()[1:]]
    assert notes == ["unseen:fuel:gear=gas:auto", "", "unseen:fuel=steam", "missing:fuel"]
    assert "fuel:gear: 1 row not seen in training, adding 0; the first is line 2 (gas:auto)" in done.err
    assert float(done.out.splitlines()[1].split(",")[2]) == pytest.approx(load("model.json").bias, abs=0.005)


@pytest.mark.parametrize("command", ["train", "crossval"])
@pytest.mark.parametrize(
    ("table", "options", "said"),
    [
        ("age,price\n1,0\n2,-5\n3,0\n", ["--log-target"], "log(price): 3 cells of which there is no log(price)"),
        ("age,price\n0,1\n0,5\n-3,7\n", ["-f", "log(age)"], "log(age): 3 cells of which there is no log(age)"),
    ],
)  # fmt: skip
def test_where_no_row_is_left_it_is_said_why(lrcli, write, command, table, options, said):
    done = lrcli(command, write(table), *options)
    assert done.status == 1
    assert "no row can be learned from" in done.err
    assert said in done.err


def test_a_product_that_is_too_large_and_has_a_missing_part_is_missing(lrcli, write):
    table = "x,y,price\n1,2,3\n2,3,5\n3,4,8\n4,3,9\n1e200,,5\n5,2,7\n"
    done = lrcli("train", write(table), "-f", "x^2:log(y)", "--solver", "exact", "--split", "none")
    assert done.status == 0, done.err
    assert "x^2:log(y): 1 missing" in done.err


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_column_without_a_value_in_any_row_that_is_used_is_refused(lrcli, write, command):
    """Only rows without a price have one, so that nothing is known of its range."""
    rows = "".join(f"{k},,{2 * k + k % 3}\n" for k in range(1, 9))
    done = lrcli(command, write(f"age,disc,price\n{rows}9,5,\n10,6,\n"), "-f", "log(disc),age")
    assert done.status == 1
    assert "log(disc): 'disc' has no value in any row that can be learned from" in done.err
