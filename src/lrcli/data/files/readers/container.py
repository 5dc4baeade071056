"""A file that is no text, as the reader of its format gets it."""

import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import IO, Any, Protocol, cast

import pyarrow as pa

from lrcli.data.files.layout import Layout
from lrcli.errors import DataError
from lrcli.limits import Limits

DAMAGES = (OSError, EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, tarfile.TarError, pa.ArrowException)
LISTED = 10  # names in a message


class Readable(Protocol):
    """What gives bytes, in order, until it gives none."""

    def read(self, size: int, /) -> bytes: ...


@dataclass
class Container:
    """A file, what a person said of the table in it, and what its reader remarks."""

    name: str
    file: Any  # binary, perhaps a pipe
    layout: Layout
    limits: Limits
    start: bytes = b""  # its first bytes
    what: str = "text"  # what they say that it is
    local: str | None = None  # its path, where it is a file of this machine as it stands, or a database's address
    remarks: list[str] = field(default_factory=list)
    resources: ExitStack = field(default_factory=ExitStack)  # closed with the table

    @cached_property
    def seekable(self) -> IO[bytes]:
        """The file, or a copy where it comes from a pipe or packed: most formats say at their end what is where."""
        if self.file.seekable():
            self.file.seek(0)
            return cast("IO[bytes]", self.file)
        return cast("IO[bytes]", self._copied_to(tempfile.SpooledTemporaryFile(self.limits.copy_bytes)))

    @cached_property
    def path(self) -> str:
        """A path for libraries that open files themselves: the file's own, or that of a copy."""
        if self.local is not None:
            return self.local
        return cast("str", self._copied_to(tempfile.NamedTemporaryFile(prefix="lrcli-")).name)

    def _copied_to(self, copy: Any) -> Any:
        self.resources.enter_context(copy)
        if self.file.seekable():
            self.file.seek(0)
        shutil.copyfileobj(self.file, copy, 1 << 20)
        copy.flush()
        copy.seek(0)
        return copy

    def error(self, reason: object) -> DataError:
        """What is wrong with the file, in one line."""
        lines = (getattr(reason, "strerror", None) or str(reason)).strip().splitlines()
        return DataError(f"cannot read {self.name} as {self.what}: {lines[0] if lines else 'it is cut off'}")

    def choose(self, noun: str, contents: Mapping[str, str], tables: Collection[str] | None = None) -> str:
        """The sheet, table or member that is read: the one asked for, or the only one of those that can be tables.

        noun: also the option's name. contents: of each, what is in it. tables: which can be; None for all.
        """
        listed = ", ".join(
            f"{name!r} ({what})" if what else repr(name) for name, what in list(contents.items())[:LISTED]
        )
        listed += ", …" * (len(contents) > LISTED)
        if (wanted := getattr(self.layout, noun)) is not None:
            if wanted not in contents:
                raise DataError(f"{self.name} has no {noun} {wanted!r}; it has {listed or 'none'}")
            return cast("str", wanted)
        candidates = [name for name in contents if tables is None or name in tables]
        if len(candidates) != 1:
            if not contents:
                raise DataError(f"{self.name} is {self.what} without a {noun}")
            how_many = f"{len(candidates)} {noun}s that can be" if candidates else f"no {noun} that looks like"
            raise DataError(f"{self.name} has {how_many} the table: {listed}; name one with --{noun}")
        if len(contents) > 1:
            self.remarks.append(f"{noun} {candidates[0]!r} of {len(contents)}")
        return candidates[0]

    def query(self, tables: Callable[[], Sequence[str]], quote: Callable[[str], str] | None = None) -> str:
        """What is asked of a database: --query, or all of one of its tables."""
        if self.layout.query is not None:
            return self.layout.query
        name = self.choose("table", dict.fromkeys(tables(), ""))
        return f"SELECT * FROM {quote(name) if quote else _quoted(name)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Unpacked:
    """Bytes that were packed. Damage, and more of them than a table can be packed to, is an error of the file."""

    def __init__(self, container: Container, file: Readable, packed: Callable[[], int] | None = None) -> None:
        """packed: how many packed bytes the file has read."""
        self.container, self.file, self.packed = container, file, packed
        self.size = 0

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        try:
            data = self.file.read(size)
        except DAMAGES as error:
            raise self.container.error(error) from None
        self.size += len(data)
        if self.packed is not None:
            check_size(self.container, self.size, self.packed())
        return data


def check_size(container: Container, unpacked: int, packed: int) -> None:
    """Raise DataError where a few bytes become so many that nobody meant them as a table."""
    if unpacked > container.limits.unpacked_bytes and unpacked > container.limits.unpacked_ratio * packed:
        times = f"more than {container.limits.unpacked_ratio} times what it is packed"
        raise DataError(f"{container.name} unpacks to {times}, as no table does; unpack it first if you trust it")


def library(name: str, module: str, *, package: str, extra: str | None = None) -> Any:
    """A package that one format needs. Raise DataError with the command that installs it. name: of the file."""
    try:
        return import_module(module)
    except ImportError:
        install = f"'lrcli[{extra}]'" if extra else package
        raise DataError(f"cannot read {name}: it needs the package {package}; pip install {install}") from None
