"""Dates against Python's datetime."""

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from dates_as_written import as_far_as_written
from hypothesis import given
from hypothesis import strategies as st

from lrcli.notation.form_selection import Ambiguous
from lrcli.notation.hints import Hints
from lrcli.notation.times.dates import PATTERNS, DateForm

ISO = DateForm("%Y-%m-%d")


def days(*moment):
    return (datetime(*moment, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(days=1)


@pytest.mark.parametrize(
    ("pattern", "text", "moment"),
    [
        ("%Y-%m-%d", "1970-01-01", (1970, 1, 1)),
        ("%Y-%m-%d", " 2020-01-05 ", (2020, 1, 5)),
        ("%Y-%m-%d", "2020-1-5", (2020, 1, 5)),
        ("%Y-%m-%d", "2016-03-26 17:47:46", (2016, 3, 26, 17, 47, 46)),
        ("%Y-%m-%d", "2016-03-26T17:47", (2016, 3, 26, 17, 47)),
        ("%Y-%m-%d", "2016-03-26T17:47:46.25", (2016, 3, 26, 17, 47, 46, 250000)),
        ("%Y-%m-%d", "2016-03-26T17:47:46Z", (2016, 3, 26, 17, 47, 46)),
        ("%Y-%m-%d", "2016-03-26T17:47:46+02:00", (2016, 3, 26, 15, 47, 46)),
        ("%Y-%m-%d", "2016-03-26 17:47:46-0530", (2016, 3, 26, 23, 17, 46)),
        ("%Y-%m-%d", "2016-03-26 00:30:00+01", (2016, 3, 25, 23, 30)),
        ("%Y-%m-%d", "2016-03-26 17:47:46 UTC", (2016, 3, 26, 17, 47, 46)),
        ("%Y/%m/%d", "2020/02/29", (2020, 2, 29)),
        ("%d.%m.%Y", "5.1.2020, 7:30", (2020, 1, 5, 7, 30)),
        ("%d/%m/%Y", "05/01/2020", (2020, 1, 5)),
        ("%m/%d/%Y", "05/01/2020", (2020, 5, 1)),
        ("%m/%d/%Y", "1/5/2020 5:30:00 PM", (2020, 1, 5, 17, 30)),
        ("%m/%d/%Y", "1/5/2020 12:30 am", (2020, 1, 5, 0, 30)),
        ("%d %b %Y", "05 Jan 2020", (2020, 1, 5)),
        ("%d %b %Y", "5 September 2020 12:00", (2020, 9, 5, 12)),
        ("%d-%b-%Y", "05-JUN-2020", (2020, 6, 5)),
        ("%b %d, %Y", "Jan 5, 2020", (2020, 1, 5)),
        ("%b %d, %Y", "Sept. 5 2020", (2020, 9, 5)),
        ("%b %d, %Y", "May 5, 1066", (1066, 5, 5)),
        ("%Y%m%d", "20200131", (2020, 1, 31)),
        ("%Y%m%d", "20200131T000000", (2020, 1, 31)),
        ("%Y%m%d", "20200131T134500Z", (2020, 1, 31, 13, 45)),
        ("%d.%m.%y", "28.11.19", (2019, 11, 28)),
        ("%d/%m/%y", "01/02/69", (1969, 2, 1)),
        ("%m/%d/%y", "01/02/68", (2068, 1, 2)),
        ("%d-%b-%y", "05-JUN-20", (2020, 6, 5)),
        ("%Y年%m月%d日", "2020年6月5日 8:30", (2020, 6, 5, 8, 30)),
        ("%Y年%m月", "2020年6月", (2020, 6, 1)),
        ("%b %d, %Y", "June 5th, 2020", (2020, 6, 5)),
        ("%d %b %Y", "28. November 2019", (2019, 11, 28)),
        ("%d %b %Y", "16. März 2019", (2019, 3, 16)),
        ("%d %b %Y", "Do., 28. Nov. 2019", (2019, 11, 28)),
        ("%d %b %Y", "1er août 2019", (2019, 8, 1)),
        ("%d %b %Y", "3 févr. 2019", (2019, 2, 3)),
        ("%d %b %Y", "28 de noviembre de 2019", (2019, 11, 28)),
        ("%d %b %Y", "lunes, 7 de enero de 2019", (2019, 1, 7)),
        ("%d %b %Y", "4 giugno 2019", (2019, 6, 4)),
        ("%d %b %Y", "zaterdag 2 maart 2019", (2019, 3, 2)),
        ("%d %b %Y", "2 mrt. 2019", (2019, 3, 2)),
        ("%b %d, %Y", "Thursday, November 28, 2019", (2019, 11, 28)),
        ("%d.%m.%Y", "Do, 28.11.2019", (2019, 11, 28)),
        ("%Y-%m", "2020-01", (2020, 1, 1)),
        ("%m/%Y", "1/2020", (2020, 1, 1)),
        ("%b %Y", "Januar 2020", (2020, 1, 1)),
        ("%b-%y", "Jan-20", (2020, 1, 1)),
        ("%G-W%V", "2020-W01", (2019, 12, 30)),
        ("%G-W%V", "2020-W53-5", (2021, 1, 1)),
        ("KW %V %G", "KW 01/2020", (2019, 12, 30)),
        ("KW %V %G", "KW53 2020", (2020, 12, 28)),
        ("KW %V %G", "W5-2023", (2023, 1, 30)),
        ("%G-KW %V", "2023-KW05", (2023, 1, 30)),
        ("%G-KW %V", "2023 week 5", (2023, 1, 30)),
        ("%Y-Q%q", "2020-Q1", (2020, 1, 1)),
        ("%Y-Q%q", "2020Q3", (2020, 7, 1)),
        ("%Y-Q%q", "2020 q4", (2020, 10, 1)),
        ("%Y-Q%q", "2020K2", (2020, 4, 1)),
        ("Q%q %Y", "Q1 2020", (2020, 1, 1)),
        ("Q%q %Y", "T3/2019", (2019, 7, 1)),
        ("Q%q %Y", "Quarter 2, 2019", (2019, 4, 1)),
        ("Q%q %y", "Q2-20", (2020, 4, 1)),
        ("%qQ%y", "1Q20", (2020, 1, 1)),
        ("%qQ%y", "4Q'99", (1999, 10, 1)),
        ("%qQ%Y", "3Q2018", (2018, 7, 1)),
        ("%qQ%Y", "3. Quartal 2018", (2018, 7, 1)),
        ("%qQ%Y", "1er trimestre 2018", (2018, 1, 1)),
        ("%qQ%Y", "2 кв. 2018", (2018, 4, 1)),
        ("%d %b %Y", "5 de março de 2020", (2020, 3, 5)),
        ("%d %b %Y", "5 мая 2020", (2020, 5, 5)),
        ("%d %b %Y", "5 мая 2020 г.", (2020, 5, 5)),
        ("%d %b %Y", "11 listopada 2019", (2019, 11, 11)),
        ("%d %b %Y", "17 maj 2019", (2019, 5, 17)),
    ],
)
def test_a_date_is_its_days_since_1970(pattern, text, moment):
    assert DateForm(pattern).number(text) == pytest.approx(days(*moment), rel=1e-15)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%Y-%m-%d", "2021-02-29"),
        ("%Y-%m-%d", "2020-13-01"),
        ("%Y-%m-%d", "2020-00-01"),
        ("%Y-%m-%d", "0000-01-01"),
        ("%Y-%m-%d", "20-01-05"),
        ("%Y-%m-%d", "2020/01/05"),
        ("%Y-%m-%d", "2020-01-05 24:00"),
        ("%Y-%m-%d", "2020-01-05 12:60"),
        ("%Y-%m-%d", "2020-01-05 12:30:60"),
        ("%Y-%m-%d", "2020-01-05 12:30+24:00"),
        ("%Y-%m-%d", "2020-01-05 13:30 PM"),
        ("%Y-%m-%d", "2020-01-05 0:30 AM"),
        ("%Y-%m-%d", "2020-01-05 12:30 CET"),
        ("%Y-%m-%d", "2020-01-05 12"),
        ("%Y-%m-%d", "2020-01-05 and more"),
        ("%Y-%m-%d", "２０２０-01-05"),
        ("%d/%m/%Y", "31/04/2020"),
        ("%d/%m/%Y", "01/05/20"),
        ("%d %b %Y", "05 Mayonnaise 2020"),
        ("%d %b %Y", "05 Xyz 2020"),
        ("%Y-Q%q", "2020-Q5"),
        ("%Y-Q%q", "2020-Q0"),
        ("%qQ%y", "3K20"),
        ("%d %b %Y", ""),
    ],
)
def test_another_text_is_no_date(pattern, text):
    assert DateForm(pattern).number(text) is None


