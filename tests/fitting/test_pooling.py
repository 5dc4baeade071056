"""--min-count: rare categories share one weight, called (other)."""

from pathlib import Path

import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.train import train
from lrcli.model.features import OTHER
from lrcli.model.linear import load

LEVELS = {"gas": 40, "diesel": 25, "lpg": 4, "hydrogen": 2, "cng": 5}


def rows():
    """Fuels as often as they are counted, in turn, with prices that differ."""
    order = [fuel for k in range(40) for fuel, count in LEVELS.items() if k < count]
    return [(fuel, 1000 * k % 77, 500 + 37 * k * k % 1999 + 100 * len(fuel)) for k, fuel in enumerate(order)]


def text(table):
    return "fuel,km,price\n" + "".join(f"{fuel},{km},{price}\n" for fuel, km, price in table)


def fuel_of(model):
    return next(feature for feature in model.features if feature.name == "fuel")


@pytest.mark.parametrize(("least", "rare"), [(5, {"lpg", "hydrogen"}), (6, {"lpg", "hydrogen", "cng"}), (2, set())])
@pytest.mark.parametrize("recipe", [{"solver": "exact"}, {"epochs": 40}])
def test_rare_levels_weigh_what_they_weigh_where_they_are_renamed_by_hand(write, least, rare, recipe):
    """A level is rare that has fewer rows than that."""
    pooled = train(write(text(rows())), recipe=Recipe(min_count=least, split="none", **recipe)).model
    renamed = [(OTHER if fuel in rare else fuel, km, price) for fuel, km, price in rows()]
    by_hand = train(write(text(renamed), "renamed.csv"), recipe=Recipe(min_count=1, split="none", **recipe)).model
    assert set(fuel_of(pooled).weights) == (set(LEVELS) - rare) | ({OTHER} if rare else set())
    assert fuel_of(pooled).weights == pytest.approx(fuel_of(by_hand).weights, rel=1e-4, abs=0.1)
    assert pooled.metrics.train.rmse == pytest.approx(by_hand.metrics.train.rmse, rel=1e-6)


def test_one_rare_level_alone_is_other_too(write):
    model = train(write(text(rows())), recipe=Recipe(min_count=3, solver="exact", split="none")).model
    assert set(fuel_of(model).weights) == (set(LEVELS) - {"hydrogen"}) | {OTHER}


def test_all_levels_may_be_rare(write):
    model = train(write(text(rows())), recipe=Recipe(min_count=41, solver="exact", split="none")).model
    assert fuel_of(model).weights == {OTHER: pytest.approx(0, abs=1e-9)}


def test_levels_are_counted_among_the_rows_that_train(write):
    table = [row for row in rows() if row[0] in ("gas", "diesel", "cng")] * 10
    path = write(text(table))
    everywhere = train(path, recipe=Recipe(min_count=50, solver="exact", split="none")).model
    assert set(fuel_of(everywhere).weights) == {"gas", "diesel", "cng"}
    model = train(path, recipe=Recipe(min_count=50, solver="exact", split="80/10/10")).model
    assert model.training.rows.train < len(table)
    assert set(fuel_of(model).weights) == {"gas", "diesel", OTHER}, "about 40 of the 50 cars with cng train"


def test_a_rare_level_and_one_never_seen_are_predicted_as_other_and_noted(lrcli, write):
    lrcli("train", write(text(rows())), "--min-count", "5", "--solver", "exact")
    fuel = fuel_of(load("model.json"))
    km = next(feature for feature in load("model.json").features if feature.name == "km")
    expected = load("model.json").bias + 50 * km.weight + fuel.weights[OTHER]
    cases = [lrcli("predict", "--km", "50", "--fuel", name) for name in ("lpg", "steam", OTHER)]
    assert [float(case.out) for case in cases] == pytest.approx([expected] * 3, abs=0.005)
    assert "fuel 'lpg' was rare in training or not seen, unlike " in cases[0].err
    new = write("fuel,km\nlpg,50\nsteam,50\ngas,50\n(other),50\n", "new.csv")
    done = lrcli("predict", new, "-o", "priced.csv")
    notes = [line.split(",")[3] for line in Path("priced.csv").read_text().splitlines()]
    assert notes == ["price_note", "unseen:fuel=lpg", "unseen:fuel=steam", "", ""]
    assert "fuel: 2 rows rare in training or not seen, taken as (other); the first is line 2 (lpg)" in done.err


def test_a_missing_cell_is_no_rare_level(write):
    table = [*rows(), ("", 5, 900), ("", 6, 950)]
    model = train(write(text(table)), recipe=Recipe(min_count=5, solver="exact", split="none")).model
    assert fuel_of(model).missing is not None
    assert fuel_of(model).missing != fuel_of(model).weights[OTHER]


def named_other(fuel):
    return [(OTHER if name == fuel else name, km, price) for name, km, price in rows()]


def test_a_rare_level_called_other_is_one_of_those(lrcli, write):
    found = []
    for table in rows(), named_other("lpg"):
        lrcli("train", write(text(table)), "--min-count", "5", "--solver", "exact", "--split", "none")
        fuel, case = fuel_of(load("model.json")), lrcli("predict", "--km", "50", "--fuel", OTHER)
        assert set(fuel.weights) == {"gas", "diesel", "cng", OTHER}
        assert case.status == 0
        found.append((fuel.weights[OTHER], case.out))
    assert found[0] == found[1]


def test_a_frequent_level_called_other_is_not_told_from_rare_ones(lrcli, write):
    path = write(text(named_other("diesel")))
    done = lrcli("train", path, "--min-count", "5", "--solver", "exact")
    assert done.status == 1
    assert "fuel: '(other)' is what rare texts are called together, and a text; rename it in the file" in done.err
    assert lrcli("train", path, "--min-count", "2", "--solver", "exact", "--split", "none").status == 0
    assert set(fuel_of(load("model.json")).weights) == set(LEVELS) - {"diesel"} | {OTHER}
