"""The numbers that a correct program reproduces, on real tables."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.model.linear import load

NIST = ("norris", "pontius", "noint1", "longley", "wampler1", "wampler4")
MANY_LEVELS = 50


def optimum(model):
    """The weights and the gap of a model, and the most levels that one of its columns has."""
    levels = [len(f.weights) for f in model.features if hasattr(f, "weights")]
    return model.metrics.optimality_gap, max(levels, default=0)


def test_ft_linear_regression_needs_no_options(lrcli, shared):
    assert lrcli("train", str(shared / "ft_linear_regression.csv")).status == 0
    model = load("model.json")
    assert model.bias == pytest.approx(8499.599649933216, rel=1e-4)
    assert model.features[0].weight == pytest.approx(-0.021448963591702303, rel=1e-4)
    assert lrcli("predict", "--km", "100000").out == "6354.70\n"


def test_ft_linear_regression_exactly(shared):
    model = train(str(shared / "ft_linear_regression.csv"), recipe=Recipe(solver="exact")).model
    assert model.bias == pytest.approx(8499.599649933216, rel=1e-12)
    assert model.features[0].weight == pytest.approx(-0.021448963591702303, rel=1e-12)
    assert model.metrics.train.r2 == pytest.approx(0.732974707831497, rel=1e-12)
    assert model.metrics.train.mse == pytest.approx(445645.2, abs=0.05)
    assert model.metrics.train.rmse == pytest.approx(667.566660, abs=5e-7)


def test_ft_linear_regression_unscaled_diverges_and_says_how_far_it_may_go(lrcli, shared):
    path = str(shared / "ft_linear_regression.csv")
    raw = ("--no-standardize", "--optimizer", "sgd", "--learning-rate")
    done = lrcli("train", path, *raw, "0.01")
    assert done.status == 1
    assert "2/λmax = 1.55e-10" in done.err
    assert not Path("model.json").exists()
    assert lrcli("train", path, *raw, "1e-10").status == 0


def test_diabetes_exactly(shared):
    model = train(str(shared / "diabetes.csv"), recipe=Recipe(solver="exact")).model
    assert model.target.name == "target"
    assert model.metrics.train.r2 == pytest.approx(0.5177484222, abs=5e-11)


REAL = {  # file → target, and how many seeds are tried: fewer of what takes seconds
    "uk_bmw.csv": ("price", 10),
    "autoscout24_germany.csv": ("price", 2),
    "toyota_corolla.csv": ("Price", 10),
    "diabetes.csv": ("target", 10),
    "nist/norris.csv": ("y", 10),
    "nist/longley.csv": ("y", 1),
    "ft_linear_regression.csv": ("price", 10),
}


@pytest.mark.parametrize(
    ("file", "target", "seed"), [(file, target, seed) for file, (target, n) in REAL.items() for seed in range(n)]
)
def test_defaults_reach_the_optimum_on_real_tables(shared, file, target, seed):
    gap, levels = optimum(train(str(shared / file), Selection(target=target), recipe=Recipe(seed=seed)).model)
    assert gap <= (1e-3 if levels > MANY_LEVELS else 1e-5)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("file", ["cars.csv", "used_cars.csv"])
def test_defaults_reach_the_optimum_on_the_samples(file, seed):
    path = Path(__file__).parents[2] / "sample_data" / file
    gap, _ = optimum(train(str(path), recipe=Recipe(seed=seed)).model)
    assert gap <= 1e-5


def powers(folder, name, degree):
    """The columns y, x, x², …, x^degree of a NIST table, exactly."""
    with (folder / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = ["y", *(f"x{k}" for k in range(1, degree + 1))]
    table = [[row["y"], *(str(int(float(row["x"])) ** k) for k in range(1, degree + 1))] for row in rows]
    return "\n".join(",".join(row) for row in [names, *table]) + "\n"


@pytest.mark.parametrize("name", [name for name in NIST if name != "noint1"])
def test_nist_certified_values_to_eight_digits(lrcli, shared, write, name):
    """NoInt1 has no bias, which lrcli always has."""
    folder = shared / "nist"
    certified = json.loads((folder / f"{name}.json").read_text())
    degree = certified["polynomial_degree"] or 1
    path = write(powers(folder, name, degree)) if degree > 1 else str(folder / f"{name}.csv")
    assert lrcli("train", path, "-t", "y", "--solver", "exact", "--split", "none", "-q").status == 0
    model = load("model.json")
    found = [model.bias, *(feature.weight for feature in model.features)]
    expected = [float(coefficient["estimate"]) for coefficient in certified["certified"]["coefficients"]]
    assert found == pytest.approx(expected, rel=1e-8)
    freedom = certified["n"] - certified["p"]
    residual_sd = np.sqrt(model.metrics.train.mse * certified["n"] / freedom)
    scale = model.target.std * 1e-9
    assert residual_sd == pytest.approx(float(certified["certified"]["residual_sd"]), rel=1e-8, abs=scale)
    assert model.metrics.train.r2 == pytest.approx(float(certified["certified"]["r_squared"]), rel=1e-8)


def test_toyota_corolla_on_all_rows_agrees_with_lstsq(lrcli, shared):
    """The split of the published example comes with the reading of real files; here the design is built by hand."""
    names = ["Age_08_04", "KM", "HP", "Met_Color", "Automatic", "CC", "Doors", "Quarterly_Tax", "Weight"]
    path = shared / "toyota_corolla.csv"
    lrcli("train", str(path), "-f", ",".join([*names, "Fuel_Type"]), "--solver", "exact", "--split", "none", "-q")
    model = load("model.json")
    with path.open() as file:
        rows = list(csv.DictReader(file))
    fuels = sorted({row["Fuel_Type"] for row in rows})
    X = np.array([[1.0, *(float(row[n]) for n in names), *(row["Fuel_Type"] == f for f in fuels)] for row in rows])
    y = np.array([float(row["Price"]) for row in rows])
    scale = np.linalg.norm(X, axis=0)
    w = np.linalg.lstsq(X / scale, y)[0] / scale
    found = {feature.name: feature for feature in model.features}
    assert [found[name].weight for name in names] == pytest.approx(w[1 : 1 + len(names)].tolist(), rel=1e-8)
    fuel = found["Fuel_Type"].weights
    of = dict(zip(fuels, w[1 + len(names) :], strict=True))
    assert fuel["Diesel"] - fuel["CNG"] == pytest.approx(of["Diesel"] - of["CNG"], rel=1e-7)
    assert fuel["Petrol"] - fuel["CNG"] == pytest.approx(of["Petrol"] - of["CNG"], rel=1e-7)
