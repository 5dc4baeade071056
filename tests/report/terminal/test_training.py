"""The summary of a training: its order, the most important first, and lists that are cut where nobody reads on."""

import math
import re
from collections import Counter

import numpy as np
import pytest
from msgspec.structs import replace

from lrcli import load
from lrcli.model.features import by_importance


@pytest.fixture
def towns(write):
    """Rent of 40 towns: the town matters most, then the size; the day hardly. Two towns are far from all others."""
    rng = np.random.default_rng(5)
    rows = []
    for k in range(1200):
        town = k % 40
        effect = 50 * town - 1000 + (4000 if k in (3, 4) else 0)
        size, day = float(rng.normal(70, 10)), int(rng.integers(1, 28))
        rows.append(
            f"{day},{size:.2f},town{town:02d},{800 + effect + 8 * size + 0.5 * day + float(rng.normal(0, 20)):.2f}"
        )
    return write("day,size,town,rent\n" + "\n".join(rows) + "\n")


def test_the_scores_come_before_the_weights_and_the_weights_before_the_curve(lrcli, towns):
    out = lrcli("train", towns).out
    assert (
        out.index("1,200 rows") < out.index("always the mean") < out.index("average row") < out.index("against epochs")
    )
    assert out.rstrip().splitlines()[-1].endswith("always the mean.")


def test_the_most_important_feature_is_first(lrcli, towns):
    out = lrcli("train", towns).out
    table = out[out.index("average row") : out.index("against epochs")]
    assert re.findall("^ (town|size|day) ", table, re.MULTILINE) == ["town", "size", "day"]


def test_a_level_of_few_rows_stands_with_their_number_beside_its_weight(lrcli, write):
    """Of 300 rows one is a Bugatti of 2,000,000, three are Minis, one has no make, all others VWs and Fords."""
    makes = ["VW", "Ford"] * 150
    makes[5:9] = ["Bugatti", "Mini", "Mini", "Mini"]
    makes[20] = ""
    rows = [
        f"{make},{k % 17},{2_000_000 if make == 'Bugatti' else 9000 + 50 * (k % 13)}" for k, make in enumerate(makes)
    ]
    out = lrcli("train", write("make,age,price\n" + "\n".join(rows) + "\n"), "--split", "none").out
    weights = out[out.index("average row") : out.index("against epochs")]
    assert re.search(r"make +Bugatti \(1 row\) +\+1,\d{3},\d{3} ", weights)
    assert "Mini (3 rows)" in weights
    assert "(missing) (1 row)" in weights
    assert re.search(r"^ +VW +[+-]", weights, re.MULTILINE)
    make = next(feature for feature in load("model.json").features if feature.name == "make")
    assert dict(zip([*make.weights, None], make.rows, strict=True)) == Counter(make or None for make in makes)


def test_the_importance_of_a_category_is_how_far_it_moves_the_prediction_over_the_training_rows(lrcli, towns):
    lrcli("train", towns, "--split", "none", "--solver", "exact", "--min-count", "1")
    model = load("model.json")
    town = next(feature for feature in model.features if feature.name == "town")
    rows = [town.weights[f"town{k % 40:02d}"] for k in range(1200)]
    assert town.importance == pytest.approx(np.std(rows), rel=1e-9)
    assert [feature.name for feature in by_importance(model.features)] == ["town", "size", "day"]


def test_levels_that_are_left_out_say_how_many_they_are_and_where_they_stand(lrcli, towns):
    lrcli("train", towns, "-o", "m.json")
    weights = sorted(next(f for f in load("m.json").features if f.name == "town").weights.values(), reverse=True)
    out = lrcli("train", towns).out
    (hidden, high, low) = re.search(r"… (\d+) between +\+([\d,.]+) to (-[\d,.]+)", out).groups()
    assert int(hidden) == len(weights) - 6
    assert float(high.replace(",", "")) == pytest.approx(weights[3], rel=1e-3)
    assert float(low.replace(",", "")) == pytest.approx(weights[-4], rel=1e-3)


def test_a_table_of_many_features_ends_with_how_much_the_others_matter(lrcli, write):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(300, 50))
    y = X @ np.linspace(10, 0.1, 50)
    names = [f"x{k}" for k in range(50)]
    rows = "\n".join(",".join(f"{value:.4f}" for value in (*x, t)) for x, t in zip(X, y, strict=True))
    out = lrcli("train", write(",".join([*names, "y"]) + "\n" + rows + "\n"), "--solver", "exact").out
    listed = re.findall(r"^ (x\d+) ", out, re.MULTILINE)
    assert len(listed) == 30
    assert "… 20 more" in out


