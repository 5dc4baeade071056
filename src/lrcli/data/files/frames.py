"""A table that is in memory and in no file: a data frame, an Arrow table, columns by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, Protocol, runtime_checkable

from lrcli.errors import DataError


@runtime_checkable
class ArrowStream(Protocol):
    """What gives its rows as an Arrow stream: data frames of pandas and polars, Arrow's tables, DuckDB's relations."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


PathName = str | PathLike[str]
Table = PathName | Sequence[PathName] | ArrowStream | Mapping[str, Any]  # what a person gives as a table
KNOWN_TABLES = (
    "a path, a list of paths, a pandas or polars DataFrame, an Arrow table, a DuckDB relation, or a dict of columns"
)


@dataclass
class Frame:
    """A table in memory, by the name of its kind, such as DataFrame."""

    table: ArrowStream | Mapping[str, Any]
    rows: int = 0  # that were read of it

    @property
    def name(self) -> str:
        return type(self.table).__name__

    @property
    def can_be_read_again(self) -> bool:
        """Whether its rows are still there after they were read, as those of a stream of batches are not."""
        return hasattr(self.table, "__len__")


def frame_of(data: Table | Frame) -> Frame | None:
    """The table in memory; None where it is in files."""
    if isinstance(data, Frame):
        return data
    return Frame(data) if isinstance(data, Mapping | ArrowStream) else None


def paths_of(data: Any) -> list[str]:
    """The paths that were given. Raise DataError where that is something else."""
    paths = data if isinstance(data, Sequence) and not isinstance(data, str) else [data]
    if not all(isinstance(path, str | PathLike) for path in paths):
        lazy = "; collect() makes one of it" if hasattr(data, "collect") else ""
        raise DataError(f"{type(data).__name__} is no table{lazy}; give {KNOWN_TABLES}")
    return [fspath(path) for path in paths]
