"""Each way to keep rows, by what its fold says of a table that the test holds as plain arrays."""

import numpy as np
import pytest
from parts import by_windows

from lrcli.data.tables.gather import Plan
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import by_folds
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import alike
from lrcli.jobs.selection import Selection
from lrcli.learning.solution.precondition import IDENTITY
from lrcli.limits import LIMITS, Limits

ROWS, DEALER, TRAINING, HELD_OUT = 1_200, by_folds(3, 7), [0, 2], 1
WAYS = {
    "rows": LIMITS,
    "moments": Limits(window_rows=200, moments=True),
    "shuffled": Limits(window_rows=200, moments=False),
}


@pytest.fixture(scope="module")
def arrays():
    """X (n, 2) without a gap, the index of a level among three (n,), y (n,)."""
    rng = np.random.default_rng(11)
    X, level = rng.normal(3, 2, (ROWS, 2)), rng.integers(0, 3, ROWS)
    return X, level, 5 + X @ [2, -1] + level**2 + rng.normal(size=ROWS)


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def table(arrays, write, request):
    """The same rows, kept in each way; half of those that are kept shuffled in a file."""
    X, level, y = arrays
    lines = [f"{a!r},{b!r},{'abc'[k]},{v!r}" for (a, b), k, v in zip(X.tolist(), level, y.tolist(), strict=True)]
    path = write("a,b,kind,y\n" + "\n".join(lines) + "\n")
    with Scratch(20_000) as scratch:
        yield Selection(limits=request.param).gather(path, Plan(DEALER, 16, 0), scratch, None)


@pytest.fixture
def fold(table):
    return table.fold(DEALER, TRAINING, Recipe(solver="exact"))


def split(arrays, table):
    """A design of 1, a, b and three levels, its target, for the rows that train and for those that do not."""
    X, level, y = arrays
    design = np.column_stack([np.ones(ROWS), X, level[:, None] == np.arange(3)])
    trains = by_windows(DEALER, ROWS, table.limits.window_rows) != HELD_OUT
    return (design[trains], y[trains]), (design[~trains], y[~trains])


def predictions(arrays, table):
    """ŷ of the least squares of the training rows, for these and for the held-out rows."""
    (A, y), (B, _) = split(arrays, table)
    w = np.linalg.lstsq(A, y, rcond=None)[0]
    return A @ w, B @ w


def test_a_fold_has_the_rows_of_its_parts_and_the_statistics_of_those_that_train(fold, arrays):
    (A, y), _ = split(arrays, fold.table)
    statistics = fold.encoding.statistics
    assert fold.n == len(y)
    np.testing.assert_allclose(statistics.mean, A[:, 1:3].mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(statistics.std, A[:, 1:3].std(axis=0), rtol=1e-12)
    assert (statistics.y_mean, statistics.y_std) == pytest.approx((y.mean(), y.std()), rel=1e-12)
    shares = dict(zip(fold.table.levels[0], statistics.shares[0][1:], strict=True))
    assert [shares[text] for text in "abc"] == pytest.approx(A[:, 3:].mean(axis=0), rel=1e-12)
    assert fold.table.missing() == {}


def test_its_solution_and_its_losses_are_those_of_least_squares(fold, arrays):
    (_, y), (_, y_out) = split(arrays, fold.table)
    fitted, predicted = predictions(arrays, fold.table)
    solved, units = fold.solve(0.0), fold.encoding.y_scale**2
    assert solved.lowest * units == pytest.approx(np.mean((fitted - y) ** 2) / 2, rel=1e-9)
    assert fold.loss_of(HELD_OUT)(solved.w[None]) * units == pytest.approx(
        np.mean((predicted - y_out) ** 2) / 2, rel=1e-9
    )
    assert fold.loss_of(TRAINING[0]) is None, "a part that trains is not held out"


def test_its_scores_are_of_all_rows_and_its_errors_of_some(fold, arrays):
    (_, y), (_, y_out) = split(arrays, fold.table)
    w = fold.solve(0.0).w
    for part, truth, found in (
        (None, y, predictions(arrays, fold.table)[0]),
        (HELD_OUT, y_out, predictions(arrays, fold.table)[1]),
    ):
        (scores,) = fold.scores(part, [w])
        assert (scores.rows, scores.mse) == (len(truth), pytest.approx(np.mean((found - truth) ** 2), rel=1e-9))
        assert scores.mae == pytest.approx(np.mean(np.abs(found - truth)), rel=1e-9), "these are few enough for all"
        np.testing.assert_allclose(
            np.sort(fold.predicted(part, w).errors), np.sort(found - truth), rtol=1e-6, atol=1e-9
        )
    assert fold.scores(TRAINING[0], [w]) == []
    assert fold.predicted(TRAINING[0], w) is None


def test_its_minibatches_hold_each_training_row_once(fold, arrays):
    """The mean of their gradients, weighed by rows, is that of all training rows: here all have as many."""
    (A, y), _ = split(arrays, fold.table)
    minibatches = type(fold).stack([fold, fold], 8, np.random.default_rng(0), [IDENTITY, IDENTITY])
    w = np.zeros((2, 1, fold.encoding.p))
    gradients = [minibatches.gradient(np.array([k, k]), w)[1, 0] for k in range(minibatches.count)]
    z = (y - y.mean()) / y.std()
    expected = -np.mean((A[:, 1:3] - A[:, 1:3].mean(axis=0)) / A[:, 1:3].std(axis=0) * z[:, None], axis=0)
    assert ROWS * 2 // 3 % minibatches.count == 0
    np.testing.assert_allclose(np.mean(gradients, axis=0)[1:3], expected, rtol=1e-9, atol=1e-12)


def test_what_is_looked_at_are_its_rows_and_whether_they_are_held_out(fold, arrays):
    (_, y), (_, y_out) = split(arrays, fold.table)
    for held_out, truth in ((False, y), (True, y_out)):
        found = np.concatenate([rows.y for out, rows in fold.sample() if out is held_out])
        np.testing.assert_array_equal(np.sort(found), np.sort(truth))
    np.testing.assert_allclose(np.sort(np.concatenate([some for some, _ in fold.truth()])), np.sort(y), rtol=1e-12)


def test_more_weights_that_no_row_uses_change_no_other(fold):
    (wider,) = alike([fold.widened(fold.encoding.p + 2)])
    w = wider.solve(0.0).w
    np.testing.assert_allclose(w[:-2], fold.solve(0.0).w, rtol=1e-9, atol=1e-12)
    assert w[-2:].tolist() == [0, 0]
    assert wider.scores(None, [w])[0].mse == pytest.approx(fold.scores(None, [w[:-2]])[0].mse, rel=1e-12)
