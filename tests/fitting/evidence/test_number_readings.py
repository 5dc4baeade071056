"""Numbers that may be none, against tables whose truth is known, and against trainings that read them so."""

import numpy as np
import pytest

from lrcli import crossval, train

ROWS = 600


def table(**columns):
    rows = zip(*(np.round(values, 4).tolist() for values in columns.values()), strict=True)
    return ",".join(columns) + "\n" + "\n".join(",".join(map(str, row)) for row in rows) + "\n"


def air(rng, code):
    """Temperatures of which 6 % are not known and stand as a code, and a pollution that goes with them."""
    t, h = rng.normal(15, 6, ROWS), rng.uniform(20, 80, ROWS)
    return {"t": np.where(rng.random(ROWS) < 0.06, code, t), "h": h, "y": 60 + 3 * t - 0.5 * h + rng.normal(0, 2, ROWS)}


@pytest.mark.parametrize("judge_by", [train, crossval])
@pytest.mark.parametrize("code", [-200, 9999])
def test_a_code_for_missing_cells_makes_a_model_unusable_and_its_remedy_mends_it(write, judge_by, code):
    path = write(table(**air(np.random.default_rng(1), code)))
    (reason,) = judge_by(path, solver="exact").verdict.reasons
    assert reason.kind == "codes for missing"
    assert reason.remedy == {"missing_values": str(code)}
    assert judge_by(path, solver="exact", **reason.remedy).verdict.usable


def test_the_figures_are_the_errors_of_both_trainings_on_the_same_held_out_rows(write):
    path = write(table(**air(np.random.default_rng(2), -200)))
    options = {"solver": "exact", "split": "50/50"}  # the same seed deals the same rows
    with_codes, as_missing = train(path, **options), train(path, missing_values="-200", **options)
    before, after = (each.model.metrics.validation.rmse for each in (with_codes, as_missing))
    assert f"is {after:.4g} instead of {before:.4g}" in with_codes.verdict.reasons[0].text


@pytest.mark.parametrize("seed", range(4))
def test_far_values_that_are_values_are_no_codes(write, seed):
    """A capital gain of 99,999, as a tax office writes what is higher, goes with the income as all others do."""
    rng = np.random.default_rng(seed)
    gain = np.where(rng.random(ROWS) < 0.05, 99_999, rng.integers(0, 20_000, ROWS))
    age = rng.integers(18, 80, ROWS)
    path = write(table(gain=gain, age=age, income=0.3 * gain + 200 * age + rng.normal(0, 3000, ROWS)))
    assert train(path, solver="exact").verdict.usable


def numbered(rng, effect):
    thing, x = rng.integers(1, 121, 3000), rng.normal(size=3000)
    return table(thing=thing, x=x, y=effect(thing) + 3 * x + rng.normal(0, 1, 3000))


def test_numbered_things_are_proposed_as_categories_with_the_error_that_they_then_have(write):
    rng = np.random.default_rng(6)
    of_thing = rng.normal(0, 5, 121)
    path = write(numbered(rng, lambda thing: of_thing[thing]))
    (remark,) = [each for each in crossval(path, solver="exact").remarks if "seem to number things" in each]
    assert remark.startswith("thing: the whole numbers from 1 to 120 ")
    as_levels = crossval(path, solver="exact", categorical="thing")
    figure = float(remark.split(" instead of ")[0].split()[-1])
    assert figure == pytest.approx(as_levels.record.winner.validation.pooled, rel=1e-3)


@pytest.mark.parametrize(
    "effect",
    [lambda s: 0 * s, lambda s: 0.1 * s, lambda s: -0.01 * (s - 60.0) ** 2, lambda s: 10 * np.sin(s / 12), np.sqrt],
    ids=["none", "line", "square", "wave", "root"],
)
def test_scores_that_are_as_often_as_one_another_are_quantities(write, effect):
    path = write(numbered(np.random.default_rng(7), effect))
    assert not [each for each in train(path, solver="exact").remarks if "categorical" in each]
