"""Numbers as people write them, against values worked out by hand and against Python's float."""

import csv
from collections import Counter

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numbers_as_people_write import forms, written

from lrcli.notation.form_selection import Ambiguous
from lrcli.notation.hints import Hints, Proof
from lrcli.notation.missing import is_missing, plain_number
from lrcli.notation.numbers import PLAIN, NumberForm

DOLLARS = NumberForm(thousands=",", before="$")
EUROS = NumberForm(decimal=",", thousands=".", after="€")
KMPL = NumberForm(after="kmpl")


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (PLAIN, "120000", 120000),
        (PLAIN, "1e5", 100000),
        (PLAIN, " -.5 ", -0.5),
        (PLAIN, "+5.", 5),
        (PLAIN, "−5", -5),
        (PLAIN, "00123", 123),
        (PLAIN, "1.500", 1.5),
        (DOLLARS, "$5,000", 5000),
        (DOLLARS, "$ 5,000.25", 5000.25),
        (DOLLARS, "5000", 5000),
        (DOLLARS, "-$5,000", -5000),
        (NumberForm(",", ".", after="EUR"), "1.137,25- EUR", -1137.25),
        (NumberForm(",", ".", after="EUR"), "1.137,25 EUR-", -1137.25),
        (NumberForm(",", ".", after="€"), "137,25-€", -137.25),
        (NumberForm(",", ".", after="€"), "-   €", 0),
        (NumberForm(after="doors"), "5- doors", -5),
        (DOLLARS, "$-5", -5),
        (DOLLARS, "−5", -5),
        (DOLLARS, "(5,000)", -5000),
        (DOLLARS, "($5,000)", -5000),
        (DOLLARS, "$ (5,000.50)", -5000.5),
        (DOLLARS, "$.50", 0.5),
        (DOLLARS, "$4,25,000", 425000),
        (DOLLARS, "12,34,56,789", 123456789),
        (DOLLARS, "1,234,567", 1234567),
        (EUROS, "9.600,50 €", 9600.5),
        (EUROS, "120.000€", 120000),
        (EUROS, "1.234.567,89", 1234567.89),
        (EUROS, "10", 10),
        (EUROS, "1,5e3", 1500),
        (NumberForm(thousands=" ", after="€"), "21 000 €", 21000),
        (NumberForm(thousands=" ", after="€"), "21\u00a0000\u202f€", 21000),
        (NumberForm(thousands="'"), "1’234'567.5", 1234567.5),
        (NumberForm(thousands=",", after="km"), "150,000km", 150000),
        (KMPL, "23.4 kmpl", 23.4),
        (KMPL, "23.4 KMPL", 23.4),
        (NumberForm(after="CC"), "1248 CC", 1248),
        (NumberForm(after="%"), "45%", 45),
        (NumberForm(after="kms"), "1 km", 1),
        (NumberForm(thousands=",", before="Rs."), "Rs 5,000", 5000),
        (NumberForm(thousands=",", before="Rs."), "rs.500", 500),
        (NumberForm(thousands=",", before="Rs.", after="/-"), "Rs.5,000/-", 5000),
        (NumberForm(after="Lakh"), "1.2 lakh", 1.2),
    ],
)
def test_a_number_is_read_as_it_is_meant(form, text, value):
    assert form.number(text) == value


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (DOLLARS, "1,5"),
        (DOLLARS, "1,50"),
        (DOLLARS, "1,5000"),
        (DOLLARS, "0,500"),
        (DOLLARS, "1234,567"),
        (DOLLARS, "1,23,45"),
        (DOLLARS, "1,000,00"),
        (DOLLARS, "1,000e3"),
        (DOLLARS, ",000"),
        (DOLLARS, "£5,000"),
        (DOLLARS, "5,000 km"),
        (DOLLARS, "--5"),
        (NumberForm(after="doors"), "5-doors"),
        (NumberForm(after="EUR"), "- 5- EUR"),
        (NumberForm(after="km"), "km"),
        (DOLLARS, "-$-5"),
        (DOLLARS, "(5,000"),
        (DOLLARS, "5,000)"),
        (DOLLARS, "$"),
        (DOLLARS, ""),
        (EUROS, "1.5"),
        (EUROS, "4.25.000"),
        (EUROS, "1,234,567"),
        (KMPL, "17 km/kg"),
        (KMPL, "kmpl"),
        (KMPL, "23.4 kmpl 5"),
        (NumberForm(after="Lakh"), "95000"),
        (NumberForm(before="$", after="K"), "$95"),
        (PLAIN, "1,500"),
        (PLAIN, "1e999"),
        (PLAIN, "9" * 400),
        (PLAIN, "inf"),
        (PLAIN, "nan"),
        (PLAIN, "1_000"),
        (PLAIN, "0x10"),
        (PLAIN, "１２"),
        (PLAIN, "٣"),
        (PLAIN, "5\n6"),
    ],
)
def test_another_text_is_no_number(form, text):
    assert form.number(text) is None


