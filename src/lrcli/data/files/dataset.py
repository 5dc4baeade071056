"""One table in several files: the same columns, in any order, one file after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePath

from lrcli.data.files.addresses import matches
from lrcli.data.files.chunk import Block
from lrcli.data.files.layout import Layout
from lrcli.data.files.source import Source
from lrcli.data.files.stream import OnBytes
from lrcli.data.files.table_file import open_source
from lrcli.errors import DataError
from lrcli.limits import Limits, default_limits


@dataclass(frozen=True)
class File:
    """What identifies the data that a model was learned from."""

    name: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, source: Source) -> "File":
        stream = source.stream
        return cls(PurePath(stream.name).name, stream.bytes_read, stream.digest.hexdigest())


@dataclass
class Files:
    """An open table; to be closed, best by `with`. Files are opened when their turn comes, the first at once."""

    paths: Sequence[str]
    layout: Layout = field(default_factory=Layout)
    on_bytes: OnBytes | None = None
    limits: Limits = field(default_factory=default_limits)
    in_one_order: bool = False  # whether all must be written alike, with their columns in the same order
    opened: list[Source] = field(default_factory=list)
    read: dict[int, int] = field(default_factory=dict)  # bytes of each file
    done: int = 0  # bytes of all

    def __enter__(self) -> "Files":
        return self

    def __exit__(self, *error: object) -> None:
        for source in self.opened:
            source.close()

    @property
    def first(self) -> Source:
        return self._open(0)

    @property
    def name(self) -> str:
        return self.first.name if len(self.paths) == 1 else f"{self.first.name} and {len(self.paths) - 1} more"

    @property
    def header(self) -> tuple[str, ...]:
        return self.first.header

    def peek(self) -> list[tuple[Source, Block]]:
        """The first records, which decide what the columns are; they are read again by `blocks`."""
        found: list[tuple[Source, Block]] = []
        size, most = 0, self.limits.first_bytes
        for place in range(len(self.paths)):
            if size < most and (block := self._open(place).peek(most - size)):
                found.append((self._open(place), block))
                size += len(block.data)
        return found

    def blocks(self) -> Iterator[tuple[Source, Block]]:
        """All records."""
        for place in range(len(self.paths)):
            source = self._open(place)
            yield from ((source, block) for block in source.blocks())
            source.close()

    def files(self) -> tuple[File, ...]:
        """What was read."""
        return tuple(File.of(source) for source in self.opened)

    def remarks(self) -> tuple[str, ...]:
        """How the files are read, where that is not as usual; once for all files that are alike."""
        short = [f"read with {', '.join(source.read_with)}" for source in self.opened if source.read_with]
        return tuple(dict.fromkeys([*short, *(remark for source in self.opened for remark in source.remarks)]))

    def remarks_on_bytes(self) -> list[str]:
        """What of the bytes that were read was not in the encoding of the rest."""
        return [remark for source in self.opened for remark in source.stream.decoder.remarks()]

    def _open(self, place: int) -> Source:
        if place == len(self.opened):
            on_bytes = partial(self._add_bytes, place)
            source = open_source(self.paths[place], self.layout, on_bytes=on_bytes, limits=self.limits)
            self.opened.append(source)
            self._compare(source)
        return self.opened[place]

    def _compare(self, source: Source) -> None:
        """Raise DataError where a file has other columns than the first."""
        first = self.opened[0]
        for one, other in ((source, first), (first, source)):
            if lacking := [name for name in other.header if name not in one.header]:
                raise DataError(f"{one.name} lacks the column {lacking[0]!r} that {other.name} has")
        if self.in_one_order and (source.header, source.dialect) != (first.header, first.dialect):
            raise DataError(
                f"{source.name} has another order of columns, or delimiter, than {first.name}; give it alone"
            )

    def _add_bytes(self, place: int, done: int, size: int | None) -> None:
        """Told of one file, tell of all."""
        if self.on_bytes:
            self.done += done - self.read.get(place, 0)
            self.read[place] = done
            self.on_bytes(self.done, self._total)

    @cached_property
    def _total(self) -> int | None:
        """Bytes of all files, None where one is no file."""
        sizes = [Path(path).stat().st_size if Path(path).is_file() else None for path in self.paths]
        return None if None in sizes else sum(filter(None, sizes))


def expand(data: str | Sequence[str]) -> list[str]:
    """Paths, with patterns and folders replaced by the files that they stand for."""
    return [path for one in ([data] if isinstance(data, str) else data) for path in matches(one)]
