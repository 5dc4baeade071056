"""The table of a web page, against what its cells say."""

import pandas as pd
import pytest
from containers import cells_of, text_of

from lrcli.errors import DataError


def page(*tables):
    return (
        "<!DOCTYPE html><html><head><title>Prices</title></head><body><p>a, b</p>" + "".join(tables) + "</body></html>"
    )


CARS = "<table><tr><th>km<th>price</tr><tr><td>1<td> 2 500 € </tr><tr><td>3<br>4<td>a &amp; <b>b</b></table>"


def test_its_cells_are_read_with_or_without_their_end_tags(write):
    assert cells_of(write(page(CARS))) == [["km", "price"], ["1", "2 500 €"], ["3 4", "a & b"]]


def test_what_pandas_writes_is_read(write):
    frame = pd.DataFrame({"km": [1, 2], "fuel": ["gas", "<b>"]})
    assert cells_of(write(frame.to_html(index=False))) == [["km", "fuel"], ["1", "gas"], ["2", "<b>"]]


def test_a_cell_over_several_columns_or_rows_is_in_each(write):
    rows = "<tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</tr><tr><td>e<td>f<td>g</tr>"
    assert cells_of(write(page(f"<table>{rows}</table>"))) == [["a", "b", "b"], ["a", "c", "d"], ["e", "f", "g"]]


def test_a_table_that_arranges_the_page_is_none(write):
    assert cells_of(write(page(f"<table><tr><td>menu<td>{CARS}</tr><tr><td>x<td>y</tr></table>")))[0] == ["km", "price"]


def test_a_script_is_no_text(write):
    assert "var" not in text_of(write(page(CARS.replace("<td>1", "<td><script>var x = '<td>';</script>1"))))


def test_of_several_one_is_named_by_its_number(write):
    path = write(page(CARS, "<table><tr><td>a<td>b</tr><tr><td>1<td>2</tr></table>"))
    with pytest.raises(DataError, match=r"'1' \(3 rows: km, price\), '2' \(2 rows: a, b\); name one with --table"):
        text_of(path)
    assert cells_of(path, table="2") == [["a", "b"], ["1", "2"]]


def test_the_page_names_its_encoding(write):
    head = '<html><head><meta charset="iso-8859-1"></head>'
    assert "Größe" in text_of(write((head + CARS.replace("km", "Größe").replace("€", "EUR")).encode("latin-1")))


def test_a_page_without_a_table_is_called_so(write):
    with pytest.raises(DataError, match="is a web page without a table"):
        text_of(write(page("<p>a,b</p>")))


def test_lines_of_headings_alone_are_one_header(write):
    """As an encyclopedia writes them, with a title above; the headings of rows are cells."""
    above = "<tr><th colspan=3>Cities</tr><tr><th rowspan=2>City<th colspan=2>People</tr><tr><th>2010<th>2020</tr>"
    rows = "<tr><th>a<td>1000<td>1100</tr><tr><th>b<td>1001<td>1102</tr>"
    assert cells_of(write(page(f"<table>{above}{rows}</table>"))) == [
        ["City", "People 2010", "People 2020"],
        ["a", "1000", "1100"],
        ["b", "1001", "1102"],
    ]


def test_the_names_of_pandas_groups_and_of_its_index_are_one_header(write):
    columns = pd.MultiIndex.from_tuples([("km", "mean"), ("km", "max")])
    frame = pd.DataFrame([[1, 2], [3, 4]], columns=columns, index=pd.Index(["x", "y"], name="fuel"))
    assert cells_of(write(frame.to_html())) == [["fuel", "km mean", "km max"], ["x", "1", "2"], ["y", "3", "4"]]
