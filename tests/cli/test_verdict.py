"""The last lines of train, evaluate and crossval, as a user sees them, and the commands in them."""

import shlex
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def spoiled(cars, write):
    """cars.csv with one more row, whose price is 3,000,000,000."""
    return write(Path(cars).read_text(encoding="utf-8") + "100000,5,3000000000\n", "spoiled.csv")


def verdict_of(text):
    """The sentence that begins with the judgement, over all its lines, and the command below it, if any."""
    start = max(text.rfind("Not usable:"), text.rfind("Off by about"))
    *sentence, last = text[start:].splitlines()
    return (" ".join(sentence), last) if last.startswith("lrcli ") else (" ".join([*sentence, last]), None)


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_one_row_that_decides_is_named_and_the_command_that_leaves_it_out_mends_the_model(lrcli, spoiled, command):
    text, remedy = verdict_of(lrcli(command, spoiled).out)
    assert "price 3,000,000,000 is 190,000 times the median" in text
    assert text.startswith("Not usable: one row decides it: ")
    done = lrcli(*shlex.split(remedy)[1:])
    assert done.status == 0
    mended, _ = verdict_of(done.out)
    assert mended.startswith("Off by about ")
    assert "(R² 0.9" in mended


def test_the_json_has_the_verdict_with_its_reasons(lrcli, spoiled, cars):
    spoilt = lrcli("train", spoiled, "--json").json["verdict"]
    assert spoilt["usable"] is False
    assert spoilt["reasons"][0]["kind"] == "few rows decide"
    assert "where" in spoilt["reasons"][0]["remedy"]
    assert lrcli("crossval", cars, "--json").json["verdict"] | {"text": ""} == {
        "usable": True,
        "reasons": [],
        "text": "",
    }
    assert lrcli("evaluate", spoiled, "--json").json["verdict"]["usable"] is False


def test_the_page_says_it_above_its_numbers(lrcli, spoiled):
    lrcli("train", spoiled, "--report", "r.html")
    page = Path("r.html").read_text(encoding="utf-8")
    assert page.index("Not usable: one row decides it") < page.index("typical error")


def test_repeated_rows_measure_nothing(lrcli, write):
    """30 different rows of 20 features, six times each: what the folds hold out is known to the training."""
    rng = np.random.default_rng(0)
    table = np.repeat(rng.normal(size=(30, 21)), 6, axis=0)[rng.permutation(180)]
    header = ",".join([*(f"x{k}" for k in range(20)), "y"])
    path = write("\n".join([header, *(",".join(map(str, row)) for row in table.tolist())]))
    text, remedy = verdict_of(lrcli("crossval", path).out)
    assert "180 of 180 held-out rows repeat a training row in every column" in text
    assert remedy is None


def test_more_columns_than_rows_is_one_sentence(lrcli, write):
    rng = np.random.default_rng(0)
    rows = [",".join(map(str, row)) for row in rng.normal(size=(20, 41)).round(6).tolist()]
    path = write("\n".join([",".join([*(f"g{k}" for k in range(40)), "y"]), *rows]))
    text, remedy = verdict_of(lrcli("train", path).out)
    assert text.startswith("Not usable: 41 weights for 20 training rows: many models fit all of them exactly")
    assert "--weight-decay 0.1" in remedy


def test_a_sum_of_columns_is_known_and_not_learned(lrcli, write):
    rng = np.random.default_rng(0)
    casual, registered = rng.integers(0, 500, 100), rng.integers(0, 900, 100)
    rows = [f"{a},{b},{t:.3f},{a + b}" for a, b, t in zip(casual, registered, rng.normal(size=100), strict=True)]
    path = write("\n".join(["casual,registered,temperature,bikers", *rows]))
    text, _ = verdict_of(lrcli("train", path).out)
    assert "bikers is casual + registered in every row" in text


def test_features_that_say_nothing_are_no_better_than_the_mean_of_the_same_rows(lrcli, write):
    rng = np.random.default_rng(1)
    rows = [f"{a:.6f},{b:.6f}" for a, b in rng.normal(size=(1000, 2)).tolist()]
    data = lrcli("train", write("\n".join(["x,y", *rows])), "--json").json
    better = 1 - np.sqrt(1 - data["model"]["metrics"]["test"]["r2"])
    assert data["verdict"]["usable"] == (better > 0)


def test_the_rows_that_trained_do_not_pass_for_new_ones(lrcli, cars, write):
    lrcli("train", cars, "-q")
    assert "on the rows that it was trained on" in verdict_of(lrcli("evaluate", cars).out)[0]
    changed = write(Path(cars).read_text(encoding="utf-8") + "100000,5,15000\n")
    assert "on new rows" in verdict_of(lrcli("evaluate", changed).out)[0]


def test_a_line_is_no_wider_than_the_terminal_but_for_the_command(lrcli, spoiled):
    _, remedy = verdict_of(lrcli("train", spoiled).out)
    lines = lrcli("train", spoiled).out.splitlines()
    assert max(len(line) for line in lines if line != remedy) <= 80


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_table_of_a_few_values_repeats_rows_by_chance(lrcli, write, command):
    """Three levels and 27 whole numbers make 81 different rows; 600 rows of them are alike all the time."""
    rows = [f"{'abc'[k % 3]},{k % 3 * 10 + k * k % 7}" for k in range(600)]
    assert "repeat" not in verdict_of(lrcli(command, write("\n".join(["x,y", *rows]))).out)[0]


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_line_through_all_points_is_said_to_be_one(lrcli, write, command):
    path = write("\n".join(["x,y", *(f"{k},{2 * k + 1}" for k in range(30))]))
    text, remedy = verdict_of(lrcli(command, path).out)
    assert "y is 2 x + 1 in every row" in text
    assert remedy is None
