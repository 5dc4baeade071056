"""One table in one or more files, which have the same columns in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePath

from lrcli.data.files.addresses import matches
from lrcli.data.files.chunk import Block
from lrcli.data.files.frames import Frame, Table, frame_of, paths_of
from lrcli.data.files.layout import Layout
from lrcli.data.files.quantities import header_with_splits
from lrcli.data.files.source import Source
from lrcli.data.files.stream import OnBytes
from lrcli.data.files.table_file import open_source
from lrcli.errors import DataError
from lrcli.limits import Limits, default_limits
from lrcli.notation.quantities import Quantities


@dataclass(frozen=True)
class File:
    """What identifies the data that a model was learned from."""

    name: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, source: Source) -> "File":
        stream = source.stream
        return cls(PurePath(stream.name).name, stream.bytes_read, stream.sha256)


@dataclass
class Files:
    """An open table; use it in a `with` statement. Each file is opened when it is first needed."""

    paths: Sequence[str | Frame]
    layout: Layout = field(default_factory=Layout)
    on_bytes: OnBytes | None = None
    limits: Limits = field(default_factory=default_limits)
    names: Sequence[str] = ()  # of columns that are wanted, and found also where case or outer blanks differ
    live: bool = False  # whether lines of standard input are wanted as they arrive
    hashed: bool = True  # whether somebody will ask what the files are
    in_one_order: bool = False  # whether all must have the dialect and the order of columns of the first
    sources: list[Source] = field(default_factory=list)
    splits: tuple[Quantities, ...] = ()  # of columns whose cells hold several quantities
    bytes_read: dict[int, int] = field(default_factory=dict)  # of each file, by its index
    identified: dict[int, File] = field(default_factory=dict)  # files that were read elsewhere, by their index
    renamed: list[str] = field(default_factory=list)  # remarks on columns that are wanted under another name

    def __enter__(self) -> "Files":
        return self

    def __exit__(self, *error: object) -> None:
        for source in self.sources:
            source.close()

    @property
    def first(self) -> Source:
        return self._open(0)

    @property
    def name(self) -> str:
        return self.first.name if len(self.paths) == 1 else f"{self.first.name} and {len(self.paths) - 1} more"

    @property
    def paused(self) -> bool:
        """Whether the live input pauses, so that the rows so far should be answered."""
        return bool(self.sources) and self.sources[-1].stream.paused

    @property
    def several(self) -> bool:
        """Whether a line needs the name of its file."""
        return len(self.paths) > 1

    def open(self, index: int) -> Source:
        """One of the files, by its index, open and with its header read."""
        return self._open(index)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns in the files."""
        return self.first.header

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, those that are split replaced by the names of what they are split into."""
        return header_with_splits(self.header, self.splits)

    def split(self, splits: Sequence[Quantities]) -> None:
        """Read these columns as several. To be called before `blocks`."""
        self.splits = (*self.splits, *splits)
        for source in self.sources:
            source.splits = self.splits

    def peek(self) -> list[tuple[Source, Block]]:
        """The first records, by which the columns are decided; `blocks` reads them again."""
        blocks: list[tuple[Source, Block]] = []
        size, limit = 0, self.limits.first_bytes
        for index in range(len(self.paths)):
            if size < limit and (block := self._open(index).peek(limit - size)):
                blocks.append((self._open(index), block))
                size += len(block.data)
        return blocks

    def blocks(self) -> Iterator[tuple[Source, Block]]:
        """All records."""
        for index in range(len(self.paths)):
            source = self._open(index)
            yield from ((source, block) for block in source.blocks())
            source.close()

    def files(self) -> tuple[File, ...]:
        """The files that were read."""
        return tuple(self.identified.get(k) or File.of(source) for k, source in enumerate(self.sources))

    def remarks(self) -> tuple[str, ...]:
        """How the files are read, where that is not as usual; one remark for all files that are alike."""
        dialects = [f"read with {', '.join(source.read_with)}" for source in self.sources if source.read_with]
        return tuple(dict.fromkeys([*dialects, *(remark for source in self.sources for remark in source.remarks)]))

    def remarks_on_bytes(self) -> list[str]:
        """How many lines were in another encoding than the rest of their file."""
        return [remark for source in self.sources for remark in source.stream.decoder.remarks()]

    def remarks_on_encodings(self) -> list[str]:
        """The encodings that no remark before the rows could name."""
        return [remark for source in self.sources for remark in source.late_encoding]

    def remarks_on_changes(self) -> list[str]:
        """The files that somebody wrote to meanwhile."""
        streams = [source.stream for source in self.sources]
        return [
            f"{stream.name} changed while it was read: rows may be cut or lost" for stream in streams if stream.changed
        ]

    def _open(self, index: int) -> Source:
        if index == len(self.sources):
            on_bytes = partial(self.add_bytes, index)
            source = open_source(
                self.paths[index],
                self.layout,
                on_bytes=on_bytes,
                limits=self.limits,
                live=self.live,
                hashed=self.hashed,
            )
            self._rename(source)
            source.splits = self.splits
            self.sources.append(source)
            self._compare(source)
        return self.sources[index]

    def _rename(self, source: Source) -> None:
        """Call a column as it is wanted where it is the only one whose name differs in case and outer blanks alone."""
        header, names = {*source.header}, {*self.names}
        alike: dict[str, list[str]] = {}
        for column in source.header:
            alike.setdefault(column.strip().casefold(), []).append(column)
        for name in self.names:
            same = alike.get(name.strip().casefold(), [])
            if name not in header and len(same) == 1 and same[0] not in names:
                source.header = tuple(name if column == same[0] else column for column in source.header)
                header, alike[name.strip().casefold()] = {*source.header}, [name]
                self.renamed.append(f"{source.name}: the column {same[0]!r} is read as {name!r}")

    def _compare(self, source: Source) -> None:
        """Raise DataError where a file has other columns than the first."""
        first = self.sources[0]
        for one, other in ((source, first), (first, source)):
            columns = {*one.header}
            if lacking := [name for name in other.header if name not in columns]:
                raise DataError(f"{one.name} lacks the column {lacking[0]!r} that {other.name} has")
        if self.in_one_order and (source.header, source.dialect) != (first.header, first.dialect):
            raise DataError(
                f"{source.name} has another order of columns, or delimiter, than {first.name}; give it alone"
            )

    def add_bytes(self, index: int, done: int, size: int | None = None) -> None:
        """Add the bytes of one file that are read, and report those of all files."""
        if self.on_bytes:
            self.bytes_read[index] = done
            self.on_bytes(sum(self.bytes_read.values()), self._total)

    @cached_property
    def _total(self) -> int | None:
        """Bytes of all files; None where one has no size, as a pipe or a frame."""
        sizes = [
            Path(path).stat().st_size if isinstance(path, str) and Path(path).is_file() else None for path in self.paths
        ]
        return None if None in sizes else sum(filter(None, sizes))


def can_be_read_again(path: str | Frame) -> bool:
    """Whether what was read is still there, as what came through a pipe is not."""
    return Path(path).is_file() if isinstance(path, str) else path.can_be_read_again


def expand(paths: str | Sequence[str]) -> list[str]:
    """The paths of all files that the arguments name, patterns and folders among them."""
    return [path for argument in ([paths] if isinstance(paths, str) else paths) for path in matches(argument)]


def files_of(data: Table | Frame) -> Sequence[str | Frame]:
    """The paths of all files that a table is in, or the table itself. Raise DataError for what is no table."""
    frame = frame_of(data)
    return expand(paths_of(data)) if frame is None else [frame]