@pytest.mark.parametrize("options", [(), ("--no-standardize",), ("--log-target",)])
def test_the_start_is_the_loss_of_weights_that_no_step_has_moved(lrcli, cars, options):
    still = ("--optimizer", "sgd", "--learning-rate", "1e-30", "--schedule", "constant", "--epochs", "1")
    lrcli("train", cars, *still, *options)
    model = load("model.json")
    history, start = model.history, model.start
    assert start.train_loss == pytest.approx(history.train_loss[0], rel=1e-9)
    assert start.validation_loss == pytest.approx(history.validation_loss[0], rel=1e-9)


def test_a_model_that_has_not_kept_its_start_knows_that_of_the_training_rows(lrcli, cars):
    lrcli("train", cars)
    model = load("model.json")
    older = replace(model, history=replace(model.history, start=None))
    assert older.start.train_loss == pytest.approx(model.start.train_loss, rel=1e-12)


def test_the_bias_of_a_logarithm_is_a_power_of_e_that_no_float_need_hold(lrcli, write):
    """log y = 0.4 · year − 795: the bias is e to the −795, which is 0 as a float."""
    rows = "".join(f"{year},{math.exp(0.4 * year - 795)!r}\n" for year in range(2000, 2021))
    out = lrcli("train", write("year,y\n" + rows), "--log-target", "--solver", "exact", "--split", "none").out
    assert re.search(r"^ bias +exp\(-795\.\d+\)", out, re.MULTILINE)
    average = re.search(r"^ average row +([\d,.]+)", out, re.MULTILINE)[1]
    assert float(average.replace(",", "")) == pytest.approx(math.exp(0.4 * 2010 - 795), rel=1e-5)


def columns_of(count, weights, rng, write):
    """A table of so many columns, the first of which have weights."""
    X = rng.normal(size=(400, count))
    y = X[:, : len(weights)] @ weights + rng.normal(0, 0.01, 400)
    header = ",".join([*(f"measurement_{k}" for k in range(count)), "y"])
    return write("\n".join([header, *(",".join(map(str, row)) for row in np.column_stack([X, y]).round(4).tolist())]))


def test_of_many_columns_those_that_matter_are_shown_and_the_others_counted(lrcli, write):
    """Twelve of a hundred columns have weights; what the others have is noise."""
    out = lrcli("train", columns_of(100, [5.0] * 12, np.random.default_rng(3), write), "--solver", "exact").out
    table = out[out.index("average row") :]
    shown = set(re.findall(r"^ measurement_(\d+) ", table, re.MULTILINE))
    assert shown == {str(k) for k in range(12)}
    (rest,) = [line for line in table.splitlines() if line.startswith(" … ")]
    assert rest.split("   ")[0] == " … 88 more"
    assert "in the model" in rest
    assert len([feature for feature in load("model.json").features if feature.name not in table]) >= 80


@pytest.mark.parametrize("command", ["train", "crossval", "evaluate"])
def test_a_narrow_terminal_gets_tables_that_fit_with_all_numbers(lrcli, cars, monkeypatch, command):
    lrcli("train", cars, "--solver", "exact")
    wide = lrcli(command, cars, *(["--solver", "exact"] if command != "evaluate" else [])).out
    monkeypatch.setenv("COLUMNS", "40")
    narrow = lrcli(command, cars, *(["--solver", "exact"] if command != "evaluate" else [])).out
    assert max(map(len, narrow.splitlines())) <= 40
    numbers = r"(?<![\w.])[+-]?\d[\d,]*\.\d{3,}"
    assert Counter(re.findall(numbers, wide)) == Counter(re.findall(numbers, narrow))


def test_the_rows_of_several_files_are_not_said_to_be_of_the_first(lrcli, write):
    tables = [write("x,y\n" + "".join(f"{k},{2 * k + k % 3}\n" for k in range(20)), f"{name}.csv") for name in "abc"]
    assert "20 rows of a.csv: " in lrcli("train", *tables[:1], "--solver", "exact").out
    assert "60 rows of a.csv and 2 more files: " in lrcli("train", *tables, "--solver", "exact").out