@given(st.data(), forms)
def test_a_number_that_was_written_in_a_format_reads_back_exactly(data, form):
    text, value = data.draw(written(form))
    assert form.number(text) == value


@given(forms, st.text() | st.text("0123456789.,'’ -−+()eEkKmM$€\u00a0", max_size=12))
@example(PLAIN, "5\n")
@example(PLAIN, "\x1c5")
def test_any_text_is_a_finite_number_or_none(form, text):
    value = form.number(text)
    assert value is None or abs(value) < float("inf")


@given(st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.text("019.e+- ", max_size=8))
def test_plain_numbers_are_those_of_the_command_line(text):
    plain = plain_number(text)
    assert plain is None or PLAIN.number(text) == (plain if abs(plain) < float("inf") else None)


def find(counts, **hints):
    return NumberForm.find(counts, Hints(**hints))


def found(*texts, **hints):
    return find(Counter(texts), **hints)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["120000", "10"], PLAIN),
        (["1e5", "-3"], PLAIN),
        (["00123"], PLAIN),
        (["120,000", "9,600", "10"], NumberForm(thousands=",")),
        (["4,25,000", "80,000"], NumberForm(thousands=",")),
        (["9.600,50", "120.000", "10"], NumberForm(decimal=",", thousands=".")),
        (["1.234.567", "1.500"], NumberForm(decimal=",", thousands=".")),
        (["$5,000", "$0", "$1,234,567"], DOLLARS),
        (["$5,000"] * 9 + ["5000"], DOLLARS),
        (["£30,495"], NumberForm(thousands=",", before="£")),
        (["21 000 €", "950 €"], NumberForm(thousands=" ", after="€")),
        (["150,000km", "5,000km"], NumberForm(thousands=",", after="km")),
        (["23.4 kmpl"] * 10 + ["17.3 km/kg"], KMPL),
        (["1248 CC", "998 CC"], NumberForm(after="CC")),
        (["74 bhp", "103.52 bhp", "90"], NumberForm(after="bhp")),
        (["45%", "7%"], NumberForm(after="%")),
        (["5 years", "1 year", "12 years"], NumberForm(after="years")),
        (["Rs. 5,000", "Rs 800", "Rs.12,000"], NumberForm(thousands=",", before="Rs.")),
        (["EUR 5.5", "EUR 12.75"], NumberForm(before="EUR")),
        (["1'234.50", "950.00"], NumberForm(thousands="'")),
        (["7.8 l/100km", "5.1 l/100km"], NumberForm(after="l/100km")),
        (["12.5 Lakh", "4.75 Lakh"], NumberForm(after="Lakh")),
    ],
)
def test_a_column_is_read_as_it_is_written(texts, form):
    assert found(*texts) == form
    assert all(form.number(text) is not None for text in texts if not text.endswith("km/kg"))


@pytest.mark.parametrize("settling", ["1.5", "23.45", "0.500", "1234.500", "-0.567", ".5"])
def test_one_number_that_is_no_thousand_settles_that_points_are_decimal(settling):
    assert found("1.500", "12.345", "950", settling) == PLAIN


@pytest.mark.parametrize("settling", ["1,5", "0,500", "1234,567", "1.234,5"])
def test_one_number_that_is_no_thousand_settles_that_commas_are_decimal(settling):
    assert found("1,500", "950", settling).decimal == ","


@pytest.mark.parametrize("settling", ["1,234.5", "1,234,567", "4,25,000", "2.5"])
def test_one_number_settles_that_commas_are_thousands(settling):
    assert found("1,500", "950", settling, comma_is_decimal_likely=True) == NumberForm(thousands=",")


