"""crossval --path against scikit-learn's paths, and what is said of it."""

import json

import numpy as np
import pytest
from sklearn.linear_model import enet_path, lasso_path

from lrcli.cli.app import main
from lrcli.data.tables.split import by_folds
from lrcli.errors import OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.regularization_path import trace_path
from lrcli.jobs.selection import Selection
from lrcli.limits import Limits

N = 200


@pytest.fixture(scope="module")
def table():
    """Twelve columns, three of which matter."""
    rng = np.random.default_rng(7)
    X = rng.normal(5, 2, size=(N, 12)) @ (np.eye(12) + rng.normal(size=(12, 12)) * 0.1)
    return X, X[:, :3] @ [3.0, -2.0, 1.0] + rng.normal(0, 2, N)


@pytest.fixture(scope="module")
def path(table, tmp_path_factory):
    X, y = table
    names = ",".join(f"x{k}" for k in range(12))
    lines = [f"{','.join(map(repr, row))},{t!r}" for row, t in zip(X.tolist(), y.tolist(), strict=True)]
    file = tmp_path_factory.mktemp("path") / "t.csv"
    file.write_text(f"{names},y\n" + "\n".join(lines) + "\n")
    return str(file)


def standardised(values):
    return (values - values.mean(axis=0)) / values.std(axis=0)


@pytest.mark.parametrize("ratio", [1.0, 0.4])
def test_the_path_is_that_of_scikit_learn(table, path, ratio):
    X, y = map(standardised, table)
    ours = trace_path(path, ratio=ratio).path
    alphas = np.array([point.l1 for point in ours.points]) / ratio
    options = {"alphas": alphas, "tol": 1e-14, "max_iter": 10**6}
    _, theirs, _ = lasso_path(X, y, **options) if ratio == 1 else enet_path(X, y, l1_ratio=ratio, **options)
    assert np.array(ours.weights) == pytest.approx(theirs.T, abs=1e-8)
    assert [point.weights for point in ours.points] == (theirs != 0).sum(axis=0).tolist()
    assert alphas[0] == pytest.approx(np.abs(X.T @ y).max() / N / ratio)
    assert [point.weight_decay for point in ours.points] == pytest.approx(alphas * (1 - ratio))


def test_the_errors_are_those_of_rows_that_did_not_train(table, path):
    X, y = table
    ours, roles = trace_path(path, k=4).path, by_folds(4, 0).deal(0, N)
    alphas = np.array([point.l1 for point in ours.points])
    errors = []
    for role in range(4):
        train, held = roles != role, roles == role
        mean, scale, centre, unit = X[train].mean(axis=0), X[train].std(axis=0), y[train].mean(), y[train].std()
        Z, t = (X[train] - mean) / scale, (y[train] - centre) / unit
        _, w, _ = lasso_path(Z, t, alphas=alphas, tol=1e-14, max_iter=10**6)
        y_hat = ((X[held] - mean) / scale) @ w * unit + centre
        errors.append(((y_hat - y[held][:, None]) ** 2).mean(axis=0))
    mean, error = np.mean(errors, axis=0), np.std(errors, axis=0, ddof=1) / 2
    assert [point.validation_mse for point in ours.points] == pytest.approx(mean, rel=1e-6)
    assert [point.standard_error for point in ours.points] == pytest.approx(error, rel=1e-6)
    assert ours.best == mean.argmin()
    within = mean <= mean.min() + error[mean.argmin()]
    assert ours.chosen == np.flatnonzero(within)[0]
    assert {"x0", "x1", "x2"}.isdisjoint(ours.left_out())
    assert len(ours.left_out()) >= 5


def test_many_rows_by_moments_have_the_same_path(path):
    few = trace_path(path).path
    many = trace_path(path, selection=Selection(limits=Limits(window_rows=25, moments=True))).path
    assert np.array(many.weights) == pytest.approx(np.array(few.weights), abs=1e-6)


def test_the_terminal_shows_the_path_and_the_command_that_trains_the_choice(path, tmp_path, capsys):
    figure = tmp_path / "path.svg"
    assert main(["crossval", path, "--path", "-k", "4", "--figure", str(figure)]) == 0
    shown = capsys.readouterr()
    assert "within one standard error of it" in " ".join(shown.out.split())
    assert "it leaves out" in shown.out
    assert "standardised weight" in figure.read_text()
    command = next(line for line in shown.err.splitlines() if "lrcli train" in line).split("train it with: ")[-1]
    model = tmp_path / "m.json"
    assert main([*command.split()[1:], "--solver", "exact", "--split", "none", "-o", str(model)]) == 0
    weights = {feature["name"]: feature["weight"] for feature in json.loads(model.read_text())["features"]}
    chosen = trace_path(path, k=4).path
    assert {name for name, weight in weights.items() if weight == 0} == set(chosen.left_out())


def test_the_document_has_every_point(path, capsys):
    assert main(["crossval", path, "--path", "--json", "--l1-ratio", "0.5"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["points"]) == len(document["weights"]) == 100
    assert document["weights"][0] == [0] * 12
    chosen = document["points"][document["chosen"]]
    assert f"--l1 {chosen['l1']:.6g} --weight-decay {chosen['weight_decay']:.6g}" in document["command"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--path", "--epochs", "3"], "--epochs has no effect with --path"),
        (["--path", "--weight-decay", "0", "--weight-decay", "1"], "--path trains nothing"),
        (["--path", "-o", "m.json"], "--path trains nothing"),
        (["--l1-ratio", "0.5"], "has an effect with --path alone"),
        (["--path", "--l1-ratio", "0"], "--l1-ratio 0 is not above 0"),
    ],
)
def test_what_a_path_does_not_take_is_refused(path, words, message, capsys):
    assert main(["crossval", path, *words]) == 2
    assert message in capsys.readouterr().err


def test_a_path_takes_no_options_of_steps():
    with pytest.raises(OptionError, match="solves every penalty exactly"):
        trace_path("none.csv", Recipe(optimizer="sgd"))


def test_the_verdict_says_that_the_error_is_one_of_logarithms(path):
    verdict = trace_path(path, selection=Selection(log_target=True, where="y > 1")).verdict
    assert " in the logarithm on new rows" in verdict.text


def test_the_verdict_says_how_rows_were_held_out_and_counts_these_alone(path):
    """x11 is a time here: the earliest of four stretches only trains."""
    by_time = trace_path(path, k=3, selection=Selection(time="x11")).verdict.text
    assert f"measured on {N * 3 // 4} rows in 3 folds, each later by x11 than all that trained" in by_time
    by_group = trace_path(path, k=3, selection=Selection(group="x11")).verdict.text
    assert f"measured on {N} rows in 3 folds, none of a x11 that trained" in by_group
