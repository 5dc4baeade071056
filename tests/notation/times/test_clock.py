"""Times of day and durations, against hours and minutes by hand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.notation.form import Ambiguous
from lrcli.notation.hints import Hints
from lrcli.notation.kinds import find_form
from lrcli.notation.times.clock import DurationForm, TimeOfDayForm


def form_of(*cells, name=""):
    return find_form(Counter(cells), Hints(words=frozenset(name.split())))


@pytest.mark.parametrize(
    ("name", "cells", "hours"),
    [
        ("", ["08:30", "14:45", "00:00"], [8.5, 14.75, 0]),
        ("", ["8:30 pm", "12:15 am", "12:00 PM", "9 a.m."], [20.5, 0.25, 12, 9]),
        ("", ["23:59:59.5", "08:30"], [24 - 0.5 / 3600, 8.5]),
        ("opening", ["8:30", "9:00"], [8.5, 9]),
        ("time", ["7:05", "13:20"], [7 + 5 / 60, 13 + 20 / 60]),
        ("", ["8 Uhr", "17:30 Uhr"], [8, 17.5]),
        ("heure", ["8h30", "14h", "9h05"], [8.5, 14, 9 + 5 / 60]),
        ("", ["13:05:10", "24:00:00"], [13 + 310 / 3600, 24]),
    ],
)
def test_a_time_of_day_is_counted_in_hours_since_midnight(name, cells, hours):
    form = form_of(*cells, name=name)
    assert form == TimeOfDayForm()
    assert [form.number(cell) for cell in cells] == pytest.approx(hours, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "cells", "unit", "values"),
    [
        ("", ["1:23:45", "0:59:10"], "h", [1 + 23 / 60 + 45 / 3600, 59 / 60 + 10 / 3600]),
        ("", ["90:00", "45:30"], "min", [90, 45.5]),
        ("", ["59:30", "1:02:15"], "min", [59.5, 62.25]),
        ("duration min", ["3:45", "1:02:15"], "min", [3.75, 62.25]),
        ("track length", ["3:45", "12:10"], "", [3.75, 12 + 10 / 60]),
        ("worked hours", ["38:30", "40:00"], "h", [38.5, 40]),
        ("", ["3:45", "4:10"], "", [3.75, 4 + 10 / 60]),
        ("", ["25:10:00", "08:00:00"], "h", [25 + 1 / 6, 8]),
        ("", ["0 days 01:30:00", "1 days 00:15:00"], "h", [1.5, 24.25]),
        ("duration", ["08:30", "14:45"], "", [8.5, 14.75]),
        ("delay min", ["-1:30", "0:15", "12:00"], "min", [-1.5, 0.25, 12]),
    ],
)
def test_a_duration_is_told_from_a_time_of_day_by_range_and_name(name, cells, unit, values):
    form = form_of(*cells, name=name)
    assert form == DurationForm(unit)
    assert [form.number(cell) for cell in cells] == pytest.approx(values, rel=1e-12)


def test_a_column_whose_short_cells_may_be_hours_or_minutes_is_in_doubt():
    doubt = form_of("3:45", "1:02:15")
    assert isinstance(doubt, Ambiguous)
    assert doubt.text == "3:45"
    assert (doubt.first.number("1:02:15"), doubt.second.number("1:02:15")) == pytest.approx((1 + 135 / 3600, 62.25))


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("score", ["30:28", "25:31"]),  # a game of handball
        ("aspect", ["16:09", "04:03"]),
        ("", ["16:9", "4:3"]),
        ("", ["08:30", "closed"]),  # not the whole column
        ("", ["08:30", "12:75"]),
        ("", ["-03:00", "+05:30"]),  # offsets from UTC
        ("", ["1:100", "1:50"]),
    ],
)
def test_other_texts_with_colons_are_no_times(name, cells):
    assert form_of(*cells, name=name) is None


@pytest.mark.parametrize("text", ["24:01", "25:00", "13:00 pm", "0:10 am", "8:60"])
def test_a_time_that_no_day_has_is_none(text):
    assert TimeOfDayForm().number(text) is None


@given(st.integers(0, 86_399))
def test_a_time_that_is_written_as_text_is_read_again(second):
    form = TimeOfDayForm()
    assert form.number(form.text(second / 3600)) == pytest.approx(second / 3600, abs=1e-9)


@given(st.integers(-360_000, 360_000), st.sampled_from(["", "h", "min"]))
def test_a_duration_that_is_written_as_text_is_read_again(hundredths, unit):
    form = DurationForm(unit)
    assert form.number(form.text(hundredths / 100)) == pytest.approx(hundredths / 100, abs=1 / 3600)


@pytest.mark.parametrize(("text", "minutes"), [("95 min", 95), ("1 h 35 min", 95), ("95", 95), ("1:35:00", 95)])
def test_a_person_may_type_a_duration_with_units(text, minutes):
    form = DurationForm("min")
    values = [form.number(text), *(other.value for other in form.other_readings(text))]
    assert minutes in values


def test_a_cell_of_more_digits_than_python_makes_a_number_of_is_no_duration():
    assert DurationForm.find({"9" * 5000 + ":30": 1, "1:30": 1}, Hints()) is None
