"""One value far from all others is named with its line, though it decides nothing; a long tail is not."""

import numpy as np
import pytest
from one_target import crossval_of_one

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

ROWS = 1500
WAYS = {
    "rows": Limits(),
    "moments": Limits(window_rows=300, sample_rows=200, training_sample_rows=100, block_bytes=4000, moments=True),
}


def remarks(write, cc, limits, target="price"):
    """The remarks with a condition, of a training on cc and kw, of which the price takes kw alone."""
    rng = np.random.default_rng(4)
    kw = rng.normal(80, 9, ROWS)
    price = 300 * kw + rng.normal(0, 500, ROWS)
    lines = [f"{a:.6g},{b:.4f},{c:.2f}" for a, b, c in zip(cc, kw, price, strict=True)]
    path = write("cc,kw,price\n" + "\n".join(lines) + "\n")
    result = train(path, Selection(target=target, limits=limits))
    assert result.verdict.usable
    return [remark for remark in result.remarks if "--where" in remark]


@pytest.fixture
def cc():
    return np.random.default_rng(5).integers(1300, 2000, ROWS).astype(float)


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
def test_a_far_value_is_named_with_its_line_and_the_condition_that_leaves_it_out(write, cc, limits):
    cc[1230] = 160_000
    (remark,) = remarks(write, cc, limits)
    assert remark.startswith("line 1,232: cc 160,000 is ")
    assert remark.endswith("--where 'cc < 20000' leaves it out")  # √(1999 · 160,000) is 17,884


def test_two_are_one_remark(write, cc):
    cc[[7, 90]] = 160_000, 200_000
    (remark,) = remarks(write, cc, WAYS["rows"])
    assert "(and 1 more row)" in remark
    assert remark.endswith("leaves them out")


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("rows", [slice(0, 0), slice(0, 40)])
def test_what_is_near_or_many_is_no_remark(write, cc, limits, rows):
    cc[rows] = 160_000
    assert remarks(write, cc, limits) == []


def test_a_long_tail_is_no_remark(write):
    """Of Pareto's distribution with α = 1 one value of 100 is above 100 times the lowest."""
    assert remarks(write, np.random.default_rng(6).pareto(1, ROWS) + 1, WAYS["rows"]) == []


@pytest.mark.parametrize("job", [train, crossval_of_one], ids=["train", "crossval"])
def test_amounts_in_cents_among_euro_are_blamed_and_not_the_features(write, job):
    """Two of a hundred prices are a hundred times as high; without them R² is 1 − 500² / (10 · 1000)² and more."""
    rng = np.random.default_rng(9)
    kw = rng.normal(80, 10, ROWS)
    price = (1000 * kw + rng.normal(0, 500, ROWS)).round()
    price[::50] *= 100
    path = write("kw,price\n" + "".join(f"{a:.2f},{b:.0f}\n" for a, b in zip(kw, price, strict=True)))

    def judged(where=None):
        recipe = Recipe(solver="exact")
        return (
            job(path, Selection(where=where), recipe) if job is train else job(path, [recipe], Selection(where=where))
        )

    (reason,) = judged().verdict.reasons
    assert reason.kind == "far targets"
    assert "2 % of the rows, whose price is far from all others" in reason.text
    again = judged(reason.remedy["where"]).verdict
    assert again.usable
    assert "R² 0.99" in again.text
