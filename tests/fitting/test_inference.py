"""How sure the weights are, in the columns' units: against NIST's certificates, what R prints, and statsmodels."""

import csv
import io
import json
import math

import numpy as np
import pytest

from lrcli.errors import OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

ALL_ROWS = Recipe(solver="exact", split="none")


def inference(path, recipe=ALL_ROWS, confidence=95.0, **selection):
    return train(path, Selection(**selection), recipe, confidence=confidence).inference


def by_name(found):
    return {(weight.feature, weight.level): weight for weight in found.weights}


@pytest.mark.parametrize(("name", "powers"), [("longley", 1), ("norris", 1), ("pontius", 2), ("wampler4", 5)])
def test_nists_certified_standard_deviations(shared, name, powers):
    """NIST certifies 15 digits; of Wampler's powers of 20 the columns take five of them."""
    certified = json.loads((shared / "nist" / f"{name}.json").read_text())["certified"]
    terms = ["x", *(f"x^{k}" for k in range(2, powers + 1))] if powers > 1 else []
    found = inference(str(shared / "nist" / f"{name}.csv"), target="y", features=terms)
    digits = 1e-8 if powers == 5 else 1e-10
    for weight, known in zip(found.weights, certified["coefficients"], strict=True):
        assert weight.estimate == pytest.approx(float(known["estimate"]), rel=digits)
        assert weight.standard_error == pytest.approx(float(known["sd"]), rel=digits)
    assert found.residual_std == pytest.approx(float(certified["residual_sd"]), rel=1e-10)
    assert found.r2 == pytest.approx(float(certified["r_squared"]), rel=1e-10)
    if f := certified.get("anova", {}).get("Regression", {}).get("F"):
        assert found.f == pytest.approx(float(f), rel=1e-9)


def test_longley_as_r_prints_it(shared):
    """summary(lm(y ~ ., longley)), AIC, BIC, and vif of the package car."""
    found = inference(str(shared / "nist" / "longley.csv"), target="y")
    assert [f"{weight.t:.3f}" for weight in found.weights] == [
        "-3.911",
        "0.177",
        "-1.070",
        "-4.136",
        "-4.822",
        "-0.226",
        "4.016",
    ]
    printed = ["0.003560", "0.863141", "0.312681", "0.002535", "0.000944", "0.826212", "0.003037"]
    assert [f"{weight.p:.6f}" for weight in found.weights] == printed
    factors = ["135.53244", "1788.51348", "33.61889", "3.58893", "399.15102", "758.98060"]
    assert [f"{weight.vif:.5f}" for weight in found.weights[1:]] == factors
    assert (f"{found.adjusted_r2:.4f}", f"{found.f:.1f}", f"{found.p:.3e}") == ("0.9925", "330.3", "4.984e-10")
    assert (found.freedom, f"{found.aic:.4f}", f"{found.bic:.4f}") == (9, "235.2349", "241.4156")


ROWS = 700


def cars(n=ROWS, seed=4):
    """Two numbers, one with gaps, a text with a missing level, errors that grow with the first number."""
    rng = np.random.default_rng(seed)
    a, b, kind = (
        rng.uniform(1, 9, n),
        rng.normal(20, 3, n),
        rng.choice(["x", "y", "z", ""], n, p=[0.5, 0.3, 0.15, 0.05]),
    )
    y = np.exp((30 + 2 * a - b + 4 * (kind == "y") + rng.normal(size=n) * a / 3) / 20)
    cells = zip(a.tolist(), b.tolist(), kind.tolist(), y.tolist(), strict=True)
    return "a,b,kind,y\n" + "".join(
        f"{p!r},{'' if k % 20 == 7 else repr(q)},{r},{s!r}\n" for k, (p, q, r, s) in enumerate(cells)
    )


def design(text):
    """The columns as R would have them: 1, a, b, lacks b, and the levels but the first; and y."""
    rows = list(csv.DictReader(io.StringIO(text)))
    numbers = np.array([[float(row["a"]), float(row["b"] or "nan")] for row in rows])
    lacks = np.isnan(numbers[:, 1])
    numbers[lacks, 1] = np.nanmean(numbers[:, 1])
    kinds = np.array([row["kind"] for row in rows])
    levels = list(dict.fromkeys(kinds))
    dummies = np.column_stack([kinds == level for level in levels]).astype(float)
    y = np.array([float(row["y"]) for row in rows])
    return np.column_stack([np.ones(len(rows)), numbers, lacks, dummies[:, 1:]]), y, levels, dummies.mean(axis=0)


