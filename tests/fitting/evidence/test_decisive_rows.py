"""One row that decides is named although many rows of another column are far, and few rows blame nobody."""

import numpy as np
import pytest

from lrcli import crossval, train
from lrcli.fitting.evidence.facts import Evidence, Measurement
from lrcli.jobs.judgement.verdict import judge

ROWS, WILD = 3000, 1402


def table(column, value):
    """Cars of which 14 are electric: in what they burn these are far from all others, and rightly so."""
    rng = np.random.default_rng(8)
    km, litres = rng.integers(0, 150_000, ROWS).astype(float), rng.normal(6.5, 0.4, ROWS).round(2)
    litres[rng.choice(ROWS, 14, replace=False)] = 0.0
    litres[17 : 17 + 14] = 90.0
    price = (30_000 - 0.1 * km - 150 * litres + rng.normal(0, 900, ROWS)).round()
    cells = {"km": km, "litres": litres, "price": price}
    cells[column][WILD] = value
    return "km,litres,price\n" + "".join(f"{a:.0f},{b},{c:.0f}\n" for a, b, c in zip(*cells.values(), strict=True))


@pytest.mark.parametrize(("column", "value", "condition"), [("price", 9e7, "price < "), ("km", 4e9, "km < ")])
@pytest.mark.parametrize("judge_by", [train, crossval])
def test_one_row_is_named_among_many_that_are_far_in_another_column(write, column, value, condition, judge_by):
    path = write(table(column, value))
    verdict = judge_by(path, solver="exact").verdict
    assert verdict.reasons[0].kind == "few rows decide"
    assert f"one row decides it: line {WILD + 2:,}: {column} {value:,.0f} is " in verdict.text
    mended = verdict.reasons[0].remedy["where"]
    assert mended.startswith(condition)
    assert judge_by(path, solver="exact", where=mended).verdict.usable


def evidence(rows, r2):
    return Evidence("y", n=400, p=0, measured=Measurement("rows given", True, rows, 2600.0, r2), training_r2=0.95)


def test_few_rows_below_their_own_mean_blame_neither_model_nor_features():
    """n R² of 4 rows with -0.2 is -0.8, which chance makes; of 400 rows it is -80, which chance does not."""
    assert judge(evidence(4, -0.2)).reasons[0].kind == "may be chance"
    many = judge(evidence(400, -0.2))
    assert many.reasons[0].kind == "overfits"
    assert "0 weights" not in many.text
