"""crossval --predictions: each row as a model of the other folds predicts it, against least squares by hand."""

import csv
from pathlib import Path

import numpy as np
import pytest

TABLE = """x,y
1,2.1
2,3.9
,9
3,6.2

4,7.8
5,10.1
6,12.2
7,13.8
8,16.1
9,18.2
10,19.8
"""
LINES = [2, 3, 5, 7, 8, 9, 10, 11, 12, 13]


def rows_of(path):
    with Path(path).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("k", [10, 5, 2])
def test_each_row_is_predicted_by_the_line_through_the_other_folds(lrcli, write, k):
    path = write(TABLE)
    done = lrcli("crossval", path, "-k", str(k), "--solver", "exact", "--predictions", "p.csv", "--where", "x > 0")
    assert done.status == 0
    assert "wrote p.csv" in done.err
    rows = rows_of("p.csv")
    assert [(row["file"], int(row["line"]), int(row["row"])) for row in rows] == [
        (path, line, number) for number, line in enumerate(LINES, 1)
    ]
    x, y = np.arange(1.0, 11), np.array([float(row["y"]) for row in rows])
    assert y.tolist() == [2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.8, 16.1, 18.2, 19.8]
    folds = np.array([int(row["fold"]) for row in rows])
    assert sorted(np.bincount(folds)[1:]) == sorted([10 // k] * k)
    for fold in range(1, k + 1):
        others = folds != fold
        slope, intercept = np.polyfit(x[others], y[others], 1)
        predicted = [float(rows[index]["y_predicted"]) for index in np.flatnonzero(~others)]
        assert predicted == pytest.approx(slope * x[~others] + intercept, rel=1e-9)


def test_the_pooled_r2_is_that_of_the_predictions_out_of_fold_also_of_folds_of_one_row(lrcli, write):
    """Q² = 1 − PRESS / Σ (y − ȳ)²; no fold of one row has an R² of its own."""
    path = write("".join(line + "\n" for line in TABLE.split() if not line.startswith(",")))
    done = lrcli("crossval", path, "-k", "10", "--solver", "exact", "--predictions", "p.csv", "--json")
    rows = rows_of("p.csv")
    y, y_hat = (np.array([float(row[name]) for row in rows]) for name in ("y", "y_predicted"))
    q2 = 1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert done.json["r2"] == pytest.approx(q2, rel=1e-9)
    assert done.json["candidates"][0]["r2"] is None
    assert f"R² {q2:.4f}" in done.err


def test_rows_of_a_pipe_have_their_lines(lrcli):
    done = lrcli("crossval", "-", "-k", "2", "--solver", "exact", "--predictions", "p.csv", stdin=TABLE)
    assert done.status == 0
    rows = rows_of("p.csv")
    assert [int(row["line"]) for row in rows] == [2, 3, 4, *LINES[2:]]
    assert {row["file"] for row in rows} == {"standard input"}


def test_the_target_itself_is_written_where_its_logarithm_was_learned(lrcli, cars):
    done = lrcli("crossval", cars, "--log-target", "--solver", "exact", "--predictions", "p.csv", "--json")
    rows = rows_of("p.csv")
    y, y_hat = (np.array([float(row[name]) for row in rows]) for name in ("price", "price_predicted"))
    assert y.max() > 10_000
    rmse = np.sqrt(((y - y_hat) ** 2).mean())
    assert done.json["candidates"][0]["validation_rmse"]["pooled"] == pytest.approx(rmse, rel=1e-9)


def test_predictions_replace_no_file_that_is_read_and_need_rows(lrcli, write, within):
    path = write(TABLE)
    done = lrcli("crossval", path, "--predictions", path)
    assert (done.status, Path(path).read_text()) == (2, TABLE)
    assert lrcli("crossval", path, "--predictions", "-").status == 2
    within(window_rows=10)
    many = write("x,y\n" + "".join(f"{k},{3 * k + k % 7}\n" for k in range(100)))
    done = lrcli("crossval", many, "-k", "2", "--epochs", "2", "--predictions", "p.csv")
    assert done.status == 1
    assert "of 100 rows not all are kept" in done.err
    assert not Path("p.csv").exists()
