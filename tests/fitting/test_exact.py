"""--solver exact against least squares in exact fractions."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lrcli.data.files.layout import Layout
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

EXACT = Recipe(solver="exact", split="none")


def fractions_of(columns, y):
    """The least squares of 1 and these columns (texts of decimal numbers): its weights, and its mean squared error."""
    X = [[Fraction(1), *map(Fraction, row)] for row in zip(*columns, strict=True)]
    Y = list(map(Fraction, y))
    p = len(X[0])
    A = [[sum(row[i] * row[j] for row in X) for j in range(p)] for i in range(p)]
    A = [[*row, sum(x[i] * t for x, t in zip(X, Y, strict=True))] for i, row in enumerate(A)]
    for i in range(p):
        pivot = next(k for k in range(i, p) if A[k][i])
        A[i], A[pivot] = A[pivot], A[i]
        A[i] = [v / A[i][i] for v in A[i]]
        A = [row if k == i else [v - row[i] * u for v, u in zip(row, A[i], strict=True)] for k, row in enumerate(A)]
    w = [row[-1] for row in A]
    errors = [sum(a * b for a, b in zip(row, w, strict=True)) - t for row, t in zip(X, Y, strict=True)]
    return w, sum(e * e for e in errors) / len(errors)


@pytest.fixture(scope="module")
def years():
    """35 years and what was harvested in each, a cubic of the year: texts."""
    rng = np.random.default_rng(51)
    year = np.arange(1990, 2025)
    c = year - 2007
    y = (300 + 4 * c - 0.3 * c**2 + 0.05 * c**3 + rng.normal(0, 2, len(year))).round(2)
    return list(map(str, year)), list(map(str, y))


@pytest.mark.parametrize(("degree", "rmse"), [(1, 48.839), (2, 40.331), (3, 2.01021), (4, 1.99610), (5, 1.97865)])
def test_powers_of_a_calendar_year_are_each_worth_what_they_are(write, years, degree, rmse):
    year, y = years
    path = write("year,tonnes\n" + "".join(f"{a},{b}\n" for a, b in zip(year, y, strict=True)))
    terms = ["year", *(f"year^{k}" for k in range(2, degree + 1))]
    trained = train(path, Selection(target="tonnes", features=terms), recipe=EXACT)
    powers = [[str(int(a) ** k) for a in year] for k in range(1, degree + 1)]
    w, mse = fractions_of(powers, y)
    assert trained.model.metrics.train.mse == pytest.approx(float(mse), rel=1e-10)
    assert trained.model.metrics.train.rmse == pytest.approx(rmse, abs=1e-3 if degree < 3 else 5e-6)
    for at in (2010, 2030):
        expected = float(sum(weight * at**k for k, weight in enumerate(w)))
        assert trained.model.predict(year=at) == pytest.approx(expected, rel=1e-6)
    assert not [line for line in trained.remarks if "redundant" in line]


# NIST's Statistical Reference Datasets for linear regression, all eleven


def filip():
    """Filippelli's 82 rows, a polynomial of degree 10 whose columns have a condition number of 1.8e15."""
    lines = (Path(__file__).parent / "nist" / "filip.csv").read_text().split()[1:]
    y, x = zip(*(line.split(",") for line in lines), strict=True)
    return [x], y, 10


def wampler(number):
    """Powers of 0 to 20: 1 and 2 fit exactly, 3 to 5 have ever larger errors, 100 times from one to the next."""
    delta = "759 -2048 2048 -2048 2523 -2048 2048 -2048 1838 -2048 2048 "
    delta += "-2048 1838 -2048 2048 -2048 2523 -2048 2048 -2048 759"
    if number == 2:
        y = [str(sum(Fraction(x, 10) ** k for k in range(6)).limit_denominator(10**5) * 10**5) for x in range(21)]
        y = [f"{int(v) // 10**5}.{int(v) % 10**5:05d}" for v in y]
    else:
        size = {1: 0, 3: 1, 4: 100, 5: 10_000}[number]
        errors = [size * int(d) for d in delta.split()]
        y = [str(sum(x**k for k in range(6)) + error) for x, error in zip(range(21), errors, strict=True)]
    return [[str(x) for x in range(21)]], y, 5


def shared_table(folder, name):
    certificate = json.loads((folder / "nist" / f"{name}.json").read_text())
    with (folder / "nist" / f"{name}.csv").open() as file:
        header, *rows = csv.reader(file)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    y = columns.pop("y")
    return list(columns.values()), y, certificate["polynomial_degree"] or 1


