"""A table of an SQLite database is what sqlite3 gives."""

import sqlite3

import pytest
from containers import cells_of, text_and_remarks, text_of

from lrcli.data.files.readers import csv_text
from lrcli.errors import DataError, OptionError


@pytest.fixture
def database(tmp_path):
    """database("CREATE …"): a file that these statements made."""

    def make(*statements):
        connection = sqlite3.connect(tmp_path / "t.db")
        for statement in ("CREATE TABLE cars (km INTEGER, price REAL, fuel TEXT)", *statements):
            connection.execute(statement)
        connection.executemany("INSERT INTO cars VALUES (?, ?, ?)", [(1, 2.5, "gas"), (2, None, 'a,"b"'), (3, 4.0, "")])
        connection.commit()
        connection.close()
        return tmp_path / "t.db"

    return make


def test_the_only_table_is_read(database):
    assert cells_of(database()) == [
        ["km", "price", "fuel"], ["1", "2.5", "gas"], ["2", "", 'a,"b"'], ["3", "4", ""],
    ]  # fmt: skip


def test_a_database_from_a_pipe_or_packed_is_read_likewise(database, tmp_path):
    import gzip

    path = database()
    (tmp_path / "t.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert cells_of(tmp_path / "t.gz") == cells_of(path)


def test_of_several_one_is_named_also_a_view(database):
    path = database("CREATE VIEW \"cheap 'ones'\" AS SELECT km FROM cars WHERE price < 3")
    with pytest.raises(
        DataError, match="2 tables that can be the table: 'cars', \"cheap 'ones'\"; name one with --table"
    ):
        text_of(path)
    assert cells_of(path, table="cheap 'ones'") == [["km"], ["1"]]
    with pytest.raises(DataError, match="has no table 'vans'; it has 'cars'"):
        text_of(path, table="vans")


def test_a_query_gives_a_table(database):
    assert cells_of(database(), query="SELECT km * 2 AS twice, price FROM cars WHERE km < 3 ORDER BY km DESC") == [
        ["twice", "price"], ["4", ""], ["2", "2.5"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("DELETE FROM cars", "readonly database"),
        ("ATTACH '{path}2' AS more", "gives no rows"),
        ("SELECT 1; DELETE FROM cars", "one statement"),
        ("SELECT speed FROM cars", "no such column: speed"),
    ],
)
def test_a_query_that_is_no_reading_one_is_an_error_and_changes_nothing(database, query, reason):
    path = database()
    before = path.read_bytes()
    with pytest.raises(DataError, match=reason):
        text_of(path, query=query.replace("{path}", str(path)))
    assert path.read_bytes() == before


BYTES = "CREATE TABLE b (x, y)", "INSERT INTO b VALUES (1, 2), (x'00', 3)"


def test_a_column_with_bytes_is_left_out_and_said(database, tmp_path):
    text, remarks = text_and_remarks(database(*BYTES), table="b")
    assert text == "y\n2\n3\n"
    assert remarks == ["column 'x' left out, bytes: neither numbers nor texts"]
    with pytest.raises(DataError, match="has no column of numbers or texts"):
        text_of(tmp_path / "t.db", query="SELECT x'00' AS x")


def test_what_only_later_rows_show_to_be_no_number_is_named_by_its_row(database, monkeypatch):
    monkeypatch.setattr(csv_text, "ROWS_AT_ONCE", 1)
    path = database(*BYTES)
    with pytest.raises(DataError, match="row 2, column 'x': a value of type bytes is neither a number nor a text"):
        text_of(path, table="b")
    late = "SELECT 1.5 AS x UNION ALL SELECT {}"
    assert cells_of(path, query=late.format("'n/a'")) == [["x"], ["1.5"], ["n/a"]]
    with pytest.raises(DataError, match=r"row 2, column 'x': '1\.500' is a text among numbers"):
        text_of(path, query=late.format("'1.500'"))


def test_where_there_is_no_table_that_is_said(tmp_path):
    connection = sqlite3.connect(tmp_path / "t.db")
    connection.execute("VACUUM")
    connection.close()
    (tmp_path / "t.db").write_bytes((tmp_path / "t.db").read_bytes() or b"SQLite format 3\0" + b"\0" * 100)
    with pytest.raises(DataError, match=r"t\.db"):
        text_of(tmp_path / "t.db")


def test_a_table_and_a_query_at_once_are_refused(database):
    with pytest.raises(OptionError, match="table has no effect with --query"):
        text_of(database(), table="cars", query="SELECT 1")


def test_nothing_is_remarked_where_there_is_nothing_to_choose(database):
    assert text_and_remarks(database())[1] == []
