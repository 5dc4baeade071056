"""A training that diverges names what is to blame: one far row, the minibatches, or the rate alone."""

import re

import numpy as np
import pytest

from lrcli import DivergenceError, crossval, train
from lrcli.sklearn import LinearSGDRegressor

N = 4000
FAR = 1235  # index of a row that trains with the default seed


def table(far):
    rng = np.random.default_rng(3)
    km, age = rng.integers(0, 200_000, N), rng.integers(0, 15, N)
    price = 20_000 - 0.05 * km - 500 * age + rng.normal(0, 900, N)
    km = km.astype(object)
    km[FAR] = far
    return "km,age,price\n" + "".join(f"{a},{b},{c:.0f}\n" for a, b, c in zip(km, age, price, strict=True))


def message(path, **options):
    with pytest.raises(DivergenceError) as caught:
        train(path, **options)
    return str(caught.value)


@pytest.mark.parametrize("kept_as_moments", [False, True])
def test_a_far_value_is_named_with_its_line_and_the_condition_that_mends_it(write, within, kept_as_moments):
    if kept_as_moments:
        within(window_rows=500, moments=True)
    path = write(table(3_000_000_000))
    said = message(path, optimizer="sgd", learning_rate=0.3, batch_size=16)
    assert f"line {FAR + 2:,}: km 3,000,000,000 is " in said
    assert "times the median" in said
    assert "learning rate" not in said
    condition = re.search(r"where '(.+)'", said)[1]
    mended = train(path, optimizer="sgd", learning_rate=0.3, batch_size=16, where=condition)
    assert mended.model.metrics.train.r2 > 0.9


def test_crossval_names_it_too(write):
    with pytest.raises(DivergenceError, match=rf"line {FAR + 2:,}: km 3,000,000,000"):
        crossval(write(table(3_000_000_000)), optimizer="sgd", learning_rate=0.3, batch_size=16, epochs=10)


def test_a_rate_above_the_limit_of_all_rows_is_to_blame_itself(write):
    """2/λmax of two standardised columns that are independent is near 2."""
    said = message(write(table(100_000)), optimizer="sgd", learning_rate=30.0)
    assert re.search(r"rate 30 is too large; the largest stable rate .* is 2/λmax = 1\.\d", said)


def test_where_all_rows_would_be_stable_the_minibatches_are_to_blame(write):
    """One row of a minibatch of one has λ = 1 + Σ x², some 3 on average: 1.5 is above 2/3 and below 2/λmax."""
    said = message(write(table(100_000)), optimizer="sgd", learning_rate=1.5, batch_size=1, schedule="constant")
    assert "too large for minibatches of 1 row, though on all rows" in said
    assert "or a larger batch_size" in said.replace("--batch-size", "batch_size")


def test_an_array_has_no_condition_to_leave_a_row_out_by():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2000, 2))
    y = X @ [1.0, 2.0]
    X[7, 0] = 1e7
    with pytest.raises(DivergenceError, match="x0 10,000,000 is") as caught:
        LinearSGDRegressor(optimizer="sgd", learning_rate=0.3, batch_size=16, split="none").fit(X, y)
    assert "where" not in str(caught.value)