@pytest.mark.parametrize(
    ("texts", "doubtful"),
    [
        (["1.500"], "1.500"),
        (["120.000", "10", "9.600"], "120.000"),
        (["950", "1.500", "2.300"], "1.500"),
        (["10", "-1.500"], "-1.500"),
        (["€ 950", "€ 1.500"], "€ 1.500"),
        (["1,500", "1.500"], "1.500"),
    ],
)
def test_points_before_three_digits_everywhere_can_be_read_two_ways(texts, doubtful):
    doubt = found(*texts)
    assert isinstance(doubt, Ambiguous)
    assert doubt.text == doubtful
    assert abs(doubt.second.number(doubtful)) == 1000 * abs(doubt.first.number(doubtful))


def test_commas_before_three_digits_everywhere_are_thousands_unless_decimal_commas_are_likely():
    assert found("1,500", "950") == NumberForm(thousands=",")
    doubt = found("950", "1,500", comma_is_decimal_likely=True)
    assert (doubt.text, doubt.first.number("1,500"), doubt.second.number("1,500")) == ("1,500", 1500, 1.5)


@pytest.mark.parametrize("options", [{"decimal": ","}, {"thousands": "."}, {"decimal": ",", "thousands": "."}])
def test_an_option_settles_the_notation_of_the_lecture(options):
    form = found("120.000", "10", "9.600", **options)
    assert [form.number(text) for text in ("120.000", "10", "9.600")] == [120000, 10, 9600]


def test_an_option_holds_for_cells_that_come_later():
    assert found("10", "20", decimal=",").number("1,5") == 1.5
    assert found("10", "20", thousands=",").number("1,500") == 1500
    assert found("1.500", decimal=".").number("1.500") == 1.5
    assert found("1,500", decimal=",").number("1,500") == 1.5


@pytest.mark.parametrize(
    "texts",
    [
        ["12:30", "13:45"],
        ["2020-01-05", "2021-11-30"],
        ["05.01.2020", "30.11.2021"],
        ["10-20", "20-30"],
        ["1.2.3", "2.10.1"],
        ["192.168.0.1", "10.0.0.1"],
        ["555-1234", "555-9876"],
        ["06 12 34 56 78", "06 98 76 54 32"],
        ["+49 170 1234567", "+49 151 7654321"],
        [" 5 Series", " 3 Series", " 1 Series"],
        ["2 doors", "4 doors"],
        ["2-door", "4-door"],
        ["A4", "A6", "A3"],
        ["X5", "X3", "X1"],
        ["320i", "318i", "520i"],
        ["BMW 320", "BMW 520"],
        ["190Nm@ 2000rpm", "250Nm@ 1500rpm"],
        ["4x4", "4x2"],
        ["1st", "2nd", "3rd"],
        ["$5", "£6", "€7"],
        ["5 km", "6 kg", "7 kmpl"],
        ["1,5", "2.5"],
        ["１２", "３"],
        ["diesel", "petrol"],
        [],
    ],
)
def test_names_dates_ranges_and_mixtures_are_no_numbers(texts):
    assert found(*texts) is None


LONG = 100_000


@pytest.mark.parametrize(
    "text", ["1" * LONG + "!", "5" + " " * LONG + "!", " " * LONG + "!", "1,000" * LONG, "a" * LONG, "1 " * LONG + "!"]
)
def test_a_very_long_cell_is_refused_at_once(text):
    """Without this a single cell could cost minutes: a pattern must not try every way to split it."""
    assert found(text) is None
    assert DOLLARS.number(text) is None
    assert plain_number(text) is None


def test_nine_of_ten_cells_must_be_numbers():
    assert find({"5,000": 9, "ask": 1}) == NumberForm(thousands=",")
    assert find({"5,000": 89, "ask": 11}) is None
    assert find({"5": 9, "ask": 1}) == PLAIN
    assert find({"5": 89, "ask": 11}) is None


def test_a_stray_unit_in_a_column_without_one_is_not_taken_for_its_number():
    form = find({str(k): 1 for k in range(99)} | {"50 miles": 1})
    assert form == PLAIN
    assert form.number("50 miles") is None


@pytest.mark.parametrize(
    ("numbers", "unit"),
    [
        (["12.5", "3"], "blorp"),
        (["1,200", "3"], "blorp"),
        (["120", "3"], "blorp"),
        ([str(k) for k in range(21)], "blorp"),
        (["5", "3"], "kms"),
        (["5", "3"], "US$"),
        (["5", "3"], "°C"),
        (["5", "3"], "INR"),
        (["20.5", "3"], "㎡"),
        (["5", "3"], "℃"),
    ],
)
def test_a_word_is_a_unit_where_it_is_known_or_the_numbers_look_measured(numbers, unit):
    assert found(*(f"{text} {unit}" for text in numbers)).after == unit


