"""What train and crossval say of features that repeat others or give the target away."""

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

AWAY = "x gives price away: their correlation is {}; --exclude leaves it out"


@pytest.fixture
def table(write):
    """table(name=function of the row's numbers …): the path of 200 rows of a, b, t, these columns and a price."""

    def path(**columns):
        rng = np.random.default_rng(0)
        lines = [",".join(["a", "b", "t", *columns, "price"])]
        for _ in range(200):
            a, b, price = int(rng.integers(1000)), int(rng.integers(1000)), int(rng.integers(9000))
            t = "pqrstu"[int(rng.integers(6))]
            made = [str(column(a, b, t, price)) for column in columns.values()]
            lines.append(",".join([str(a), str(b), t, *made, str(price)]))
        return write("\n".join(lines) + "\n")

    return path


def said(path, recipe=None, **selection):
    """The remarks on redundancy."""
    remarks = train(path, Selection(**selection), recipe or Recipe(solver="exact")).remarks
    return [line for line in remarks if "redundant" in line or "away" in line]


@pytest.mark.parametrize(
    ("column", "line"),
    [
        (lambda a, b, t, price: a, "x is redundant: it is the same as a in every training row"),
        (lambda a, b, t, price: 2024 - a, "x is redundant: it is 2024 - a in every training row"),
        (lambda a, b, t, price: 1.5 * a, "x is redundant: it is 1.5 a in every training row"),
        (lambda a, b, t, price: -a, "x is redundant: it is -a in every training row"),
        (lambda a, b, t, price: a + b, "x is redundant: it is a + b in every training row"),
        (lambda a, b, t, price: 3 * a - b - 7, "x is redundant: it is -7 + 3 a - b in every training row"),
        (lambda a, b, t, price: ord(t) % 2, None),
        (lambda a, b, t, price: a * b, None),
        (lambda a, b, t, price: "ab"[ord(t) % 2], "x is redundant: each t has one x"),
        (lambda a, b, t, price: t.upper(), "x is redundant: each t has one x"),
        (lambda a, b, t, price: 7 * price + 3, AWAY.format("1.00000")),
        (lambda a, b, t, price: -price - a / 100, AWAY.format("-1.00000")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("recipe", [Recipe(solver="exact"), Recipe(epochs=2), Recipe(solver="exact", weight_decay=0.1)])
def test_a_redundant_column_is_named_with_what_it_is(table, column, line, recipe):
    assert said(table(x=column), recipe=recipe) == ([line] if line else [])


def test_without_standardizing_the_same_is_found(table):
    path = table(year=lambda a, b, t, price: 1990 + a % 30, age=lambda a, b, t, price: 34 - a % 30)
    recipe = Recipe(solver="exact", standardize=False)
    assert said(path, recipe=recipe) == ["age is redundant: it is 2024 - year in every training row"]


def test_a_sum_of_many_columns_names_them(table):
    path = table(
        c=lambda a, b, t, price: a * b % 97,
        d=lambda a, b, t, price: a * b % 89,
        e=lambda a, b, t, price: a + b + a * b % 97 + a * b % 89,
    )
    assert said(path) == ["e is redundant: it follows from a, b, c, d"]


def test_with_the_logarithm_it_is_that_which_is_given_away(table):
    path = table(x=lambda a, b, t, price: 2 * price + 2)
    assert said(path, log_target=True, features=["x"]) == []
    assert said(path, log_target=True, features=["log(x)"]) == [
        "log(x) gives log(price) away: their correlation is 1.00000; --exclude leaves it out"
    ]


def test_crossval_says_the_same(lrcli, table):
    path = table(x=lambda a, b, t, price: 2 * a, y=lambda a, b, t, price: 2 * price)
    done = lrcli("crossval", path, "--weight-decay", "0", "--weight-decay", "0.1", "--epochs", "2")
    assert "x is redundant: it is 2 a in every training row" in done.err
    assert "y gives price away: their correlation is 1.00000" in done.err


def test_stats_says_the_same_of_the_target(lrcli, table):
    path = table(y=lambda a, b, t, price: 2 * price)
    assert "y gives price away: their correlation is 1.00000" in lrcli("stats", path).err


def test_a_redundant_column_is_trained_on_all_the_same(table):
    with_x = train(table(x=lambda a, b, t, price: 2 * a + b), recipe=Recipe(solver="exact")).model
    without = train(table(), recipe=Recipe(solver="exact")).model
    assert "x" in [feature.name for feature in with_x.features]
    assert with_x.metrics.train.rmse == pytest.approx(without.metrics.train.rmse, rel=1e-9)


def test_slopes_of_a_column_for_all_texts_are_not_said_to_repeat_it(table):
    """They were asked for; all texts' slopes add up to the column's."""
    assert said(table(), features=["*", "t:a", "t:a^2"]) == []
    assert said(table(x=lambda a, b, t, price: 2 * a), features=["a", "t:a", "x"]) == [
        "x is redundant: it is 2 a in every training row"
    ]


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_many_columns_of_one_far_from_zero_end_no_training(lrcli, write, command):
    rng = np.random.default_rng(0)
    base = rng.normal(size=300)
    table = [
        f"{','.join(map(repr, (900 + base[k] * np.arange(1, 11)).tolist()))},{3 * base[k]:.3f}" for k in range(300)
    ]
    header = ",".join([*(f"x{k}" for k in range(10)), "price"])
    path = write("\n".join([header, *table, ""]))
    assert lrcli(command, path, "--no-standardize", "--solver", "exact").status == 0


def test_among_many_weights_numbers_are_told_and_of_categories_it_is_said_that_nobody_looked(table, monkeypatch):
    monkeypatch.setattr("lrcli.fitting.redundancy.WIDEST_MATRIX", 5)
    path = table(x=lambda a, b, t, price: a + b, u=lambda a, b, t, price: t.upper())
    result = train(path, Selection(), Recipe(solver="exact"))
    assert "x is redundant: it is a + b in every training row" in result.remarks
    assert any("it is not looked for whether one category tells another" in line for line in result.remarks)
    assert [relation.feature for relation in result.model.relations] == ["x"]


def test_conjugate_gradients_that_end_on_their_way_are_no_exact_solution(table, monkeypatch):
    for limit, value in {"EXACT_QR_COST": 0, "WIDEST_MATRIX": 0, "MOST_PASSES": 2}.items():
        monkeypatch.setattr(f"lrcli.learning.solution.analytic.{limit}", value)
    remark = "is near and not exact"
    path = table(x=lambda a, b, t, price: a + b)
    assert any(remark in line for line in train(path, Selection(), Recipe(solver="exact")).remarks)
    monkeypatch.setattr("lrcli.learning.solution.analytic.MOST_PASSES", 2000)
    assert not any(remark in line for line in train(path, Selection(), Recipe(solver="exact")).remarks)
