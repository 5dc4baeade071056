"""Tables of more columns than rows, against NumPy's solution of smallest norm."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from one_target import crossval_of_one

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

N, D = 14, 50


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(N, D)).round(6)
    y = (100 + 10 * X[:, :3].sum(axis=1) + rng.normal(size=N)).round(6)
    path = tmp_path_factory.mktemp("wide") / "table.csv"
    names = [*(f"x{k}" for k in range(D)), "price"]
    np.savetxt(path, np.column_stack([X, y]), delimiter=",", header=",".join(names), comments="", fmt="%.6f")
    return str(path), X, y


def smallest(X, y):
    """Weights per unit, of the standardised columns' smallest norm."""
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    return np.linalg.pinv(Z) @ (y - y.mean()) / X.std(axis=0)


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(solver="exact"), Recipe(optimizer="sgd", batch_size="full")])
def test_training_ends_at_the_smallest_of_all_weights_that_fit(table, recipe):
    path, X, y = table
    model = train(path, recipe=recipe).model
    assert [feature.weight for feature in model.features] == pytest.approx(smallest(X, y), abs=1e-9)
    assert model.metrics.train.rmse < 1e-9


def test_an_exact_fit_ends_the_training(table):
    training = train(table[0]).model.training
    assert training.stopped == "arrived"
    assert training.epochs_run < 2_000


@pytest.mark.parametrize("columns", [10, D])
def test_each_fold_is_predicted_by_the_smallest_weights_of_the_others(table, columns):
    """4 folds leave 10 or 11 rows to train: of 10 columns and the bias these are fewer in some folds alone."""
    path, X, y = table
    names = tuple(f"x{k}" for k in range(columns))
    rows = crossval_of_one(path, [Recipe(epochs=3_000)], Selection(features=names), k=4, predictions=True).predictions
    for fold in range(4):
        own = rows.fold == fold
        train, test = X[~own, :columns], X[own, :columns]
        weights = smallest(train, y[~own])
        expected = y[~own].mean() + (test - train.mean(axis=0)) @ weights
        assert rows.predicted[own] == pytest.approx(expected, abs=1e-3 if columns == 10 else 1e-8)


def test_the_first_step_shows_the_columns_whose_directions_the_rows_tell_apart(table):
    step = train(table[0], explain_step=True).first_step
    assert step.weights == ("b", *(f"x{k}" for k in range(N - 1)))
    assert step.step.X.shape == (N, N)
    assert [name for name, _, _ in step.numbers] == [f"x{k}" for k in range(N - 1)]


def test_levels_beside_many_numbers_keep_weights_of_their_own(table, tmp_path):
    """A level's weight decay moves part of what it explains to the numbers, which have none, and nothing is left."""
    path, *_ = table
    lines = Path(path).read_text().splitlines()
    texts = ["colour", *("red" if k % 2 else "blue" for k in range(N))]
    file = tmp_path / "levels.csv"
    file.write_text("\n".join(f"{text},{line}" for text, line in zip(texts, lines, strict=True)) + "\n")
    model = train(str(file)).model
    assert model.metrics.train.rmse < 1e-6
    assert {feature.name for feature in model.features} >= {"colour", "x0"}


ROWS, TEXTS, LEVELS = 30, 60, 5


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Two numbers and 60 texts of 30 rows, of which three texts and a number decide on the price."""
    rng = np.random.default_rng(1)
    X, codes = (
        rng.normal(size=(ROWS, 2)).round(6),
        rng.permuted(np.tile(np.arange(ROWS) % LEVELS, (TEXTS, 1)), axis=1).T,
    )
    y = (100 + 5 * X[:, 0] + 3 * codes[:, :3].sum(axis=1) + rng.normal(size=ROWS)).round(6)
    path = tmp_path_factory.mktemp("texts") / "table.csv"
    header = [*(f"t{k}" for k in range(TEXTS)), "x0", "x1", "price"]
    lines = [[*(f"level {c}" for c in row), *map(str, x), str(t)] for row, x, t in zip(codes, X, y, strict=True)]
    path.write_text("\n".join(map(",".join, [header, *lines])) + "\n")
    return str(path), X, codes, y


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(optimizer="sgd", batch_size="full")])
def test_of_more_levels_than_rows_a_training_ends_where_least_squares_with_a_row_for_each_level_does(texts, recipe):
    path, X, codes, y = texts
    recipe = replace(recipe, split="100/0/0")
    model = train(path, Selection(target="price"), recipe).model
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    ones = np.concatenate([codes[:, [k]] == np.arange(LEVELS) for k in range(TEXTS)], axis=1).astype(float)
    rows = np.hstack([np.ones((ROWS, 1)), Z, ones])
    penalties = np.hstack([np.zeros((TEXTS * LEVELS, 3)), np.eye(TEXTS * LEVELS) / np.sqrt(3)])  # λ = 1/(3n)
    best = np.linalg.lstsq(np.vstack([rows, penalties]), np.append(y, np.zeros(TEXTS * LEVELS)))[0]
    predicted = [
        model.predict(x0=x[0], x1=x[1], **{f"t{k}": f"level {c}" for k, c in enumerate(row)})
        for x, row in zip(X.tolist(), codes.tolist(), strict=True)
    ]
    assert predicted == pytest.approx(rows @ best, abs=1e-9)
    assert model.training.stopped == "arrived"
