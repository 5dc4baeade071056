"""A measurement that a few rows decide says so, with their lines and the error of all others."""

import numpy as np
import pandas as pd
import pytest

from lrcli import evaluate, load, train
from lrcli.cli.app import main

ROWS = 400


def cars(seed, wild=()):
    rng = np.random.default_rng(seed)
    km = rng.integers(0, 200_000, ROWS)
    price = (25_000 - 0.08 * km + rng.normal(0, 1000, ROWS)).round()
    for row, value in wild:
        price[row] = value
    return pd.DataFrame({"km": km, "price": price})


@pytest.fixture(scope="module")
def model():
    return train(cars(1), solver="exact").model


def test_one_row_that_is_most_of_the_error_is_named_with_the_error_without_it(model, write):
    frame = cars(2, [(123, 40_000_000)])
    verdict = evaluate(model, write(frame.to_csv(index=False))).verdict
    assert not verdict.usable
    assert "one row is most of the error: line 125: price 40,000,000 is predicted " in verdict.text
    others = frame.drop(index=123)
    rmse = np.sqrt(np.mean((model.predict(others)["price_predicted"] - others["price"]) ** 2))
    assert float(verdict.text.split()[-1].rstrip(".").replace(",", "")) == pytest.approx(rmse, rel=1e-3)


def test_several_rows_are_counted_and_a_frame_has_rows(model):
    verdict = evaluate(model, cars(2, [(7, 30_000_000), (90, 31_000_000)])).verdict
    assert "few rows are most of the error: row 90: price" in verdict.text
    assert "(and 1 more row)" in verdict.text


def test_errors_of_all_rows_blame_none(model):
    assert evaluate(model, cars(3)).verdict.usable


def test_the_condition_leaves_out_the_row_that_is_most_of_the_error_and_no_other(model, write):
    """The mileage of one car is a billion, so that its prediction is wrong and not its price."""
    frame = cars(2)
    frame.loc[123, "km"] = 1_000_000_000
    path = write(frame.to_csv(index=False))
    (reason,) = [each for each in evaluate(model, path).verdict.reasons if each.kind == "few rows decide"]
    again = evaluate(model, path, where=reason.remedy["where"])
    assert reason.remedy["where"].startswith("km < ")
    assert again.scores["rows"].loc["model"] == ROWS - 1
    assert again.verdict.usable


def test_a_large_error_of_a_row_like_the_others_has_no_condition(model):
    """A price of 0 at 20,000 km, where others at 200,000 km cost 9,000: no column tells the row from all others."""
    frame = cars(4)
    frame["price"] = (25_000 - 0.08 * frame["km"]).round()
    frame.loc[5, ["km", "price"]] = 20_000, 15_000
    (reason,) = evaluate(model, frame).verdict.reasons
    assert reason.kind == "few rows decide"
    assert reason.remedy == {}


def test_predictions_below_0_say_that_the_training_tries_the_logarithm(model):
    frame = cars(5)
    frame["km"] += 200_000
    frame["price"] = 500 + frame["km"] % 100
    texts = [each.text for each in evaluate(model, frame).verdict.reasons if each.kind == "predictions below 0"]
    assert "train with log_target and compare the MAE" in texts[0]


def flats(seed, note=0.0):
    """The rent is the sum of two columns, but for a note on some of the contracts."""
    rng = np.random.default_rng(seed)
    cold, heat = rng.integers(300, 1500, ROWS), rng.integers(40, 200, ROWS)
    return pd.DataFrame({"cold": cold, "heat": heat, "floor": rng.integers(0, 9, ROWS), "rent": cold + heat + note})


@pytest.fixture(scope="module")
def sum_of_columns():
    return train(flats(1), target="rent", solver="exact").model


def test_a_model_that_knows_the_target_in_disguise_is_as_unusable_on_other_rows(sum_of_columns):
    (reason,) = evaluate(sum_of_columns, flats(2)).verdict.reasons
    assert reason.kind == "target in disguise"
    assert reason.text.startswith("rent is cold + heat in every row, so they give it away")
    assert not reason.remedy  # only a training can leave columns out


def test_rows_that_do_not_follow_the_formula_are_not_said_to(sum_of_columns):
    assert "target in disguise" not in [each.kind for each in evaluate(sum_of_columns, flats(3, 25.0)).verdict.reasons]


def test_a_model_that_learned_from_a_rank_is_as_unusable_on_rows_that_have_one():
    def ranked(seed):
        frame = cars(seed)
        frame["place"] = frame["price"].rank(method="first")
        return frame

    model = train(ranked(1), target="price", solver="exact").model
    (reason,) = evaluate(model, ranked(2)).verdict.reasons
    assert reason.kind == "target in disguise"
    assert reason.text.startswith("place has price in its order")
    without = ranked(2)
    without["place"] = np.random.default_rng(0).permutation(without["place"])  # a place that is none of the price
    assert "target in disguise" not in [each.kind for each in evaluate(model, without).verdict.reasons]


def test_more_weights_than_rows_are_a_reason_on_any_rows(tmp_path):
    """Forty rows of sixty numbers: the error on new rows is right, and another exact fit would have another one."""
    rng = np.random.default_rng(6)
    X = rng.normal(size=(340, 60))
    frame = pd.DataFrame(X, columns=[f"x{k}" for k in range(60)])
    frame["y"] = X[:, 0] * 5 + X[:, 1] + rng.normal(0, 0.1, 340)
    model = train(frame[:40], target="y", solver="exact", split="none").model
    result = evaluate(model, frame[40:])
    assert result.verdict.reasons[0].kind == "more weights than rows"
    assert result.verdict.reasons[0].text.startswith("61 weights for 40 training rows")
    model.save(tmp_path / "model.json")
    kept = load(tmp_path / "model.json")
    assert any("not usable: 61 weights for 40" in remark for remark in kept.predict(frame[40:]).attrs["remarks"])
    assert not evaluate(train(frame, target="y", solver="exact").model, frame).verdict.reasons


def test_an_error_that_is_only_rounding_is_printed_as_0(tmp_path, capsys):
    """Tenths are no binary fractions, so that sums of them are off by 1e-13."""
    frame = flats(4)
    frame["heat"], frame["rent"] = frame["heat"] / 10, frame["cold"] + frame["heat"] / 10
    frame.to_csv(tmp_path / "flats.csv", index=False)
    model = str(tmp_path / "model.json")
    assert main(["train", str(tmp_path / "flats.csv"), "-q", "-o", model, "--solver", "exact"]) == 0
    capsys.readouterr()
    assert main(["evaluate", "-m", model, str(tmp_path / "flats.csv")]) == 0
    printed = capsys.readouterr()
    furthest = printed.out[printed.out.index("furthest off") :]
    assert "e-1" not in furthest
