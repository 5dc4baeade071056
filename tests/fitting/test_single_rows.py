"""What single rows of many say, where only moments or a sample of the rows are kept: against what the test wrote."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import Limits

ROWS = 3_000
FEW = Limits(window_rows=400, sample_rows=200, training_sample_rows=100, hashed_rows=500, block_bytes=4_000)
WAYS = {"moments": replace(FEW, moments=True), "shuffled": replace(FEW, moments=False)}


def lines_of(rng, rows=ROWS):
    """y = 3 a − 2 b + noise; no two rows are alike."""
    a, b = rng.normal(size=(2, rows))
    y = 3 * a - 2 * b + rng.normal(0, 0.1, rows)
    return [",".join(map(repr, row)) for row in np.column_stack([a, b, y]).tolist()]


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("row", [7, 2_750])
def test_one_row_that_decides_is_named_with_its_line_wherever_it_is(write, limits, row):
    lines = lines_of(np.random.default_rng(1))
    lines[row] = "0.1,0.2,3000000000"
    result = train(write("a,b,y\n" + "\n".join(lines) + "\n"), Selection(target="y", limits=limits))
    assert not result.verdict.usable
    assert result.verdict.reasons[0].kind == "few rows decide"
    assert f"one row decides it: line {row + 2:,}: y 3,000,000,000 is" in result.verdict.text


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
def test_held_out_rows_that_training_met_are_counted_or_estimated(write, limits):
    """Each row is there three times; a tenth tests, and each of its two twins trains with a chance of 0.8."""
    rng = np.random.default_rng(2)
    lines = lines_of(rng, ROWS // 3)
    lines = [lines[k] for k in rng.permutation(np.tile(np.arange(ROWS // 3), 3))]
    verdict = train(write("a,b,y\n" + "\n".join(lines) + "\n"), Selection(target="y", limits=limits)).verdict
    assert [reason.kind for reason in verdict.reasons] == ["rows that repeat"]
    known, held_out = re.search(r"(?:about )?([\d,]+) of ([\d,]+) held-out rows repeat", verdict.text).groups()
    assert int(held_out) == ROWS // 5, "rows that do not train: those that validate and those that test"
    assert int(known) / int(held_out) == pytest.approx(1 - 0.2**2, abs=0.05)


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS)
def test_nothing_is_said_of_rows_that_are_all_different_and_near(write, limits):
    lines = lines_of(np.random.default_rng(3))
    assert train(write("a,b,y\n" + "\n".join(lines) + "\n"), Selection(target="y", limits=limits)).verdict.usable
