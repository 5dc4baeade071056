"""Records against Python's csv module, which cuts the same bytes in its own way."""

import csv
import io

import pytest
from csv_tables import csv_files
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lrcli.data.files.records import Records, last_end


def read(text):
    """What the csv module reads: the number of lines before each record, and its cells."""
    reader, line = csv.reader(io.StringIO(text, newline="")), 0
    for row in reader:
        if row:
            yield line, row
        line = reader.line_num


def cut(block):
    """The same by Records: each piece of bytes is given to the csv module by itself."""
    records = Records.of(block)
    for start, end, line in zip(records.starts, records.ends, records.lines, strict=True):
        yield line, next(csv.reader(io.StringIO(block[start:end].decode(), newline="")))


@given(csv_files())
def test_records_and_the_lines_they_begin_in_are_those_of_the_csv_module(text):
    assert list(cut(text.encode())) == list(read(text))


@given(st.text('aé,"\n\r', min_size=1, max_size=30).filter(str.strip))
@example('13" wheel,1\nradio,2\n15" wheel,3\n')
@example('x"y,"a""\nb"\n1,2\n')
@example('"a"b",1\n""",\n"",2\n')
def test_records_are_those_of_the_csv_module_however_quotes_and_returns_stand(text):
    assume([*read(text)] == [*read(text + "\n")])  # an open quote takes in whatever follows
    assert list(cut(text.encode())) == list(read(text))


@pytest.mark.parametrize(
    "name",
    [
        "autoscout24_germany.csv",
        "cardekho_v3.csv",
        "diabetes.csv",
        "ebay_kleinanzeigen_latin1.csv",
        "ft_linear_regression.csv",
        "quikr.csv",
        "toyota_corolla.csv",
        "uk_bmw.csv",
    ],
)
def test_real_tables_have_the_records_that_the_csv_module_finds(shared, name):
    block = (shared / name).read_bytes()
    lines = [line for line, _ in read(block.decode("latin-1"))]
    assert Records.of(block).lines.tolist() == lines


@given(csv_files(), st.data())
def test_cutting_a_table_behind_its_last_whole_record_splits_no_record(text, data):
    block = text.encode()
    end = last_end(block[: data.draw(st.integers(0, len(block)))])
    before, after = block[:end].decode(), block[end:].decode()
    assert [row for _, row in [*read(before), *read(after)]] == [row for _, row in read(text)]


@pytest.mark.parametrize(
    ("block", "end"),
    [
        (b"a,b\n1,2\n3,", 8),
        (b'a,b\n1,"x\ny', 4),
        (b'a,b\n1,"x\ny"\n2', 12),
        (b'a,b\n1,"say ""x\n', 4),
        (b"no line end", 0),
        (b'"open\n', 0),
    ],
)
def test_the_last_end_is_behind_the_last_newline_outside_quotes(block, end):
    assert last_end(block) == end
