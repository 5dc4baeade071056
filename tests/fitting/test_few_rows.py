"""What a default training makes of few rows for many weights."""

import numpy as np
import pytest
from one_target import crossval_of_one

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

WAYS = {
    "rows": Limits(),
    "moments": Limits(window_rows=30, block_bytes=512, moments=True),
    "shuffled": Limits(window_rows=30, block_bytes=512, moments=False),
}
EXACT = Recipe(solver="exact", split="none")
D = 20


def numbers(n=120, noise=4.0, collinear=0.0):
    """D columns, some of them alike, and a target."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(n, D)) + collinear * rng.normal(size=(n, 1))
    return X, 50 + X @ rng.normal(size=D) + noise * rng.normal(size=n)


def written(write, X, y, name="table.csv"):
    header = ",".join([*(f"x{k}" for k in range(X.shape[1])), "y"])
    rows = "".join(",".join(map(repr, row)) + "\n" for row in np.column_stack([X, y]).tolist())
    return write(f"{header}\n{rows}", name)


def ridge(X, y, alpha):
    """Predictions of Ridge(alpha) on standardised columns."""
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    w = np.linalg.solve(Z.T @ Z + alpha * np.eye(Z.shape[1]), Z.T @ (y - y.mean()))
    return Z @ w + y.mean()


def predicted(model, X):
    return np.array([model.predict(**{f"x{k}": x for k, x in enumerate(row)}) for row in X.tolist()])


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
def test_their_weights_have_the_weight_decay_that_the_model_names(write, limits):
    X, y = numbers()
    result = train(written(write, X, y), Selection(limits=limits, memory=0, target="y"), EXACT)
    decay = result.model.training.number_decay
    assert decay > 0
    assert predicted(result.model, X) == pytest.approx(ridge(X, y, 120 * decay), rel=1e-7)
    assert sum("120 training rows are few for 20 weights" in remark for remark in result.remarks) == 1
    assert all("20 weights" not in r or f"likeliest, {decay:.3g}" in r for r in result.remarks)


def test_steps_and_the_exact_solver_agree_and_so_do_all_seeds(write):
    """Predictions that differ by a tenth of the noise's deviation change an error by half a percent."""
    X, y = numbers(collinear=2)
    path = written(write, X, y)
    best = train(path, Selection(target="y"), EXACT).model
    assert best.training.number_decay > 0
    exact = predicted(best, X)
    for seed in range(2):
        steps = train(path, Selection(target="y"), Recipe(split="none", seed=seed, batch_size=30, epochs=300)).model
        assert steps.metrics.optimality_gap < 1e-3
        assert np.sqrt(np.mean((predicted(steps, X) - exact) ** 2)) < 0.1 * 4


def test_a_given_weight_decay_is_taken_as_it_is(write):
    X, y = numbers()
    path = written(write, X, y)
    for given in (0.0, 0.1):
        model = train(path, Selection(target="y"), Recipe(solver="exact", split="none", weight_decay=given)).model
        assert predicted(model, X) == pytest.approx(ridge(X, y, 120 * given), rel=1e-9)
        assert model.training.number_decay is None


@pytest.mark.parametrize(
    ("n", "noise", "options"),
    [
        (400, 4.0, {}),
        (120, 0.0, {}),
        (120, 4.0, {"standardize": False}),
        (120, 4.0, {"min_count": 2}),
    ],
    ids=["twenty rows a weight", "an exact sum", "raw features", "--min-count"],
)
def test_there_is_none_where_it_cannot_help_or_is_not_asked_for(write, n, noise, options):
    X, y = numbers(n, noise)
    recipe = Recipe(solver="exact", split="none", **options)
    result = train(written(write, X, y), Selection(target="y"), recipe)
    assert predicted(result.model, X) == pytest.approx(ridge(X, y, 0), rel=1e-9)
    assert "number_decay" not in result.model.to_json()
    assert not any("few for" in remark for remark in result.remarks)


def test_an_exact_sum_of_columns_is_recognised(write):
    X, _ = numbers(150)
    result = train(written(write, X, 2 * X[:, 3] - X[:, 7] + 1), Selection(target="y"), EXACT)
    assert "2 x3 - x7 + 1" in str(result.verdict).replace("·", " ")


def test_folds_choose_their_own_and_say_so(write):
    X, y = numbers()
    path = written(write, X, y)
    result = crossval_of_one(path, [Recipe(solver="exact")], Selection(target="y"), k=4)
    plain = crossval_of_one(path, [Recipe(solver="exact", weight_decay=0.0)], Selection(target="y"), k=4)
    assert result.winner.validation.pooled < plain.winner.validation.pooled
    assert any("90 training rows in the first fold are few for 20 weights" in remark for remark in result.remarks)
    assert (result.decay_was_compared, plain.decay_was_compared) == (True, False)


@pytest.mark.parametrize("way", [{"solver": "exact"}, {"batch_size": "full", "epochs": 100}], ids=["exact", "steps"])
def test_a_grid_measures_the_default_as_it_is_alone(write, way):
    X, y = numbers(collinear=2)
    path, selection = written(write, X, y), Selection(target="y")
    grid = [Recipe(**way, weight_decay=decay) for decay in (0.0, None, 0.1)]
    together = crossval_of_one(path, grid, selection, k=3)
    for candidate, recipe in zip(together.candidates, grid, strict=True):
        alone = crossval_of_one(path, [recipe], selection, k=3)
        assert candidate.validation.pooled == pytest.approx(alone.winner.validation.pooled, rel=1e-6)
