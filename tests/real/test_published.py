"""Published numbers of real tables, from the command line."""

import csv
from pathlib import Path

import numpy as np
import pytest
from splitting import dealt, read, written

from lrcli import load

# Toyota Corolla: the first 1,000 rows, 60/40

PREDICTORS = "Age_08_04,KM,Fuel_Type,HP,Met_Color,Automatic,CC,Doors,Quarterly_Tax,Weight"


def test_toyota_corolla_reproduces_the_published_coefficients_and_errors(lrcli, shared, tmp_path):
    header, rows = read(shared / "toyota_corolla.csv")
    train, test = dealt(rows[:1000], test_size=0.4, random_state=1)
    assert (len(train), len(test)) == (600, 400)
    files = written(tmp_path / "train.csv", header, train), written(tmp_path / "test.csv", header, test)
    exact = ("-f", PREDICTORS, "--solver", "exact", "--split", "none")
    assert lrcli("train", files[0], *exact).status == 0
    model = load("model.json")
    weight = {feature.name: feature.weight for feature in model.features if feature.name != "Fuel_Type"}
    assert weight["Age_08_04"] == pytest.approx(-140.748761, abs=5e-7)
    assert weight["KM"] == pytest.approx(-0.017840, abs=5e-7)
    assert weight["HP"] == pytest.approx(36.103419, abs=5e-7)
    fuel = next(feature.weights for feature in model.features if feature.name == "Fuel_Type")
    assert fuel["Diesel"] - fuel["CNG"] == pytest.approx(1066.464681, abs=5e-7)
    assert fuel["Petrol"] - fuel["CNG"] == pytest.approx(2310.249543, abs=5e-7)
    assert model.metrics.train.rmse == pytest.approx(1400.5823, abs=5e-5)
    held_out = lrcli("evaluate", files[1], "--json").json["model"]
    assert held_out["rmse"] == pytest.approx(1312.8523, abs=5e-5)
    assert held_out["mae"] == pytest.approx(1017.5972, abs=5e-5)


# AutoScout24: 46,049 cars, 80/20

NUMBERS = ("mileage", "hp", "year", "age")
CATEGORIES = ("make", "model", "fuel", "gear", "offerType")


@pytest.fixture
def autoscout(shared, tmp_path):
    """The files that train and test, and their rows by column."""
    header, rows = read(shared / "autoscout24_germany.csv")
    place = {name: k for k, name in enumerate(header)}
    complete = [row for row in rows if row[place["fuel"]] != "-/- (Fuel)"]
    complete = [row for row in complete if all(row[place[name]] for name in ("model", "gear", "hp"))]
    assert len(complete) == 46_049
    aged = [[*row, str(2024 - int(row[place["year"]]))] for row in complete]
    parts = dealt(aged, test_size=0.2, random_state=42)
    return [
        (written(tmp_path / f"{name}.csv", [*header, "age"], part), [dict(zip([*header, "age"], r)) for r in part])  # noqa: B905
        for name, part in zip(("train", "test"), parts, strict=True)
    ]


def known(train, test):
    """Which test rows have no level that training did not see, (n,)."""
    seen = {name: {row[name] for row in train} for name in CATEGORIES}
    return np.array([all(row[name] in seen[name] for name in CATEGORIES) for row in test])


def without_first_levels(train, rows):
    """The design of the published number: standardised numbers, one-hot levels but the first of each column."""
    X = [np.ones(len(rows))]
    for name in NUMBERS:
        of_train = np.array([float(row[name]) for row in train])
        X.append((np.array([float(row[name]) for row in rows]) - of_train.mean()) / of_train.std())
    for name in CATEGORIES:
        cells = np.array([row[name] for row in rows])
        X += [cells == level for level in sorted({row[name] for row in train})[1:]]
    return np.column_stack(X)


def rmse(y, y_hat):
    return float(np.sqrt(np.mean((y_hat - y) ** 2)))


def test_autoscout_reaches_the_published_error_by_both_solvers(lrcli, autoscout):
    """35 of the 9,210 test rows have a level that training did not see. What it adds no row can tell: the published
    program takes it for the first of its column, lrcli for an average one, which makes a difference of 0.06 %.
    """
    (train_file, train), (test_file, test) = autoscout
    y = np.array([float(row["price"]) for row in test])
    seen = known(train, test)
    assert (len(test), int((~seen).sum())) == (9_210, 35)

    done = lrcli("train", train_file, "--solver", "exact", "--split", "none", "--weight-decay", "0")
    assert "age is redundant: it is 2024 - year in every training row" in done.err
    found = lrcli("evaluate", test_file, "--json").json["model"]
    assert found["rmse"] == pytest.approx(6461.4, rel=1e-3)
    assert found["r2"] == pytest.approx(0.8774, abs=3e-4)

    lrcli("predict", test_file, "-o", "priced.csv")
    with Path("priced.csv").open(encoding="utf-8") as file:
        y_hat = np.array([float(row["price_predicted"]) for row in csv.DictReader(file)])
    X, truth = without_first_levels(train, train), np.array([float(row["price"]) for row in train])
    mean = X.mean(axis=0)
    H = (X - mean).T @ (X - mean)
    w = np.linalg.pinv(H, rcond=1e-11, hermitian=True) @ ((X - mean).T @ (truth - truth.mean()))
    published = (without_first_levels(train, test) - mean) @ w + truth.mean()
    assert rmse(y, published) == pytest.approx(6461.4, abs=0.05)
    assert 1 - np.sum((y - published) ** 2) / np.sum((y - y.mean()) ** 2) == pytest.approx(0.8774, abs=5e-5)
    assert y_hat[seen] == pytest.approx(published[seen], abs=0.02)

    assert lrcli("train", train_file, "--split", "none", "-q").status == 0
    by_steps = lrcli("evaluate", test_file, "--json").json["model"]
    assert by_steps["rmse"] == pytest.approx(6461.4, rel=0.02)
