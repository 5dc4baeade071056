"""A model in SQL, run by SQLite, DuckDB, PostgreSQL and MariaDB on texts, or on numbers where texts are not read."""

import math
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import sqlglot
from exports import CENT, INTERVAL

from lrcli.export.dialects import DIALECTS
from lrcli.export.languages import export

TABLE = 'the "table"; --`'


def query(one, dialect):
    return export(one.model, "sql", dialect=dialect, table=TABLE, interval=INTERVAL).content.decode()


def table_of_texts(one):
    """Names of columns and rows; the first column says which row it is, since a table has no order."""
    names = list(one.texts[0])
    return ["row number", *names], [[k, *row.values()] for k, row in enumerate(one.texts)]


def table_of_numbers(one):
    names = list(one.numbers[0])
    rows = ([None if isinstance(x, float) and math.isinf(x) else x for x in row.values()] for row in one.numbers)
    return ["row number", *names], [[k, *row] for k, row in enumerate(rows)]


def without_unreadable(one, said):
    """A typed column holds no text that is no number, so there is nothing to compare where one is."""
    unreadable = [any(x == math.inf for x in row.values()) for row in one.numbers]
    return [truth if gone else row for truth, row, gone in zip(one.truth, said, unreadable, strict=True)]


def in_order(rows):
    """The three answers of each row."""
    return [row[-3:] for row in sorted(rows)]


def test_sqlite_agrees_with_predict_on_rows_of_numbers(examples):
    for one in examples:
        names, rows = table_of_numbers(one)
        identifier, table = DIALECTS["sqlite"].identifier, DIALECTS["sqlite"].identifier(TABLE)
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute(f"CREATE TABLE {table} ({', '.join(map(identifier, names))})")
            database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)
            said = in_order(database.execute(query(one, "sqlite")).fetchall())
        assert max(one.differences(without_unreadable(one, said))) < CENT, one.name


def test_sqlite_agrees_with_predict_on_texts_of_plain_numbers(examples):
    """As its shell imports a CSV."""
    for one in examples:
        if one.name in ("cars", "used_cars", "hostile"):
            names, rows = table_of_texts(one)
            identifier, table = DIALECTS["sqlite"].identifier, DIALECTS["sqlite"].identifier(TABLE)
            with closing(sqlite3.connect(":memory:")) as database:
                database.execute(f"CREATE TABLE {table} ({', '.join(f'{identifier(name)} TEXT' for name in names)})")
                database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)
                said = [row[-3:] for row in database.execute(query(one, "sqlite")).fetchall()]
            assert max(one.differences(said)) < CENT, one.name


def test_duckdb_agrees_with_predict_on_rows_as_the_table_has_them(examples):
    database = duckdb.connect()
    identifier, table = DIALECTS["duckdb"].identifier, DIALECTS["duckdb"].identifier(TABLE)
    for one in examples:
        names, rows = table_of_texts(one)
        columns = ", ".join(f"{identifier(name)} {'VARCHAR' if k else 'INTEGER'}" for k, name in enumerate(names))
        database.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
        database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)
        said = in_order(database.execute(query(one, "duckdb")).fetchall())
        assert max(one.differences(said)) < CENT, one.name


