"""The last lines of train, evaluate and crossval, as a user sees them, and the commands in them."""

import shlex
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def spoiled(cars, write):
    """cars.csv with one more row, whose price is 3,000,000,000."""
    return write(Path(cars).read_text(encoding="utf-8") + "100000,5,3000000000\n", "spoiled.csv")


def verdict_of(text):
    """The sentence that begins with the judgement, over all its lines, and the command below it, if any."""
    start = max(text.rfind("Not usable:"), text.rfind("Off by about"))
    *sentence, last = text[start:].splitlines()
    return (" ".join(sentence), last) if last.startswith("lrcli ") else (" ".join([*sentence, last]), None)


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_one_row_that_decides_is_named_and_the_command_that_leaves_it_out_mends_the_model(lrcli, spoiled, command):
    text, remedy = verdict_of(lrcli(command, spoiled).out)
    assert "price 3,000,000,000 is 190,000 times the median" in text
    assert text.startswith("Not usable: one row decides it: line 502: price ")  # behind 500 rows and a header
    done = lrcli(*shlex.split(remedy)[1:])
    assert done.status == 0
    mended, _ = verdict_of(done.out)
    assert mended.startswith("Off by about ")
    assert "(R² 0.9" in mended


def test_evaluate_ends_with_the_command_that_leaves_the_row_out(lrcli, cars, spoiled):
    lrcli("train", cars)
    text, remedy = verdict_of(lrcli("evaluate", spoiled, "--where", "age > 2").out)
    assert text.startswith("Not usable: one row is most of the error: line 502: price 3,000,000,000 is predicted ")
    assert shlex.split(remedy)[1:-1] == ["evaluate", spoiled, "--where"]
    assert shlex.split(remedy)[-1].startswith("(age > 2) and price < ")
    assert verdict_of(lrcli(*shlex.split(remedy)[1:]).out)[0].startswith("Off by about ")


def test_the_error_without_the_row_is_that_of_all_folds(lrcli, spoiled):
    """Each fold's least squares by NumPy, without the row that decides: all errors together, and not one fold's."""
    text, _ = verdict_of(lrcli("crossval", spoiled, "--solver", "exact", "--predictions", "p.csv").out)
    X = np.loadtxt(spoiled, delimiter=",", skiprows=1)[:500]
    A, y = np.column_stack([np.ones(500), X[:, :2]]), X[:, 2]
    fold = np.loadtxt("p.csv", delimiter=",", skiprows=1, usecols=3)[:500]
    errors = [y[fold == k] - A[fold == k] @ np.linalg.lstsq(A[fold != k], y[fold != k])[0] for k in range(1, 6)]
    mse = np.mean(np.concatenate(errors) ** 2)
    assert f"without it the error is {mse**0.5:.0f} and R² {1 - mse / y.var():.2f}" in text


@pytest.mark.parametrize("command", ["train", "crossval", "evaluate"])
def test_quiet_says_on_stderr_that_a_model_is_not_usable_and_nothing_of_one_that_is(lrcli, cars, spoiled, command):
    lrcli("train", cars, "--solver", "exact")
    for path, usable in ((cars, True), (spoiled, False)):
        done = lrcli(command, path, "-q")
        assert done.status == 0
        assert "Not usable" not in done.out
        assert done.err == "" if usable else verdict_of(done.err)[0].startswith("Not usable: one row ")


def test_of_several_files_the_one_with_the_row_is_named(lrcli, cars, write):
    path = write("mileage,age,price\n100000,5,9000\n100000,5,3000000000\n", "more.csv")
    text, _ = verdict_of(lrcli("train", cars, path).out)
    assert f"one row decides it: {path}, line 3: price 3,000,000,000" in text


def test_the_error_of_the_verdict_stands_in_the_table_of_folds(lrcli, cars):
    """Beside the mean of the folds' errors: the error of all their rows together."""
    out = lrcli("crossval", cars, "--solver", "exact").out
    (line,) = [line for line in out.splitlines() if line.startswith(" all rows")]
    rows, _, pooled, _, r2 = line.removeprefix(" all rows").split()
    assert rows == "500"
    text, _ = verdict_of(out)
    assert f"Off by about {float(pooled):.0f} on new rows (R² {float(r2):.2f};" in text


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_errors_that_are_rounding_are_0_and_no_prediction_below_0(lrcli, write, command):
    """y = 2x + 5 [k = B], exactly: the prediction of y = 0 is −1e-15."""
    rows = "".join(f"{x},{'AB'[x % 2]},{2 * x + 5 * (x % 2)}\n" for x in range(60))
    done = lrcli(command, write("x,k,y\n" + rows), "--solver", "exact")
    assert "e-1" not in done.out
    assert "below 0" not in done.out


