"""A model in JavaScript, run by node."""

import json
import shutil
import subprocess

import pytest
from exports import CENT, INTERVAL

from lrcli.export.languages import export

RUN = """
for (const [script, rows] of JSON.parse(require("fs").readFileSync(0))) {
  const { predict, predictRange } = require(script);
  console.log(JSON.stringify(rows.map((row) => [predict(row), ...(predictRange(row) ?? [null, null])])));
}
"""


@pytest.fixture(scope="module")
def node():
    path = shutil.which("node")
    if path is None:
        pytest.skip("needs node: apt-get install nodejs")
    return path


def test_javascript_agrees_with_predict_on_rows_as_the_table_has_them(examples, tmp_path, node):
    jobs = []
    for one in examples:
        script = tmp_path / f"{one.name}.js"
        script.write_bytes(export(one.model, "javascript", interval=INTERVAL).content)
        jobs.append([str(script), one.texts])
    done = subprocess.run([node, "-e", RUN], input=json.dumps(jobs), capture_output=True, text=True)
    assert done.stderr == ""
    for one, line in zip(examples, done.stdout.splitlines(), strict=True):
        assert max(one.differences(json.loads(line))) < CENT, one.name


def test_a_script_can_stand_in_a_page_whatever_the_names(examples):
    for one in examples:
        assert b"</" not in export(one.model, "javascript").content
