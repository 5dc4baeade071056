"""What a default training makes of levels that few rows have, and of numbers that few rows lack."""

from dataclasses import replace

import numpy as np
import pytest
from one_target import crossval_of_one

import lrcli as library
from lrcli.cli.app import main
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

EXACT = Recipe(solver="exact", split="none")
FULL_BATCH = Recipe(split="none", batch_size="full", epochs=3000)
MINIBATCHES = Recipe(split="none", batch_size=10)
COUNTS = {"a": 64, "b": 40, "c": 30, "d": 12, "e": 3, "f": 1}
WAYS = {
    "rows": Limits(),
    "moments": Limits(window_rows=30, block_bytes=512, moments=True),
    "shuffled": Limits(window_rows=30, block_bytes=512, moments=False),
}


def cars(counts=COUNTS, seed=0):
    """Kinds, as often as they are counted, a number and a target."""
    rng = np.random.default_rng(seed)
    kind = rng.permutation(np.repeat(list(counts), list(counts.values())))
    km = rng.normal(50, 20, len(kind))
    effect = dict(zip(counts, rng.normal(0, 30, len(counts)), strict=True))
    return kind, km, 200 - km + np.array([effect[k] for k in kind]) + rng.normal(0, 10, len(kind))


def written(write, kind, km, y, name="cars.csv"):
    rows = zip(kind.tolist(), km.tolist(), y.tolist(), strict=True)
    return write("kind,km,price\n" + "".join(f"{k},{x!r},{v!r}\n" for k, x, v in rows), name)


def ridge(kind, km, y, alpha):
    """Predictions of least squares with the rows √α wᵢ = 0 for each level below those of the table."""
    levels = sorted(set(kind.tolist()))
    X = np.column_stack([np.ones(len(y)), km, *(kind == level for level in levels)])
    below = np.diag([0, 0, *[np.sqrt(alpha)] * len(levels)])
    w = np.linalg.lstsq(np.vstack([X, below]), np.append(y, np.zeros(len(below))), rcond=1e-13)[0]
    return X @ w


def predicted(model, kind, km):
    return [model.predict(kind=str(k), km=float(x)) for k, x in zip(kind, km, strict=True)]


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("recipe", [EXACT, FULL_BATCH], ids=["exact", "steps"])
def test_a_category_with_rare_levels_is_a_ridge_of_one_third_on_its_levels(write, limits, recipe):
    table = cars()
    model = train(written(write, *table), Selection(limits=limits, memory=0), recipe).model
    assert predicted(model, *table[:2]) == pytest.approx(ridge(*table, alpha=1 / 3).tolist(), abs=1e-6 * 300)
    assert model.training.level_decay == pytest.approx(1 / (3 * 150))


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
def test_minibatches_arrive_at_that_ridge(write, limits):
    """Of 10 rows each: where sizes differ, so does what a row counts for in an epoch, by up to one part in ten."""
    table = cars()
    model = train(written(write, *table), Selection(limits=limits, memory=0), MINIBATCHES).model
    best = ridge(*table, alpha=1 / 3)
    off = np.array(predicted(model, *table[:2])) - best
    assert np.mean(off**2) < 1e-5 * np.mean((best - table[2]) ** 2)
    assert model.metrics.optimality_gap < 1e-5


@pytest.mark.parametrize("recipe", [{"weight_decay": 0.0}, {"min_count": 1}])
def test_either_option_overrules_it(write, recipe):
    table = cars()
    model = train(written(write, *table), recipe=Recipe(solver="exact", split="none", **recipe)).model
    assert predicted(model, *table[:2]) == pytest.approx(ridge(*table, alpha=0).tolist(), rel=1e-9)
    assert (model.training.level_decay, model.training.weight_decay) == (None, 0)


@pytest.mark.parametrize("counts", [{"a": 60, "b": 40, "c": 12, "d": 1}, dict.fromkeys("abcdef", 10)])
def test_few_levels_and_levels_that_are_all_frequent_are_what_least_squares_makes_of_them(write, counts):
    table = cars(counts)
    model = train(written(write, *table), recipe=EXACT).model
    assert predicted(model, *table[:2]) == pytest.approx(ridge(*table, alpha=0).tolist(), rel=1e-9)
    assert model.training.level_decay is None
    assert b"level_decay" not in model.to_json().encode()


def test_levels_are_counted_among_the_rows_that_train(write):
    """Of two folds one has all six rows of a level, so that the other's is trained without rare ones."""
    table = cars({**dict.fromkeys("abcde", 100)})
    model = train(written(write, *table), recipe=Recipe(solver="exact", split="5/95")).model
    assert model.training.rows.train == 25
    assert model.training.level_decay == pytest.approx(1 / 75)


def test_columns_that_share_an_effect_come_out_alike_for_every_seed(write):
    """Every model has one make, so that least squares has no single answer for a new model of a make.

    Without a weight decay the seeds' answers differ by several hundred; the optimum has one.
    """
    rng = np.random.default_rng(3)
    model_of = np.repeat(np.arange(60), rng.integers(1, 30, 60))
    make_of = model_of // 6
    effect = rng.normal(0, 300, 10)[make_of] + rng.normal(0, 100, 60)[model_of]
    y = 1000 + effect + rng.normal(0, 50, len(model_of))
    rows = zip(make_of.tolist(), model_of.tolist(), y.tolist(), strict=True)
    path = write("make,model,price\n" + "".join(f"make {a},model {b},{v!r}\n" for a, b, v in rows))
    exact = train(path, recipe=EXACT).model
    for seed in range(2):
        steps = train(path, recipe=Recipe(split="none", seed=seed)).model
        for make in range(10):
            new = {"make": f"make {make}", "model": "a new one"}
            assert steps.predict(**new) == pytest.approx(exact.predict(**new), abs=2)


