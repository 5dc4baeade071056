"""Pictures from Python: the bytes of --figure, a figure of matplotlib, and what a notebook shows."""

import json
from xml.etree import ElementTree

import matplotlib.figure
import numpy as np
import pandas as pd
import pytest

import lrcli
from lrcli.cli.app import main
from lrcli.errors import LrcliError, OptionError
from lrcli.report.figure import file

TRAIN = {"epochs": 20, "trajectory": "mileage, age", "trajectory_with": ["sgd", "momentum+batch-size=1"]}


@pytest.fixture(scope="module")
def cars():
    from pathlib import Path

    return str(Path(__file__).parents[2] / "sample_data" / "cars.csv")


@pytest.fixture(scope="module")
def fit(cars):
    return lrcli.train(cars, **TRAIN)


@pytest.fixture(scope="module")
def model_file(fit, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model.json"
    fit.model.save(path)
    return str(path)


def command_line(*words):
    assert main([*words, "--quiet"]) == 0


FLAGS = ["--epochs", "20", "--trajectory", "mileage,age", "--trajectory-with", "sgd,momentum+batch-size=1"]
RESULTS = {
    "train": lambda cars, model: lrcli.train(cars, **TRAIN),
    "evaluate": lambda cars, model: lrcli.evaluate(lrcli.load(model), cars),
    "crossval": lambda cars, model: lrcli.crossval(cars, epochs=5, k=3),
    "stats": lambda cars, model: lrcli.stats(cars),
    "path": lambda cars, model: lrcli.crossval(cars, path=True, k=3),
}
WORDS = {
    "train": ["train", *FLAGS, "-o", "model.json"],
    "evaluate": ["evaluate", "-m"],
    "crossval": ["crossval", "--epochs", "5", "-k", "3"],
    "stats": ["stats"],
    "path": ["crossval", "--path", "-k", "3"],
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_figure_is_written_as_by_the_command_line(name, cars, model_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = [*WORDS[name], *([model_file] if name == "evaluate" else []), cars]
    command_line(*words, "--figure", "theirs.svg")
    figure = RESULTS[name](cars, model_file).figure()
    assert isinstance(figure, matplotlib.figure.Figure)
    figure.savefig(tmp_path / "ours.svg")
    assert (tmp_path / "ours.svg").read_bytes() == (tmp_path / "theirs.svg").read_bytes()


@pytest.fixture(scope="module")
def wide_ones(cars):
    """The pictures with the longest words beside their axes."""
    return {
        "weights": lrcli.train(cars.replace("cars.csv", "used_cars.csv"), solver="exact", inference=True).figure(),
        "candidates": lrcli.crossval(cars, solver="exact", weight_decay=[0, 0.1, 10], k=3).figure(),
        "path": lrcli.crossval(cars, path=True, k=3).figure(),
    }


@pytest.mark.parametrize("name", ["weights", "candidates", "path"])
def test_no_word_beside_the_axes_of_a_figure_is_cut(name, wide_ones):
    figure = wide_ones[name]
    figure.draw_without_rendering()
    paper = figure.bbox.padded(1)
    for panel in figure.axes:
        for text in (panel.title, panel.xaxis.label, panel.yaxis.label, *panel.texts):
            box = text.get_window_extent()
            assert not text.get_text() or (paper.contains(*box.min) and paper.contains(*box.max)), text.get_text()


def test_the_errors_of_the_first_candidate_do_not_lie_on_the_rim(wide_ones):
    panel = wide_ones["candidates"].axes[0]
    low, high = sorted(panel.get_ylim())
    heights = [y for line in panel.lines for y in line.get_ydata()]
    assert low + 0.3 < min(heights)
    assert max(heights) < high - 0.3


def test_a_notebook_shows_a_figure_that_was_changed(fit):
    figure = fit.figure()
    figure.axes[0].set_title("how it went $x$")
    texts = {"".join(node.itertext()) for node in ElementTree.fromstring(figure._repr_svg_()).iter()}
    assert {"how it went $x$", "epoch", "learning rate"} <= texts


def test_a_trajectory_is_the_points_of_the_command_line_with_their_loss(cars, fit, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["train", cars, *FLAGS, "--json"]) == 0
    theirs = json.loads(capsys.readouterr().out)["trajectory"]
    ours = fit.trajectory
    assert list(ours.columns) == ["way", "step", "mileage", "age", "loss"]
    assert list(ours.way.unique()) == [way["name"] for way in theirs["ways"]]
    for way in theirs["ways"]:
        assert ours.loc[ours.way == way["name"], ["mileage", "age"]].to_numpy().tolist() == way["points"]
    # At the start both weights are 0 and the bias is at its best, so the loss is half the variance of the target.
    truth = pd.read_csv(cars).price
    start = ours[ours.step == 0].loss
    assert start.to_numpy() == pytest.approx(np.var(truth) / 2, rel=0.15)  # 400 of the 500 rows train
    assert lrcli.train(cars, epochs=1).trajectory is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"trajectory": "mileage"}, "trajectory 'mileage' is not two features"),
        ({"trajectory_with": "sgd"}, "trajectory_with needs trajectory A,B"),
        ({"trajectory": ["mileage", "age"], "trajectory_with": "speed=1"}, "speed is none of optimizer"),
        ({"trajectory": "mileage, age", "solver": "exact"}, "trajectory has no effect with solver exact"),
    ],
)
def test_a_trajectory_that_cannot_be_is_refused(cars, options, message):
    with pytest.raises(OptionError, match=message):
        lrcli.train(cars, **options)


def test_correlations_are_those_of_pandas(cars):
    ours = lrcli.stats(cars).correlations
    assert ours.to_numpy() == pytest.approx(pd.read_csv(cars).corr().loc[ours.index, ours.columns].to_numpy())


def test_without_a_loss_or_without_matplotlib_there_is_no_figure(cars, fit, monkeypatch):
    with pytest.raises(LrcliError, match="the exact solver has none"):
        lrcli.train(cars, solver="exact").figure()
    monkeypatch.setattr(file, "find_spec", lambda name: None)
    with pytest.raises(LrcliError, match=r"^figure needs the package matplotlib"):
        fit.figure()
