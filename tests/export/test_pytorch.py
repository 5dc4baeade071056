"""A model as a module of PyTorch, run by the first interpreter here that has torch and no lrcli."""

import json
import subprocess
import sys

import pytest
from exports import CENT, INTERVAL

from lrcli.export.languages import export

RUN = """
import json, runpy, sys, torch
for line in sys.stdin:
    program, rows = json.loads(line)
    module = runpy.run_path(program)
    predicted = module["predict"](rows)
    columns = [predicted, *module["ends_of_range"](predicted)]
    model = module["Model"]()
    model(module["encode"]([row for row, x in zip(rows, predicted) if x == x])).sum().backward()
    print(json.dumps([[None if x != x else x for x in row] for row in torch.stack(columns, 1).tolist()]))
    print(model.weights.grad.isfinite().all().item())
"""


@pytest.fixture(scope="module")
def with_torch():
    for python in (sys.executable, "/usr/bin/python3"):
        found = subprocess.run(
            [python, "-I", "-c", "import importlib.util as u; assert u.find_spec('torch')"], capture_output=True
        )
        if found.returncode == 0:
            return python
    pytest.skip("needs torch: apt-get install python3-torch, or pip install torch")


def test_torch_agrees_with_predict_on_rows_as_the_table_has_them(examples, tmp_path, with_torch):
    lines = []
    for one in examples:
        program = tmp_path / f"{one.name}.py"
        program.write_bytes(export(one.model, "pytorch", interval=INTERVAL).content)
        lines.append(json.dumps([str(program), one.texts]))
    done = subprocess.run(
        [with_torch, "-I", "-W", "ignore", "-c", RUN], input="\n".join(lines), capture_output=True, text=True
    )
    assert done.stderr == ""
    printed = done.stdout.splitlines()
    for one, line, has_gradient in zip(examples, printed[::2], printed[1::2], strict=True):
        assert max(one.differences(json.loads(line))) < CENT, one.name
        assert has_gradient == "True"
