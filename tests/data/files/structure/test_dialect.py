"""Tables in any dialect against the csv module, and what stands before a header."""

import csv
import io
import re

import pytest
from csv_reading import cells_of, understood
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lrcli.data.files.dataset import Files
from lrcli.data.files.layout import Layout
from lrcli.errors import DataError, OptionError

HEADER = ["alpha", "beta", "gamma"]
ROWS = [["1", "x", "2"], ["3", "y", "4"], ["5", "z", "6"]]
READ = (HEADER, ROWS)
PLAIN = "alpha,beta,gamma\n1,x,2\n3,y,4\n5,z,6\n"


def said_of(path, **layout):
    with Files([path], Layout(**layout)) as files:
        return " ".join((files.first.header, files.remarks())[1])


# Properties

quoting = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
line_ends = st.sampled_from(["\n", "\r\n", "\r"])


def tables(letters):
    cell = st.text(st.sampled_from(letters), max_size=5)
    return st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A place for one file after the other."""
    return tmp_path_factory.mktemp("dialect") / "t.csv"


def written(file, rows, **dialect):
    """The path of the file, by csv.writer."""
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows([HEADER, *rows])
    read = csv.reader(io.StringIO(text.getvalue(), newline=""), **dialect)
    assume(list(read) == [HEADER, *rows])  # a line end that is not the file's own is written without quotes
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    return str(file)


def any_cell(row):
    """Whether a record has a cell that is not empty: else it is no row."""
    return any(cell.strip(" \t") for cell in row)


@given(tables('a7é .-"\n'), st.sampled_from(",;\t|"), quoting, line_ends)
def test_what_the_csv_module_writes_in_any_dialect_is_read_back(file, rows, delimiter, quoting, line_end):
    values = [any(re.fullmatch(r"\s*-?(7+\.?7*|\.7+)\s*", cell) for cell in row) for row in rows]
    digits = any("7" in cell for row in rows for cell in row)
    assume(values[0] or not digits)  # texts alone above numbers, with units or not, may be a second line of the header
    assume(any(cell.strip(" -\n") for cell in rows[0]))  # a line of dashes below the header is a rule
    path = written(file, rows, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    assert cells_of(path) == (HEADER, understood(filter(any_cell, rows)))


@given(tables("a7é ,;\t|\"'\r\n^#"), st.sampled_from(",;\t|^a"), st.sampled_from("\"'"), quoting, line_ends)
@example([["\r", "", "a"]], ",", '"', csv.QUOTE_MINIMAL, "\r")
def test_a_dialect_that_is_named_is_read_back_whatever_is_in_the_cells(file, rows, delimiter, quote, quoting, line_end):
    path = written(file, rows, delimiter=delimiter, quotechar=quote, quoting=quoting, lineterminator=line_end)
    assert cells_of(path, delimiter=delimiter, quote=quote) == (HEADER, understood(filter(any_cell, rows)))


@given(tables("aé").filter(lambda rows: all(map(all, rows))), st.sampled_from([" ", " \t"]), st.data())
def test_any_runs_of_blanks_are_one_delimiter(file, rows, blanks, data):
    """Found where they are blanks alone; tabs among them may be meant to cut into empty cells."""
    gap = st.text(st.sampled_from(blanks), min_size=1, max_size=4)
    edge = st.text(st.sampled_from(blanks), max_size=2)
    lines = []
    for row in [HEADER, *rows]:
        line = "".join(cell + data.draw(gap) for cell in row[:-1]) + row[-1]
        lines += [data.draw(edge) + line + data.draw(edge)] + [data.draw(edge)] * data.draw(st.integers(0, 1))
    file.write_text("\n".join(lines), encoding="utf-8")
    assert cells_of(str(file), delimiter="blanks" if "\t" in blanks else None) == (HEADER, understood(rows))


# Runs of blanks


def test_a_cell_in_quotes_may_hold_blanks_where_blanks_cut(write):
    path = write('alpha beta   gamma\n 1  "x  y ""z"""  2\n3 "" 4\n\t\n5 6" 7\n', "t.txt")
    assert cells_of(path) == (HEADER, [["1", 'x  y "z"', "2"], ["3", None, "4"], ["5", '6"', "7"]])


