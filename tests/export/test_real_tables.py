"""Exports of models of real tables, run on rows that did not train them, as these tables have them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from exports import CENT, INTERVAL, example
from splitting import read

from lrcli.export.languages import export

SHARED = Path(__file__).parents[3] / "shared" / "data"
LEARNED, HELD_OUT = 700, 100
TABLES = {
    "cardekho_v3.csv": {"target": "selling_price", "log_target": True, "exclude": "name"},
    "quikr.csv": {"target": "Price", "exclude": "name"},
    "ebay_kleinanzeigen_latin1.csv": {"target": "price", "exclude": "name"},
    "toyota_corolla.csv": {"target": "Price", "exclude": "Id,Model"},
    "autoscout24_germany.csv": {"target": "price", "features": "mileage,hp,year,gear,fuel,fuel:hp,make"},
}
RUN = """
import json, runpy, sys
program, rows = json.load(sys.stdin)
module = runpy.run_path(program)
print(json.dumps([[module["predict"](row), *(module["predict_range"](row) or [None, None])] for row in rows]))
"""
RUN_NODE = """
const [script, rows] = JSON.parse(require("fs").readFileSync(0));
const { predict, predictRange } = require(script);
console.log(JSON.stringify(rows.map((row) => [predict(row), ...(predictRange(row) ?? [null, null])])));
"""


@pytest.fixture(scope="module", params=TABLES)
def real(request, tmp_path_factory):
    if not SHARED.is_dir():
        pytest.skip(f"needs the real tables in {SHARED}")
    encoding = "latin-1" if "latin1" in request.param else "utf-8"
    header, rows = read(SHARED / request.param, encoding)
    picked = rows[:: max(1, len(rows) // (LEARNED + HELD_OUT))]
    names, options = request.param.partition(".")[0], TABLES[request.param]
    folder = tmp_path_factory.mktemp("real")
    return example(folder, names, header, picked[HELD_OUT:], picked[:HELD_OUT], dict, **options)


def test_python_agrees_with_predict(real, tmp_path):
    program = tmp_path / "model.py"
    program.write_bytes(export(real.model, "python", interval=INTERVAL).content)
    given = json.dumps([str(program), real.texts])
    command = [sys.executable, "-I", "-S", "-c", RUN]
    done = subprocess.run(command, input=given, capture_output=True, text=True)
    assert done.stderr == ""
    assert max(real.differences(json.loads(done.stdout))) < CENT


def test_javascript_agrees_with_predict(real, tmp_path):
    if shutil.which("node") is None:
        pytest.skip("needs node: apt-get install nodejs")
    script = tmp_path / "model.js"
    script.write_bytes(export(real.model, "javascript", interval=INTERVAL).content)
    done = subprocess.run(
        ["node", "-e", RUN_NODE], input=json.dumps([str(script), real.texts]), capture_output=True, text=True
    )
    assert done.stderr == ""
    assert max(real.differences(json.loads(done.stdout))) < CENT


def test_duckdb_agrees_with_predict(real):
    database = duckdb.connect()
    names = ['"row number"', *(f'"{name}"' for name in real.texts[0])]
    database.execute(f"CREATE TABLE cars ({', '.join(f'{name} VARCHAR' for name in names)})")
    database.execute('ALTER TABLE cars ALTER "row number" TYPE INTEGER')
    rows = [[k, *row.values()] for k, row in enumerate(real.texts)]
    database.executemany(f"INSERT INTO cars VALUES ({', '.join('?' * len(names))})", rows)
    query = export(real.model, "sql", dialect="duckdb", table="cars", interval=INTERVAL).content.decode()
    answers = [row[-3:] for row in sorted(database.execute(query).fetchall())]
    assert max(real.differences(answers)) < CENT
