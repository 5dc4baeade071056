"""lrcli train --trajectory, as a person runs it."""

import pytest

from lrcli import load
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.trajectory import Wish
from lrcli.jobs.train import training

PAIR = ("--trajectory", "mileage,age")


def standardised(model):
    """The weights of numeric features as the coefficients' table shows them."""
    return {f.name: f.weight * f.std / model.target.std for f in model.features if hasattr(f, "weight")}


def trained(lrcli, cars, *argv):
    assert lrcli("train", cars, "-q", *argv).status == 0
    return standardised(load("model.json"))


def test_the_way_goes_from_zero_to_the_models_own_weights(lrcli, used_cars):
    found = lrcli("train", used_cars, *PAIR, "--epochs", "20", "--json").json["trajectory"]
    own, best = standardised(load("model.json")), trained(lrcli, used_cars, "--solver", "exact")
    (way,) = found["ways"]
    assert (way["name"], way["steps"][0], way["points"][0]) == ("adam", 0, [0, 0])
    assert way["points"][-1] == pytest.approx([own["mileage"], own["age"]], rel=1e-9)
    assert way["optimum"] == found["optimum"] == pytest.approx([best["mileage"], best["age"]], rel=1e-6)
    assert way["steps"][-1] == 20 * 11


def test_the_lowest_loss_is_the_exact_solvers(lrcli, used_cars):
    found = lrcli("train", used_cars, *PAIR, "--epochs", "2", "--json").json["trajectory"]
    lrcli("train", used_cars, "-q", "--solver", "exact")
    assert found["lowest"] == pytest.approx(load("model.json").metrics.train.loss, rel=1e-9)


def test_other_ways_are_those_of_trainings_with_these_options(lrcli, cars):
    settings = "momentum,weight-decay=0.3,sgd+batch-size=full+learning-rate=0.2"
    argv = ("--epochs", "5", "--optimizer", "momentum", "--beta", "0.8")
    found = lrcli("train", cars, *PAIR, *argv, "--trajectory-with", settings, "--json").json["trajectory"]
    names = ["momentum", "momentum", "weight decay 0.3", "sgd, batch size full, learning rate 0.2"]
    assert [way["name"] for way in found["ways"]] == names
    alone = [
        trained(lrcli, cars, *argv),
        trained(lrcli, cars, *argv, "--weight-decay", "0.3"),
        trained(lrcli, cars, "--epochs", "5", "--batch-size", "full", "--optimizer", "sgd", "--learning-rate", "0.2"),
    ]
    expected = [alone[0], *alone]
    for way, weights in zip(found["ways"], expected, strict=True):
        assert way["points"][-1] == pytest.approx([weights["mileage"], weights["age"]], rel=1e-9)
    decayed = trained(lrcli, cars, "--solver", "exact", "--weight-decay", "0.3")
    assert found["ways"][2]["optimum"] == pytest.approx([decayed["mileage"], decayed["age"]], rel=1e-6)


def test_following_a_training_changes_nothing_about_it(lrcli, cars):
    lrcli("train", cars, "-q")
    before = load("model.json")
    lrcli("train", cars, "-q", *PAIR, "--trajectory-with", "sgd")
    assert load("model.json") == before


def test_the_picture_is_shown_below_the_summary(lrcli, cars):
    done = lrcli("train", cars, *PAIR, "--trajectory-with", "sgd")
    assert "training loss over the standardised weights of mileage (across) and age (up)" in done.out
    assert "a adam (5,000 steps); b sgd (5,000 steps); o start; × optimum" in done.out
    assert done.out.index("above the analytic optimum") < done.out.index("o start")
    assert max(map(len, done.out.splitlines())) <= 80
    quiet = lrcli("train", cars, *PAIR, "--trajectory-with", "sgd", "-q")
    picture = done.out[done.out.index("training loss over") : done.out.index("Off by about")]
    assert (quiet.out, quiet.err) == (picture, "")


def test_a_way_that_diverges_is_named_and_the_others_are_drawn(lrcli, cars):
    done = lrcli("train", cars, *PAIR, "--trajectory-with", "sgd+learning-rate=1000")
    assert done.status == 0
    assert ", diverged)" in done.out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--trajectory", "mileage"], "--trajectory 'mileage' is not two features, like mileage,age"),
        (["--trajectory", "mileage,mileage"], "--trajectory needs two features, not mileage twice"),
        (["--trajectory", "mileage,brand"], "brand is a text, with a weight for each of its categories"),
        (["--trajectory", "mileage,price"], "'price' is no feature; numbers are horsepower, mileage, age"),
        (["--trajectory-with", "sgd"], "--trajectory-with needs --trajectory A,B"),
        ([*PAIR, "--trajectory-with", "newton"], "--optimizer 'newton' is none of sgd"),
        ([*PAIR, "--trajectory-with", "weight=1"], "weight is none of optimizer, beta, epsilon"),
        ([*PAIR, "--trajectory-with", "weight-decay=x"], "'x' is neither a number nor auto"),
        ([*PAIR, "--trajectory-with", "sgd,sgd,sgd,sgd,sgd,sgd,sgd,sgd"], "more than 7 paths hide one another"),
        ([*PAIR, "--solver", "exact"], "--trajectory has no effect with --solver exact"),
    ],
)
def test_wrong_usage_is_one_line_with_status_2(lrcli, used_cars, argv, message):
    done = lrcli("train", used_cars, *argv)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.splitlines()) == 1


def test_the_figure_file_holds_the_picture_with_every_way(lrcli, cars, tmp_path):
    argv = ("--trajectory-with", "sgd+learning-rate=1000", "--epochs", "3", "--figure", "way.svg", "-q")
    assert lrcli("train", cars, *PAIR, *argv).status == 0
    drawn = (tmp_path / "way.svg").read_text()
    for text in ("standardised weight of mileage", "adam (30 steps)", "sgd, learning rate 1000", "diverged"):
        assert text in drawn


def test_a_logarithm_is_named_and_terms_are_features(lrcli, cars):
    argv = ("-f", "log(mileage),age", "--log-target", "--trajectory", "log(mileage),age", "--epochs", "9")
    done = lrcli("train", cars, *argv)
    said = "training loss of log(price) over the standardised weights of log(mileage) (across) and age (up)"
    assert said in " ".join(line.strip() for line in done.out.splitlines())


def test_a_training_that_is_interrupted_shows_its_way_up_to_there_and_begins_no_other(cars):
    wish = Wish(("mileage", "age"), (("sgd", Recipe(optimizer="sgd")),))
    with training(cars, trajectory=wish) as epochs:
        for epoch in epochs:
            if epoch.epoch == 3:
                break
        found = epochs.result().trajectory
    assert [(way.name, way.steps[-1]) for way in found.ways] == [("this training", 3 * 10)]
