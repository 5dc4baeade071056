"""Headers of several lines, as pandas writes tables that were grouped: it knows what their columns are called."""

import pandas as pd
import pytest

ROWS = pd.DataFrame(
    {
        "make": [name * 2 for name in "abcdefghijkl" for _ in range(6)],
        "year": [2019, 2020] * 36,
        "km": [(7 * k * k) % 101 for k in range(72)],
        "price": [(11 * k * k) % 997 for k in range(72)],
    }
)


@pytest.mark.parametrize(
    ("table", "index"),
    [
        (ROWS.groupby("make")[["km", "price"]].agg(["mean", "std"]), ["make"]),
        (ROWS.groupby("make").agg({"km": ["mean", "max"], "price": ["mean"]}), ["make"]),
        (ROWS.groupby(["make", "year"]).agg(["mean", "max"]), ["make", "year"]),
        (ROWS.pivot_table(index="make", columns="year", values=["km", "price"]), ["make"]),
        (ROWS.pivot_table(index="make", columns="year", values=["km"], aggfunc="sum"), ["make"]),
    ],
)
def test_a_grouped_table_has_the_names_and_means_that_pandas_has(lrcli, write, table, index):
    columns = lrcli("stats", write(table.to_csv()), "--json").json["columns"]
    several = len(set(table.columns.get_level_values(1))) < len(table.columns)
    names = [" ".join(map(str, name)) if several else str(name[1]) for name in table.columns]
    assert [column["name"] for column in columns] == [*index, *names]
    means = [column["numbers"]["mean"] for column in columns[len(index) :]]
    assert means == pytest.approx(table.mean().to_list())


def test_a_group_of_names_in_which_one_repeats_stands_before_all_of_them(lrcli, write):
    rows = "".join(f"s{k % 3},{k},{2 * k + k % 2},{7 * k % 5}\n" for k in range(12))
    columns = lrcli("stats", write(f"store,Q1,,Q2\n,units,returns,units\n{rows}"), "--json").json["columns"]
    assert [column["name"] for column in columns] == ["store", "Q1 units", "Q1 returns", "Q2 units"]


def test_a_first_row_of_equal_numbers_below_different_names_is_a_row(lrcli, write):
    rows = "".join(f"m{k},{2000 + k},{2000 + k},{k * k}\n" for k in range(19, 31))
    done = lrcli("stats", write(f"make,built,sold,price\n{rows}"), "--json").json
    assert done["rows"] == 12
    assert [column["name"] for column in done["columns"]] == ["make", "built", "sold", "price"]