def test_the_json_has_the_verdict_with_its_reasons(lrcli, spoiled, cars):
    spoilt = lrcli("train", spoiled, "--json").json["verdict"]
    assert spoilt["usable"] is False
    assert spoilt["reasons"][0]["kind"] == "few rows decide"
    assert "where" in spoilt["reasons"][0]["remedy"]
    assert lrcli("crossval", cars, "--json").json["verdict"] | {"text": ""} == {
        "usable": True,
        "reasons": [],
        "text": "",
    }
    assert lrcli("evaluate", spoiled, "--json").json["verdict"]["usable"] is False


def test_the_page_says_it_above_its_numbers(lrcli, spoiled):
    lrcli("train", spoiled, "--report", "r.html")
    page = Path("r.html").read_text(encoding="utf-8")
    assert page.index("Not usable: one row decides it") < page.index("typical error")


def test_repeated_rows_measure_nothing(lrcli, write):
    """30 different rows of 20 features, six times each: what the folds hold out is known to the training."""
    rng = np.random.default_rng(0)
    table = np.repeat(rng.normal(size=(30, 21)), 6, axis=0)[rng.permutation(180)]
    header = ",".join([*(f"x{k}" for k in range(20)), "y"])
    path = write("\n".join([header, *(",".join(map(str, row)) for row in table.tolist())]))
    text, remedy = verdict_of(lrcli("crossval", path).out)
    assert "180 of 180 held-out rows repeat a training row in every column" in text
    assert remedy is None


def test_more_columns_than_rows_is_one_sentence(lrcli, write):
    rng = np.random.default_rng(0)
    rows = [",".join(map(str, row)) for row in rng.normal(size=(20, 41)).round(6).tolist()]
    path = write("\n".join([",".join([*(f"g{k}" for k in range(40)), "y"]), *rows]))
    text, remedy = verdict_of(lrcli("train", path).out)
    assert text.startswith("Not usable: 41 weights for 20 training rows: many models fit all of them exactly")
    assert "--weight-decay 0.1" in remedy
    assert "the training rows are fitted exactly" in lrcli("crossval", path, "--solver", "exact").out


def test_a_sum_of_columns_is_known_and_not_learned(lrcli, write):
    rng = np.random.default_rng(0)
    casual, registered = rng.integers(0, 500, 100), rng.integers(0, 900, 100)
    rows = [f"{a},{b},{t:.3f},{a + b}" for a, b, t in zip(casual, registered, rng.normal(size=100), strict=True)]
    path = write("\n".join(["casual,registered,temperature,bikers", *rows]))
    out = lrcli("train", path).out
    text, remedy = verdict_of(out)
    assert "bikers is casual + registered in every row" in text
    weights = [line.split() for line in out.splitlines() if line.startswith((" temperature ", " bias "))]
    assert [words[-2:] for words in weights] == [["bias", "0"], ["0", "0"]]  # and no 6e-17
    # Without casual alone registered would still give most of the sum away.
    assert shlex.split(remedy)[1:] == ["train", path, "--exclude", "casual,registered"]
    mended = lrcli(*shlex.split(remedy)[1:])
    assert mended.out.startswith("bikers from temperature\n")
    assert "in every row" not in mended.out


def test_no_option_breaks_a_formula_of_terms(lrcli, write):
    """y = 3x + 2x²: --exclude x leaves x^2 where it is."""
    path = write("x,z,y\n" + "".join(f"{x},{x * x % 7},{3 * x + 2 * x * x}\n" for x in range(60)))
    text, remedy = verdict_of(lrcli("train", path, "-f", "x,x^2,z").out)
    assert "y is 3 x + 2 x^2 in every row" in text
    assert remedy is None


@pytest.mark.parametrize("seed", range(6))
def test_features_that_say_nothing_are_not_praised(lrcli, write, seed):
    """Of six tables of noise one in twenty may look like something; these do not."""
    rng = np.random.default_rng(seed)
    path = write("\n".join(["x,y", *(f"{a:.6f},{b:.6f}" for a, b in rng.normal(size=(500, 2)).tolist())]))
    for command in ("train", "crossval"):
        assert verdict_of(lrcli(command, path, "--epochs", "50").out)[0].startswith("Not usable: off by")


