"""The estimator keeps scikit-learn's contract, and learns what its own solver does."""

import inspect

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import lrcli
from lrcli.errors import DivergenceError, OptionError
from lrcli.fitting.recipe import all_options
from lrcli.learning.optimizers import OPTIMIZERS
from lrcli.learning.schedules import SCHEDULES
from lrcli.sklearn import LinearSGDRegressor


@parametrize_with_checks([LinearSGDRegressor(epochs=500), LinearSGDRegressor(solver="exact")])
def test_the_contract_of_scikit_learn_is_kept(estimator, check):
    check(estimator)


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 3)) * [1, 1000, 0.01] + [0, 5000, 3]
    return X, X @ [2.0, -0.003, 50.0] + 7 + rng.normal(size=300)


def test_the_parameters_are_the_options_of_a_training():
    parameters = inspect.signature(LinearSGDRegressor).parameters
    defaults = {name: each.default for name, each in all_options().items()} | {"split": "none"}
    defaults["rmsprop_alpha"] = defaults.pop("alpha")
    assert {name: parameter.default for name, parameter in parameters.items()} == defaults
    assert LinearSGDRegressor().get_params() == defaults
    with pytest.raises(TypeError, match="no parameter 'optimiser'"):
        LinearSGDRegressor(optimiser="sgd")


def test_it_learns_what_the_closed_form_does(data):
    X, y = data
    least_squares = LinearRegression().fit(X, y)
    for estimator in (LinearSGDRegressor(), LinearSGDRegressor(solver="exact")):
        fitted = estimator.fit(X, y)
        assert fitted.coef_ == pytest.approx(least_squares.coef_, rel=1e-3)
        assert fitted.predict(X) == pytest.approx(least_squares.predict(X), rel=1e-3)
        assert fitted.score(X, y) == pytest.approx(least_squares.score(X, y))


@pytest.mark.parametrize("options", [{}, {"solver": "exact"}])
def test_a_sample_counts_as_often_as_its_weight(data, options):
    X, y = data
    weights = np.random.default_rng(1).uniform(0, 3, len(y)) * (np.arange(len(y)) % 5 > 0)  # each fifth is 0
    theirs = LinearRegression().fit(X, y, sample_weight=weights)
    ours = LinearSGDRegressor(**options).fit(X, y, sample_weight=weights)
    assert ours.coef_ == pytest.approx(theirs.coef_, rel=1e-3)
    assert ours.score(X, y, weights) == pytest.approx(theirs.score(X, y, weights), rel=1e-6)
    for wrong in (-weights, weights[:-1], np.zeros(len(y))):
        with pytest.raises(ValueError, match="sample_weight has to be a number for each of the 300 rows"):
            LinearSGDRegressor().fit(X, y, sample_weight=wrong)


def test_alpha_of_rmsprop_does_what_it_says(data):
    X, y = data
    slow, usual = (
        LinearSGDRegressor(optimizer="rmsprop", rmsprop_alpha=alpha, epochs=2).fit(X, y) for alpha in (0.999, None)
    )
    of_table = lrcli.train(
        {**dict(zip("abc", X.T, strict=True)), "y": y}, optimizer="rmsprop", alpha=0.999, epochs=2, split="none"
    )
    assert slow.coef_ == pytest.approx([feature.weight for feature in of_table.model.numeric])
    assert not np.allclose(slow.coef_, usual.coef_)


def test_weight_decay_is_ridge_on_standardised_columns(data):
    X, y = data
    ridge = make_pipeline(StandardScaler(), Ridge(alpha=0.1 * len(y))).fit(X, y)
    fitted = LinearSGDRegressor(weight_decay=0.1, solver="exact").fit(X, y)
    assert fitted.predict(X) == pytest.approx(ridge.predict(X))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_optimizer_and_schedule_learns(data, optimizer, schedule):
    epochs = 400 if optimizer == "adadelta" else 40  # whose first steps are as short as its epsilon
    assert LinearSGDRegressor(optimizer=optimizer, schedule=schedule, epochs=epochs).fit(*data).score(*data) > 0.8