def digits(found, expected):
    """The digits that all weights have right, 15 at most."""
    each = [abs(float(Fraction(float(a)) - b)) / (abs(float(b)) or 1.0) for a, b in zip(found, expected, strict=True)]
    return min(15.0, -np.log10(max(*each, 1e-15)))


NIST = ["norris", "pontius", "noint1", "noint2", "filip", "longley", *(f"wampler{k}" for k in range(1, 6))]


@pytest.mark.parametrize("name", NIST)
def test_nists_sets_have_the_digits_of_lapacks_qr_or_more(request, write, name):
    """By terms of x. NoInt1 and 2 are fitted with the bias that lrcli always has. The truth is in exact fractions."""
    if name == "filip":
        columns, y, degree = filip()
    elif name == "noint2":
        columns, y, degree = [["4", "5", "6"]], ["3", "4", "4"], 1
    elif name.startswith("wampler"):
        columns, y, degree = wampler(int(name[-1]))
    else:
        columns, y, degree = shared_table(request.getfixturevalue("shared"), name)
    names = [f"x{k}" for k in range(len(columns))] if len(columns) > 1 else ["x"]
    powers = ["x", *(f"x^{k}" for k in range(2, min(degree, 9) + 1)), *(["x^9:x"] if degree == 10 else [])]
    features = powers if len(columns) == 1 else names
    table = [names, *zip(*columns, strict=True)]
    path = write("\n".join(",".join([*row, target]) for row, target in zip(table, ["y", *y], strict=True)) + "\n")
    model = train(path, Selection(target="y", features=features, layout=Layout(decimal=".")), recipe=EXACT).model

    made = [[str(Fraction(v) ** k) for v in columns[0]] for k in range(1, degree + 1)] if len(columns) == 1 else columns
    expected, mse = fractions_of(made, y)
    ours = digits([model.bias, *(feature.weight for feature in model.features)], expected)
    X = np.column_stack([np.ones(len(y)), *(np.array([float(Fraction(v)) for v in column]) for column in made)])
    Q, R = np.linalg.qr(X)
    lapack = digits(np.linalg.solve(R, Q.T @ np.array(y, dtype=float)), expected)
    assert ours >= max(11.0, min(13.0, lapack))  # 13 of 16: what is left is the rounding of the cells to binary
    assert model.metrics.train.mse == pytest.approx(float(mse), rel=1e-8, abs=(1e-9 * model.target.std) ** 2)


def test_with_more_weights_than_rows_that_is_said_once(lrcli, write):
    rng = np.random.default_rng(0)
    table = np.round(rng.normal(size=(40, 601)), 3)
    header = ",".join([*(f"g{k}" for k in range(600)), "y"])
    path = write("\n".join([header, *(",".join(map(str, row)) for row in table), ""]))
    done = lrcli("train", path, "-t", "y", "--solver", "exact")
    assert "601 weights and 40 rows to learn them from" in done.err
    assert "--weight-decay" in done.err
    assert "redundant" not in done.err
    assert len(done.err.splitlines()) < 10


@pytest.mark.parametrize("degree", [2, 3, 5])
def test_steps_arrive_at_the_optimum_of_powers_of_a_calendar_year(write, years, degree):
    year, y = years
    path = write("year,tonnes\n" + "".join(f"{a},{b}\n" for a, b in zip(year, y, strict=True)))
    terms = ["year", *(f"year^{k}" for k in range(2, degree + 1))]
    model = train(path, Selection(target="tonnes", features=terms), recipe=Recipe(split="none")).model
    _, mse = fractions_of([[str(int(a) ** k) for a in year] for k in range(1, degree + 1)], y)
    assert model.metrics.train.mse == pytest.approx(float(mse), rel=1e-3)
    assert model.metrics.optimality_gap == pytest.approx(model.metrics.train.mse / float(mse) - 1, abs=1e-7)


def test_steps_arrive_at_the_optimum_of_filippellis_polynomial(write):
    (x,), y, _ = filip()
    path = write("x,y\n" + "".join(f"{a},{b}\n" for a, b in zip(x, y, strict=True)))
    terms = ["x", *(f"x^{k}" for k in range(2, 10)), "x^9:x"]
    model = train(
        path, Selection(target="y", features=terms, layout=Layout(decimal=".")), recipe=Recipe(split="none")
    ).model
    certified = 0.795851382172941e-03 / 82  # NIST's residual sum of squares
    assert model.metrics.train.mse == pytest.approx(certified, rel=1e-3)
    assert model.metrics.optimality_gap == pytest.approx(model.metrics.train.mse / certified - 1, abs=1e-6)
