"""A model whose parts cancel says so, and no other does."""

import numpy as np
import pytest

import lrcli

POWERS = ["x", "x^2", "x^3", "x^4", "x^5"]


def polynomial(base, n=20, degree=5):
    """A fit of noise around a cubic by a polynomial of x from `base` on, and the table."""
    x = np.arange(float(n))
    y = 300 + 4 * x - 0.3 * x**2 + 0.05 * x**3 + np.random.default_rng(3).normal(0, 2, n)
    table = {"x": base + x, "y": y}
    return lrcli.train(table, target="y", features=",".join(POWERS[:degree]), solver="exact", split="none"), table


def off(fit, table):
    """The RMSE of the model's predictions, and that of the least squares, from powers of centred x."""
    z = table["x"] - table["x"].mean()
    best = table["y"] - np.polyval(np.polyfit(z, table["y"], 5), z)
    errors = table["y"] - np.array([fit.model.predict(x=float(x)) for x in table["x"]])
    return np.sqrt(np.mean(errors**2)), np.sqrt(np.mean(best**2))


@pytest.mark.parametrize("base", [2010, 20_000, 45_000, 1e6])
def test_the_verdict_says_whether_the_predictions_have_their_digits(base):
    fit, table = polynomial(base)
    own, best = off(fit, table)
    if base > 2010:
        assert own > 1.05 * best
    assert fit.verdict.usable == (own < 1.05 * best)


def test_a_serial_date_to_the_fifth_power_is_no_usable_model():
    fit, _ = polynomial(45_000)
    assert [reason.kind for reason in fit.verdict.reasons] == ["parts that cancel"]
    assert "take fewer powers, or count the column from a value among its own" in fit.verdict.text


def test_an_exact_fit_of_large_numbers_is_no_matter_of_digits():
    """Its RMSE is rounding, beside which any rounding is large."""
    x = np.arange(1e9, 1e9 + 40)
    fit = lrcli.train({"x": x, "y": 3 * x}, target="y", solver="exact")
    assert "parts that cancel" not in [reason.kind for reason in fit.verdict.reasons]
