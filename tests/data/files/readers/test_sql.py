"""A database by its address is what SQLAlchemy gives; its password is never shown."""

import sqlite3
import sys

import pytest
from containers import cells_of, text_of

from lrcli.data.files.addresses import is_database, without_password
from lrcli.errors import DataError

sqlalchemy = pytest.importorskip("sqlalchemy")


@pytest.fixture
def address(tmp_path):
    connection = sqlite3.connect(tmp_path / "t.db")
    connection.execute("CREATE TABLE cars (km INTEGER, price NUMERIC(6, 2), day DATE)")
    connection.execute("INSERT INTO cars VALUES (1, 2.5, '2020-01-05'), (2, NULL, NULL)")
    connection.commit()
    connection.close()
    return f"sqlite:///{tmp_path / 't.db'}"


def test_the_only_table_is_read(address):
    assert cells_of(address) == [["km", "price", "day"], ["1", "2.5", "2020-01-05"], ["2", "", ""]]


def test_a_query_gives_a_table(address):
    assert cells_of(address, query="SELECT max(km) AS km FROM cars") == [["km"], ["2"]]


@pytest.mark.parametrize("query", ["DELETE FROM cars", "DELETE FROM cars RETURNING km", "DROP TABLE cars"])
def test_a_query_that_changes_the_database_is_not_put(address, query):
    with pytest.raises(DataError, match="--query has to begin with SELECT"):
        text_of(address, query=query)
    assert len(cells_of(address, table="cars")) == 3


def test_a_query_may_begin_with_a_comment(address):
    assert cells_of(address, query="-- all\n/* of */ SELECT km FROM cars") == [["km"], ["1"], ["2"]]


def test_an_error_of_the_database_is_one_line(address):
    with pytest.raises(DataError) as caught:
        text_of(address, query="SELECT speed FROM cars")
    assert "no such column: speed" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_package_that_is_missing_is_named_with_what_installs_it(address, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(DataError, match=r"it needs the package sqlalchemy; pip install 'lrcli\[sql\]'"):
        text_of(address)


def test_a_driver_that_is_missing_is_named():
    with pytest.raises(DataError, match=r"postgresql://reader@db/cars: it needs the package psycopg"):
        text_of("postgresql://reader:secret@db/cars")


@pytest.mark.parametrize(
    "address", ["postgresql://reader:secret@db:5432/cars?password=secret", "mysql+pymysql://a:secret@b/c"]
)
def test_a_password_is_not_shown(address):
    assert "secret" not in without_password(address)
    assert is_database(address)


@pytest.mark.parametrize(
    "path", ["cars.csv", "https://host/cars.csv", "s3://bucket/cars.csv", "gs://bucket/a", "memory://a"]
)
def test_a_file_is_no_database(path):
    assert not is_database(path)
