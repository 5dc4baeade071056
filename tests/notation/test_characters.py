"""Characters that a cell may have in more than one way."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files import characters as of_bytes
from lrcli.notation.characters import USUAL_CHARACTERS, with_usual_characters

OTHER_SCRIPTS = ("ARABIC-INDIC", "EXTENDED ARABIC-INDIC", "DEVANAGARI", "BENGALI", "THAI", "FULLWIDTH")


def test_digits_of_other_scripts_are_those_that_unicode_says_they_are():
    names = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
    for script in OTHER_SCRIPTS:
        digits = "".join(unicodedata.lookup(f"{script} DIGIT {name}") for name in names)
        assert with_usual_characters(f"{digits} km") == "0123456789 km"


def test_the_signs_of_arabic_numbers_are_the_usual_ones_but_never_a_delimiter():
    assert with_usual_characters("١٢٬٣٤٥٫٦٪") == "12’345.6%"


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from([*USUAL_CHARACTERS]))))
def test_the_bytes_of_a_file_and_a_typed_text_lose_and_change_the_same_characters(text):
    assert of_bytes.with_usual_characters(text.encode()).decode() == with_usual_characters(text)
