"""The whole program from Python: what is given as keywords is what the command line does with the same options."""

import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lrcli
from lrcli.data.files.layout import Layout
from lrcli.errors import DataError, OptionError
from lrcli.fitting.recipe import all_options
from lrcli.jobs.selection import Selection
from lrcli.options import declarations
from lrcli.python import options as types
from lrcli.python.keywords import in_python

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from signatures import OPTIONS, options  # noqa: E402  # docs/ holds scripts, no package

OPTIONS_OF = {  # function → the declarations that it takes, besides what is its own
    "train": {**declarations(Selection), **all_options(), **declarations(Layout)},
    "training": {**declarations(Selection), **all_options(), **declarations(Layout)},
    "crossval": {**declarations(Selection), **all_options(), **declarations(Layout)},
    "stats": declarations(Layout),
    "evaluate": declarations(Layout),
}
NOT_OF = {"crossval": {"split"}, "evaluate": {"day_first"}}  # folds are dealt; the model knows
TYPES_OF = {
    "train": types.TrainOptions,
    "training": types.TrainOptions,
    "crossval": types.GridOptions,
    "stats": types.ReadOptions,
    "evaluate": types.FileOptions,
}


@pytest.fixture
def table(cars):
    """Cars in an order and with an index of their own."""
    frame = pd.read_csv(cars).sample(frac=1, random_state=3)
    frame.index = [f"car {k}" for k in frame.index]
    return frame


@pytest.mark.parametrize("name", OPTIONS_OF)
def test_a_function_takes_the_options_that_are_declared_and_shows_their_defaults(name):
    parameters = inspect.signature(getattr(lrcli, name)).parameters
    declared = {option: each for option, each in OPTIONS_OF[name].items() if option not in NOT_OF.get(name, ())}
    assert set(inspect.get_annotations(TYPES_OF[name])) == set(declared)
    assert set(declared) <= set(parameters)
    assert {option: parameters[option].default for option in declared} == {
        o: each.default for o, each in declared.items()
    }
    assert all(each.option.help in getattr(lrcli, name).__doc__ for each in declared.values())


def test_the_types_of_the_keywords_are_those_of_the_declarations():
    formatted = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "-", "--stdin-filename", str(OPTIONS)],
        input=options(), capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert OPTIONS.read_text(encoding="utf-8") == formatted.stdout, "python docs/signatures.py && ruff format"


def test_keywords_train_the_model_of_the_same_words_on_the_command_line(lrcli_command, cars, tmp_path):
    words = "--target price --features log(mileage),age --optimizer momentum --beta 0.5 --weight-decay 0.01"
    assert lrcli_command("train", cars, *words.split(), "--split", "80/10/10", "--memory", "1G", "-q").status == 0
    options = {"target": "price", "features": "log(mileage), age", "optimizer": "momentum", "beta": 0.5}
    fit = lrcli.train(cars, **options, weight_decay=np.float64(0.01), split="80/10/10", memory="1G")
    fit.model.save(tmp_path / "python.json")
    assert (tmp_path / "python.json").read_bytes() == (tmp_path / "model.json").read_bytes()


