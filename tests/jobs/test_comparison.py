"""stats --model-file: whether a table is like the rows that a model was trained on."""

import numpy as np
import pytest
from scipy import stats

import lrcli as library
from lrcli.fitting.distributions import of_numbers
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.comparison import compare, compare_levels, compare_numbers
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.model.distribution import Distribution

EXACT = Recipe(solver="exact", split="none")
NAN = float("nan")


def cars(n, seed, *, times=1.0, fuels=("diesel", "petrol"), lack=0.1, shift=0.0):
    rng = np.random.default_rng(seed)
    mileage = np.round(rng.gamma(2, 40_000, n) * times)
    age = rng.integers(0, 15, n) + shift
    fuel = rng.choice(fuels, n)
    price = np.round(20_000 - 0.05 * mileage / times - 600 * age + rng.normal(0, 500, n))
    gone = rng.random(n) < lack
    return "mileage,age,fuel,price\n" + "".join(
        f"{a:.0f},{'' if no else f'{b:g}'},{c},{y:.0f}\n"
        for a, b, c, y, no in zip(mileage, age, fuel, price, gone, strict=True)
    )


@pytest.fixture
def model(write):
    return train(write(cars(1_500, 1), "old.csv"), None, EXACT).model


def by_name(comparison):
    return {column.name: column for column in comparison.columns}


def test_rows_of_the_same_kind_are_like_those_of_the_training(write, model):
    comparison = compare(model, write(cars(600, 2)))
    assert not comparison.different
    assert [column.name for column in comparison.columns] == ["price", "mileage", "age", "fuel"]
    assert comparison.verdict.text.startswith("Like the rows of the training")


def test_the_distance_is_scipys_where_few_values_occur_and_a_bin_below_it_elsewhere(write, model):
    old, new = (
        np.genfromtxt(cars(*which).splitlines()[1:], delimiter=",")[:, :2].T for which in ((1_500, 1), (600, 2))
    )
    found = by_name(compare(model, write(cars(600, 2))))
    ages = [ages[~np.isnan(ages)] for ages in (old[1], new[1])]
    assert found["age"].ks == pytest.approx(stats.ks_2samp(*ages).statistic, abs=1e-12)
    distance = stats.ks_2samp(old[0], new[0]).statistic
    assert distance - 1 / 32 <= found["mileage"].ks <= distance


def test_the_index_is_the_sum_over_the_bins_of_the_training(model):
    column = np.array([1.0, 1, 2, 2, 3, 3, 4, 4, NAN, NAN])
    before = of_numbers("x", column)
    assert (before.values, before.shares) == ([1, 2, 3, 4], [0.25, 0.5, 0.75, 1])
    new = np.array([1.0, 2, 3, 4, 4, 4, 4, 9, NAN, NAN])
    p, q = np.array([2, 2, 2, 2, 2]) / 10, np.array([1, 1, 1, 5, 2]) / 10
    assert compare_numbers(before, new, 0.01).psi == pytest.approx(np.sum((p - q) * np.log(p / q)), rel=1e-12)
    texts = Distribution("t", 10, missing=0.1, levels={"a": 0.6, "b": 0.3})
    p, q = np.array([0.6, 0.3, 0.05, 0.1]), np.array([0.2, 0.4, 0.3, 0.1])
    found = compare_levels(texts, ["a"] * 2 + ["b"] * 4 + ["new"] * 3 + [None], 0.01)
    assert found.psi == pytest.approx(np.sum((p - q) * np.log(p / q)), rel=1e-12)


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"shift": 6}, "age", "distributed otherwise"),
        ({"fuels": ("diesel", "hydrogen")}, "fuel", "distributed otherwise"),
        ({"lack": 0.6}, "age", "missing in"),
        ({"times": 0.621371}, "mileage", "as miles and kilometres do"),
        ({"times": 0.001}, "mileage", "as units and thousands do"),
    ],
)
def test_a_column_that_has_changed_is_named_and_no_other(write, model, change, column, said):
    comparison = compare(model, write(cars(600, 2, **change)))
    assert comparison.different
    assert [each.name for each in comparison.columns if each.different and each.name != "price"] == [column]
    assert any(reason.text.startswith(column) and said in reason.text for reason in comparison.verdict.reasons)


