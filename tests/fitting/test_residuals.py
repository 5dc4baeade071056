"""Residuals that are kept of a training on very many rows, whatever form the rows take."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.fitting.residuals import residuals_of
from lrcli.fitting.storage.predicted_rows import PredictedRows
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


def fan(rows, seed):
    """y ≈ 100 x, the errors a tenth of that: the dear are missed by more."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 20, rows)
    y = 100 * x * (1 + rng.normal(size=rows) / 10)
    return x, y, "x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in zip(x.tolist(), y.tolist(), strict=True))


@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.parametrize("rows", [450, 1_500, 12_000])
def test_where_errors_grow_with_the_prediction_a_range_holds_for_the_cheap_and_the_dear(write, rows, log_target):
    """In every fifth of 20,000 new rows. Rows: none held out; few held out; 1,200 held out.

    Of the 56 to 150 residuals of a group the coverage has a deviation of 4 to 2.4 points.
    """
    selection = Selection(target="y", log_target=log_target)
    model = train(write(fan(rows, 1)[2]), selection, Recipe(solver="exact")).model
    x, y, _ = fan(20_000, 2)
    predicted = np.array([model.predict_row({"x": each}) for each in x.tolist()])
    reach = model.reach(90)
    ends = np.array([model.around(each, reach) for each in predicted.tolist()])
    held = (ends[:, 0] <= y) & (y <= ends[:, 1])
    fifths = [100 * np.mean(some) for some in np.split(held[np.argsort(predicted)], 5)]
    assert np.mean(fifths) == pytest.approx(90, abs=3)
    assert fifths == pytest.approx([90] * 5, abs=8)
    if not log_target:
        width = (ends[:, 1] - ends[:, 0])[np.argsort(predicted)]
        assert width[-4_000:].mean() > 3 * width[:4_000].mean()
        one = np.abs(predicted - y) <= model.residuals.reach(90)
        assert 100 * np.mean(one[np.argsort(predicted)][-4_000:]) < 75  # what one width for all would have been worth
    assert (ends[:, 1] >= ends[:, 0]).all()
    assert (ends > 0).all() or not log_target


def test_few_validation_rows_are_joined_by_rows_left_out_in_cross_validation(write):
    model = train(write(fan(1_500, 1)[2]), Selection(target="y"), Recipe(solver="exact")).model
    kept = model.residuals
    assert (kept.source, kept.count) == ("validation and cross-validation", 150 + 1_080)  # nine folds of 120
    assert [group.count for group in kept.groups] == [120] * 16


@pytest.mark.parametrize("count", [100, 900, 5_000])
def test_errors_that_are_the_same_share_of_each_prediction_are_so_in_every_group(count):
    """|e| is a tenth of ŷ with either sign: of any share of the rows, also at the ends, the range is that tenth."""
    y_hat = np.random.default_rng(5).uniform(100, 300, count)
    y_hat[1::2] = y_hat[::2]
    sign = np.where(np.arange(count) % 2 > 0, 1, -1)
    reach = residuals_of("validation", PredictedRows(y_hat, 0.1 * sign * y_hat)).reaches(90)
    assert len(reach.predictions) == 16
    assert reach.highs == pytest.approx([at / 10 for at in reach.predictions], rel=1e-9)
    assert reach.lows == pytest.approx([-at / 10 for at in reach.predictions], rel=1e-9)


def test_rows_without_any_error_beside_others_make_no_range_infinite():
    y_hat = np.arange(400.0)
    errors = np.where(y_hat < 200, 0.0, np.where(y_hat % 2 > 0, 1.0, -1.0))
    reach = residuals_of("validation", PredictedRows(y_hat, errors)).reaches(80)
    assert reach.highs[:6] == (0.0,) * 6
    assert reach.highs[-6:] == pytest.approx([1.0] * 6, abs=0.1)
    assert max(reach.highs) <= 1.2
    assert min(reach.lows) >= -1.2
    assert residuals_of("validation", PredictedRows(y_hat, 0 * errors)).groups == []


def test_rows_with_equal_predictions_are_of_one_group(write):
    """Three levels, no number: three predictions of 600 validation rows."""
    rng = np.random.default_rng(3)
    kinds = rng.choice(["a", "b", "c"], 1_200, p=[0.5, 0.3, 0.2])
    y = [{"a": 10, "b": 20, "c": 30}[kind] + error for kind, error in zip(kinds, rng.normal(size=1_200), strict=True)]
    text = "kind,y\n" + "".join(f"{kind},{value!r}\n" for kind, value in zip(kinds, map(float, y), strict=True))
    model = train(write(text), Selection(target="y"), Recipe(solver="exact", split="50/50")).model
    counts = dict.fromkeys("abc", 0)
    for group in model.residuals.groups:
        nearest = min("abc", key=lambda kind: abs(model.predict_row({"kind": kind}) - group.prediction))
        counts[nearest] += 1
    assert counts == {"a": 1, "b": 1, "c": 1}


def test_few_rows_have_one_range_for_all(write):
    assert train(write(fan(80, 1)[2]), Selection(target="y"), Recipe(solver="exact")).model.residuals.groups == []