@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.parametrize("solver", ["exact", "sgd"])
def test_all_is_what_statsmodels_finds(write, log_target, solver):
    sm = pytest.importorskip("statsmodels.api", reason="statsmodels, the oracle, is not installed")
    text = cars()
    found = inference(write(text), Recipe(solver=solver, split="none", epochs=None if solver == "exact" else 2),
                      90.0, target="y", log_target=log_target)  # fmt: skip
    X, y, levels, shares = design(text)
    fit = sm.OLS(np.log(y) if log_target else y, X).fit()
    rows = {("bias", None): np.array([1, 0, 0, 0, *shares[1:]]), ("a", None): np.eye(7)[1], ("b", None): np.eye(7)[2]}
    rows[("b", "(missing)")] = np.eye(7)[3]
    for k, level in enumerate(levels):
        rows["kind", level or "(missing)"] = np.array([0, 0, 0, 0, *(np.eye(4)[k] - shares)[1:]])
    weights = by_name(found)
    assert weights.keys() == rows.keys()
    robust = fit.get_robustcov_results("HC3")
    for name, row in rows.items():
        weight, known = weights[name], fit.t_test(row)
        low, high = known.conf_int(0.1)[0]
        assert weight.estimate == pytest.approx(known.effect[0], rel=1e-9, abs=1e-12)
        assert weight.standard_error == pytest.approx(known.sd[0, 0], rel=1e-10)
        assert weight.p == pytest.approx(float(known.pvalue), rel=1e-8)
        assert (weight.low, weight.high) == pytest.approx((low, high), rel=1e-8)
        assert weight.may_be_zero == (low < 0 < high)
        assert weight.robust_error == pytest.approx(robust.t_test(row).sd[0, 0], rel=1e-9)
    test = fit.f_test(np.eye(7)[4:])
    assert (found.categories[0].freedom, found.categories[0].f) == (3, pytest.approx(float(test.fvalue), rel=1e-9))
    assert found.categories[0].p == pytest.approx(float(test.pvalue), rel=1e-7)
    assert (found.r2, found.adjusted_r2) == pytest.approx((fit.rsquared, fit.rsquared_adj), rel=1e-10)
    assert (found.f, found.p) == pytest.approx((fit.fvalue, fit.f_pvalue), rel=1e-8)
    assert found.residual_std == pytest.approx(math.sqrt(fit.scale), rel=1e-10)
    assert found.aic == pytest.approx(fit.aic + 2, rel=1e-10)  # statsmodels does not count the variance, R does
    assert found.bic == pytest.approx(fit.bic + math.log(ROWS), rel=1e-10)
    assert found.robust == "HC3"


@pytest.mark.parametrize("moments", [True, False])
def test_of_many_rows_the_same_is_found_however_they_are_kept(write, moments):
    path = write(cars(6_000))
    few = inference(path, target="y")
    limits = Limits(window_rows=500, block_bytes=1 << 14, moments=moments)
    many = inference(path, target="y", limits=limits)
    assert many.aic == pytest.approx(few.aic, rel=1e-10)
    assert many.categories[0].f == pytest.approx(few.categories[0].f, rel=1e-7)
    known = by_name(few)
    for name, weight in by_name(many).items():
        assert weight.estimate == pytest.approx(known[name].estimate, rel=1e-7)
        assert weight.standard_error == pytest.approx(known[name].standard_error, rel=1e-7)
        assert weight.vif == (None if known[name].vif is None else pytest.approx(known[name].vif, rel=1e-7))
        tolerance = 0.5 if moments else 1e-7  # of few minibatches, √(1 / (2 · 24)) is one deviation
        assert weight.robust_error == pytest.approx(known[name].robust_error, rel=tolerance)
    assert many.robust.startswith("jackknife of 2" if moments else "HC3")


def test_from_many_minibatches_the_robust_errors_are_those_of_the_rows(write):
    path = write(cars(30_000))
    few = by_name(inference(path, target="y"))
    limits = Limits(window_rows=4_000, block_bytes=1 << 16, moments=True)
    recipe = Recipe(split="none", batch_size=30, epochs=1)
    many = inference(path, recipe, target="y", limits=limits)
    assert many.robust == "jackknife of 998 minibatches"  # each window has as many as come nearest to 30 rows
    for name, weight in by_name(many).items():
        assert weight.robust_error == pytest.approx(few[name].robust_error, rel=0.1)  # 4 deviations, √(1 / 2000)
    assert by_name(many)["a", None].standard_error < 0.9 * by_name(many)["a", None].robust_error


