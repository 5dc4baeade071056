"""Features and the columns that they need, by hand arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.errors import ModelError
from lrcli.model.features import OTHER, Categorical, Numeric, TermInput
from lrcli.notation.numbers import NumberForm
from lrcli.notation.terms import Factor


def numeric(name="km", factors=(), **more):
    return Numeric(name, weight=2.0, missing=-7.0, mean=10.0, std=3.0, min=1.0, max=20.0, factors=list(factors), **more)


def added(feature, **values):
    """What a feature adds where the columns have these values."""
    return feature.summand(feature.value(values))


# What a feature adds


@pytest.mark.parametrize(
    ("factors", "values", "expected"),
    [
        ([], {"km": 5.0}, 10.0),
        ([], {"km": None}, -7.0),
        ([Factor("km", "log")], {"km": math.e**3}, 6.0),
        ([Factor("km", power=2), Factor("age")], {"km": 3.0, "age": 4.0}, 72.0),
        ([Factor("km"), Factor("age")], {"km": 3.0, "age": None}, -7.0),
        ([Factor("km", "log"), Factor("age")], {"km": -1.0, "age": None}, -7.0),
        ([Factor("fuel", level="gas"), Factor("km")], {"fuel": "gas", "km": 5.0}, 10.0),
        ([Factor("fuel", level="gas"), Factor("km")], {"fuel": "lpg", "km": 5.0}, 0.0),
        ([Factor("fuel", level="gas"), Factor("km")], {"fuel": None, "km": 5.0}, -7.0),
    ],
)
def test_a_numeric_feature_adds_weight_times_value_and_its_own_where_one_is_missing(factors, values, expected):
    assert added(numeric(factors=factors), **values) == pytest.approx(expected, rel=1e-14)


def test_a_term_that_does_not_exist_is_an_error_that_names_term_and_value():
    with pytest.raises(ModelError, match=r"log\(km\):age does not exist: log\(km\) of -1.0"):
        numeric("log(km):age", [Factor("km", "log"), Factor("age")]).value({"km": -1.0, "age": 3.0})
    with pytest.raises(ModelError, match="km:km does not exist: it is too large"):
        numeric("km:km", [Factor("km"), Factor("km")]).value({"km": 1e200})


WEIGHTS = {"gas": 3.0, "diesel": -1.0}


@pytest.mark.parametrize(
    ("weights", "missing", "cell", "expected"),
    [
        (WEIGHTS, 5.0, "diesel", -1.0),
        (WEIGHTS, 5.0, None, 5.0),
        (WEIGHTS, None, None, 0.0),
        (WEIGHTS, None, "steam", 0.0),
        (WEIGHTS | {OTHER: 0.5}, None, "steam", 0.5),
        (WEIGHTS | {OTHER: 0.5}, None, OTHER, 0.5),
        (WEIGHTS | {OTHER: 0.5}, None, None, 0.0),
    ],
)
def test_a_category_adds_its_weight_that_of_other_or_nothing(weights, missing, cell, expected):
    assert added(Categorical("fuel", weights, missing), fuel=cell) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"fuel": "gas", "gear": "auto"}, 4.0),
        ({"fuel": "auto", "gear": "gas"}, 0.0),
        ({"fuel": "gas", "gear": None}, 9.0),
        ({"fuel": None, "gear": None}, 9.0),
    ],
)
def test_joined_columns_are_one_category_and_missing_where_one_of_them_is(values, expected):
    assert added(Categorical("fuel:gear", {"gas:auto": 4.0}, 9.0, ["fuel", "gear"]), **values) == expected


# Columns


def test_a_feature_is_a_column_unless_it_is_made_of_some():
    assert not numeric().source_columns
    assert not Categorical("fuel", WEIGHTS, None).source_columns
    square, both = numeric("km^2", [Factor("km", power=2)]), Categorical("fuel:gear", {}, None, ["fuel", "gear"])
    assert square.source_columns
    assert both.source_columns
    assert (square.source_columns, both.source_columns, numeric().source_columns) == (["km"], ["fuel", "gear"], [])


def test_a_columns_range_or_texts_are_those_of_the_training():
    number, text = numeric().input(), Categorical("fuel", WEIGHTS, None).input()
    assert (number.low, number.high, number.usual, number.levels) == (1.0, 20.0, 10.0, None)
    assert text.levels == ("gas", "diesel")
    only_of_terms = TermInput("age", 2.0, 8.0).input()
    assert (only_of_terms.low, only_of_terms.high, only_of_terms.usual, only_of_terms.levels) == (2.0, 8.0, 5.0, None)
    assert TermInput("gear", levels=["auto"]).input().levels == ("auto",)


@pytest.mark.parametrize(
    ("form", "text", "number"),
    [
        (None, "1e3", 1000.0),
        (None, " 12 ", 12.0),
        (NumberForm(thousands=",", after="km"), "12,500km", 12_500.0),
        (NumberForm(decimal=","), "1,5", 1.5),
    ],
)
def test_a_text_is_read_as_the_training_read_its_column(form, text, number):
    assert TermInput("km", 0.0, 20_000.0, form).input().read(text) == number


@pytest.mark.parametrize("text", ["many", "1,5,5", "1 apple"])
def test_a_text_that_is_no_number_is_refused_by_the_columns_name(text):
    with pytest.raises(ModelError, match=r"km is .*, not a number"):
        numeric().input().read(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_itself_and_a_missing_one_stays_missing(value):
    assert numeric().input().read(value) == value
    assert numeric().input().read(None) is None
    assert Categorical("fuel", WEIGHTS, None).input().read(None) is None
