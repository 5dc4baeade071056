"""Results of several targets: each as that of its target alone, and together by target."""

import numpy as np
import pandas as pd
import pytest

import lrcli
from lrcli.errors import LrcliError

NAMES = ["price", "consumption"]


@pytest.fixture(scope="module")
def cars():
    rng = np.random.default_rng(3)
    age, km = rng.integers(16, size=120), rng.integers(1, 200, size=120) * 1000
    price = 20_000 - 900 * age - 0.03 * km + rng.normal(0, 800, 120)
    return pd.DataFrame({"age": age, "km": km, "price": price, "consumption": 6 + 0.1 * age + rng.normal(0, 0.4, 120)})


def alone(cars, name):
    return cars.drop(columns=next(other for other in NAMES if other != name))


def test_an_evaluation_has_one_of_each_target(cars):
    model = lrcli.train(cars, target=NAMES, solver="exact").model
    both = lrcli.evaluate(model, cars, interval=80, diagnose=True)
    assert list(both.targets) == NAMES
    for name, one in both.targets.items():
        own = lrcli.evaluate(model.of_target(name), alone(cars, name), interval=80, diagnose=True)
        assert one.rmse == own.rmse
        assert one.coverage == own.coverage
        assert both.scores.loc[name].equals(own.scores)
        assert both.worst.loc[name].equals(own.worst)
        pd.testing.assert_frame_equal(both.influential.loc[name], own.influential, rtol=1e-7)
        assert own.targets == {}
        assert f"{name}: {one.verdict.text.rstrip('.')}" in both.verdict.text
        assert f"{name}: RMSE model" in repr(both)
    with pytest.raises(LrcliError, match=r"has the targets price and consumption; use targets\['price'\] for one"):
        both.rmse  # noqa: B018  # which raises


def test_a_cross_validation_has_one_of_each_target_and_one_model_of_all(cars):
    options = {"k": 3, "weight_decay": [0, 0.1], "solver": "exact", "predictions": True}
    both = lrcli.crossval(cars, target="price, consumption", final=True, **options)
    for name, one in both.targets.items():
        own = lrcli.crossval(alone(cars, name), target=name, **options)
        pd.testing.assert_frame_equal(both.table.loc[name], own.table, rtol=1e-9)
        pd.testing.assert_frame_equal(both.predictions[[*own.predictions]], own.predictions, rtol=1e-9)
        assert one.best == own.best
        assert one.learning_curve is None
    assert both.learning_curve is None
    assert both.fit.model.target_names == NAMES
    assert list(both.fit.targets) == NAMES
    with pytest.raises(LrcliError, match="has the targets price and consumption"):
        both.best  # noqa: B018  # which raises


def test_epochs_of_several_targets_tell_whose_they_are_and_their_weights(cars):
    job = lrcli.training(cars, target=NAMES, epochs=2)
    seen = [(epoch.target, epoch.number, epoch.weights.weight.tolist()) for epoch in job]
    assert [each[:2] for each in seen] == [(name, number) for name in NAMES for number in (1, 2)]
    for name in NAMES:
        own = lrcli.training(alone(cars, name), target=name, epochs=2)
        weights = [epoch.weights.weight.tolist() for epoch in own]
        assert [each[2] for each in seen if each[0] == name] == [pytest.approx(each) for each in weights]
    assert list(job.fit.targets) == NAMES


def test_pictures_and_notebooks_show_every_target(cars):
    fit = lrcli.train(cars, target=NAMES, epochs=2)
    many = lrcli.crossval(cars, target=NAMES, epochs=2, k=2)
    for figure in (fit.figure(), many.figure(), lrcli.evaluate(fit.model, cars).figure()):
        assert [part.get_suptitle() for part in figure.subfigs] == NAMES
    page = many._repr_html_()
    assert all(name in page for name in NAMES)
