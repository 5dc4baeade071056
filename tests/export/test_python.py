"""A model in Python: run by an interpreter that finds no lrcli."""

import json
import subprocess
import sys

from exports import CENT, INTERVAL

from lrcli.export.languages import export

RUN = """
import json, runpy, sys
for line in sys.stdin:
    program, rows = json.loads(line)
    module = runpy.run_path(program)
    answers = [[module["predict"](row), *(module["predict_range"](row) or [None, None])] for row in rows]
    print(json.dumps(answers))
"""


def answers(folder, jobs):
    """What programs say of rows. jobs: a source and rows each."""
    lines = []
    for k, (source, rows) in enumerate(jobs):
        program = folder / f"model_{k}.py"
        program.write_bytes(source)
        lines.append(json.dumps([str(program), rows]))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", RUN], input="\n".join(lines), capture_output=True, text=True
    )
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_python_agrees_with_predict_on_rows_as_the_table_has_them(examples, tmp_path):
    jobs = [(export(one.model, "python", interval=INTERVAL).content, one.texts) for one in examples]
    for one, said in zip(examples, answers(tmp_path, jobs), strict=True):
        assert max(one.differences(said)) < CENT, one.name
