"""Conditions against a small evaluator of rows, and what is no condition."""

import operator

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.columns.where import parse
from lrcli.errors import OptionError
from lrcli.notation.numbers import PLAIN
from lrcli.notation.times.dates import DateForm

HEADER = ("year", "km", "fuel", "first use", "day", "or")
FORMS = {"year": PLAIN, "km": PLAIN, "first use": PLAIN, "day": DateForm("%Y-%m-%d")}
FUELS = ["gas", "diesel", "it's", 'a "b"']


def passes(text, year=2010.0, km=5.0, fuel="gas", use=1.0, day=0.0, either="x"):
    """Whether one row passes; None is missing."""
    numbers = {"year": year, "km": km, "first use": use, "day": day}
    texts = {"fuel": fuel, "or": either} | {name: None if v is None else str(v) for name, v in numbers.items()}
    values = (
        1,
        {name: np.array([np.nan if value is None else value]) for name, value in numbers.items()},
        {name: pa.chunked_array([pa.array([value], pa.string())]) for name, value in texts.items()},
    )
    return bool(parse(text, HEADER, FORMS.get).mask(*values)[0])


# By hand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fuel == 'diesel' and year >= 2010", False),
        ("fuel == 'gas' and year >= 2010", True),
        ('fuel == "gas"', True),
        ("fuel != 'gas'", False),
        ("fuel == ' gas '", True),
        ("year > 2010", False),
        ("year < 2010.5", True),
        ("year <= 2010 and not year < 2010", True),
        ("year == 2.01e3", True),
        ("year != 2010", False),
        ("year in (2009, 2010)", True),
        ("year not in (2009, 2010)", False),
        ("fuel in ('diesel')", False),
        ("fuel not in ('diesel', 'lpg')", True),
        ("`first use` == 1", True),
        ("`or` == 'x' or `or` == 'y'", True),
        ("km is missing", False),
        ("km is not missing", True),
        ("not km is missing", True),
        ("not not year == 2010", True),
        ("day >= '1970-01-01'", True),
        ("day < '1970-01-01'", False),
        ("day in ('1970-01-01', '1980-01-01')", True),
        ("  year==2010  ", True),
        ("year < 2k", False),
        ("year in (2.01k, 3k)", True),
    ],
)
def test_a_condition_by_hand(text, expected):
    assert passes(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year == 1 and year == 2 or km == 5", True),
        ("km == 5 or year == 1 and year == 2", True),
        ("(km == 5 or year == 1) and year == 2", False),
        ("not km == 5 or km == 5", True),
        ("not (km == 5 or km == 5)", False),
    ],
)
def test_not_binds_before_and_before_or_and_brackets_before_all(text, expected):
    assert passes(text) is expected


@pytest.mark.parametrize("comparison", ["==", "!=", "<", "<=", ">", ">="])
def test_a_missing_number_passes_no_comparison(comparison):
    assert not passes(f"km {comparison} 5", km=None)


@pytest.mark.parametrize(
    "text", ["fuel == 'gas'", "fuel != 'gas'", "fuel in ('gas')", "fuel not in ('gas')", "km not in (5)"]
)
def test_a_missing_cell_passes_no_test_but_that_it_is_missing(text):
    assert not passes(text, fuel=None, km=None)
    assert passes("fuel is missing and km is missing", fuel=None, km=None)


# Any condition, against Python's own operators on one row after the other

rows = st.lists(
    st.tuples(
        st.sampled_from([None, 2009.0, 2010.0, 2011.5]),
        st.sampled_from([None, -1.0, 0.0, 5.0]),
        st.sampled_from([None, *FUELS]),
    ),
    max_size=12,
)
COMPARISONS = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def quoted(text):
    return f'"{text}"' if "'" in text else f"'{text}'"


def numbers_compared(place, name, sign, value):
    return f"{name} {sign} {value}", lambda row: row[place] is not None and COMPARISONS[sign](row[place], value)


def texts_compared(sign, word):
    return f"fuel {sign} {quoted(word)}", lambda row: row[2] is not None and COMPARISONS[sign](row[2], word)


def listed(inside, words):
    text = f"fuel {'in' if inside else 'not in'} ({', '.join(map(quoted, words))})"
    return text, lambda row: row[2] is not None and (row[2] in words) == inside


def missing(place, name, absent):
    return f"{name} is {'' if absent else 'not '}missing", lambda row: (row[place] is None) == absent


