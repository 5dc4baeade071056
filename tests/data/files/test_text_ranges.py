"""A file in ranges: whoever reads one of them finds whole records, wherever the ranges were cut."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files.layout import Layout
from lrcli.data.files.portions import ElsewhereError, Stamp
from lrcli.data.files.table_file import open_source
from lrcli.data.files.text_ranges import rough_ranges, scan_range, whole_ranges
from lrcli.errors import DataError
from lrcli.limits import LIMITS

CELLS = st.lists(
    st.sampled_from(["1", "2.5", "word", '"a,b"', '"two\nlines"', '"\n\n"', '"say ""no"""', '"""\n"', '"tail\n"', "ü"]),
    min_size=2,
    max_size=2,
)


def ranges_of(path, size):
    source = open_source(path, Layout(), limits=replace(LIMITS, portion_bytes=size, head_bytes=64, block_bytes=64))
    with_stamp = path, Stamp.of(path)
    first = len(source.head.data)
    looks = [scan_range(*with_stamp, a, b, first, source.marks) for a, b in rough_ranges(source)]
    ranges = whole_ranges(*with_stamp, source, looks)
    source.close()
    return ranges


def records(path, size):
    """The bytes of the rows and the line of the first of each range, by ranges of this size."""
    pieces = []
    for each in ranges_of(path, size):
        source = each.open()
        blocks = list(each.blocks(source))
        pieces.append((each.line, b"".join(block.data for block in blocks)))
    return pieces


@given(rows=st.lists(CELLS, min_size=30, max_size=60), size=st.integers(20, 300))
def test_ranges_have_the_records_of_the_file_in_order_and_begin_with_one(rows, size, tmp_path_factory):
    path = tmp_path_factory.mktemp("ranges") / "table.csv"
    body = "".join(f"{a},{b},7\n" for a, b in rows)
    path.write_text(f"first,second,third\n{body}")
    pieces = records(str(path), size)
    assert b"".join(data for _, data in pieces).decode() == body
    before = ""
    for line, data in pieces:
        assert line == 2 + before.count("\n")
        before += data.decode()
        # Outside of quotes, the number of quotes so far is even, and no row but the last cell's 7 ends a line.
        assert before.count('"') % 2 == 0
        assert before.endswith("7\n")


@pytest.mark.parametrize("bad", [b"", "1,ü\r\n".encode(), b"1,\xe9\n", b'1,"x\n\n"\n'])
def test_what_a_range_is_does_not_depend_on_the_parts_it_is_looked_at_in(tmp_path, monkeypatch, bad):
    path = tmp_path / "table.csv"
    path.write_bytes(b"1,2\r\n" * 200 + bad + b"3,4\n" * 200)
    of_range = str(path), Stamp.of(str(path)), 50, 1500, 0, (",", b'"', b'"')
    whole = scan_range(*of_range)
    assert whole.lines == path.read_bytes()[whole.start : whole.stop].count(b"\n")
    monkeypatch.setattr("lrcli.data.files.text_ranges.PART", 13)
    assert scan_range(*of_range) == whole


def test_a_record_longer_than_several_ranges_is_in_one(tmp_path):
    path = tmp_path / "table.csv"
    long = '"' + "x\n" * 400 + '"'
    path.write_text("first,second\n" + "1,2\n" * 50 + f"{long},3\n" + "4,5\n" * 50)
    pieces = records(str(path), 64)
    assert sum(long.encode() in data for _, data in pieces) == 1
    assert b"".join(data for _, data in pieces).count(b"\n") == 101 + 400


@pytest.mark.parametrize("bad", [b"1,\xe9\n", b"1,\0\n", b'1,"open\n'])
def test_a_file_that_is_not_read_as_it_stands_is_not_cut(tmp_path, bad):
    path = tmp_path / "table.csv"
    path.write_bytes(b"first,second\n" + b"1,2\n" * 200 + bad + b"3,4\n" * 200)
    ranges = ranges_of(str(path), 100)
    assert ranges is None


def test_a_file_that_changes_or_goes_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("first,second\n" + "1,2\n" * 200)
    ranges = ranges_of(str(path), 100)
    path.write_text("first,second\n" + "1,2\n" * 201)
    with pytest.raises(DataError, match=r"table\.csv has changed"):
        ranges[0].open()
    path.unlink()
    with pytest.raises(ElsewhereError, match=r"cannot read .*table\.csv"):
        ranges[0].open()
