"""Names that stand in the first row of their group alone. What is right was filled in by hand."""

import pytest
from csv_reading import cells_of

MONTHS = ["Jan", "Feb", "Mar", "Apr"]


def first_column(write, *lines):
    _, rows = cells_of(write("\n".join([*lines, ""])))
    return [row[0] for row in rows]


def test_groups_of_one_size_are_filled(write):
    lines = [f"{name if k == 0 else ''},{k},{7 * k}" for name in ("North", "South", "West") for k in range(3)]
    assert first_column(write, "region,units,price", *lines) == ["North"] * 3 + ["South"] * 3 + ["West"] * 3


def test_groups_that_begin_alike_are_filled_whatever_their_sizes(write):
    sizes = {"2018": 3, "2019": 4, "2020": 2}
    lines = [f"{year if k == 0 else ''};{MONTHS[k]};{k}" for year, size in sizes.items() for k in range(size)]
    assert first_column(write, "year;month;units", *lines) == [
        year for year, size in sizes.items() for _ in range(size)
    ]


def test_groups_in_groups_are_filled(write):
    lines = [
        f"{year if not (k or j) else ''},{half if not k else ''},{k},{k * 3}"
        for year in ("2018", "2019", "2020")
        for j, half in enumerate(("H1", "H2"))
        for k in range(2)
    ]
    _, rows = cells_of(write("\n".join(["year,half,shop,units", *lines, ""])))
    assert [row[:2] for row in rows] == [
        [y, h] for y in ("2018", "2019", "2020") for h in ("H1", "H2") for _ in range(2)
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["a,1,2", ",2,3", "b,3,4", ",4,5", ",5,6", "c,6,7", ",7,8"],  # of different sizes
        [",1,2", "a,2,3", ",3,4", "b,4,5", ",5,6", "c,6,7"],  # nothing above the first cell
        ["a,1,2", ",2,3", "a,3,4", ",4,5", "b,5,6", ",6,7"],  # a group that follows itself
        ["a,1,2", ",2,3", "b,3,4", ",4,5"],  # only two
    ],
)
def test_cells_that_are_only_empty_stay_empty(write, lines):
    assert None in first_column(write, "note,units,price", *lines)


def test_a_later_column_may_be_empty_as_it_likes(write):
    lines = [f"{k},{'x' if k % 3 == 0 else ''},{k}" for k in range(9)]
    _, rows = cells_of(write("\n".join(["units,note,price", *lines, ""])))
    assert [row[1] for row in rows] == ["x", None, None] * 3


def test_groups_are_learned_and_predicted(lrcli, write):
    lines = [f"{f'r{g}' if k == 0 else ''},{k},{100 * g + 2 * k}" for g in range(6) for k in range(10)]
    path = write("\n".join(["region,units,price", *lines, ""]))
    done = lrcli("train", path, "--split", "none")
    assert "region: a name stands in the first row of its group alone" in done.err
    last = lrcli("predict", path).out.splitlines()[-1]
    assert last.startswith(",9,518,")
    assert float(last.split(",")[-1]) == pytest.approx(518, abs=1)
    assert lrcli("predict", "--region", "r2", "--units", "1").out.split()[0].startswith("20")


def test_groups_of_numbers_are_filled_in_every_block(lrcli, write, within):
    lines = [f"{2000 + g if k == 0 else ''},{k},{100 * g + 2 * k}" for g in range(6) for k in range(10)]
    path = write("\n".join(["year,units,price", *lines, ""]))
    within(block_bytes=50)
    column = lrcli("stats", path, "--json").json["columns"][0]
    assert column["missing"] == 0
    assert column["numbers"]["mean"] == pytest.approx(2002.5)


def test_groups_of_different_sizes_are_pointed_out(lrcli, write):
    lines = ["a,1,2", ",2,3", "b,3,4", ",4,5", ",5,6", "c,6,7", ",7,9"]
    remarks = lrcli("stats", write("\n".join(["region,units,price", *lines, ""])), "--json").json["remarks"]
    assert any(remark.startswith("region: its cells may be names of groups") for remark in remarks)
