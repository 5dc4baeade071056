"""Targets that are products or quotients of columns."""

import numpy as np
import pytest

ROWS = 300


def flats():
    rng = np.random.default_rng(1)
    area, rooms = rng.gamma(6, 12, ROWS).round(1) + 10, rng.integers(1, 7, ROWS)
    return area, rooms, (200 + 9 * area + 40 * rooms + rng.normal(0, 70, ROWS)).round()


def disguise(result):
    return [each for each in result.json["verdict"]["reasons"] if each["kind"] == "target in disguise"]


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_target_divided_by_another_column_gives_it_away(lrcli, table, command):
    area, rooms, rent = flats()
    path = table(area=area, rooms=rooms, per_m2=(rent / area).round(2), rent=rent)
    (reason,) = disguise(lrcli(command, path, "-t", "rent", "--json", "--solver", "exact"))
    assert reason["text"].startswith("rent is area × per_m2 in 300 rows but for rounding, so they give it away")
    assert lrcli(command, path, "-t", "rent", "-x", "per_m2", "--json", "--solver", "exact").json["verdict"]["usable"]


def test_a_reciprocal_in_other_units_is_left_out_by_the_proposed_command(lrcli, table):
    """235.215 divided by miles a gallon are litres for 100 km."""
    rng = np.random.default_rng(2)
    weight = rng.uniform(800, 2500, ROWS).round()
    mpg = 60_000 / weight + rng.normal(0, 1.5, ROWS) + 8
    path = table(weight=weight, litres=235.215 / mpg, mpg=mpg)
    (reason,) = disguise(lrcli("train", path, "-t", "mpg", "--json", "--solver", "exact"))
    assert reason["text"].startswith("mpg is 235.2 / litres in 300 rows, so it gives it away")
    assert reason["remedy"] == {"exclude": "litres"}


def test_a_quotient_of_two_columns_is_written_with_its_constant(lrcli, table):
    rng = np.random.default_rng(3)
    mass, height = rng.normal(75, 12, ROWS).round(1), rng.normal(172, 9, ROWS).round()
    path = table(mass=mass, height=height, ratio=100 * mass / height)
    (reason,) = disguise(lrcli("train", path, "-t", "ratio", "--json", "--solver", "exact"))
    assert reason["text"].startswith("ratio is 100 × mass / height in 300 rows, so they give it away")


def test_a_product_that_one_row_does_not_follow_is_none(lrcli, table):
    area, rooms, rent = flats()
    per_m2 = (rent / area).round(2)
    per_m2[17] *= 1.1
    assert not disguise(
        lrcli(
            "train",
            table(area=area, rooms=rooms, per_m2=per_m2, rent=rent),
            "-t",
            "rent",
            "--json",
            "--solver",
            "exact",
        )
    )


def test_a_price_that_goes_with_a_product_gives_nothing_away(lrcli, table):
    """A tenth of noise, as in prices, is no rounding."""
    rng = np.random.default_rng(4)
    width, length = rng.uniform(1, 9, (2, ROWS))
    price = 30 * width * length * np.exp(rng.normal(0, 0.1, ROWS))
    assert not disguise(
        lrcli("train", table(width=width, length=length, price=price), "-t", "price", "--json", "--solver", "exact")
    )
