"""Targets that a column gives away by its order or its classes, and good predictors that only look so."""

import numpy as np
import pytest

from lrcli.cli.app import main

ROWS = 300
LEAKS = {
    "rank": lambda y: np.argsort(np.argsort(y)) + 1,
    "place": lambda y: len(y) - np.argsort(np.argsort(y)),
    "percentile": lambda y: 100 * np.argsort(np.argsort(y)) // len(y),
    "logarithm": lambda y: np.log(y).round(6),
    "thousands": lambda y: (y / 250).round(),
    "decile": lambda y: np.searchsorted(np.quantile(y, np.arange(0.1, 1, 0.1)), y, "right") + 1,
    "class": lambda y: np.array(["low", "mid", "high"])[np.searchsorted([9_000, 17_000], y)],
    "bracket": lambda y: [f"{5 * int(value // 5_000)}-{5 * int(value // 5_000) + 5}k" for value in y],
    "expensive": lambda y: np.where(y > 14_000, "yes", "no"),
}


def cars(seed=1, n=ROWS):
    rng = np.random.default_rng(seed)
    age = rng.integers(0, 15, n)
    return {"age": age, "fuel": rng.choice(["petrol", "diesel"], n)}, (
        (28_000 * 0.9**age * np.exp(rng.normal(0, 0.25, n))).round()
    )


def disguise(result):
    return [each for each in result.json["verdict"]["reasons"] if each["kind"] == "target in disguise"]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_column_made_from_the_target_gives_it_away(lrcli, table, leak):
    features, price = cars()
    path = table(**features, made=LEAKS[leak](price), price=price)
    (reason,) = disguise(lrcli("train", path, "-t", "price", "--json", "--solver", "exact"))
    assert "so it gives price away; leave it out if it is not known before price is" in reason["text"]
    assert reason["remedy"] == {"exclude": "made"}
    assert not disguise(lrcli("train", path, "-t", "price", "-x", "made", "--json", "--solver", "exact"))


def test_cross_validation_and_a_path_see_it_too_and_a_logarithm_hides_nothing(lrcli, table):
    features, price = cars()
    path = table(**features, rank=LEAKS["rank"](price), cheap=LEAKS["expensive"](price), price=price)
    for words in (["crossval"], ["crossval", "--path"], ["train", "--log-target"]):
        (reason,) = disguise(
            lrcli(*words, path, "-t", "price", "--json", *["--solver", "exact"] * ("--path" not in words))
        )
        assert "rank has price in its order in 300 rows without one exception" in reason["text"]
        assert ", and so does cheap; leave them out" in reason["text"]
        assert reason["remedy"] == {"exclude": "rank,cheap"}


def test_the_ranges_of_a_class_are_told_by_the_first_cut(lrcli, table):
    features, price = cars()
    path = table(**features, made=LEAKS["class"](price), price=price)
    (reason,) = disguise(lrcli("train", path, "-t", "price", "--json", "--solver", "exact"))
    top, bottom = price[price <= 9_000].max(), price[price > 9_000].min()
    assert f"3 values of made is a range of price in 300 rows (low ends at {top:g}, mid begins at {bottom:g})" in (
        reason["text"].replace(",", "") if top >= 1e4 else reason["text"]
    )


def test_a_name_for_each_target_gives_it_away_and_a_threshold_does_not(lrcli, table):
    """A code and its text are one thing. Points and the mark that they pass are two: the points are known before."""
    rng = np.random.default_rng(2)
    group = rng.integers(0, 12, ROWS)
    height = rng.permutation(12)[group] * 370.0 + 5000
    noise = rng.normal(0, 1, ROWS)
    names = np.array([f"peak {k}" for k in range(12)])[group]
    (reason,) = disguise(lrcli("train", table(noise=noise, peak=names, height=height), "-t", "height", "--json"))
    assert "each of 12 values of peak has one height in 300 rows" in reason["text"]
    points = rng.integers(0, 101, ROWS)
    mark = np.digitize(points, [30, 50, 70, 90])
    assert not disguise(lrcli("train", table(noise=noise, points=points, mark=mark), "-t", "mark", "--json"))


def test_few_rows_with_round_prices_and_their_logarithm(lrcli, table):
    """Round prices are as far apart as equal steps are; that equal ones have one logarithm tells them from these."""
    features, price = cars(n=88)
    price = 250 * (price / 250).round()
    path = table(**features, made=np.log(price), price=price)
    assert disguise(lrcli("train", path, "-t", "price", "--json", "--solver", "exact"))


MASS = {"mouse": 0.02, "cat": 4.0, "elephant": 4000.0}
DAYS = [f"2024-{month:02}-{day:02}" for month in range(1, 12) for day in range(1, 28)][:ROWS]
PREDICTORS = {  # name, values, and the target by these and by noise
    "equal steps": ("load", np.arange(ROWS), lambda x, noise: 7 + 3 * x + 0.3 * noise),
    "steps measured three times": ("load", np.repeat(np.arange(100), 3), lambda x, noise: 5 * x + 0.7 * noise),
    "animals": ("animal", np.repeat([*MASS], 100), lambda x, noise: np.vectorize(MASS.get)(x) * np.exp(0.3 * noise)),
    "an indicator": ("motor", np.tile([0, 1], 150), lambda x, noise: 8 * x + noise),
    "few rows": ("age", np.arange(10), lambda x, noise: 20_000 - 1500 * x + 200 * noise),
    "days of a growing total": ("opened", np.array(DAYS), lambda x, noise: np.cumsum(np.exp(noise))),
    "years of a growing total": ("year", np.arange(1700, 1700 + ROWS), lambda x, noise: np.cumsum(np.exp(noise))),
}


@pytest.mark.parametrize("kind", PREDICTORS)
def test_a_good_predictor_gives_nothing_away(lrcli, table, kind):
    """It orders or divides the target without an exception, though nobody made it from the target."""
    name, x, target_of = PREDICTORS[kind]
    rng = np.random.default_rng(4)
    path = table(**{name: x, "other": rng.normal(size=len(x)), "y": target_of(x, rng.normal(size=len(x)))})
    assert not disguise(lrcli("train", path, "-t", "y", "--json", "--solver", "exact"))


def test_no_column_of_real_tables_is_taken_for_a_disguise(shared, capsys):
    """Prices of cars, which 80 columns predict well."""
    for name, target in [("toyota_corolla.csv", "Price"), ("uk_bmw.csv", "price"), ("imports-85.tab", "price")]:
        main(["train", str(shared / name), "-t", target, "--solver", "exact", "--json", "-q"])
        assert "target in disguise" not in capsys.readouterr().out


def test_months_of_age_are_a_range_for_each_year_of_manufacture(shared, lrcli):
    """In a real table: Age_08_04 counts the months up to August 2004."""
    path = str(shared / "toyota_corolla.csv")
    (reason,) = disguise(lrcli("train", path, "-t", "Age_08_04", "-x", "Mfg_Month", "--solver", "exact", "--json"))
    assert "values of Mfg_Year is a range of Age_08_04" in reason["text"]
