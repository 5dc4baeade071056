"""Rows that count differently: as if each stood in the table as often as its weight says, however rows are kept."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from one_target import crossval_of_one
from sklearn.linear_model import LinearRegression

from lrcli.errors import DataError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits, default_limits

N = 600
EXACT = Recipe(solver="exact", split="none")
WAYS = {
    "rows": default_limits(),
    "moments": replace(default_limits(), window_rows=200, moments=True),
    "shuffled": replace(default_limits(), window_rows=200, moments=False),
}


@pytest.fixture(scope="module")
def columns():
    """Numbers, some of them missing, and a category; errors that grow; counts from 0 to 5."""
    rng = np.random.default_rng(0)
    size, quality = rng.normal(50, 9, N), rng.normal(size=N)
    kind = rng.choice(list("abcd"), N, p=[0.5, 0.3, 0.15, 0.05])
    price = 500 + 3 * size + quality + 5 * (kind == "b") + rng.normal(0, 4 + np.abs(size - 50), N)
    quality[::17] = np.nan
    return {"size": size, "quality": quality, "kind": kind, "price": price}, rng.integers(0, 6, N)


def weighted(columns, weights, recipe=EXACT, limits: Limits | None = None, **selection):
    table = {**columns, "sold": weights}
    limits = limits or default_limits()
    return train(table, Selection(target="price", weights="sold", limits=limits, **selection), recipe, confidence=95)


def repeated(columns, counts, limits: Limits | None = None, **selection):
    table = {name: np.repeat(values, counts) for name, values in columns.items()}
    limits = limits or default_limits()
    return train(table, Selection(target="price", limits=limits, **selection), EXACT, confidence=95)


def estimates(fit):
    return {(weight.feature, weight.level): weight for weight in fit.inference.weights}


@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_a_row_of_weight_k_counts_as_k_rows(columns, way, log_target):
    table, counts = columns
    ours = weighted(table, counts, limits=WAYS[way], log_target=log_target)
    rows = repeated(table, counts, log_target=log_target)
    for feature, same in zip(ours.model.features, rows.model.features, strict=True):
        assert feature.std == pytest.approx(same.std)
        assert getattr(feature, "mean", 0) == pytest.approx(getattr(same, "mean", 0))
    assert ours.model.target.mean == pytest.approx(rows.model.target.mean, rel=1e-12)
    assert ours.model.target.std == pytest.approx(rows.model.target.std, rel=1e-9)
    if log_target:
        assert ours.model.target.log.smearing == pytest.approx(rows.model.target.log.smearing, rel=1e-12)
    for name in ("loss", "rmse", "mae", "mape", "r2"):
        for scores, same in (
            (ours.model.metrics.train, rows.model.metrics.train),
            (ours.model.metrics.baseline, rows.model.metrics.baseline),
        ):
            assert scores.value(name) == pytest.approx(same.value(name), rel=1e-9, abs=1e-12)
    assert ours.model.metrics.train.rows == (counts > 0).sum()
    assert ours.model.metrics.train.weight == counts.sum()
    theirs = estimates(rows)
    for weight, own in estimates(ours).items():
        assert own.estimate == pytest.approx(theirs[weight].estimate, rel=1e-9)
        if way != "moments":
            assert own.standard_error == pytest.approx(theirs[weight].standard_error, rel=1e-9)
            assert own.robust_error == pytest.approx(theirs[weight].robust_error, rel=1e-9)
            assert own.p == pytest.approx(theirs[weight].p, rel=1e-6)


@pytest.mark.parametrize("way", WAYS)
def test_the_model_is_as_sure_as_of_repeated_rows(columns, way):
    table, counts = columns
    table = {name: table[name] for name in ("size", "price")}
    ours, rows = weighted(table, counts, limits=WAYS[way]), repeated(table, counts)
    for name in ("freedom", "residual_std", "adjusted_r2", "f", "aic", "bic"):
        assert getattr(ours.inference, name) == pytest.approx(getattr(rows.inference, name), rel=1e-9)
    theirs = estimates(rows)
    for weight, own in estimates(ours).items():
        assert own.standard_error == pytest.approx(theirs[weight].standard_error, rel=1e-9)
    assert (ours.inference.rows, ours.inference.weight) == ((counts > 0).sum(), counts.sum())


def test_fractional_weights_are_those_of_statsmodels_and_scikit_learn(columns):
    table, _ = columns
    table = {name: table[name] for name in ("size", "price")}
    weights = np.random.default_rng(1).uniform(0.1, 3, N)
    fit = weighted(table, weights)
    X = sm.add_constant(table["size"])
    least_squares = sm.WLS(table["price"], X, weights=weights).fit()
    counted = sm.GLM(table["price"], X, freq_weights=weights).fit(tol=1e-14)  # as rows repeated: n is the sum
    own = list(estimates(fit).values())
    assert [weight.estimate for weight in own] == pytest.approx(list(least_squares.params), rel=1e-10)
    assert [weight.standard_error for weight in own] == pytest.approx(list(counted.bse), rel=1e-9)
    assert fit.inference.r2 == pytest.approx(least_squares.rsquared, rel=1e-10)
    size = table["size"][:, None]
    learned = LinearRegression().fit(size, table["price"], sample_weight=weights)
    r2 = learned.score(size, table["price"], sample_weight=weights)
    assert fit.model.metrics.train.r2 == pytest.approx(r2, rel=1e-10)


@pytest.mark.parametrize("way", WAYS)
def test_steps_arrive_where_the_weighted_solution_is(columns, way):
    table, counts = columns
    table = {name: table[name] for name in ("size", "price")}
    steps = weighted(table, counts, Recipe(split="none", epochs=400, learning_rate=0.02), WAYS[way])
    assert steps.model.metrics.optimality_gap < 1e-4
    assert steps.model.numeric[0].weight == pytest.approx(repeated(table, counts).model.numeric[0].weight, rel=5e-3)


@pytest.mark.parametrize("way", WAYS)
def test_the_folds_errors_are_those_of_rows_as_they_count(columns, way):
    """Each fold by NumPy on the rows that its weights repeat, which are held out together."""
    table, counts = columns
    table = {name: table[name] for name in ("size", "price")}
    selection = Selection(target="price", weights="sold", limits=WAYS[way])
    result = crossval_of_one({**table, "sold": counts}, [EXACT], selection, k=4, predictions=way == "rows")
    if way == "rows":
        folds, used = result.predictions.fold, counts[counts > 0]
        size, price = table["size"][counts > 0], table["price"][counts > 0]
        squares = 0.0
        for fold in range(4):
            trains, held_out = folds != fold, folds == fold
            A = np.repeat(np.column_stack([np.ones(trains.sum()), size[trains]]), used[trains], axis=0)
            w = np.linalg.lstsq(A, np.repeat(price[trains], used[trains]))[0]
            errors = w[0] + w[1] * size[held_out] - price[held_out]
            own = result.winner.folds[fold].validation
            assert own.rmse == pytest.approx(np.sqrt(np.average(errors**2, weights=used[held_out])), rel=1e-9)
            assert own.weight == used[held_out].sum()
            squares += used[held_out] @ errors**2
        assert result.winner.validation.pooled == pytest.approx(np.sqrt(squares / used.sum()), rel=1e-9)
    else:
        assert result.winner.validation.pooled == pytest.approx(13.5, abs=1)
        assert sum(fold.validation.weight for fold in result.winner.folds) == counts.sum()


def test_cells_that_are_no_weights_are_named_with_their_lines(tmp_path):
    path = tmp_path / "sold.csv"
    rows = [f"{k},{3 * k + k % 3},{k % 4 + 1}" for k in range(1, 30)]
    path.write_text("\n".join(["size,price,sold", *rows, "5,9,-2", "6,9,", "7,9,many", "8,9,0"]) + "\n")
    remarks = train(str(path), Selection(target="price", weights="sold"), EXACT).remarks
    assert "1 row of weight 0 is not used" in remarks
    assert "weights sold: 2 cells below 0 or missing, which is no weight: line 31 '-2', line 32 ''" in remarks
    assert "sold: 1 cell not understood: line 33 'many'" in remarks
    assert "3 rows left out for that" in remarks
    path.write_text("\n".join(["size,price,sold", *rows, "5,9,-2"]) + "\n")
    with pytest.raises(DataError, match="line 31, column 'weights sold': '-2' below 0 or missing, which is no weight"):
        train(str(path), Selection(target="price", weights="sold", strict=True), EXACT)


def test_the_weights_are_neither_feature_nor_target():
    table = {"size": [1, 2, 3, 4], "price": [2, 3, 5, 6], "kind": ["a", "b", "a", "b"], "sold": [1, 2, 1, 2]}
    assert [each.name for each in train(table, Selection(weights="sold"), EXACT).model.features] == ["size", "kind"]
    del table["kind"]
    rates = {"size": [1, 2, 3, 4], "rate": [2, 3, 5, 6], "sold": [1, 2, 1, 2]}
    assert train(rates, Selection(weights="sold"), EXACT).model.target.name == "rate"  # else the last column
    for name, selection in {
        "sold: the column is the target": Selection(target="sold", weights="sold"),
        "sold: the column is a feature": Selection(features=["sold"], weights="sold"),
        "no column 'number'": Selection(weights="number"),
    }.items():
        with pytest.raises(OptionError, match=name):
            train(table, selection, EXACT)
    with pytest.raises(OptionError, match="kind: the column holds no numbers, as 'a'"):
        train({**table, "kind": list("abab")}, Selection(weights="kind"), EXACT)


def test_what_is_for_rows_that_count_once_says_so():
    table = {"size": [1, 2, 3, 4], "price": [2, 3, 5, 6], "sold": [1, 2, 1, 2]}
    for option in ("explain_step", "keep_moments"):
        with pytest.raises(OptionError, match="for rows that count once each; leave --weights out"):
            train(table, Selection(weights="sold"), Recipe(split="none"), **{option: True})


@pytest.mark.parametrize("loss", ["huber", "absolute", "quantile:0.9"])
def test_other_losses_count_rows_as_often(columns, loss):
    table, counts = columns
    table, counts = {name: table[name][:60] for name in ("size", "price")}, counts[:60]
    recipe = Recipe(loss=loss, split="none", epochs=500)
    ours = train({**table, "sold": counts}, Selection(target="price", weights="sold"), recipe).model
    same = train({name: np.repeat(values, counts) for name, values in table.items()}, Selection("price"), recipe).model
    assert ours.numeric[0].weight == pytest.approx(same.numeric[0].weight, rel=1e-2)
    assert ours.metrics.train.loss == pytest.approx(same.metrics.train.loss, rel=1e-3)
