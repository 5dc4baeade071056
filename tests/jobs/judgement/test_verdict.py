"""The judgement on hand-made evidence: what it says, in which order, and what would mend it."""

import math
import shlex
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrcli.fitting.evidence.facts import (
    DecisiveRows,
    Evidence,
    Measurement,
    MissingCode,
    MissingCodes,
    Negative,
    Repetition,
    Trial,
    standard_error,
)
from lrcli.fitting.evidence.outlying_rows import FarRow
from lrcli.fitting.evidence.target_leakage import ExactRelation
from lrcli.jobs.judgement.outliers import between, bound, outlier_text
from lrcli.jobs.judgement.remedy import mended_command
from lrcli.jobs.judgement.verdict import judge
from lrcli.notation.times.dates import DateForm

MEASURED = Measurement("test rows", held_out=True, rows=50, rmse=1189.15, r2=0.9518)
GOOD = Evidence(target="price", n=400, p=3, measured=MEASURED, gap=1e-9)
OUTLIER = FarRow("price", 3e9, 16_000.0, 41_000.0, "line 502")
DECISIVE = DecisiveRows((OUTLIER,), 1190.4, 0.951)


def reasons(evidence):
    return [reason.kind for reason in judge(evidence).reasons]


def test_a_good_model_is_off_by_its_error_on_new_rows_and_better_than_their_mean():
    """1 − √(1 − 0.9518) = 0.7805."""
    verdict = judge(GOOD)
    assert verdict.usable
    assert verdict.reasons == ()
    expected = "Off by about 1189 on new rows (R² 0.95; measured on 50 test rows), 78 % better than always the mean."
    assert verdict.text == expected


def test_few_held_out_rows_say_how_sure_they_are():
    """Errors of ±3 and ±4 alternate: mean square 12.5, its deviation 3.5 · √(n/(n − 1)), over √n and 2 RMSE."""
    errors = [3.0, -4.0] * 8
    rmse = 12.5**0.5
    expected = 3.5 * (16 / 15) ** 0.5 / 16**0.5 / (2 * rmse)
    assert standard_error(errors, rmse) == pytest.approx(expected)
    assert standard_error([1e200 * error for error in errors], 1e200 * rmse) == pytest.approx(1e200 * expected)
    unsure = replace(MEASURED, uncertainty=123.4)
    assert "(R² 0.95; ± 120; measured on 50 test rows)" in judge(replace(GOOD, measured=unsure)).text


def test_errors_of_one_group_are_one_draw():
    """Each row eight times says no more than each row once; as draws of their own they would be surer by √8."""
    errors = np.random.default_rng(0).normal(size=50)
    rmse, repeated, groups = float(np.sqrt(np.mean(errors**2))), np.repeat(errors, 8), np.repeat(np.arange(50), 8)
    once = standard_error(errors, rmse)
    assert standard_error(repeated, rmse, groups=groups.tolist()) == pytest.approx(once)
    assert standard_error(repeated, rmse) == pytest.approx(once / np.sqrt(8), rel=0.02)
    assert standard_error(errors, rmse, weights=[3.0] * 50) == pytest.approx(once)


def test_rows_that_trained_are_no_new_rows():
    own = replace(MEASURED, of="training rows", held_out=False, rows=24)
    assert "on the rows that it was trained on" in judge(replace(GOOD, measured=own)).text


def test_one_row_decides_and_its_remedy_leaves_it_out():
    verdict = judge(replace(GOOD, decisive=DECISIVE))
    assert not verdict.usable
    assert "line 502: price 3,000,000,000 is 190,000 times the median" in verdict.text
    assert "without it the error is 1190 and R² 0.95" in verdict.text
    (condition,) = verdict.reasons[0].remedy.values()
    name, sign, limit = condition.split()
    assert (name, sign) == ("price", "<")
    assert 41_000 < float(limit) < 3e9


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_a_limit_lies_between_the_two_values(near, far):
    assume(near != far and math.nextafter(near, far) != far)  # there is a number between them
    assume(abs(near - far) > 1e-9 * max(abs(near), abs(far)))
    assert min(near, far) < float(between(near, far)) < max(near, far)


