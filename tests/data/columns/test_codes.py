"""Numbers that are no quantities, and those that only look like it."""

from pathlib import Path

import numpy as np
import pytest

from lrcli.data.columns.codes import are_codes_of_things, missing_code, occur_equally_often

RNG = np.random.default_rng(4)
AGES, PRICES, TEMPERATURES = RNG.integers(18, 90, 500), RNG.lognormal(9, 0.6, 500), RNG.normal(12, 8, 500)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (AGES, 999), (AGES, -1), (AGES, 9999), (AGES, -999), (TEMPERATURES, -200), (TEMPERATURES, 999),
        (RNG.gamma(2, 1, 500), -200), (PRICES, 1234567890), (PRICES, 99999999), (AGES, -9), (AGES, 31_337),
        (RNG.integers(1, 6, 500), 99), (RNG.integers(0, 9, 500), 99),  # answers from 1 to 5, floors of houses
    ],
)  # fmt: skip
def test_a_value_far_from_all_others_that_repeats_may_stand_for_a_missing_one(values, code):
    with_codes = np.where(RNG.random(500) < 0.04, code, values.astype(float))
    assert missing_code(with_codes) == code


@pytest.mark.parametrize(
    "values",
    [
        AGES, PRICES, TEMPERATURES,
        np.append(AGES, [999]),  # once: a slip
        np.append(AGES, [99] * 9),  # an age
        np.append(PRICES, [0] * 50),  # a gift, or not known: nothing tells
        np.append(RNG.integers(1, 6, 500), [9] * 20),  # a code to those who know that the answers end at 5
        10.0 ** RNG.integers(0, 4, 500),  # doses
        RNG.integers(0, 2, 500) * 999,  # of two values neither is far from the others
        np.append(RNG.integers(-5, 6, 500), [-9] * 5),  # one of several below 0
        RNG.exponential(1, 500) ** 4,
        np.zeros(0),
    ],
)  # fmt: skip
def test_nothing_is_said_of_values_that_are_near_the_others_or_rare_or_few(values):
    assert missing_code(values.astype(float)) is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("store_id", RNG.integers(30, 60, 500) * 7),
        ("Artikel Nr", RNG.integers(1, 41, 500)),
    ],
)
def test_whole_numbers_that_repeat_may_number_things(name, values):
    assert are_codes_of_things(name, values.astype(float))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("hour", RNG.integers(0, 24, 5_000)),
        ("age", np.abs(RNG.normal(40, 30, 5_000)).round()),
        ("year", RNG.integers(1900, 2025, 5_000)),
        ("km", RNG.integers(0, 300_000, 5_000)),
        ("id", np.arange(5_000)),
        ("share", RNG.random(5_000)),
        ("row id", RNG.random(500) + 0.5),
        ("empty id", np.zeros(0)),
        ("score", RNG.integers(0, 101, 5_000)),  # by its cells alone it may be either
    ],
)
def test_quantities_and_numbers_of_rows_number_no_things(name, values):
    assert not are_codes_of_things(name, values.astype(float))


@pytest.mark.parametrize("values", [RNG.integers(1, 865, 5_000), np.repeat(np.arange(200), 5)])
def test_numbers_of_things_occur_as_often_as_one_another(values):
    assert occur_equally_often(values.astype(float))


@pytest.mark.parametrize(
    "values", [RNG.integers(0, 24, 5_000), np.abs(RNG.normal(40, 30, 5_000)).round(), RNG.random(5_000), np.zeros(0)]
)
def test_ages_hours_and_shares_do_not(values):
    assert not occur_equally_often(values.astype(float))


def test_both_are_pointed_out_with_the_option_by_stats_and_train(lrcli, write):
    rows = [f"{k % 7 * 3 + 900 * (k % 30 == 4)};{k % 45};{10 + k % 11}" for k in range(400)]
    path = write("x;shop id;y\n" + "\n".join(rows) + "\n")
    for command in (["stats", path], ["train", path]):
        remarks = " ".join(lrcli(*command).err.split())
        assert "--categorical 'shop id' if they number things" in remarks
    far = write("\n".join(["x;y", *(f"{999 if k % 30 == 4 else k % 20};{k % 11}" for k in range(400))]) + "\n", "b.csv")
    assert "x: 999 occurs 14 times" in " ".join(lrcli("stats", far).err.split())
    assert "999" not in lrcli("stats", far, "--missing-values", "999").err
    decimals = Path(far).read_text(encoding="utf-8").replace("999;", "999.0;")
    assert "999" not in lrcli("stats", write(decimals, "c.csv"), "--missing-values", "999").err
