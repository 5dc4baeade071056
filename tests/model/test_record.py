"""model.json: read by hand, written and read again, and refused where it is not what it should be."""

import json
import math

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrcli.errors import ModelError
from lrcli.model.features import Categorical, Numeric
from lrcli.model.file import to_json
from lrcli.model.linear import load
from lrcli.model.record import History, Scores, Target

BY_HAND = """{
  "format": "lrcli-model",
  "version": 1,
  "target": {"name": "price", "mean": 14000, "std": 9000.5},
  "bias": 30000,
  "features": [
    {"kind": "numeric", "name": "mileage", "weight": -0.05, "missing": -4000, "mean": 8e4,
     "std": 5e4, "min": 0, "max": 3e5},
    {"kind": "numeric", "name": "age", "weight": -1000, "missing": -5000.5, "mean": 5, "std": 2, "min": 1, "max": 9},
    {"kind": "categorical", "name": "fuel", "weights": {"diesel": 800, "petrol": -200}, "missing": null},
    {"kind": "categorical", "name": "gear", "weights": {"manual": -500, "automatic": 700}, "missing": 100}
  ],
  "training": {
    "solver": "sgd", "optimizer": "adam", "hyperparameters": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "learning_rate": 0.1, "schedule": "cosine", "schedule_parameters": {}, "batch_size": 16, "epochs": 100,
    "weight_decay": 0, "tolerance": null, "patience": null, "seed": 0, "standardize": true, "split": "80/10/10",
    "rows": {"train": 80, "validation": 10, "test": 10}, "epochs_run": 100, "kept_epoch": 100, "stopped": "epochs"
  },
  "history": {"epoch": [1, 2], "train_loss": [2, 1.5], "validation_loss": [3, 2.5], "learning_rate": [0.1, 0]},
  "metrics": {
    "train": {"rows": 80, "loss": 2, "mse": 4, "rmse": 2, "mae": 1, "mape": 10, "r2": 0.9},
    "validation": {"rows": 10, "loss": 2, "mse": 4, "rmse": 2, "mae": 1, "mape": null, "r2": null},
    "test": null,
    "baseline": {"rows": 80, "loss": 20, "mse": 40, "rmse": 6.3, "mae": 5, "mape": 50, "r2": 0},
    "optimality_gap": 0.0002
  },
  "data": {"files": [{"name": "cars.csv", "bytes": 1234, "sha256": "00ff"}], "rows": 100, "rows_dropped": 1}
}
"""


@pytest.fixture
def model(write):
    return load(write(BY_HAND, "model.json"))


# Prediction


@pytest.mark.parametrize(
    ("values", "prediction"),
    [
        ({"mileage": 120_000, "age": 10, "fuel": "diesel", "gear": "manual"}, 30000 - 6000 - 10000 + 800 - 500),
        ({"mileage": None, "age": 2, "fuel": "petrol", "gear": "automatic"}, 30000 - 4000 - 2000 - 200 + 700),
        ({"mileage": 0, "age": None, "fuel": None, "gear": None}, 30000 - 0 - 5000.5 + 0 + 100),
        ({"mileage": 0, "age": 0, "fuel": "hydrogen", "gear": "semi-automatic"}, 30000),
        ({"mileage": 0, "age": 0, "fuel": " DIESEL", "gear": "Manual"}, 30000 + 800 - 500),
    ],
    ids=["all known", "missing number", "all missing", "not seen in training", "in other cases"],
)
def test_a_prediction_is_the_bias_and_what_each_feature_adds(model, values, prediction):
    assert model.predict(**values) == pytest.approx(prediction, rel=1e-15)


def test_a_feature_without_a_value_is_refused_by_name(model):
    with pytest.raises(ModelError, match="no value for age, gear"):
        model.predict(mileage=1, fuel="diesel")


def test_a_value_without_a_feature_is_refused_with_the_features_there_are(model):
    with pytest.raises(ModelError, match=r"no feature 'color'.* mileage, age, fuel, gear"):
        model.predict(mileage=1, age=1, fuel="diesel", gear="manual", color="red")


@pytest.mark.parametrize(("std", "decimals"), [(2e6, 2), (9000.5, 2), (12.0, 4), (1.0, 5), (0.0012, 8)])
def test_predictions_are_written_with_six_digits_of_the_deviation_and_cents_at_least(model, std, decimals):
    other = msgspec.structs.replace(model, target=Target("price", 0.0, std))
    assert other.decimals() == decimals


# Saved and read again