def test_a_quote_inside_a_cell_is_a_letter_where_blanks_cut(write):
    path = write('alpha beta gamma\n1 5"x 2\n3 6"x 4\n', "t.txt")
    assert cells_of(path)[1] == [["1", '5"x', "2"], ["3", '6"x', "4"]]


# What stands before the header


@pytest.mark.parametrize(
    "before",
    [
        "# made by hand\n",
        "# one, two, three\n#\n",
        "A report of cars\n",
        "A report of cars\n\nmade in May\n\n",
        "sep=,\n",
        "SEP=,\r\n",
        "A report of cars,,\n",
        "A report of cars,,\n,,\nmade in May,,\n,,\n",
        "\n\n",
        "\ufeff",
        "\ufeffsep=,\n",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_before_the_header_are_no_rows(write, before, line_end):
    assert cells_of(write((before + PLAIN).replace("\r", "").replace("\n", line_end))) == READ


@pytest.mark.parametrize("delimiter", ",;\t|")
def test_excels_first_line_names_the_delimiter_even_where_another_is_likelier(write, delimiter):
    """Each cell has a comma."""
    rows = [["1,5", "x,y", "2,5"], ["3,5", "y,z", "4,5"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([["a,b", "c,d", "e,f"], *rows])
    assert cells_of(write(f"sep={delimiter}\r\n{text.getvalue()}")) == (["a,b", "c,d", "e,f"], rows)


@pytest.mark.parametrize(("skipped", "text"), [(2, "one,2,three\n4,5,6\n"), (1, "only a line\n"), (3, "a,b\n\nc\n")])
def test_lines_that_are_to_be_skipped_are_skipped_whatever_they_hold(write, skipped, text):
    assert cells_of(write(text + PLAIN), skip_lines=skipped) == READ


def test_skipping_all_lines_is_an_error(write):
    with pytest.raises(DataError, match="has no more than the 9 lines that --skip-lines skips"):
        cells_of(write(PLAIN), skip_lines=9)


def test_lines_of_comment_may_stand_anywhere(write):
    text = PLAIN.replace("3,y", "// a note, with, commas\n3,y") + "// the end"
    assert cells_of(write("// first\n" + text), comment="//") == READ
    assert cells_of(write("# first\n" + text.replace("//", "#"))) == READ


def test_a_sharp_is_no_comment_where_no_line_before_the_header_has_it(write):
    assert cells_of(write(PLAIN + "#1,x,2\n"))[1][-1] == ["#1", "x", "2"]


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ("# alpha,beta,gamma", HEADER),
        ("#alpha,beta,gamma", HEADER),
        ("#,beta,gamma", ["#", "beta", "gamma"]),
        ("# a remark\n# alpha,beta,gamma", HEADER),
    ],
)
def test_a_marked_header_above_numbers_is_the_header(write, first, names):
    """Also where only some of the cells below are numbers."""
    assert cells_of(write(f"{first}\n1,x,2\n3,y,4\n")) == (names, ROWS[:2])
    assert cells_of(write(f"{first}\n1,0,2\n3,0,4\n")) == (names, [["1", "0", "2"], ["3", "0", "4"]])


def test_a_comment_as_wide_as_the_header_below_it_is_a_comment(write):
    assert cells_of(write("# made by A, on B, in C\n" + PLAIN)) == READ


# No header


def test_without_a_header_columns_are_numbered_and_no_row_is_lost(write):
    body = PLAIN.partition("\n")[2]
    assert cells_of(write(body), header=False) == (["c1", "c2", "c3"], ROWS)
    assert cells_of(write("# note\n" + body), header=False) == (["c1", "c2", "c3"], ROWS)
    assert cells_of(write("sep=,\n" + body), header=False) == (["c1", "c2", "c3"], ROWS)


# Odd headers


def test_empty_columns_at_the_end_are_columns_without_a_name(write):
    header, rows = cells_of(write("alpha,beta,gamma,,\n1,x,2,,\n3,y,4,,\n"))
    assert header == [*HEADER, "column 4", "column 5"]
    assert rows == [[*row, None, None] for row in ROWS[:2]]


def test_delimiters_that_only_the_rows_have_at_their_end_are_empty_columns(write):
    header, rows = cells_of(write("alpha,beta,gamma\n1,x,2,\n3,y,4,\n"))
    assert header == [*HEADER, "column 4"]
    assert rows == [[*row, None] for row in ROWS[:2]]


def test_a_header_that_lacks_the_first_name_is_that_of_a_table_with_row_names(write):
    path = write("beta,gamma\n1,x,2\n3,y,4\n")
    assert cells_of(path) == (["row name", "beta", "gamma"], ROWS[:2])
    assert "the first is called 'row name'" in said_of(path)


def test_a_cell_of_any_size_is_a_cell_and_the_csv_module_keeps_its_limit(write):
    limit, huge = csv.field_size_limit(), "x" * 200_000
    assert cells_of(write(f"alpha,beta,gamma\n1,{huge},2\n"))[1] == [["1", huge, "2"]]
    assert csv.field_size_limit() == limit


# What is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLAIN, ""),
        (PLAIN.replace(",", ";"), "read with delimiter semicolon"),
        (PLAIN.replace(",", "\t"), "read with delimiter tab"),
        (PLAIN.replace(",", "  "), "read with delimiter blanks"),
        ("Cars\nof May\n" + PLAIN, "read with 2 lines before the header skipped"),
    ],
)
def test_what_is_not_as_usual_is_said(write, text, said):
    assert said_of(write(text)) == said