@given(st.sampled_from(PATTERNS), st.text() | st.text("0123456789-/.: TZ+PMJan", max_size=20))
def test_any_text_is_a_date_or_none(pattern, text):
    form = DateForm(pattern)
    value = form.number(text)
    assert value is None or abs(value) < 4e6
    assert value is None or re.fullmatch(r"\d{4}-\d\d-\d\d", form.shown_with_unit(value))


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["2020-01-05", "2020-01-06T12:30"], "%Y-%m-%d"),
        (["05/01/2020", "13/01/2020"], "%d/%m/%Y"),
        (["05/01/2020", "01/13/2020"], "%m/%d/%Y"),
        (["05-01-2020", "13-01-2020"], "%d-%m-%Y"),
        (["05.01.2020"], "%d.%m.%Y"),
        (["2020/01/05"], "%Y/%m/%d"),
        (["05 Jan 2020"], "%d %b %Y"),
        (["Jan 5, 2020"], "%b %d, %Y"),
        (["2020-01-05"] * 9 + ["soon"], "%Y-%m-%d"),
        (["20191128", "20210828", "20190604"], "%Y%m%d"),
        (["28.11.19", "04.06.19"], "%d.%m.%y"),
        (["28/11/19", "04/06/19"], "%d/%m/%y"),
        (["28. November 2019", "4. Juni 2019"], "%d %b %Y"),
        (["2020-01", "2020-12"], "%Y-%m"),
        (["2020-W01", "2020-W52"], "%G-W%V"),
        (["KW 01/2023", "KW 52/2023"], "KW %V %G"),
        (["2023-KW01", "2023-KW52"], "%G-KW %V"),
        (["2020-Q1", "2020-Q4"], "%Y-Q%q"),
        (["Q1 2020", "Q4 2020"], "Q%q %Y"),
        (["1Q20", "4Q20"], "%qQ%y"),
        (["2020Q1", "2020Q3"], "%Y-Q%q"),
        (["2019年1月31日", "2020年12月01日"], "%Y年%m月%d日"),
        (["2019년 1월 31일", "2020년 12월 1일"], "%Y年%m月%d日"),
        (["2019年1月", "2020年12月"], "%Y年%m月"),
        (["January 3rd, 2019", "Feb 21st 2020", "Mar 4, 2020"], "%b %d, %Y"),
    ],
)
def test_a_column_of_dates_is_read_as_it_is_written(texts, pattern):
    assert DateForm.find(Counter(texts), Hints()) == DateForm(pattern)


