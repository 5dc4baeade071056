"""Whole columns against the rules for one cell."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from dates_as_written import as_far_as_written
from hypothesis import given
from hypothesis import strategies as st
from numbers_as_people_write import forms, written

from lrcli.data.columns.values import to_values
from lrcli.notation.missing import MISSING, is_missing
from lrcli.notation.numbers import PLAIN, NumberForm
from lrcli.notation.times.dates import PATTERNS, DateForm

DOLLARS = NumberForm(thousands=",", before="$")
NOISE = st.text("0123456789.,'’ -−+()eEkKmM$€\u00a0\u2009\n", max_size=10) | st.text() | st.sampled_from(["NA", " ? "])
LAYOUTS = ["text", "categories", "chunks"]


def column(cells, layout="text"):
    if layout == "chunks":
        return pa.chunked_array([[cell] for cell in cells] + [[]], type=pa.string())
    texts = pa.chunked_array([cells], type=pa.string())
    return texts.dictionary_encode() if layout == "categories" else texts


def assert_agrees(found, cells, form):
    """Values and unreadable cells are what `form.number` says, bit by bit."""
    expected = [None if cell is None else form.number(cell) for cell in cells]
    values, unreadable = found
    assert values.dtype == np.float64
    assert unreadable.dtype == np.bool_
    assert [None if np.isnan(value) else value.hex() for value in values.tolist()] == [
        None if value is None else value.hex() for value in expected
    ]
    assert unreadable.tolist() == [
        value is None and cell is not None and not is_missing(cell) for cell, value in zip(cells, expected, strict=True)
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_column_of_prices_is_its_numbers(layout):
    values, unreadable = to_values(column(["$5,000", None, "($1,234.5)", "NA", "ask", "$5,000"], layout), DOLLARS)
    assert values.tolist() == pytest.approx([5000, np.nan, -1234.5, np.nan, np.nan, 5000], nan_ok=True)
    assert unreadable.tolist() == [False, False, False, False, True, False]


@pytest.mark.parametrize("cells", [[], [None], ["NA"], ["ask"]])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_column_without_numbers_has_none(cells, layout):
    values, unreadable = to_values(column(cells, layout), DOLLARS)
    assert np.isnan(values).all()
    assert unreadable.tolist() == [cell == "ask" for cell in cells]


@given(st.data(), forms, st.sampled_from(LAYOUTS))
def test_a_column_has_the_numbers_of_its_cells(data, form, layout):
    cells = data.draw(st.lists(st.none() | NOISE | written(form).map(lambda pair: pair[0]), max_size=6))
    assert_agrees(to_values(column(cells, layout), form), cells, form)


@given(st.lists(st.floats(allow_nan=False).map(repr) | st.text("0123456789.e-", max_size=30)))
def test_every_float_is_rounded_as_python_rounds_it(cells):
    assert_agrees(to_values(column(cells), PLAIN), cells, PLAIN)


@given(
    st.lists(
        st.none() | st.datetimes().map(str) | st.dates().map(str) | st.text("0123456789-:T Z", max_size=12) | st.text()
    ),
    st.sampled_from(LAYOUTS),
)
def test_a_column_has_the_dates_of_its_cells(cells, layout):
    form = DateForm("%Y-%m-%d")
    assert_agrees(to_values(column(cells, layout), form), cells, form)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(st.datetimes(datetime(1000, 1, 1)))
def test_days_are_those_between_two_datetimes(pattern, moment):
    moment = as_far_as_written(moment, pattern)
    text = moment.strftime(f"{pattern.replace('%q', str((moment.month + 2) // 3))} %H:%M:%S.%f")
    values, _ = to_values(column([text]), DateForm(pattern))
    exact = (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(days=1)
    assert values[0] == pytest.approx(exact, rel=1e-15, abs=1e-15)


def test_of_the_usual_words_for_missing_cells_none_is_a_number():
    assert [word for word in MISSING if PLAIN.number(word) is not None] == []
