"""--solver exact against least squares in exact fractions."""

from fractions import Fraction

import numpy as np
import pytest

from lrcli import Recipe, Selection, train

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
    assert trained.model.metrics.train.mse == pytest.approx(float(mse), rel=1e-5)
    assert trained.model.metrics.train.rmse == pytest.approx(rmse, abs=1e-3 if degree < 3 else 5e-6)
    for at in (2010, 2030):
        expected = float(sum(weight * at**k for k, weight in enumerate(w)))
        assert trained.model.predict(year=at) == pytest.approx(expected, rel=1e-6)
    assert not [line for line in trained.remarks if "redundant" in line]


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
