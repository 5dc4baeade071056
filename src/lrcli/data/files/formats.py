"""The format of a file, told by its first bytes and never by its name: text, a format with a reader, or one without.

To add a format: a reader in `readers/` and a row here. A reader has one function. `table` yields the CSV text that the
file would be, in pieces; `content` returns the bytes that are packed in the file, whose format is told in its turn.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from lrcli.data.files.layout import Layout
from lrcli.data.files.readers.container import Container, Readable, damages
from lrcli.errors import DataError, OptionError

START_BYTES = 4096  # bytes that tell what a file is
NAMED_BYTES = 40  # of a text in a message
MOST_PACKINGS = 4  # packings of packings: more is no table's
TABLE_FUNCTION = "table"  # the function of a reader that makes text


@dataclass(frozen=True)
class Format:
    """A format of files, and how to recognise and read it."""

    name: str  # in messages
    mark: bytes  # a regular expression for its first bytes
    reader: str | None = None  # a module of readers/; None where the format is recognised but not read
    options: tuple[str, ...] = ()  # the fields of Layout that its reader uses
    named: bool = False  # whether its columns always have names, so that the first line of its text is the header
    member: str | None = None  # a regular expression for a member that a zip archive of this format has


CONTROL_BYTE = rb"(?=.{,64}[\0-\x08\x0e-\x1f])"  # a byte that no text has
ZIP, XML = rb"PK\x03\x04|PK\x05\x06", rb"(\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*(<!--.*?-->\s*)*"
HTML = rb"(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<"
OPEN_DOCUMENT = rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\."
SQL = (
    rb"(\s|--[^\n]*\n|/\*.*?\*/;?)*"
    rb"(create (table|database)\s+\S|insert into\s+\S+\s*(\(|values|select)|drop table\s+\S|begin transaction;"
    rb"|pragma \w+ ?=|set @?\w+ ?=)"
)
ARFF_NAME = "an ARFF file of Weka"
ARFF = rb"([ \t]*(%[^\n]*)?\r?\n)*[ \t]*@relation\s"
# The pairs of "1 10:30 11:45" are times. So a line has two pairs at least, and a value that is no minute.
NUMBERED_VALUE = rb" +\d+:[-+]?[\d.]+(e[-+]?\d+)?"
LIBSVM = (
    rb"(#[^\n]*\n)*(?=[^\n]* \d+:(?!\d\d[\s:]))[-+]?[\d.]+(e[-+]?\d+)?( qid:\d+)?(%b){2,} *(#[^\n]*)?\r?\n"
    % NUMBERED_VALUE
)
FORMATS = (
    Format("a gzip file", rb"\x1f\x8b", "packings.compression"),
    Format("a bzip2 file", rb"BZh[1-9]1AY&SY", "packings.compression"),
    Format("a Zstandard file", rb"\x28\xb5\x2f\xfd", "packings.compression"),
    Format("an LZ4 file", rb"\x04\x22\x4d\x18", "packings.compression"),
    Format("an xz file", rb"\xfd7zXZ\x00", "packings.compression"),
    Format("an Excel workbook", ZIP, "excel", ("sheet",), member=r"xl/workbook\.(xml|bin)"),
    Format("an OpenDocument spreadsheet", OPEN_DOCUMENT + b"spreadsheet", "excel", ("sheet",)),
    Format("an OpenDocument text", OPEN_DOCUMENT),
    Format("a Word document", ZIP, member=r"word/document\.xml"),
    Format("a PowerPoint presentation", ZIP, member=r"ppt/presentation\.xml"),
    Format("an Apple Numbers document", ZIP, member=r"Index/Document\.iwa"),
    Format("NumPy arrays", ZIP, member=r".*\.npy"),
    Format("a zip archive", ZIP, "packings.zip", ("member",)),
    Format("a tar archive", rb"(?=[^\n]{,156}\0).{257}ustar[\0 ]", "packings.tar", ("member",)),
    Format("an Excel workbook of the old kind", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel", ("sheet",)),
    Format("a Parquet file", rb"PAR1" + CONTROL_BYTE, "parquet", named=True),
    Format("an Arrow file", rb"ARROW1\0\0", "arrow", named=True),
    Format("an Arrow stream", rb"\xff\xff\xff\xff.{3}\0", "arrow", named=True),
    Format("an ORC file", rb"ORC" + CONTROL_BYTE, "orc", named=True),
    Format("an SQLite database", rb"SQLite format 3\0", "sqlite", ("table", "query"), named=True),
    Format("a DuckDB database", rb".{8}DUCK", "duckdb", ("table", "query"), named=True),
    Format("an SPSS file", rb"\$FL[23]|.{40}ASCII SPSS PORT FILE", "readstat", ("encoding",), named=True),
    Format("a SAS file", rb"\x00{12}\xc2\xea\x81\x60|HEADER RECORD\*{7}LIB", "readstat", ("encoding",), named=True),
    Format("a Stata file", rb"<stata_dta>|[\x69-\x73][\x01\x02]\x01\0", "readstat", ("encoding",), named=True),
    Format("a web page", XML + rb"<(!doctype html|html)", "html", ("table", "encoding")),
    Format("an Excel workbook as XML", XML + rb"(<\?mso-application.*?\?>\s*)?<(ss:)?workbook"),
    Format("XML", XML),
    Format("a web page", HTML + rb"(!doctype html|html|head|body|table|meta)\b", "html", ("table", "encoding")),
    Format("JSON", rb"(\xef\xbb\xbf)?\s*\[\s*\[", "json", ("encoding",)),
    Format("JSON", rb'(\xef\xbb\xbf)?\s*(\[\s*[\{\]]|\{\s*["}])', "json", ("table", "encoding"), named=True),
    Format("Python dictionaries", rb"\s*\[?\s*\{'[^'\n]{0,200}':"),
    Format("SQL", SQL),
    Format(ARFF_NAME, ARFF),
    Format("a file of LIBSVM", LIBSVM),
    Format("a PDF document", rb"%PDF-"),
    Format("a rich text document", rb"\{\\rtf"),
    Format("an R data file", rb"RD[AX][23]\n|[XA]\n\x00\x00\x00[\x02\x03]"),
    Format("an HDF5 file", rb"\x89HDF\r\n"),
    Format("a NetCDF file", rb"CDF[\x01\x02]"),
    Format("a MATLAB file", rb"MATLAB 5\.0 MAT-file"),
    Format("an Avro file", rb"Obj\x01"),
    Format("a NumPy array", rb"\x93NUMPY"),
    Format("a Python pickle", rb"\x80[\x02-\x05][\x95(}\]c]"),
    Format("a Feather file of version 1", rb"FEA1"),
    Format("an Access database", rb".{4}Standard (Jet|ACE) DB"),
    Format("a 7z archive", rb"7z\xbc\xaf\x27\x1c"),
    Format("a RAR archive", rb"Rar!\x1a\x07"),
    Format("a picture", rb"\x89PNG|\xff\xd8\xff|GIF8[79]a"),
    Format("a program", rb"\x7fELF|MZ.{60}"),
)  # fmt: skip
DATABASE = Format("a database", rb"", "sql", ("table", "query"), named=True)  # that is named by an address
FRAME = Format("a table in memory", rb"", "frame", named=True)
TABLE_OPTIONS = ("sheet", "table", "query", "member")  # name the table in a file
TEXT_OPTIONS = ("delimiter", "quote", "comment", "encoding")


@dataclass(frozen=True)
class Text:
    """A file as text."""

    file: Readable
    layout: Layout  # how that text is written
    reader: str | None = None  # which one, where the file is not packed besides


def open_text(container: Container) -> Text:
    """The text of a file, or that which a reader makes of it. Raise DataError for a format that is not read."""
    chain: list[Format] = []
    if container.frame is not None:
        return _table(replace(container, format=FRAME.name), [FRAME])
    if container.file is None:
        return _table(replace(container, format=DATABASE.name), [DATABASE])
    while True:
        container = _with_start(container)
        kind = _kind(container)
        if kind is None:
            break
        chain.append(kind)
        container.format = kind.name
        if kind.reader is None:
            raise DataError(f"{container.name} is {kind.name}; save its table as CSV")
        if hasattr(_reader(kind), TABLE_FUNCTION):
            return _table(container, chain)
        if len(chain) > MOST_PACKINGS:
            raise DataError(f"{container.name} is packed more than {MOST_PACKINGS} times; unpack it first")
        container = replace(container, file=_reader(kind).content(container), local=None)
    container.format = "text"
    _check_options(container, chain, text=True)
    return Text(container.file, container.layout)


def _table(container: Container, chain: list[Format]) -> Text:
    _check_options(container, chain, text=False)
    layout = replace(container.layout, delimiter=",", quote='"', encoding="utf-8")
    if chain[-1].named:
        for option, value in (("no_header", not layout.header), ("skip_lines", layout.skip_lines)):
            if value:
                raise OptionError(option, f"has no effect on {container.format}, whose columns have names")
        layout = replace(layout, skip_lines=0)  # the first line is the header, whatever the names are
    reader = chain[0].reader if len(chain) == 1 else None
    pieces = _in_utf8(container, _reader(chain[-1]).table(container))
    return Text(_Pieces(pieces), layout, reader=reader)


def _in_utf8(container: Container, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a reader. Raise DataError where a text in the file is not the UTF-8 that it has to be."""
    try:
        yield from pieces
    except UnicodeDecodeError as error:  # from any call of a library that gives a name or a text
        raise container.error(f"a text in it is no UTF-8: {error.object[:NAMED_BYTES]!r}") from None


