"""Lines of comment above a table are no rows of it, whatever mark they begin with, and names are no comments."""

import random
import re

import pytest
from csv_reading import cells_of

from lrcli.data.files.dataset import Files
from lrcli.data.files.layout import Layout
from lrcli.data.files.structure.preamble import find_preamble
from lrcli.errors import DataError
from lrcli.limits import Limits

HEADER = ["km", "age", "price"]
ROWS = [[str(1_000 * k), str(k % 9), str(30_000 - 700 * k)] for k in range(1, 31)]
TABLE = [HEADER, *ROWS]
MARKS = ["%", "#", "//", ";", "--", "!", "*", "%%"]


def comments(mark, lines, seed=0):
    """Lines as programs write them: pairs, sentences, numbers, names, quotes that never close, and nothing."""
    kinds = ["run {0}, gain {0}.5, offset 2", "made 2024-03-0{0}; by hand", "", "km,age,price", "{0},{0},{0}", 'a, "b']
    draw = random.Random(seed)
    return "".join(f"{mark} {draw.choice(kinds).format(draw.randrange(9))}\n" for _ in range(lines))


def text_of(table, delimiter=","):
    return "".join(delimiter.join(row) + "\n" for row in table)


def said_of(path):
    with Files([str(path)]) as files:
        return (files.first.header, files.remarks())[1]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("lines", [1, 2, 3, 40, 300])
def test_comments_above_the_header_are_skipped_and_counted(write, mark, lines):
    for seed in range(3):
        path = write(comments(mark, lines, seed) + text_of(TABLE))
        assert cells_of(path) == (HEADER, ROWS)
        assert re.fullmatch(rf"read with {lines} lines? of comment \(.*\) above the header skipped", *said_of(path))


@pytest.mark.parametrize("delimiter", ["\t", "|", " "])
def test_comments_are_skipped_above_any_delimiter(write, delimiter):
    for mark in ("%", "--", "!"):
        assert cells_of(write(comments(mark, 40) + "\n" + text_of(TABLE, delimiter))) == (HEADER, ROWS)


@pytest.mark.parametrize("mark", ["%", "#", "//"])
def test_a_last_comment_that_names_the_columns_is_the_header(write, mark):
    """As MATLAB's and NumPy's savetxt write it."""
    path = write(comments(mark, 40) + f"{mark} km,age,price\n" + text_of(ROWS))
    assert cells_of(path) == (HEADER, ROWS)
    assert "40 lines of comment" in said_of(path)[0]


def test_comments_longer_than_what_is_read_for_the_header_are_skipped(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(comments("#", 400) + text_of(TABLE), encoding="utf-8")
    with Files([str(path)], limits=Limits(block_bytes=512, head_bytes=2_048)) as files:
        assert list(files.header) == HEADER


def test_a_file_of_comments_alone_says_so(write):
    with pytest.raises(DataError, match="has no line that is not a comment"):
        cells_of(write(comments("#", 80)))


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("%fat,weight\n%,g\n3.5,100\n4.1,90\n3.9,95\n", ["%fat", "weight"]),
        ("% fat,weight\n3.5,100\n4.1,90\n", ["% fat", "weight"]),
        ("*Name,*Age\nAnna,41\nBert,39\n", ["*Name", "*Age"]),
        (";km;price\n1;20;300\n2;30;200\n", ["column 1", "km", "price"]),
        (";km;km;price\n;mean;max;mean\na;1;2;3\nb;4;5;6\n", ["column 1", "km mean", "km max", "price mean"]),
        ("!km,price\n20,300\n30,200\n", ["!km", "price"]),
        ("%\n3.5\n4.1\n3.9\n", ["%"]),
    ],
)
def test_a_header_that_begins_with_a_mark_is_a_header(write, text, header):
    assert cells_of(write(text))[0] == header


def test_rows_whose_first_cell_is_a_dash_are_rows(write):
    header, rows = cells_of(write("--,5,3\n--,6,2\n12,5,3\n14,7,2\n"))
    assert (header, len(rows)) == (["c1", "c2", "c3"], 4)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_front_matter_of_yaml_is_no_table(write, line_end):
    """As CSVY has it: the description of the columns above them."""
    above = "---\ntitle: cars, used\nfields: [km, age, price]\nsources:\n- name: a, b\n---\n"
    path = write((above + text_of(TABLE)).replace("\n", line_end))
    assert cells_of(path) == (HEADER, ROWS)
    assert said_of(path) == ("read with 6 lines of comment (---) above the header skipped",)


def test_an_arff_file_is_named_below_many_comments(write):
    path = write("% a comment, of Weka\n" * 300 + "@RELATION cars\n@attribute km numeric\n@data\n1\n")
    with pytest.raises(DataError, match="is an ARFF file of Weka; save its table as CSV"):
        cells_of(path)


@pytest.mark.parametrize("colours", [["#ff0000", "red"], ["red", "#ff0000", "blue"], ["#ff0000", "#00ff00"]])
def test_rows_that_begin_with_the_mark_of_the_comments_above_are_rows(write, colours):
    rows = [[colours[k % len(colours)], str(1000 * k), str(k % 7)] for k in range(1, 13)]
    path = write("# exported\n" + text_of([["colour", "km", "age"], *rows]))
    assert cells_of(path) == (["colour", "km", "age"], rows)
    line = 3 + next(k for k, row in enumerate(rows) if row[0].startswith("#"))
    assert f"line {line}: a row, though it begins with #" in " ".join(said_of(path))


@pytest.mark.parametrize("column", [["11", "12", "11"], ["Audi", "BMW", "Audi"]])
def test_rows_that_somebody_made_comments_are_none_and_that_is_said(write, column):
    """Their first cells without the mark are like those of other rows."""
    rows = [[column[k % 3], str(1000 * k)] for k in range(12)]
    marked = [[f"#{row[0]}" if k % 5 == 4 else row[0], row[1]] for k, row in enumerate(rows)]
    path = write("# exported\n" + text_of([["make", "km"], *marked]))
    assert cells_of(path)[1] == [row for k, row in enumerate(rows) if k % 5 != 4]
    assert "line 7: a comment and no row, as are others that begin with #: #" in " ".join(said_of(path))


def test_predictions_are_written_below_the_same_comments(lrcli, write):
    above = comments("%", 40)
    path = write(above + text_of(TABLE))
    assert lrcli("train", str(path), "--epochs", "2").status == 0
    out = lrcli("predict", str(path)).out
    assert out.startswith(above + "km,age,price,price_predicted\n")
    assert out.count("\n") == 40 + len(TABLE)


def test_front_matter_that_never_ends_takes_no_time():
    top = b"---\n" + 60 * b"  - km: 5\n" + b"km,price\n1,2\n"  # two ways to match a line would be 2**60 ways for all
    assert top[find_preamble(top, Layout()).size :].lstrip(b"-\n").startswith(b"  - km: 5")
