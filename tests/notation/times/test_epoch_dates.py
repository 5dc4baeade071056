"""Counts of seconds and days as dates, against the datetime module."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.notation.hints import Hints
from lrcli.notation.kinds import find_form
from lrcli.notation.times.epoch_dates import EpochForm

DAYS = [date(2019, 1, 1), date(2020, 2, 29), date(2021, 7, 15)]
SPREADSHEET = date(1899, 12, 30)


def form_of(name, numbers):
    return find_form(Counter(map(str, numbers)), Hints(words=frozenset(name.split("_"))))


def seconds(day):
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("name", "per_second"), [("created_at", 1), ("timestamp", 10**3), ("unix_time", 10**6), ("date", 10**9)]
)
def test_a_count_since_1970_is_its_day(name, per_second):
    numbers = [seconds(day) * per_second for day in DAYS]
    form = form_of(name, numbers)
    assert [form.number(str(number)) for number in numbers] == [(day - date(1970, 1, 1)).days for day in DAYS]
    assert [form.text(form.number(str(number))) for number in numbers] == list(map(str, numbers))


def test_a_count_of_a_spreadsheet_is_its_day():
    numbers = [(day - SPREADSHEET).days for day in DAYS]
    assert numbers[0] == 43466  # what Excel and LibreOffice show for 2019-01-01 as a number
    form = form_of("date", numbers)
    assert [form.shown_with_unit(form.number(str(number))) for number in numbers] == [day.isoformat() for day in DAYS]


def test_a_time_of_day_is_a_part_of_the_day():
    form = form_of("date", ["43466.25", "43467.5"])
    assert form.number("43466.25") == (DAYS[0] - date(1970, 1, 1)).days + 0.25
    assert EpochForm("seconds since 1970").number("1546387199") == pytest.approx(17898, abs=1.2e-5)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("km", [43466, 43890]),  # a name that says nothing of time
        ("time", [43466, 43890]),  # seconds or so: only a column called date counts days
        ("sold", [43466, 43890]),  # pieces
        ("date", [43466, 99999]),  # one of them is no day
        ("created_at", [1546300800, 3]),
        ("time", [12.5, 13.25]),
        ("date", [2019, 2020]),
    ],
)
def test_other_numbers_stay_numbers(name, numbers):
    assert not isinstance(form_of(name, numbers), EpochForm)


@given(st.integers(3652, 29_219), st.sampled_from(["seconds", "milliseconds", "microseconds", "nanoseconds"]))
def test_each_day_is_read_as_the_day_that_it_was_written_from(day, unit):
    form = EpochForm(f"{unit} since 1970")
    assert form.shown_with_unit(form.number(form.text(day))) == (date(1970, 1, 1) + timedelta(day)).isoformat()


def test_an_unknown_count_is_refused():
    with pytest.raises(ValueError, match="unknown count 'weeks'"):
        EpochForm("weeks")


def test_a_count_too_large_for_a_float_is_no_date():
    assert EpochForm("seconds since 1970").number("9" * 400) is None
