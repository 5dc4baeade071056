"""Rows of which only moments are kept: the exact solution is exact there, too, however nearly collinear columns are."""

import numpy as np
import pytest
from one_target import crossval_of_one

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

ROWS = 6_000
MANY = Limits(window_rows=500, block_bytes=4096, moments=True)
EXACT = Recipe(solver="exact", split="none")


def harvest(order="mixed", seed=52):
    """Years from 1990 to 2024 and a cubic of them with a noise of 2."""
    rng = np.random.default_rng(seed)
    year = rng.integers(1990, 2025, ROWS)
    if order == "sorted":
        year = np.sort(year)
    c = year - 2007
    return year, (300 + 4 * c - 0.3 * c**2 + 0.05 * c**3 + rng.normal(0, 2, ROWS)).round(2)


def best(year, y, degree):
    """The least squares of powers of the year around the middle one, which are far from collinear."""
    X = np.vander((year - 2007) / 10, degree + 1)
    w = np.linalg.lstsq(X, y)[0]
    return float(np.mean((X @ w - y) ** 2)), lambda at: float(np.vander([(at - 2007) / 10], degree + 1)[0] @ w)


def terms(degree):
    return ["year", *(f"year^{k}" for k in range(2, degree + 1))]


def lines(header, *columns):
    return "\n".join([header, *(",".join(map(str, row)) for row in zip(*columns, strict=True)), ""])


@pytest.fixture(params=["mixed", "sorted"])
def table(request):
    """In a sorted file the first windows have one year alone."""
    return harvest(request.param)


@pytest.mark.parametrize("degree", range(1, 6))
def test_powers_of_a_year_are_solved_exactly(write, table, degree):
    year, y = table
    mse, predicted = best(year, y, degree)
    path = write(lines("year,tonnes", year, y))
    trained = train(path, Selection(target="tonnes", features=terms(degree), limits=MANY), recipe=EXACT)
    assert trained.model.metrics.train.mse == pytest.approx(mse, rel=1e-6)
    assert trained.model.predict(year=2010) == pytest.approx(predicted(2010), rel=1e-6)
    assert trained.model.predict(year=2030) == pytest.approx(predicted(2030), rel=1e-5)
    assert not [line for line in trained.remarks if "redundant" in line]


@pytest.mark.parametrize("degree", [3, 5])
def test_steps_along_powers_of_a_year_arrive_and_say_how_near(write, table, degree):
    year, y = table
    mse, _ = best(year, y, degree)
    path = write(lines("year,tonnes", year, y))
    selection = Selection(target="tonnes", features=terms(degree), limits=MANY)
    metrics = train(path, selection, recipe=Recipe(split="none")).model.metrics
    assert metrics.train.mse == pytest.approx(mse, rel=1e-2)
    assert metrics.optimality_gap == pytest.approx(metrics.train.mse / mse - 1, abs=1e-6)


@pytest.mark.parametrize("recipe", [EXACT, Recipe(split="none")])
def test_columns_that_are_powers_in_the_file_are_told_apart(write, table, recipe):
    year, y = table
    mse, _ = best(year, y, 3)
    path = write(lines("year,square,cube,tonnes", year, year**2, year**3, y))
    trained = train(path, Selection(limits=MANY), recipe=recipe)
    assert trained.model.metrics.train.mse == pytest.approx(mse, rel=1e-6 if recipe is EXACT else 1e-2)
    assert not [line for line in trained.remarks if "redundant" in line]


def test_folds_are_solved_exactly(write):
    year, y = harvest()
    path = write(lines("year,tonnes", year, y))
    selection = Selection(target="tonnes", features=terms(3), limits=MANY)
    result = crossval_of_one(path, [Recipe(solver="exact")], selection, k=4)
    mse, _ = best(year, y, 3)
    assert result.winner.validation.pooled == pytest.approx(np.sqrt(mse), rel=5e-3)


@pytest.mark.parametrize("threads", ["1", "3"])
def test_a_factor_is_merged_in_the_order_of_the_rows(write, monkeypatch, threads):
    year, y = harvest()
    path = write(lines("year,square,cube,tonnes", year, year**2, year**3, y))
    expected = train(path, Selection(limits=MANY), recipe=EXACT).model.to_json()
    monkeypatch.setenv("LRCLI_THREADS", threads)
    assert train(path, Selection(limits=MANY), recipe=EXACT).model.to_json() == expected


def test_a_product_with_a_missing_part_is_its_mean_also_where_rows_are_many(write):
    """As in a table that is kept as it is, row for row."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(30, 1, ROWS).round(3), rng.normal(-9, 1, ROWS).round(3)
    y = (a + b + a * b + rng.normal(size=ROWS)).round(3)
    cells = [
        f"{'' if k % 7 == 0 else x},{'' if k % 11 == 0 else z},{t}"
        for k, (x, z, t) in enumerate(zip(a, b, y, strict=True))
    ]
    path = write("\n".join(["a,b,y", *cells, ""]))
    features = ["a", "b", "a^2", "a:b", "a^2:b"]
    many, few = (
        train(path, Selection(features=features, limits=limits), recipe=EXACT).model for limits in (MANY, Limits())
    )
    assert many.metrics.train.mse == pytest.approx(few.metrics.train.mse, rel=1e-9)
    for x, z in [(31, -8), (None, -8), (29.5, None)]:
        assert many.predict(a=x, b=z) == pytest.approx(few.predict(a=x, b=z), rel=1e-6)


def test_an_exact_relation_leaves_no_error(write):
    rng = np.random.default_rng(0)
    casual, registered = rng.integers(0, 900, size=(2, ROWS))
    path = write(lines("casual,registered,bikers", casual, registered, casual + registered))
    metrics = train(path, Selection(limits=MANY), recipe=EXACT).model.metrics
    assert metrics.train.rmse < 1e-9
    assert metrics.optimality_gap is None
