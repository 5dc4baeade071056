"""Names under cells that a spreadsheet had merged, and headers with gaps that are none."""

import pytest

BY_GROUP = ["Year", "North Units", "North Price", "South Units", "South Price"]
ROWS = "".join(f"{1990 + k};{k};{2 * k};{3 * k};{4 * k}\n" for k in range(12))


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("Year;North;;South;\n;Units;Price;Units;Price\n", BY_GROUP),
        ("Year;North;;South;\nYear;Units;Price;Units;Price\n", BY_GROUP),
        ("Year;Sales;;Stock;Rate\n;Units;Price;Left;\n", ["Year", "Units", "Price", "Left", "Rate"]),
        (";North;;South;\nYear;Units;Price;Units;Price\n", BY_GROUP),
        ("Year;Units;;Price;Left\n", ["Year", "Units", "column 3", "Price", "Left"]),
        ("Report;;;;\nYear;A;B;C;D\n", ["Year", "A", "B", "C", "D"]),
    ],
)  # fmt: skip
def test_a_column_is_called_by_its_name_and_where_that_repeats_by_its_group_too(lrcli, write, head, names):
    done = lrcli("stats", write(head + ROWS), "--json")
    assert [column["name"] for column in done.json["columns"]] == names
    assert done.json["rows"] == 12


@pytest.mark.parametrize("index", ["", "Region"])
@pytest.mark.parametrize("years", [["2019", "2020"], ["2019", "2020", "2021"], ["1", "2"]])
def test_years_that_repeat_under_merged_cells_are_names(lrcli, write, index, years):
    gaps = ";" * len(years)
    head = f"{index};Sales{gaps}Costs{gaps[1:]}\n;{';'.join(years * 2)}\n"
    rows = "".join(f"R{k};{';'.join(str(k * j % 11 + 3) for j in range(2 * len(years)))}\n" for k in range(1, 13))
    done = lrcli("stats", write(head + rows), "--json").json
    names = [f"{group} {year}" for group in ("Sales", "Costs") for year in years]
    assert [column["name"] for column in done["columns"]] == [index or "column 1", *names]
    assert done["rows"] == 12


def test_rows_that_are_alike_under_merged_cells_are_rows(lrcli, write):
    rows = "".join(f"{k};{k + 3};{k};{k + 3}\n" for k in range(1, 13))
    assert lrcli("stats", write("Sales;;Costs;\n" + rows), "--json").json["rows"] == 12


def test_a_model_of_such_a_table_predicts_it(lrcli, write):
    path = write("Year;North;;South;\n;Units;Price;Units;Price\n" + ROWS)
    lrcli(
        "train",
        path,
        "-t",
        "South Price",
        "-f",
        "North Units",
        "--solver",
        "exact",
        "-o",
        "m.json",
        "--weight-decay",
        "0",
    )
    lines = lrcli("predict", "-m", "m.json", path).out.splitlines()
    assert [float(line.split(";")[-1]) for line in lines[3:]] == pytest.approx([4 * k for k in range(1, 12)])
    assert lines[1].split(";")[-1].strip('"') == "South Price_predicted"
