"""The interface of readers: a file to be read, the options for it, and the errors and remarks about it."""

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import IO, Any, Protocol, cast

import pyarrow as pa

from lrcli.data.files.frames import Frame
from lrcli.data.files.layout import Layout
from lrcli.errors import DataError
from lrcli.limits import Limits
from lrcli.notation.form import ColumnKind
from lrcli.temporary import temporary_folder

NAMES_IN_MESSAGE = 10  # names in a message


class Readable(Protocol):
    """A source of bytes, in order; b"" at its end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass
class Container:
    """A file or a frame, the options for the table in it, and the remarks of its reader."""

    name: str
    file: Any  # binary, perhaps a pipe
    layout: Layout
    limits: Limits
    start: bytes = b""  # its first bytes
    format: str = "text"  # its name, as told by these bytes
    local: str | None = None  # its path, where it is a file of this machine as it stands, or a database's address
    remarks: list[str] = field(default_factory=list)
    resources: ExitStack = field(default_factory=ExitStack)  # closed with the table
    frame: Frame | None = None  # the table itself, where it is in memory
    # One for each column where the table has types, else none.
    values: list[ColumnKind | None] = field(default_factory=list)

    @cached_property
    def seekable(self) -> IO[bytes]:
        """The file, or a copy where it is a pipe or packed: most formats have their table of contents at the end."""
        if self.file.seekable():
            self.file.seek(0)
            return cast("IO[bytes]", self.file)
        copy = tempfile.SpooledTemporaryFile(self.limits.copy_bytes)  # noqa: SIM115  # closed with the table
        self.resources.enter_context(copy)
        self._copy_to(copy)
        copy.seek(0)
        return cast("IO[bytes]", copy)

    @cached_property
    def path(self) -> str:
        """A path for libraries that open files themselves: the file's own, or that of a copy."""
        if self.local is not None:
            return self.local
        # The copy is closed before a library opens it, since Windows opens no file again that is open.
        path = self.resources.enter_context(temporary_folder()) / "table"
        with path.open("wb") as copy:
            self._copy_to(copy)
        return str(path)

    def _copy_to(self, copy: Any) -> None:
        if self.file.seekable():
            self.file.seek(0)
        shutil.copyfileobj(self.file, copy, 1 << 20)

    def error(self, reason: object) -> DataError:
        """An error that names the file, its format and the first line of the reason."""
        lines = (getattr(reason, "strerror", None) or str(reason)).strip().splitlines()
        return DataError(f"cannot read {self.name} as {self.format}: {lines[0] if lines else 'it is cut off'}")

    def choose(self, noun: str, contents: Mapping[str, str], tables: Collection[str] | None = None) -> str:
        """The sheet, table or member to read: the one that the option names, or the only one that can be a table.

        noun: "sheet", "table" or "member", the name of the option too. contents: a few words on each, by name. tables:
        the names of those that can be tables, None for all. Raise DataError where the choice is not clear.
        """
        listed = ", ".join(
            f"{name!r} ({words})" if words else repr(name) for name, words in list(contents.items())[:NAMES_IN_MESSAGE]
        )
        listed += ", …" * (len(contents) > NAMES_IN_MESSAGE)
        if (wanted := getattr(self.layout, noun)) is not None:
            if wanted not in contents:
                raise DataError(f"{self.name} has no {noun} {wanted!r}; it has {listed or 'none'}")
            return cast("str", wanted)
        candidates = [name for name in contents if tables is None or name in tables]
        if len(candidates) != 1:
            if not contents:
                raise DataError(f"{self.name} is {self.format} without a {noun}")
            problem = f"{len(candidates)} {noun}s that can be" if candidates else f"no {noun} that looks like"
            raise DataError(f"{self.name} has {problem} the table: {listed}; name one with --{noun}")
        if len(contents) > 1:
            self.remarks.append(f"{noun} {candidates[0]!r} of {len(contents)}")
        return candidates[0]

    def query(self, tables: Callable[[], Sequence[str]], quote: Callable[[str], str] | None = None) -> str:
        """The SQL for a database: --query, or all rows of one of its tables."""
        if self.layout.query is not None:
            return self.layout.query
        name = self.choose("table", dict.fromkeys(tables(), ""))
        return f"SELECT * FROM {quote(name) if quote else _quoted(name)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Unpacked:
    """The bytes that were packed in a file. Damage is a DataError, and so are far too many bytes from a few."""

    def __init__(self, container: Container, file: Readable, packed: Callable[[], int] | None = None) -> None:
        """packed: how many packed bytes were read so far."""
        self.container, self.file, self.packed = container, file, packed
        self.size = 0

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        try:
            data = self.file.read(size)
        except damages() as error:
            raise self.container.error(error) from None
        self.size += len(data)
        if self.packed is not None:
            check_size(self.container, self.size, self.packed())
        return data


def damages() -> tuple[type[Exception], ...]:
    """The errors by which the libraries that unpack tell of a file that is damaged or packed in a way they do not know.

    They are imported where an error is to be told: most files are not packed.
    """
    import lzma
    import tarfile
    import zipfile
    import zlib

    of_packings = lzma.LZMAError, zlib.error, zipfile.BadZipFile, tarfile.TarError, pa.ArrowException
    return OSError, EOFError, RuntimeError, UnicodeDecodeError, *of_packings  # RuntimeError: of an encrypted member


def check_size(container: Container, unpacked: int, packed: int) -> None:
    """Raise DataError where a few bytes unpack to so many that it is an attack or a mistake and no table."""
    if unpacked > container.limits.unpacked_bytes and unpacked > container.limits.unpacked_ratio * packed:
        times = f"more than {container.limits.unpacked_ratio} times what it is packed"
        raise DataError(f"{container.name} unpacks to {times}, as no table does; unpack it first if you trust it")


def library(name: str, module: str, *, package: str, extra: str | None = None) -> Any:
    """The module of a package that one format needs. Raise DataError with the command that installs it.

    name: of the file.
    """
    try:
        return import_module(module)
    except ImportError:
        install = f"'lrcli[{extra}]'" if extra else package
        raise DataError(f"cannot read {name}: it needs the package {package}; pip install {install}") from None