def test_features_that_say_a_little_are_usable_where_rows_are_enough(lrcli, write):
    rng = np.random.default_rng(1)
    x = rng.normal(size=5000)
    y = 0.3 * x + rng.normal(size=5000)
    path = write("\n".join(["x,y", *(f"{a:.6f},{b:.6f}" for a, b in zip(x, y, strict=True))]))
    assert lrcli("crossval", path, "--json").json["verdict"]["usable"] is True


@pytest.fixture
def changed(cars, write):
    """cars.csv with other cells: {(line, column): text}."""

    def change(cells):
        lines = [line.split(",") for line in Path(cars).read_text(encoding="utf-8").splitlines()]
        for (line, column), text in cells.items():
            lines[line - 1][lines[0].index(column)] = text
        return write("\n".join(map(",".join, lines)), "changed.csv")

    return change


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_one_value_of_a_feature_turns_the_weights(lrcli, changed, command):
    """R² is 0.95 all the same: age tells most of what mileage would, if one mileage were not 990,000,000."""
    text, remedy = verdict_of(lrcli(command, changed({(102, "mileage"): "990000000"})).out)
    assert "one row decides it: line 102: mileage 990,000,000 is" in text
    assert "--where 'mileage < " in remedy


def test_one_digit_too_many_in_a_price_is_most_of_the_error(lrcli, changed):
    """It is no impossible price, but no other car costs more than 27,000."""
    text, _ = verdict_of(lrcli("crossval", changed({(2, "price"): "160000"})).out)
    assert "price 160,000 is" in text


def test_no_advice_against_overfitting_stands_above_a_verdict_that_blames_one_row(lrcli, changed):
    lines = lrcli("crossval", changed({(102, "mileage"): "990000000"})).out.splitlines()
    assert any("larger than on the training rows" in line for line in lines)
    assert not any("overfits" in line or "--weight-decay" in line for line in lines)


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_target_in_disguise_is_told_when_it_is_rounded_too(lrcli, cars, write, command):
    head, *rows = Path(cars).read_text(encoding="utf-8").splitlines()
    net = [f"{row},{float(row.split(',')[-1]) / 1.19:.2f}" for row in rows]
    text, remedy = verdict_of(lrcli(command, write("\n".join([f"{head},net", *net]))).out)
    assert "price is 1.19 net in every row" in text
    assert remedy.endswith("--exclude net")


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_table_that_stands_three_times_in_its_file_measures_nothing(lrcli, cars, write, command):
    head, *rows = Path(cars).read_text(encoding="utf-8").splitlines()
    order = np.random.default_rng(0).permutation(3 * len(rows))
    path = write("\n".join([head, *(rows[index % len(rows)] for index in order)]))
    assert "held-out rows repeat a training row in every column" in verdict_of(lrcli(command, path).out)[0]


def test_a_yes_or_no_may_be_predicted_below_zero(lrcli, cars, write):
    head, *rows = Path(cars).read_text(encoding="utf-8").splitlines()
    cheap = [f"{row.rpartition(',')[0]},{int(float(row.rpartition(',')[2]) > 15_000)}" for row in rows]
    assert lrcli("train", write("\n".join([head, *cheap])), "--json").json["verdict"]["usable"] is True


def test_the_rows_that_trained_do_not_pass_for_new_ones(lrcli, cars, write):
    lrcli("train", cars, "-q", "--solver", "exact")
    assert "on the rows that it was trained on" in verdict_of(lrcli("evaluate", cars).out)[0]
    changed = write(Path(cars).read_text(encoding="utf-8") + "100000,5,15000\n")
    assert "on new rows" in verdict_of(lrcli("evaluate", changed).out)[0]


def test_a_line_is_no_wider_than_the_terminal_but_for_the_command(lrcli, spoiled):
    out = lrcli("train", spoiled).out
    _, remedy = verdict_of(out)
    assert max(len(line) for line in out.splitlines() if line != remedy) <= 80


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_table_of_a_few_values_repeats_rows_by_chance(lrcli, write, command):
    """Three levels and 27 whole numbers make 81 different rows; 600 rows of them are alike all the time."""
    rows = [f"{'abc'[k % 3]},{k % 3 * 10 + k * k % 7}" for k in range(600)]
    assert "repeat" not in verdict_of(lrcli(command, write("\n".join(["x,y", *rows]))).out)[0]


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_a_line_through_all_points_is_said_to_be_one(lrcli, write, command):
    path = write("\n".join(["x,y", *(f"{k},{2 * k + 1}" for k in range(30))]))
    text, remedy = verdict_of(lrcli(command, path).out)
    assert "y is 2 x + 1 in every row" in text
    assert remedy is None


