"""An SQLite database: one of its tables or views, or the result of a query. Nothing in it can be changed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from lrcli.data.files.readers import typed_rows
from lrcli.data.files.readers.container import Container

SQLITE_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)


def table(container: Container) -> Iterator[bytes]:
    connection = None
    try:
        connection = sqlite3.connect(f"{Path(container.path).absolute().as_uri()}?mode=ro", uri=True)
        query = container.query(lambda: [name for (name,) in connection.execute(SQLITE_TABLES)])
        cursor = connection.execute(query)
        if cursor.description is None:
            raise container.error("--query gives no rows; it has to be a SELECT")
        yield from typed_rows.from_records(container, [column[0] for column in cursor.description], cursor)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise container.error(error) from None
    finally:
        if connection is not None:
            connection.close()
