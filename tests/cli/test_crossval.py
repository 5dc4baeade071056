"""lrcli crossval, as a person runs it."""

import json
from pathlib import Path

import numpy as np
import pytest
from parts import by_windows, folds

from lrcli import load
from lrcli.data.tables.split import by_folds
from lrcli.model.record import RowCounts


def test_exact_folds_are_least_squares_on_the_other_folds(lrcli, cars):
    done = lrcli("crossval", cars, "-k", "4", "--solver", "exact", "--json").json
    table = np.loadtxt(cars, delimiter=",", skiprows=1)
    X, y = np.column_stack([np.ones(len(table)), table[:, :2]]), table[:, 2]
    fold_of = folds(len(y), 4, seed=0)
    for place, fold in enumerate(done["candidates"][0]["folds"]):
        train, held_out = fold_of != place, fold_of == place
        w = np.linalg.lstsq(X[train], y[train])[0]
        assert fold["train"]["mse"] == pytest.approx(np.mean((X[train] @ w - y[train]) ** 2), rel=1e-9)
        assert fold["validation"]["mse"] == pytest.approx(np.mean((X[held_out] @ w - y[held_out]) ** 2), rel=1e-9)
        assert fold["validation"]["rows"] == held_out.sum()


def test_steps_end_where_the_exact_solver_does(lrcli, used_cars):
    steps, exact = (lrcli("crossval", used_cars, "--json", *argv).json for argv in ((), ("--solver", "exact")))
    for a, b in zip(steps["candidates"][0]["folds"], exact["candidates"][0]["folds"], strict=True):
        assert a["train"]["mse"] == pytest.approx(b["train"]["mse"], rel=1e-5)
        assert a["validation"]["mse"] == pytest.approx(b["validation"]["mse"], rel=1e-3)


def test_leave_one_out_matches_the_hat_matrix(lrcli, write):
    rng = np.random.default_rng(1)
    x = rng.normal(size=12)
    y = 3 * x + rng.normal(size=12)
    path = write("x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in zip(x.tolist(), y.tolist(), strict=True)))
    done = lrcli("crossval", path, "-k", "12", "--solver", "exact", "--json").json
    X = np.column_stack([np.ones(12), x])
    hat = X @ np.linalg.inv(X.T @ X) @ X.T
    left_out = ((y - hat @ y) / (1 - np.diag(hat))) ** 2
    found = [fold["validation"]["mse"] for fold in done["candidates"][0]["folds"]]
    assert sorted(found) == pytest.approx(sorted(left_out), rel=1e-9)


def test_a_grid_is_every_combination_and_marks_the_best(lrcli, cars):
    argv = ("--weight-decay", "0", "--weight-decay", "1", "--optimizer", "adam", "--optimizer", "sgd", "--epochs", "50")
    done = lrcli("crossval", cars, *argv, "--json").json
    settings = [(c["recipe"]["optimizer"], c["recipe"]["weight_decay"]) for c in done["candidates"]]
    assert sorted(settings) == [("adam", 0.0), ("adam", 1.0), ("sgd", 0.0), ("sgd", 1.0)]
    errors = [np.mean([fold["validation"]["mse"] for fold in c["folds"]]) for c in done["candidates"]]
    assert done["best"] == int(np.argmin(errors))
    assert lrcli("crossval", cars, *argv).out.count("→ best") == 1


def test_a_candidate_of_a_grid_is_trained_as_it_would_be_alone(lrcli, cars):
    grid = lrcli("crossval", cars, "--weight-decay", "0.3", "--weight-decay", "0", "--epochs", "20", "--json").json
    alone = lrcli("crossval", cars, "--weight-decay", "0.3", "--epochs", "20", "--json").json
    for a, b in zip(grid["candidates"][0]["folds"], alone["candidates"][0]["folds"], strict=True):
        assert a["validation"]["mse"] == pytest.approx(b["validation"]["mse"], rel=1e-9)


def test_a_diverging_candidate_is_named_and_the_others_go_on(lrcli, cars):
    argv = ("--optimizer", "sgd", "--learning-rate", "1000", "--learning-rate", "auto")
    done = lrcli("crossval", cars, *argv)
    assert done.status == 0
    assert "diverged" in done.out
    alone = lrcli("crossval", cars, *argv[:4])
    assert alone.status == 1
    assert "the learning rate 1000 is too large" in alone.err
    assert "2/λmax" in alone.err


def test_output_is_the_best_setting_trained_on_all_rows(lrcli, cars):
    lrcli("crossval", cars, "--weight-decay", "0", "--weight-decay", "5", "-o", "best.json", "--solver", "exact")
    lrcli("train", cars, "--split", "none", "--solver", "exact", "-q")
    best, plain = load("best.json"), load("model.json")
    assert best.training.rows.train == 500
    assert best.training.weight_decay == 0
    assert best.bias == plain.bias
    assert (best.metrics.validation, best.metrics.test, best.history.validation_loss) == (None, None, None)


def test_output_of_a_large_table_holds_out_nothing_either(lrcli, cars, within):
    within(window_rows=125)  # whose folds pair up to minibatches of 50 rows
    assert lrcli("crossval", cars, "-q", "-o", "best.json").status == 0
    best = load("best.json")
    assert best.training.rows == RowCounts(500, 0, 0)
    assert (best.metrics.validation, best.metrics.test, best.history.validation_loss) == (None, None, None)
    lrcli("train", cars, "-q", "--split", "none", "--solver", "exact")
    assert best.bias == pytest.approx(load("model.json").bias, rel=1e-4)


def test_two_useless_columns_underfit_and_thirty_overfit(lrcli, write):
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(100, 31))
    names = ",".join([*(f"x{k}" for k in range(30)), "y"])
    path = write(names + "\n" + "\n".join(",".join(map(repr, row)) for row in noise.tolist()))
    assert "it underfits" in lrcli("crossval", path, "--solver", "exact", "-f", "x0,x1").out
    assert "it overfits" in lrcli("crossval", path, "--solver", "exact", "--weight-decay", "0").out
    assert "the features say next to nothing of y" in lrcli("crossval", path, "--solver", "exact").out
    noise[:, -1] += 3 * noise[:, 0]
    path = write(names + "\n" + "\n".join(",".join(map(repr, row)) for row in noise.tolist()))
    assert "it overfits" in lrcli("crossval", path, "--solver", "exact").out
    assert "it generalizes well" in lrcli("crossval", path, "--solver", "exact", "-f", "x0").out


