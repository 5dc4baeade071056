"""lrcli predict --interval, as a person runs it."""

import csv
import json
import math
import random
from pathlib import Path

import numpy as np
import pytest

from lrcli import load


def line(rows, seed=0):
    """y ≈ 100 + 3 x as a CSV, and its numbers."""
    draw = random.Random(seed)
    xs = [draw.uniform(0, 10) for _ in range(rows)]
    ys = [100 + 3 * x + draw.gauss(0, 2) for x in xs]
    return "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in zip(xs, ys, strict=True)), np.array(xs), np.array(ys)


@pytest.fixture
def trained(lrcli, write):
    """Of 20 rows, none of which validates."""
    text, xs, ys = line(20)
    assert lrcli("train", write(text), "-q", "-t", "y", "--solver", "exact").status == 0
    return xs, ys


def test_one_prediction_has_its_range_in_brackets_and_in_json(lrcli, trained):
    plain = lrcli("predict", "--x", "4").out.strip()
    said = lrcli("predict", "--x", "4", "--interval", "90").out
    found = lrcli("predict", "--x", "4", "--interval", "90", "--json").json
    model = load("model.json")
    reach = sorted(model.residuals.sizes)[math.ceil(21 * 0.9) - 1]
    assert found["y_low"] == pytest.approx(model.predict(x=4) - reach, rel=1e-12)
    assert found["y_high"] == pytest.approx(model.predict(x=4) + reach, rel=1e-12)
    assert said == f"{plain} ({model.written(found['y_low'])} to {model.written(found['y_high'])})\n"


def test_rows_get_two_columns(lrcli, trained, write):
    done = lrcli("predict", write("id,x\n1,4\n2,\n3,oops\n", "new.csv"), "--interval", "80")
    rows = list(csv.DictReader(done.out.splitlines()))
    assert list(rows[0]) == ["id", "x", "y_predicted", "y_low", "y_high", "y_note"]
    one = lrcli("predict", "--x", "4", "--interval", "80", "--json").json
    for name in ("y_predicted", "y_low", "y_high"):
        assert float(rows[0][name]) == pytest.approx(one[name], abs=1e-4)
    assert float(rows[1]["y_high"]) - float(rows[1]["y_low"]) == pytest.approx(one["y_high"] - one["y_low"], abs=1e-3)
    assert [rows[2][name] for name in ("y_predicted", "y_low", "y_high")] == ["", "", ""]
    lines = lrcli("predict", "new.csv", "--interval", "80", "--json").out.splitlines()
    lows = [json.loads(line)["y_low"] for line in lines]
    assert lows[0] == pytest.approx(one["y_low"], rel=1e-12)
    assert lows[2] is None


def test_cross_validated_residuals_are_those_of_fits_without_the_row(lrcli, write):
    """Of nine rows each is a fold of its own: y − ŷ where the line is fitted, by lstsq, to the other eight."""
    text, xs, ys = line(9)
    lrcli("train", write(text), "-q", "-t", "y", "--solver", "exact")
    expected = []
    for k in range(9):
        others = np.arange(9) != k
        design = np.column_stack([np.ones(8), xs[others]])
        b, w = np.linalg.lstsq(design, ys[others], rcond=None)[0]
        expected.append(abs(ys[k] - b - w * xs[k]))
    kept = load("model.json").residuals
    assert (kept.source, kept.count) == ("cross-validation", 9)
    assert kept.sizes == pytest.approx(sorted(expected), rel=1e-9)


