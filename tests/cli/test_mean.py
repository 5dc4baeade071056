"""lrcli predict --mean: the mean of a target whose logarithm was learned."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from lrcli import load
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

EXACT = Recipe(solver="exact", split="none")


def costs(n=2_000, sigma=0.9, seed=7):
    """Log-normal costs: log(cost) = 5 + 0.8 size + σ · normal. Their mean is exp(σ²/2) times their median."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(0, 3, n)
    cost = np.exp(5 + 0.8 * size + sigma * rng.normal(size=n))
    return "size,cost\n" + "".join(f"{a!r},{b!r}\n" for a, b in zip(size.tolist(), cost.tolist(), strict=True))


def duan(text):
    """Weights, and Duan's factor, by lstsq."""
    x, y = np.loadtxt(text.splitlines()[1:], delimiter=",").T
    A = np.column_stack([np.ones(len(x)), x])
    w = np.linalg.lstsq(A, np.log(y))[0]
    return w, float(np.exp(np.log(y) - A @ w).mean()), A, y


@pytest.fixture
def trained(lrcli, write):
    text = costs()
    path = write(text)
    assert lrcli("train", path, "-q", "--log-target", "--solver", "exact", "--split", "none").status == 0
    return path, text


def test_the_mean_is_the_median_times_duans_factor(lrcli, trained):
    w, factor, _, _ = duan(trained[1])
    assert factor == pytest.approx(math.exp(0.9**2 / 2), rel=0.1)
    found = lrcli("predict", "--size", "1.5", "--mean", "--json").json
    assert found["cost_predicted"] == pytest.approx(math.exp(w[0] + 1.5 * w[1]), rel=1e-9)
    assert found["cost_mean"] == pytest.approx(factor * math.exp(w[0] + 1.5 * w[1]), rel=1e-9)
    said = lrcli("predict", "--size", "1.5", "--mean")
    assert said.out == f"{found['cost_predicted']:.2f}, mean {found['cost_mean']:.2f}\n"
    assert "median" not in said.err


def test_means_add_up_to_what_rows_cost_and_medians_to_far_less(lrcli, trained):
    path, _ = trained
    rows = list(csv.DictReader(lrcli("predict", path, "--mean", "--interval", "90").out.splitlines()))
    assert list(rows[0]) == ["size", "cost", "cost_predicted", "cost_mean", "cost_low", "cost_high"]
    sums = {name: sum(float(row[name]) for row in rows) for name in ("cost", "cost_predicted", "cost_mean")}
    assert sums["cost_mean"] == pytest.approx(sums["cost"], rel=0.05)
    assert sums["cost_predicted"] < 0.75 * sums["cost"]
    below = np.mean([float(row["cost"]) < float(row["cost_predicted"]) for row in rows])
    assert below == pytest.approx(0.5, abs=0.03)  # a median


def test_an_unasked_prediction_says_that_it_is_a_median_once(lrcli, trained):
    path, _ = trained
    for argv in (["--size", "1.5"], [path]):
        done = lrcli("predict", *argv)
        assert done.err.count("the prediction is the median of rows like it; their mean is") == 1
        assert "--mean" in done.err
        assert "cost_mean" not in done.out


def test_where_mean_and_median_are_nearly_the_same_nothing_is_said(lrcli, write):
    lrcli("train", write(costs(sigma=0.1)), "-q", "--log-target")
    assert "median" not in lrcli("predict", "--size", "1.5").err


def test_without_a_logarithm_the_prediction_is_the_mean_and_the_option_is_refused(lrcli, write):
    path = write(costs())
    lrcli("train", path, "-q")
    for argv in (["--size", "1.5"], [path]):
        done = lrcli("predict", *argv, "--mean")
        assert (done.status, done.out) == (2, "")
        assert "--mean is for models that learned a logarithm" in done.err


def test_a_model_of_before_has_no_mean_and_says_so(lrcli, trained):
    whole = json.loads(Path("model.json").read_text())
    del whole["target"]["log"]["smearing"], whole["metrics"]["mean"]
    Path("model.json").write_text(json.dumps(whole))
    assert lrcli("predict", "--size", "1").status == 0
    assert lrcli("evaluate", trained[0]).status == 0
    done = lrcli("predict", "--size", "1", "--mean")
    assert done.status == 1
    assert "train it anew" in done.err


def test_evaluation_and_training_score_both(lrcli, trained):
    path, text = trained
    w, factor, A, y = duan(text)
    median = np.exp(A @ w)
    r2 = [1 - np.mean((p - y) ** 2) / np.var(y) for p in (median, factor * median)]
    found = lrcli("evaluate", path, "--json").json
    assert [found["model"]["r2"], found["mean"]["r2"]] == pytest.approx(r2, rel=1e-8)
    assert r2[1] > r2[0]
    out = lrcli("evaluate", path).out
    assert "model, medians" in out
    assert "model, means" in out
    kept = load("model.json").metrics
    assert [kept.train.r2, kept.mean.r2] == pytest.approx(r2, rel=1e-8)
    assert "training, means" in lrcli("train", path, "--log-target", "--split", "none").out


def test_means_are_scored_on_the_test_rows_where_there_are_some(lrcli, write):
    lrcli("train", write(costs()), "-q", "--log-target", "--solver", "exact")
    metrics = load("model.json").metrics
    assert metrics.mean.rows == metrics.test.rows == 200


def test_without_a_logarithm_nothing_of_it_is_kept_or_shown(lrcli, write):
    path = write(costs())
    out = lrcli("train", path).out
    assert "means" not in out
    assert "smearing" not in Path("model.json").read_text()
    assert lrcli("evaluate", path, "--json").json["mean"] is None


@pytest.mark.parametrize("moments", [True, False])
def test_of_many_rows_the_factor_is_that_of_all_or_of_a_sample(write, moments):
    text = costs(4_000)
    limits = Limits(window_rows=500, block_bytes=1 << 14, moments=moments)
    model = train(write(text), Selection(target="cost", log_target=True, limits=limits), EXACT).model
    assert model.target.log.smearing == pytest.approx(duan(text)[1], rel=1e-6)


def test_the_page_calls_the_prediction_a_median(lrcli, write):
    path = write(costs())
    lrcli("train", path, "-q", "--log-target", "--report", "log.html")
    lrcli("train", path, "-q", "--report", "plain.html")
    assert "predicted cost (median)" in Path("log.html").read_text()
    assert 'id="mean"' in Path("log.html").read_text()
    assert "(median)" not in Path("plain.html").read_text()
    assert 'id="mean"' not in Path("plain.html").read_text()