@pytest.mark.parametrize(
    "texts", [["5 blorp", "3 blorp"], ["320i", "318i"], ["RE1001", "RE1002"], [f"{k} blorp" for k in range(20)]]
)
def test_a_word_is_a_name_where_the_numbers_only_tell_levels_apart(texts):
    assert found(*texts) is None


def test_the_commonest_spelling_names_the_unit():
    assert found("5 KM", "6 km", "7 km", "8 kms").after == "km"


@given(st.data(), forms)
def test_a_column_that_was_written_in_a_format_is_read_back_exactly(data, form):
    cells = dict(data.draw(st.lists(written(form), min_size=1, max_size=5)))
    form = find(Counter(list(cells)), decimal=form.decimal, thousands=form.thousands)
    assert {text: form.number(text) for text in cells} == cells


@given(st.dictionaries(st.text("019.,'- kKm$€RsA(", max_size=8) | st.text(), st.integers(1, 3)))
def test_any_column_has_a_format_or_a_doubt_or_neither(counts):
    form = find(counts)
    if isinstance(form, Ambiguous):
        assert form.first.number(form.text) != form.second.number(form.text)
    elif form is not None:
        readable = sum(count for text, count in counts.items() if form.number(text) is not None)
        assert readable >= 0.9 * sum(counts.values())


def test_a_format_says_what_is_particular_to_it():
    assert str(PLAIN) == "plain"
    assert str(NumberForm(thousands=",", after="kms")) == 'thousands ",", unit kms'
    assert str(EUROS) == 'decimal ",", thousands ".", unit €'


@given(forms)
def test_a_format_is_the_same_after_json(form):
    assert msgspec.json.decode(msgspec.json.encode(form), type=NumberForm) == form


@pytest.mark.parametrize(
    "text", [b'{"decimal": ";"}', b'{"decimal": ",", "thousands": ","}', b'{"unit": "km"}', b'{"thousands": "_"}']
)
def test_json_of_no_format_is_refused(text):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=NumberForm)


REAL = {
    "quikr.csv": {
        "year": PLAIN,
        "Price": NumberForm(thousands=","),
        "kms_driven": NumberForm(thousands=",", after="kms"),
        "name": None,
    },
    "ebay_kleinanzeigen_latin1.csv": {
        "price": DOLLARS,
        "odometer": NumberForm(thousands=",", after="km"),
        "powerPS": PLAIN,
        "postalCode": PLAIN,
        "model": None,
        "dateCrawled": None,
    },
    "cardekho_v3.csv": {
        "mileage": KMPL,
        "engine": NumberForm(after="CC"),
        "max_power": NumberForm(after="bhp"),
        "torque": None,
        "owner": None,
    },
    "uk_bmw.csv": {"model": None, "mpg": PLAIN, "engineSize": PLAIN},
    "toyota_corolla.csv": {"Model": None, "Price": PLAIN},
}


def counts_of(path, name):
    with path.open(encoding="latin-1", newline="") as file:
        return Counter(text for row in csv.DictReader(file) if not is_missing(text := row[name] or ""))


@pytest.mark.parametrize(("file", "name"), [(file, name) for file in REAL for name in REAL[file]])
def test_real_columns_are_read_as_they_are_written(shared, file, name):
    assert find(counts_of(shared / file, name)) == REAL[file][name]


def test_the_numbers_of_real_columns_have_sums_that_others_can_check(shared):
    counts = counts_of(shared / "ebay_kleinanzeigen_latin1.csv", "odometer")
    odometer = find(counts)
    assert {odometer.number(text) for text in counts} == {
        *(5_000, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000),
        *(70_000, 80_000, 90_000, 100_000, 125_000, 150_000),
    }


@given(
    st.floats(-1e9, 1e9),
    st.sampled_from([PLAIN, NumberForm(",", "."), NumberForm(after="km"), NumberForm(",", " ", "", "mio")]),
)
def test_a_value_written_as_in_the_file_is_read_back(value, form):
    assert form.number(form.text(value)) == pytest.approx(value, rel=1e-5, abs=1e-300)


# What the rest of the file proves

COMMA, POINT = Proof(",", with_unit=False), Proof(".", with_unit=False)


