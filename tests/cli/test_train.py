"""lrcli train, as a person runs it."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from lrcli import load


def test_two_rows_are_joined_by_their_line(lrcli, write):
    path = write("x,y\n0,1\n4,9\n")
    assert lrcli("train", path).status == 0
    model = load("model.json")
    assert model.bias == pytest.approx(1, abs=1e-5)
    assert model.features[0].weight == pytest.approx(2, abs=1e-5)


def test_summary_shows_what_least_squares_gives(lrcli, cars):
    done = lrcli("train", cars, "--split", "none", "--solver", "exact")
    X = np.loadtxt(cars, delimiter=",", skiprows=1)
    solution = np.linalg.lstsq(np.column_stack([np.ones(len(X)), X[:, :2]]), X[:, 2])[0]
    assert f"{solution[0]:,.1f}" in done.out
    assert f"{solution[1]:.7f}" in done.out
    assert f"{solution[2]:.3f}" in done.out
    rmse = np.sqrt(np.mean((X[:, 2] - solution[0] - X[:, :2] @ solution[1:]) ** 2))
    assert f"{rmse:.2f}" in done.out


def test_results_go_to_stdout_and_everything_else_to_stderr(lrcli, cars):
    done = lrcli("train", cars)
    assert "adds to price" in done.out
    assert "above the analytic optimum" in done.out
    assert done.out.splitlines()[-2].startswith("Off by about ")
    assert "wrote model.json" in done.err
    assert "wrote" not in done.out


def test_quiet_prints_nothing_and_writes_the_model(lrcli, cars):
    done = lrcli("train", cars, "--quiet")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert load("model.json").target.name == "price"


@pytest.mark.parametrize("command", ["train", "crossval"])
@pytest.mark.parametrize(("content", "replaced"), [("age,price\n1,2\n", False), ("{}", False), ("", True)])
def test_a_file_that_is_no_model_is_not_replaced(lrcli, cars, write, command, content, replaced):
    path = write(content, "other.csv")
    done = lrcli(command, cars, "-o", path, "-q", "--solver", "exact")
    if replaced:
        assert (done.status, load(path).target.name) == (0, "price")
    else:
        assert (done.status, Path(path).read_text()) == (1, content)
        assert f"{path} is there already and is no model of lrcli; give --output another name" in done.err


def test_a_model_replaces_an_old_one_even_if_that_is_damaged(lrcli, cars):
    assert lrcli("train", cars, "-q", "-o", "m.json").status == 0
    Path("m.json").write_text(Path("m.json").read_text()[:300])
    assert lrcli("train", cars, "-q", "-o", "m.json").status == 0
    assert load("m.json").target.name == "price"


def test_the_printed_command_works_as_typed(lrcli, cars):
    done = lrcli("train", cars)
    words = done.err.strip().splitlines()[-1].partition("use it with: lrcli ")[2].split()
    predicted = lrcli(*words)
    assert predicted.status == 0
    assert float(predicted.out) > 0


def test_output_dash_prints_the_model_and_moves_the_summary_to_stderr(lrcli, cars):
    done = lrcli("train", cars, "-o", "-")
    assert json.loads(done.out)["format"] == "lrcli-model"
    assert "above the analytic optimum" in done.err
    assert not Path("model.json").exists()


def test_json_is_one_document_with_the_model(lrcli, cars):
    done = lrcli("train", cars, "--json")
    assert done.json["model"]["features"][0]["name"] == "mileage"
    assert json.loads(Path("model.json").read_text()) == done.json["model"]


def test_same_data_options_and_seed_give_the_same_bytes(lrcli, used_cars):
    lrcli("train", used_cars, "-q", "-o", "a.json", "--seed", "7", "--epochs", "5")
    lrcli("train", used_cars, "-q", "-o", "b.json", "--seed", "7", "--epochs", "5")
    lrcli("train", used_cars, "-q", "-o", "c.json", "--seed", "8", "--epochs", "5")
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()
    assert Path("a.json").read_bytes() != Path("c.json").read_bytes()


@pytest.mark.parametrize(
    ("header", "target", "reason"),
    [("PRICE,age,km", "PRICE", "by its name"), ("a,b,c", "c", "the last column")],
)
def test_the_target_is_price_or_the_last_column_and_is_said(lrcli, write, header, target, reason):
    path = write(f"{header}\n1,2,4\n2,3,1\n3,9,5\n")
    done = lrcli("train", path)
    assert load("model.json").target.name == target
    assert f"predicting {target}, {reason}" in done.err


def test_features_and_exclude_choose_the_columns(lrcli, used_cars):
    lrcli("train", used_cars, "-q", "-f", "age,brand", "--epochs", "2")
    assert [feature.name for feature in load("model.json").features] == ["age", "brand"]
    lrcli("train", used_cars, "-q", "-x", "age,brand", "--epochs", "2")
    names = [feature.name for feature in load("model.json").features]
    assert names == ["horsepower", "mileage", "fuel", "gearbox"]


def test_missing_cells_are_counted_and_used(lrcli, used_cars):
    done = lrcli("train", used_cars)
    for remark in ("8 rows without price left out", "horsepower: 60 missing", "gearbox: 40 missing"):
        assert remark in done.err
    model = load("model.json")
    assert model.data.rows == 2992
    assert model.data.rows_dropped == 8
    assert next(f for f in model.features if f.name == "gearbox").missing is not None


def test_category_weights_average_zero_over_the_training_rows(lrcli, write):
    rows = [("a", 1), ("a", 2), ("a", 3), ("b", 14), ("c", 25), ("c", 26)]
    lrcli("train", write("kind,y\n" + "".join(f"{k},{y}\n" for k, y in rows)), "-q", "--solver", "exact")
    model = load("model.json")
    weights = model.features[0].weights
    assert sum(weights[kind] for kind, _ in rows) == pytest.approx(0, abs=1e-9)
    assert model.bias == pytest.approx(np.mean([y for _, y in rows]))
    assert model.bias + weights["a"] == pytest.approx(2)
    assert model.predict(kind="never seen") == model.bias


def test_small_tables_train_on_all_rows_and_large_ones_hold_some_out(lrcli, cars, write):
    small = lrcli("train", write(Path(cars).read_text().rsplit("\n", 2)[0] + "\n"))
    assert load("model.json").training.rows.train == 499
    assert "lrcli crossval" in small.err
    lrcli("train", cars, "-q")
    rows = load("model.json").training.rows
    assert (rows.train, rows.validation, rows.test) == (400, 50, 50)


def test_patience_gives_back_the_epoch_of_the_lowest_validation_loss(lrcli, cars):
    lrcli("train", cars, "-q", "--patience", "20", "--optimizer", "sgd", "--epochs", "2000", "--schedule", "constant")
    model = load("model.json")
    assert model.training.stopped == "patience"
    assert model.training.epochs_run == model.training.kept_epoch + 20
    assert 2 * model.metrics.validation.loss == pytest.approx(model.metrics.validation.mse)
    assert model.metrics.validation.loss <= min(model.history.validation_loss) * (1 + 1e-9)


def test_tolerance_ends_the_training_early(lrcli, cars):
    lrcli("train", cars, "-q", "--tolerance", "1e-3", "--optimizer", "sgd")
    training = load("model.json").training
    assert training.stopped == "tolerance"
    assert training.epochs_run < training.epochs


def test_full_batch_is_one_step_an_epoch(lrcli, cars):
    lrcli("train", cars, "-q", "--batch-size", "full", "--optimizer", "sgd", "--epochs", "3")
    model = load("model.json")
    assert model.training.batch_size == model.training.rows.train
    assert len(model.history.epoch) == 3
    assert model.history.train_loss == sorted(model.history.train_loss, reverse=True)


def test_weight_decay_shrinks_the_weights_but_not_the_bias(lrcli, cars):
    weights = {}
    for decay in ("0", "0.1", "10"):
        lrcli("train", cars, "-q", "--solver", "exact", "--weight-decay", decay)
        model = load("model.json")
        weights[decay] = [abs(feature.weight) for feature in model.features]
        average = {feature.name: feature.mean for feature in model.features}
        assert model.predict_row(average) == pytest.approx(model.target.mean)
    assert sum(weights["10"]) < sum(weights["0.1"]) < sum(weights["0"])


def test_divergence_is_explained_and_writes_nothing(lrcli, write):
    path = write("km,price\n240000,3650\n139800,3800\n150500,4400\n61789,8290\n")
    done = lrcli("train", path, "--no-standardize", "--learning-rate", "0.01", "--optimizer", "sgd")
    X = np.column_stack([np.ones(4), [240000, 139800, 150500, 61789]])
    stable = 2 / np.linalg.eigvalsh(X.T @ X / 4)[-1]
    assert done.status == 1
    assert "learning rate 0.01 is too large" in done.err
    assert f"the largest stable rate of gradient descent on these rows is 2/λmax = {stable:.3g}" in done.err
    assert len(done.err.splitlines()) <= 3
    assert not Path("model.json").exists()


def test_a_failed_run_leaves_the_old_model_as_it_was(lrcli, cars, write):
    Path("model.json").write_text("precious")
    assert lrcli("train", write("x,y\n1,2\n2,oops\n"), "-o", "model.json").status == 1
    assert lrcli("train", cars, "--learning-rate", "1e6", "--optimizer", "sgd").status == 1
    assert Path("model.json").read_text() == "precious"


def test_names_from_a_file_cannot_steer_the_terminal(lrcli, write):
    path = write("\x1b[31mred[bold],kind,price\n1,\x1b]0;owned\x07,2\n2,b,5\n3,b,4\n4,\x1b]0;owned\x07,4\n")
    for command in ("train", "stats", "crossval"):
        exact = ["--solver", "exact"] if command != "stats" else []
        done = lrcli(command, path, *exact, *(("-k", "2") if command == "crossval" else ()))
        assert done.status == 0
        assert "\x1b" not in done.out + done.err
        assert "\x07" not in done.out + done.err
    assert "[bold]" in lrcli("train", path, "--solver", "exact").out


@pytest.mark.parametrize("width", ["40", "60"])
@pytest.mark.parametrize("command", ["train", "stats", "crossval", "evaluate"])
def test_a_narrow_terminal_shortens_no_number(lrcli, used_cars, monkeypatch, command, width):
    lrcli("train", used_cars, "-q", "--solver", "exact")
    exact = ["--solver", "exact"] if command in {"train", "crossval"} else []
    wide, _, levels = lrcli(command, used_cars, *exact).out.partition(" text ")
    monkeypatch.setenv("COLUMNS", width)
    narrow, _, some_levels = lrcli(command, used_cars, *exact).out.partition(" text ")
    numbers = re.compile(r"[-+]?\d[\d,.]*")
    found, expected = Counter(numbers.findall(narrow)), Counter(numbers.findall(wide))
    assert not expected - found
    assert found.keys() == expected.keys()  # several tables have the rows' names again, some of which are numbers
    assert not Counter(numbers.findall(some_levels)) - Counter(numbers.findall(levels))  # fewer, but none shortened


@pytest.mark.parametrize("content", ["x,y\n1e200,1\n2e200,2\n4e200,5\n", "x,y\n1,1e200\n2,2e200\n3,5e200\n"])
def test_values_too_large_to_be_squared_are_an_error(lrcli, write, content):
    for command in (["train"], ["crossval", "-k", "3"]):
        done = lrcli(*command, write(content))
        assert done.status == 1
        assert "too large to be squared" in done.err
    assert not Path("model.json").exists()


def test_an_output_that_cannot_be_written_is_refused_before_the_work(lrcli, cars, tmp_path):
    for place in ("none/model.json", str(tmp_path)):
        for command in ("train", "crossval"):
            done = lrcli(command, cars, "-o", place)
            assert done.status == 1
            assert done.out == ""
            assert f"cannot write {place}" in done.err


def test_tables_fit_80_columns(lrcli, used_cars):
    grid = ["crossval", "--weight-decay", "0", "--weight-decay", "0.1", "--epochs", "9"]
    for argv in (["train", "--epochs", "99"], ["stats"], grid, ["evaluate"]):
        done = lrcli(argv[0], used_cars, *argv[1:])
        assert done.status == 0
        assert max(len(line) for line in done.out.splitlines()) <= 80
        assert "…" not in done.out.replace("… ", "").replace(", …", "")


@pytest.mark.parametrize("column", ["x", "y"])
@pytest.mark.parametrize("line", [3, 150_000])
def test_values_too_large_to_be_squared_are_an_error_in_a_large_table_too(lrcli, write, column, line):
    rows = [[k % 97 + k / 7, k % 31] for k in range(160_000)]
    rows[line][column == "y"] = 1e200
    done = lrcli("train", write("x,y\n" + "".join(f"{x},{y}\n" for x, y in rows)))
    assert done.status == 1
    assert f"the values of '{column}' are too large to be squared" in done.err
    assert len(done.err.splitlines()) == 1
