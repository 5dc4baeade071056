"""What is missing, and what else a text is, against Python's own str."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files.cells import clean

MISSING_WORDS = ["", "NA", "N/A", "na", "NaN", "nan", "NULL", "null", "None", "none", "?", "-"]


def cleaned(*cells):
    return clean(pa.chunked_array([list(cells)], type=pa.string())).to_pylist()


@pytest.mark.parametrize("word", MISSING_WORDS)
@pytest.mark.parametrize("blanks", ["", " ", "\t"])
def test_a_word_for_missing_is_missing_with_blanks_around_it_too(word, blanks):
    cell = blanks + word + blanks
    assert cleaned(cell) == [None]


@pytest.mark.parametrize("text", ["NANA", "nano", "no", "---", "Nullarbor", "0"])
def test_what_only_resembles_a_missing_word_is_kept(text):
    assert cleaned(text) == [text]


@given(st.text("aé \t\u00a0", max_size=6).filter(str.strip))
def test_a_text_loses_the_blanks_around_it_and_none_inside(text):
    assert cleaned(text) == [text.strip()]
