"""--l1 from the table to the model."""

import json

import numpy as np
import pytest
from one_target import crossval_of_one
from sklearn.linear_model import ElasticNet, Lasso

from lrcli.cli.app import main
from lrcli.errors import OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.trajectory import Wish
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.learning.optimizers import OPTIMIZERS
from lrcli.limits import Limits

N = 120


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(0)
    X = rng.normal([10, -3, 100, 0], [2, 1, 30, 5], size=(N, 4))
    kind = rng.integers(0, 4, N)
    y = 4 * X[:, 0] - 20 * X[:, 1] + 0.01 * X[:, 2] + 30 * (kind == 2) + rng.normal(0, 5, N)
    return X, kind, y


@pytest.fixture(scope="module")
def path(table, tmp_path_factory):
    X, kind, y = table
    lines = [f"{','.join(map(repr, x))},k{k},{t!r}" for x, k, t in zip(X.tolist(), kind, y.tolist(), strict=True)]
    file = tmp_path_factory.mktemp("l1") / "t.csv"
    file.write_text("a,b,c,d,kind,y\n" + "\n".join(lines) + "\n")
    return str(file)


def standardised(table):
    X, kind, y = table
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    return np.column_stack([Z, np.eye(4)[kind]]), (y - y.mean()) / y.std(), X.std(axis=0), y.std()


@pytest.mark.parametrize("decay", [None, 0.03])
def test_the_exact_weights_are_those_of_scikit_learn_on_standardised_columns(table, path, decay):
    Z, t, scale, unit = standardised(table)
    l1 = 0.05
    theirs = Lasso(alpha=l1, tol=1e-14, max_iter=10**6)
    if decay:
        theirs = ElasticNet(alpha=l1 + decay, l1_ratio=l1 / (l1 + decay), tol=1e-14, max_iter=10**6)
    theirs.fit(Z, t)
    model = train(path, recipe=Recipe(solver="exact", l1=l1, weight_decay=decay, split="none")).model
    *numbers, kind = model.features
    assert [feature.weight for feature in numbers] == pytest.approx(theirs.coef_[:4] * unit / scale, abs=1e-6)
    levels = [kind.weights[f"k{k}"] for k in range(4)]
    assert levels == pytest.approx(theirs.coef_[4:] * unit, abs=1e-6)
    assert [weight == 0 for weight in levels] == (theirs.coef_[4:] == 0).tolist()
    assert model.training.l1 == l1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_arrives_and_leaves_out_what_the_optimum_leaves_out(path, optimizer):
    exact = train(path, recipe=Recipe(solver="exact", l1=0.1, split="none")).model
    model = train(path, recipe=Recipe(optimizer=optimizer, l1=0.1, split="none", epochs=150)).model
    assert 0 <= model.metrics.optimality_gap < 0.01
    zeros = [
        [effect.weight == 0 for feature in each.features for effect in feature.effects()] for each in (model, exact)
    ]
    assert zeros[0] == zeros[1]
    assert any(zeros[0])


def test_many_rows_by_moments_have_the_same_optimum(path):
    recipe, limits = Recipe(solver="exact", l1=0.05, split="none"), Limits(window_rows=25, moments=True)
    few, many = train(path, recipe=recipe).model, train(path, Selection(limits=limits), recipe).model
    for a, b in zip(few.numeric, many.numeric, strict=True):
        assert a.weight == pytest.approx(b.weight, abs=1e-6)


def test_the_average_row_is_the_average_prediction_though_levels_are_not_centred(table, path):
    model = train(path, recipe=Recipe(solver="exact", l1=0.02, split="none")).model
    assert model.average == pytest.approx(table[2].mean(), rel=1e-9)
    case = {"a": 9.0, "b": -2.0, "c": 80.0, "d": 1.0, "kind": "k2"}
    assert model.average + sum(model.contributions(case)) == pytest.approx(model.predict(**case), rel=1e-12)


def test_the_terminal_says_what_is_left_out(path, tmp_path, capsys):
    main(["train", path, "--l1", "0.1", "--solver", "exact", "-o", str(tmp_path / "m.json")])
    out = capsys.readouterr().out
    assert "left out" in next(line for line in out.splitlines() if line.strip().startswith("d "))
    assert "weights are 0: left out by --l1" in out
    assert "solved exactly, l1 0.1" in out
    main(["train", path, "--l1", "0.1", "--epochs", "2", "--explain-step", "-o", str(tmp_path / "m.json")])
    assert "then w ← sign(w) max(|w| − t λ, 0), λ = 0.1" in " ".join(capsys.readouterr().out.split())


def test_crossval_compares_values_of_l1(path, capsys):
    result = crossval_of_one(path, [Recipe(l1=l1, epochs=40) for l1 in (0.01, 1.0)], k=3)
    assert result.best == 0
    assert main(["crossval", path, "--l1", "0.01", "--l1", "1", "--solver", "exact", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["validation_curve"]["option"] == "l1"


def test_l1_is_refused_beside_what_it_does_not_go_with(path):
    with pytest.raises(OptionError, match="goes with the squared loss"):
        Recipe(l1=0.1, loss="huber")
    with pytest.raises(OptionError, match="leave --l1 out"):
        train(path, recipe=Recipe(l1=0.1, epochs=2), trajectory=Wish(("a", "b")))
