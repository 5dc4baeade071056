"""merge: models of parts of a table become the model of the whole table, without its rows."""

import json

import numpy as np
import pytest

import lrcli as library
from lrcli.data.tables.split import by_split, parse_split
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.merge import merge
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

FEATURES = ("year", "year^2", "mileage", "fuel")
EXACT = Recipe(solver="exact", split="none")


def rows(n, seed, first, fuels):
    """Each part has years, levels and units of mileage of its own, and some cells are missing."""
    rng = np.random.default_rng(seed)
    year, mileage = first + rng.integers(0, 12, n), np.round(rng.uniform(0, 200_000, n))
    fuel = rng.choice(fuels, n)
    price = 500 * (year - 2000) - 0.05 * mileage + 3000 * (fuel == fuels[0]) + rng.normal(0, 900, n) + 20_000
    absent = rng.random(n) < 0.1
    return [
        (f"{a:.0f}", "" if no else f"{b:.0f}", c, f"{y:.2f}")
        for a, b, c, y, no in zip(year, mileage, fuel, price, absent, strict=True)
    ]


PARTS = [
    rows(300, 1, 1980, ["electric", "petrol"]),
    rows(400, 2, 2011, ["diesel", "petrol"]),
    rows(200, 3, 1995, ["petrol"]),
]
EVERY = [row for part in PARTS for row in part]


def table(several):
    return "year,mileage,fuel,price\n" + "".join(",".join(row) + "\n" for row in several)


@pytest.fixture
def trained(write):
    def train_part(part, recipe=EXACT, name="part", **options):
        selection = Selection(features=FEATURES, **options)
        path = write(table(part), f"{name}{len(part)}.csv")
        return name, train(path, selection, recipe, keep_moments=True).model

    return train_part


def weights(model):
    numbers = {feature.name: (feature.weight, feature.missing) for feature in model.numeric}
    levels = {(f.name, level): weight for f in model.categorical for level, weight in f.weights.items()}
    return {"bias": model.bias, **numbers, **levels}


def test_a_merged_model_is_that_of_all_rows(trained, write):
    merged = merge([trained(part) for part in PARTS]).model
    whole = train(write(table(EVERY)), Selection(features=FEATURES), EXACT).model
    own, other = weights(merged), weights(whole)
    assert own.keys() == other.keys()
    for name, weight in own.items():
        assert weight == pytest.approx(other[name], rel=1e-7), name
    for name in ("loss", "rmse", "r2"):
        assert merged.metrics.train.value(name) == pytest.approx(whole.metrics.train.value(name), rel=1e-9)
    for mine, its in zip(merged.numeric, whole.numeric, strict=True):
        assert (mine.min, mine.max) == (its.min, its.max)
        assert (mine.mean, mine.std) == pytest.approx((its.mean, its.std), rel=1e-9)
    assert merged.data.rows == 900
    assert merged.metrics.train.mae is None


def test_held_out_rows_stay_held_out_and_measure_the_merged_model(trained):
    """By lstsq on the rows that each part's split deals to the training."""
    recipe = Recipe(solver="exact", split="60/20/20", seed=3)
    merged = merge([trained(part, recipe) for part in PARTS]).model
    role = np.concatenate([by_split(parse_split("60/20/20"), 3).deal(0, len(part)) for part in PARTS])
    every = EVERY
    year, mileage, y = np.array([[float(a), float(b or "nan"), float(y)] for a, b, _, y in every]).T
    fuel = np.array([row[2] for row in every])
    t, absent = (year - 2000) / 10, np.isnan(mileage)
    levels = [fuel == level for level in ("electric", "petrol", "diesel")]
    A = np.column_stack([t, t**2, np.where(absent, 1e5, mileage) / 1e5, absent, *levels]).astype(float)
    w = np.linalg.lstsq(A[role == 0], y[role == 0])[0]
    for scores, own in ((merged.metrics.validation, 1), (merged.metrics.test, 2)):
        errors = (A @ w - y)[role == own]
        assert scores.rows == len(errors)
        assert scores.rmse == pytest.approx(np.sqrt(np.mean(errors**2)), rel=1e-7)


def test_the_order_of_the_parts_decides_on_no_prediction(trained):
    models = [trained(part) for part in PARTS]
    one, other = merge(models).model, merge(models[::-1]).model
    case = {"year": 1990, "mileage": 50_000, "fuel": "petrol"}
    assert one.predict(**case) == pytest.approx(other.predict(**case), rel=1e-9)


def test_a_merged_model_can_be_merged_and_updated_in_turn(trained, write):
    first, second, third = (trained(part, name=name) for part, name in zip(PARTS, "abc", strict=True))
    at_once = merge([first, second, third]).model
    by_steps = merge([("ab", merge([first, second]).model), third]).model
    updated = train(write(table(PARTS[2]), "more.csv"), update=merge([first, second]).model).model
    for other in (by_steps, updated):
        for name, weight in weights(at_once).items():
            assert weight == pytest.approx(weights(other)[name], rel=1e-7), name