@pytest.mark.parametrize("words", [{"date", "of", "birth"}, {"dob"}, {"geb"}, {"fecha", "nacimiento"}])
def test_a_day_of_birth_with_two_digits_of_its_year_is_not_in_the_future(words):
    texts = ["31.12.68", "1.1.27", "5.6.99", "17.3.26"]
    births = DateForm.find(Counter(texts), Hints(words=frozenset(words)))
    moments = [(1968, 12, 31), (1927, 1, 1), (1999, 6, 5), (2026, 3, 17)]
    assert [births.number(text) for text in texts] == [days(*moment) for moment in moments]
    assert "YY from 1927 to 2026" in str(births)
    assert {other.value for other in births.other_readings("2.2.50")} == {days(1950, 2, 2)}
    other = DateForm.find(Counter(texts), Hints(words=frozenset({"due"})))
    assert other.number("31.12.68") == days(2068, 12, 31)


@pytest.mark.parametrize(
    "texts",
    [
        ["2020", "2021"],
        ["2020-01-05"] * 8 + ["soon"],
        ["2020-01-05", "05.01.2020"],
        ["20191128", "20210828"],  # of only two values
        ["20191128", "20210828", "20190604", "20191340"],
        ["31801231", "31801130", "31800101"],
        ["5 juillembre 2020"],
        ["5 jui 2020", "6 jui 2020"],  # juin or juillet
        ["12:30", "13:45"],
        ["1.2.3", "10.20.30"],
        ["13/13/2020"],
        ["Golf 2000", "Polo 1999"],
        ["12345", "67890"],
        [],
    ],
)
def test_a_column_of_something_else_has_no_dates(texts):
    assert DateForm.find(Counter(texts), Hints()) is None


@pytest.mark.parametrize("mark", ["/", "-"])
def test_days_up_to_twelve_everywhere_can_be_read_two_ways(mark):
    texts = Counter([f"05{mark}05{mark}2020", f"05{mark}01{mark}2020"])
    doubt = DateForm.find(texts, Hints())
    assert isinstance(doubt, Ambiguous)
    assert doubt.text == f"05{mark}01{mark}2020"
    assert doubt.first.number(doubt.text) == days(2020, 1, 5)
    assert doubt.second.number(doubt.text) == days(2020, 5, 1)
    assert doubt.first.reading(doubt.text) == "2020-01-05 (--day-first)"
    assert doubt.second.reading(doubt.text) == "2020-05-01 (--month-first)"
    assert DateForm.find(texts, Hints(day_first=True)) == doubt.first
    assert DateForm.find(texts, Hints(day_first=False)) == doubt.second