def joined_by(word, parts):
    some = {"and": all, "or": any}[word]
    return "(" + f" {word} ".join(text for text, _ in parts) + ")", lambda row: some(test(row) for _, test in parts)


def negated(part):
    return f"not {part[0]}", lambda row: not part[1](row)


columns = st.sampled_from([(0, "year"), (1, "km")])
leaves = st.one_of(
    st.builds(
        lambda column, sign, value: numbers_compared(*column, sign, value),
        columns,
        st.sampled_from(list(COMPARISONS)),
        st.sampled_from([-1, 0, 5, 2009.0, 2010.0, 2011.5]),
    ),
    st.builds(texts_compared, st.sampled_from(["==", "!="]), st.sampled_from(FUELS)),
    st.builds(listed, st.booleans(), st.lists(st.sampled_from(FUELS), min_size=1, max_size=3)),
    st.builds(
        lambda column, absent: missing(*column, absent),
        st.sampled_from([(0, "year"), (1, "km"), (2, "fuel")]),
        st.booleans(),
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(joined_by, st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)),
        st.builds(negated, inner),
    ),
    max_leaves=8,
)


@given(conditions, rows)
def test_a_condition_keeps_the_rows_that_pass_it_one_by_one(condition, table):
    text, test = condition
    numbers = {
        name: np.array([np.nan if row[k] is None else row[k] for row in table]) for k, name in ((0, "year"), (1, "km"))
    }
    texts = {
        name: pa.chunked_array([pa.array([None if row[k] is None else str(row[k]) for row in table], pa.string())])
        for k, name in enumerate(("year", "km", "fuel"))
    }
    found = parse(text, HEADER, FORMS.get).mask(len(table), numbers, texts)
    assert found.tolist() == [test(row) for row in table]


# What is no condition


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a column, found the end"),
        ("fuel", "expected ==, !=, <, <=, >, >=, in, is missing, found the end"),
        ("fuel == ", "expected a number, or a text in quotes, found the end"),
        ("fuel == gas", "expected a number, or a text in quotes, found 'gas' in column 9"),
        ("fuel = 'gas'", "found '=' in column 6"),
        ("fuel == 'gas", 'found "\'" in column 9'),
        ("year >= 2010 fuel == 'gas'", "expected 'and' or 'or', found 'fuel' in column 14"),
        ("km < 200,000", "(a number with separators or a unit goes in quotes), found ',' in column 9"),
        ("km < 200 000", "(a number with separators or a unit goes in quotes), found '000' in column 10"),
        ("km < 200 miles", "(a number with separators or a unit goes in quotes), found 'miles' in column 10"),
        ("(year >= 2010", "expected ')', found the end"),
        ("year in 2010", "expected '(', found '2010' in column 9"),
        ("year in (2010", "expected ')', found the end"),
        ("year not 2010", "expected 'in', found '2010' in column 10"),
        ("year is 2010", "expected 'missing', found '2010' in column 9"),
        ("2010 <= year", "expected a column, found '2010' in column 1"),
        ("year >= 2010 and", "expected a column, found the end"),
        ("year >= 10x", "expected a number, or a text in quotes, found '10x' in column 9"),
        ("fuel == 10k", "expected a number, or a text in quotes, found '10k' in column 9"),
        ("cost > 3", "no column 'cost'; the columns are year, km, fuel"),
        ("fuel == 3", "'fuel' holds texts; compare it with one: fuel == '3'"),
        ("fuel < 'gas'", "only dates, numbers, quantities, times of day and durations have an order"),
        ("day > 3", "compare it with a text as in the file"),
        ("day > 'gas'", "'gas' is no date like those of 'day'"),
        ("__import__('os').getpid()", "no column '__import__'"),
        ("year.__class__ == 1", "no column 'year.__class__'"),
        ("year == 2010; 1", "in column 13"),
        ("lambda: 1", "no column 'lambda'"),
    ],
)
def test_what_is_no_condition_is_refused_by_its_place(text, said):
    with pytest.raises(OptionError) as caught:
        parse(text, HEADER, FORMS.get)
    assert str(caught.value).startswith("where")
    assert said in str(caught.value)


@given(st.text(max_size=20))
def test_any_text_is_a_condition_on_the_columns_or_refused(text):
    try:
        condition = parse(text, HEADER, FORMS.get)
    except OptionError:
        return
    assert {*condition.forms, *condition.texts} <= set(HEADER)
