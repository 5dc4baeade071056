"""Cells as exported programs read them: as the forms of columns do, by expressions and functions of their own."""

import json
import math
import shutil
import subprocess
from datetime import date

import duckdb
import pytest

from lrcli.export import runtime
from lrcli.export.cells import Cell
from lrcli.export.dialects import DIALECTS
from lrcli.export.formula import Formula
from lrcli.export.javascript import JavaScript, functions
from lrcli.export.sql_cells import SqlCells
from lrcli.model.features import Input
from lrcli.notation.booleans import WORD_PAIRS, BooleanForm
from lrcli.notation.mixed_units import MixedUnitsForm
from lrcli.notation.numbers import NumberForm
from lrcli.notation.times.clock import DurationForm, TimeOfDayForm
from lrcli.notation.times.dates import PATTERNS, DateForm
from lrcli.notation.times.epoch_dates import COUNTS, EpochForm

TIMES = (
    "", " 13:45", " 1:45 pm", " 12:05:30.5 AM", "T134500", "T13:45:00Z", " 23:59 +05:30", "T01:00:00-0800", " 13:00 PM",
)  # fmt: skip
WITH_CLOCK = ("%Y-%m-%d", "%d.%m.%Y")
IN_SQL = ("%Y-%m-%d", "%d/%m/%y", "%d %b %Y", "%G-W%V", "%Y-Q%q", "KW %V %G")
DAYS = [(date(*day) - date(1970, 1, 1)).days for day in ((1999, 12, 31), (2024, 2, 29), (2021, 1, 3), (1970, 1, 1))]
NUMBERS = {
    NumberForm(): ["1", "-2.5", "1e3", ".5", "3.", "+4", "(5)", "6-", "1,000", "x", "−7"],
    NumberForm(",", ".", after="km"): ["96.000 km", "96000", "1,5 KM", "1.5", "96.00 km", "-5.000kms", "12,--", "km"],
    NumberForm(".", ",", before="$"): ["$ 4,25,000", "$-3", "-$3.50", "($1,000)", "$ -", "US$ 3", "1,00"],
    NumberForm(".", " ", after="€"): ["1 000 €", "1\u00a0000€", "1\u202f000.5", "10 00 €"],
}
MIXED = {
    MixedUnitsForm("ft"): [
        "5 ft 11 in",
        "5'11\"",
        "70 in",
        "-3 feet",
        "5",
        "",
        "5 ft, 3 inches",
        "1,5 ft",
        "5'7",
        "5 ft 11.5",
        "6-10",
        "5'12",
    ],
    MixedUnitsForm("M", "€"): ["€110.5M", "€ 565K", "2M", "-€3K", "£5M", "€", "5"],
    MixedUnitsForm("h"): ["1 h 30 min", "90 mins", "2d 1h", "45 s", "1 hour and 5 minutes"],
}
CLOCKS = {
    TimeOfDayForm(): [
        "08:30", "8:30 pm", "12:05 a.m.", "23:59:59.5", "24:00", "24:01", "8h30", "20h", "8 PM", "13:00 pm", "7 Uhr",
        "08.30", "8:30:15,25", "0:00 am", "8:60", "", "x",
    ],
    DurationForm(): ["1:23:45", "90:00", "1 day, 2:03:04", "0 days 00:01:15.500", "1h30", "1:2", "-1:30", "−0:00:30"],
    DurationForm("min"): ["59:30", "1:02:15", "90:00,5", "3:60", "12"],
}  # fmt: skip
IMPOSSIBLE = {
    "%Y-%m-%d": ["2021-02-29", "2021-13-01", "0000-01-01"],
    "%G-W%V": ["2021-W53", "2020-W53", "2021-W00", "2020-W10-7"],
    "%d %b %Y": ["1. Mai 2015", "3 déc 2019", "28 de noviembre 2001", "Mon, 5 March 2018", "1 jui 2000"],
}


def texts_of(patterns):
    """Forms, each with texts that it reads or refuses. patterns: of dates."""
    for pattern in patterns:
        texts = [DateForm(pattern).text(day) for day in DAYS]
        for clock in (False, True) if pattern in WITH_CLOCK else (False,):
            yield DateForm(pattern, clock), [*texts, *(texts[1] + time for time in TIMES), *IMPOSSIBLE.get(pattern, [])]
    yield from NUMBERS.items()
    yield from MIXED.items()
    yield from CLOCKS.items()
    yield from ((EpochForm(count), ["1580428800", "43861.5", "-3", "1e9", "x"]) for count in COUNTS)
    for pair in WORD_PAIRS:
        yield BooleanForm(*pair), [*pair, pair[0].upper(), "1", "0", "2", "maybe"]


def wrong(read, patterns=PATTERNS):
    """The texts that are read otherwise. read: the numbers of texts by the cell of a column, NaN for none."""
    mistakes = []
    for form, texts in texts_of(patterns):
        numbers = [math.nan if (number := form.number(text)) is None else number for text in texts]
        ours = read(Cell(0, Input("x", None, 0.0, 1.0, 0.5, form), ("",), (), None), texts)
        pairs = zip(texts, numbers, ours, strict=True)
        mistakes += [(str(form), *pair) for pair in pairs if pair[2] != pytest.approx(pair[1], rel=1e-12, nan_ok=True)]
    return mistakes


def test_python_reads_cells_as_forms_do():
    class Reader:
        def __getattr__(self, name):
            return lambda reading: (getattr(runtime, name), reading[:4] if name == "read_date" else reading)

    def read(cell, texts):
        function, how = cell.reading.read_by(Reader())
        return [function(text.strip(), *how) for text in texts]

    assert wrong(read) == []


def test_node_reads_cells_as_forms_do():
    if shutil.which("node") is None:
        pytest.skip("needs node: apt-get install nodejs")
    calls = []

    def call(cell, texts):
        language = JavaScript(Formula("y", [cell], 0.0, [], False, 1, 2))
        name, _, table = cell.reading.read_by(language).partition(", ")
        values = f"{json.dumps(texts)}.map((text) => {name}(text.trim(), ...{table}))"
        calls.append(f"{{ {language.declarations[0]} x.push({values}); }}")
        return [math.nan] * len(texts)

    wrong(call)
    script = "\n".join([*functions().values(), "const x = [];", *calls, "console.log(JSON.stringify(x));"])
    done = subprocess.run(["node"], input=script, capture_output=True, text=True)
    assert done.stderr == ""
    answers = iter(json.loads(done.stdout))
    assert wrong(lambda cell, texts: [math.nan if x is None else x for x in next(answers)]) == []


def test_duckdb_reads_cells_as_forms_do():
    database, dialect = duckdb.connect(), DIALECTS["duckdb"]

    def read(cell, texts):
        cells = SqlCells([cell], dialect)
        rows = ", ".join(f"({k}, {dialect.string(text)})" for k, text in enumerate(texts))
        query = f"(SELECT k, x FROM (VALUES {rows}) AS t(k, x))"
        for columns in filter(None, cells.layers.values()):
            named = ", ".join(f"{value} AS {name}" for name, value in columns.items())
            query = f"(SELECT *, {named} FROM {query} AS t)"
        rows = database.execute(f"SELECT CAST(number0 AS DOUBLE) FROM {query} ORDER BY k").fetchall()
        return [math.nan if number is None else number for (number,) in rows]

    assert wrong(read, IN_SQL) == []