def test_it_is_the_model_of_the_same_table_from_python(cars):
    frame = pd.read_csv(cars)
    fitted = LinearSGDRegressor(epochs=30, seed=3).fit(frame[["mileage", "age"]], frame.price)
    of_table = lrcli.train(frame, epochs=30, seed=3, split="none").model
    assert list(fitted.feature_names_in_) == ["mileage", "age"]
    assert fitted.coef_ == pytest.approx([feature.weight for feature in of_table.numeric], rel=1e-9)
    assert fitted.n_iter_ == 30


def test_numbers_that_look_like_dates_totals_or_identifiers_are_numbers():
    X = np.column_stack([20200101 + np.arange(40) * 100, np.append(np.ones(39), 39)])
    y = np.append(np.arange(39.0), np.arange(39.0).sum())
    fitted = LinearSGDRegressor(solver="exact").fit(X, y)
    assert fitted.predict(X) == pytest.approx(LinearRegression().fit(X, y).predict(X), abs=1e-6)


def test_a_column_that_never_changes_has_no_weight(data):
    X, y = data
    with_constant = np.column_stack([X, np.full(len(X), 4.0)])
    fitted = LinearSGDRegressor(solver="exact").fit(with_constant, y)
    assert fitted.coef_[3] == 0
    assert fitted.coef_[:3] == pytest.approx(LinearSGDRegressor(solver="exact").fit(X, y).coef_)


def test_it_works_in_a_pipeline_a_search_and_by_groups(used_cars):
    frame = pd.read_csv(used_cars).dropna()
    columns = make_column_transformer((OneHotEncoder(sparse_output=False), ["brand", "fuel"]), remainder="passthrough")
    pipeline = make_pipeline(columns, LinearSGDRegressor(solver="exact"))
    X = frame[["brand", "fuel", "mileage", "age"]]
    scores = cross_val_score(pipeline, X, frame.price, cv=GroupKFold(3), groups=frame.age)
    assert scores.shape == (3,)
    grid = {"linearsgdregressor__weight_decay": [0.0, 10.0]}
    search = GridSearchCV(pipeline, grid, cv=3).fit(X, frame.price)
    assert search.best_params_ == {"linearsgdregressor__weight_decay": 0.0}
    assert clone(search.best_estimator_[-1]).get_params() == search.best_estimator_[-1].get_params()


def test_early_stopping_needs_rows_to_stop_by(data):
    with pytest.raises(OptionError, match="patience needs validation rows; give some with split 80/20"):
        LinearSGDRegressor(patience=3).fit(*data)
    stopped = LinearSGDRegressor(patience=3, split="80/20").fit(*data)
    assert 3 < stopped.n_iter_ < LinearSGDRegressor(split="80/20").fit(*data).n_iter_


def test_a_value_that_cannot_be_and_a_training_that_diverges_are_errors(data):
    with pytest.raises(OptionError, match="epochs 0 is not 1 or more"):
        LinearSGDRegressor(epochs=0).fit(*data)
    with pytest.raises(DivergenceError, match="give a smaller learning_rate"):
        LinearSGDRegressor(optimizer="sgd", learning_rate=100.0, schedule="constant").fit(*data)


def test_several_targets_are_learned_each_as_if_it_were_alone():
    X, noise = np.random.default_rng(0).normal(size=(80, 3)), np.random.default_rng(1).normal(size=(80, 2))
    Y = X @ [[1.0, -2.0], [0.0, 3.0], [4.0, 0.5]] + [5.0, -1.0] + noise
    model = LinearSGDRegressor(solver="exact").fit(X, Y)
    theirs = LinearRegression().fit(X, Y)
    assert model.coef_ == pytest.approx(theirs.coef_)
    assert model.intercept_ == pytest.approx(theirs.intercept_)
    assert model.predict(X) == pytest.approx(theirs.predict(X))
    stepped = LinearSGDRegressor(epochs=30).fit(X, Y)
    for k in range(2):
        alone = LinearSGDRegressor(epochs=30).fit(X, Y[:, k])
        assert (stepped.coef_[k].tolist(), stepped.intercept_[k]) == (alone.coef_.tolist(), alone.intercept_)
