"""Tables whose wrong answers are easily believed. The right ones are those of least squares or hand arithmetic."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from parts import folds

HERE = Path(__file__).parent
EXACT = ("--solver", "exact")


def table(case, name):
    """The path of a case's table."""
    return str(HERE / f"answer-{case}" / name)


def numbers(path):
    """The columns of a table of numbers; NaN where a cell is empty."""
    return np.genfromtxt(path, delimiter=",", skip_header=1).T


def predictions(done):
    return list(csv.DictReader(io.StringIO(done.out)))


def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=1e-11)[0]


@pytest.mark.parametrize("options", [EXACT, ()], ids=["exact", "steps"])
def test_a_cubic_in_years_is_cross_validated_as_least_squares_on_the_same_folds(lrcli, options):
    path = table("crossval-not-converged", "year.csv")
    year, y = numbers(path)
    X = np.vander((year - 2007) / 10, 4)
    fold = folds(len(y), 5, 0)
    errors = [y[fold == k] - X[fold == k] @ least_squares(X[fold != k], y[fold != k]) for k in range(5)]
    expected = np.sqrt(np.mean(np.concatenate(errors) ** 2))
    done = lrcli("crossval", path, "-f", "year,year^2,year^3", "--json", *options)
    scores = done.json["candidates"][0]["folds"]
    pooled = np.sqrt(
        np.average([f["validation"]["mse"] for f in scores], weights=[f["validation"]["rows"] for f in scores])
    )
    assert pooled == pytest.approx(expected, rel=1e-8 if options else 1e-3)
    assert done.json["verdict"]["usable"]


@pytest.mark.parametrize(
    "command", [("crossval", "-q"), ("train", "--split", "80/20", "-q")], ids=["crossval", "train"]
)
def test_rows_that_repeat_in_training_and_held_out_rows_are_counted_and_make_it_unusable(lrcli, command):
    """30 different rows, each six times: on rows not seen the error is 22.99, on these 2.77."""
    path = table("duplicates-across-folds", "dup.csv")
    verdict = lrcli(command[0], path, *command[1:], *EXACT, "--json").json["verdict"]
    assert not verdict["usable"]
    (reason,) = [reason for reason in verdict["reasons"] if reason["kind"] == "rows that repeat"]
    held_out = 180 if command[0] == "crossval" else 36
    assert f"{held_out} of {held_out} held-out rows repeat a training row" in reason["text"]


def test_leaving_one_out_has_one_r2_of_all_folds(lrcli):
    """Q² = 1 − PRESS / Σ (y − ȳ)², PRESS from the leverages."""
    path = table("leave-one-out-r2", "loo.csv")
    *X, y = numbers(path)
    X = np.column_stack([np.ones(len(y)), *X])
    leverage = np.sum(X @ np.linalg.inv(X.T @ X) * X, axis=1)
    press = np.sum(((y - X @ least_squares(X, y)) / (1 - leverage)) ** 2)
    done = lrcli("crossval", path, "-k", "10", *EXACT)
    assert np.sqrt(press / 10) == pytest.approx(1.645333, abs=1e-6)
    assert 1 - press / np.sum((y - y.mean()) ** 2) == pytest.approx(0.962042, abs=1e-6)
    (line,) = [line for line in done.out.splitlines() if line.strip().startswith("all rows")]
    assert "1.64533" in line
    assert line.rstrip().endswith("0.9620")


def test_a_car_without_a_reading_is_predicted_as_the_average_one_of_its_age(lrcli):
    """One row lacks the number, a collector's car of 61,000."""
    path = table("missing-mark-of-one-row", "cars.csv")
    km, age, price = numbers(path)
    mean = np.nanmean(km)
    bias, a, b = least_squares(np.column_stack([np.ones(len(km)), np.where(np.isnan(km), mean, km), age]), price)
    lrcli("train", path, *EXACT, "-q")
    assert float(lrcli("predict", "--km", "", "--age", "5").out) == pytest.approx(bias + a * mean + 5 * b, abs=0.005)
    assert bias + a * mean + 5 * b == pytest.approx(12_400, abs=10)


def test_a_zone_that_training_has_not_seen_is_predicted_as_the_average_and_marked(lrcli):
    lrcli("train", table("unseen-and-rare-category", "shops.csv"), *EXACT, "-q")
    rows = predictions(lrcli("predict", table("unseen-and-rare-category", "new.csv")))
    unseen = next(row for row in rows if row["zone"] == "X")
    assert float(unseen["sales_predicted"]) == pytest.approx(102.1973, abs=5e-5)
    assert unseen["sales_note"] == "unseen:zone=X"