def test_steps_are_taken_as_the_models_options_say(trained):
    recipe = Recipe(optimizer="momentum", epochs=60, weight_decay=0.01, split="none")
    training = merge([trained(part, recipe) for part in PARTS]).model.training
    assert (training.optimizer, training.epochs, training.weight_decay) == ("momentum", 60, 0.01)


def without_fuel(year, mileage, fuel, price):
    return {"year": year, "mileage": mileage, "price": price}


def with_numbers_for_fuels(year, mileage, fuel, price):
    return {"year": year, "mileage": mileage, "fuel": str(ord(fuel[0])), "price": price}


def in_another_order(year, mileage, fuel, price):
    return {"mileage": mileage, "year": year, "fuel": fuel, "price": price}


def with_a_category_first(year, mileage, fuel, price):
    return {"fuel": fuel, "year": year, "mileage": mileage, "price": price}


def with_a_unit(year, mileage, fuel, price):
    return {"year": year, "mileage": mileage and f"{mileage} km", "fuel": fuel, "price": price}


def unchanged(year, mileage, fuel, price):
    return {"year": year, "mileage": mileage, "fuel": fuel, "price": price}


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (without_fuel, [], "learns from 'fuel'"),
        (with_numbers_for_fuels, [], "--categorical fuel"),
        (with_a_category_first, [], ""),
        (in_another_order, [], "another order"),
        (with_a_unit, [], "'mileage' is written"),
        (unchanged, ["--where", "year > 1990"], "--where"),
        (unchanged, ["--weight-decay", "0.5"], "--weight-decay is 0.5"),
        (unchanged, ["--split", "80/20"], "--split"),
        (unchanged, ["--target", "mileage"], "it predicts mileage"),
        (unchanged, ["--log-target"], "logarithm"),
    ],
)
def test_models_that_do_not_fit_together_say_in_what(lrcli, write, change, options, said):
    cells = [change(*row) for row in PARTS[1]]
    content = "".join(",".join(line) + "\n" for line in [cells[0], *(row.values() for row in cells)])
    usual = ["-q", "--solver", "exact", "--keep-moments"]
    one, other = write(table(PARTS[0]), "a.csv"), write(content, "b.csv")
    split = [] if "--split" in options else ["--split", "none"]
    assert lrcli("train", one, *usual, "--split", "none", "-o", "a.json").status == 0
    assert lrcli("train", other, *usual, *split, *options, "-o", "b.json").status == 0
    merged = lrcli("merge", "a.json", "b.json", "-o", "all.json")
    assert merged.status == (1 if said else 0), merged.err
    assert said in merged.err
    if said:
        assert "b.json" in merged.err
        assert "a.json" in merged.err or "--log-target" in merged.err


def test_the_command_writes_a_model_that_predicts_and_says_what_it_cannot_know(lrcli, write):
    for name, part in zip("ab", PARTS, strict=False):
        path = write(table(part), f"{name}.csv")
        assert lrcli("train", path, "-q", "--keep-moments", "-o", f"{name}.json").status == 0
    merged = lrcli("merge", "a.json", "b.json", "-o", "all.json")
    assert merged.status == 0
    assert "300 rows of a.json" in merged.err
    assert "no MAE" in merged.err
    assert lrcli("predict", "-m", "all.json", "--year", "1985", "--mileage", "9000", "--fuel", "petrol").status == 0
    assert json.loads(lrcli("merge", "a.json", "b.json", "--json").out)["model"]["data"]["rows"] == 700


def test_rows_count_once(lrcli, write):
    path = write(table(PARTS[0]), "a.csv")
    for name in "ab":
        assert lrcli("train", path, "-q", "--solver", "exact", "--keep-moments", "-o", f"{name}.json").status == 0
    refused = lrcli("merge", "a.json", "b.json", "-o", "all.json")
    assert refused.status == 1
    assert "a.csv: a.json and b.json have both learned from this file" in refused.err


def test_a_model_without_moments_is_named(lrcli, write):
    for name, part, options in (("a", PARTS[0], ["--keep-moments"]), ("b", PARTS[1], [])):
        path = write(table(part), f"{name}.csv")
        assert lrcli("train", path, "-q", "--solver", "exact", *options, "-o", f"{name}.json").status == 0
    refused = lrcli("merge", "a.json", "b.json")
    assert refused.status == 1
    assert "b.json: the model keeps no moments" in refused.err
    assert "two models" in lrcli("merge", "a.json").err


def test_python_merges_models_and_paths(trained, tmp_path):
    _, one = trained(PARTS[0])
    _, other = trained(PARTS[1])
    other.save(tmp_path / "b.json")
    fit = library.merge([library.load(_saved(one, tmp_path / "a.json")), tmp_path / "b.json"])
    assert fit.model.data.rows == 700
    with pytest.raises(library.ModelError, match="log_target"):
        library.merge([tmp_path / "a.json", _logarithm(trained, tmp_path / "c.json")])


def _saved(model, path):
    model.save(path)
    return path


def _logarithm(trained, path):
    _, model = trained([row for row in PARTS[2] if float(row[3]) > 0], log_target=True)
    return _saved(model, path)
