"""Terms of many rows, against the same terms of one row after the other."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrcli.data.columns.terms import derived, joined_texts
from lrcli.notation.terms import Factor, product

values = st.one_of(st.none(), st.floats(-1e200, 1e200), st.integers(-3, 3).map(float))
texts = st.sampled_from([None, "gas", "diesel", ""])
rows = st.lists(st.tuples(values, values, texts), min_size=1, max_size=20)
factors = st.one_of(
    st.builds(Factor, st.sampled_from("xy"), st.sampled_from([None, "log", "sqrt"])),
    st.builds(Factor, st.sampled_from("xy"), power=st.integers(2, 9)),
    st.builds(Factor, st.just("fuel"), level=st.sampled_from(["gas", "diesel", "lpg"])),
)


def columns(table):
    """The numbers and the texts of rows x, y, fuel."""
    numbers = {name: np.array([np.nan if row[k] is None else row[k] for row in table]) for k, name in enumerate("xy")}
    return numbers, {"fuel": pa.chunked_array([pa.array([row[2] for row in table], pa.string())])}


def one_by_one(factors, table):
    """Values, NaN where one is missing; and where there is none."""
    found, lacking = [], []
    for x, y, fuel in table:
        try:
            value = product(factors, {"x": x, "y": y, "fuel": fuel})
        except ValueError:
            value = math.inf
        found.append(math.nan if value is None or math.isinf(value) else value)
        lacking.append(value == math.inf)
    return found, lacking


@given(st.lists(factors, min_size=1, max_size=3), rows)
@example([Factor("x"), Factor("y"), Factor("fuel", level="gas")], [(1e200, 1e200, "diesel"), (1e200, 1e200, "gas")])
@example([Factor("x", power=2), Factor("y", "log")], [(1e200, None, None)])
@example([Factor("x", "log"), Factor("y")], [(-1.0, None, None), (None, None, None)])
@example([Factor("y"), Factor("x", "log")], [(-1.0, None, None), (None, None, None)])
def test_the_products_of_a_column_are_those_of_its_rows(parts, table):
    """A product that is too large for a float does not exist; one with a missing value is missing."""
    parts = [*parts, Factor("x")]
    found, lacking = derived(parts, *columns(table))
    expected, expected_lacking = one_by_one(parts, table)
    assert lacking.tolist() == expected_lacking
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@pytest.mark.parametrize("factor", [Factor("x", "log"), Factor("x", "sqrt"), Factor("x", power=9)])
def test_a_missing_value_is_no_lack_and_a_value_without_a_function_is(factor):
    impossible = 1e300 if factor.power == 9 else -1.0
    found, lacking = derived([factor], {"x": np.array([np.nan, impossible, 1.0])}, {})
    assert lacking.tolist() == [False, True, False]
    assert np.isnan(found).tolist() == [True, True, False]


def test_several_texts_are_one_and_a_missing_one_makes_it_missing():
    make = pa.chunked_array([["bmw", "bmw"], [None, "vw"]])
    gear = pa.chunked_array([["auto", None, "auto", "manual"]])
    assert joined_texts([make, gear]).to_pylist() == ["bmw:auto", None, None, "vw:manual"]


def test_of_a_term_with_a_missing_part_nothing_is_too_large():
    factors, numbers = [Factor("x", power=2), Factor("y", "log")], {"x": np.array([1e200]), "y": np.array([np.nan])}
    found, lacking = derived(factors, numbers, {})
    assert np.isnan(found).tolist() == [True]
    assert lacking.tolist() == [False]
    assert product(factors, {"x": 1e200, "y": None}) is None
