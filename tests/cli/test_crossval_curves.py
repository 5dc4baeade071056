"""lrcli crossval: the learning curve and the validation curve, as a person sees them."""

from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from one_target import crossval_of_one
from parts import folds

from lrcli.fitting.recipe import Recipe
from lrcli.report.figure.crossval_panels import panels


def noisy(write, n, features, useful, seed=0, noise=1.0):
    """A table whose target is the sum of the first features and noise."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, features))
    y = X[:, :useful].sum(axis=1) + noise * rng.normal(size=n)
    header = ",".join([*(f"x{k}" for k in range(features)), "y"])
    rows = np.column_stack([X, y]).tolist()
    return write(header + "\n" + "\n".join(",".join(map(repr, row)) for row in rows) + "\n")


def learning(lrcli, path, *argv):
    return lrcli("crossval", path, "--learning-curve", "--solver", "exact", "--json", *argv).json["learning_curve"]


def test_the_points_are_least_squares_on_so_many_rows(lrcli, cars):
    """The last is the cross-validation itself; each smaller one a least-squares fit of rows from the same folds."""
    done = lrcli("crossval", cars, "--learning-curve", "--solver", "exact", "--json").json
    points = done["learning_curve"]["points"]
    assert [point["rows"] for point in points] == [40, 80, 160, 280, 400]
    whole = done["candidates"][0]["folds"]
    assert points[-1]["validation_rmse"] == [fold["validation"]["rmse"] for fold in whole]
    table = np.loadtxt(cars, delimiter=",", skiprows=1)
    X, y = np.column_stack([np.ones(500), table[:, :2]]), table[:, 2]
    dealt = folds(500, 5, seed=0)
    for fold in range(5):
        train = np.flatnonzero(dealt != fold)
        drawn = np.random.default_rng([0, 3]).permutation(train)
        for point in points:
            rows, held_out = drawn[: round(point["share"] * 400)], dealt == fold
            w = np.linalg.lstsq(X[rows], y[rows])[0]
            errors = [np.sqrt(np.mean((X[some] @ w - y[some]) ** 2)) for some in (rows, held_out)]
            assert [point["train_rmse"][fold], point["validation_rmse"][fold]] == pytest.approx(errors, rel=1e-7)


def test_forty_weights_on_few_rows_have_high_variance_and_want_more(lrcli, write):
    found = learning(lrcli, noisy(write, 150, 40, 3))
    assert found["verdict"].startswith("high variance")
    assert "more rows will help" in found["verdict"]


def test_features_that_tell_nothing_have_high_bias_and_more_rows_do_not_help(lrcli, write):
    found = learning(lrcli, noisy(write, 600, 2, 0))
    assert found["verdict"].startswith("high bias")
    assert "more rows will not help" in found["verdict"]


def test_two_weights_on_many_rows_have_met(lrcli, write):
    assert learning(lrcli, noisy(write, 600, 2, 2))["verdict"].startswith("both errors have met")


def test_a_fall_is_a_little_up_to_a_tenth(lrcli, write):
    """Least squares of p weights on n rows errs by about 1 + p/2n: more of it is left with more of them."""
    few = learning(lrcli, noisy(write, 600, 10, 10))["verdict"]
    many = learning(lrcli, noisy(write, 300, 20, 20, seed=1))["verdict"]
    assert "still falls" in few
    assert few.endswith("more rows will help a little")
    assert "still falls" in many
    assert many.endswith("more rows will help")


def test_folds_of_three_rows_tell_nothing_and_do_not_generalize_well(lrcli, write):
    """Errors of 15 rows: 53 % above those of training, and the standard error of their mean is half of that."""
    path = noisy(write, 15, 2, 2, seed=1)
    found = lrcli("crossval", path, "--solver", "exact", "--learning-curve", "--json").json
    scores = found["candidates"][0]
    assert scores["validation_rmse"]["pooled"] > 1.1 * scores["train_rmse"]["pooled"]
    assert scores["validation_rmse"]["std"] / np.sqrt(5) * 2 > scores["generalization_error"] > 0
    assert found["generalization"].endswith("but the folds differ too much to tell whether it overfits")
    assert found["learning_curve"]["verdict"].endswith("too much to tell whether more rows will help")


def test_one_point_is_no_curve(lrcli, write):
    for n in (4, 5):
        found = learning(lrcli, noisy(write, n, 1, 1), "-k", "4")
        assert len(found["points"]) == 1
        assert "whether more rows help cannot be told" in found["verdict"]
        assert "met" not in found["verdict"]
        assert "falls" not in found["verdict"]


def test_parts_that_are_too_few_are_left_out_and_said(lrcli, write):
    done = lrcli("crossval", noisy(write, 20, 1, 1), "--learning-curve", "--solver", "exact")
    assert "10 % of the rows are too few to learn from" in done.out
    assert done.status == 0


def test_table_picture_and_sentence_are_shown_at_eighty_columns(lrcli, cars):
    done = lrcli("crossval", cars, "--learning-curve", "--epochs", "20")
    assert "RMSE against training rows, training ⠒ validation •" in done.out
    assert "validation error is" in done.out.splitlines()[-4]
    assert max(map(len, done.out.splitlines())) <= 80
    assert "learning" not in lrcli("crossval", cars, "--epochs", "20").out


@pytest.mark.parametrize("moments", [True, False])
def test_a_table_of_many_rows_has_one_as_well(lrcli, cars, within, moments):
    """Windows of 125 rows; moments of minibatches, or rows that are kept in a file."""
    few = lrcli("crossval", cars, "--learning-curve", "--solver", "exact", "--json").json["learning_curve"]
    within(window_rows=125, moments=moments)
    argv = ("--learning-curve", "--solver", "exact", "--memory", "0", "--json")
    many = lrcli("crossval", cars, *argv).json["learning_curve"]
    for a, b in zip(few["points"][-2:], many["points"][-2:], strict=True):
        assert np.mean(a["validation_rmse"]) == pytest.approx(np.mean(b["validation_rmse"]), rel=0.02)


def test_a_logarithm_of_rows_that_are_not_kept_is_said_plainly(lrcli, cars, within):
    within(window_rows=125)
    done = lrcli("crossval", cars, "--learning-curve", "--log-target")
    assert done.status == 2
    assert "--learning-curve with --log-target needs the rows" in done.err


# The validation curve.


def decays(*values):
    return [word for value in values for word in ("--weight-decay", value)]


def test_too_little_weight_decay_overfits_and_too_much_underfits(lrcli, write):
    path = noisy(write, 60, 40, 40, noise=3.0)
    done = lrcli("crossval", path, "--solver", "exact", *decays("100", "0", "0.3"), "--json").json
    found = done["validation_curve"]
    assert (found["option"], found["values"]) == ("weight_decay", [0, 0.3, 100])
    by_value = {c["recipe"]["weight_decay"]: c["validation_rmse"]["mean"] for c in done["candidates"]}
    assert found["validation_rmse"] == [by_value[value] for value in found["values"]]
    assert "lowest at weight decay 0.3; below it, at 0, the model overfits (training" in found["verdict"]
    assert "above it, at 100, the model underfits (training" in found["verdict"]


def test_a_best_value_at_the_end_of_the_grid_says_what_was_not_tried(lrcli, write):
    path = noisy(write, 200, 3, 3)
    verdict = lrcli("crossval", path, "--solver", "exact", *decays("1", "2"), "--json").json["validation_curve"][
        "verdict"
    ]
    assert "lowest at weight decay 1; nothing smaller was tried" in verdict
    verdict = lrcli("crossval", path, "--solver", "exact", *decays("0", "2"), "--json").json["validation_curve"][
        "verdict"
    ]
    assert "lowest at weight decay 0; above it, at 2," in verdict


def test_an_option_that_changes_nothing_says_so(lrcli, cars):
    done = lrcli("crossval", cars, "--solver", "exact", *decays("0", "1e-9"))
    assert "weight decay makes next to no difference here" in done.out


def test_it_is_drawn_of_one_number_only(lrcli, cars):
    exact = lrcli("crossval", cars, "--solver", "exact", *decays("0", "0.1", "1"))
    assert "RMSE against weight decay (evenly spaced), training ⠒ validation •" in exact.out
    two = lrcli("crossval", cars, *decays("0", "0.1"), "--epochs", "5", "--epochs", "9")
    assert "evenly spaced" not in two.out
    words = lrcli("crossval", cars, "--optimizer", "sgd", "--optimizer", "adam", "--epochs", "5", "--json").json
    assert words["validation_curve"] is None


def test_a_line_through_all_points_divides_nothing_by_zero(lrcli, write):
    path = write("x,y\n" + "".join(f"{k},{3 * k + 1}\n" for k in range(20)))
    done = lrcli("crossval", path, "--solver", "exact", "--learning-curve", *decays("0", "1"))
    assert (done.status, "lowest at weight decay 0" in done.out) == (0, True)


# The figure file.


def texts(path):
    return {"".join(node.itertext()) for node in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")}


def test_a_figure_holds_every_curve_that_there_is(lrcli, cars, tmp_path):
    argv = (*decays("0", "0.25"), "--epochs", "20", "--learning-curve", "--figure", "all.svg", "-q")
    assert lrcli("crossval", cars, *argv).status == 0
    drawn = texts(tmp_path / "all.svg")
    assert {"training loss above its optimum, in %", "weight decay", "training rows", "0.25"} <= drawn
    lrcli("crossval", cars, "--solver", "exact", "--figure", "one.svg", "-q")
    assert not {"epoch", "training rows"} & texts(tmp_path / "one.svg")


def test_the_curves_of_a_figure_are_the_json_documents(cars):
    recipes = [Recipe(weight_decay=0.0, epochs=20), Recipe(weight_decay=0.25, epochs=20)]
    result = crossval_of_one(cars, recipes, learning=True)
    shown = [Figure().subplots() for _ in panels(result)]
    for panel, draw in zip(shown, panels(result), strict=True):
        draw(panel)
    descent, option, rows = ([line.get_xydata().tolist() for line in panel.lines] for panel in shown)
    for line, candidate in zip(descent, result.candidates, strict=True):
        found = candidate.descent
        expected = [(loss / found.optimum - 1) * 100 for loss in found.loss]
        assert [x for x, _ in line] == list(found.epoch)
        assert [y for _, y in line] == pytest.approx(expected)
    assert option[1] == [[k, candidate.validation.mean] for k, candidate in enumerate(result.candidates)]
    means = [np.mean([scores.rmse for scores in point.train]) for point in result.learning.points]
    assert rows[0] == [[n, pytest.approx(m)] for n, m in zip([40, 80, 160, 280, 400], means, strict=True)]
