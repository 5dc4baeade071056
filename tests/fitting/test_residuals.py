"""Residuals that are kept of a training on very many rows, whatever form the rows take."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

ROWS = 3_000
FORMS = {"moments": True, "rows": False}


@pytest.fixture
def table():
    """Two numbers, one of them missing at times, and a text."""
    rng = np.random.default_rng(1)
    a, b, kind = rng.normal(50, 10, ROWS), rng.normal(size=ROWS), rng.integers(0, 5, ROWS)
    y = np.exp((a - 7 * b + kind + rng.normal(size=ROWS)) / 50)
    cells = zip(a.tolist(), b.tolist(), kind.tolist(), y.tolist(), strict=True)
    lines = [f"{a!r},{'' if k % 9 == 0 else repr(b)},k{kind},{y!r}" for k, (a, b, kind, y) in enumerate(cells)]
    return "a,b,kind,y\n" + "\n".join(lines) + "\n"


@pytest.fixture(params=FORMS.values(), ids=FORMS)
def many(request):
    """From 500 rows on a table is many rows, in either form."""
    return Limits(window_rows=250, block_bytes=4096, moments=request.param)


def errors(model, text, of=lambda y: y):
    """|ŷ − y| of every row in order, predicted one by one."""
    rows = csv.DictReader(io.StringIO(text))
    found = [
        abs(of(model.predict(a=float(r["a"]), b=float(r["b"]) if r["b"] else None, kind=r["kind"])) - of(float(r["y"])))
        for r in rows
    ]
    return np.sort(found)


@pytest.mark.parametrize("log_target", [False, True])
def test_of_validation_rows_all_are_kept_while_they_are_few(many, table, write, log_target):
    asked = {"target": "y", "memory": 0, "log_target": log_target, "limits": many}
    model = train(write(table), Selection(**asked), recipe=Recipe(solver="exact")).model
    kept, every = model.residuals, errors(model, table, np.log if log_target else lambda y: y)
    assert (kept.source, kept.count, len(kept.sizes)) == ("validation", 300, 300)
    nearest = np.abs(every[:, None] - np.array(kept.sizes)).min(axis=0)
    assert nearest.max() < 1e-9
    if not log_target:
        assert np.mean(np.square(kept.sizes)) == pytest.approx(model.metrics.validation.mse, rel=1e-9)


def test_without_validation_rows_they_are_the_training_rows_made_larger_by_the_weights(many, table, write):
    """p: the bias, two numbers, a mark for the missing one, five texts and a missing text."""
    selection = Selection(target="y", memory=0, limits=many)
    model = train(write(table), selection, Recipe(solver="exact", split="none")).model
    kept = model.residuals
    assert (kept.source, kept.count) == ("training", ROWS)
    larger = errors(model, table) * ROWS / (ROWS - 10)
    assert kept.sizes == pytest.approx(larger[np.array(kept.ranks) - 1].tolist(), rel=1e-6)


def test_of_very_many_rows_some_are_drawn_at_random(many, table, write):
    few = replace(many, error_rows=1_000, training_sample_rows=1_000)
    selection = Selection(target="y", memory=0, limits=few)
    model = train(write(table), selection, Recipe(solver="exact", split="none")).model
    every = errors(model, table)
    assert 500 <= model.residuals.count <= 1_000
    for level in (50, 80, 90, 95):
        assert np.mean(every <= model.residuals.reach(level)) == pytest.approx(level / 100, abs=0.05)


def test_of_a_table_in_memory_a_thousand_are_enough(table, write):
    """Of ten folds of 300 rows four are left out in turn: three are too few."""
    model = train(write(table), Selection(target="y"), recipe=Recipe(solver="exact", split="none")).model
    assert (model.residuals.source, model.residuals.count) == ("cross-validation", 1_200)
    for level in (50, 80, 90, 95):
        assert np.mean(errors(model, table) <= model.residuals.reach(level)) == pytest.approx(level / 100, abs=0.05)


def test_a_final_model_of_a_cross_validation_has_them(lrcli, cars):
    assert lrcli("crossval", cars, "-q", "--solver", "exact", "-o", "model.json").status == 0
    done = lrcli("predict", "--mileage", "1e5", "--age", "5", "--interval", "90")
    assert done.status == 0
    assert "to" in done.out
