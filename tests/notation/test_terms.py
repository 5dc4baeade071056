"""Terms by hand arithmetic, and what is no term."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.errors import OptionError
from lrcli.notation.terms import Factor, Term, parse_term, product

HEADER = ("mileage", "age", "fuel", "log(x)", "a:b", "x y", "age^2")


# The grammar


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("mileage", [Factor("mileage")]),
        (" mileage ", [Factor("mileage")]),
        ("log(mileage)", [Factor("mileage", "log")]),
        ("log( mileage )", [Factor("mileage", "log")]),
        ("sqrt(age)", [Factor("age", "sqrt")]),
        ("mileage^2", [Factor("mileage", power=2)]),
        ("mileage^9", [Factor("mileage", power=9)]),
        ("x y^3", [Factor("x y", power=3)]),
        ("mileage:age", [Factor("mileage"), Factor("age")]),
        (" mileage : age ", [Factor("mileage"), Factor("age")]),
        ("fuel:age", [Factor("fuel"), Factor("age")]),
        ("log(mileage):sqrt(age):fuel", [Factor("mileage", "log"), Factor("age", "sqrt"), Factor("fuel")]),
        ("age:age", [Factor("age"), Factor("age")]),
        ("age^3:age", [Factor("age", power=3), Factor("age")]),
    ],
)
def test_a_term_is_columns_functions_powers_and_products(text, factors):
    term = parse_term(HEADER, text)
    assert list(term.factors) == factors
    assert term.is_column == (len(factors) == 1 and factors[0] == Factor(factors[0].column))


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("log(x)", [Factor("log(x)")]),
        ("a:b", [Factor("a:b")]),
        ("age^2", [Factor("age^2")]),
        ("a:b:age", [Factor("a:b"), Factor("age")]),
        ("age:a:b", [Factor("age"), Factor("a:b")]),
        ("log(a:b):age", [Factor("a:b", "log"), Factor("age")]),
        ("log(log(x))", [Factor("log(x)", "log")]),
        ("age^2^2", [Factor("age^2", power=2)]),
    ],
)
def test_a_columns_own_name_comes_first_whatever_is_in_it(text, factors):
    assert list(parse_term(HEADER, text).factors) == factors


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("cost", "no column 'cost'"),
        ("log(cost)", "no column 'log(cost)'"),
        ("exp(age)", "no column 'exp(age)'"),
        ("log(sqrt(age))", "no column 'log(sqrt(age))'"),
        ("age^1", "no column 'age^1'"),
        ("age^10", "no column 'age^10'"),
        ("age^-1", "no column 'age^-1'"),
        ("age^0.5", "no column 'age^0.5'"),
        ("age+1", "no column 'age+1'"),
        ("age*mileage", "no column 'age*mileage'"),
        ("age:cost", "'age:cost': no column 'cost'"),
        ("age:mileage:cost^2", "'age:mileage:cost^2': no column 'cost^2'"),
        ("age:", "'age:': no column ''"),
        (":age", "no column ':age'"),
        ("__import__('os').getpid()", "no column"),
        ("log(__import__('os'))", "no column"),
    ],
)
def test_what_is_no_term_is_named_with_the_columns_there_are(text, place):
    with pytest.raises(OptionError) as caught:
        parse_term(HEADER, text)
    message = str(caught.value)
    assert message.removeprefix("features").lstrip(": ").startswith(place)
    assert "the columns are mileage, age, fuel" in message


@given(st.text(max_size=20))
def test_any_text_is_a_term_of_the_columns_or_refused(text):
    try:
        term = parse_term(HEADER, text)
    except OptionError:
        return
    assert {factor.column for factor in term.factors} <= set(HEADER)
    assert term.factors


factors = st.one_of(
    st.builds(Factor, st.sampled_from(["mileage", "age", "x y"]), st.sampled_from(["log", "sqrt"])),
    st.builds(Factor, st.sampled_from(["mileage", "x y"]), power=st.integers(1, 9)),
)


@given(st.lists(factors, min_size=1, max_size=4).map(tuple))
def test_a_term_is_read_from_its_own_name(parts):
    assert parse_term(HEADER, Term(parts).name) == Term(parts)


# Values


@pytest.mark.parametrize(
    ("factors", "values", "expected"),
    [
        ([Factor("x")], {"x": 3.5}, 3.5),
        ([Factor("x", "log")], {"x": math.e**2}, 2.0),
        ([Factor("x", "sqrt")], {"x": 144.0}, 12.0),
        ([Factor("x", power=3)], {"x": -2.0}, -8.0),
        ([Factor("x"), Factor("y")], {"x": 1.5, "y": -4.0}, -6.0),
        ([Factor("x", power=2), Factor("y", "sqrt")], {"x": 3.0, "y": 4.0}, 18.0),
        ([Factor("fuel", level="gas"), Factor("x")], {"fuel": "gas", "x": 7.0}, 7.0),
        ([Factor("fuel", level="gas"), Factor("x")], {"fuel": "diesel", "x": 7.0}, 0.0),
        ([Factor("fuel", level="gas"), Factor("x")], {"fuel": None, "x": 7.0}, None),
        ([Factor("x"), Factor("y")], {"x": 1.5, "y": None}, None),
        ([Factor("x", "log")], {"x": None}, None),
        ([Factor("x", "sqrt")], {"x": 0.0}, 0.0),
    ],
)
def test_a_product_by_hand(factors, values, expected):
    found = product(factors, values)
    assert found == (expected if expected is None else pytest.approx(expected, rel=1e-15))


@pytest.mark.parametrize(
    ("factor", "value", "said"),
    [
        (Factor("x", "log"), 0.0, "log(x) of 0.0"),
        (Factor("x", "log"), -1.0, "log(x) of -1.0"),
        (Factor("x", "sqrt"), -1.0, "sqrt(x) of -1.0"),
        (Factor("x", power=9), 1e300, "x^9 of 1e+300"),
    ],
)
def test_a_factor_that_does_not_exist_is_named_with_its_value(factor, value, said):
    with pytest.raises(ValueError, match="of") as caught:
        product([factor], {"x": value})
    assert str(caught.value) == said


@given(st.floats(1e-6, 1e6), st.integers(1, 9))
def test_functions_are_those_of_numpy(value, power):
    assert product([Factor("x", "log")], {"x": value}) == pytest.approx(float(np.log(value)), rel=1e-14, abs=1e-15)
    assert product([Factor("x", "sqrt")], {"x": value}) == pytest.approx(float(np.sqrt(value)), rel=1e-15)
    assert product([Factor("x", power=power)], {"x": value}) == pytest.approx(
        float(np.float64(value) ** power), rel=1e-14
    )
