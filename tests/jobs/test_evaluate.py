"""A measurement that a few rows decide says so, with their lines and the error of all others."""

import numpy as np
import pandas as pd
import pytest

from lrcli import evaluate, train

ROWS = 400


def cars(seed, wild=()):
    rng = np.random.default_rng(seed)
    km = rng.integers(0, 200_000, ROWS)
    price = (25_000 - 0.08 * km + rng.normal(0, 1000, ROWS)).round()
    for row, value in wild:
        price[row] = value
    return pd.DataFrame({"km": km, "price": price})


@pytest.fixture(scope="module")
def model():
    return train(cars(1), solver="exact").model


def test_one_row_that_is_most_of_the_error_is_named_with_the_error_without_it(model, write):
    frame = cars(2, [(123, 40_000_000)])
    verdict = evaluate(model, write(frame.to_csv(index=False))).verdict
    assert not verdict.usable
    assert "one row is most of the error: line 125: price 40,000,000 is predicted " in verdict.text
    others = frame.drop(index=123)
    rmse = np.sqrt(np.mean((model.predict(others)["price_predicted"] - others["price"]) ** 2))
    assert float(verdict.text.split()[-1].rstrip(".").replace(",", "")) == pytest.approx(rmse, rel=1e-3)


def test_several_rows_are_counted_and_a_frame_has_rows(model):
    verdict = evaluate(model, cars(2, [(7, 30_000_000), (90, 31_000_000)])).verdict
    assert "few rows are most of the error: row 90: price" in verdict.text
    assert "(and 1 more row)" in verdict.text


def test_errors_of_all_rows_blame_none(model):
    assert evaluate(model, cars(3)).verdict.usable
