"""--update: more rows for a model that keeps the moments of its own, without these rows."""

import json
from dataclasses import replace

import numpy as np
import pytest

import lrcli as library
from lrcli.data.tables.split import by_split, parse_split
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import LIMITS

EXACT = Recipe(solver="exact", split="none")
FUELS = ["diesel", "petrol", "electric"]


def rows(n, seed, first=2000):
    """Years far from 0, a year's square, missing numbers and levels: what moments find hard."""
    rng = np.random.default_rng(seed)
    year = first + rng.integers(0, 20, n)
    mileage = np.round(rng.uniform(0, 200_000, n))
    fuel = rng.choice(FUELS, n)
    price = 500 * (year - 2000) - 0.05 * mileage + 3000 * (fuel == "electric") + rng.normal(0, 900, n) + 20_000
    absent, none = rng.random(n) < 0.1, rng.random(n) < 0.05
    return [
        (f"{a:.0f}", "" if no else f"{b:.0f}", "" if gone else c, f"{y:.2f}")
        for a, b, c, y, no, gone in zip(year, mileage, fuel, price, absent, none, strict=True)
    ]


def table(several):
    return "year,mileage,fuel,price\n" + "".join(",".join(row) + "\n" for row in several)


OLD, NEW = rows(400, 1), rows(300, 2, first=2003)
FEATURES = ("year", "year^2", "mileage", "fuel")


@pytest.fixture
def files(write):
    return write(table(OLD), "old.csv"), write(table(NEW), "new.csv"), write(table(OLD + NEW), "all.csv")


def trained(path, recipe=EXACT, *, selection=None, **options):
    return train(path, selection or Selection(features=FEATURES), recipe, **options).model


def updated(model, path, recipe=Recipe(), limits=LIMITS):  # noqa: B008  # frozen
    return train(path, Selection(limits=limits), recipe, update=model).model


def weights(model):
    """All that predicts, by name."""
    numbers = {feature.name: (feature.weight, feature.missing) for feature in model.numeric}
    levels = {(f.name, level): weight for f in model.categorical for level, weight in f.weights.items()}
    return {"bias": model.bias, **numbers, **levels}


def same(a, b, rel):
    one, other = weights(a), weights(b)
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert value == pytest.approx(other[name], rel=rel), name


@pytest.mark.parametrize("limits", [LIMITS, replace(LIMITS, window_rows=60)], ids=["few rows", "many"])
def test_an_update_is_the_training_on_both_files(files, limits):
    old, new, both = files
    selection = Selection(features=FEATURES, limits=limits)
    model = updated(trained(old, keep_moments=True, selection=selection), new, limits=limits)
    whole = trained(both)
    same(model, whole, 1e-7)
    for mine, its in zip(model.numeric, whole.numeric, strict=True):
        assert (mine.min, mine.max) == (its.min, its.max)
        assert (mine.mean, mine.std) == pytest.approx((its.mean, its.std), rel=1e-9)
    assert (model.target.mean, model.target.std) == pytest.approx((whole.target.mean, whole.target.std), rel=1e-9)
    for name in ("loss", "rmse", "r2"):
        assert getattr(model.metrics.train, name) == pytest.approx(getattr(whole.metrics.train, name), rel=1e-9)
    assert model.metrics.train.rows == whole.data.rows == model.data.rows == 700
    assert [file.name for file in model.data.files] == ["old.csv", "new.csv"]


def test_rows_kept_in_a_file_are_added_up_as_well(files):
    old, new, both = files
    selection = Selection(features=FEATURES, limits=replace(LIMITS, window_rows=60, moments=False))
    same(updated(trained(old, keep_moments=True, selection=selection), new), trained(both), 1e-7)


def test_three_updates_are_one_training(files, write):
    old, _, both = files
    thirds = [write(table(NEW[k::3]), f"third{k}.csv") for k in range(3)]
    model = trained(old, keep_moments=True)
    for third in thirds:
        model = updated(model, third)
    same(model, trained(both), 1e-7)


def test_held_out_rows_stay_held_out_and_are_scored_together(files):
    """By lstsq: the rows that train are those that the split deals to it from each file."""
    old, new, _ = files
    recipe = Recipe(solver="exact", split="70/10/20", seed=3)
    selection = Selection(features=("year", "mileage"))
    model = updated(trained(old, recipe, keep_moments=True, selection=selection), new)
    roles = [by_split(parse_split("70/10/20"), 3).deal(0, len(several)) for several in (OLD, NEW)]
    role = np.concatenate(roles)
    values = [[float(a), float(b) if b else np.nan, float(y)] for a, b, _, y in OLD + NEW]
    year, mileage, y = np.array(values).T
    absent = np.isnan(mileage)
    mileage = np.where(absent, np.nanmean(mileage[role == 0]), mileage)
    A = np.column_stack([np.ones(len(y)), (year - 2010) / 5, mileage / 1e5, absent])
    w = np.linalg.lstsq(A[role == 0], y[role == 0])[0]
    for scores, own in ((model.metrics.validation, 1), (model.metrics.test, 2)):
        errors = (A @ w - y)[role == own]
        assert scores.rows == len(errors)
        assert scores.rmse == pytest.approx(np.sqrt(np.mean(errors**2)), rel=1e-8)
        new_ones = (A @ w - y)[400:][roles[1] == own]
        assert scores.mae == pytest.approx(np.mean(np.abs(new_ones)), rel=1e-8)


