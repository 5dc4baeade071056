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
    """Raised where a file cannot be read that the command could open when the run began, or rows cannot be written."""

    remedy = (
        "each worker has to find the file at the same path as this machine, and needs the rights or credentials to "
        "read it"
    )


@dataclass(frozen=True)
class Stamp:
    """Size and time of a file when the run began, to notice changes. Files in a network are not checked."""

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
        """The name of the file in messages."""
        ...

    @property
    def size(self) -> int:
        """Bytes of the file that the portion takes, for the progress bar."""
        ...

    @property
    def is_whole(self) -> bool:
        """Whether the portion is a whole file."""
        ...

    def open(self) -> Source: ...

    def blocks(self, source: Source) -> Iterator[Block]:
        """The records. Only at the end of the file is a footer looked for."""
        ...

    def file(self, source: Source) -> File | None:
        """Name, size and hash of the file, once all of it is read; None if the portion is only a part of it."""
        ...


@dataclass(frozen=True)
class Cut:
    """How a file is cut. Tasks are tuples of a function and its arguments."""

    looks: Sequence[tuple[Any, ...]]  # tasks; their results say where the portions begin
    hashing: tuple[Any, ...]  # a task; its result is the `File`
    portions: Callable[[Sequence[Any]], Sequence[Portion] | None]  # from the results of the looks; None: not to be cut


@dataclass(frozen=True)
class WholeFile:
    """A whole file as one portion, opened as on one machine."""

    path: str
    stamp: Stamp | None
    layout: Layout
    limits: Limits
    header: tuple[str, ...]  # the names of the columns in this run
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
    """Some consecutive rows of a file: what ranges of text and ranges of row groups have in common."""

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
    """The name, size and hash of a file of text."""
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
