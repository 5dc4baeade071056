"""--plot, --correlations and --figure, as a person runs them."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from lrcli.report.figure import crossval as figure_crossval
from lrcli.report.figure import file as figure_file

COMMANDS = ("train", "evaluate", "crossval", "stats")


def texts(path):
    """The words of a picture that must be well-formed XML."""
    return ["".join(node.itertext()) for node in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture
def run(lrcli, cars):
    """run(command, …) of a model of the cars."""
    lrcli("train", cars, "-q", "--epochs", "2")

    def one(command, *argv):
        return lrcli(command, cars, *argv, *(["--epochs", "20"] if command in ("train", "crossval") else []))

    return one


@pytest.mark.parametrize(
    ("command", "labels"),
    [
        ("train", {"loss, in squared units of price", "learning rate", "epoch", "training", "validation"}),
        ("evaluate", {"actual price", "predicted price", "error: predicted − actual", "500 rows"}),
        ("crossval", {"fold that is held out", "RMSE, in units of price", "training", "validation"}),
        ("stats", {"mileage", "age", "price", "values", "500 values", "500 rows"}),
    ],
)
def test_a_figure_has_its_labels_and_changes_nothing_else(run, command, labels):
    alone, drawn = run(command), run(command, "--figure", "x.svg")
    assert (drawn.status, drawn.out, drawn.err) == (0, alone.out, alone.err)
    assert labels <= set(texts("x.svg"))


def test_a_grid_is_drawn_by_what_differs_the_best_above(run):
    decays = ("0", "2", "0.1")
    done = run("crossval", "--figure", "x.svg", *(word for decay in decays for word in ("--weight-decay", decay)))
    assert done.status == 0
    first_panel = [text for text in texts("x.svg") if "weight decay" in text][:3]
    assert first_panel == [f"weight decay {decay}" for decay in ("0", "0.1", "2")]


def test_a_grid_says_which_candidates_it_does_not_draw(run, monkeypatch):
    monkeypatch.setattr(figure_crossval, "DRAWN_CANDIDATES", 2)
    rates = ("0.01", "0.1", "0.2", "9e9")
    argv = [word for rate in rates for word in ("--learning-rate", rate)]
    assert run("crossval", "--optimizer", "sgd", "--figure", "x.svg", *argv).status == 0
    assert "mean ± standard deviation of 5 folds; 1 worse not shown; 1 diverged" in texts("x.svg")
    drawn = texts("x.svg")
    drawn = drawn[: drawn.index("mean ± standard deviation of 5 folds; 1 worse not shown; 1 diverged")]
    assert len([text for text in drawn if "learning rate" in text]) == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_figure_that_cannot_be_is_said_before_the_work(run, monkeypatch, command):
    """The table is not even opened."""
    for path, status, message in (
        ("x.gif", 2, "--figure 'x.gif' ends in none of .png, .svg, .pdf"),
        ("no/such/x.png", 1, "there is no folder"),
    ):
        done = run(command, "nowhere.csv", "--figure", path)
        assert (done.status, done.out, message in done.err) == (status, "", True)
    monkeypatch.setattr(figure_file, "find_spec", lambda name: None)
    done = run(command, "nowhere.csv", "--figure", "x.png")
    assert (done.status, done.out) == (1, "")
    assert "pip install 'lrcli[plot]'" in done.err
    assert not list(Path().glob("x.*"))


def test_a_training_without_steps_has_no_curve(lrcli, cars):
    done = lrcli("train", cars, "--solver", "exact", "--figure", "x.png")
    assert done.status == 2
    assert "--solver exact has none" in done.err


@pytest.mark.parametrize(
    "argv",
    [
        ("train", "--figure", "data.svg"),
        ("train", "-o", "model.svg", "--figure", "./model.svg"),
        ("train", "--report", "page.svg", "--figure", "page.svg"),
        ("train", "-o", "data.svg"),
        ("evaluate", "--figure", "link.svg"),
        ("evaluate", "-m", "model.svg", "--figure", "model.svg"),
        ("evaluate", "--report", "page.svg", "--figure", "page.svg"),
        ("crossval", "--figure", "data.svg"),
        ("crossval", "-o", "model.svg", "--figure", "model.svg"),
        ("crossval", "-o", "./data.svg"),
        ("stats", "--figure", "data.svg"),
    ],
)
def test_nothing_that_is_written_replaces_another_file(lrcli, cars, argv):
    """A table and a model whose names end like a picture's, the table also by a link."""
    Path("data.svg").write_bytes(Path(cars).read_bytes())
    Path("link.svg").symlink_to("data.svg")
    lrcli("train", cars, "-q", "-o", "model.svg", "--epochs", "2")
    lrcli("train", cars, "-q", "--epochs", "2")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    command, *more = argv
    done = lrcli(command, "data.svg", *more)
    assert (done.status, done.out) == (2, "")
    assert "would replace a file that is used already; name another" in done.err
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_names_from_a_file_are_literal_in_a_figure(lrcli, write):
    table = write("$x^2$ <b>,\x01,price\n" + "".join(f"{k},{k * k},{k}.5\n" for k in range(30)))
    assert lrcli("stats", table, "--figure", "x.svg").status == 0
    assert {"$x^2$ <b>", "\\x01"} <= set(texts("x.svg"))