# What is asked for


@pytest.mark.parametrize("name", ["semicolon", ";"])
def test_a_delimiter_has_a_letter_or_a_name(write, name):
    assert cells_of(write(PLAIN.replace(",", ";")), delimiter=name) == READ


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"delimiter": ",,"}, "delimiter ',,' is not one character, nor comma, semicolon, tab, pipe, blanks"),
        ({"delimiter": ""}, "delimiter '' is not one character"),
        ({"delimiter": "é"}, "delimiter 'é' is not one character"),
        ({"quote": "\n"}, "quote '\\n' is not one character"),
        ({"delimiter": '"'}, "delimiter and --quote are both '\"'"),
        ({"delimiter": "comma", "quote": ","}, "delimiter and --quote are both ','"),
        ({"skip_lines": -1}, "skip_lines -1 is not 0 or more"),
        ({"comment": " "}, "comment is empty"),
        ({"decimal": "x"}, "decimal 'x' is none of '.' ','"),
        ({"thousands": "x"}, "thousands 'x' is none of"),
        ({"decimal": ",", "thousands": ","}, "decimal and --thousands are both ','"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(asked, problem):
    with pytest.raises(OptionError) as caught:
        Layout(**asked)
    assert str(caught.value).startswith(problem)


def test_a_delimiter_that_cuts_through_quoted_cells_is_none(write):
    """As the World Bank writes: two lines above the header, and as many blanks in each row, all of them in quotes."""
    above = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
    names = '"Country Name","Country Code","Indicator Name","2020","2021","2022",\n'
    rows = [
        f'"Country {k}","C{k:02}","GDP (current US$)","{k * 7 % 90}.5","{k * 5 % 80}","{k * 3 % 70}",\n'
        for k in range(40)
    ]
    with Files([str(write(above + names + "".join(rows)))]) as files:
        assert files.first.header[:6] == ("Country Name", "Country Code", "Indicator Name", "2020", "2021", "2022")


def test_the_lines_to_skip_are_those_above_what_may_be_the_header(write):
    rows = "".join(f'"Country {k}","{k * 7 % 90}.5","{k * 5 % 80}",\n' for k in range(40))
    path = write('"Data Source","World Bank",\n\n"Country Name","2020","2021",\n' + rows)
    with pytest.raises(DataError, match=r"line 3: values like those below.* or --skip-lines 2 if these are the names"):
        said_of(str(path))
    assert cells_of(str(path), skip_lines=2)[0][:3] == ["Country Name", "2020", "2021"]
