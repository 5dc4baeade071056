"""A table of a DuckDB database is what duckdb gives."""

import pytest
from containers import cells_of, text_and_remarks, text_of

from lrcli.errors import DataError
from lrcli.limits import Limits

duckdb = pytest.importorskip("duckdb")


@pytest.fixture
def database(tmp_path):
    with duckdb.connect(str(tmp_path / "t.duckdb")) as connection:
        connection.execute("CREATE TABLE cars (km INTEGER, price DECIMAL(6, 2), day DATE, sold BOOLEAN, tags TEXT[])")
        connection.execute(
            "INSERT INTO cars VALUES (1, 2.50, DATE '2020-01-05', true, ['a']), (2, NULL, NULL, false, NULL)"
        )
    return tmp_path / "t.duckdb"


@pytest.mark.parametrize("rows", [1, 1 << 16])
def test_the_only_table_is_read_and_a_column_of_lists_left_out(database, rows):
    assert cells_of(database, Limits(container_rows=rows)) == [
        ["km", "price", "day", "sold"], ["1", "2.50", "2020-01-05", "true"], ["2", "", "", "false"],
    ]  # fmt: skip
    assert text_and_remarks(database)[1][0].startswith("column 'tags' left out, list")


def test_a_query_gives_a_table(database):
    assert cells_of(database, query="SELECT sum(km) AS km, count(*) AS n FROM cars") == [["km", "n"], ["3", "2"]]


@pytest.mark.parametrize(
    ("query", "reason"),
    [("DELETE FROM cars", "read-only"), ("SELECT * FROM read_csv('{other}')", "disabled|[Pp]ermission"),
     ("SELECT speed FROM cars", "speed")],
)  # fmt: skip
def test_a_query_reads_this_database_and_no_more(database, write, query, reason):
    before = database.read_bytes()
    with pytest.raises(DataError, match=reason):
        text_of(database, query=query.replace("{other}", write("a,b\n1,2\n")))
    assert database.read_bytes() == before
