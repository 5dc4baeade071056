"""What zip and tar archives have in common: which of their members is the table."""

import re
from collections.abc import Mapping

from lrcli.data.files.readers.container import Container
from lrcli.text import count

TABLE = re.compile(
    r"\.(csv|tsv|tab|txt|dat|data|jsonl?|ndjson|parquet|feather|arrow|orc|xls[xmb]?|ods|dta|z?sav|por|sas7bdat|xpt"
    r"|sqlite3?|db|duckdb|html?)(\.(gz|bz2|xz|zst|lz4))?",
    re.IGNORECASE,
)
ABOUT = re.compile(r"read[ _-]?me|licen[cs]e|changelog", re.IGNORECASE)
HIDDEN = re.compile(r"(^|/)(\.|__MACOSX/)")  # what macOS adds to each file


def member(container: Container, sizes: Mapping[str, int]) -> str:
    """The member that is asked for, or the only one; of several the only one with the name of a table."""
    names = [name for name in sizes if not HIDDEN.search(name)]
    tables = [name for name in names if _is_table(name.rpartition("/")[2])] if len(names) > 1 else names
    return container.choose("member", {name: count(sizes[name], "byte") for name in names}, tables)


def _is_table(name: str) -> bool:
    suffix = TABLE.search(name)
    return bool(suffix and suffix.end() == len(name) and not ABOUT.match(name))
