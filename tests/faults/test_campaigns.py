"""The campaigns of benchmarks/faults.py, a few inputs of each; and what docs/reliability.md promises is tested."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "benchmarks" / "faults.py"
RELIABILITY = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the campaigns fork, and look at processes as Linux does"
)


def test_some_inputs_of_each_kind_find_no_fault():
    names = ["tables", "blocks", "options", "models", "containers", "identities", "hostile", "changes"]
    argv = [sys.executable, str(PROGRAM), *names, "--count", "2", "--seed", "5", "--minutes", "5"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r"^(\w+): 2 inputs tried, 0 faults of 0 kinds found$", done.stdout, re.M) == names


@pytest.fixture(scope="module")
def parts():
    """The modules that try the parts which parse, in this process."""
    sys.path.insert(0, str(PROGRAM.parent))
    try:
        from campaigns import inside, pieces
    finally:
        sys.path.pop(0)
    return SimpleNamespace(tried=inside.tried, outcomes=inside.outcomes, pieces=pieces.PIECES)


def test_some_inputs_of_each_part_that_parses_find_no_fault(parts, tmp_path):
    for name, piece in parts.pieces.items():
        for k in range(10):
            assert parts.tried(piece, random.Random(f"{name} 5 {k}"), tmp_path, seconds=20) == set(), (name, k)


def test_an_input_that_ends_its_process_is_named_and_the_others_are_tried(parts):
    def piece(draw, folder):
        if draw.random() < 0.1:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from ()

    *ended, last = parts.outcomes("x", piece, 0, range(50), time.monotonic() + 60)
    assert [k for k, _ in ended] == [k for k in range(50) if random.Random(f"x 0 {k}").random() < 0.1]
    assert {fault for _, found in ended for fault in found} == {"an input ends the process by SIGKILL"}
    assert last == (50, set())


def test_an_input_is_made_by_its_campaign_seed_and_number_alone(monkeypatch):
    monkeypatch.syspath_prepend(str(PROGRAM.parent))
    import random

    from campaigns import tables

    made = [tables.of_chance(random.Random("tables 1 2")) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0] != tables.of_chance(random.Random("tables 1 3"))


def test_every_promise_names_tests_that_exist():
    promises = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", RELIABILITY)
    assert len(promises) > 10
    for file, name in promises:
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), f"{file}::{name}"


def test_every_campaign_has_its_row(parts):
    campaigns = re.findall(r'^    "(\w+)": \w+\.\w+,$', PROGRAM.read_text(encoding="utf-8"), re.M)
    assert campaigns
    assert parts.pieces
    assert [name for name in [*campaigns, *parts.pieces] if f"| {name} |" not in RELIABILITY] == []
