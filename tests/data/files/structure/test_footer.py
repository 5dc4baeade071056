"""Lines below a table, and lines that only look so."""

import csv
import io

import pytest

ROWS = "shop,units,price\na,1,10\nb,2,20\nc,3,30\nd,4,40\n"


@pytest.mark.parametrize(
    "below",
    [
        "\n\nSource: x, y\n",
        "\nname,colour\nx,red\ny,blue\n",  # another table
        "\n* provisional,see the books\n\nSource: x\n",
        "\n\n\nnote,text",
        ",,\nSource: x,,\n1. provisional,,\n",  # as a spreadsheet writes them
        ",,\n* provisional,,\n,,\nSource: x,,\n,,\n",
    ],
)
def test_lines_below_a_table_are_no_rows_and_named(lrcli, write, below):
    path = write(ROWS + below)
    done = lrcli("stats", path, "--json")
    assert done.json["rows"] == 4
    assert {column["name"]: column["kind"] for column in done.json["columns"]}["units"] == "number"
    lines = [k for k, line in enumerate((ROWS + below).splitlines(), 1) if k > 5 and line.strip(",")]
    assert any("below the table" in remark and f"line {lines[0]}" in remark for remark in done.json["remarks"])


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        ("\ne,5\nf,6\n", 6),  # rows whose last cell is missing, behind a blank line
        ("e,5\nf\n", 5),  # no blank line: the last is a footnote
        ("\ne,5,50\n\nf,6,60\n", 6),  # groups
        ("e,,\nf,,\n", 6),  # no empty record above them
        (",,\ne,,50\n,,\n", 5),
        ("\nname,colour,size\nx,red,1\n", 6),  # as wide as the table
    ],
)
def test_other_lines_at_the_end_are_what_they_are(lrcli, write, last, rows):
    assert lrcli("stats", write(ROWS + last), "--json").json["rows"] == rows


def test_predict_writes_the_lines_below_and_predicts_nothing_for_them(lrcli, write):
    path = write(ROWS + "\nSource: x,y\n")
    assert lrcli("train", path, "-o", "m.json").status == 0
    written = list(csv.reader(io.StringIO(lrcli("predict", "-m", "m.json", path).out)))
    assert [row[0] for row in written if row] == ["shop", "a", "b", "c", "d", "Source: x"]
    assert written[-1][3:] in ([""], [])
    assert all(row[3] for row in written[1:5])


def test_the_table_is_the_same_whatever_the_size_of_its_blocks(lrcli, write, within):
    within(block_bytes=32)
    assert lrcli("stats", write(ROWS * 1 + "\nSource: x,y\n"), "--json").json["rows"] == 4


def test_a_total_above_the_footnotes_of_a_spreadsheet_is_no_row_either(lrcli, write):
    rows = "".join(f"a{k},{k},\n" for k in range(1, 21))
    done = lrcli("stats", write(f"shop,units,note\n{rows}All,210,\n,,\nSource: x,,\n"), "--json")
    assert done.json["rows"] == 20