def test_lists_of_names_are_the_names_with_commas(cars):
    models = [
        lrcli.train(cars, features=names, solver="exact").model.features
        for names in (
            "log(mileage), age",
            ["log(mileage)", "age"],
            ("log(mileage)", "age"),
            np.array(["log(mileage)", "age"]),
        )
    ]
    assert models[0] == models[1] == models[2] == models[3]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"optimizer": "sdg"}, "optimizer 'sdg' is none of sgd, momentum"),
        ({"epochs": 0}, "epochs 0 is not 1 or more"),
        ({"epochs": 2.5}, "epochs 2.5 is not a whole number"),
        ({"features": "age, color"}, "features: no column 'color'"),
        ({"target": 3}, "target 3 is no text"),
        ({"exclude": [3]}, "exclude 3 is no text"),
        ({"log_target": 1}, "log_target is 1, neither True nor False"),
        ({"beta": 0.5}, "beta belongs to momentum, not to adam"),
        ({"memory": "much"}, "memory 'much' is not a size like 500M or 2G"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_is_an_error_that_names_the_keyword(cars, given, problem):
    with pytest.raises(OptionError) as error:
        lrcli.train(cars, **given)
    assert str(error.value).startswith(problem)


@pytest.mark.parametrize("name", OPTIONS_OF)
def test_a_keyword_that_is_none_is_a_type_error_with_the_one_that_is_meant(cars, name):
    with pytest.raises(TypeError, match="has no option 'delimeter'; did you mean 'delimiter'"):
        getattr(lrcli, name)(*[None, cars][name != "evaluate" :], delimeter=";")


def test_weights_in_the_frame_predict_what_the_model_does(table):
    fit = lrcli.train(table, solver="exact")
    weights = fit.weights.set_index("feature").weight
    by_hand = weights.bias + weights.mileage * table.mileage + weights.age * table.age
    predicted = fit.model.predict(table).price_predicted
    pd.testing.assert_series_equal(predicted, by_hand, check_names=False)
    # a standardised weight is the slope of z-scores over the training rows
    _, *slopes = fit.weights.standardised
    spread = [feature.std / fit.model.target.std for feature in fit.model.numeric]
    assert slopes == pytest.approx([weights.mileage * spread[0], weights.age * spread[1]])


def test_the_weights_of_categories_have_a_row_a_level(used_cars):
    fit = lrcli.train(used_cars, features="brand, age", solver="exact")
    levels = set(pd.read_csv(used_cars).brand.dropna())
    assert set(fit.weights[fit.weights.feature == "brand"].level) == levels


def test_scores_and_history_are_those_of_the_model(cars):
    fit = lrcli.train(cars, epochs=7)
    frame = pd.read_csv(cars)
    error = fit.model.predict(frame).price_predicted - frame.price
    counts = fit.scores.rows[["training", "validation", "test"]]
    assert counts.sum() == len(frame)
    pooled = (fit.scores.rmse[counts.index] ** 2 * counts).sum() / len(frame)
    assert pooled == pytest.approx((error**2).mean())
    assert list(fit.history.index) == list(range(1, 8))
    assert fit.history.train_loss.iloc[-1] == pytest.approx(fit.scores.rmse.training**2 / 2)


def test_a_fit_prints_ten_lines_that_end_with_the_verdict(cars, used_cars):
    for path in (cars, used_cars):
        fit = lrcli.train(path)
        lines = repr(fit).splitlines()
        assert len(lines) <= 11
        assert lines[-1] == fit.verdict.text
        assert "price" in lines[0]
    assert "more weights, in .weights" in repr(fit)


def test_a_verdict_against_a_model_names_what_mends_it_as_python_spells_it(cars):
    fit = lrcli.train(cars, standardize=False, learning_rate=1e-11, epochs=3)
    assert not fit.verdict.usable
    assert repr(fit).splitlines()[-1].endswith(": standardize=True")
    assert "--" not in repr(fit)


def test_sentences_call_options_as_python_spells_them():
    assert in_python("give --log-target, or --beta1 as --help says") == "give log_target, or beta1 as --help says"
    fit = lrcli.train({"age": range(40), "price": [3 * k + k % 5 for k in range(40)]})
    assert "predicting price, by its name; target names another" in fit.remarks


def test_an_error_calls_options_as_python_spells_them(write):
    path = write("price;km\n15.920 €;1\n15.460 €;2\n")
    with pytest.raises(DataError, match=r'is 15.92 \(decimal "\."\) or 15920 \(thousands "\."\)'):
        lrcli.train(path)
    with pytest.raises(OptionError) as error:
        lrcli.train(path, solver="exact", explain_step=True)
    assert (error.value.option, "--" in str(error.value)) == ("explain_step", False)


def test_estimates_are_those_of_the_normal_equations(cars):
    fit = lrcli.train(cars, solver="exact", split="none", inference=True, confidence=90)
    frame = pd.read_csv(cars)
    X = np.column_stack([np.ones(len(frame)), frame.mileage, frame.age])
    w, residual, *_ = np.linalg.lstsq(X, frame.price, rcond=None)
    errors = np.sqrt(np.diag(np.linalg.inv(X.T @ X)) * residual / (len(frame) - 3))
    found = fit.inference.set_index("feature")
    assert found.estimate[["mileage", "age"]].to_numpy() == pytest.approx(w[1:])
    assert found.standard_error[["mileage", "age"]].to_numpy() == pytest.approx(errors[1:])
    assert fit.estimates.confidence == 90
    assert lrcli.train(cars, epochs=2).inference is None
    with pytest.raises(OptionError, match="confidence needs inference"):
        lrcli.train(cars, confidence=90)


def test_a_report_is_the_page_of_the_command_line(lrcli_command, cars, tmp_path):
    assert lrcli_command("train", cars, "-q", "--epochs", "3", "--report", "command.html").status == 0
    lrcli.train(cars, epochs=3, report=tmp_path / "python.html")
    assert (tmp_path / "python.html").read_bytes() == (tmp_path / "command.html").read_bytes()


def test_epochs_come_as_they_end_and_the_last_has_the_weights_of_the_fit(cars):
    training = lrcli.training(cars, target="price", epochs=5)
    epochs = list(training)
    assert [(epoch.number, epoch.epochs) for epoch in epochs] == [(k, 5) for k in range(1, 6)]
    assert [epoch.train_loss for epoch in epochs] == list(training.fit.history.train_loss)
    assert [epoch.learning_rate for epoch in epochs] == list(training.fit.history.learning_rate)
    pd.testing.assert_frame_equal(epochs[-1].weights, training.fit.weights)
    assert not epochs[0].weights.equals(epochs[-1].weights)
    assert training.fit == lrcli.train(cars, target="price", epochs=5)


def test_a_loop_that_is_left_early_has_the_weights_up_to_there(cars):
    training = lrcli.training(cars, epochs=50)
    for epoch in training:
        if epoch.number == 3:
            break
    assert training.fit.interrupted
    assert training.fit.model.training.epochs_run == 3


def test_a_training_without_a_loop_is_trained_to_its_end(cars):
    assert lrcli.training(cars, epochs=4).fit == lrcli.train(cars, epochs=4)


def test_the_largest_errors_are_on_the_index_of_the_table(table):
    model = lrcli.train(table, epochs=5).model
    evaluation = lrcli.evaluate(model, table)
    errors = (model.predict(table).price_predicted - table.price).abs().sort_values(ascending=False)
    assert list(evaluation.worst.index) == list(errors.index[:10])
    assert evaluation.worst.error.abs().to_numpy() == pytest.approx(errors[:10].to_numpy())
    assert evaluation.rmse == pytest.approx((errors**2).mean() ** 0.5)
    assert repr(evaluation).splitlines()[-1] == evaluation.verdict.text


def test_the_largest_errors_in_a_file_are_on_its_lines(cars):
    worst = lrcli.evaluate(lrcli.train(cars, epochs=5).model, cars).worst
    frame = pd.read_csv(cars)
    for (file, line), row in worst.iterrows():
        assert file == cars
        assert frame.price[line - 2] == row.actual


def test_a_table_of_candidates_has_the_options_that_differ(cars):
    result = lrcli.crossval(cars, weight_decay=[0, 0.01], optimizer=("sgd", "adam"), k=3, epochs=20)
    table = result.table
    assert [tuple(row) for row in table[["optimizer", "weight_decay"]].to_numpy()] == [
        ("sgd", 0), ("sgd", 0.01), ("adam", 0), ("adam", 0.01),
    ]  # fmt: skip
    best = table.validation_rmse.idxmin()
    assert result.best["optimizer"] == table.optimizer[best]
    assert result.fit is None


def test_a_final_fit_is_trained_on_all_rows_with_the_best_options(cars):
    result = lrcli.crossval(cars, weight_decay=[0, 10], k=3, solver="exact", final=True)
    assert result.best["weight_decay"] == 0
    assert result.fit.weights.equals(lrcli.train(cars, solver="exact", split="none", weight_decay=0).weights)


def test_predictions_out_of_fold_are_on_the_index_of_the_table_and_pool_to_its_error(table):
    result = lrcli.crossval(table, k=4, solver="exact", predictions=True, learning_curve=True)
    found = result.predictions
    assert found.price.equals(table.price.astype(float))
    assert sorted(found.fold.unique()) == [1, 2, 3, 4]
    X = np.column_stack([np.ones(len(table)), table.mileage, table.age])
    others = found.fold != 2
    w, *_ = np.linalg.lstsq(X[others], table.price[others], rcond=None)
    assert found.price_predicted[~others].to_numpy() == pytest.approx(X[~others] @ w)
    curve = result.learning_curve
    assert list(curve.share) == [0.1, 0.2, 0.4, 0.7, 1.0]
    assert curve.validation_rmse.iloc[-1] == pytest.approx(result.table.validation_rmse[0])
    plain = lrcli.crossval(table, k=3, solver="exact")
    assert (plain.predictions, plain.learning_curve) == (None, None)


def test_several_files_by_path_are_one_table(cars, tmp_path):
    frame = pd.read_csv(cars)
    parts = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for part, rows in zip(parts, (frame[:200], frame[200:]), strict=True):
        rows.to_csv(part, index=False)
    of_parts = lrcli.train(parts, solver="exact").model
    assert of_parts.features == lrcli.train(Path(cars), solver="exact").model.features
    worst = lrcli.evaluate(of_parts, [str(part) for part in parts]).worst
    assert set(worst.index.get_level_values("file")) <= {str(part) for part in parts}


def test_an_empty_list_of_values_is_an_error(cars):
    with pytest.raises(OptionError, match="weight_decay is an empty list"):
        lrcli.crossval(cars, weight_decay=[])


def test_the_numbers_of_a_table_are_those_of_pandas(used_cars):
    frame = pd.read_csv(used_cars)
    statistics = lrcli.stats(frame, target="price")
    described = frame.describe().T
    numbers = statistics.numbers
    assert list(numbers.index) == list(described.index)
    for name, column in {"mean": "mean", "std": "std", "25%": "q1", "50%": "median", "75%": "q3", "max": "max"}.items():
        assert numbers[column].to_numpy() == pytest.approx(described[name].to_numpy())
    assert numbers.correlation.to_numpy() == pytest.approx(frame.corr(numeric_only=True).price.to_numpy())
    assert dict(statistics.texts.missing) == dict(frame[["brand", "fuel", "gearbox"]].isna().sum())
    assert "1,532" not in repr(statistics)
    assert "petrol" in repr(statistics)


@pytest.mark.parametrize("make", [lrcli.train, lrcli.stats, lambda data: lrcli.crossval(data, k=3, epochs=5)])
def test_in_a_notebook_a_result_is_html_whose_style_and_script_reach_nothing_else(table, make):
    frame = table.rename(columns={"mileage": "<script>alert(1)</script>"})
    html = make(frame)._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html or "alert(1)" not in html
    style = html.partition("<style>")[2].partition("</style>")[0]
    selectors = [part.rpartition("}")[2].strip() for part in style.split("{")[:-1]]
    rules = [selector for selector in selectors if selector and not selector.startswith("@")]
    assert len(rules) > 50
    assert "@page" not in style
    assert all(each.strip().startswith(".lrcli") for rule in rules for each in rule.split(","))
    assert ' id="' not in html


def test_no_table_is_an_error_of_every_function(cars):
    model = lrcli.train(cars, epochs=1).model
    for function in (lrcli.train, lrcli.training, lrcli.crossval, lrcli.stats, model.predict):
        with pytest.raises(DataError, match="int is no table"):
            function(3)


@pytest.fixture
def lrcli_command(request):
    """The command line, under another name than the package."""
    return request.getfixturevalue("lrcli")


def test_of_a_logarithm_the_mean_is_predicted_and_scored_beside_the_median(table):
    fit = lrcli.train(table, target="price", solver="exact", log_target=True, split="none")
    predicted = fit.model.predict(table, mean=True)
    ratio = fit.model.target.log.smearing
    assert (predicted["price_mean"] / predicted["price_predicted"]).to_numpy() == pytest.approx(ratio, rel=1e-12)
    assert fit.scores.loc["model, means", "r2"] == pytest.approx(
        lrcli.evaluate(fit.model, table).scores.loc["model, means", "r2"], rel=1e-9
    )
    with pytest.raises(OptionError, match="mean is for models that learned a logarithm"):
        lrcli.train(table, target="price", solver="exact").model.predict(table, mean=True)
