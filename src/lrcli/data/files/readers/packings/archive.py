"""The choice of the table among the members of a zip or tar archive."""

import re
from collections.abc import Mapping

from lrcli.data.files.readers.container import Container
from lrcli.text import count

TABLE_NAME = re.compile(
    r"\.(csv|tsv|tab|txt|dat|data|jsonl?|ndjson|parquet|feather|arrow|orc|xls[xmb]?|ods|dta|z?sav|por|sas7bdat|xpt"
    r"|sqlite3?|db|duckdb|html?)(\.(gz|bz2|xz|zst|lz4))?",
    re.IGNORECASE,
)
DOCUMENT_NAME = re.compile(r"read[ _-]?me|licen[cs]e|changelog", re.IGNORECASE)
HIDDEN_NAME = re.compile(r"(^|/)(\.|__MACOSX/)")  # what macOS adds to each file


def choose_member(container: Container, sizes: Mapping[str, int]) -> str:
    """The member that --member names, else the only member, else the only one whose name is that of a table.

    Raise DataError where there is no such member, or several.
    """
    names = [name for name in sizes if not HIDDEN_NAME.search(name)]
    tables = [name for name in names if _is_table(name.rpartition("/")[2])] if len(names) > 1 else names
    return container.choose("member", {name: count(sizes[name], "byte") for name in names}, tables)


def _is_table(name: str) -> bool:
    suffix = TABLE_NAME.search(name)
    return bool(suffix and suffix.end() == len(name) and not DOCUMENT_NAME.match(name))