def test_a_logarithm_is_updated_as_a_logarithm(files):
    old, new, both = files
    selection = Selection(features=FEATURES, log_target=True)
    model, whole = (
        updated(trained(old, keep_moments=True, selection=selection), new),
        trained(both, selection=selection),
    )
    same(model, whole, 1e-6)
    assert (model.target.mean, model.target.std) == pytest.approx((whole.target.mean, whole.target.std), rel=1e-9)


def test_steps_arrive_where_a_training_on_both_does(files):
    old, new, both = files
    recipe = Recipe(split="none", epochs=200)
    model = updated(trained(old, recipe, keep_moments=True), new)
    assert model.training.epochs == 200
    assert model.metrics.optimality_gap < 1e-3
    assert model.metrics.train.rmse == pytest.approx(trained(both).metrics.train.rmse, rel=1e-3)


def test_options_of_the_first_training_stay_unless_others_are_given(files):
    old, new, _ = files
    model = trained(old, Recipe(optimizer="sgd", epochs=30, weight_decay=0.1, split="none", seed=5), keep_moments=True)
    again = updated(model, new).training
    assert (again.optimizer, again.epochs, again.weight_decay, again.seed) == ("sgd", 30, 0.1, 5)
    other = updated(model, new, Recipe(weight_decay=0.2, optimizer="momentum")).training
    assert (other.optimizer, other.epochs, other.weight_decay) == ("momentum", 30, 0.2)
    assert updated(model, new, Recipe(solver="exact")).training.solver == "exact"


def test_new_levels_are_learned_and_named_and_new_columns_are_named(lrcli, write):
    old = write(table(OLD), "old.csv")
    hydrogen = [(a, b, "hydrogen", y) for a, b, _, y in rows(60, 5)]
    lines = ["price,colour,fuel,mileage,year\n"]
    lines += [f"{y},red,{fuel},{b},{a}\n" for a, b, fuel, y in hydrogen]
    new = write("".join(lines), "new.csv")
    assert lrcli("train", old, "-q", "--solver", "exact", "--keep-moments", "-o", "m.json").status == 0
    done = lrcli("train", new, "--update", "m.json")
    assert done.status == 0
    assert "60 new rows are added to the 400 that the model knows" in done.err
    assert "fuel: new to the model: hydrogen" in done.err
    assert "not learned from, since the model does not know them: colour" in done.err
    assert "wrote m.json" in done.err
    model = library.load("m.json")
    assert "hydrogen" in model.categorical[0].weights
    assert model.data.rows == 460


def test_a_file_that_was_learned_from_does_not_count_twice(lrcli, files):
    old, new, _ = files
    assert lrcli("train", old, "-q", "--keep-moments", "-o", "m.json").status == 0
    assert lrcli("train", new, "-q", "--update", "m.json", "-o", "n.json").status == 0
    for model, path in (("m.json", old), ("n.json", old), ("n.json", new)):
        again = lrcli("train", path, "-q", "--update", model)
        assert again.status == 1
        assert "learned from this file already" in again.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--features", "year"], "--features"),
        (["--log-target"], "--log-target"),
        (["--split", "none"], "--split"),
        (["--explain-step"], "--explain-step"),
        (["--day-first"], "--day-first"),
    ],
)
def test_what_the_model_has_decided_cannot_be_asked_for_again(lrcli, files, options, said):
    old, new, _ = files
    assert lrcli("train", old, "-q", "--solver", "exact", "--keep-moments", "-o", "m.json").status == 0
    refused = lrcli("train", new, "--update", "m.json", *options)
    assert refused.status in (1, 2)
    assert said in refused.err


def test_a_model_without_moments_says_how_to_get_them(lrcli, files):
    old, new, _ = files
    assert lrcli("train", old, "-q", "--solver", "exact", "-o", "m.json").status == 0
    assert library.load("m.json").moments is None
    refused = lrcli("train", new, "--update", "m.json")
    assert refused.status == 1
    assert "--keep-moments" in refused.err