def _reader(kind: Format) -> Any:
    return import_module(f"lrcli.data.files.readers.{kind.reader}")


def _with_start(container: Container) -> Container:
    """The same file with its first bytes in `start`, still to be read from its beginning."""
    file, start = container.file, b""
    try:
        while len(start) < START_BYTES and not _pauses(file) and (more := file.read(START_BYTES - len(start))):
            start += more
    except OSError as error:
        raise DataError(f"cannot read {container.name}: {error.strerror or error}") from None
    if file.seekable() and file.tell() == len(start):  # else a program before this one has read of standard input
        file.seek(0)
        return replace(container, start=start)
    return replace(container, start=start, file=_Rejoined(start, file))


def _kind(container: Container) -> Format | None:
    """The first format whose mark the file has; None where it is text."""
    names: list[str] | None = None
    for kind in FORMATS:
        if not re.match(kind.mark, container.start, re.IGNORECASE | re.DOTALL):
            continue
        if kind.member is not None:
            if names is None:
                names = _members(container)
            if not any(re.fullmatch(kind.member, name) for name in names):
                continue
        return kind
    return None


def _members(container: Container) -> list[str]:
    """The names of the members of a zip archive; none of one that is damaged."""
    import zipfile

    with suppress(*damages()), zipfile.ZipFile(container.seekable) as archive:
        return archive.namelist()
    return []


