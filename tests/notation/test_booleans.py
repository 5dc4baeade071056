"""Columns of yes and no."""

import itertools

import msgspec
import pytest

from lrcli.notation.booleans import BooleanForm
from lrcli.notation.hints import Hints


def found(*words):
    return BooleanForm.find(dict.fromkeys(words, 1), Hints())


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("true", "false"),
        ("yes", "no"),
        ("t", "f"),
        ("y", "n"),
        ("on", "off"),
        ("ja", "nein"),
        ("oui", "non"),
        ("j", "n"),
        ("да", "нет"),
        ("sí", "no"),
        ("sim", "não"),
        ("tak", "nie"),
        ("ja", "nee"),
        ("wahr", "falsch"),
        ("vrai", "faux"),
        ("o", "n"),
        ("s", "n"),
        ("是", "否"),
    ],
)
def test_a_pair_is_one_and_zero_in_any_case_and_order(yes, no):
    for one, other in itertools.product((yes, yes.title(), yes.upper()), (no, no.title(), f" {no.upper()} ")):
        for words in ((one, other), (other, one)):
            form = found(*words)
            assert (form.number(one), form.number(other)) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("words", "yes"),
    [
        ({"Yes", "no", "Y", "N"}, {"Yes", "Y"}),
        ({"TRUE", "false", "1", "0"}, {"TRUE", "1"}),
        ({"True", "true", "f", "FALSE"}, {"True", "true"}),
        ({"t", "f", "TRUE"}, {"t", "TRUE"}),
        ({"J", "N", "Ja", "nein"}, {"J", "Ja"}),
        ({"S", "N", "Sí", "no"}, {"S", "Sí"}),
    ],
)
def test_spellings_of_one_pair_may_be_mixed(words, yes):
    form = found(*words)
    assert {word for word in words if form.number(word) == 1.0} == yes
    assert {word for word in words if form.number(word) == 0.0} == words - yes


@pytest.mark.parametrize(
    "words",
    [
        ["yes"],
        ["no", "NO"],
        ["yes", "no", "maybe"],
        ["yes", "false"],
        ["t", "n"],
        ["ja", "no"],
        ["gas"],
        [],
        ["j", "n", "k"],
    ],
)
def test_other_words_are_no_boolean(words):
    assert found(*words) is None


def test_what_is_no_word_of_the_pair_is_no_number():
    assert [BooleanForm("yes", "no").number(text) for text in ("maybe", "true", "", "2")] == [None] * 4


def test_a_number_is_written_as_the_nearer_word():
    form = BooleanForm("ja", "nein")
    assert [form.text(value) for value in (0, 0.2, 0.8, 1)] == ["nein", "nein", "ja", "ja"]


def test_it_survives_json():
    form = BooleanForm("on", "off")
    assert msgspec.json.decode(msgspec.json.encode(form), type=BooleanForm) == form