def test_a_doubt_without_consequence_for_these_rows_is_a_doubt_still():
    assert DateForm.find({"05/05/2020": 3}, Hints()).text == "05/05/2020"


@given(st.sampled_from(PATTERNS))
def test_a_format_is_the_same_after_json(pattern):
    form = DateForm(pattern)
    assert msgspec.json.decode(msgspec.json.encode(form), type=DateForm) == form


@pytest.mark.parametrize("text", [b'{"pattern": "%j"}', b'{"pattern": "%Y-%m-%d", "utc": true}', b"{}"])
def test_json_of_no_format_is_refused(text):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=DateForm)


@pytest.mark.parametrize("name", ["dateCrawled", "dateCreated", "lastSeen"])
def test_real_dates_are_those_of_datetime(shared, name):
    with (shared / "ebay_kleinanzeigen_latin1.csv").open(encoding="latin-1", newline="") as file:
        texts = Counter(row[name] for row in csv.DictReader(file) if row[name])
    found = DateForm.find(texts, Hints())
    assert found == DateForm("%Y-%m-%d", clock=True)
    for text in texts:
        if ":" not in text:  # the last line of the file is cut off
            assert found.number(text) is None
            continue
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=UTC)
        exact = (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(days=1)
        assert found.number(text) == pytest.approx(exact, rel=1e-15)


@pytest.mark.parametrize(
    ("cell", "text", "exact"),
    [
        ("05.01.2023 10:46", "05.01.2023 10:46", "05.01.2023 10:46"),
        ("05.01.2023 10:46:31", "05.01.2023 10:47", "05.01.2023 10:46:31"),
        ("05.01.2023 23:59:31", "06.01.2023 00:00", "05.01.2023 23:59:31"),
        ("05.01.1931 00:00", "05.01.1931 00:00", "05.01.1931 00:00"),
    ],
)
def test_a_time_of_day_is_shown_and_not_midnight(cell, text, exact):
    form = DateForm("%d.%m.%Y", clock=True)
    moment = form.number(cell)
    assert (form.text(moment), form.exact(moment)) == (text, exact)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_date_of_every_pattern_has_the_two_digits_of_a_year_side_by_side(pattern):
    assert re.search("[0-9]{2}", DateForm(pattern).text(0.0))


@given(st.dates(date(1000, 1, 1), date(9999, 1, 1)), st.sampled_from(PATTERNS), st.booleans())
def test_a_day_written_as_in_the_file_is_read_back(day, pattern, clock):
    day = as_far_as_written(day, pattern)
    form, number = DateForm(pattern, clock), day.toordinal() - date(1970, 1, 1).toordinal()
    assert form.number(form.text(number)) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [("9999-12-31T23:59:59-05:00", "9999-12-31"), ("0001-01-01T00:00:00+05:00", "0001-01-01")],
)
def test_a_moment_that_its_offset_moves_out_of_the_calendar_is_shown_as_the_nearest_day(text, day):
    assert ISO.text(ISO.number(text)) == day
    assert ISO.shown_with_unit(ISO.number(text)) == day


def test_help_shows_the_range_of_dates_up_to_the_end_of_the_calendar(lrcli, write):
    dates = [f"20{year}-01-10T10:00:00-05:00,{year}.5" for year in range(10, 20)]
    lrcli("train", write("\n".join(["d,price", *dates, "9999-12-31T23:59:59-05:00,900", ""])), "--split", "none")
    done = lrcli("predict", "--help")
    assert done.status == 0
    assert "9999-12-31" in done.out


def test_six_digits_are_months_where_all_are_and_many_differ():
    def form_of(texts):
        return DateForm.find(dict.fromkeys(texts, 3), Hints())

    months = [f"{year}{month:02}" for year in (2019, 2020) for month in (1, 5, 12)]
    form = form_of(months)
    assert [form.number(text) for text in months] == [
        (date(int(text[:4]), int(text[4:]), 1) - date(1970, 1, 1)).days for text in months
    ]
    assert DateForm.find(dict.fromkeys(months, 3), Hints(words=frozenset({"pin", "code"}))) is None
    for others in ([*months, "201913"], months[:5], ["199900", *months], [f"{x}" for x in range(201950, 201990)]):
        assert form_of(others) != form
