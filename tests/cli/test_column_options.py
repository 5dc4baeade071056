"""What columns are taken for, what is asked of them, and what becomes of rows that do not fit."""

import json
from pathlib import Path

import numpy as np
import pytest

from lrcli import load

QUICK = ("--solver", "exact", "--split", "none")
N = 40
FUELS = ["gas", "diesel", "hybrid"]
CELLS = {
    "id": lambda k: 1000 + k,
    "km": lambda k: 37 * k % 50 * 1000,
    "plz": lambda k: f"0{1067 + k % 4}",
    "fuel": lambda k: FUELS[k % 3],
    "new": lambda k: ["Yes", "no"][k % 2],
    "maker": lambda k: "Audi",
    "note": lambda k: f"text {k}",
    "void": lambda k: " ",
    "price": lambda k: 9000 - 37 * k % 50 * 100 + 500 * (k % 3) + 50 * (k % 4) + 90 * (k % 2),
}


def table(changed=None):
    """The cells of a table; those of some rows as given: {(row, column): cell}."""
    changed = changed or {}
    rows = [",".join(str(changed.get((k, name), cell(k))) for name, cell in CELLS.items()) for k in range(N)]
    return "\n".join([",".join(CELLS), *rows]) + "\n"


@pytest.fixture
def features(lrcli, write):
    """features(…options) → the features that are learned from, name and kind, and what was said."""

    def train(*options, changed=None):
        done = lrcli("train", write(table(changed)), *QUICK, *options)
        assert done.status == 0
        return {feature["name"]: feature["kind"] for feature in kept()["features"]}, done.err

    return train


def kept():
    return json.loads(Path("model.json").read_text())


USUAL = {"km": "numeric", "plz": "numeric", "new": "numeric", "fuel": "categorical"}


def test_by_default_columns_that_teach_nothing_are_left_out_each_with_its_reason(features):
    found, said = features()
    assert found == USUAL
    for line in (
        "id left out: an identifier: every value is different",
        "maker left out: constant (Audi)",
        "note left out: an identifier: every value is different",
        "void left out: empty",
    ):
        assert line in said.splitlines()


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (["--numeric", "id"], {"id": "numeric"}),
        (["--categorical", "plz"], {"plz": "categorical"}),
        (["--categorical", "plz,new,note"], {"plz": "categorical", "new": "categorical", "note": "categorical"}),
        (["--features", "*,id"], {"id": "numeric"}),
        (["--features", "*,id", "--categorical", "id"], {"id": "categorical"}),
        (["--features", "*", "--exclude", "km,plz"], {"km": None, "plz": None}),
        (["--exclude", "new"], {"new": None}),
        (["--features", "*,km^2"], {"km^2": "numeric"}),
        (["--features", "fuel,id"], {"km": None, "plz": None, "new": None, "id": "numeric"}),
    ],
)
def test_options_overrule(features, options, changes):
    assert features(*options)[0] == {name: kind for name, kind in {**USUAL, **changes}.items() if kind}


@pytest.mark.parametrize("option", ["--numeric", "--categorical", "--features", "--exclude"])
def test_an_unknown_column_is_wrong_usage_with_the_columns_there_are(lrcli, write, option):
    done = lrcli("train", write(table()), option, "cost")
    assert done.status == 2
    assert done.err.startswith(f"lrcli: {option}: no column 'cost'; the columns are id, km, plz")


def test_a_column_cannot_be_both(lrcli, write):
    done = lrcli("train", write(table()), "--numeric", "km,plz", "--categorical", "plz")
    assert (done.status, done.err) == (2, "lrcli: --numeric and --categorical both name 'plz'; leave one out\n")


def test_codes_as_categories_get_a_weight_each(lrcli, features):
    features("--categorical", "plz")
    levels = next(feature for feature in kept()["features"] if feature["name"] == "plz")["weights"]
    assert set(levels) == {"01067", "01068", "01069", "01070"}
    given = ("--km", "2000", "--new", "no", "--fuel", "gas")
    first, second = (float(lrcli("predict", *given, "--plz", plz).out) for plz in ("01067", "01068"))
    assert second - first == pytest.approx(levels["01068"] - levels["01067"], abs=0.02)


