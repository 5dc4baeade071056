"""What is missing, and what else a text is, against Python's own str."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files.cells import clean, clean_table

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


def texts_of(**columns):
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


@given(st.lists(st.tuples(*[st.sampled_from(["", " 1", "NA ", "é", " - ", None])] * 3), max_size=5))
def test_a_table_is_cleaned_as_its_columns_are_one_by_one(rows):
    columns = {name: [row[k] for row in rows] for k, name in enumerate("abc")}
    table, dashes = clean_table(texts_of(**columns))
    assert table.to_pydict() == {name: cleaned(*cells) for name, cells in columns.items()}
    assert dashes == {name for name, cells in columns.items() if " - " in cells}


def test_a_table_of_several_pieces_is_cleaned_in_the_order_of_its_rows():
    halves = pa.concat_tables([texts_of(a=[" 1", "2"], b=["x ", " - "]), texts_of(a=["NA"], b=["y"])])
    table, dashes = clean_table(halves)
    assert table.to_pydict() == {"a": ["1", "2", None], "b": ["x", None, "y"]}
    assert dashes == {"b"}
