"""Several targets in one training: each as if it were alone, on the rows that have all of them."""

import csv
import io
import json
import re

import numpy as np
import pytest
from one_target import crossval_of_one, evaluate_of_one

from lrcli.data.columns.targets import split_names
from lrcli.errors import ModelError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.crossval import crossval
from lrcli.jobs.evaluate import evaluate
from lrcli.jobs.measurement.influence import diagnose
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits
from lrcli.model.linear import load

N = 300
NAMES = ["price", "consumption"]
WAYS = {  # to keep rows
    "rows": Limits(),
    "moments": Limits(window_rows=60, moments=True),
    "shuffled": Limits(window_rows=60, moments=False),
}


def lines(drop=(), *, complete=False):
    """Cars with a price and a consumption, one row of each missing unless complete; as CSV without some columns."""
    rng = np.random.default_rng(5)
    header = ["age", "km", "fuel", "price", "consumption"]
    kept = [k for k, name in enumerate(header) if name not in drop]
    rows = [header]
    for k in range(N):
        age, km, fuel = int(rng.integers(16)), int(rng.integers(1, 200)) * 1000, ("diesel", "lpg")[int(rng.integers(2))]
        price = round(20_000 - 900 * age - 0.03 * km + rng.normal(0, 800))
        consumption = round(6 + 0.1 * age + (fuel == "lpg") + rng.normal(0, 0.4), 3)
        if k not in (7, 20):
            rows.append([age, km, fuel, max(price, 100), consumption])
        elif not complete:
            rows.append([age, km, fuel, "", consumption] if k == 7 else [age, km, fuel, max(price, 100), ""])
    return "".join(",".join(str(row[k]) for k in kept) + "\n" for row in rows)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The table with holes; and of the complete rows the table of each target alone."""
    folder = tmp_path_factory.mktemp("targets")
    tables = {
        "both": lines(),
        "price": lines(["consumption"], complete=True),
        "consumption": lines(["price"], complete=True),
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return {name: str(folder / f"{name}.csv") for name in tables}


@pytest.fixture(scope="module")
def model(files, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "two.json"
    train(files["both"], Selection("price,consumption"), Recipe(solver="exact")).model.save(path)
    return str(path)


def numbers(model):
    """All weights of a model, and what it tells of its errors."""
    weights = [effect.weight for feature in model.features for effect in feature.effects()]
    scores = [each.rmse for each in (model.metrics.train, model.metrics.test, model.metrics.baseline) if each]
    return [model.bias, *weights, *scores, *model.residuals.sizes[::20], *model.history.train_loss[::10]]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("options", [{"solver": "exact"}, {"epochs": 20, "split": "80/10/10", "batch_size": 16}])
def test_each_target_is_learned_as_if_it_were_alone(files, way, options):
    limits, recipe = WAYS[way], Recipe.of(**options)
    both = train(files["both"], Selection("price,consumption", limits=limits), recipe)
    assert both.model.target_names == ["price", "consumption"]
    for each, model in zip(both.each, both.model.each, strict=True):
        name = each.model.target.name
        alone = train(files[name], Selection(name, limits=limits), recipe)
        assert numbers(model) == pytest.approx(numbers(alone.model), rel=1e-9)
        assert model.training == alone.model.training
        assert each.verdict == alone.verdict


def test_the_weights_of_all_targets_are_those_of_least_squares(files):
    rows = list(csv.DictReader(io.StringIO(lines(complete=True))))
    X = np.array([[1, float(r["age"]), float(r["km"]), r["fuel"] == "lpg"] for r in rows], dtype=float)
    Y = np.array([[float(r["price"]), float(r["consumption"])] for r in rows])
    W, *_ = np.linalg.lstsq(X, Y, rcond=None)
    model = train(files["both"], Selection("price,consumption"), Recipe(solver="exact")).model
    for each, w in zip(model.each, W.T, strict=True):
        case = {"age": 3, "km": 50_000, "fuel": "lpg"}
        assert each.predict_row(case) == pytest.approx(w @ [1, 3, 50_000, 1])


def test_a_row_that_lacks_one_target_teaches_none_and_is_counted(lrcli, files):
    run = lrcli("train", files["both"], "-t", "price,consumption", "--solver", "exact", "-o", "m.json")
    assert "2 rows without price or consumption left out" in run.err
    assert load("m.json").data.rows == N - 2


def test_one_evaluation_measures_each_target_as_its_own_model_would(files, model):
    both = load(model)
    found = evaluate(both, files["both"], interval=80)
    for each in both.each:
        alone = evaluate_of_one(each, files[each.target.name], interval=80)
        assert found[each.target.name].model == alone.model
        assert found[each.target.name].coverage == alone.coverage


def test_folds_are_those_of_each_target_alone(files):
    found = crossval(files["both"], [Recipe(solver="exact")], Selection("price,consumption"), k=3)
    for each in found:
        alone = crossval_of_one(files[each.target], [Recipe(solver="exact")], Selection(each.target), k=3)
        assert each.winner.validation.pooled == pytest.approx(alone.winner.validation.pooled)
        assert each.r2 == pytest.approx(alone.r2)


def test_a_row_is_predicted_out_of_its_fold_for_every_target_as_for_that_alone(lrcli, files):
    words = ["--solver", "exact", "-k", "3", "--predictions", "p.csv"]
    lrcli("crossval", files["both"], "-t", "price,consumption", *words)
    with open("p.csv", encoding="utf-8") as file:
        both = list(csv.DictReader(file))
    assert [*both[0]] == [
        "row",
        "file",
        "line",
        "fold",
        *(f"{name}{end}" for name in NAMES for end in ("", "_predicted")),
    ]
    for name in NAMES:
        lrcli("crossval", files[name], "-t", name, *words)
        with open("p.csv", encoding="utf-8") as file:
            alone = list(csv.DictReader(file))
        assert len(alone) == len(both) == N - 2
        for one, other in zip(both, alone, strict=True):
            assert one["fold"] == other["fold"]
            assert float(one[name]) == float(other[name])
            assert float(one[f"{name}_predicted"]) == pytest.approx(float(other[f"{name}_predicted"]), rel=1e-9)


def test_folds_that_are_alike_in_the_first_target_are_those_of_the_others(files):
    selection = Selection("consumption,price", stratify=True)
    both = crossval(files["both"], [Recipe(solver="exact")], selection, k=3, predictions=True)
    alone = crossval_of_one(
        files["consumption"],
        [Recipe(solver="exact")],
        Selection("consumption", stratify=True),
        k=3,
        predictions=True,
    )
    assert [each.predictions.fold.tolist() for each in both] == 2 * [alone.predictions.fold.tolist()]


@pytest.mark.parametrize("way", ["rows", "moments"])
def test_the_rows_that_decide_a_target_are_those_that_decide_it_alone(files, model, way):
    both = load(model)
    found = diagnose(both, files["both"], limits=WAYS[way])
    for each in both.each:
        name = each.target.name
        alone = diagnose(each, files[name], limits=WAYS[way])[name]
        assert [row.cook for row in found[name].largest] == pytest.approx([row.cook for row in alone.largest])
        assert found[name].residual_std == pytest.approx(alone.residual_std)


def test_a_first_step_and_a_trajectory_are_those_of_each_target_alone(lrcli, files):
    words = ["--explain-step", "--trajectory", "age,km", "--epochs", "3", "--json"]
    both = lrcli("train", files["both"], "-t", "price,consumption", *words).json["targets"]
    for name in NAMES:
        alone = lrcli("train", files[name], "-t", name, *words).json
        assert both[name]["first_step"]["gradient"] == pytest.approx(alone["first_step"]["gradient"])
        assert both[name]["trajectory"]["features"] == ["age", "km"]
        ends = [[way["points"][-1] for way in each["trajectory"]["ways"]] for each in (both[name], alone)]
        assert ends[0] == [pytest.approx(end) for end in ends[1]]


def test_a_figure_has_a_part_under_the_name_of_each_target(lrcli, files):
    assert lrcli("train", files["both"], "-t", "price,consumption", "--epochs", "3", "--figure", "f.svg").status == 0
    with open("f.svg", encoding="utf-8") as file:
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", file.read())
    assert texts.count("price") == texts.count("consumption") == 1
    for name in NAMES:
        assert [text for text in texts if text.endswith(f" {name}")]


def test_every_row_gets_the_columns_of_each_target(lrcli, files, model):
    both = load(model)
    rows = list(csv.DictReader(io.StringIO(lrcli("predict", files["both"], "-m", model, "--interval", "80").out)))
    new = [name for name in rows[0] if name not in ("age", "km", "fuel", "price", "consumption")]
    assert new == [f"{name}_{what}" for name in ("price", "consumption") for what in ("predicted", "low", "high")]
    case = {"age": float(rows[3]["age"]), "km": float(rows[3]["km"]), "fuel": rows[3]["fuel"]}
    for each in both.each:
        assert float(rows[3][f"{each.target.name}_predicted"]) == pytest.approx(each.predict_row(case), rel=1e-5)


def test_notes_are_on_the_row_and_not_on_a_target(lrcli, model, write):
    run = lrcli("predict", write("age,km,fuel\n3,5000,steam\n"), "-m", model)
    assert run.out.splitlines()[0] == "age,km,fuel,price_predicted,consumption_predicted,prediction_note"


def test_one_case_has_a_line_for_each_target(lrcli, model):
    words = ["predict", "-m", model, "--age", "3", "--km", "5000", "--fuel", "lpg"]
    found = lrcli(*words).out.splitlines()
    values = {name: float(value) for name, value in (line.split() for line in found)}
    both = load(model)
    case = {"age": 3, "km": 5000, "fuel": "lpg"}
    assert values == pytest.approx({each.target.name: each.predict_row(case) for each in both.each}, rel=1e-5)
    document = lrcli(*words, "--json").json
    assert document["consumption_predicted"] == both.of_target("consumption").predict_row(case)
    assert document["values"] == {"age": 3, "km": 5000, "fuel": "lpg"}


def test_the_last_lines_judge_each_target_by_its_name(lrcli, files):
    run = lrcli("train", files["both"], "-t", "price,consumption", "--solver", "exact")
    last = run.out.replace("\n", " ")
    assert "price: Off by about" in last
    assert "consumption: Off by about" in last


def test_what_mends_one_target_is_a_command_for_that_target(lrcli, write):
    rows = "".join(f"{k},{2 * k},{k * k % 17}\n" for k in range(60))
    table = write("x,double,other\n" + rows)
    run = lrcli("train", table, "-t", "double,other", "--epochs", "1", "--no-standardize", "--learning-rate", "1e-9")
    commands = [line for line in run.out.splitlines() if line.startswith("lrcli train")]
    assert commands
    assert all("--target double" in each or "--target other" in each for each in commands)
    assert not any("double,other" in each for each in commands)


def test_a_logarithm_is_of_the_target_that_names_it(files):
    model = train(files["both"], Selection("log(price), consumption"), Recipe(solver="exact")).model
    assert [each.target.log is not None for each in model.each] == [True, False]
    alone = train(files["price"], Selection("log(price)"), Recipe(solver="exact")).model
    assert numbers(model.each[0]) == pytest.approx(numbers(alone), rel=1e-9)
    second = train(files["both"], Selection("consumption,log1p(price)"), Recipe(solver="exact")).model
    assert [each.shift for each in second.each] == [0, 1]


@pytest.mark.parametrize(
    ("header", "wanted", "names"),
    [
        (["a", "b"], "a,b", ["a", "b"]),
        (["a", "b", "a,b"], "a,b", ["a,b"]),
        (["price, EUR", "km"], "price, EUR", ["price, EUR"]),
        (["price, EUR", "km"], "km, price, EUR", ["km", "price, EUR"]),
        (["price, EUR", "km"], "log(price, EUR),km", ["log(price, EUR)", "km"]),
        (["a,b"], ["a,b"], ["a,b"]),
        (["a", "b"], "a, c", ["a", "c"]),
    ],
)
def test_a_name_with_commas_is_one_target_where_the_table_has_it(header, wanted, names):
    assert split_names(header, wanted) == names


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train", "--keep-moments"], "--keep-moments is of one target"),
        (["train", "-f", "age,price"], "'price' is a target and cannot be a feature"),
        (["train", "--group", "consumption"], "the column is the target"),
        (["crossval", "--path"], "--path is of one target"),
        (["stats"], "correlations are with one of them"),
    ],
)
def test_what_is_of_one_target_is_refused_in_a_sentence(lrcli, files, words, message):
    run = lrcli(words[0], files["both"], "-t", "price,consumption", *words[1:])
    assert run.status == 2
    assert message in run.err


def test_an_export_is_of_the_target_that_is_named(lrcli, model):
    refused = lrcli("export", model, "--to", "python")
    assert (refused.status, refused.out) == (2, "")
    assert (
        "--target is missing: an export predicts one target, and those of this model are price, consumption"
        in refused.err
    )
    assert "no target 'weight'" in lrcli("export", model, "--to", "python", "--target", "weight").err
    both, case = load(model), {"age": 3, "km": 50_000, "fuel": "lpg"}
    for each in both.each:
        program = {}
        exec(lrcli("export", model, "--to", "python", "-t", each.target.name).out, program)
        assert program["predict"](case) == pytest.approx(each.predict_row(case))


def test_a_target_named_twice_is_refused(files):
    with pytest.raises(OptionError, match="'price' is named twice"):
        train(files["both"], Selection("price,price"))


def test_a_table_is_compared_in_every_target(lrcli, files, model, write):
    assert lrcli("stats", files["both"], "--model-file", model, "--strict").status == 0
    header, *rows = lines(complete=True).splitlines()
    cells = [row.rpartition(",") for row in rows]
    other = write("\n".join([header, *(f"{before},{3 * float(last)}" for before, _, last in cells)]) + "\n")
    run = lrcli("stats", other, "--model-file", model, "--strict", "--json")
    assert run.status == 1
    differs = {column["name"] for column in run.json["columns"] if column["different"]}
    assert differs == {"consumption"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda model: model["others"][0]["target"].update(name="price"), "two targets are called 'price'"),
        (lambda model: model["others"][0]["features"].pop(), "expected a model of one target and of the same columns"),
        (lambda model: model["others"][0]["target"].update(std=0), "expected a number above 0"),
    ],
)
def test_a_file_whose_targets_do_not_fit_together_is_no_model(model, write, change, message):
    with open(model, encoding="utf-8") as file:
        content = json.load(file)
    change(content)
    with pytest.raises(ModelError, match=message):
        load(write(json.dumps(content), "broken.json"))


def test_a_mean_is_of_the_targets_whose_logarithm_was_learned(lrcli, files):
    lrcli("train", files["both"], "-t", "log(price),consumption", "--solver", "exact", "-o", "m.json")
    words = ["predict", "-m", "m.json", "--age", "3", "--km", "5000", "--fuel", "lpg", "--mean"]
    price, consumption = lrcli(*words).out.splitlines()
    assert ", mean " in price
    assert ", mean " not in consumption
    header = lrcli("predict", files["both"], "-m", "m.json", "--mean").out.splitlines()[0]
    assert header.endswith("price_predicted,price_mean,consumption_predicted")
    lrcli("train", files["both"], "-t", "consumption,price", "--solver", "exact", "-o", "m.json")
    assert "--mean is for models that learned a logarithm" in lrcli(*words).err
