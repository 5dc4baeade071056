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