numbers = st.floats(allow_nan=False, allow_infinity=False)
roots = st.floats(-1e150, 1e150)  # whose products are numbers, as a model's weights and values are
names = st.text(max_size=10)  # of all of Unicode: quotes, newlines, NUL, emoji
positive = st.floats(min_value=0, exclude_min=True, allow_infinity=False)
numerics = st.builds(
    lambda name, limits, *rest: Numeric(name, *rest, *sorted(limits)),
    *(names, st.tuples(roots, roots), roots, roots, roots, roots),
)
categoricals = st.builds(Categorical, names, st.dictionaries(names, numbers, max_size=5), st.none() | numbers)
feature_lists = st.lists(st.one_of(numerics, categoricals), max_size=5, unique_by=lambda feature: feature.name)
histories = st.lists(st.tuples(st.integers(0, 2**53), numbers, numbers, numbers), max_size=40).map(
    lambda points: (
        History(*(list(column) for column in zip(*points, strict=True))) if points else History([], [], None, [])
    )
)
scores = st.builds(Scores, st.integers(0, 10**9), numbers, numbers, numbers, numbers, st.none() | numbers, st.none())
parts = st.fixed_dictionaries(
    {
        "target": st.builds(Target, names, numbers, positive),
        "bias": numbers,
        "features": feature_lists,
        "history": histories,
        "scores": scores,
    }
)


@pytest.fixture(scope="module")
def remade(tmp_path_factory):
    """remade(parts): the model by hand with other parts, and a path for it."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "by_hand.json").write_text(BY_HAND)
    model = load(folder / "by_hand.json")

    def replaced(parts):
        metrics = msgspec.structs.replace(model.metrics, test=parts["scores"])
        others = {name: part for name, part in parts.items() if name != "scores"}
        return msgspec.structs.replace(model, metrics=metrics, **others), folder / "model.json"

    return replaced


@given(parts=parts)
def test_a_saved_model_is_loaded_as_it_was_and_saved_again_as_the_same_bytes(remade, parts):
    model, path = remade(parts)
    model.save(path)
    written = path.read_bytes()
    again = load(path)
    assert again == model
    again.save(path)
    assert path.read_bytes() == written


def refuse(word):
    raise AssertionError(f"{word} is not JSON")


@given(parts=parts)
def test_the_file_is_plain_json_from_which_a_prediction_can_be_made_by_arithmetic(remade, parts):
    model, path = remade(parts)
    model.save(path)
    kept = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    added = [kept["bias"]]
    for feature in kept["features"]:
        if feature["kind"] == "numeric":
            added.append(feature["weight"] * 0.5)
        else:
            added.extend(list(feature["weights"].values())[:1])
    cases = {
        feature.name: 0.5 if isinstance(feature, Numeric) else next(iter(feature.weights), "any")
        for feature in model.features
    }
    try:
        by_hand = math.fsum(added)
    except OverflowError:
        return
    assert model.predict_row(cases) == by_hand


def test_the_model_by_hand_is_written_with_the_same_content(model):
    assert json.loads(model.to_json()) == json.loads(BY_HAND)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | numbers | names,
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(names, inner, max_size=8),
)


@given(json_values)
@example([1.5] * 100)
@example(["[1]", "{}"] * 50)
@example([*["x"] * 99, []])
@example([*["x"] * 99, {}])
@example({'a "b"': ["x" * 200, {}, []], "": [[1.5] * 50]})
def test_the_layout_changes_no_value_and_ends_lists_of_numbers_on_the_line_they_begin_in(value):
    text = to_json(value)
    assert json.loads(text, parse_constant=refuse) == value
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        assert "\n" not in text


def test_a_short_part_stands_in_one_line_and_a_long_one_does_not(model):
    lines = model.to_json().splitlines()
    assert '  "target": {"name": "price", "mean": 14000.0, "std": 9000.5},' in lines
    assert max(len(line) for line in lines) <= 120


# What is no model


def refusal(path):
    """What is said about a file that is no model: one line, which begins with or holds the file's name."""
    with pytest.raises(ModelError) as caught:
        load(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    return message


def test_a_missing_file_is_said_to_come_from_train(tmp_path):
    assert "lrcli train" in refusal(tmp_path / "model.json")


def test_a_directory_is_no_model(tmp_path):
    assert refusal(tmp_path).startswith("cannot read the model file")


@pytest.mark.parametrize("content", ["[]", "3", "null", "{}", '{"format": "other", "version": 1}'])
def test_json_that_is_not_a_model_lacks_the_format(write, content):
    assert '"format" is not "lrcli-model"' in refusal(write(content))


@pytest.mark.parametrize("version", ["2", "0", '"1"', "null"])
def test_another_version_is_named(write, version):
    path = write(BY_HAND.replace('"version": 1', f'"version": {version}'))
    assert f"model version {json.loads(version)!r} is unknown" in refusal(path)


@pytest.mark.parametrize("lines", [0, 1, 5, 8, 20, 27])
def test_a_file_that_was_cut_off_is_damaged_where_it_ends(write, lines):
    content = "".join(BY_HAND.splitlines(keepends=True)[:lines])
    assert f"truncated after line {1 + lines}" in refusal(write(content))


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("km,price\n1,2\n", "line 1, column 1"),
        (BY_HAND.replace("30000", "NaN"), "line 5, column 11"),
        (BY_HAND.replace("30000", "Infinity"), "line 5, column 11"),
        (BY_HAND.replace('"fuel"', "'fuel'"), "line 10, column 37"),
        (BY_HAND + "}", "line 29"),
    ],
    ids=["not JSON", "NaN", "Infinity", "single quotes", "something behind"],
)
def test_text_that_is_not_json_is_named_by_line_and_column(write, content, place):
    assert place in refusal(write(content))