def test_a_grid_mixes_solvers_and_rules_and_leaves_out_what_one_of_them_cannot_use(lrcli, cars):
    def measured(a, b, *argv):
        done = lrcli("crossval", cars, *argv, "--json").json
        return [(candidate["recipe"][a], candidate["recipe"][b]) for candidate in done["candidates"]]

    solvers = measured("solver", "epochs", "--solver", "sgd", "--solver", "exact", "--epochs", "20")
    assert solvers == [("sgd", 20), ("exact", None)]
    rules = ("--optimizer", "momentum", "--optimizer", "sgd", "--beta", "0.8", "--beta", "0.9", "--epochs", "5")
    assert measured("optimizer", "beta", *rules) == [("momentum", 0.8), ("momentum", 0.9), ("sgd", None)]
    assert lrcli("crossval", cars, "--optimizer", "adam", "--beta", "0.9").status == 2


def test_candidates_of_different_seeds_are_measured_on_the_same_folds(lrcli, cars):
    done = lrcli("crossval", cars, "--seed", "1", "--seed", "2", "--json").json
    first, second = ([fold["validation"]["rmse"] for fold in c["folds"]] for c in done["candidates"])
    assert first == pytest.approx(second, rel=1e-3)


def test_pooled_error_is_over_all_held_out_rows(lrcli, cars):
    done = lrcli("crossval", cars, "-k", "7", "--solver", "exact", "--json").json
    folds = [fold["validation"] for fold in done["candidates"][0]["folds"]]
    rows = np.array([fold["rows"] for fold in folds])
    mse = np.array([fold["mse"] for fold in folds])
    found = done["candidates"][0]["validation_rmse"]
    assert rows.sum() == 500
    assert found["pooled"] == pytest.approx(np.sqrt((mse * rows).sum() / 500))
    assert found["mean"] == pytest.approx(np.sqrt(mse).mean())
    assert found["std"] == pytest.approx(np.sqrt(mse).std(ddof=1))


