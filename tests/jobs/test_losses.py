"""Trainings with a loss that is not squared, from the table to the verdict."""

from pathlib import Path

import numpy as np
import pytest
from one_target import crossval_of_one, evaluate_of_one
from scipy.optimize import linprog
from scipy.optimize import minimize as scipy_minimize

import lrcli
from lrcli.cli.app import main
from lrcli.errors import DataError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.apply import ranges_around
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.learning.optimizers import OPTIMIZERS
from lrcli.limits import LIMITS, Limits
from lrcli.model.linear import load

CARS = Path(__file__).parents[2] / "sample_data" / "cars.csv"
FAR = "100000,8,3000000000\n"
SOME_LEVELS = 5


def weights_of(model):
    return np.array([model.bias, *(feature.weight for feature in model.features)])


def columns_of(text):
    X = np.array([[float(cell) for cell in line.split(",")] for line in text.splitlines()[1:]])
    return np.column_stack([np.ones(len(X)), X[:, :-1]]), X[:, -1]


@pytest.fixture(scope="module")
def cars():
    return CARS.read_text()


@pytest.mark.parametrize("loss", ["huber", "absolute"])
def test_one_row_at_three_billion_moves_no_weight_by_one_percent(write, cars, loss):
    recipe = Recipe(loss=loss, split="none", epochs=100)
    without = train(write(cars, "a.csv"), recipe=recipe).model
    with_it = train(write(cars + FAR, "b.csv"), recipe=recipe).model
    assert weights_of(with_it) == pytest.approx(weights_of(without), rel=0.01)
    squared = train(write(cars + FAR, "b.csv"), recipe=Recipe(solver="exact", split="none")).model
    assert abs(weights_of(squared) / weights_of(without) - 1).max() > 100


def test_the_optimum_of_a_quantile_is_that_of_its_linear_programme(write, cars):
    X, y = columns_of(cars)
    n, tau = len(y), 0.9
    cost = np.concatenate([np.zeros(3), np.full(n, 1 - tau), np.full(n, tau)])
    scale = np.abs(X).max(axis=0)
    rows = np.hstack([X / scale, -np.eye(n), np.eye(n)])
    programme = linprog(cost, A_eq=rows, b_eq=y, bounds=[(None, None)] * 3 + [(0, None)] * (2 * n))
    model = train(write(cars), recipe=Recipe(loss="quantile:0.9", solver="exact", split="none")).model
    assert model.metrics.train.loss == pytest.approx(programme.fun / n, rel=1e-10)
    order = [feature.name for feature in model.features]
    assert order == ["mileage", "age"]
    assert weights_of(model) == pytest.approx(programme.x[:3] / scale, rel=1e-8)


