"""What a file is by its first bytes, whatever it is called: text, or a format that a reader makes text, or neither.

To add a format: a reader in `readers/` and a row here. A reader has one function. `table` gives the CSV that the file
would be, in pieces; `content` gives what is packed in it, which is looked at in its turn.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from lrcli.data.files.layout import Layout
from lrcli.data.files.readers.container import DAMAGES, Container, Readable
from lrcli.errors import DataError, OptionError

START = 4096  # bytes that tell what a file is
DEEPEST = 4  # packings of packings: more is no table's
TABLE = "table"  # the function of a reader that makes text


@dataclass(frozen=True)
class Format:
    """A kind of file."""

    what: str  # as a message calls it
    mark: bytes  # a pattern of its first bytes
    reader: str | None = None  # a file in readers/; None: it cannot be read
    options: tuple[str, ...] = ()  # of Layout's, those that its reader heeds
    named: bool = False  # whether its columns always have names, so that no line needs to be told from a header
    member: str | None = None  # of formats that are zip archives, a member that says so


BINARY = rb"(?=.{,64}[\0-\x08\x0e-\x1f])"  # a byte that no text has
ZIP, XML = rb"PK\x03\x04|PK\x05\x06", rb"(\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*(<!--.*?-->\s*)*"
HTML = rb"(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<"
OPEN_DOCUMENT = rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\."
SQL = (
    rb"(\s|--[^\n]*\n|/\*.*?\*/;?)*"
    rb"(create (table|database)\s+\S|insert into\s+\S+\s*(\(|values|select)|drop table\s+\S|begin transaction;"
    rb"|pragma \w+ ?=|set @?\w+ ?=)"
)
FORMATS = (
    Format("a gzip file", rb"\x1f\x8b", "compression"),
    Format("a bzip2 file", rb"BZh[1-9]1AY&SY", "compression"),
    Format("a Zstandard file", rb"\x28\xb5\x2f\xfd", "compression"),
    Format("an LZ4 file", rb"\x04\x22\x4d\x18", "compression"),
    Format("an xz file", rb"\xfd7zXZ\x00", "compression"),
    Format("an Excel workbook", ZIP, "excel", ("sheet",), member=r"xl/workbook\.(xml|bin)"),
    Format("an OpenDocument spreadsheet", OPEN_DOCUMENT + b"spreadsheet", "excel", ("sheet",)),
    Format("an OpenDocument text", OPEN_DOCUMENT),
    Format("a Word document", ZIP, member=r"word/document\.xml"),
    Format("a PowerPoint presentation", ZIP, member=r"ppt/presentation\.xml"),
    Format("an Apple Numbers document", ZIP, member=r"Index/Document\.iwa"),
    Format("NumPy arrays", ZIP, member=r".*\.npy"),
    Format("a zip archive", ZIP, "zip", ("member",)),
    Format("a tar archive", rb"(?=[^\n]{,156}\0).{257}ustar[\0 ]", "tar", ("member",)),
    Format("an Excel workbook of the old kind", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel", ("sheet",)),
    Format("a Parquet file", rb"PAR1" + BINARY, "parquet", named=True),
    Format("an Arrow file", rb"ARROW1\0\0", "arrow", named=True),
    Format("an Arrow stream", rb"\xff\xff\xff\xff.{3}\0", "arrow", named=True),
    Format("an ORC file", rb"ORC" + BINARY, "orc", named=True),
    Format("an SQLite database", rb"SQLite format 3\0", "sqlite", ("table", "query"), named=True),
    Format("a DuckDB database", rb".{8}DUCK", "duckdb", ("table", "query"), named=True),
    Format("an SPSS file", rb"\$FL[23]|.{40}ASCII SPSS PORT FILE", "statistics", ("encoding",), named=True),
    Format("a SAS file", rb"\x00{12}\xc2\xea\x81\x60|HEADER RECORD\*{7}LIB", "statistics", ("encoding",), named=True),
    Format("a Stata file", rb"<stata_dta>|[\x69-\x73][\x01\x02]\x01\0", "statistics", ("encoding",), named=True),
    Format("a web page", XML + rb"<(!doctype html|html)", "html", ("table", "encoding")),
    Format("an Excel workbook as XML", XML + rb"(<\?mso-application.*?\?>\s*)?<(ss:)?workbook"),
    Format("XML", XML),
    Format("a web page", HTML + rb"(!doctype html|html|head|body|table|meta)\b", "html", ("table", "encoding")),
    Format("JSON", rb"(\xef\xbb\xbf)?\s*\[\s*\[", "json", ("encoding",)),
    Format("JSON", rb'(\xef\xbb\xbf)?\s*(\[\s*[\{\]]|\{\s*["}])', "json", ("table", "encoding"), named=True),
    Format("SQL", SQL),
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
DATABASE = Format("a database", rb"", "sql", ("table", "query"), named=True)  # by its address, where there is no file
WHERE = ("sheet", "table", "query", "member")  # the options that say where in a file the table is
WRITTEN = ("delimiter", "quote", "comment", "encoding")  # those of text


@dataclass(frozen=True)
class Opened:
    """A file as text."""

    file: Readable
    layout: Layout  # how that text is written


def opened(container: Container) -> Opened:
    """The text of a file, or what a reader makes text of it. Raise DataError for a file that is neither."""
    chain: list[Format] = []
    if container.file is None:
        return _table(replace(container, what=DATABASE.what), [DATABASE])
    while True:
        container = _begun(container)
        kind = _kind(container)
        if kind is None:
            break
        chain.append(kind)
        container.what = kind.what
        if kind.reader is None:
            raise DataError(f"{container.name} is {kind.what}; save its table as CSV")
        if hasattr(_reader(kind), TABLE):
            return _table(container, chain)
        if len(chain) > DEEPEST:
            raise DataError(f"{container.name} is packed more than {DEEPEST} times; unpack it first")
        container = replace(container, file=_reader(kind).content(container), local=None)
    container.what = "text"
    _check_options(container, chain, text=True)
    return Opened(container.file, container.layout)


def _table(container: Container, chain: list[Format]) -> Opened:
    _check_options(container, chain, text=False)
    layout = replace(container.layout, delimiter=",", quote='"', encoding="utf-8")
    if chain[-1].named:
        for option, given in (("no_header", not layout.header), ("skip_lines", layout.skip_lines)):
            if given:
                raise OptionError(option, f"has no effect on {container.what}, whose columns have names")
        layout = replace(layout, skip_lines=0)  # the first line is the header, whatever the names are
    return Opened(_Pieces(_reader(chain[-1]).table(container)), layout)


def _reader(kind: Format) -> Any:
    return import_module(f"lrcli.data.files.readers.{kind.reader}")


def _begun(container: Container) -> Container:
    """With the first bytes of the file known, and nothing of it lost."""
    file, start = container.file, b""
    while len(start) < START and (more := file.read(START - len(start))):
        start += more
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
                names = []
                with suppress(*DAMAGES), zipfile.ZipFile(container.seekable) as archive:
                    names = archive.namelist()
            if not any(re.fullmatch(kind.member, name) for name in names):
                continue
        return kind
    return None


def _check_options(container: Container, chain: list[Format], *, text: bool) -> None:
    """Raise OptionError for an option that this file would not heed."""
    heeded = {option for kind in chain for option in kind.options} | set(WRITTEN if text else ())
    for option in (*WHERE, *WRITTEN):
        if getattr(container.layout, option) is not None and option not in heeded:
            known = " or ".join(dict.fromkeys(kind.what for kind in FORMATS if option in kind.options)) or "text"
            raise OptionError(option, f"is for {known}; {container.name} is {container.what}")


class _Pieces:
    """A reader's pieces of text as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def read(self, size: int, /) -> bytes:
        """The next piece that is not empty, whatever its size; nothing at the end."""
        return next(filter(None, self.pieces), b"")


class _Rejoined:
    """A file that can be read once, with the bytes that were looked at."""

    def __init__(self, start: bytes, file: Readable) -> None:
        self.start, self.file = start, file

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1, /) -> bytes:
        start, self.start = (self.start, b"") if size < 0 else (self.start[:size], self.start[size:])
        return start + self.file.read(size if size < 0 else size - len(start)) if len(start) != size else start
