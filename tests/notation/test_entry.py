"""What a person means by a value, beside what the column's file has and the range of its values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.notation.booleans import BooleanForm
from lrcli.notation.characters import compiled
from lrcli.notation.entry import Doubt, nearest, read_entry, read_level
from lrcli.notation.numbers import PLAIN, NumberForm
from lrcli.notation.times.dates import DateForm

CARS = (22_899.0, 240_000.0)  # kilometres of the lecture's table
WIDE = (50.0, 324_128.0)
LITRES = (0.9, 6.6)
KILOMETRES = NumberForm(".", ",", "", "km")
GERMAN = NumberForm(",", ".", "", "€")


@pytest.mark.parametrize(
    ("text", "form", "span", "value"),
    [
        ("120000", PLAIN, WIDE, 120_000),
        ("-5", PLAIN, WIDE, -5),
        ("120,000", PLAIN, WIDE, 120_000),  # as the program itself writes it
        ("1,500", PLAIN, (5000.0, 9000.0), 1500),
        ("120.000", PLAIN, CARS, 120_000),  # 120 km no car of the table has
        ("120,000", PLAIN, CARS, 120_000),
        ("120.000", PLAIN, (0.0, 500.0), 120),
        ("1.600", PLAIN, LITRES, 1.6),
        ("120.000", KILOMETRES, WIDE, 120),  # the file separates thousands by a comma
        ("120,000", KILOMETRES, WIDE, 120_000),
        ("1.500", KILOMETRES, WIDE, 1500),  # but 1.5 km no car has
        ("120.000", GERMAN, WIDE, 120_000),
        ("1.500.000", PLAIN, WIDE, 1_500_000),  # two marks separate thousands
        ("1.234,5", PLAIN, WIDE, 1234.5),
        ("1,234.5", PLAIN, WIDE, 1234.5),
        ("3,5", PLAIN, LITRES, 3.5),
        ("45 000", PLAIN, WIDE, 45_000),
        ("45\u202f000", PLAIN, WIDE, 45_000),
        ("45'000", PLAIN, WIDE, 45_000),
        ("120k", PLAIN, WIDE, 120_000),
        ("2.01k", PLAIN, WIDE, 2010),  # 2.01 · 1000 is 2009.9999999999998
        ("2e1k", PLAIN, WIDE, 20_000),
        ("1,5k", PLAIN, WIDE, 1500),
        ("1.2 Mio", PLAIN, WIDE, 1_200_000),
        ("3 lakh", PLAIN, WIDE, 300_000),
        ("120000 km", PLAIN, WIDE, 120_000),
        ("120 tsd km", KILOMETRES, WIDE, 120_000),
        ("120.000 km", PLAIN, CARS, 120_000),
        ("$5000", PLAIN, WIDE, 5000),
        ("€ 120.000,-", PLAIN, WIDE, 120_000),
        ("12 lakh", NumberForm(".", "", "", "lakh"), (1.0, 90.0), 12),  # the column counts in lakh
        ("2020-01-05", DateForm("%d.%m.%Y"), (18_000.0, 18_500.0), 18_266),
        ("5.1.2020", DateForm("%d.%m.%Y"), (18_000.0, 18_500.0), 18_266),
        ("13/1/2020", DateForm("%d.%m.%Y"), (18_000.0, 18_500.0), 18_274),
        ("5/1/2020", DateForm("%d.%m.%Y"), (18_260.0, 18_270.0), 18_266),  # the 1st of May is not among them
        ("true", BooleanForm("ja", "nein"), (0.0, 1.0), 1),
        ("N", BooleanForm("true", "false"), (0.0, 1.0), 0),
    ],
)
def test_a_value_is_what_its_column_says_it_is(text, form, span, value):
    assert read_entry(text, form, *span).value == value


@pytest.mark.parametrize(
    ("text", "form", "span", "readings"),
    [
        ("120.000", PLAIN, WIDE, {120, 120_000}),  # both are kilometres of some car
        ("1.500", PLAIN, (5000.0, 9000.0), {1.5, 1500}),  # and neither is one of these
        ("5/1/2020", DateForm("%d.%m.%Y"), (18_000.0, 18_500.0), {18_266, 18_383}),
    ],
)
def test_a_value_that_may_be_two_is_in_doubt(text, form, span, readings):
    doubt = read_entry(text, form, *span)
    assert isinstance(doubt, Doubt)
    assert set(doubt) == readings


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ten", PLAIN),
        ("", PLAIN),
        ("inf", PLAIN),
        ("1_000", PLAIN),
        ("12 Series", PLAIN),
        ("120m", PLAIN),  # metres or millions
        ("5 %", PLAIN),  # 5 or 0.05
        ("75 miles", KILOMETRES),  # the column has another unit
        ("$75", KILOMETRES),
        ("-5-", PLAIN),
        ("5", NumberForm(".", "", "", "lakh")),  # of what?
        ("maybe", BooleanForm("yes", "no")),
    ],
)
def test_what_is_no_value_is_none(text, form):
    assert read_entry(text, form, *WIDE) is None


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "'"]))
def test_a_grouped_number_is_its_number_or_a_doubt_about_it(number, separator):
    text = f"{number:,}".replace(",", separator)
    entry = read_entry(text, PLAIN, 0.0, 1e9)
    assert number in (entry.value,) if not isinstance(entry, Doubt) else number in entry


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), st.sampled_from([PLAIN, GERMAN, KILOMETRES]))
def test_a_number_that_the_form_writes_is_read_back(number, form):
    number = round(number, 2)
    assert read_entry(form.text(number), form, -1e6, 1e6).value == pytest.approx(number, rel=1e-5, abs=1e-5)


def test_a_level_is_found_regardless_of_case_and_blanks_where_that_is_unique():
    levels = ["3 Series", "A4", "a4", "E-Class"]
    assert read_level("3 Series", levels) == "3 Series"
    assert read_level("  3  series ", levels) == "3 Series"
    assert read_level("e class", levels) == "E-Class"
    assert read_level("a4", levels) == "a4"
    assert read_level("3SERIES", levels) == "3 Series"
    assert read_level("E - class", levels) == "E-Class"
    assert read_level("A 4", levels) is None
    assert read_level(" a4 ", ["A4", "a 4"]) == "A4"
    assert read_level("", levels) is None


def test_of_two_levels_that_differ_only_in_blanks_each_is_found_as_it_is_spelled():
    levels = ["West End", "Westend", "1 0", "10", "Mid-Town", "Mid Town"]
    assert [read_level(level.upper(), levels) for level in levels[:4]] == levels[:4]
    assert read_level("W estend", levels) is None
    assert read_level("1  0", levels) == "1 0"
    assert read_level("mid_town", levels) is None
    assert read_level("MID TOWN", levels) == "Mid Town"  # the dash of the other is no blank


def test_a_dash_is_never_left_out_of_a_level():
    """15 is not the age from 1 to 5, a B- is not a B, and -1 is not 1."""
    levels = ["1-5", "B", "1"]
    assert [read_level(text, levels) for text in ("15", "B-", "-1", "1 - 5")] == [None, None, None, "1-5"]


def test_the_nearest_name_is_one_that_a_slip_makes_of_it():
    assert nearest("3 Serie", ["3 Series", "5 Series", "X5"]) == "3 Series"
    assert nearest("petorl", ["diesel", "petrol"]) == "petrol"
    assert nearest("tractor", ["diesel", "petrol"]) is None


@pytest.mark.parametrize("text", ["120000", "-5", "1.25", "1e5", "45 km"])
def test_a_text_with_one_reading_compiles_no_expression_of_others(text):
    """They take longer to compile than a prediction takes."""
    compiled.cache_clear()
    assert read_entry(text, KILOMETRES, *WIDE).as_written
    assert compiled.cache_info().misses == 0