@pytest.mark.parametrize(
    ("texts", "proofs", "form"),
    [
        (["1,799", "1,829"], [COMMA], NumberForm(decimal=",")),
        (["2.155", "2.340"], [COMMA], NumberForm(decimal=",", thousands=".")),
        (["1.250", "1.375"], [POINT], PLAIN),
        (["1,799", "1,829"], [POINT], NumberForm(thousands=",")),
        (["14.990€"], [COMMA], NumberForm(decimal=",", thousands=".", after="€")),
    ],
)
def test_a_column_in_doubt_is_settled_by_what_another_proves(texts, proofs, form):
    assert found(*texts, proofs=lambda: proofs) == form


@pytest.mark.parametrize(
    ("texts", "proofs"),
    [
        (["14.990€", "10.495€"], [POINT]),  # engine sizes have a point too, and no unit
        (["$14,990", "$10,495"], [COMMA]),
        (["1.250", "1.375"], [POINT, COMMA]),
        (["12.500", "9.800", "15.250"], [POINT]),  # looks like thousands that were rounded
    ],
)
def test_a_column_stays_in_doubt_where_the_proof_is_of_another_hand_or_of_both_marks(texts, proofs):
    assert isinstance(found(*texts, proofs=lambda: proofs), Ambiguous)


def test_three_decimals_are_decimals_in_a_file_that_commas_delimit_unless_they_may_be_rounded_thousands():
    assert found("20.003", "19.998", point_is_decimal_likely=True) == PLAIN
    assert isinstance(found("20.500", "19.800", "7.100", point_is_decimal_likely=True), Ambiguous)
    assert isinstance(found("20.003 km", "19.998 km", point_is_decimal_likely=True), Ambiguous)


def test_an_option_does_not_turn_numbers_that_it_cannot_read_into_text():
    assert found("1.6", "2.0", thousands=".") == PLAIN


# Signs and dashes behind numbers


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (NumberForm(decimal=",", thousands="."), "1.234,56-", -1234.56),
        (PLAIN, "37.00-", -37),
        (PLAIN, "5 -", -5),
        (NumberForm(decimal=",", thousands=".", before="€"), "€ 15.950,-", 15950),
        (NumberForm(thousands="'", before="CHF"), "CHF 12'500.-", 12500),
        (NumberForm(decimal=",", thousands=" ", after="Kč"), "7 700,– Kč", 7700),
        (NumberForm(decimal=","), "4500,--", 4500),
        (NumberForm(before="$"), "$-", 0),
        (NumberForm(before="$"), " $ -   ", 0),
        (NumberForm(after="k miles"), "45.2k miles", 45.2),
        (NumberForm(after="Mio. EUR"), "1.5 Mio. EUR", 1.5),
        (NumberForm(after="万"), "12.5万", 12.5),
        (NumberForm(after="만원"), "12.5만원", 12.5),
        (NumberForm(",", before="%"), "%12,5", 12.5),
        (NumberForm(before="%"), "-%3", -3),
        (NumberForm(after="тыс. руб."), "120 тыс. руб.", 120),
    ],
)
def test_bookkeepers_signs_are_read(form, text, value):
    assert form.number(text) == value


@pytest.mark.parametrize("unit", ["k miles", "Mio. EUR", "万", "тыс.", "%", "Lakh", "mn", "‰", "만원", "億円"])
def test_a_unit_that_multiplies_is_never_optional(unit):
    form = found(*(f"{k}.5 {unit}" for k in range(1, 30)))
    assert form.after == unit
    assert form.number(f"12.5 {unit}") == 12.5
    assert form.number("12.5") is None


@pytest.mark.parametrize("unit", ["%", "‰"])
def test_a_percent_sign_before_its_number_is_as_needed_as_behind_it(unit):
    form = found(*(f"{unit}{k}" for k in (5, 12, 20, 18)))
    assert form == NumberForm(before=unit)
    assert [form.number(text) for text in (f"{unit}12", f"{unit} 12", "12", f"12{unit}")] == [12, 12, None, None]
    assert form.number(form.text(7.5)) == 7.5
    assert form.number(f"({unit}3)") == -3


def test_a_remark_shows_a_french_number_as_it_looks_on_paper():
    form = NumberForm(",", " ", after="€")
    assert form.remark("377\u202f674,62\u00a0€").startswith("'377 674,62 €' is a number: ")