def test_the_optimum_of_huber_with_a_given_delta_is_that_of_another_minimizer(write, cars):
    X, y = columns_of(cars)
    delta, scale = 500.0, np.abs(X).max(axis=0)

    def objective(v):
        e = X / scale @ v - y
        loss = np.where(np.abs(e) <= delta, e**2 / 2, delta * (np.abs(e) - delta / 2)).mean()
        return loss, np.clip(e, -delta, delta) @ (X / scale) / len(y)

    found = scipy_minimize(objective, np.zeros(3), jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    model = train(write(cars), recipe=Recipe(loss="huber:500", solver="exact", split="none")).model
    assert weights_of(model) == pytest.approx(found.x / scale, rel=1e-6)
    assert model.training.delta == pytest.approx(500)
    assert model.metrics.train.loss == pytest.approx(found.fun, rel=1e-9)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_arrives_at_every_loss(optimizer):
    for loss in ("huber:1000", "quantile:0.8"):
        model = train(CARS, recipe=Recipe(loss=loss, optimizer=optimizer, epochs=100, split="none")).model
        assert 0 <= model.metrics.optimality_gap < 0.02


def test_the_loss_of_the_history_is_the_loss_of_the_scores():
    model = train(CARS, recipe=Recipe(loss="absolute", epochs=20)).model
    assert model.history.train_loss[-1] == pytest.approx(model.metrics.train.loss, rel=1e-9)
    assert model.history.validation_loss[-1] == pytest.approx(model.metrics.validation.mae, rel=1e-9)


def table_of(n, seed=3):
    rng = np.random.default_rng(seed)
    a, kind = rng.normal(50, 10, n), rng.integers(0, SOME_LEVELS, n)
    y = np.exp(0.02 * a + kind / 5 + rng.normal(0, 0.3, n))
    return "a,kind,y\n" + "".join(f"{x!r},k{k},{t!r}\n" for x, k, t in zip(a.tolist(), kind, y.tolist(), strict=True))


@pytest.mark.parametrize("loss", ["huber:0.5", "absolute", "quantile:0.9"])
def test_many_rows_in_a_temporary_file_have_the_optimum_of_the_same_rows_in_memory(write, loss):
    path, recipe = write(table_of(600)), Recipe(loss=loss, solver="exact", split="none")
    limits = Limits(window_rows=250, block_bytes=4096, slab_bytes=16_384)
    few, many = train(path, recipe=recipe), train(path, Selection(memory=0, limits=limits), recipe)
    assert any("temporary file" in remark for remark in many.remarks)
    assert many.model.metrics.train.loss == pytest.approx(few.model.metrics.train.loss, rel=1e-9)
    cases = [{"a": 40.0, "kind": "k1"}, {"a": 60.0, "kind": "k4"}]
    assert [many.model.predict(**case) for case in cases] == pytest.approx(
        [few.model.predict(**case) for case in cases], rel=1e-3
    )


@pytest.mark.parametrize("loss", ["huber", "absolute", "quantile:0.7"])
def test_a_row_that_counts_three_times_is_three_rows(write, loss):
    header, *lines = table_of(60).splitlines()
    counts = [k % 3 + 1 for k in range(len(lines))]
    weighed = "".join(f"{line},{count}\n" for line, count in zip(lines, counts, strict=True))
    repeated = "".join(f"{line}\n" * count for line, count in zip(lines, counts, strict=True))
    recipe = Recipe(loss=loss, solver="exact", split="none", weight_decay=0.01)
    once = train(write(f"{header},n\n{weighed}", "a.csv"), Selection(weights="n", target="y"), recipe).model
    often = train(write(f"{header}\n{repeated}", "b.csv"), recipe=recipe).model
    assert once.metrics.train.loss == pytest.approx(often.metrics.train.loss, rel=1e-9)
    assert once.training.delta == (often.training.delta and pytest.approx(often.training.delta, rel=1e-9))
    case = {"a": 55.0, "kind": "k2"}
    assert once.predict(**case) == pytest.approx(often.predict(**case), rel=1e-6)


def test_the_delta_of_many_rows_is_told_by_some_of_them(write):
    path, recipe = write(table_of(600)), Recipe(loss="huber", solver="exact", split="none")
    limits = Limits(window_rows=250, block_bytes=4096, delta_rows=300, encoded_bytes=0)
    few, many = (train(path, Selection(limits=each), recipe).model.training.delta for each in (LIMITS, limits))
    assert many != few
    assert many == pytest.approx(few, rel=0.2)


def test_a_quantile_of_the_logarithm_is_the_logarithm_of_the_quantile(write):
    recipe = Recipe(loss="quantile:0.9", solver="exact", split="none", weight_decay=0)
    constant = write("x,y\n" + "".join(f"{k % 2},{float(np.exp(k % 7)) * (1 + k % 2)!r}\n" for k in range(200)))
    plain, log = (train(constant, Selection(log_target=log), recipe).model for log in (False, True))
    for x in (0, 1):
        assert log.predict(x=x) == pytest.approx(plain.predict(x=x), rel=1e-6)


def test_a_quantile_says_how_many_rows_lie_below_and_what_it_predicts(write, cars, tmp_path, capsys):
    model = str(tmp_path / "m.json")
    assert main(["train", write(cars), "--loss", "quantile:0.9", "--epochs", "60", "-o", model]) == 0
    out = capsys.readouterr().out
    assert "of 50 test rows lie below their prediction, 90 % should" in " ".join(out.split())
    assert "loss of the 90 % quantile, adam" in out
    assert load(model).training.loss == "quantile:0.9"
    assert main(["predict", "-m", model, "--mileage", "100000", "--age", "8"]) == 0
    shown = capsys.readouterr()
    assert "90 % of rows like it lie below" in shown.err
    assert float(shown.out) > 13_000
    assert main(["predict", "-m", model, "--mileage", "100000", "--age", "8", "--mean"]) == 2
    assert "this one predicts the 90 % quantile" in capsys.readouterr().err


def test_a_quantile_is_not_usable_for_rows_of_which_another_share_lies_below(write, cars):
    model = train(CARS, recipe=Recipe(loss="quantile:0.9", epochs=60)).model
    header, *lines = cars.splitlines()
    dearer = [",".join([*line.split(",")[:-1], str(float(line.split(",")[-1]) + 3000)]) for line in lines]
    verdict = evaluate_of_one(model, write("\n".join([header, *dearer]))).verdict
    assert verdict.reasons[0].kind == "wrong share below"
    assert evaluate_of_one(model, write(cars)).verdict.usable


def test_the_verdict_on_a_robust_loss_is_not_decided_by_one_row(write, cars):
    trained = train(write(cars + FAR), recipe=Recipe(loss="huber", epochs=60, split="none"))
    assert trained.verdict.usable
    assert "on half of new rows (median absolute error" in trained.verdict.text


def test_a_robust_loss_that_learned_nothing_is_not_usable(write):
    rng = np.random.default_rng(0)
    rows = "".join(f"{a!r},{b!r}\n" for a, b in rng.normal(size=(60, 2)).tolist())
    trained = train(write("x,y\n" + rows), recipe=Recipe(loss="absolute", epochs=50))
    assert trained.verdict.reasons[0].kind in ("may be chance", "worse than a constant")


def test_crossval_compares_robust_losses_by_mae_and_one_quantile_by_its_loss(write, cars):
    recipes = [Recipe(loss=loss, epochs=20) for loss in ("squared", "absolute")]
    result = crossval_of_one(write(cars + FAR), recipes, k=3)
    assert (result.measure, result.best) == ("mae", 1)
    quantile = crossval_of_one(CARS, [Recipe(loss="quantile:0.9", epochs=20)], k=3)
    assert quantile.measure == "loss"
    assert "lie below their prediction" in quantile.verdict.text
    with pytest.raises(OptionError, match="cannot be compared with another loss"):
        crossval_of_one(CARS, [*recipes, Recipe(loss="quantile:0.9")], k=3)


def test_the_first_step_by_hand_shows_the_slopes(capsys, tmp_path):
    main(["train", str(CARS), "--loss", "absolute", "--epochs", "2", "--explain-step", "-o", str(tmp_path / "m.json")])
    out = capsys.readouterr().out
    assert "g = 1/|B| Σ ρ′(e) x" in out
    assert "1.000" in out.split("ρ′(e)")[1]


def test_huber_asks_for_its_delta_where_more_than_half_of_the_rows_are_fitted_exactly(write):
    rows = "".join(f"{k},{2 * k}\n" for k in range(30))
    with pytest.raises(DataError, match="give the δ, in units of the target"):
        train(write("x,y\n" + rows), recipe=Recipe(loss="huber", epochs=2))
    model = train(write("x,y\n" + rows), recipe=Recipe(loss="absolute", solver="exact")).model
    assert model.predict(x=3) == pytest.approx(6)
    assert model.metrics.optimality_gap is None


@pytest.mark.parametrize(
    ("options", "message"),
    [({"confidence": 95.0}, "tells of least squares"), ({"keep_moments": True}, "needs rows")],
)
def test_what_only_squares_have_is_refused_for_other_losses(options, message):
    with pytest.raises(OptionError, match=message):
        train(CARS, recipe=Recipe(loss="absolute", epochs=2), **options)


def test_the_keyword_and_the_estimator_take_a_loss():
    fit = lrcli.train(CARS, loss="huber", epochs=5)
    assert fit.model.training.loss == "huber"
    from lrcli.sklearn import LinearSGDRegressor

    X, y = columns_of(CARS.read_text())
    y[0] = 3e9
    estimator = LinearSGDRegressor(loss="absolute", epochs=60).fit(X[:, 1:], y)
    assert estimator.coef_[0] == pytest.approx(-0.0408, abs=0.002)


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """200 days, each with the distance of a trip and its shop; eight rows of nine shops are few for their weights."""
    rng = np.random.default_rng(8)
    km, shop = rng.uniform(1, 9, 200), rng.integers(0, 25, 200)
    y = 10 * km + shop % 3 + rng.laplace(0, 4, 200)
    rows = zip(range(200), km, shop, y, strict=True)
    path = tmp_path_factory.mktemp("days") / "days.csv"
    path.write_text("day,km,shop,y\n" + "".join(f"{d},{a:.3f},s{s},{t:.3f}\n" for d, a, s, t in rows))
    return str(path)


def test_stretches_of_time_are_measured_by_the_loss_on_the_rows_that_are_held_out(days):
    """By hand: the share of the 150 later rows that lies below what the folds predict."""
    selection, recipe = Selection(target="y", time="day"), Recipe(loss="quantile:0.7", solver="exact")
    result = crossval_of_one(days, [recipe], selection, k=3, predictions=True)
    below = np.mean(result.predictions.truth <= result.predictions.predicted)
    assert len(result.predictions.truth) == 150
    rows = "150 rows in 3 folds, each later by day than all that trained, lie below their prediction"
    assert f"{100 * below:.3g} % of {rows}" in result.verdict.text


def test_groups_are_named_where_a_loss_is_measured_on_others(days):
    recipe = Recipe(loss="absolute", solver="exact", split="60/20/20")
    verdict = train(days, Selection(target="y", group="shop"), recipe).verdict
    assert " test rows, none of a shop that trained)" in verdict.text


def test_the_first_stretch_of_time_needs_no_delta_of_its_own(days):
    """Its few rows have as many weights, which fit more than half of them exactly."""
    selection = Selection(target="y", time="day", categorical=("shop",))
    assert train(days, selection, Recipe(loss="huber", solver="exact")).verdict.usable


def test_what_is_tried_with_the_squared_loss_alone_is_said_with_others(cars, write):
    sentence = "--loss huber lets no far value of the target decide the weights; a row far out in a feature still can"
    table = write(cars)
    for loss, times in (("huber", 1), ("squared", 0)):
        trained = train(table, recipe=Recipe(loss=loss, epochs=2))
        measured = crossval_of_one(table, [Recipe(loss=loss, epochs=2)], k=2)
        for remarks in (trained.remarks, measured.remarks):
            assert sum(sentence in remark for remark in remarks) == times


def test_a_row_far_out_in_a_feature_decides_an_absolute_loss_as_the_remark_says(write):
    rows = "".join(f"{x},{2 * x}\n" for x in range(40))
    recipe = Recipe(loss="absolute", solver="exact", split="none")
    assert train(write("x,y\n" + rows), recipe=recipe).model.features[0].weight == pytest.approx(2)
    far = train(write("x,y\n" + rows + "100000,0\n", "far.csv"), recipe=recipe).model.features[0].weight
    assert abs(far) < 0.1


def test_a_range_around_a_quantile_misses_as_many_rows_above_as_below(write):
    """Also of few rows. y is 10 x and an error whose 90 % quantile the model predicts; 20,000 new rows judge."""
    rng = np.random.default_rng(4)

    def rows(count):
        x = rng.uniform(1, 9, count)
        return x, 10 * x + rng.exponential(5, count)

    for count, within in ((90, 6), (600, 4)):
        text = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in zip(*(v.tolist() for v in rows(count)), strict=True))
        recipe = Recipe(loss="quantile:0.9", solver="exact", split="none")
        model = train(write(text), Selection(target="y"), recipe).model
        x, y = rows(20_000)
        low, high = ranges_around(model, np.array([model.predict(x=each) for each in x.tolist()]), model.reach(80))
        assert 100 * np.mean(y < low) == pytest.approx(10, abs=within)
        assert 100 * np.mean(y > high) == pytest.approx(10, abs=within)
        assert (low < high).all()


def test_a_range_around_a_quantile_of_too_few_rows_says_that_it_is_as_far_on_either_side(write, tmp_path, capsys):
    """Of 8 residuals the two in 80 of 100 cases are not known, the 8th size is."""
    sentence = "the range reaches as far above that quantile as below it"
    for loss, interval, said in (
        ("quantile:0.9", ["--interval", "80"], True),
        ("quantile:0.9", [], False),
        ("quantile:0.5", ["--interval", "80"], False),
        ("squared", ["--interval", "80"], False),
    ):
        model = str(tmp_path / "m.json")
        rows = "".join(f"{x},{2 * x + (x % 3)}\n" for x in range(8))
        assert main(["train", write("x,y\n" + rows), "-q", "--loss", loss, "--epochs", "2", "-o", model]) == 0
        capsys.readouterr()
        assert main(["predict", "-m", model, "--x", "3", *interval]) == 0
        assert (sentence in capsys.readouterr().err) == said