def test_a_cross_validation_names_the_zone_of_one_row_and_blames_no_features(lrcli):
    """The only shop of zone N is predicted by a model that has learned nothing of N."""
    path = table("unseen-and-rare-category", "shops.csv")
    done = lrcli("crossval", path, *EXACT, "--json")
    assert "overfits" not in done.json["generalization"]
    assert "levels that no row had which trained" in done.json["generalization"]
    (line,) = [line for line in lrcli("crossval", path, *EXACT).err.splitlines() if "in one fold alone" in line]
    assert "zone=N; " in line
    assert "on 1 such row" in line


def test_rows_that_break_a_relation_of_all_training_rows_are_marked(lrcli):
    lrcli("train", table("rank-deficient-predict", "train.csv"), *EXACT, "-q")
    kept, *broken = predictions(lrcli("predict", table("rank-deficient-predict", "new.csv")))
    assert (float(kept["revenue_predicted"]), kept["revenue_note"]) == (pytest.approx(74.1535, abs=5e-5), "")
    assert [row["revenue_note"] for row in broken] == ["breaks:total"] * 2


@pytest.mark.parametrize("weight_decay", [None, 0.1])
def test_more_columns_than_rows_have_the_weights_of_smallest_norm_or_of_ridge(lrcli, write, weight_decay):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(40, 600)).round(3), rng.normal(10, 2, 40).round(3)
    lines = [
        ",".join([*(f"g{k}" for k in range(600)), "y"]),
        *(",".join(map(str, [*x, v])) for x, v in zip(X, y, strict=True)),
    ]
    path = write("\n".join(lines) + "\n", "wide.csv")
    zeros = write(",".join(f"g{k}" for k in range(600)) + "\n" + ",".join(["0"] * 600) + "\n", "zeros.csv")
    Z, z, v = (X - X.mean(axis=0)) / X.std(axis=0), -X.mean(axis=0) / X.std(axis=0), (y - y.mean()) / y.std()
    w = least_squares(Z, v) if weight_decay is None else Z.T @ np.linalg.solve(Z @ Z.T + 40 * 0.1 * np.eye(40), v)
    decay = () if weight_decay is None else ("--weight-decay", str(weight_decay))
    done = lrcli("train", path, "-t", "y", *EXACT, *decay)
    (row,) = predictions(lrcli("predict", zeros))
    assert float(row["y_predicted"]) == pytest.approx(y.mean() + y.std() * (z @ w), abs=1e-4)
    if weight_decay is None:
        assert "601 weights and 40 rows to learn them from" in done.err
    assert len(done.err.splitlines()) < 10


@pytest.mark.parametrize("order", ["cars.csv", "cars_shuffled.csv"])
@pytest.mark.parametrize(("optimizer", "epochs"), [("rmsprop", 5), ("adagrad", 5), ("adam", 10), ("sgd", 5)])
def test_full_batches_move_no_bias_by_rounding(lrcli, tmp_path, order, optimizer, epochs):
    """Inside, x and y have mean 0, so the bias's gradient is 0 and the bias the mean less what the mean row adds."""
    path, output = table("full-batch-rounding-noise", order), tmp_path / "model.json"
    rule = ("--split", "none", "--batch-size", "full", "--optimizer", optimizer, "--epochs", str(epochs))
    lrcli("train", path, *rule, "-q", "-o", str(output))
    *X, y = numbers(path)
    model = json.loads(output.read_text())
    w = [feature["weight"] for feature in model["features"]]
    assert model["bias"] == pytest.approx(y.mean() - np.dot(w, np.mean(X, axis=1)), rel=1e-12)


def test_means_count_as_often_as_they_were_sold(lrcli):
    """The weighted line is that of the table in which each mean stands as often as it counts."""
    path = table("sample-weights", "means.csv")
    size, sold, price = numbers(path)
    bias, slope = least_squares(
        np.repeat(np.column_stack([np.ones(len(size)), size]), sold.astype(int), axis=0),
        np.repeat(price, sold.astype(int)),
    )
    model = lrcli("train", path, "-t", "mean_price", "--weights", "sales_count", *EXACT, "-o", "-").json
    assert [feature["name"] for feature in model["features"]] == ["size"]
    assert (model["bias"], model["features"][0]["weight"]) == pytest.approx((bias, slope), rel=1e-10)
