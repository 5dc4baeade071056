"""Opening a table: its delimiter, its header, its blocks, and what is said about a table that cannot be read."""

import bz2
import csv
import gzip
import io
import lzma
import sys

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read_table

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.files.layout import Layout
from lrcli.data.files.table_file import open_source
from lrcli.data.rows.read import Reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.limits import LIMITS, Limits


def read(path, numeric=(), text=(), size=LIMITS.block_bytes):
    """The table, read in blocks of `size` bytes."""
    return read_table(path, lambda first: Columns(None, numeric, text), Limits(block_bytes=size))


def header_of(path):
    with Files([path]) as files:
        return files.header


def refusal(path, numeric=(), text=(), size=LIMITS.block_bytes):
    """What is said about a table that cannot be read; always one line."""
    with pytest.raises(DataError) as caught:
        read(path, numeric, text, size)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.fixture
def piped(monkeypatch):
    """piped(bytes): these bytes come from standard input, which then is the path "-"."""

    def pipe(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        return "-"

    return pipe


# What is found in a file


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write, delimiter):
    path = write("km,price\n1,2\n3,4\n".replace(",", delimiter))
    assert read(path, ("km", "price")).rows.numeric.tolist() == [[1, 2], [3, 4]]


def test_commas_inside_the_cells_do_not_make_a_comma_the_delimiter(write):
    path = write("name;km;price\nAudi, red, big;1,5;2\nVW, blue;2,5;3\n")
    assert header_of(path) == ("name", "km", "price")


def test_the_delimiter_is_the_one_that_cuts_the_rows_as_it_cuts_the_header(write):
    path = write("name;km, by odometer, in thousands, rounded;price\nAudi;1;2\nVW;3;4\n")
    assert header_of(path) == ("name", "km, by odometer, in thousands, rounded", "price")


def test_delimiters_inside_quotes_are_text(write):
    path = write('name,km\n"a;b;c",1\n"d;e;f",2\n"g;h;i",3\n')
    table = read(path, ("km",), ("name",))
    assert table.levels == (("a;b;c", "d;e;f", "g;h;i"),)


def test_a_single_column_needs_no_delimiter(write):
    assert read(write("km\n1\n2\n"), ("km",)).rows.numeric.tolist() == [[1], [2]]


def test_a_byte_order_mark_is_no_part_of_the_first_name(write):
    assert header_of(write(b'\xef\xbb\xbf"km",price\n1,2\n')) == ("km", "price")


def test_marks_that_nobody_sees_are_no_part_of_a_name(write):
    assert header_of(write("\ufeff\ufeffmake,km\u200b,\u2060pri\u00adce\nAudi,1,2\n")) == ("make", "km", "price")


@pytest.mark.parametrize(
    ("top", "names"),
    [
        (
            "shop,2019,,2020,\n,units,price,units,price",
            ("shop", "2019 units", "2019 price", "2020 units", "2020 price"),
        ),
        ("car,car,car,sale,sale\nmake,km,year,price,tax", ("make", "km", "year", "price", "tax")),
        ("a,a,a,a,a\nshop,units,price,units,price", ("shop", "units", "price", "units 2", "price 2")),
    ],
)
def test_names_that_repeat_have_the_group_above_them(write, top, names):
    rows = "".join(f"s{k % 3},{k},{10 + k},{2 * k},{11 + k}\n" for k in range(12))
    assert header_of(write(f"{top}\n{rows}")) == names


def test_names_lose_the_blanks_around_them_and_a_column_without_a_name_is_numbered(write):
    assert header_of(write(" km ,,price\n1,2,3\n")) == ("km", "column 2", "price")


def test_a_name_may_be_quoted_and_hold_a_delimiter_a_quote_and_a_newline(write, lines_of):
    text = '"km, ""real""\n(odometer)",price\n1,2\n'
    assert header_of(write(text)) == tuple(next(csv.reader(io.StringIO(text, newline=""))))
    assert lines_of(write(text), ("price",)) == [3]


def test_blank_lines_before_the_header_are_skipped_and_counted(write, lines_of):
    path = write("\n\r\nkm,price\n\n1,2\n\n\n3,4")
    assert header_of(path) == ("km", "price")
    assert lines_of(path, ("km",)) == [5, 8]