# Booleans


def test_yes_and_no_are_one_weight_in_any_spelling(lrcli, write, features):
    features()
    form = load("model.json").features[[feature.name for feature in load("model.json").features].index("new")].form
    assert (form.yes, form.no) == ("yes", "no")
    rows = "\n".join(f"2000,01067,gas,{word}" for word in ("Yes", "Y", "1", "No", "n", " NO ", "0", "true"))
    out = lrcli("predict", write(f"km,plz,fuel,new\n{rows}\n", "new.csv")).out.splitlines()[1:]
    yes, no, unreadable = (
        {line.split(",", 4)[4] for line in out[part]} for part in (slice(3), slice(3, 7), slice(7, 8))
    )
    assert len(yes) == len(no) == 1
    assert yes != no
    assert unreadable == {",unreadable:new"}


# Rows that do not fit

SPOILED = {(3, "km"): "ask", (5, "km"): "ask", (5, "price"): "soon", (9, "price"): ""}


def test_rows_that_do_not_fit_are_left_out_and_said(lrcli, write):
    done = lrcli("train", write(table(SPOILED)), *QUICK, "--features", "km")
    assert "km: 2 cells not understood: line 5 'ask', line 7 'ask'" in done.err.splitlines()
    assert "price: 1 cell not understood: line 7 'soon'" in done.err.splitlines()
    assert "3 rows left out for that" in done.err.splitlines()
    assert (kept()["data"]["rows"], kept()["data"]["rows_dropped"]) == (N - 3, 3)
    used = [k for k in range(N) if k not in {3, 5, 9}]
    X = np.array([[1, CELLS["km"](k)] for k in used])
    y = np.array([CELLS["price"](k) for k in used])
    assert kept()["bias"] == pytest.approx(np.linalg.lstsq(X, y)[0][0])


@pytest.mark.parametrize(
    ("row", "problem"),
    [({(3, "km"): "ask"}, "line 5, column 'km': 'ask' is no number"), ({(7, "void"): ",,"}, "line 9: 11 of 9 cells")],
)
def test_strictly_such_a_row_is_an_error_and_nothing_is_written(lrcli, write, row, problem):
    path = write(table(row))
    done = lrcli("train", path, *QUICK, "--strict")
    assert (done.status, done.err) == (1, f"lrcli: {path}, {problem}\n")
    assert not Path("model.json").exists()
    assert lrcli("train", path, *QUICK).status == 0


def test_strictly_a_tidy_table_is_no_error(lrcli, write):
    assert lrcli("train", write(table()), *QUICK, "--strict").status == 0


def test_prediction_drops_no_row_and_says_a_word_of_each_that_is_not_as_usual(lrcli, write, features):
    features()
    rows = [
        "2000,01067,gas,no",
        ",01067,gas,no",
        "ask,01067,gas,no",
        "2000,01067,lpg,no",
        "9e9,01067,gas,no",
        "2000,01067",
        "2000,01067,gas,no,one,more",
    ]
    lines = lrcli("predict", write("km,plz,fuel,new\n" + "\n".join(rows) + "\n", "new.csv")).out.splitlines()
    assert len(lines) == 1 + len(rows)
    assert [line.rpartition(",")[2] for line in lines] == [
        "price_note", "", "missing:km", "unreadable:km", "unseen:fuel=lpg", "outside:km",
        "missing:new missing:fuel", "too many or too few cells",
    ]  # fmt: skip
    assert lines[3] == "ask,01067,gas,no,,unreadable:km"
    assert lines[7].endswith(",,too many or too few cells")


def test_where_no_row_can_be_learned_from_the_reasons_are_given(lrcli, write):
    done = lrcli("train", write("km,price\n1e999,1\nask,2\n"), "--numeric", "km")
    assert done.status == 1
    assert "no row can be learned from (km: 2 cells not understood: line 2 '1e999', line 3 'ask'" in done.err
    assert done.err.count("\n") == 1
