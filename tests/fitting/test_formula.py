"""A target that a column gives away is known as such also where it is rounded, and noise is no rounding."""

import numpy as np
import pytest

from lrcli import crossval, train

ROWS = 900


def table(noise):
    """Prices in pounds, and the same in euro: rounded to whole euro, or with an error of that deviation."""
    rng = np.random.default_rng(11)
    age, fuel = rng.integers(0, 15, ROWS), rng.integers(0, 3, ROWS)
    pounds = 30_000 - 1500 * age + 900 * fuel + rng.normal(0, 2500, ROWS).round()
    euro = (1.25 * pounds + (rng.normal(0, noise, ROWS) if noise else 0)).round()
    rows = zip(age, np.array(["gas", "oil", "own"])[fuel], euro, pounds, strict=True)
    return "age,fuel,euro,price\n" + "".join(f"{a},{f},{e:.0f},{p:.0f}\n" for a, f, e, p in rows)


@pytest.mark.parametrize("judge_by", [train, crossval])
def test_a_target_in_other_units_and_rounded_is_known_in_disguise(write, judge_by):
    verdict = judge_by(write(table(noise=0)), solver="exact").verdict
    assert not verdict.usable
    assert "price is 0.8 euro in every row but for rounding, so it gives it away" in verdict.text
    assert verdict.reasons[0].remedy == {"exclude": "euro"}


def test_a_column_that_is_only_near_the_target_is_a_good_feature(write):
    assert train(write(table(noise=40)), solver="exact").verdict.usable


def test_a_formula_without_rounding_has_all_its_digits(write):
    rng = np.random.default_rng(12)
    a, b = rng.integers(0, 1000, (2, ROWS))
    rows = "".join(f"{i},{j},{(3 * i + 7 * j + 11) / 8}\n" for i, j in zip(a, b, strict=True))
    text = train(write("a,b,price\n" + rows), solver="exact").verdict.text
    assert "price is 0.375 a + 0.875 b + 1.375 in every row, so they give it away" in text


def test_several_columns_that_give_it_away_are_left_out_together_if_others_are_left(write):
    rng = np.random.default_rng(13)
    rows = "".join(f"{i},{j},{k},{i + 2 * j}\n" for i, j, k in rng.integers(0, 1000, (ROWS, 3)).tolist())
    (reason,) = train(write("a,b,c,price\n" + rows), solver="exact").verdict.reasons
    assert reason.remedy == {"exclude": "a,b"}
    (reason,) = train(write("a,b,c,price\n" + rows, "same.csv"), exclude=["c"], solver="exact").verdict.reasons
    assert reason.remedy == {}