CONTENT = b'km,fuel\r\n1,"die\r\nsel"\r\n\r\n2,gas\r\n3,gas'


@pytest.mark.parametrize(
    ("name", "packed"),
    [("t.csv", CONTENT), ("t.csv.gz", gzip.compress(CONTENT, mtime=0)), ("t.csv.bz2", bz2.compress(CONTENT)),
     ("t.csv.xz", lzma.compress(CONTENT)), ("t.csv.zst", pa.compress(CONTENT, "zstd", asbytes=True))],
)  # fmt: skip
def test_a_packed_file_holds_the_same_table(write, lines_of, name, packed):
    path = write(packed, name)
    table = read(path, ("km",), ("fuel",))
    assert table.rows.numeric.tolist() == [[1], [2], [3]]
    assert table.levels == (("die\r\nsel", "gas"),)
    assert lines_of(path, ("km",), ("fuel",)) == [2, 5, 6]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_standard_input_holds_the_same_table(piped, lines_of, pack):
    table = read(piped(pack(CONTENT)), ("km",), ("fuel",))
    assert table.rows.numeric.tolist() == [[1], [2], [3]]
    assert table.levels == (("die\r\nsel", "gas"),)
    assert lines_of(piped(CONTENT), ("km",), ("fuel",)) == [2, 5, 6]


def test_a_real_table_of_tabs_has_the_columns_that_the_csv_module_finds(shared):
    path = shared / "imports-85.tab"
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file, delimiter="\t"))
    assert header_of(str(path)) == tuple(name.strip() for name in header)


# Blocks

lines = st.lists(st.sampled_from(["1,2\n", "3,4\r\n", '"x\ny",5\n', "\n", '"a""b",6\n']), max_size=30)


@given(lines, st.integers(7, 64))
def test_head_and_blocks_are_the_file_and_each_block_knows_its_first_line(lines, size):
    content = ("a,b\n0,0\n" + "".join(lines)).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        source = open_source("-", Layout(), limits=Limits(block_bytes=size))
        seen = source.head.data
        for block in source.blocks():
            assert block.line == 1 + seen.count(b"\n")
            seen += block.data
        assert seen == content


# What cannot be read


def test_a_file_that_does_not_exist(tmp_path):
    path = str(tmp_path / "none.csv")
    assert refusal(path) == f"no such file: {path}"


def test_a_directory(tmp_path):
    assert refusal(str(tmp_path)).startswith(f"{tmp_path} is a directory")


@pytest.mark.parametrize("content", [b"", b"\n\r\n", b"\xef\xbb\xbf", b"  \n"])
def test_an_empty_file(write, content):
    path = write(content)
    assert refusal(path) == f"{path} is empty"


def test_empty_standard_input_is_called_by_its_name(piped):
    assert refusal(piped(b"")) == "standard input is empty"


@pytest.mark.parametrize("content", ["km,price", "km,price\n", "km,price\r\n\r\n\n"])
def test_a_header_alone(write, content):
    path = write(content)
    assert refusal(path) == f"{path} has a header and no rows"


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("km,price,km\n1,2,3\n", ("km", "price", "km 2")),
        ("km,price, km \n1,2,3\n", ("km", "price", "km 2")),
        ("km,km 2,km\n1,2,3\n", ("km", "km 2", "km 3")),
        ("km,km,km\n1,2,3\n", ("km", "km 2", "km 3")),
        ("column 2,\n1,2\n", ("column 2", "column 2 2")),
    ],
)
def test_the_second_column_of_one_name_gets_a_number_and_that_is_said(write, content, names):
    path = write(content)
    assert header_of(path) == names
    with Files([path]) as files:
        files.peek()
        assert files.remarks()[0].startswith(f"{path}: several columns are called {names[0]!r}; column ")


def test_decimal_commas_that_delimit_the_file_too_are_no_row_names(write):
    rows = "".join(f"s{k},{700 + k},{k * 5 % 100:02}\n" for k in range(12))
    assert "700,00 looks like one number whose mark is the delimiter too" in refusal(write(f"stad,huur\n{rows}"))


def test_numbers_where_the_header_should_be(write):
    path = write("1,2.5\n3,4\n")
    assert refusal(path).startswith(f"{path}, line 1: only numbers where the column names should be (1, 2.5)")


