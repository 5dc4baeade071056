"""evaluate --interval: how often ranges hold."""

import numpy as np
import pytest
from one_target import evaluate_of_one

from lrcli.model.linear import load


def fan(rows, seed):
    """y ≈ 100 x, the errors a tenth of that."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 20, rows)
    y = 100 * x * (1 + rng.normal(size=rows) / 10)
    return x, y, "x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in zip(x.tolist(), y.tolist(), strict=True))


@pytest.fixture
def trained(lrcli, write):
    assert lrcli("train", write(fan(3_000, 1)[2]), "-q", "-t", "y", "--solver", "exact").status == 0
    return load("model.json")


def test_it_is_counted_from_the_ranges_that_predict_writes(lrcli, write, trained):
    x, y, text = fan(1_000, 2)
    predicted = np.array([trained.predict_row({"x": each}) for each in x.tolist()])
    ends = np.array([trained.around(each, trained.reach(80)) for each in predicted.tolist()])
    held = (ends[:, 0] <= y) & (y <= ends[:, 1])
    found = lrcli("evaluate", write(text, "new.csv"), "--interval", "80", "--json").json["coverage"]
    assert (found["level"], found["rows"], found["sample"]) == (80, 1_000, None)
    assert found["held"] == pytest.approx(100 * held.mean())
    fifths = np.split(np.argsort(predicted), 5)
    assert [fifth["held"] for fifth in found["fifths"]] == pytest.approx([100 * held[some].mean() for some in fifths])
    assert found["fifths"][0]["low"] == pytest.approx(predicted.min())
    assert found["fifths"][-1]["high"] == pytest.approx(predicted.max())


def test_the_table_shows_all_and_the_five_fifths(lrcli, write, trained):
    path = write(fan(1_000, 2)[2], "new.csv")
    coverage = lrcli("evaluate", path, "--interval", "90", "--json").json["coverage"]
    out = lrcli("evaluate", path, "--interval", "90").out
    table = out[out.index("ranges asked to hold in 90 of 100 cases") : out.index("furthest off")]
    shares = [f"{share:.1f} %" for share in (coverage["held"], *(fifth["held"] for fifth in coverage["fifths"]))]
    assert [line.strip()[-6:].strip() for line in table.splitlines() if "%" in line] == shares
    assert "fifth 5 of 5" in table


def test_of_very_many_rows_the_fifths_are_of_a_sample_and_all_is_of_all(lrcli, write, trained, within):
    path = write(fan(1_000, 2)[2], "new.csv")
    of_all = evaluate_of_one(trained, path, interval=90).coverage
    within(sample_rows=400)
    some = evaluate_of_one(trained, path, interval=90).coverage
    assert (some.held, some.rows) == (of_all.held, 1_000)
    assert 100 <= some.sample <= 400
    assert [fifth.held for fifth in some.fifths] == pytest.approx([fifth.held for fifth in of_all.fifths], abs=15)
    assert f"fifths of {some.sample} rows drawn at random" in lrcli("evaluate", path, "--interval", "90").out


def test_fewer_rows_than_fifths_have_none(write, trained):
    coverage = evaluate_of_one(trained, write("x,y\n2,200\n3,9000\n", "few.csv"), interval=90).coverage
    assert (coverage.held, coverage.fifths) == (50, ())


def test_unasked_there_is_none(lrcli, write, trained):
    done = lrcli("evaluate", write(fan(100, 2)[2], "new.csv"), "--json")
    assert done.json["coverage"] is None


def test_a_level_that_residuals_are_too_few_for_is_refused(lrcli, write, trained):
    done = lrcli("evaluate", write(fan(100, 2)[2], "new.csv"), "--interval", "99.99")
    assert (done.status, done.out) == (1, "")
    assert "needs 9,999 residuals" in done.err