def test_a_formula_of_the_columns_is_spelled_out():
    relation = ExactRelation(("casual", "registered"), (1.0, 1.0), 0.0)
    verdict = judge(replace(GOOD, target="bikers", formula=relation))
    assert "bikers is casual + registered in every row" in verdict.text
    assert verdict.reasons[0].remedy == {}  # without the two there is nothing left to learn from
    more = judge(replace(GOOD, target="bikers", formula=replace(relation, columns_to_exclude=relation.columns)))
    assert more.reasons[0].remedy == {"exclude": "casual,registered"}
    half = ExactRelation(("Min.Price", "Max.Price"), (0.5, -0.5), 3.0)
    assert "price is 0.5 Min.Price - 0.5 Max.Price + 3 in every row" in judge(replace(GOOD, formula=half)).text


def test_more_weights_than_rows_is_one_sentence_unless_weight_decay_chooses():
    wide = replace(GOOD, n=40, p=601)
    assert reasons(wide) == ["more weights than rows"]
    assert judge(wide).text.startswith("Not usable: 601 weights for 40 training rows: many models fit all of them")
    assert reasons(replace(wide, weight_decay=0.1)) == []


def test_a_training_on_its_way_has_not_arrived_and_a_solved_one_has():
    assert reasons(replace(GOOD, gap=0.011)) == ["not arrived"]
    assert reasons(replace(GOOD, gap=0.009)) == []
    assert reasons(replace(GOOD, gap=5.0, exact=True)) == []


def test_rows_that_training_met_measure_nothing():
    met = Repetition(rows=180, repeated=150, held_out=36, known=36, rmse_of_new=None)
    assert reasons(replace(GOOD, repetition=met)) == ["rows that repeat"]
    assert reasons(replace(GOOD, repetition=replace(met, known=0))) == []


def test_rows_that_are_alike_by_chance_flatter_nothing():
    alike = Repetition(rows=180, repeated=90, held_out=36, known=18, rmse=100.0, rmse_of_new=105.0)
    assert reasons(replace(GOOD, repetition=alike)) == []
    worse = replace(alike, rmse_of_new=120.0)
    assert reasons(replace(GOOD, repetition=worse)) == ["rows that repeat"]
    assert reasons(replace(GOOD, repetition=replace(worse, by_chance=80.0))) == []
    assert reasons(replace(GOOD, repetition=replace(alike, known=19))) == ["rows that repeat"]  # few are new


def test_no_better_than_the_mean_of_the_same_rows():
    assert reasons(replace(GOOD, measured=replace(MEASURED, r2=-0.01))) == ["worse than the mean"]
    assert reasons(replace(GOOD, measured=replace(MEASURED, r2=0.09))) == []


def test_few_rows_do_not_tell_a_little_from_nothing():
    """The correlation with 50 rows of nothing has a standard error of 1/√50, and twice that squared is 0.08."""
    assert reasons(replace(GOOD, measured=replace(MEASURED, r2=0.07))) == ["may be chance"]


def test_many_rows_are_not_said_to_be_few_where_the_features_say_next_to_nothing():
    """Of 900 rows an R² of 0.003 may be chance, and would be worth nothing if it were not."""
    verdict = judge(replace(GOOD, measured=replace(MEASURED, rows=900, r2=0.003)))
    assert [reason.kind for reason in verdict.reasons] == ["worse than the mean"]
    assert "few rows" not in verdict.text
    assert reasons(replace(GOOD, measured=replace(MEASURED, r2=0.07, rows=100))) == []


def test_a_model_that_fits_its_own_rows_alone_overfits():
    """The features are not to blame, where they say something of the rows that trained."""
    bad = replace(GOOD, n=12, p=10, measured=replace(MEASURED, r2=-747.0), training_r2=0.99)
    assert judge(bad).reasons[0].kind == "overfits"
    assert judge(bad).reasons[0].remedy == {"weight_decay": 0.1}
    assert judge(replace(bad, n=12_000)).reasons[0].remedy == {}
    assert reasons(replace(bad, training_r2=0.1)) == ["worse than the mean"]


