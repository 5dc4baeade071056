"""Whatever columns and levels are called, an export is a program of its language that agrees with `predict`."""

import json
import math
import shutil
import sqlite3
import subprocess
from contextlib import closing

import duckdb
import pytest
import sqlglot
from exports import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

import lrcli
from lrcli.export.dialects import DIALECTS
from lrcli.notation.characters import with_usual_characters

CELLS = 7  # of each level
LETTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(
    "\"'`\\/*-;=<>{}$%#?@[]()&|:,.\u200b\u2028\u00a0İıſßﬁ"
)
TEXTS = (st.text(LETTERS, max_size=6) | st.sampled_from(HOSTILE)).map(with_usual_characters)
NAMES = TEXTS.map(lambda text: text.strip() or "_")
# A letter at an end, so that a level is no number, no date and no word for a missing cell.
LEVELS = st.tuples(TEXTS, st.booleans()).map(lambda each: each[0] + "q" if each[1] else "q" + each[0])
OWN = {"y", "row"}


@st.composite
def models(draw):
    """A model of a column of numbers and one of texts, rows for it, and what `predict` says of them."""
    names = draw(
        st.lists(NAMES, min_size=2, max_size=2, unique_by=str.casefold).filter(lambda two: OWN.isdisjoint(two))
    )
    levels = draw(st.lists(LEVELS, min_size=2, max_size=4, unique_by=str.casefold))
    number, text = names
    cells = levels * CELLS
    table = {
        number: [k * 5 % 13 + 0.5 for k in range(len(cells))],
        text: cells,
        "y": [10 * levels.index(cell) + 3 * (k * 5 % 13) + 100.0 for k, cell in enumerate(cells)],
    }
    model = lrcli.train(table, target="y", solver="exact", split="none", min_count=1).model
    odd = [
        change(level) for level in levels for change in (str.upper, str.title, lambda x: f" {x} ", lambda x: x + "z")
    ]
    rows = [(1.5 + k, level) for k, level in enumerate([*levels, *odd, "", "other"])]
    predicted = model.predict({number: [x for x, _ in rows], text: [level for _, level in rows]}).y_predicted
    return model, names, rows, [None if math.isnan(y) else y for y in predicted.tolist()]


def agree(said, truth):
    assert [y is None for y in said] == [y is None for y in truth]
    assert [y for y in said if y is not None] == pytest.approx([y for y in truth if y is not None], abs=0.005)


def of_sql(database, dialect, query, names, rows):
    identifier = DIALECTS[dialect].identifier
    columns = ", ".join(f"{identifier(name)} {kind}" for name, kind in zip(names, ("DOUBLE", "VARCHAR"), strict=True))
    database.execute(f'CREATE OR REPLACE TABLE t ("row" INTEGER, {columns})' if dialect == "duckdb" else
                     f'CREATE TABLE t ("row" INTEGER, {columns})')  # fmt: skip
    database.executemany("INSERT INTO t VALUES (?, ?, ?)", [[k, *row] for k, row in enumerate(rows)])
    return answers_of(database.execute(query))


def answers_of(cursor):
    """The prediction of each row, in their order."""
    return [row[-1] for row in sorted(cursor.fetchall(), key=lambda row: row[0])]


SERVE = """
const vm = require("vm"), lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const [source, rows] = JSON.parse(line), box = { module: { exports: {} } };
  vm.runInNewContext(source, box);
  console.log(JSON.stringify(rows.map((row) => box.module.exports.predict(row))));
});
"""


@pytest.fixture(scope="module")
def node():
    """node(source, rows) → what the program says, all in one process."""
    path = shutil.which("node")
    if path is None:
        pytest.skip("needs node: apt-get install nodejs")
    with subprocess.Popen([path, "-e", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(source, rows):
            process.stdin.write(json.dumps([source, rows]) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()


@pytest.fixture(scope="module")
def database():
    return duckdb.connect()


@settings(max_examples=settings.default.max_examples // 2)  # each is run by five engines
@given(models())
def test_every_language_that_runs_in_a_moment_agrees_with_predict(database, node, example):
    model, names, rows, truth = example
    texts = [dict(zip(names, map(str, row), strict=True)) for row in rows]
    module = {"__name__": "model"}
    exec(compile(model.export("python"), "model.py", "exec"), module)
    agree([module["predict"](row) for row in texts], truth)
    agree(node(model.export("javascript"), texts), truth)
    with closing(sqlite3.connect(":memory:")) as sqlite:
        agree(of_sql(sqlite, "sqlite", model.export("sql", dialect="sqlite", table="t"), names, rows), truth)
    agree(of_sql(database, "duckdb", model.export("sql", dialect="duckdb", table="t"), names, rows), truth)
    bigquery = model.export("sql", dialect="bigquery", table="t")
    (translated,) = sqlglot.transpile(bigquery, read="bigquery", write="duckdb")
    agree(answers_of(database.execute(translated)), truth)
