"""What --json prints is valid under docs/json.schema.json, the schema of its types, and docs/json.md names its keys."""

import json
import re
import sys
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

from lrcli.model.linear import Model

DOCS = Path(__file__).parents[3] / "docs"
sys.path.insert(0, str(DOCS))
from json_schema import json_schema  # noqa: E402

SCHEMA = json.loads((DOCS / "json.schema.json").read_text(encoding="utf-8"))
QUICK = ("--epochs", "3")
GRID = ("--weight-decay", "0", "--weight-decay", "0.1", "--learning-curve", "-o", "best.json")


def check(kind, document):
    """Raise where a document is not valid under the definition of this name."""
    Draft202012Validator(SCHEMA | {"$ref": f"#/$defs/{kind}"}).validate(document)


def test_the_schema_is_that_of_the_types():
    assert json.dumps(SCHEMA) == json.dumps(json.loads(json_schema())), "python docs/json_schema.py"
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("kind", "argv"),
    [
        ("train", QUICK),
        ("train", ("--solver", "exact", "--inference")),
        ("train", ("--log-target", "--split", "none", *QUICK)),
        ("train", ("--explain-step", "--trajectory", "mileage,age", "--trajectory-with", "sgd", *QUICK)),
        ("train", ("--features", "log(mileage),age^2,mileage:age", *QUICK)),
        ("crossval", QUICK),
        ("crossval", (*GRID, *QUICK)),
        ("crossval", ("--learning-rate", "1e6", "--learning-rate", "0.01", "--optimizer", "sgd", *QUICK)),
        ("crossval", ("--solver", "exact", "-k", "2")),
        ("stats", ("--plot", "*", "--correlations")),
        ("stats", ()),
    ],
)
def test_every_document_of_a_table_is_valid(lrcli, cars, kind, argv):
    done = lrcli(kind, cars, *argv, "--json")
    assert done.status == 0
    check(kind, done.json)


def test_the_documents_of_several_targets_are_valid(lrcli, cars):
    words = ("-t", "price,age", "--solver", "exact")
    check("train", lrcli("train", cars, *words, "--inference", "--json").json)
    check("crossval_of_targets", lrcli("crossval", cars, *words, "-o", "two.json", "--json").json)
    check("evaluate_of_targets", lrcli("evaluate", cars, "--interval", "90", "--json").json)
    check("predict", lrcli("predict", "--mileage", "100000", "--interval", "90", "--explain", "--json").json)
    check("predict_row", json.loads(lrcli("predict", cars, "--json").out.splitlines()[0]))


def test_a_regularization_path_is_valid(lrcli, cars):
    check("crossval_path", lrcli("crossval", cars, "--path", "--json").json)


@pytest.mark.parametrize("kind", ["train", "crossval", "stats"])
def test_a_table_of_texts_and_missing_cells_is_described_too(lrcli, used_cars, kind):
    argv = () if kind == "stats" else QUICK
    check(kind, lrcli(kind, used_cars, *argv, "--json").json)


@pytest.mark.parametrize("argv", [(), ("--plot",), ("--where", "age > 5")])
def test_an_evaluation_is_valid(lrcli, cars, argv):
    lrcli("train", cars, "-q", *QUICK)
    check("evaluate", lrcli("evaluate", cars, *argv, "--json").json)


@pytest.mark.parametrize("log", [(), ("--log-target",)])
@pytest.mark.parametrize("argv", [(), ("--explain", "--interval", "50")])
def test_predictions_are_valid(lrcli, cars, write, log, argv):
    lrcli("train", cars, "-q", *QUICK, *log)
    check("predict", lrcli("predict", "--mileage", "100000", "--age", "", *argv, "--json").json)
    table = write("mileage,age\n100000,3\n,x\n1,2,3\n")
    lines = lrcli("predict", table, *argv, "--json").out.splitlines()
    assert len(lines) == 3
    for line in lines:
        check("predict_row", json.loads(line))


def test_what_is_no_document_is_refused():
    with pytest.raises(Exception, match="is a required property"):
        check("evaluate", {})
    with pytest.raises(Exception, match="surprise"):
        check("predict_row", {"file": "a", "line": 1, "notes": [], "surprise": 1})


def test_the_page_names_every_key():
    """Those of the model, which `train` and `crossval` have whole, are described in docs/model.md."""
    page = re.sub("```.*?```", "", (DOCS / "json.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    named = {word for code in re.findall(r"`([^`]+)`", page) for word in re.findall(r"\w+", code)}
    of_model = msgspec.json.schema(Model)["$defs"]
    for name in SCHEMA["$defs"].keys() - of_model.keys():
        for key in SCHEMA["$defs"][name].get("properties", {}):
            assert key in named, f"{name}: {key}"