@pytest.mark.parametrize("command", [("train", "--split", "60/20/20"), ("crossval",), ("crossval", "-k", "150")])
def test_prices_below_0_are_told_and_their_logarithm_is_the_remedy_that_mends_them(lrcli, write, command):
    """price = 45,000 e^(−age / 4), but for 20 %: a line through it goes below 0, and an exponential does not."""
    rng = np.random.default_rng(3)
    age = rng.uniform(0, 20, 150)
    price = 45_000 * np.exp(rng.normal(scale=0.2, size=150) - age / 4)
    path = write("\n".join(["age,price", *(f"{a:.3f},{b:.2f}" for a, b in zip(age, price, strict=True))]))
    text, remedy = verdict_of(lrcli(*command[:1], path, *command[1:], "--solver", "exact").out)
    assert "held-out rows are predicted below 0, although no price is; the logarithm lowers MAE by" in text
    assert remedy.endswith("--log-target")
    mended, _ = verdict_of(lrcli(*shlex.split(remedy)[1:]).out)
    assert mended.startswith("Off by about ")


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_different_rows_of_one_year_and_one_round_price_are_no_repetitions(lrcli, write, command):
    """Prices are round, most of them those of common cars: half the rows have the year and the price of another."""
    rng = np.random.default_rng(2)
    year = rng.choice(np.arange(2000, 2020), 3000, p=np.arange(1, 21) / 210)
    price = np.where(rng.random(3000) < 0.6, (year - 1998) * 1000 + rng.integers(0, 20, 3000) * 50, 0)
    price = np.where(price > 0, price, rng.integers(100_000, 4_000_000, 3000) / 100)
    rows = [f"{a},{b:.2f}" for a, b in zip(year.tolist(), price.tolist(), strict=True)]
    assert len(rows) - len(set(rows)) > 1000
    text = verdict_of(lrcli(command, write("\n".join(["year,price", *rows]), "years.csv"), "--solver", "exact").out)[0]
    assert "repeat" not in text


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_copies_of_rows_that_end_in_yes_or_no_measure_nothing(lrcli, write, command):
    """The target alone would be alike in every second pair of rows; the features are alike in the copies alone."""
    rng = np.random.default_rng(5)
    table = np.column_stack([rng.normal(size=(40, 20)), rng.integers(0, 2, 40)])
    table = np.repeat(table, 15, axis=0)[rng.permutation(600)]
    path = write("\n".join([",".join([*(f"x{k}" for k in range(20)), "y"]), *(",".join(map(str, r)) for r in table)]))
    assert "repeat a training row in every column" in verdict_of(lrcli(command, path, "--solver", "exact").out)[0]


def test_the_exact_solver_is_proposed_without_the_options_of_steps_that_it_refuses(lrcli, cars):
    steps = ["--optimizer", "sgd", "--learning-rate=1e-5", "--epochs", "2", "--batch-size", "9", "--explain-step"]
    text, remedy = verdict_of(lrcli("train", cars, *steps, "--seed", "3").out)
    assert text.startswith("Not usable: the training has not arrived")
    assert shlex.split(remedy)[1:] == ["train", cars, "--seed", "3", "--solver", "exact"]
    assert verdict_of(lrcli(*shlex.split(remedy)[1:]).out)[0].startswith("Off by about ")


@pytest.mark.parametrize("option", ["--patience", "--tolerance"])
def test_a_training_that_an_option_ended_too_soon_names_that_option_and_not_more_epochs(lrcli, cars, option):
    value = {"--patience": "1", "--tolerance": "0.05"}[option]
    verdict = lrcli("train", cars, option, value, "--json").json["verdict"]
    assert [reason["kind"] for reason in verdict["reasons"]] == ["not arrived"]
    assert f" {option} comes closer" in verdict["text"]
    assert "--epochs" not in verdict["text"]


@pytest.mark.parametrize("command", ["train", "crossval"])
def test_patience_is_judged_by_the_rows_that_it_watches(lrcli, cars, command):
    """It ended at a training loss over 1 % above the lowest, and predicts held-out rows no worse: that was the wish."""
    done = lrcli(command, cars, "--patience", "20", "--json").json
    assert done["verdict"]["usable"]
    if command == "train":
        exact = lrcli("train", cars, "--solver", "exact", "--json").json
        assert done["model"]["metrics"]["optimality_gap"] > 0.01
        own, lowest = (each["model"]["metrics"]["validation"]["rmse"] for each in (done, exact))
        assert own < lowest
