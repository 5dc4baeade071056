"""A table's files as portions, each of which can be read without the others, on another thread or machine.

A large text is cut into ranges of whole records (`text_ranges.py`), a large Parquet file into its row groups
(`row_groups.py`); any other file, packed or of another format, is one portion.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Protocol

from lrcli.data.files.chunk import Block
from lrcli.data.files.dataset import File
from lrcli.data.files.layout import Layout
from lrcli.data.files.source import Source
from lrcli.data.files.table_file import open_source
from lrcli.errors import DataError
from lrcli.limits import Limits
from lrcli.notation.quantities import Quantities

HASHED_BYTES = 1 << 20  # at once


class ElsewhereError(DataError):
    """Raised where a file that could be opened where the run began cannot be read."""


@dataclass(frozen=True)
class Stamp:
    """What tells that a file is still what it was when the run began. Of a file in a network nothing is asked."""

    size: int
    changed: int  # nanoseconds

    @classmethod
    def of(cls, path: str) -> "Stamp | None":
        """None where the path is no file of the file system. Raise DataError where it is gone."""
        if "://" in path:
            return None
        try:
            status = os.stat(path)
        except OSError as error:
            raise ElsewhereError(f"cannot read {path}: {error.strerror or error}") from None
        return cls(status.st_size, status.st_mtime_ns)


def check_unchanged(path: str, stamp: Stamp | None) -> None:
    """Raise DataError where a file is not what it was when the run began."""
    if stamp is not None and Stamp.of(path) != stamp:
        raise changed(path)


def changed(path: str) -> DataError:
    """The error of a file that is not what it was when the run began."""
    return DataError(f"{path} has changed while it was read; run the command again once it is whole")


class Portion(Protocol):
    """Some rows of a file, or all of them."""

    @property
    def path(self) -> str: ...

    @property
    def name(self) -> str:
        """What the file is called in messages."""
        ...

    @property
    def size(self) -> int:
        """Bytes of the file that are read once the portion is."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether it is all of a file."""
        ...

    def open(self) -> Source: ...

    def blocks(self, source: Source) -> Iterator[Block]:
        """The records; what stands below a table is looked for at the end of a file alone."""
        ...

    def file(self, source: Source) -> File | None:
        """What the file is, once all of it was read; None where a portion does not tell."""
        ...


@dataclass(frozen=True)
class Cut:
    """How a file is cut. A task is a function and what it is given."""

    looks: Sequence[tuple[Any, ...]]  # tasks, whose results say where the portions begin
    hashing: tuple[Any, ...]  # a task, whose result is the `File`
    portions: Callable[[Sequence[Any]], Sequence[Portion] | None]  # of these results; None: the file cannot be cut


@dataclass(frozen=True)
class WholeFile:
    """All of a file, as it is opened on one machine."""

    path: str
    stamp: Stamp | None
    layout: Layout
    limits: Limits
    header: tuple[str, ...]  # under the names that the run calls the columns
    splits: tuple[Quantities, ...]
    name: str
    size: int

    def __str__(self) -> str:
        return self.path

    @property
    def is_whole(self) -> bool:
        return True

    def open(self) -> Source:
        check_unchanged(self.path, self.stamp)
        try:
            source = open_source(self.path, self.layout, limits=self.limits)
        except DataError as error:
            raise ElsewhereError(str(error)) from None
        if len(source.header) != len(self.header):
            source.close()
            raise changed(self.path)
        source.header, source.splits = self.header, self.splits
        return source

    def blocks(self, source: Source) -> Iterator[Block]:
        yield from source.blocks()
        check_unchanged(self.path, self.stamp)

    def file(self, source: Source) -> File | None:
        """What the file is, once all of it was read."""
        return File.of(source)


@dataclass(frozen=True)
class FileRange:
    """Consecutive rows of a file that others read the rest of: what is the same for text and for row groups."""

    source: Source  # of the file, without its stream
    line: int  # in which the first row begins
    is_last: bool

    @property
    def is_whole(self) -> bool:
        return False

    @property
    def name(self) -> str:
        return self.source.name

    def blocks(self, source: Source) -> Iterator[Block]:
        """The records. Only at the end of the file is a footer looked for."""
        yield from source.blocks() if self.is_last else source.blocks_of_records()

    def file(self, source: Source) -> File | None:
        """None: the hash of a file does not follow from one range."""
        return None


def hash_file(path: str, stamp: Stamp | None) -> File:
    """What a file is whose bytes are its text."""
    digest, size = hashlib.sha256(), 0
    try:
        with Path(path).open("rb") as file:
            while data := file.read(HASHED_BYTES):
                digest.update(data)
                size += len(data)
    except OSError as error:
        raise ElsewhereError(f"cannot read {path}: {error.strerror or error}") from None
    check_unchanged(path, stamp)
    return File(PurePath(path).name, size, digest.hexdigest())
