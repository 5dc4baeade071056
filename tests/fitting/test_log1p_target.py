"""--target 'log1p(visits)': log(1 + visits) is learned, which counts of 0 have too."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from one_target import crossval_of_one, evaluate_of_one

import lrcli as library
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

EXACT = Recipe(solver="exact", split="none")
OPTIONS = ("--target", "log1p(visits)", "--solver", "exact", "--split", "none")


def counts(n=600, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 3, n)
    return x, rng.poisson(np.exp(0.2 + 0.7 * x)).astype(float)


def text(x, visits):
    return "x,visits\n" + "".join(f"{a!r},{b:g}\n" for a, b in zip(x.tolist(), visits.tolist(), strict=True))


def by_hand(x, visits):
    """Weights by lstsq, ŷ = exp(Xw) − 1, Duan's factor of 1 + visits, and its means."""
    X = np.column_stack([np.ones(len(x)), x])
    w = np.linalg.lstsq(X, np.log1p(visits))[0]
    total = X @ w
    ratio = float(np.exp(np.log1p(visits) - total).mean())
    return w, np.exp(total) - 1, ratio, ratio * np.exp(total) - 1


@pytest.fixture
def path(write):
    return write(text(*counts()))


def test_predictions_means_and_scores_are_those_by_hand(path):
    x, visits = counts()
    w, predicted, ratio, means = by_hand(x, visits)
    model = train(path, Selection(target="log1p(visits)"), EXACT).model
    assert (model.target.name, model.target.log.shift) == ("visits", 1)
    assert model.data.rows == 600
    assert model.bias == pytest.approx(w[0], rel=1e-9)
    assert [model.predict(x=a) for a in x[:20].tolist()] == pytest.approx(predicted[:20], rel=1e-9)
    assert model.target.log.smearing == pytest.approx(ratio, rel=1e-9)
    assert model.scaled(model.predict(x=1.0), model.mean_ratio) == pytest.approx(
        ratio * np.exp(w @ [1, 1.0]) - 1, rel=1e-9
    )
    assert model.metrics.train.rmse == pytest.approx(np.sqrt(np.mean((predicted - visits) ** 2)), rel=1e-9)
    assert model.metrics.mean.rmse == pytest.approx(np.sqrt(np.mean((means - visits) ** 2)), rel=1e-9)
    assert model.metrics.baseline.rmse == pytest.approx(np.std(visits), rel=1e-9)
    assert (model.target.mean, model.target.std) == pytest.approx((visits.mean(), visits.std()), rel=1e-9)