def test_output_dash_prints_the_model_and_nothing_else(lrcli, cars):
    done = lrcli("crossval", cars, "-q", "-o", "-", "--solver", "exact")
    assert json.loads(done.out)["training"]["rows"]["train"] == 500
    assert done.err == ""
    assert lrcli("crossval", cars, "--json", "-o", "-").status == 2


def test_too_few_rows_for_the_folds_are_an_error(lrcli, write):
    path = write("x,y\n1,2\n2,3\n3,5\n4,4\n")
    done = lrcli("crossval", path)
    assert done.status == 1
    assert "4 rows are not enough for 5 folds" in done.err
    assert lrcli("crossval", path, "-k", "1").status == 2


GRID = ("--optimizer", "sgd", "--optimizer", "momentum", "--epochs", "40")


def test_epochs_to_one_percent_are_the_fewest_whose_training_loss_is_that_near(lrcli, cars):
    """A constant rate takes the same way however many epochs are asked for."""
    argv = ("crossval", cars, "--optimizer", "sgd", "--schedule", "constant", "--batch-size", "full")
    argv += ("--learning-rate", "0.1")

    def training_loss(*more):
        folds = lrcli(*argv[: 2 if "exact" in more else None], *more, "--json").json["candidates"][0]["folds"]
        return np.mean([fold["train"]["loss"] for fold in folds])

    found = lrcli(*argv, "--epochs", "60", "--json").json["candidates"][0]["epochs_to_1_percent"]
    lowest = training_loss("--solver", "exact")
    assert found > 2
    assert training_loss("--epochs", str(found)) <= 1.01 * lowest < training_loss("--epochs", str(found - 1))


def test_the_descent_of_a_candidate_begins_before_its_first_step(lrcli, cars):
    """Weights of 0 predict the mean of the training rows, whatever the weight decay: half the variance is lost."""
    done = lrcli("crossval", cars, "--weight-decay", "0", "--weight-decay", "0.5", "--epochs", "12", "--json").json
    price, dealt = np.loadtxt(cars, delimiter=",", skiprows=1)[:, 2], folds(500, 5, seed=0)
    start = np.mean([np.var(price[dealt != fold]) / 2 for fold in range(5)])
    for candidate in done["candidates"]:
        assert candidate["descent"]["epoch"][:2] == [0, 1]
        assert candidate["descent"]["loss"][0] == pytest.approx(start, rel=1e-9)


@pytest.mark.parametrize(("epochs", "labels"), [("4", "0 1 2 3 4 epoch"), ("100", "0 1 2 5 10 20 50 100 epoch")])
def test_the_axis_of_the_descents_begins_at_0_as_that_of_a_training(lrcli, cars, epochs, labels):
    out = lrcli("crossval", cars, "--optimizer", "sgd", "--optimizer", "adam", "--epochs", epochs).out
    assert labels in [" ".join(line.split()) for line in out.splitlines()]


def test_the_descent_of_a_candidate_ends_at_its_loss_and_penalty(lrcli, cars):
    """½ MSE in units, and with standardised weights λ/2 Σ w², which is zero where λ is."""
    found = lrcli("crossval", cars, *GRID, "--json").json["candidates"]
    for candidate in found:
        descent = candidate["descent"]
        assert descent["epoch"][-1] == 40
        assert descent["loss"][-1] == pytest.approx(np.mean([f["train"]["loss"] for f in candidate["folds"]]), rel=1e-9)
    exact = lrcli("crossval", cars, "--solver", "exact", "--json").json["candidates"][0]
    lowest = np.mean([fold["train"]["loss"] for fold in exact["folds"]])
    assert [c["descent"]["optimum"] for c in found] == pytest.approx([lowest, lowest], rel=1e-9)
    assert exact["descent"] is None


def test_a_grid_draws_its_loss_curves_in_letters_and_names_them(lrcli, cars):
    done = lrcli("crossval", cars, *GRID)
    assert "a sgd; b momentum" in done.out
    inside = [line.split("┤")[-1].strip("│ ") for line in done.out.splitlines() if line.endswith("│")]
    assert {"a", "b"} <= set("".join(inside))
    table = [line.split() for line in done.out.splitlines() if line.lstrip()[:2] in {"a ", "b "}]
    assert [row[-1] for row in table[-2:]] == [
        str(c["epochs_to_1_percent"]) for c in lrcli("crossval", cars, *GRID, "--json").json["candidates"]
    ]


