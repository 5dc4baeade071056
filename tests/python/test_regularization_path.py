"""The regularization path from Python, against scikit-learn's and the command line's."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import lasso_path

import lrcli
from lrcli.cli.app import main
from lrcli.errors import OptionError


@pytest.fixture(scope="module")
def table():
    """Six columns, two of which matter."""
    X = np.random.default_rng(3).normal(5, 2, size=(120, 6))
    noise = np.random.default_rng(4).normal(0, 2, 120)
    return pd.DataFrame(X, columns=[f"x{k}" for k in range(6)]).assign(y=X[:, :2] @ [3.0, -2.0] + noise)


@pytest.fixture(scope="module")
def path(table):
    return lrcli.crossval(table, target="y", path=True, k=4)


def test_the_weights_are_those_of_scikit_learn(table, path):
    X, y = (table - table.mean()).div(table.std(ddof=0)).drop(columns="y"), table["y"]
    y = (y - y.mean()) / y.std(ddof=0)
    _, theirs, _ = lasso_path(X.to_numpy(), y.to_numpy(), alphas=path.table["l1"].to_numpy(), tol=1e-14, max_iter=10**6)
    assert path.weights.to_numpy() == pytest.approx(theirs.T, abs=1e-8)
    assert list(path.weights) == list(X)
    assert path.table["weights"].tolist() == (theirs != 0).sum(axis=0).tolist()


def test_the_choice_is_the_largest_penalty_within_one_standard_error(table, path):
    points = path.table
    lowest = points.loc[points["validation_mse"].idxmin()]
    within = points["validation_mse"] <= lowest["validation_mse"] + lowest["standard_error"]
    assert points.loc[points["chosen"], "l1"].tolist() == [points.loc[within, "l1"].max()]
    assert points.loc[points["lowest"], "l1"].tolist() == [lowest["l1"]]
    fit = lrcli.train(table, target="y", solver="exact", split="none", **path.best)
    weights = fit.weights.set_index("feature")["weight"]
    assert set(weights.index[weights == 0]) == set(path.left_out)


def test_the_points_are_those_of_the_command_line(table, path, tmp_path, capsys):
    file = tmp_path / "t.csv"
    table.to_csv(file, index=False)
    assert main(["crossval", str(file), "--path", "-k", "4", "-t", "y", "--json"]) == 0
    points = json.loads(capsys.readouterr().out)["points"]
    for column in ("l1", "weight_decay", "weights", "validation_rmse", "standard_error"):
        assert path.table[column].tolist() == pytest.approx([point[column] for point in points])


def test_it_draws_its_picture_and_shows_its_choice(path, tmp_path):
    path.figure().savefig(tmp_path / "path.svg")
    assert "standardised weight" in (tmp_path / "path.svg").read_text()
    assert "the error is lowest at λ" in repr(path)
    assert path.verdict.text in repr(path)
    assert "Regularization path" in path._repr_html_()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path": True, "final": True}, "path trains nothing"),
        ({"path": True, "weight_decay": [0, 1]}, "path trains nothing"),
        ({"l1_ratio": 0.5}, "l1_ratio has an effect with path alone"),
        ({"path": True, "l1_ratio": 0}, "l1_ratio 0 is not above 0"),
        ({"path": True, "epochs": 3}, "epochs has no effect with path"),
    ],
)
def test_what_a_path_does_not_take_is_refused(table, options, message):
    with pytest.raises(OptionError, match=message):
        lrcli.crossval(table, target="y", **options)
