"""What is said of a row that breaks a relation which all training rows had."""

import json
from pathlib import Path

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.model.linear import load


@pytest.fixture
def table(write):
    """total = kids + adults in all 40 rows."""
    rng = np.random.default_rng(61)
    kids, adults = rng.integers(0, 9, 40), rng.integers(1, 12, 40)
    revenue = (5 * kids + 9 * adults + rng.normal(0, 1, 40)).round(1)
    rows = zip(kids, adults, kids + adults, revenue, strict=True)
    return write("kids,adults,total,revenue\n" + "".join(f"{a},{b},{c},{d}\n" for a, b, c, d in rows))


@pytest.mark.parametrize("solver", ["exact", "sgd"])
def test_the_model_keeps_the_relation(table, solver):
    (relation,) = train(table, recipe=Recipe(solver=solver)).model.relations
    assert (relation.feature, relation.constant) == ("total", 0)
    assert relation.weights == pytest.approx({"kids": 1, "adults": 1}, rel=1e-12)
    assert str(relation) == "kids + adults"


def test_rows_that_break_it_are_noted_and_counted(lrcli, table, write):
    lrcli("train", table, "--solver", "exact")
    done = lrcli("predict", write("kids,adults,total\n4,6,10\n4,6,14\n8,8,9\n,6,9\n", "new.csv"))
    notes = [line.split(",")[-1] for line in done.out.splitlines()[1:]]
    assert notes[:3] == ["", "breaks:total", "breaks:total"]
    assert "breaks" not in notes[3]
    assert "2 rows where it is not kids + adults, as in every training row" in " ".join(done.err.split())


def test_one_case_that_breaks_it_says_so(lrcli, table):
    lrcli("train", table, "--solver", "exact")
    said = " ".join(lrcli("predict", "--kids", "8", "--adults", "8", "--total", "9").err.split())
    assert "total is 9 and kids + adults is 16: in every training row they were equal" in said
    assert "equal" not in lrcli("predict", "--kids", "4", "--adults", "6", "--total", "10").err


def test_a_model_file_of_before_has_none_and_loads(lrcli, table):
    lrcli("train", table, "--solver", "exact")
    document = json.loads(Path("model.json").read_text())
    del document["relations"]
    Path("model.json").write_text(json.dumps(document))
    assert load("model.json").relations == []


def test_a_relation_of_what_is_no_feature_is_refused(lrcli, table):
    lrcli("train", table, "--solver", "exact")
    document = json.loads(Path("model.json").read_text())
    document["relations"][0]["weights"] = {"seniors": 1.0}
    Path("model.json").write_text(json.dumps(document))
    done = lrcli("predict", "--kids", "8", "--adults", "8", "--total", "9")
    assert done.status == 1
    assert "'seniors' - at `$.relations[0]`" in done.err


def test_with_more_weights_than_rows_no_relation_is_kept(write):
    table = np.random.default_rng(0).normal(size=(10, 31))
    path = write(
        "\n".join([",".join([*(f"g{k}" for k in range(30)), "y"]), *(",".join(map(str, r)) for r in table), ""])
    )
    assert train(path, Selection(target="y"), recipe=Recipe(solver="exact")).model.relations == []


@pytest.mark.parametrize("solver", ["exact", "sgd"])
def test_an_exact_fit_is_said_of_a_model_that_is_one_alone(lrcli, write, solver):
    """Steps come near the points of a polynomial, and not to the last digit."""
    path = write("x,y\n" + "".join(f"{x},{sum(x**k for k in range(6))}\n" for x in range(21)))
    terms = "x,x^2,x^3,x^4,x^5"
    done = lrcli("train", path, "-f", terms, "-t", "y", "--solver", solver, "--split", "none")
    exact = load("model.json").metrics.train.rmse < 1e-9 * load("model.json").target.std
    assert ("an exact fit" in done.out) == exact
    assert exact or "this training an RMSE of" in " ".join(done.out.split())
    assert exact or solver == "sgd"