def test_one_recipe_and_quiet_draw_no_curves_and_count_the_epochs_all_the_same(lrcli, cars):
    assert "against epochs" not in lrcli("crossval", cars).out
    quiet = lrcli("crossval", cars, *GRID, "-q", "--learning-curve").out
    assert "to 1 %" in quiet
    assert "│" not in quiet


def test_of_many_candidates_the_best_and_the_worst_are_drawn(lrcli, cars):
    decays = [word for k in range(10) for word in ("--weight-decay", str(k))]
    done = lrcli("crossval", cars, *decays, "--epochs", "20")
    assert "a weight decay 0; b weight decay 9" in done.out
    assert "drawn are the best and the worst; 8 between them" in done.out


def test_a_grid_over_rows_that_lie_on_a_line_draws_the_loss_itself(lrcli, write):
    """Its optimum is 0, which nothing is a percentage of."""
    path = write("x,y\n" + "".join(f"{k},{3 * k + 1}\n" for k in range(20)))
    done = lrcli("crossval", path, *GRID)
    assert "training loss against epochs" in done.out
    assert done.status == 0


@pytest.mark.parametrize("form", ["in memory", "moments", "kept rows"])
@pytest.mark.parametrize("standardize", ["--standardize", "--no-standardize"])
def test_folds_may_pool_different_levels(lrcli, write, within, form, standardize):
    """Of one column of texts least squares predicts the mean of each level, or of all rare ones together."""
    rng = np.random.default_rng(3)
    kind = np.array(list("aaaaaaaabbbbcdde" * 20))[:300]
    kind[::29], kind[5::83] = "f", "g"  # some of which are rare in some folds only
    y = rng.normal(size=300) + (kind == "b") + 3 * (kind == "g")
    path = write("kind,y\n" + "".join(f"{k},{v!r}\n" for k, v in zip(kind, y.tolist(), strict=True)))
    window = 300
    if form != "in memory":
        window = 100
        within(window_rows=window, moments=form == "moments")
    argv = ("crossval", path, "--solver", "exact", "--min-count", "9", standardize, "--learning-curve", "--json")
    done = lrcli(*argv).json["candidates"][0]["folds"]
    dealt, pooled = by_windows(by_folds(5, seed=0), 300, window), set()
    for fold, found in enumerate(done):
        train = dealt != fold
        levels = {level for level in set(kind) if (kind[train] == level).sum() < 9}
        pooled.add(frozenset(levels))
        group = np.where(np.isin(kind, list(levels)), "rare", kind)
        means = {level: y[train & (group == level)].mean() for level in set(group)}
        predicted = np.array([means[level] for level in group])
        for part, rows in (("train", train), ("validation", ~train)):
            assert found[part]["mse"] == pytest.approx(np.mean((predicted[rows] - y[rows]) ** 2), rel=1e-9)
    assert len({len(levels) for levels in pooled}) > 1


def test_steps_on_folds_that_pool_different_levels_end_at_the_optimum(lrcli, used_cars):
    """Of two folds' rows two brands are below 93, of one fold's a single one."""
    argv = ("crossval", used_cars, "--min-count", "93", "-k", "3", "--json")
    steps, exact = (lrcli(*argv, *more).json["candidates"][0]["folds"] for more in ((), ("--solver", "exact")))
    for a, b in zip(steps, exact, strict=True):
        assert a["train"]["mse"] == pytest.approx(b["train"]["mse"], rel=1e-5)


def test_the_command_behind_the_remark_holds_out_what_it_says(lrcli):
    path = str(Path(__file__).parent.parent / "cases" / "answer-groups" / "patients.csv")
    line = lrcli("crossval", path, "--solver", "exact", "--stratify").err.splitlines()[-1]
    remark, command = line.split(": lrcli ")
    assert remark.endswith("--group patient measures what a new patient is to expect")
    assert command == f"crossval {path} --solver exact --group patient"
    assert "none of a patient that trained" in " ".join(lrcli(*command.split()).out.split())
