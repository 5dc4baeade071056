"""What a file is, by its first bytes."""

import gzip
import io
import sys
import types
import zipfile

import pytest
from containers import text_of

from lrcli.data.files import formats
from lrcli.data.files.formats import Format
from lrcli.data.files.layout import Layout
from lrcli.data.files.readers import csv_text
from lrcli.errors import DataError, OptionError


def zipped(member):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, "x")
    return packed.getvalue()


DUMP = (
    b"-- MySQL dump 10.13\n--\n/*!40101 SET NAMES a */;\nDROP TABLE IF EXISTS `cars`;\nCREATE TABLE `cars` (a int);\n"
)
FOREIGN = [
    (b"%PDF-1.7\n%\xe2\xe3\n", "a PDF document"),
    (zipped("word/document.xml"), "a Word document"),
    (zipped("ppt/presentation.xml"), "a PowerPoint presentation"),
    (zipped("Index/Document.iwa"), "an Apple Numbers document"),
    (zipped("x.npy"), "NumPy arrays"),
    (b"{'km': 1, 'price': 2}\n", "Python dictionaries"),
    (DUMP, "SQL"),
    (b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE cars(km);\n", "SQL"),
    (b"insert into cars values (1, 2);\n", "SQL"),
    (b"% cars\n%\n\n@RELATION cars\n@attribute km numeric\n@data\n1\n", "an ARFF file of Weka"),
    (b"@relation 'used cars'\r\n\r\n@attribute make {a, b}\r\n", "an ARFF file of Weka"),
    (b"# cars\n1 1:0.5 3:-2e-3\n-1 2:7 # end\n", "a file of LIBSVM"),
    (b"12100 qid:1 1:5 2:7\r\n9000 qid:1 2:7\r\n", "a file of LIBSVM"),
    (b'<?xml version="1.0"?>\n<cars><car km="1"/></cars>', "XML"),
    (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="a">', "an Excel workbook as XML"),
    (b"{\\rtf1\\ansi a,b}", "a rich text document"),
    (b"RDX3\nX\n\0\0\0\3", "an R data file"),
    (b"X\n\0\0\0\3\0\4", "an R data file"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"\x80\x04\x95\x10\0\0\0", "a Python pickle"),
    (b"\0\1\0\0Standard ACE DB\0", "an Access database"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive"),
]  # fmt: skip


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize(("content", "what"), FOREIGN, ids=[what for _, what in FOREIGN])
def test_a_file_that_no_reader_reads_is_called_what_it_is(write, content, what, pack):
    path = write(pack(content), "cars.csv")
    with pytest.raises(DataError) as caught:
        text_of(path)
    assert str(caught.value) == f"{path} is {what}; save its table as CSV"


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n", "PK,km\n1,2\n", "set,price\na,1\n", "create,b\n1,2\n", "insert into,b\n1,2\n", "begin,end\n1,2\n",
        "ORCA,b\n1,2\n", "DUCK,b\n1,2\n", "{a},b\n1,2\n", "[a],b\n1,2\n", "<5,>5\n1,2\n", "MATLAB,b\n1,2\n", "X\nY\n",
        "BZh,b\n1,2\n", "id,ustar\n" + "1,2\n" * 62 + "ustar,3\n", "GIF8,b\n", "Obj,b\n1,2\n", "$FL,b\n1,2\n",
        "# a,b\n1,2\n", "-- a,b\n1,2\n", "RDX,b\n1,2\n",
        "@relation,b\n1,2\n", "% a\n@rel b\n1 2\n", "1 10:30\n2 11:45\n", "1 10:30 11:45\n2 9:15 8:30\n",
        "1 4:3 x\n2 16:9 y\n", "a 1:2\nb 1:3\n",
        "ORC,b\n1,2\n", "PAR1,b\n1,2\n",
    ],
)  # fmt: skip
def test_text_that_resembles_a_format_is_text(write, text):
    assert text_of(write(text)) == text


def test_a_format_is_a_reader_and_a_row(write, monkeypatch):
    """All that the next one needs: this reader and this row."""

    def table(container):
        rows = (line.split("~") for line in container.file.read().decode().splitlines()[1:])
        yield from csv_text.from_rows(rows)

    reader = types.SimpleNamespace(table=table)
    monkeypatch.setitem(sys.modules, "lrcli.data.files.readers.tilde", reader)
    monkeypatch.setattr(formats, "FORMATS", (Format("a tilde file", b"TILDE\n", "tilde", ("sheet",)), *formats.FORMATS))
    content = b"TILDE\nkm~price\n1~2,5\n"
    for pack in (bytes, gzip.compress):
        assert text_of(write(pack(content)), sheet="a") == 'km,price\n1,"2,5"\n'
    with pytest.raises(OptionError, match=r"member.* is for a zip archive or a tar archive; .* is a tilde file"):
        text_of(write(content), member="a")


@pytest.mark.parametrize("kind", [kind for kind in formats.FORMATS if kind.reader], ids=lambda kind: kind.name)
def test_each_format_has_a_reader_with_one_function_and_options_that_exist(kind):
    reader = formats._reader(kind)
    assert hasattr(reader, "table") != hasattr(reader, "content")
    assert set(kind.options) <= set(Layout.__dataclass_fields__)


@pytest.mark.parametrize(("option", "value"), [("header", False), ("skip_lines", 2)])
def test_columns_that_have_names_are_not_said_to_have_none(write, option, value):
    with pytest.raises(OptionError, match=r"has no effect on JSON, whose columns have names"):
        text_of(write('{"a": 1}\n{"a": 2}\n'), **{option: value})
    assert text_of(write("[[1, 2], [3, 4]]"), **{option: value}) == "1,2\n3,4\n"


@pytest.mark.parametrize("option", ["sheet", "table", "query", "member"])
def test_an_option_for_a_container_is_refused_for_text(write, option):
    with pytest.raises(OptionError, match=rf"{option}.* is for an? .*; .* is text"):
        text_of(write("a,b\n1,2\n"), **{option: "x"})