def test_an_unseen_level_is_the_mean_of_the_levels_where_rare_ones_are_shrunk(write, capsys, tmp_path):
    kind, km, y = cars()
    path, model = written(write, kind, km, y), tmp_path / "m.json"
    assert main(["train", str(path), "-q", "-o", str(model), "--solver", "exact"]) == 0
    capsys.readouterr()
    each = [library.load(model).predict(kind=str(k), km=50.0) for k in np.unique(kind)]
    assert main(["predict", "-m", str(model), "--kind", "never seen", "--km", "50"]) == 0
    assert "it is taken as the mean of all levels" in capsys.readouterr().err
    assert library.load(model).predict(kind="never seen", km=50.0) == pytest.approx(np.mean(each), rel=1e-12)


def test_an_unseen_level_is_an_average_row_where_no_penalty_chose_what_0_is(write):
    kind, km, y = cars()
    model = train(written(write, kind, km, y), recipe=replace(EXACT, weight_decay=0.0)).model
    average = np.mean([model.predict(kind=str(k), km=50.0) for k in kind])
    assert model.predict(kind="never seen", km=50.0) == pytest.approx(average, rel=1e-12)


def test_a_weight_decay_predicts_unseen_levels_as_a_ridge_with_one_hot_columns(write):
    kind, km, y = cars()
    linear, preprocessing = pytest.importorskip("sklearn.linear_model"), pytest.importorskip("sklearn.preprocessing")
    decay, scaled = 0.01, (km - km.mean()) / km.std()
    hot = preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(kind.reshape(-1, 1).astype(str))
    X = np.column_stack([scaled, hot.transform(kind.reshape(-1, 1).astype(str))])
    fitted = linear.Ridge(alpha=decay * len(y)).fit(X, y)
    new = np.column_stack([[(50.0 - km.mean()) / km.std()], hot.transform([["never seen"]])])
    model = train(written(write, kind, km, y), recipe=replace(EXACT, weight_decay=decay)).model
    assert model.predict(kind="never seen", km=50.0) == pytest.approx(fitted.predict(new)[0], rel=1e-9)


def test_folds_measure_what_is_trained(write):
    table = cars()
    default, none = (
        crossval_of_one(written(write, *table), [Recipe(solver="exact", **recipe)], k=4).winner.validation.pooled
        for recipe in ({}, {"weight_decay": 0.0})
    )
    assert default != none


# Marks of missing numbers


def test_a_number_that_fewer_than_five_rows_lack_is_their_mean_and_no_more(write):
    """One row without a number, a car of 61,000, says nothing about the next one without."""
    rng = np.random.default_rng(1)
    age = np.round(rng.uniform(0, 12, 150), 1)
    km = 10 * age + rng.normal(0, 15, 150)
    y = 16_000 - 700 * age - 10 * km + rng.normal(0, 500, 150)
    y[7] = 61_000
    cells = [("" if k in lacking else repr(float(x))) for lacking in [{7}] for k, x in enumerate(km)]
    path = write("km,age,price\n" + "".join(f"{x},{a},{v!r}\n" for x, a, v in zip(cells, age, y.tolist(), strict=True)))
    trained = train(path, recipe=EXACT)
    filled = np.where(np.arange(150) == 7, np.delete(km, 7).mean(), km)
    w = np.linalg.lstsq(np.column_stack([np.ones(150), filled, age]), y, rcond=None)[0]
    mean = np.delete(km, 7).mean()
    assert trained.model.predict(km=None, age=5.0) == pytest.approx(w @ [1, mean, 5], rel=1e-9)
    assert "km: 1 missing, filled with the mean; too few train to be marked as missing" in trained.remarks
    marked = train(path, recipe=Recipe(solver="exact", split="none", min_count=1))
    assert marked.model.predict(km=None, age=float(age[7])) == pytest.approx(61_000, rel=1e-9)
    assert "km: 1 missing, filled with the mean and marked by a weight of their own" in marked.remarks


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(("lacking", "marked"), [(4, False), (5, True)])
def test_five_rows_decide_a_mark_however_rows_are_kept(write, limits, lacking, marked):
    rng = np.random.default_rng(2)
    x, z = rng.normal(5, 1, 120), rng.normal(size=120)
    gone = np.arange(120) % 24 == 3
    gone[np.flatnonzero(gone)[lacking:]] = False
    y = 3 * x + z + np.where(gone, 40, 0) + rng.normal(0, 0.1, 120)
    cells = ["" if g else repr(v) for g, v in zip(gone.tolist(), x.tolist(), strict=True)]
    path = write(
        "x,z,y\n" + "".join(f"{a},{b!r},{c!r}\n" for a, b, c in zip(cells, z.tolist(), y.tolist(), strict=True))
    )
    model = train(path, Selection(target="y", limits=limits, memory=0), EXACT).model
    mean = x[~gone].mean()
    columns = [np.ones(120), np.where(gone, mean, x), z, *([gone] if marked else [])]
    bias, slope, _, *mark = np.linalg.lstsq(np.column_stack(columns), y)[0]
    assert model.predict(x=None, z=0.0) == pytest.approx(bias + slope * mean + sum(mark), rel=1e-9)