def _check_options(container: Container, chain: list[Format], *, text: bool) -> None:
    """Raise OptionError for an option that has no meaning for this file."""
    meaningful = {option for kind in chain for option in kind.options} | set(TEXT_OPTIONS if text else ())
    for option in (*TABLE_OPTIONS, *TEXT_OPTIONS):
        if getattr(container.layout, option) is not None and option not in meaningful:
            known = " or ".join(dict.fromkeys(kind.name for kind in FORMATS if option in kind.options)) or "text"
            raise OptionError(option, f"is for {known}; {container.name} is {container.format}")


class _Pieces:
    """A file whose bytes are the pieces that a reader yields."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def read(self, size: int, /) -> bytes:
        """The next piece that is not empty, whatever its size; b"" at the end."""
        return next(filter(None, self.pieces), b"")


def _pauses(file: Readable) -> bool:
    """Whether a live input has nothing more for now."""
    return getattr(file, "paused", False)


class _Rejoined:
    """A file that can be read once, with its first bytes, which were read to tell its format, put back before it."""

    def __init__(self, start: bytes, file: Readable) -> None:
        self.start, self.file = start, file

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1, /) -> bytes:
        start, self.start = (self.start, b"") if size < 0 else (self.start[:size], self.start[size:])
        if start and _pauses(self.file):  # nothing more comes for now
            return start
        return start + self.file.read(size if size < 0 else size - len(start)) if len(start) != size else start
