"""Errors on new groups and on later rows are those of scikit-learn; where rows at random flatter, that is said."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from one_target import crossval_of_one
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GroupKFold, TimeSeriesSplit, cross_val_predict

from lrcli.errors import DataError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.limits import default_limits

CASES = Path(__file__).parent.parent / "cases"
PATIENTS, SALES = str(CASES / "answer-groups" / "patients.csv"), str(CASES / "answer-time-order" / "sales.csv")
EXACT, PLAIN = Recipe(solver="exact"), Recipe(solver="exact", weight_decay=0.0)
MANY = {
    "moments": replace(default_limits(), window_rows=200, moments=True),
    "shuffled": replace(default_limits(), window_rows=200, moments=False),
}


@pytest.fixture(scope="module")
def walk():
    """1,596 rows in a random order of their times: a random walk, whose later part no earlier one tells."""
    rng = np.random.default_rng(0)
    n = 1596
    time = rng.permutation(np.repeat(np.arange(n // 2), 2)).astype(float)  # each time twice
    level = np.cumsum(rng.normal(0, 1, n // 2))
    x = rng.normal(size=n)
    return {"day": time, "x": x, "y": level[time.astype(int)] + 3 * x + rng.normal(size=n)}


@pytest.fixture(scope="module")
def visits():
    """1,600 rows of 200 patients, each with a level of its own, which x tells a little of."""
    rng = np.random.default_rng(1)
    patient = rng.permutation(np.repeat(np.arange(200), 8))
    level = rng.normal(0, 10, 200)
    x = level[patient] / 10 + rng.normal(size=1600)
    return {"patient": [f"P{each}" for each in patient], "x": x, "y": level[patient] + x + rng.normal(size=1600)}


def pooled(table, recipe=EXACT, **selection):
    return crossval_of_one(table, [recipe], Selection(**selection)).winner.validation.pooled


def test_the_error_on_new_patients_is_that_of_group_k_fold(visits):
    X, y = np.array(visits["x"])[:, None], visits["y"]
    errors = cross_val_predict(LinearRegression(), X, y, groups=visits["patient"], cv=GroupKFold(5)) - y
    by_patient = [np.mean(errors[np.array(visits["patient"]) == each] ** 2) for each in set(visits["patient"])]
    rmse = np.sqrt(np.mean(by_patient))
    standard_error = np.std(by_patient) / np.sqrt(200) / 2 / rmse  # by the delta method
    for limits in (default_limits(), *MANY.values()):
        ours = pooled(visits, target="y", group="patient", limits=limits)
        assert abs(ours - rmse) < 2 * standard_error
        assert ours > 3 * pooled(visits, target="y", limits=default_limits())  # where patients are a feature


@pytest.mark.parametrize("way", MANY)
def test_a_patient_is_on_one_side_of_a_split_however_many_rows_there_are(visits, way):
    shift = np.repeat([f"P{each}" for each in range(200)], 8)
    fit = train(
        {"patient": shift, "x": visits["x"], "y": visits["y"]},
        Selection(target="y", group="patient", limits=MANY[way]),
        replace(EXACT, split="60/20/20"),
    )
    rows = fit.model.training.rows
    assert all(count % 8 == 0 for count in (rows.train, rows.validation, rows.test))
    assert sum((rows.train, rows.validation, rows.test)) == 1600
    assert "none of a patient that trained" in fit.verdict.text
    assert [feature.name for feature in fit.model.features] == ["x"]  # the group is none unless named
    assert fit.model.data.group == "patient"


def test_the_errors_on_later_rows_are_those_of_time_series_split(walk):
    order = np.argsort(walk["day"], kind="stable")
    X, y = np.column_stack([walk["day"], walk["x"]])[order], walk["y"][order]
    squares = []
    for train_rows, test_rows in TimeSeriesSplit(5, test_size=266).split(X):  # 266 is even: no day is cut
        fitted = LinearRegression().fit(X[train_rows], y[train_rows])
        squares.append(np.mean((fitted.predict(X[test_rows]) - y[test_rows]) ** 2))
    result = crossval_of_one(walk, [PLAIN], Selection(target="y", time="day"))
    ours = [fold.validation for fold in result.winner.folds]
    assert [each.rows for each in ours] == [266] * 5
    assert np.sqrt([each.mse for each in ours]) == pytest.approx(np.sqrt(squares), rel=1e-9)
    assert "each later by day than all that trained" in result.verdict.text


@pytest.mark.parametrize("way", MANY)
def test_many_rows_are_parted_by_a_first_look_at_their_times(walk, way):
    few = crossval_of_one(walk, [PLAIN], Selection(target="y", time="day"))
    many = crossval_of_one(walk, [PLAIN], Selection(target="y", time="day", limits=MANY[way]))
    for one, other in zip(few.winner.folds, many.winner.folds, strict=True):
        assert (one.validation.rows, one.train.rows) == (other.validation.rows, other.train.rows)
        assert one.validation.rmse == pytest.approx(other.validation.rmse, rel=1e-6)


def test_times_of_a_stream_that_is_gone_once_it_is_read_are_an_error(walk):
    import pyarrow as pa

    batches = pa.table(walk).to_reader()
    with pytest.raises(DataError, match="--time needs a first look at day in all rows"):
        crossval_of_one(batches, [PLAIN], Selection(target="y", time="day", limits=MANY["moments"]))


def test_predictions_out_of_folds_by_time_are_of_the_rows_that_are_in_one(walk):
    result = crossval_of_one(walk, [PLAIN], Selection(target="y", time="day"), predictions=True, learning=True)
    assert len(result.predictions.truth) == sum(fold.validation.rows for fold in result.winner.folds)
    errors = result.predictions.predicted - result.predictions.truth
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(result.winner.validation.pooled)
    assert set(result.predictions.fold.tolist()) == set(range(5))
    assert result.predictions.truth == pytest.approx(walk["y"][result.predictions.rows])
    assert len(result.learning.points) == 5


def test_a_table_that_trains_as_a_whole_is_judged_by_whole_groups_and_later_rows(walk):
    for table, selection in ((PATIENTS, {"group": "patient"}), (SALES, {"time": "date", "target": "units"})):
        honest = train(table, Selection(**selection), EXACT).verdict
        assert (
            not honest.usable
            or honest.text != train(table, Selection(target=selection.get("target")), EXACT).verdict.text
        )
        words = "none of a patient" if "group" in selection else "each later by date"
        assert words in honest.text


def test_persons_and_dates_by_which_rows_at_random_flatter_are_proposed():
    """By derivation 17.5 on new patients against 2.23; 13.95 on later days against 4.08."""
    for table, target, option in ((PATIENTS, None, "--group patient"), (SALES, "units", "--time date")):
        for result in (
            crossval_of_one(table, [EXACT], Selection(target=target)),
            train(table, Selection(target=target), EXACT),
        ):
            assert option in result.remarks[-1]
            assert result.dependence.error > 2.5 * result.dependence.error_at_random
    assert crossval_of_one(PATIENTS, [EXACT], Selection(group="patient")).dependence is None


def test_with_a_loss_that_is_not_squared_its_own_errors_tell_whether_rows_depend_on_one_another():
    """Twenty sellers whose prices differ by about 10, and one wrong price that is all of every squared error."""
    rng = np.random.default_rng(8)
    level, x = np.repeat(rng.normal(0, 10, 20), 10), rng.normal(size=200)
    y = level + x + rng.normal(0, 0.5, 200)
    y[13] = 1000
    table = {"seller": [f"S{k // 10:02}" for k in range(200)], "x": x, "y": y}
    squared = crossval_of_one(table, [EXACT], Selection(target="y")).dependence
    absolute = crossval_of_one(table, [Recipe(loss="absolute", epochs=3)], Selection(target="y")).dependence
    assert squared is None
    assert (absolute.by, absolute.column, absolute.measure) == ("group", "seller", "mean absolute error")
    assert absolute.error == pytest.approx(1000 / 200 + np.abs(level - np.median(level)).mean(), rel=0.25)
    quantile = crossval_of_one(table, [Recipe(loss="quantile:0.3", epochs=3)], Selection(target="y")).dependence
    assert quantile.measure == "mean pinball loss"


def test_dates_and_persons_that_make_no_difference_are_passed_over():
    rng = np.random.default_rng(2)
    n = 400
    x = rng.normal(size=n)
    days = np.datetime64("2020-01-01") + np.arange(n)
    seller = [f"S{k % 40}" for k in range(n)]
    table = {"date": days.astype(str), "seller": seller, "x": x, "y": 3 * x + rng.normal(size=n)}
    assert crossval_of_one(table, [EXACT], Selection(target="y")).dependence is None


def test_stratified_folds_have_targets_alike_and_say_where_that_is_no_use():
    rng = np.random.default_rng(3)
    x = rng.normal(size=200)
    table = {"x": x, "y": 2 * x + rng.normal(size=200)}
    for stratify in (False, True):
        out = crossval_of_one(table, [EXACT], Selection(target="y", stratify=stratify), predictions=True).predictions
        high = [int((out.truth[out.fold == fold] > np.median(out.truth)).sum()) for fold in range(5)]
        assert (high == [20] * 5) is stratify
    assert any(
        "all rows train" in remark for remark in train(table, Selection(target="y", stratify=True), EXACT).remarks
    )
    many = {"x": np.arange(60_000) % 97, "y": rng.normal(size=60_000)}
    remarks = crossval_of_one(many, [EXACT], Selection(target="y", stratify=True)).remarks
    assert any("--stratify makes no difference here" in remark for remark in remarks)


def test_what_cannot_be_dealt_is_said(walk):
    for selection, message in (
        ({"group": "x", "time": "day"}, "--time both say which rows are held out"),
        ({"time": "y"}, "y: the column is the target"),
        ({"group": "z"}, "no column 'z'"),
    ):
        with pytest.raises(OptionError, match=message):
            crossval_of_one(walk, [EXACT], Selection(target="y", **selection))
    with pytest.raises(OptionError, match="patient: the column holds no times"):
        crossval_of_one(PATIENTS, [EXACT], Selection(time="patient"))
    table = {"day": [1] * 30 + [2] * 30, "x": np.arange(60), "y": np.arange(60) % 7}
    with pytest.raises(DataError, match="--time day: rows of one time stay together"):
        crossval_of_one(table, [EXACT], Selection(target="y", time="day"))


@pytest.mark.parametrize("selection", [{"group": "day"}, {"time": "day"}, {"stratify": True}])
def test_a_model_to_be_updated_is_held_out_row_by_row(walk, selection):
    with pytest.raises(OptionError, match=f"hold out row by row; leave --{next(iter(selection))} out"):
        train(walk, Selection(target="y", **selection), EXACT, keep_moments=True)


def test_rows_without_a_time_or_a_group_are_named(tmp_path):
    rows = [f"{k},P{k % 9},{k % 5},{k % 7 + k}" for k in range(60)]
    path = tmp_path / "visits.csv"
    path.write_text("\n".join(["day,patient,x,y", *rows, ",P1,3,4", "70,,3,4"]) + "\n")
    remarks = crossval_of_one(str(path), [EXACT], Selection(time="day", exclude=["patient"])).remarks
    assert any("time day: 1 cell missing, which is neither past nor future: line 62 ''" in each for each in remarks)
    remarks = crossval_of_one(str(path), [EXACT], Selection(group="patient")).remarks
    assert "patient: 1 row without one are dealt as one group" in remarks
