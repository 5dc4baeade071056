"""A DuckDB database: one of its tables or views, or the result of a query. Nothing in it can be changed."""

from collections.abc import Iterator

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container, library

DUCKDB_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY table_name"


def table(container: Container) -> Iterator[bytes]:
    duckdb = library(container.name, "duckdb", package="duckdb", extra="sql")
    try:
        # without access to other files or the network a query reads this database and no more
        with duckdb.connect(container.path, read_only=True, config={"enable_external_access": "false"}) as connection:
            query = container.query(lambda: [name for (name,) in connection.execute(DUCKDB_TABLES).fetchall()])
            relation = connection.sql(query)
            if relation is None:
                raise container.error("--query gives no rows; it has to be a SELECT")
            batches = relation.to_arrow_reader(container.limits.container_rows)
            yield from csv_text.from_batches(container, batches.schema, batches)
    except duckdb.Error as error:
        raise container.error(error) from None