@pytest.fixture(scope="module")
def psql():
    """psql(script) → what it prints, on a server of its own that listens on a socket in its folder."""
    folder = next(
        (path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin")) if (path / "initdb").exists()), None
    )
    if folder is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    data = Path(tempfile.mkdtemp())  # not in pytest's folder, into which no other user may look
    as_user = []
    if os.geteuid() == 0:  # as which the server does not run
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        shutil.chown(data, "postgres", "postgres")
    run = lambda *words, **how: subprocess.run([*as_user, *words], capture_output=True, text=True, cwd=data, **how)  # noqa: E731
    made = run(
        folder / "initdb", "-D", data / "db", "-E", "UTF8", "--no-locale", "-U", "tester", "-A", "trust", "--no-sync"
    )
    assert made.returncode == 0, made.stderr
    options = f"-c listen_addresses='' -c unix_socket_directories={data} -c fsync=off"
    run(folder / "pg_ctl", "-D", data / "db", "-o", options, "-l", data / "log", "-w", "start", check=True)

    def ask(script):
        done = run(
            folder / "psql",
            "-h",
            data,
            "-U",
            "tester",
            "-d",
            "postgres",
            "-qAt",
            "-F",
            "\t",
            "-v",
            "ON_ERROR_STOP=1",
            input=script,
        )
        assert done.stderr == ""
        return done.stdout

    yield ask
    run(folder / "pg_ctl", "-D", data / "db", "-m", "immediate", "stop")
    shutil.rmtree(data)


def test_postgres_agrees_with_predict_on_rows_as_the_table_has_them(examples, psql):
    dialect = DIALECTS["postgres"]
    for one in examples:
        names, rows = table_of_texts(one)
        columns = ", ".join(f"{dialect.identifier(name)} {'text' if k else 'integer'}" for k, name in enumerate(names))
        table = dialect.identifier(TABLE)
        values = ",\n".join(f"({row[0]}, {', '.join(map(dialect.string, row[1:]))})" for row in rows)
        ends = ", ".join(dialect.identifier(f"price_{end}") for end in ("predicted", "low", "high"))
        selected = query(one, "postgres").rstrip().rstrip(";")
        printed = psql(
            f"CREATE TEMPORARY TABLE {table} ({columns}); INSERT INTO {table} VALUES {values};\n"
            f'SELECT {ends} FROM (\n{selected}\n) AS answers ORDER BY "row number";'
        )
        said = [[None if cell == "" else float(cell) for cell in line.split("\t")] for line in printed.splitlines()]
        assert max(one.differences(said)) < CENT, one.name


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory):
    """mariadb(script) → what it prints, on a server of its own that listens on a socket in its folder."""
    server = shutil.which("mariadbd")
    if server is None:
        pytest.skip("needs MariaDB: apt-get install mariadb-server")
    data = tmp_path_factory.mktemp("mariadb")
    where = [f"--datadir={data / 'db'}", f"--socket={data / 'socket'}"]
    who = ["--user=root"] if os.geteuid() == 0 else []
    plain = ["--no-defaults", *who, *where]
    subprocess.run(
        ["mariadb-install-db", *plain, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
    )
    process = subprocess.Popen(
        [server, *plain, "--skip-networking", "--skip-log-bin", f"--pid-file={data / 'pid'}"], stderr=subprocess.DEVNULL
    )
    client = [
        "mariadb",
        "--no-defaults",
        f"--socket={data / 'socket'}",
        "-u",
        "root",
        "-N",
        "--batch",
        "--default-character-set=utf8mb4",
    ]
    for _ in range(200):
        if subprocess.run([*client, "-e", "select 1"], capture_output=True).returncode == 0:
            break
        time.sleep(0.05)

    def ask(script):
        done = subprocess.run(client, input=script, capture_output=True, text=True)
        assert done.stderr == ""
        return done.stdout

    yield ask
    process.terminate()
    process.wait(30)


def test_mariadb_agrees_with_predict_on_rows_of_numbers(examples, mariadb):
    dialect = DIALECTS["mysql"]
    mariadb("CREATE DATABASE tests CHARACTER SET utf8mb4")
    for one in examples:
        names, rows = table_of_numbers(one)
        texts = {column.name for column in one.model.inputs if column.levels is not None}
        kinds = ["INTEGER", *("TEXT" if name in texts else "DOUBLE" for name in names[1:])]
        columns = ", ".join(f"{dialect.identifier(name)} {kind}" for name, kind in zip(names, kinds, strict=True))
        table = dialect.identifier(TABLE)
        literal = lambda x: "NULL" if x is None else dialect.string(x) if isinstance(x, str) else repr(x)  # noqa: E731
        values = ",\n".join(f"({', '.join(map(literal, row))})" for row in rows)
        ends = ", ".join(dialect.identifier(f"price_{end}") for end in ("predicted", "low", "high"))
        selected = query(one, "mysql").rstrip().rstrip(";")
        printed = mariadb(
            f"USE tests; CREATE OR REPLACE TABLE {table} ({columns}); INSERT INTO {table} VALUES {values};\n"
            f"SELECT {ends} FROM (\n{selected}\n) AS answers ORDER BY `row number`;"
        )
        said = [[None if cell == "NULL" else float(cell) for cell in line.split("\t")] for line in printed.splitlines()]
        assert max(one.differences(without_unreadable(one, said))) < CENT, one.name


def test_bigquery_agrees_with_predict_where_sqlglot_translates_it_for_duckdb(examples):
    """The service itself is not run here."""
    database = duckdb.connect()
    identifier, table = DIALECTS["duckdb"].identifier, DIALECTS["duckdb"].identifier(TABLE)
    for one in examples:
        if one.name in ("cars", "used_cars", "hostile"):
            names, rows = table_of_texts(one)
            columns = ", ".join(f"{identifier(name)} {'VARCHAR' if k else 'INTEGER'}" for k, name in enumerate(names))
            database.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
            database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)
            (translated,) = sqlglot.transpile(query(one, "bigquery"), read="bigquery", write="duckdb")
            assert max(one.differences(in_order(database.execute(translated).fetchall()))) < CENT, one.name
