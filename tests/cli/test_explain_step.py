"""lrcli train --explain-step, as a person runs it: the step worked again from the rows that it shows."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from lrcli import load
from lrcli.learning.optimizers import OPTIMIZERS


def adam(g, eta):
    """Kingma, Ba 2015, with t = 1."""
    m, v = 0.1 * g, 0.001 * g**2
    return {"m": m, "v": v}, -eta * (m / (1 - 0.9)) / (math.sqrt(v) / math.sqrt(1 - 0.999) + 1e-8)


def adadelta(g, eta):
    """Zeiler 2012; u is updated after it was used."""
    s = 0.1 * g**2
    delta = math.sqrt(0 + 1e-6) / math.sqrt(s + 1e-6) * g
    return {"s": s, "u": 0.1 * delta**2}, -eta * delta


BY_HAND = {  # g, η → the state and the new weight, all of them 0 before
    "sgd": lambda g, eta: ({}, -eta * g),
    "momentum": lambda g, eta: ({"m": 0.1 * g}, -eta * 0.1 * g),
    "adagrad": lambda g, eta: ({"s": g**2}, -eta * g / (math.sqrt(g**2) + 1e-10)),
    "rmsprop": lambda g, eta: ({"s": 0.01 * g**2}, -eta * g / (math.sqrt(0.01 * g**2) + 1e-8)),
    "adadelta": adadelta,
    "adam": adam,
}


def first_step(lrcli, path, *more):
    done = lrcli("train", path, "-q", "--epochs", "2", "--explain-step", "--json", *more)
    assert done.status == 0
    return done.json["first_step"]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_number_follows_from_the_rows_by_the_rules_of_the_lecture(lrcli, used_cars, optimizer):
    found = first_step(lrcli, used_cars, "--optimizer", optimizer, "--weight-decay", "0.01")
    x, y = found["x"], found["y"]
    assert found["y_hat"] == [0.0] * len(y)
    assert found["error"] == [-value for value in y]
    for k, name in enumerate(found["weights"]):
        total = math.fsum(-value * row[k] for row, value in zip(x, y, strict=True))
        assert found["sum"][k] == pytest.approx(total, rel=1e-9, abs=1e-12)
        g = found["gradient"][k]
        assert g == pytest.approx(total / len(y), rel=1e-9, abs=1e-12)
        state, w = BY_HAND[optimizer](g, found["learning_rate"])
        assert found["w"][k] == pytest.approx(w, rel=1e-9), name
        assert {letter: values[k] for letter, values in found["state"].items()} == pytest.approx(state, rel=1e-9)


def test_the_rows_are_rows_of_the_table_in_its_units_once_unscaled(lrcli, cars):
    found = first_step(lrcli, cars, "--batch-size", "64", "--split", "none")
    columns = [*found["numbers"], found["target"]]
    assert [column["name"] for column in columns] == ["mileage", "age", "price"]
    centre = np.array([column["centre"] for column in columns])
    scale = np.array([column["scale"] for column in columns])
    rows = np.column_stack([np.array(found["x"])[:, 1:], found["y"]]) * scale + centre
    table = [tuple(map(float, row)) for row in [*csv.reader(Path(cars).read_text().splitlines())][1:]]
    values = np.array(table)
    assert centre == pytest.approx(values.mean(axis=0), rel=1e-12)
    assert scale == pytest.approx(values.std(axis=0), rel=1e-12)
    assert len(rows) in {62, 63}  # of 500 rows in 8 minibatches
    left = {row: table.count(row) for row in table}
    for row in rows:
        left[tuple(np.round(row, 6))] -= 1
    assert min(left.values()) >= 0


def test_every_one_hot_row_has_one_level_of_each_category(lrcli, used_cars):
    found = first_step(lrcli, used_cars)
    for name in ("brand", "fuel", "gearbox"):
        own = [k for k, weight in enumerate(found["weights"]) if weight.startswith(f"{name}=")]
        assert {sum(row[k] for k in own) for row in found["x"]} == {1.0}
    assert "gearbox=(missing)" in found["weights"]
    assert "mileage missing" in found["weights"]


@pytest.fixture
def steps(monkeypatch):
    """Every step that Adam takes, as (w, g, η)."""
    taken, step = [], OPTIMIZERS["adam"].step

    def recorded(self, w, g, eta, state):
        taken.append((w, g, np.ravel(eta)[0]))
        return step(self, w, g, eta, state)

    monkeypatch.setattr(OPTIMIZERS["adam"], "step", recorded)
    return taken


@pytest.mark.parametrize("size", ["1", "7", "64", "full"])
@pytest.mark.parametrize("seed", ["0", "5"])
def test_it_is_the_step_that_the_training_takes(lrcli, used_cars, steps, size, seed):
    """Whether the training keeps its minibatches as rows or as moments."""
    found = first_step(lrcli, used_cars, "--batch-size", size, "--seed", seed)
    w, g, eta = steps[0]
    assert not w.any()
    assert found["gradient"] == pytest.approx(g.ravel().tolist(), rel=1e-9, abs=1e-12)
    assert found["learning_rate"] == eta


def test_a_training_of_one_step_ends_where_it_ends(lrcli, cars):
    """Gradient descent for one epoch: the new weights, back in the table's units, are the model's."""
    argv = (
        "--batch-size",
        "full",
        "--epochs",
        "1",
        "--optimizer",
        "sgd",
        "--split",
        "none",
        "--explain-step",
        "--json",
    )
    found = lrcli("train", cars, *argv).json["first_step"]
    (b, *w), target = found["w"], found["target"]
    per_unit = [weight * target["scale"] / of["scale"] for weight, of in zip(w, found["numbers"], strict=True)]
    model = load("model.json")
    assert [feature.weight for feature in model.features] == pytest.approx(per_unit, rel=1e-9)
    bias = target["centre"] + b * target["scale"]
    bias -= math.fsum(weight * of["centre"] for weight, of in zip(per_unit, found["numbers"], strict=True))
    assert model.bias == pytest.approx(bias, rel=1e-9)


def test_the_page_shows_the_same_numbers(lrcli, cars):
    found = first_step(lrcli, cars)
    out = lrcli("train", cars, "-q", "--epochs", "2", "--explain-step").out
    rows = [line.split() for line in out.splitlines()]
    for x, y in list(zip(found["x"], found["y"], strict=True))[:5]:
        shown = [*x[1:], y, 0.0, -y]
        assert any(close(row, shown) for row in rows), shown
    assert ["…", "35", "more"] in rows
    for k, name in enumerate(found["weights"]):
        shown = [found[of][k] for of in ("sum", "gradient")]
        shown += [found["state"]["m"][k], found["state"]["v"][k], found["w"][k]]
        assert any(row[:1] == [name] and close(row[1:], shown) for row in rows), name
    assert "m ← β₁ m + (1 − β₁) g" in out


def close(cells, numbers):
    """Whether cells are these numbers, to the digits shown."""
    try:
        return [float(cell) for cell in cells] == pytest.approx(numbers, rel=0.05, abs=1e-12)
    except ValueError:
        return False


def test_a_wide_table_is_shown_as_far_as_it_fits(lrcli, write):
    names = [f"measured_length_{k}" for k in range(20)]
    rng = np.random.default_rng(0)
    lines = [",".join(f"{x:.6f}" for x in row) for row in rng.normal(size=(40, 21))]
    path = write(",".join([*names, "y"]) + "\n" + "\n".join(lines) + "\n")
    out = lrcli("train", path, "-q", "-t", "y", "--epochs", "2", "--explain-step").out
    assert max(map(len, out.splitlines())) <= 80
    assert "… 18 more" in out  # columns
    assert "… 9 more" in out  # weights: 21 without the 12 that are shown


def test_without_the_option_nothing_is_said_of_it(lrcli, cars):
    assert "first_step" not in lrcli("train", cars, "-q", "--epochs", "2", "--json").json


def test_the_exact_solver_takes_no_step(lrcli, cars):
    done = lrcli("train", cars, "--solver", "exact", "--explain-step")
    assert done.status == 2
    assert "--explain-step has no effect with --solver exact" in done.err


# From 500 rows on a table is many rows.


def test_where_only_moments_are_kept_it_says_so_and_writes_nothing(lrcli, within, used_cars):
    within(window_rows=250, block_bytes=4096, moments=True)
    done = lrcli("train", used_cars, "-q", "--explain-step")
    assert done.status == 1
    assert "of 2,992 rows only the moments of minibatches are kept" in done.err
    assert not Path("model.json").exists()


def test_rows_that_are_read_anew_are_shown_too(lrcli, within, used_cars, steps):
    within(window_rows=250, block_bytes=4096, moments=False)
    found = first_step(lrcli, used_cars)
    assert found["gradient"] == pytest.approx(steps[0][1].ravel().tolist(), rel=1e-9, abs=1e-12)


def test_of_a_logarithm_it_says_so(lrcli, cars):
    done = lrcli("train", cars, "-q", "--epochs", "2", "--log-target", "--explain-step")
    assert "y = (log(price) −" in done.out.replace("\n", " ")


def test_of_powers_of_a_year_the_step_shows_the_orthogonal_columns_that_it_takes_and_says_so(lrcli, write, cars):
    path = write("year,y\n" + "".join(f"{1990 + k},{k**2 % 17}\n" for k in range(35)))
    powers = ("-f", "year,year^2,year^3", "--explain-step", "--epochs", "2")
    step = lrcli("train", path, *powers, "--json", "--batch-size", "full", "-q").json["first_step"]
    X = np.array(step["x"])
    assert step["orthogonal"]
    np.testing.assert_allclose(X.T @ X / len(X), np.eye(X.shape[1]), atol=1e-9)
    assert "made orthogonal" in " ".join(lrcli("train", path, *powers).out.split())
    assert "made orthogonal" not in lrcli("train", cars, "-f", "mileage,age,age^2", *powers[2:]).out