def test_it_is_of_the_training_rows_only(write):
    header, *lines = cars().splitlines()
    both = inference(write("\n".join([header, *lines])), Recipe(solver="exact"), target="y")
    assert both.rows == 560


def test_with_a_weight_decay_the_weights_without_it_are_shown_and_that_is_said(write):
    path = write(cars())
    plain = inference(path, target="y")
    decayed = inference(path, Recipe(solver="exact", split="none", weight_decay=0.5), target="y")
    assert not plain.shrunk
    assert decayed.shrunk
    assert [weight.estimate for weight in decayed.weights] == pytest.approx(
        [w.estimate for w in plain.weights], rel=1e-9
    )


def test_features_that_add_up_to_one_another_have_no_weight_of_their_own(write):
    rng = np.random.default_rng(2)
    a, b, c = rng.integers(0, 50, (3, 60)).tolist()
    lines = [
        f"{p},{q},{p + q},{r},{3 * p - q + r + e:.6f}" for p, q, r, e in zip(a, b, c, rng.normal(size=60), strict=True)
    ]
    found = inference(write("a,b,sum,c,y\n" + "\n".join(lines)), target="y")
    weights = by_name(found)
    assert [weights[name, None].estimate for name in ("a", "b", "sum")] == [None] * 3
    assert [weights[name, None].standard_error for name in ("a", "b", "sum")] == [None] * 3
    X = np.column_stack([np.ones(60), a, b, c])
    y = np.array([float(line.split(",")[-1]) for line in lines])
    w, rss = np.linalg.lstsq(X, y)[:2]
    error = math.sqrt(np.linalg.inv(X.T @ X)[3, 3] * rss[0] / 56)
    assert (weights["c", None].estimate, weights["c", None].standard_error) == pytest.approx((w[3], error), rel=1e-10)
    assert (found.rank, found.freedom) == (4, 56)


def test_a_category_that_another_tells_is_worth_nothing_beside_it(write):
    lines = "".join(f"{'uvw'[k % 3]},{'PPQ'[k % 3]},{k % 3 + (k * 7 % 5) / 10}\n" for k in range(60))
    found = inference(write("k,z,y\n" + lines), target="y")
    assert [(test.feature, test.freedom) for test in found.categories] == [("k", 1), ("z", 0)]
    assert found.categories[1].f is None


def test_with_no_more_rows_than_weights_there_are_no_errors(write):
    found = inference(write("a,b,y\n1,5,2\n2,3,9\n4,4,1\n"), target="y")
    assert (found.freedom, found.residual_std, found.aic, found.robust) == (0, None, None, None)
    assert all(weight.standard_error is None and weight.p is None for weight in found.weights)
    assert found.weights[1].estimate is not None


def test_an_exact_fit_has_no_errors(write):
    found = inference(write("x,y\n" + "".join(f"{k},{2 * k + 1}\n" for k in range(20))), target="y")
    assert found.exact_fit
    assert [weight.standard_error for weight in found.weights] == [None, None]
    assert found.weights[1].estimate == pytest.approx(2, rel=1e-12)


def test_near_collinearity_is_a_remark_and_a_square_beside_its_column_is_none(write):
    rng = np.random.default_rng(2)
    a = rng.uniform(1, 2, 80)
    lines = [
        f"{p},{p + q / 50},{r},{p + r}" for p, q, r in zip(a, rng.normal(size=80), rng.uniform(1, 2, 80), strict=True)
    ]
    path = write("a,b,c,y\n" + "\n".join(lines))
    remarks = train(path, Selection(target="y"), ALL_ROWS, confidence=95).remarks
    assert sum("nearly collinear: " in line for line in remarks) == 1
    line = next(line for line in remarks if "nearly collinear" in line)
    assert "a (VIF" in line
    assert "b (VIF" in line
    assert "c (VIF" not in line
    terms = train(path, Selection(target="y", features=["c", "c^2"]), ALL_ROWS, confidence=95)
    assert terms.inference.weights[1].vif > 10
    assert not any("nearly collinear" in line for line in terms.remarks)


@pytest.mark.parametrize("confidence", [0.0, 100.0, -5.0, math.nan])
def test_a_confidence_that_is_none_is_refused(write, confidence):
    with pytest.raises(OptionError, match="confidence"):
        inference(write(cars()), confidence=confidence, target="y")


def test_more_weights_than_a_matrix_holds_are_refused_before_the_training(write):
    lines = "".join(f"k{k % 2_100},{k * k % 17}\n" for k in range(4_200))
    with pytest.raises(OptionError, match="at most 2,000 weights"):
        inference(write("k,y\n" + lines), target="y", categorical=["k"])