def test_columns_that_are_absent_or_unknown_are_named(write, model):
    lines = [line.split(",") for line in cars(300, 3).splitlines()]
    text = "".join(f"{a},{c},{y},{'colour' if k == 0 else 'red'}\n" for k, (a, _, c, y) in enumerate(lines))
    comparison = compare(model, write(text))
    assert comparison.lacking == ("age",)
    assert comparison.unknown == ("colour",)
    assert comparison.different


def test_values_and_levels_beyond_those_of_the_training_are_counted(write, model):
    text = cars(600, 2) + "3000000,3,lpg,9000\n3000001,3,lpg,9000\n"
    comparison = compare(model, write(text))
    found = by_name(comparison)
    highest = max(int(line.split(",")[0]) for line in cars(1_500, 1).splitlines()[1:])
    assert found["mileage"].above == sum(int(line.split(",")[0]) > highest for line in text.splitlines()[1:])
    assert found["fuel"].new_levels == {"lpg": 2}
    assert not comparison.different
    assert any("lpg (2 rows)" in remark for remark in comparison.remarks)


def test_a_table_without_the_target_is_compared_in_its_features(write, model):
    text = "".join(",".join(line.split(",")[:3]) + "\n" for line in cars(300, 3).splitlines())
    assert [column.name for column in compare(model, write(text)).columns] == ["mileage", "age", "fuel"]


def test_cells_in_another_notation_make_another_column(write):
    old = "mileage,price\n" + "".join(f"{k * 10} km,{9000 - 3 * k}\n" for k in range(1, 300))
    model = train(write(old, "old.csv"), None, EXACT).model
    new = "mileage,price\n" + "".join(f"{k * 10} kg,{9000 - 3 * k}\n" for k in range(1, 300))
    comparison = compare(model, write(new, "new.csv"))
    assert by_name(comparison)["mileage"].unreadable == 299
    assert "written otherwise" in comparison.verdict.text


def test_random_halves_are_alike():
    """Of 500 random halves of four columns 5 may be called different by chance, and 15 or more hardly ever are."""
    rng, different = np.random.default_rng(0), 0
    for _ in range(500):
        columns = [rng.gamma(2, 5, 600), rng.integers(0, 4, 600).astype(float), np.where(rng.random(600) < 0.1, NAN, 1)]
        texts = rng.choice(["a", "b", None], 600, p=[0.6, 0.3, 0.1])
        found = [compare_numbers(of_numbers("x", x[:300]), x[300:], 0.01 / 4) for x in columns]
        shares = {level: float(np.mean(texts[:300] == level)) for level in ("a", "b")}
        before = Distribution("t", 300, missing=1 - sum(shares.values()), levels=shares)
        different += any(each.different for each in [*found, compare_levels(before, texts[300:].tolist(), 0.01 / 4)])
    assert different < 15


def test_the_status_tells_a_script_and_only_where_it_asks(lrcli, write):
    old, same, other = (
        write(cars(n, seed, shift=s), f"{seed}.csv") for n, seed, s in ((900, 1, 0), (400, 2, 0), (400, 3, 7))
    )
    assert lrcli("train", old, "-q", "--solver", "exact", "-o", "m.json").status == 0
    assert lrcli("stats", same, "-m", "m.json", "--strict").status == 0
    shown = lrcli("stats", other, "-m", "m.json")
    assert shown.status == 0
    assert "Not like the rows of the training" in shown.out
    assert "differs" in shown.out
    strict = lrcli("stats", other, "-m", "m.json", "--strict", "--json")
    assert strict.status == 1
    found = strict.json
    assert found["verdict"]["usable"] is False
    assert [column["name"] for column in found["columns"]] == ["price", "mileage", "age", "fuel"]
    assert "--model-file" in lrcli("stats", same, "--strict").err
    assert "--correlations" in lrcli("stats", same, "-m", "m.json", "--correlations").err


