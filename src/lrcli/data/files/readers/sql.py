"""A database of SQLAlchemy, by its address: one of its tables or views, or the result of a query."""

import re
from collections.abc import Iterator

from lrcli.data.files.readers import typed_rows
from lrcli.data.files.readers.container import Container, library
from lrcli.errors import DataError

PACKAGE_OF_DRIVER = {"MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary"}  # where another name installs it
READING_QUERY = re.compile(r"(\s|\(|--[^\n]*\n|/\*.*?\*/)*(select|with|table|values)\b", re.IGNORECASE | re.DOTALL)


def table(container: Container) -> Iterator[bytes]:
    """The rows of a table or query. Only a query that reads is allowed, and nothing is committed."""
    sqlalchemy = library(container.name, "sqlalchemy", package="sqlalchemy", extra="sql")
    try:
        engine = sqlalchemy.create_engine(container.path)
    except ImportError as error:
        package = PACKAGE_OF_DRIVER.get(error.name or "", error.name)
        raise DataError(
            f"cannot read {container.name}: it needs the package {package}; pip install {package}"
        ) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise container.error(error) from None
    try:
        with engine.connect() as connection:
            inspector = sqlalchemy.inspect(connection)
            query = container.query(
                lambda: [*inspector.get_table_names(), *inspector.get_view_names()],
                engine.dialect.identifier_preparer.quote_identifier,
            )
            if not READING_QUERY.match(query):
                raise container.error("--query has to begin with SELECT, WITH, TABLE or VALUES")
            result = connection.execution_options(stream_results=True).execute(sqlalchemy.text(query))
            yield from typed_rows.from_records(container, list(result.keys()), result)
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise container.error(error) from None
    finally:
        engine.dispose()