def test_a_byte_that_is_not_utf8_is_named_by_its_line(write):
    assert "line 10" in refusal(write(BY_HAND.encode().replace(b"diesel", b"di\xffsel")))


def test_a_number_too_large_for_a_float_is_named_by_its_place(write):
    message = refusal(write(BY_HAND.replace("30000", "1e999")))
    assert "bias" in message or "line 5" in message


def test_brackets_without_end_are_no_model(write):
    refusal(write("[" * 100_000))


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        (["bias"], "dear", ["`$.bias`", "float", "str"]),
        (["bias"], None, ["`$.bias`", "float", "null"]),
        (["features", 0, "weight"], True, ["`$.features[0].weight`", "bool"]),
        (["features", 1, "kind"], "polynomial", ["`$.features[1].kind`", "polynomial"]),
        (["features", 2, "weights"], [1, 2], ["`$.features[2].weights`", "array"]),
        (["training", "rows", "train"], 1.5, ["`$.training.rows.train`", "float"]),
        (["data", "files"], {}, ["`$.data.files`", "object"]),
        (["history", "epoch", 1], "two", ["`$.history.epoch[1]`", "str"]),
        (["colour"], "red", ["`colour`"]),
        (["target", "colour"], "red", ["`$.target`", "`colour`"]),
        (["features", 3, "name"], "age", ["`$.features[3].name`", "'age'"]),
        (["target", "std"], 0, ["`$.target.std`", "above 0"]),
        (["target", "std"], -1.5, ["`$.target.std`", "above 0"]),
        (["features", 0, "min"], 4e5, ["`$.features[0]`", "min"]),
        (["features", 0, "factors"], [{"column": "km"}], ["`$.features[0]`", "'km'"]),
        (["features", 2, "columns"], ["gear", "color"], ["`$.features[2]`", "'color'"]),
        (["features", 0, "factors"], [{"column": "age", "function": "exp"}], ["`$.features[0].factors[0].function`"]),
        (["features", 0, "factors"], [{"column": "age", "powers": 2}], ["`$.features[0].factors[0]`", "`powers`"]),
        (["columns"], [{"name": "age"}, {"name": "hp", "min": "low"}], ["`$.columns[1].min`"]),
        (["target", "log"], {"mean": 9.5}, ["`$.target.log`", "`std`"]),
    ],
)
def test_a_value_that_does_not_fit_is_named_by_its_place(write, where, value, said):
    content = json.loads(BY_HAND)
    *path, last = where
    part = content
    for step in path:
        part = part[step]
    part[last] = value
    message = refusal(write(json.dumps(content)))
    for word in said:
        assert word in message


def keys_of(part, place="$"):
    """Every object of a JSON value, with its place."""
    if isinstance(part, dict):
        yield part, place
        for key, value in part.items():
            yield from keys_of(value, f"{place}.{key}")
    elif isinstance(part, list):
        for k, value in enumerate(part):
            yield from keys_of(value, f"{place}[{k}]")


FREE = ("weights", "parameters")  # objects whose keys are up to the data


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (place, key)
        for part, place in keys_of(json.loads(BY_HAND))
        if not place.endswith(FREE)
        for key in part
        if key not in {"format", "version", "kind"}
    ],
)
def test_every_key_must_be_there(write, place, key):
    content = json.loads(BY_HAND)
    next(part for part, where in keys_of(content) if where == place).pop(key)
    message = refusal(write(json.dumps(content)))
    assert f"`{key}`" in message
    assert place == "$" or f"`{place}`" in message
