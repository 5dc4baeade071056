"""Cells that hold the delimiter without the quotes of their table: read where that is sure, else named."""

import csv
import io

import pytest
from csv_reading import cells_of

from lrcli.data.files.dataset import Files
from lrcli.data.files.structure.cut_cells import cut_cell
from lrcli.data.files.structure.dialect import Dialect
from lrcli.data.rows.start import look_at
from lrcli.errors import DataError

HEADER = ["km", "name", "age", "price"]
COMMAS = Dialect(",", '"', None)


def table(*names, rows=20):
    """Rows as they were meant, with these names in turn."""
    return [[str(1000 * k), names[k % len(names)], str(k % 7), str(900 - k)] for k in range(1, rows + 1)]


def text_of(rows, delimiter=","):
    return "".join(delimiter.join(row) + "\n" for row in [HEADER, *rows])


def refusal(path):
    with pytest.raises(DataError) as caught, Files([str(path)]) as files:
        look_at(files)
    return str(caught.value)


@pytest.mark.parametrize("names", [["Smith, John"], ["Jones", "Smith, John"], ["Smith, John", "Smith, John, Jr"]])
@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 1, 2, 3], [0, 2, 3, 1]])
def test_an_unquoted_comma_in_a_text_is_named_with_the_cell_the_line_and_what_to_do(write, names, order):
    """Wherever the column stands, also where the first cells all differ, as those of R's row names."""
    rows = [[row[k] for k in order] for row in table(*names)]
    message = refusal(write(",".join(HEADER[k] for k in order) + "\n" + "".join(",".join(row) + "\n" for row in rows)))
    line, name = next((k, row[1]) for k, row in enumerate(table(*names), 2) if "," in row[1])
    assert f"table.csv, line {line}: {4 + name.count(',')} cells where the header has 4 columns" in message
    assert message.endswith(f"; '{name}' looks like one cell that holds a comma; write such cells in quotes")


def test_an_unquoted_comma_in_a_later_row_is_named_with_the_cell(write, lrcli):
    rows = [*table("Jones", "Khan", rows=60), *table("Smith, John", rows=2)]
    done = lrcli("stats", write(text_of(rows)), "--json").json
    assert done["rows"] == 60
    assert any("line 62 5 of 4, 'Smith, John' without quotes" in remark for remark in done["remarks"])


@pytest.mark.parametrize(
    ("cells", "whole"),
    [
        (["1", "Smith", " John", "3"], "Smith, John"),
        (["Main St 5", " 2nd floor", "7", "3"], "Main St 5, 2nd floor"),
        (["1", " Smith", " 4", " 3"], None),  # a blank behind each delimiter
        (["1", " Smith", "John", " 3"], None),
        (["1", " 299", "7", "3"], None),
        (["1", "Smith", "John", "3"], None),
    ],
)
def test_a_blank_behind_one_delimiter_tells_the_cell_that_was_cut(cells, whole):
    assert cut_cell(cells, COMMAS) == whole


def test_row_names_of_r_with_a_blank_behind_each_delimiter_stay_row_names(write):
    header, rows = cells_of(write("km, price\n" + "".join(f"car{k}, {k}, {k * 7}\n" for k in range(1, 9))))
    assert (header, len(rows)) == (["row name", "km", "price"], 8)


@pytest.mark.parametrize(("opening", "closing"), ["“”", "„“", "«»", "»«"])
@pytest.mark.parametrize("others", [[], ["Khan"]])
def test_typographic_quotes_around_a_comma_are_named(write, opening, closing, others):
    message = refusal(write(text_of(table(f"{opening}Smith,John{closing}", *others))))
    assert "5 cells where the header has 4 columns" in message
    assert message.endswith(
        f'{opening}Smith,John{closing} is cut in pieces, as only " makes such a text one cell; '
        f'write " in the place of {opening} and {closing}'
    )


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_header_in_typographic_quotes_is_named(write, delimiter):
    text = text_of(table("Khan"), delimiter)
    quoted = "".join(f"“{line.replace(delimiter, f'”{delimiter}“')}”\n" for line in text.splitlines())
    message = refusal(write(quoted))
    assert message.endswith(
        'line 1: the cells are in the quotes “ and ”, which tables do not have; write " in their place'
    )
    title = write("“Cars”\n" + text)
    assert cells_of(title)[0] == HEADER


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("names", [["Smith{0} John"], ["Jones", "Smith{0} John", "Li{0}{0}x"], [r"a\b{0}c", "Khan"]])
def test_backslashes_before_delimiters_are_read_as_the_csv_module_reads_them(write, delimiter, names):
    rows = table(*names)
    whole = [[cell.format(delimiter) for cell in row] for row in rows]
    escaped = [[cell.format(f"\\{delimiter}").replace("a\\b", "a\\\\b") for cell in row] for row in rows]
    text = text_of(escaped, delimiter)
    expected = [*csv.reader(io.StringIO(text), delimiter=delimiter, escapechar="\\", quoting=csv.QUOTE_NONE)]
    assert expected == [HEADER, *whole]
    path = write(text)
    assert cells_of(path) == (HEADER, whole)
    with Files([str(path)]) as files:
        assert files.first.read_with[-1] == "a \\ before quotes and delimiters inside cells"


def test_a_path_that_ends_with_a_backslash_is_a_cell(write):
    rows = table("C:\\cars\\", "D:\\x\\")
    assert cells_of(write(text_of(rows))) == (HEADER, rows)


def test_a_row_that_is_too_wide_for_no_reason_that_can_be_told_has_the_rule(write):
    assert refusal(write("a,b\n1,2,x\n3,4,y\n1,2,x\n")).endswith("; a cell that holds a comma has to be in quotes")
    assert refusal(write("a;b\n1;2\n3;4;y\n")).endswith("; a cell that holds a semicolon has to be in quotes")
    columns = "make km age\n" + "Alfa Romeo  1  2\nAudi  3  4\nBMW  5  6\n"
    assert refusal(write(columns)).endswith("; a cell that holds blanks has to be in quotes")