def test_the_logarithm_is_proposed_only_where_it_was_tried_and_is_better():
    below = replace(GOOD, negative=Negative(7, 100, natural=False))
    assert judge(replace(below, trial=Trial(100.0, 130.0))).reasons[0].remedy == {}
    better = judge(replace(below, trial=Trial(100.0, 77.0))).reasons[0]
    assert better.remedy == {"log_target": True}
    assert "lowers MAE by 23 %" in better.text
    assert reasons(replace(below, negative=Negative(7, 100, natural=True))) == []


def test_codes_for_missing_cells_say_what_the_error_is_without_them():
    codes = MissingCodes((MissingCode("T", -200.0, 0.0725), MissingCode("RH", 999.0, 0.01)), 18.49, 5.933)
    (reason,) = judge(replace(GOOD, missing_codes=codes)).reasons
    assert reason.text.startswith("T is -200 in 7.25 % of the rows, far from all others (and codes in 1 more column)")
    assert reason.text.endswith("the error on the same rows is 5.933 instead of 18.49")
    assert reason.remedy == {"missing_values": "-200,999"}


def test_the_gravest_reason_is_said_and_all_are_kept():
    both = replace(GOOD, decisive=DECISIVE, measured=replace(MEASURED, r2=-3.0))
    assert reasons(both) == ["few rows decide", "worse than the mean"]


@pytest.mark.parametrize(
    ("words", "where", "expected"),
    [
        (["train", "my cars.csv"], None, ["train", "my cars.csv", "--where", "price < 10000000"]),
        (
            ["train", "c.csv", "--where", "age > 1 or x is missing"],
            "age > 1 or x is missing",
            ["train", "c.csv", "--where", "(age > 1 or x is missing) and price < 10000000"],
        ),
    ],
)
def test_the_remedy_is_a_command_that_can_be_pasted(words, where, expected):
    command = mended_command(judge(replace(GOOD, decisive=DECISIVE)), words, where)
    assert shlex.split(command) == ["lrcli", *expected]


@pytest.mark.parametrize("typed", [["-x", "hour"], ["--exclude", "hour"], ["--exclude=hour"], ["-xhour"]])
def test_what_was_excluded_remains_so(typed):
    """An option that is given twice has its second value alone."""
    relation = ExactRelation(("a", "b"), (1.0, 1.0), 0.0, columns_to_exclude=("a", "b"))
    command = mended_command(judge(replace(GOOD, formula=relation)), ["train", *typed, "c.csv"])
    assert shlex.split(command) == ["lrcli", "train", "c.csv", "--exclude", "hour,a,b"]


def test_nothing_is_pasted_where_no_option_mends_it():
    assert mended_command(judge(GOOD), ["train", "cars.csv"]) is None


def test_a_date_far_from_the_others_is_written_as_the_column_has_it():
    """1 March 2999 is 999 · 365.2425 days and some after 1 March 2000."""
    form, days = DateForm("%d.%m.%Y"), DateForm("%d.%m.%Y").number
    row = FarRow("built", days("01.03.2999"), days("01.03.2000"), days("01.03.2010"), "line 9", form)
    assert outlier_text(row) == "line 9: built 01.03.2999 is far from the median, 01.03.2000"
    name, sign, date = bound([row]).split()
    assert (name, sign) == ("built", "<")
    assert days("01.03.2010") < days(date.strip('"')) < days("01.03.2999")


def test_a_value_that_no_condition_can_name_has_no_remedy():
    """--where knows the columns of the file, and x^2 is none."""
    row = FarRow("x^2", 1e12, 9.0, 100.0, "line 9", is_term=True)
    assert judge(replace(GOOD, decisive=replace(DECISIVE, rows=(row,)))).reasons[0].remedy == {}