@pytest.mark.parametrize("size", [8, 64, LIMITS.block_bytes])
@pytest.mark.parametrize(("kind", "cells", "row"), [("long", 3, "5,6,7"), ("short", 1, "5")])
def test_a_row_too_long_or_too_short_is_named_by_its_line(write, size, kind, cells, row):
    path = write("a,b\n" + "1,2\n" * 40 + '"x\n\ny",2\n\n' + row + "\n3,4\n")
    records = read(path, ("b",), ("a",), size).left_out.irregular[kind]
    assert (records.count, records.examples) == (1, [("line 46", f"{cells} of 2")])


def test_where_a_tenth_of_the_rows_are_too_long_or_too_short_the_table_is_refused(write):
    path = write("a,b\n" + "1,2\n" * 8 + "5,6,7\n5,6,7\n")
    assert refusal(path, ("b",)) == (
        f"{path}, line 10: 3 cells where the header has 2 columns, and 1 more such line; "
        "a cell that holds a comma has to be in quotes"
    )


@pytest.mark.parametrize("size", [8, 64, LIMITS.block_bytes])
def test_a_text_among_numbers_is_known_by_line_column_and_text(write, size):
    path = write("a,b\n" + "1,2\n" * 40 + '"3\n",2\n\n3,ask\n3,you\n')
    left_out = read(path, ("b",), ("a",), size).left_out
    assert left_out.unreadable["b"].examples == [("line 45", "'ask'"), ("line 46", "'you'")]


@pytest.mark.parametrize("size", [8, 64, LIMITS.block_bytes])
@pytest.mark.parametrize("text", ["inf", "-Infinity", " inf "])
def test_infinity_is_no_number_to_learn_from(write, size, text):
    path = write(f"a,b\n1,2\n\n3,{text}\n")
    table = read(path, ("b",), size=size)
    assert table.rows.numeric.tolist() == [[2]]
    assert table.left_out.unreadable["b"].examples == [("line 4", repr(text.strip().lower().replace("inity", "")))]


@pytest.mark.parametrize("size", [8, 64, LIMITS.block_bytes])
@pytest.mark.parametrize("rows", [0, 3, 100])
@pytest.mark.parametrize("encoding", [None, "utf-8"])
def test_a_byte_that_is_not_utf8_in_a_file_that_is_refuses_no_row_and_is_named_by_its_line(write, size, rows, encoding):
    path = write("a,ö\n".encode() + ("x,1\n" * rows + "über,2\n").encode("latin-1"))
    with Files([path], Layout(encoding=encoding), limits=Limits(block_bytes=size)) as files, Workers() as workers:
        reading = Reading(files, Columns(None, ("ö",), ("a",)))
        assert sum(map(len, reading.cells(workers))) == rows + 1
        assert reading.texts()["a"][-1] == "über"
    assert reading.left_out.bytes == [f"1 line of {path} is not UTF-8 and read as Windows-1252: line {rows + 2}"]
    with (
        Files([path], limits=Limits(block_bytes=size)) as files,
        Workers() as workers,
        pytest.raises(DataError) as caught,
    ):
        list(Reading(files, Columns(None, ("ö",), ("a",)), strict=True).cells(workers))
    assert str(caught.value).startswith(f"1 line of {path} is not UTF-8 and read as Windows-1252: line {rows + 2};")


@pytest.mark.parametrize("size", [8, 64, LIMITS.block_bytes])
@pytest.mark.parametrize("rows", [0, 3, 100])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_table_in_another_encoding_is_the_same_table(write, size, rows, encoding):
    table = read(write(("a,b\n" + "x,1\n" * rows + "über,2\n").encode(encoding)), ("b",), ("a",), size)
    assert table.levels == ((*["x"] * (rows > 0), "über"),)


def test_a_real_table_in_latin_1_keeps_its_umlauts(shared):
    path = shared / "ebay_kleinanzeigen_latin1.csv"
    with path.open(encoding="cp1252", newline="") as file:
        names = list(dict.fromkeys(row["name"].strip() for row in csv.DictReader(file)))
    assert read(str(path), (), ("name",)).levels == (tuple(names),)


