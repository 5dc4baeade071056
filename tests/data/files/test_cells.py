"""What is missing and what is a number, against Python's own str and float."""

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrcli.data.files.cells import clean, is_number

MISSING_WORDS = ["", "NA", "N/A", "na", "NaN", "nan", "NULL", "null", "None", "none", "?", "-"]


def cleaned(*cells):
    return clean(pa.chunked_array([list(cells)], type=pa.string())).to_pylist()


@pytest.mark.parametrize("word", MISSING_WORDS)
@pytest.mark.parametrize("blanks", ["", " ", "\t"])
def test_a_word_for_missing_is_missing_with_blanks_around_it_too(word, blanks):
    cell = blanks + word + blanks
    assert cleaned(cell) == [None]
    assert is_number(cell)


@pytest.mark.parametrize("text", ["NANA", "nano", "no", "--", "Nullarbor", "0"])
def test_what_only_resembles_a_missing_word_is_kept(text):
    assert cleaned(text) == [text]


@given(st.text("aé \t\u00a0", max_size=6).filter(str.strip))
def test_a_text_loses_the_blanks_around_it_and_none_inside(text):
    assert cleaned(text) == [text.strip()]


@given(st.floats(allow_nan=False))
def test_every_number_that_python_writes_is_a_number(number):
    assert is_number(repr(number))


@given(st.text("019+-.e ", max_size=6))
@example("1e400")
@example("+-1")
@example("+ 1")
def test_a_cell_is_a_number_if_python_reads_one_in_it(text):
    try:
        float(text)
        number = True
    except ValueError:
        number = text.strip() in MISSING_WORDS
    assert is_number(text) == number


@pytest.mark.parametrize("text", ["1,5", "4,25,000", "1 000", "1_000", "$5", "12 km", "0x10", "1e", "five"])
def test_a_number_written_for_people_is_text(text):
    assert not is_number(text)