def test_cells_in_another_unit_are_left_out_with_their_lines(lrcli, write):
    old = write("mileage,price\n" + "".join(f"{k * 10} km,{9000 - 3 * k}\n" for k in range(1, 60)), "old.csv")
    new = write(
        "mileage,price\n"
        + "".join(f"{k * 10 + 5} {u},{8990 - 3 * k}\n" for k, u in enumerate(["km"] * 30 + ["kg"] * 2, 1)),
        "new.csv",
    )
    assert lrcli("train", old, "-q", "--solver", "exact", "--keep-moments", "-o", "m.json").status == 0
    done = lrcli("train", new, "--update", "m.json")
    assert done.status == 0, done.err
    assert "30 new rows" in done.err
    assert "kg" in done.err
    assert "line 32" in done.err


def test_one_row_updates_a_model_and_errors_of_rows_that_are_gone_are_not_invented(lrcli, files, write):
    old, _, _ = files
    one = write(table(NEW[:1]), "one.csv")
    recipe = Recipe(solver="exact", split="70/10/20")
    model = updated(trained(old, recipe, keep_moments=True), one)
    assert model.data.rows == 401
    assert model.metrics.test.mae is None
    assert model.metrics.test.rmse > 0
    model.save("one.json")
    assert library.load("one.json").metrics.test.mae is None
    shown = lrcli("train", one, "--update", write((trained(old, recipe, keep_moments=True)).to_json(), "m.json"))
    assert shown.status == 0, shown.err
    assert "NaN" not in shown.out


def test_moments_survive_being_written_and_changes_of_them_are_refused(files, write):
    old, new, _ = files
    model = trained(old, keep_moments=True)
    path = write(model.to_json(), "m.json")
    assert library.load(path).moments == model.moments
    document = json.loads(model.to_json())
    document["moments"]["roles"]["train"]["factor"][1].pop()
    with pytest.raises(library.ModelError, match="length"):
        library.load(write(json.dumps(document), "bad.json"))
    document = json.loads(model.to_json())
    document["moments"]["numbers"][1]["name"] = "weight"
    with pytest.raises(library.ModelError, match="moments"):
        library.train(new, update=write(json.dumps(document), "bad.json"))


def test_python_updates_a_model_from_a_frame(files):
    import pandas as pd

    old, new, both = files
    first = library.train(old, solver="exact", split="none", keep_moments=True)
    second = library.train(pd.read_csv(new), update=first.model)
    whole = library.train(both, solver="exact", split="none")
    assert second.model.bias == pytest.approx(whole.model.bias, rel=1e-8)


def test_standard_errors_are_those_of_all_rows_and_robust_ones_are_not_invented(lrcli, files):
    old, new, both = files
    options = ["--solver", "exact", "-q", "--inference"]
    assert lrcli("train", old, *options, "--split", "none", "--keep-moments", "-o", "m.json").status == 0
    update = lrcli("train", new, "--update", "m.json", *options, "--json").json["inference"]
    whole = lrcli("train", both, *options, "--split", "none", "--json").json["inference"]
    assert update["robust"] is None
    for mine, its in zip(update["weights"], whole["weights"], strict=True):
        assert mine["standard_error"] == pytest.approx(its["standard_error"], rel=1e-7)
        assert mine["robust_error"] is None
    assert lrcli("train", old, *options, "--split", "none", "--keep-moments", "-o", "m.json").status == 0
    assert "no robust error: it needs the rows" in " ".join(
        lrcli("train", new, "--update", "m.json", *options).out.split()
    )


def test_new_rows_meet_the_condition_of_the_models_rows(files):
    old, new, both = files
    late = Selection(features=FEATURES, where="year >= 2010")
    model = updated(trained(old, keep_moments=True, selection=late), new)
    same(model, trained(both, selection=late), 1e-7)
    assert model.data.where == "year >= 2010"


def test_a_condition_of_an_update_is_of_the_new_rows_beside_the_models_own(files, write):
    old, new, _ = files
    first = trained(old, keep_moments=True, selection=Selection(features=FEATURES, where="year >= 2010"))
    model = train(new, Selection(where="year < 2015"), update=first).model
    some = write(
        table([*(row for row in OLD if int(row[0]) >= 2010), *(row for row in NEW if 2010 <= int(row[0]) < 2015)]),
        "some.csv",
    )
    same(model, trained(some), 1e-7)
    assert model.data.where == "year >= 2010"
    anywhere = train(new, Selection(where="year < 2015"), update=trained(old, keep_moments=True)).model
    assert anywhere.data.where is None


def test_errors_measured_on_new_rows_alone_are_not_called_those_of_a_random_sample(files):
    old, new, _ = files
    selection = Selection(features=FEATURES, log_target=True)
    first = trained(old, Recipe(solver="exact", split="70/10/20"), keep_moments=True, selection=selection)
    text = train(new, update=first).verdict.text
    assert "measured on 60 new ones of 140 test rows)" in text