def test_the_commands_agree(lrcli, path):
    x, visits = counts()
    w, predicted, ratio, means = by_hand(x, visits)
    assert lrcli("train", path, "-q", *OPTIONS).status == 0
    case = lrcli("predict", "--x", "1.5", "--mean", "--interval", "90", "--json").json
    total = float(w @ [1, 1.5])
    assert case["visits_predicted"] == pytest.approx(np.exp(total) - 1, rel=1e-9)
    assert case["visits_mean"] == pytest.approx(ratio * np.exp(total) - 1, rel=1e-9)
    low, high = library.load("model.json").reach(90).at(total)
    assert case["visits_low"] == pytest.approx(np.exp(total + low) - 1, rel=1e-9)
    assert case["visits_high"] == pytest.approx(np.exp(total + high) - 1, rel=1e-9)
    assert lrcli("predict", path, "--mean", "--interval", "90", "--explain", "-o", "out.csv").status == 0
    with Path("out.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["visits_predicted"]) for row in rows] == pytest.approx(predicted, abs=1e-5)
    assert [float(row["visits_mean"]) for row in rows] == pytest.approx(means, abs=1e-5)
    product = [(1 + float(row["visits_average"])) * float(row["visits_factor:x"]) - 1 for row in rows]
    assert product == pytest.approx(predicted, rel=1e-4, abs=1e-4)
    for row, total in zip(rows[:50], np.log1p(predicted[:50]).tolist(), strict=True):
        _, high = library.load("model.json").reach(90).at(total)
        assert float(row["visits_high"]) == pytest.approx(np.exp(total + high) - 1, abs=1e-4)
    measured = evaluate_of_one(library.load("model.json"), path)
    assert measured.model.rmse == pytest.approx(np.sqrt(np.mean((predicted - visits) ** 2)), rel=1e-9)
    assert measured.mean.rmse == pytest.approx(np.sqrt(np.mean((means - visits) ** 2)), rel=1e-9)


def test_it_is_said_as_what_it_is(lrcli, path):
    shown = lrcli("train", path, *OPTIONS)
    assert "changes 1 + visits by" in shown.out
    assert any("exp(" in line and " - 1" in line for line in shown.out.splitlines())
    explained = lrcli("predict", "--x", "1.5", "--explain")
    assert "multiplies 1 + visits" in explained.out
    assert "the mean of 1 + visits" in explained.err
    assert lrcli("train", path, "-q", *OPTIONS, "--report", "page.html").status == 0
    page = Path("page.html").read_text(encoding="utf-8")
    assert '"shift":1' in page.replace(" ", "")
    inference = lrcli("train", path, *OPTIONS, "-q", "--inference", "--json").json["inference"]
    assert inference["target"] == "log(1 + visits)"


def test_rows_of_0_that_a_logarithm_loses_are_named_with_the_way_to_keep_them(lrcli, path):
    zeros = int((counts()[1] == 0).sum())
    said = lrcli("train", path, "-t", "visits", "--log-target", "--solver", "exact").err
    assert f"{zeros} cells of which there is no log(visits)" in said
    assert "--target 'log1p(visits)' learns log(1 + visits)" in said
    kept = lrcli("train", path, *OPTIONS).err
    assert "log1p" not in kept


def test_log_of_a_target_is_log_target_and_two_logarithms_are_none(lrcli, write):
    x, visits = counts()
    path = write(text(x, visits + 1))
    one = train(path, Selection(target="log(visits)"), EXACT).model
    other = train(path, Selection(target="visits", log_target=True), EXACT).model
    assert one.bias == other.bias
    assert one.target.log == other.target.log
    twice = lrcli("train", path, "-t", "log1p(visits)", "--log-target")
    assert twice.status != 0
    assert "two logarithms" in twice.err
    assert "no column 'exp(visits)'" in lrcli("train", path, "-t", "exp(visits)").err


def test_a_column_of_that_very_name_is_the_column(write):
    x, visits = counts()
    path = write(text(x, visits).replace("visits", "log1p(visits)", 1))
    model = train(path, Selection(target="log1p(visits)"), EXACT).model
    assert model.target.log is None


def test_many_rows_and_folds_learn_the_same(path):
    x, visits = counts()
    w, _, _, _ = by_hand(x, visits)
    many = train(path, Selection(target="log1p(visits)", limits=Limits(window_rows=50)), EXACT).model
    assert many.bias == pytest.approx(w[0], rel=1e-8)
    assert many.target.mean == pytest.approx(visits.mean(), rel=1e-6)
    result = crossval_of_one(path, [Recipe(solver="exact")], Selection(target="log1p(visits)"), k=3)
    assert result.target == "visits"
    assert 0 < result.candidates[0].validation.mean < np.std(visits)


def test_an_update_goes_on_with_the_same_logarithm(write):
    x, visits = counts()
    old, new, both = (write(text(x[a:b], visits[a:b]), f"{a}-{b}.csv") for a, b in ((0, 400), (400, 600), (0, 600)))
    first = train(old, Selection(target="log1p(visits)"), EXACT, keep_moments=True).model
    model, whole = (
        train(new, None, Recipe(), update=first).model,
        train(both, Selection(target="log1p(visits)"), EXACT).model,
    )
    assert model.bias == pytest.approx(whole.bias, rel=1e-9)
    assert model.target.log.shift == 1


def test_a_model_of_before_has_no_shift(lrcli, write):
    x, visits = counts()
    assert lrcli("train", write(text(x, visits + 1)), "-q", "--log-target", "--solver", "exact").status == 0
    assert "shift" not in json.loads(Path("model.json").read_text(encoding="utf-8"))["target"]["log"]
