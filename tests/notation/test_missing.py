"""Words for a missing cell."""

import pytest

from lrcli.notation.missing import is_missing


@pytest.mark.parametrize(
    "text",
    [
        "#VALEUR!", "#¡DIV/0!", "#N/D", "#WAARDE!", "#ДЕЛ/0!", "#DZIEL/0!", "#SAKNAS!", "Err:502", " #SPILL! ", "#####",
    ],
)  # fmt: skip
def test_an_error_of_a_spreadsheet_in_any_language_is_missing(text):
    assert is_missing(text)


@pytest.mark.parametrize("text", ["#", "#1", "#5 door", "Err:", "Err:5020", "#hashtag", "#A12"])
def test_another_text_that_begins_like_an_error_is_not_missing(text):
    assert not is_missing(text)


@pytest.mark.parametrize("text", [".", "..", ":", " : ", "n.a.", "<NA>"])
def test_what_offices_of_statistics_write_for_no_value_is_missing(text):
    assert is_missing(text)
