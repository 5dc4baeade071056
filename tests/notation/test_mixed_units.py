"""Quantities of two units, against sums of the units by hand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.notation.hints import Hints
from lrcli.notation.kinds import find_form
from lrcli.notation.mixed_units import MixedUnitsForm


def form_of(*cells):
    return find_form(Counter(cells), Hints())


@pytest.mark.parametrize(
    ("cells", "unit", "values"),
    [
        (["5' 11\"", "6′2″", "6 ft"], "ft", [5 + 11 / 12, 6 + 2 / 12, 6]),
        (["5 ft 11 in", "6 feet, 2 inches", "10 in"], "ft", [5 + 11 / 12, 6 + 2 / 12, 10 / 12]),
        (["5'7", "6’11", "5' 10.5"], "ft", [5 + 7 / 12, 6 + 11 / 12, 5 + 10.5 / 12]),
        (["5 ft 7", "6 feet 0", "5ft 11 in"], "ft", [5 + 7 / 12, 6, 5 + 11 / 12]),
        (["1h 30m", "45 min", "2 hours"], "h", [1.5, 0.75, 2]),
        (["90 min", "1 h", "1 hr 15 mins"], "h", [1.5, 1, 1.25]),
        (["3m 20s", "4 min", "50 sec"], "min", [3 + 20 / 60, 4, 50 / 60]),
        (["9.5K", "1.2M", "2M"], "M", [0.0095, 1.2, 2]),
        (["1,5 Mio.", "800 Tsd."], "M", [1.5, 0.8]),
        (["1.1B", "950M", "3K"], "B", [1.1, 0.95, 0.000003]),
        (["60 Lac", "1.25 Cr", "900 K"], "crore", [0.6, 1.25, 0.09]),
        (["6 lb 4 oz", "7 lbs 11 oz", "8 oz"], "lb", [6.25, 7 + 11 / 16, 0.5]),
        (["11 st 7 lb", "12st", "10 stone 3 lbs"], "st", [11.5, 12, 10 + 3 / 14]),
        (["2 years 3 months", "5 yrs", "7 mo"], "years", [2.25, 5, 7 / 12]),
        (["1 week 3 days", "2 w", "5 d"], "weeks", [1 + 3 / 7, 2, 5 / 7]),
        (["1d 6h", "−12h", "2 days and 3 hours"], "d", [1.25, -0.5, 2.125]),
    ],
)
def test_a_quantity_is_counted_in_the_largest_unit_of_its_column(cells, unit, values):
    form = form_of(*cells)
    assert form == MixedUnitsForm(unit)
    assert [form.number(cell) for cell in cells] == pytest.approx(values, rel=1e-15)


@pytest.mark.parametrize(
    ("cells", "form", "values"),
    [
        (["€110.5M", "€565K", "2M"], MixedUnitsForm("M", "€"), [110.5, 0.565, 2]),
        (["₹ 45.5 Lac", "₹ 1.05 Cr"], MixedUnitsForm("crore", "₹"), [0.455, 1.05]),
        (["-US$1.5K", "US$2M"], MixedUnitsForm("M", "US$"), [-0.0015, 2]),
    ],
)
def test_amounts_of_one_currency_are_counted_in_the_largest_multiple(cells, form, values):
    assert form_of(*cells) == form
    assert [form.number(cell) for cell in cells] == pytest.approx(values, rel=1e-15)
    assert form.number("£5M") is None
    assert form.units == (form.before, form.unit)


def test_two_numbers_with_a_dash_are_feet_and_inches_of_a_height_alone():
    cells = Counter(["5-7", "6-11", "6-0"])
    form = find_form(cells, Hints(words=frozenset({"player", "ht"})))
    assert [form.number(cell) for cell in cells] == pytest.approx([5 + 7 / 12, 6 + 11 / 12, 6])
    assert find_form(cells, Hints(words=frozenset({"score"}))) is None
    assert form.number("5-12") is None


def test_a_quantity_says_its_currency_and_its_unit():
    assert [str(MixedUnitsForm("M", "€")), str(MixedUnitsForm("crore", "₹"))] == ["counted in €M", "counted in ₹ crore"]


@pytest.mark.parametrize(
    "cells",
    [
        ["€5M", "$6K", "£1M"],
        ["5 ft", "6 ft"],  # one unit: numbers
        ["12 m", "3 m"],  # metres as well as minutes
        ["5 ft 2 oz", "6 ft 3 oz"],  # of two families
        ["2 door 4 seat", "4 door 5 seat"],
        ["in", "ft"],
        ["11 in 5 ft", "2 in 6 ft"],
    ],
)
def test_other_texts_are_no_quantities_of_mixed_units(cells):
    assert not isinstance(form_of(*cells), MixedUnitsForm)


@given(st.integers(0, 20), st.integers(0, 11))
def test_a_value_that_is_written_as_text_is_read_again(feet, inches):
    form = MixedUnitsForm("ft")
    value = form.number(f"{feet} ft {inches} in")
    assert value == pytest.approx(feet + inches / 12, rel=1e-15)
    assert form.number(form.text(value)) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("cell", ["", " ", "-", "5", "5 km", "ft", "5 ft 13", "-5-7-"])
def test_a_cell_without_a_known_unit_has_no_value(cell):
    assert MixedUnitsForm("ft").number(cell) is None


def test_a_model_file_with_another_unit_is_refused():
    with pytest.raises(ValueError, match="unknown unit 'mile'"):
        MixedUnitsForm("mile")


@pytest.mark.parametrize(
    "cell", ["9" * 400 + " ft", "1 ft " + "9" * 400 + " in", "17" + "0" * 307 + " ft 17" + "0" * 307 + " in"]
)
def test_a_quantity_too_large_for_a_float_has_no_value(cell):
    assert MixedUnitsForm("ft").number(cell) is None


@pytest.mark.parametrize("value", [1e25, 123456789.0, 0.00002])
def test_a_large_or_small_value_is_written_without_an_exponent_that_no_cell_has(value):
    form = MixedUnitsForm("ft")
    assert form.number(form.text(value)) == pytest.approx(value, rel=1e-5)
