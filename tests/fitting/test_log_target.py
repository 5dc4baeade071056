"""--log-target: the logarithm is learned, and everything that is shown is in the target's units."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from one_target import crossval_of_one, evaluate_of_one
from parts import folds

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits
from lrcli.model.linear import load
from lrcli.report.words.training import recipe_in_words

OPTIONS = ("--log-target", "--solver", "exact")


def cars(n=700, seed=0):
    """Prices that fall by a share with every year, with noise that multiplies."""
    rng = np.random.default_rng(seed)
    age, km = rng.integers(0, 20, n), rng.integers(1_000, 200_000, n)
    fuel = rng.choice(["gas", "diesel", "lpg"], n)
    price = 30_000 * 0.88**age * np.exp(-km / 4e5 + rng.normal(0, 0.3, n)) * np.where(fuel == "lpg", 0.8, 1.0)
    return age, km, fuel, price.round(2)


def text(age, km, fuel, price):
    return "age,km,fuel,price\n" + "".join(
        f"{a},{k},{f},{p}\n" for a, k, f, p in zip(age, km, fuel, price, strict=True)
    )


@pytest.fixture
def path(write):
    return write(text(*cars()))


def priced(path):
    """Truth and prediction of the rows of a table with predictions, unrounded where they are."""
    with Path(path).open() as file:
        rows = list(csv.DictReader(file))
    return tuple(np.array([float(row[name]) for row in rows]) for name in ("price", "price_predicted"))


def test_the_logarithm_is_fitted_as_least_squares_fits_it(path):
    age, km, fuel, price = cars()
    model = train(path, Selection(log_target=True), recipe=Recipe(solver="exact", split="none")).model
    X = np.column_stack([np.ones(len(age)), age, km, *(fuel == level for level in ("gas", "diesel", "lpg"))])
    scale = np.linalg.norm(X, axis=0)
    expected = X @ (np.linalg.lstsq(X / scale, np.log(price))[0] / scale)
    found = [model.predict(age=a, km=k, fuel=f) for a, k, f in zip(age.tolist(), km.tolist(), fuel, strict=True)]
    assert np.log(found) == pytest.approx(expected, rel=1e-10)


def test_mean_and_deviation_are_kept_of_the_target_and_of_its_logarithm(path):
    price = cars()[3]
    target = train(path, Selection(log_target=True), recipe=Recipe(solver="exact", split="none")).model.target
    assert (target.mean, target.std) == pytest.approx((price.mean(), price.std()), rel=1e-12)
    assert (target.log.mean, target.log.std) == pytest.approx((np.log(price).mean(), np.log(price).std()), rel=1e-12)


def test_the_errors_of_training_and_evaluate_are_those_of_the_predictions(lrcli, path, write):
    assert lrcli("train", path, *OPTIONS, "--split", "none").status == 0
    trained = load("model.json").metrics
    for table, scores in ((path, trained.train), (write(text(*cars(300, seed=1)), "new.csv"), None)):
        lrcli("predict", table, "-o", "priced.csv")
        y, y_hat = priced("priced.csv")
        found = lrcli("evaluate", table, "--json").json
        expected = {
            "rmse": np.sqrt(np.mean((y_hat - y) ** 2)),
            "mae": np.mean(np.abs(y_hat - y)),
            "mape": 100 * np.mean(np.abs((y_hat - y) / y)),
            "r2": 1 - np.sum((y_hat - y) ** 2) / np.sum((y - y.mean()) ** 2),
        }
        for name, value in expected.items():
            assert found["model"][name] == pytest.approx(value, rel=1e-4)
            assert scores is None or getattr(scores, name) == pytest.approx(found["model"][name], rel=1e-10)
        mean = cars()[3].mean()
        assert found["baseline"]["mae"] == pytest.approx(np.mean(np.abs(mean - y)), rel=1e-9)
    assert trained.baseline.rmse == pytest.approx(cars()[3].std(), rel=1e-9)


def test_one_case_in_json_is_the_exponential_of_its_parts(lrcli, path):
    lrcli("train", path, *OPTIONS)
    case = ("--age", "7", "--km", "80000", "--fuel", "lpg")
    found = json.dumps(lrcli("predict", *case, "--json").json)
    model = load("model.json")
    total = model.bias + math.fsum(model.summands({"age": 7, "km": 80_000, "fuel": "lpg"}))
    assert str(math.exp(total))[:8] in found
    assert float(lrcli("predict", *case).out) == pytest.approx(math.exp(total), abs=0.005)


def test_crossval_measures_each_fold_in_the_targets_units(lrcli, path):
    age, km, fuel, price = cars()
    X = np.column_stack([np.ones(len(age)), age, km, fuel == "gas", fuel == "diesel"])
    scale = np.linalg.norm(X, axis=0)
    fold_of = folds(len(price), 5, seed=0)
    done = lrcli("crossval", path, *OPTIONS, "--json").json
    baselines = []
    for place, fold in enumerate(done["candidates"][0]["folds"]):
        held_out = fold_of == place
        w = np.linalg.lstsq(X[~held_out] / scale, np.log(price[~held_out]))[0] / scale
        for part, chosen in (("train", ~held_out), ("validation", held_out)):
            error = np.exp(X[chosen] @ w) - price[chosen]
            assert fold[part]["rmse"] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-8)
            assert fold[part]["mae"] == pytest.approx(np.mean(np.abs(error)), rel=1e-8)
        baselines.append(np.sqrt(np.mean((price[held_out] - price[~held_out].mean()) ** 2)))
    assert done["baseline_rmse"]["mean"] == pytest.approx(np.mean(baselines), rel=1e-9)


@pytest.mark.parametrize("price", ["0", "-5", "0.0"])
def test_prices_without_a_logarithm_are_named_with_their_lines_and_left_out(lrcli, write, price):
    lines = text(*cars(50)).splitlines()
    whole = write("\n".join(line for k, line in enumerate(lines) if k not in (3, 9)) + "\n", "whole.csv")
    for k in (3, 9):
        lines[k] = lines[k].rpartition(",")[0] + "," + price
    path = write("\n".join(lines) + "\n")
    done = lrcli("train", path, *OPTIONS)
    shown = f"{float(price):g}"
    assert f"2 cells of which there is no log(price): line 4 '{shown}', line 10 '{shown}'" in done.err
    assert load("model.json").data.rows_dropped == 2
    weights = load("model.json").features
    lrcli("train", whole, *OPTIONS)
    assert load("model.json").features == weights
    assert lrcli("train", path, *OPTIONS, "--strict").status == 1


def test_a_price_of_zero_is_predicted_and_measured_all_the_same(path, write):
    """There is no logarithm of it, but an error of the prediction there is."""
    model = train(path, Selection(log_target=True), recipe=Recipe(solver="exact")).model
    new = write("age,km,fuel,price\n5,50000,gas,0\n5,50000,gas,100\n", "new.csv")
    y_hat = model.predict(age=5, km=50_000, fuel="gas")
    found = evaluate_of_one(model, new).model
    assert (found.rows, found.mae) == (2, pytest.approx((y_hat + abs(y_hat - 100)) / 2, rel=1e-12))


@pytest.mark.parametrize("prices", ["500,500,500", "500,0,500"])
def test_a_target_that_has_one_value_is_named_by_it(lrcli, write, prices):
    path = write("age,price\n" + "".join(f"{k},{price}\n" for k, price in enumerate(prices.split(","))))
    done = lrcli("train", path, *OPTIONS)
    assert done.status == 1
    assert "the target 'price' is 500 in every training row" in done.err


@pytest.mark.parametrize("command", [("train", "--split", "60/20/20"), ("crossval",)])
def test_a_held_out_prediction_that_is_too_large_to_be_scored_is_said(lrcli, write, command):
    """One x in 40 is so far away that exp overflows wherever it does not train."""
    rows = "".join(f"{x},{math.exp(x / 3):.2f}\n" for x in range(1, 40))
    path = write(f"x,price\n{rows}100000,50\n")
    found = [lrcli(command[0], path, *command[1:], *OPTIONS, "--seed", str(seed)) for seed in range(8)]
    assert {done.status for done in found} <= {0, 1}
    refused = [done for done in found if done.status == 1]
    assert refused, "some seed holds it out"
    assert all("a prediction overflows" in done.err for done in refused)


# Rows of which only moments are kept: their errors, in the target's units, are measured on a sample.

MANY = Limits(window_rows=1000, block_bytes=1 << 14, moments=True, sample_rows=400, training_sample_rows=400)
ROWS = 6000


@pytest.fixture
def many(write):
    return write(text(*cars(ROWS)))


def test_the_counts_are_the_tables_and_the_sample_stands_beside_them(many):
    trained = train(many, Selection(log_target=True, limits=MANY), recipe=Recipe(batch_size=100))
    model = trained.model
    assert (model.training.rows.train, model.training.rows.validation, model.training.rows.test) == (4800, 600, 600)
    assert " of 48 × 100 rows" in recipe_in_words(model.training)
    for name, rows in (("train", 4800), ("validation", 600), ("test", 600), ("baseline", 4800)):
        scores = getattr(model.metrics, name)
        assert scores.rows == rows
        assert 100 <= scores.sample <= 400
    assert f"{model.metrics.test.sample} of 600 test rows, drawn at random" in trained.verdict.text


def test_a_sample_of_many_rows_is_no_other_than_they_are(many):
    """The same model measured on all rows: their RMSE is within four standard errors of that of the sample."""
    model = train(many, Selection(log_target=True, limits=MANY), recipe=Recipe(solver="exact", split="none")).model
    age, km, fuel, price = cars(ROWS)
    case = zip(age.tolist(), km.tolist(), fuel, strict=True)
    squares = (np.array([model.predict(age=a, km=k, fuel=f) for a, k, f in case]) - price) ** 2
    assert model.metrics.train.sample < 400 < model.metrics.train.rows
    assert model.metrics.train.mse == pytest.approx(
        squares.mean(), abs=4 * squares.std() / model.metrics.train.sample**0.5
    )


def test_folds_of_many_rows_say_what_they_were_measured_on(many):
    result = crossval_of_one(many, [Recipe(solver="exact")], Selection(log_target=True, limits=MANY), k=4)
    assert [fold.validation.rows for fold in result.winner.folds] == [1500] * 4
    sample = sum(fold.validation.sample for fold in result.winner.folds)
    assert sample < ROWS
    assert f"measured on {sample:,} of 6,000 rows in 4 folds, drawn at random" in result.verdict.text