def test_a_training_that_ends_far_from_the_optimum_has_ranges_as_wide_as_its_errors(lrcli, write):
    """Without the shift by ŷ_w − ŷ* the folds' exact solutions would promise the optimum's ranges."""
    text, xs, ys = line(200)
    lrcli("train", write(text), "-q", "-t", "y", "--epochs", "1", "--learning-rate", "0.001")
    model = load("model.json")
    errors = np.sort([abs(model.predict(x=x) - y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
    assert model.residuals.sizes == pytest.approx(errors.tolist(), abs=0.5)
    lrcli("train", "table.csv", "-q", "-t", "y")
    assert load("model.json").residuals.reach(90) < errors[179] / 2


def test_validation_rows_are_taken_where_there_are_some_and_no_test_rows(lrcli, write):
    """Half of the rows validate: their residuals are among those of all rows, and no others are kept."""
    text, xs, ys = line(40)
    lrcli("train", write(text), "-q", "-t", "y", "--split", "25/50/25")
    model = load("model.json")
    every = [abs(model.predict(x=x) - y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    assert (model.residuals.source, model.residuals.count) == ("validation", 20)
    assert all(min(abs(size - of) for of in every) < 1e-9 for size in model.residuals.sizes)
    rmse = math.sqrt(sum(size**2 for size in model.residuals.sizes) / 20)
    assert rmse == pytest.approx(model.metrics.validation.rmse, rel=1e-9)


def test_where_the_logarithm_was_learned_the_range_multiplies(lrcli, write):
    text, xs, ys = line(30)
    lrcli("train", write(text), "-q", "-t", "y", "--log-target", "--split", "50/50")
    model = load("model.json")
    found = lrcli("predict", "--x", "4", "--interval", "80", "--json").json
    ratio = math.exp(model.residuals.sizes[math.ceil(16 * 0.8) - 1])
    assert found["y_high"] / found["y_predicted"] == pytest.approx(ratio, rel=1e-12)
    assert found["y_predicted"] / found["y_low"] == pytest.approx(ratio, rel=1e-12)
    logs = [abs(math.log(model.predict(x=x)) - math.log(y)) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    assert all(min(abs(size - of) for of in logs) < 1e-9 for size in model.residuals.sizes)
    row = next(csv.DictReader(lrcli("predict", write("x\n4\n", "n.csv"), "--interval", "80").out.splitlines()))
    assert float(row["y_high"]) == pytest.approx(found["y_high"], abs=1e-3)


@pytest.mark.parametrize("level", ["0", "100", "-5", "nan", "120"])
def test_a_level_that_is_none_is_refused(lrcli, trained, level):
    done = lrcli("predict", "--x", "4", "--interval", level)
    assert done.status == 2
    assert done.out == ""
    assert f"--interval {level} is not above 0 and below 100" in done.err


def test_too_few_residuals_are_an_error_that_says_how_many_it_takes(lrcli, trained, write):
    for argv in (["--x", "4"], [write("x\n4\n", "new.csv")]):
        done = lrcli("predict", *argv, "--interval", "99")
        assert done.status == 1
        assert done.out == ""
        assert "needs 99 residuals, and the model has 20 from cross-validation" in done.err
    assert lrcli("predict", "--x", "4", "--interval", "95").status == 0


def test_a_model_without_residuals_predicts_and_says_why_there_is_no_range(lrcli, trained):
    whole = json.loads(Path("model.json").read_text())
    del whole["residuals"]
    Path("model.json").write_text(json.dumps(whole))
    assert lrcli("predict", "--x", "4").status == 0
    done = lrcli("predict", "--x", "4", "--interval", "90")
    assert done.status == 1
    assert "the model keeps no residuals" in done.err


def test_residuals_out_of_order_are_refused(lrcli, trained):
    whole = json.loads(Path("model.json").read_text())
    whole["residuals"]["sizes"].reverse()
    Path("model.json").write_text(json.dumps(whole))
    done = lrcli("predict", "--x", "4")
    assert done.status == 1
    assert "`$.residuals`" in done.err


@pytest.mark.parametrize("rows", [2, 3])
def test_the_fewest_rows_there_can_be_train_as_ever(lrcli, write, rows):
    text, _, _ = line(rows)
    assert lrcli("train", write(text), "-q", "-t", "y").status == 0
    assert load("model.json").residuals.count == rows


def test_a_level_that_only_the_held_out_row_has_adds_nothing(lrcli, write):
    """Each of the last two rows has a fuel of its own: without it the prediction is the mean of the other three."""
    lrcli("train", write("fuel,y\na,10\na,10\na,10\nb,40\n"), "-q", "-t", "y", "--solver", "exact")
    assert load("model.json").residuals.sizes[-1] == pytest.approx(30, rel=1e-9)


def test_a_feature_called_interval_is_given_by_set(lrcli, write):
    lrcli("train", write("interval,explain,y\n1,2,3\n2,1,5\n4,3,9\n5,5,9\n"), "-q", "-t", "y")
    done = lrcli("predict", "--set", "interval=2", "--set", "explain=2", "--interval", "50")
    assert done.status == 0
    assert "(" in done.out


def test_a_table_with_such_a_column_already_is_refused(lrcli, trained, write):
    path = write("x,y_low\n1,2\n", "new.csv")
    assert lrcli("predict", path).status == 0
    done = lrcli("predict", path, "--interval", "80")
    assert done.status == 1
    assert "has a column 'y_low' already" in done.err