def test_plots_are_those_of_numpy(lrcli, used_cars):
    done = lrcli("stats", used_cars, "--plot", "mileage", "--plot", "age", "--json").json
    table = np.genfromtxt(used_cars, delimiter=",", names=True, usecols=(4, 5, 6))
    assert [plot["name"] for plot in done["plots"]] == ["mileage", "age"]
    for plot in done["plots"]:
        x, both = table[plot["name"]], ~np.isnan(table[plot["name"]]) & ~np.isnan(table["price"])
        assert plot["counts"] == np.histogram(x[~np.isnan(x)], plot["edges"])[0].tolist()
        assert sum(plot["counts"]) == (~np.isnan(x)).sum()
        slope, intercept = np.polyfit(x[both], table["price"][both], 1)
        assert (plot["line"]["slope"], plot["line"]["intercept"]) == pytest.approx((slope, intercept))
        assert plot["points"]["population"] == both.sum()


def test_correlations_are_those_of_numpy_and_agree_with_the_table(lrcli, cars):
    done = lrcli("stats", cars, "--correlations", "--json").json
    expected = np.corrcoef(np.loadtxt(cars, delimiter=",", skiprows=1).T)
    assert done["correlations"]["names"] == ["mileage", "age", "price"]
    assert np.array(done["correlations"]["r"]) == pytest.approx(expected)
    assert [column["correlation"] for column in done["columns"]] == pytest.approx(expected[-1])


def test_what_is_shown_says_what_it_is(lrcli, cars):
    out = lrcli("stats", cars, "--correlations", "--plot", "age").out
    assert re.search(r"^a mileage\nb age +0\.\d\d\nc price +-0\.\d\d -0\.\d\d$", out, re.MULTILINE)
    assert re.search(r"^age, 500 values$", out, re.MULTILINE)
    assert re.search(r"^price against age, 500 rows; line •: [\d,.]+ − [\d,.]+ × age$", out, re.MULTILINE)


def test_a_star_plots_the_first_twelve_columns_of_numbers(lrcli, write):
    names = [f"c{k}" for k in range(14)]
    rows = np.random.default_rng(0).normal(size=(20, 14)).round(3).tolist()
    path = write("\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)]) + "\n")
    done = lrcli("stats", path, "--plot", "*", "--plot", "c13", "--json")
    assert [plot["name"] for plot in done.json["plots"]] == [*names[:12], "c13"]
    assert "the first 12 of 14 columns of numbers are drawn" in done.err


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("cost", "--plot: no column 'cost'; the columns are brand, fuel"),
        ("fuel", "--plot fuel: the column holds texts"),
    ],
)
def test_what_cannot_be_plotted_is_wrong_usage(lrcli, used_cars, column, message):
    done = lrcli("stats", used_cars, "--plot", column)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_target_of_texts_leaves_the_histograms(lrcli, write):
    table = write("x,y\n1,a\n2,b\n3.5,a\n")
    done = lrcli("stats", table, "--plot", "x", "--correlations", "--figure", "x.svg")
    assert done.status == 0
    assert "x, 3 values" in done.out
    assert "against" not in done.out
    assert "3 values" in texts("x.svg")


def test_evaluate_plots_the_pairs_that_predict_writes(lrcli, run, cars):
    predicted = np.genfromtxt(lrcli("predict", cars).out.splitlines(), delimiter=",", names=True)
    points = run("evaluate", "--plot", "--json").json["points"]
    assert points["population"] == 500
    assert points["x"] == predicted["price"].tolist()
    assert points["y"] == pytest.approx(predicted["price_predicted"], abs=0.0051)
    out = run("evaluate", "--plot").out
    assert "predicted against actual price, 500 rows; no error •" in out
    assert "error (predicted − actual) against predicted price; no error •" in out
    assert run("evaluate", "--json").json["points"] is None


def test_a_prediction_beyond_all_numbers_is_no_point(lrcli, write):
    lrcli("train", write("x,price\n" + "".join(f"{k},{2**k}\n" for k in range(1, 20))), "-q", "--log-target")
    far = write("x,price\n3,8\n1e9,5\n", "far.csv")
    done = lrcli("evaluate", far, "--plot", "--figure", "x.svg")
    assert done.status == 0
    assert "1 row;" in done.out


def test_plots_are_ascii_where_that_is_asked_for(lrcli, run):
    for command, *argv in (["stats", "--plot", "*", "--correlations"], ["evaluate", "--plot"]):
        done = run(command, *argv, "--ascii")
        assert done.status == 0
        assert done.out.isascii()
        assert "?" not in done.out
        assert max(map(len, done.out.splitlines())) <= 80