def test_an_encoding_that_a_late_letter_shows_is_said(write):
    rows = "".join(f"{k},fine\n" for k in range(300))
    path = write(("km,note\n" + rows).encode() + b"300,gr\xfcn\n")
    storage = read_table(path, lambda first: Columns(None, ("km",), ("note",)), Limits(block_bytes=500, head_bytes=500))
    assert storage.levels == (("fine", "grün"),)
    assert storage.left_out.bytes == [
        f"{path} is read with encoding Windows-1252, as its first letter that is not ASCII shows"
    ]


def test_a_letter_that_a_block_cuts_in_two_is_utf8(write):
    assert read(write("a,b,c\nü,2,3\n"), ("b",), ("a",), 7).levels == (("ü",),)


@pytest.mark.parametrize("size", [64, LIMITS.block_bytes])
def test_a_packed_file_that_is_cut_off_is_named(write, size):
    path = write(gzip.compress(CONTENT * 100)[:-20], "t.csv.gz")
    assert path in refusal(path, ("km",), size=size)


def test_the_first_bytes_tell_whether_a_file_is_packed_not_its_name(write):
    assert read(write(b"km,price\n1,2\n", "t.csv.gz"), ("km",)).rows.numeric.tolist() == [[1]]
    assert read(write(gzip.compress(b"km,price\n1,2\n"), "t.csv"), ("km",)).rows.numeric.tolist() == [[1]]


# What looks like a table but is not one by RFC 4180


def test_a_quote_inside_an_unquoted_cell_is_a_letter_as_in_the_csv_module(write, lines_of):
    text = 'name,price\n13" wheel,1\nradio,2\n15" wheel,3\nroof,4\n'
    names = [row[0] for row in csv.reader(io.StringIO(text))][1:]
    table = read(write(text), ("price",), ("name",))
    assert table.levels == (tuple(names),)
    assert lines_of(write(text), ("price",), ("name",)) == [2, 3, 4, 5]


def test_a_quote_behind_a_semicolon_is_a_letter_in_a_table_of_commas(write, lines_of):
    text = 'name,price\nwheel;"13,1\nradio,2\nroof,3\n'
    names = [row[0] for row in csv.reader(io.StringIO(text))][1:]
    table = read(write(text), ("price",), ("name",))
    assert table.levels == (tuple(names),)
    assert lines_of(write(text), ("price",), ("name",)) == [2, 3, 4]


@pytest.mark.parametrize("text", ["a,b\n1,2\n3,4\r5,6\n", "a,b\n1,2\n3,4\n\r5,6\n", "a,b\r1,2\r3,4\r5,6\r"])
def test_a_lone_carriage_return_ends_a_record_as_in_the_csv_module(write, text):
    rows = [[float(a), float(b)] for a, b in filter(None, [*csv.reader(io.StringIO(text, newline=""))][1:])]
    assert rows == [[1, 2], [3, 4], [5, 6]]
    assert read(write(text), ("a", "b")).rows.numeric.tolist() == rows


def test_a_quote_that_never_closes_is_named_by_its_line(write):
    path = write("a,b\n1,2\n" + '"3,4\n' + "5,6\n" * 50_000)
    assert f"{path}, line 3" in refusal(path, ("b",), ("a",))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("size", [8, 30, 1 << 20])
def test_blank_records_are_no_rows_wherever_the_blocks_begin_and_end(write, delimiter, size):
    """Among whole rows, behind a missing cell, and in a block of nothing else."""
    lines = ["km,hp,price", "1,2,3", ",,", "4,5,6", "7,,9", ",,", ",,", ",,", " ,,", "8,8,8"]
    path = write("\n".join(lines).replace(",", delimiter) + "\n")
    storage = read(path, ("km", "hp", "price"), size=size)
    assert storage.rows.numeric[:, 2].tolist() == [3, 6, 9, 8]
    assert storage.left_out.irregular["blank"].count == 5


@pytest.mark.parametrize(
    ("rows", "alone"),
    [("7,8\n,9\r\n", True), ("7,8.0\n", False), ('7,"1,5"\n', False), ("7,-8\n", False), ("7,x\n", False)],
)
def test_cells_of_digits_alone_are_told_from_all_others_by_their_bytes(write, rows, alone):
    with Files([write("a,b\n" + rows)]) as files:
        ((source, block),) = files.peek()
        assert source.has_digits_alone(block) == alone
