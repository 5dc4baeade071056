"""Targets that have a minus by mistake."""

import csv

import numpy as np
import pytest

ROWS = 400


@pytest.fixture
def sales(tmp_path):
    """sales(rows of refunds, y of a row) → a table of prices in which these rows are refunds."""

    def write(refunds, of_row=None):
        rng = np.random.default_rng(1)
        size = rng.uniform(1, 10, ROWS)
        price = 100 * size + rng.normal(0, 20, ROWS)
        price[refunds] *= -1
        if of_row is not None:
            price = of_row(size, rng)
        path = tmp_path / "sales.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([("size", "price"), *zip(size.round(3), price.round(2), strict=True)])
        return str(path)

    return write


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_refunds_are_named_with_their_line_and_the_command_without_them_mends_the_model(lrcli, sales, command):
    path = sales(np.arange(40, ROWS, 50))
    verdict = lrcli(command, path, "-t", "price", "--json").json["verdict"]
    assert not verdict["usable"]
    (reason,) = [each for each in verdict["reasons"] if each["kind"] == "changed signs"]
    assert "2 % of the rows (line 42 is the first)" in reason["text"]
    assert reason["remedy"] == {"where": "price >= 0"}
    mended = lrcli(command, path, "-t", "price", "--where", "price >= 0", "--json").json["verdict"]
    assert mended["usable"]


@pytest.mark.parametrize(
    "of_row",
    [
        lambda size, rng: 10 * size + rng.normal(0, 25, ROWS),  # near 0, where any noise changes the sign
        lambda size, rng: np.where(rng.random(ROWS) < 0.02, -500.0, 100 * size + rng.normal(0, 20, ROWS)),  # losses
    ],
)
def test_numbers_that_may_be_below_0_are_left_alone(lrcli, sales, of_row):
    verdict = lrcli("train", sales([], of_row), "-t", "price", "--json").json["verdict"]
    assert "changed signs" not in [reason["kind"] for reason in verdict["reasons"]]