def test_python_has_the_columns_as_a_frame(write):
    fit = library.train(write(cars(900, 1)), solver="exact")
    comparison = library.stats(write(cars(400, 3, shift=7), "new.csv"), model=fit.model)
    assert comparison.different
    assert comparison.columns.set_index("name").loc["age", "different"]
    assert "Not like" in repr(comparison)


def test_an_update_puts_the_distributions_together(write):
    old, new = cars(900, 1), cars(300, 2, shift=6)
    first = train(write(old, "old.csv"), None, EXACT, keep_moments=True).model
    both = train(write(new, "new.csv"), None, Recipe(), update=first).model
    whole = train(write(old + new.split("\n", 1)[1], "both.csv"), None, EXACT).model
    for mine, its in zip(both.distributions, whole.distributions, strict=True):
        assert (mine.name, mine.rows) == (its.name, its.rows)
        assert mine.missing == pytest.approx(its.missing)
        if its.levels is not None:
            assert mine.levels == pytest.approx(its.levels)
        else:
            assert np.interp(its.values, mine.values, mine.shares) == pytest.approx(its.shares, abs=0.04)


def test_a_model_of_before_says_that_it_keeps_no_distributions(lrcli, write):
    path = write(cars(300, 1))
    assert lrcli("train", path, "-q", "--solver", "exact", "-o", "m.json").status == 0
    import json
    from pathlib import Path

    document = json.loads(Path("m.json").read_text(encoding="utf-8"))
    del document["distributions"]
    write(json.dumps(document), "m.json")
    refused = lrcli("stats", path, "-m", "m.json")
    assert refused.status == 1
    assert "train it anew" in refused.err


def test_rows_that_count_several_times_are_distributed_as_if_they_were_repeated(write):
    rows = [line.split(",") for line in cars(300, 4).splitlines()[1:]]
    counts = np.random.default_rng(0).integers(1, 5, len(rows))
    once = "mileage,age,fuel,price,n\n" + "".join(f"{','.join(row)},{n}\n" for row, n in zip(rows, counts, strict=True))
    often = "mileage,age,fuel,price\n" + "".join(f"{','.join(row)}\n" * n for row, n in zip(rows, counts, strict=True))
    weighted = train(write(once, "once.csv"), Selection(target="price", weights="n"), EXACT).model
    repeated = train(write(often, "often.csv"), None, EXACT).model
    for mine, its in zip(weighted.distributions, repeated.distributions, strict=True):
        assert mine.missing == pytest.approx(its.missing)
        assert mine.values == its.values
        assert mine.shares == pytest.approx(its.shares)
        assert mine.levels == (None if its.levels is None else pytest.approx(its.levels))


def test_weights_say_how_often_rows_count(write, model):
    """As a table in which each row stands so many times, but for what chance makes, which knows no more rows."""
    header, *rows = cars(300, 4, shift=1.0, fuels=("diesel", "diesel", "petrol")).splitlines()
    times = [1 + k % 3 for k in range(len(rows))]
    weighed = write("\n".join([f"{header},sold", *(f"{row},{n}" for row, n in zip(rows, times, strict=True))]) + "\n")
    repeated = write("\n".join([header, *(row for row, n in zip(rows, times, strict=True) for _ in range(n))]), "r.csv")
    one, other = by_name(compare(model, weighed, weights="sold")), by_name(compare(model, repeated))
    assert list(one) == list(other)
    for name, column in one.items():
        assert column.psi == pytest.approx(other[name].psi, rel=1e-9)
        assert column.missing == pytest.approx(other[name].missing)
        assert column.ks is None or column.ks == pytest.approx(other[name].ks, rel=1e-9)
        assert column.psi_by_chance > other[name].psi_by_chance
    assert one["fuel"].psi != pytest.approx(by_name(compare(model, weighed))["fuel"].psi)
    assert "sold" not in compare(model, weighed, weights="sold").unknown


def test_weights_of_a_comparison_are_a_column_of_the_table_and_not_its_target(write, model):
    table = write(cars(100, 5))
    for name, message in (("price", "the column is the target"), ("sold", "no column 'sold'")):
        with pytest.raises(library.OptionError, match=message):
            compare(model, table, weights=name)
