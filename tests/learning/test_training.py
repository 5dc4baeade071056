import numpy as np
import pytest

from lrcli.learning.linear import Block, dense, half_squared_loss
from lrcli.learning.minibatch import MomentMinibatches, RowMinibatches, default_size, how_many, make
from lrcli.learning.optimizers import OPTIMIZERS, SGD, Adagrad, Adam, Momentum
from lrcli.learning.schedules import ConstantRate, Cosine, InverseScaling, Plateau, Step
from lrcli.learning.training import Stops, fit

P = 9  # weights that the fixture `rows` needs
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)


def total_loss(folds):
    """The loss on all rows of each fold, (folds, candidates)."""
    return lambda w: np.stack([half_squared_loss(fold, v) for fold, v in zip(folds, w, strict=True)])


def train(minibatches, train_loss, *rates, validation_loss=None, seed=0, weight_decay=0.0, **options):
    """The epochs of one candidate for each rate. weight_decay: of all weights but the bias."""
    decay = np.where(np.arange(minibatches.p) > 0, weight_decay, 0.0)
    plain = {"optimizer": SGD(), "schedule": ConstantRate(), "epochs": 5, "decay": decay, "stops": Stops()}
    eta = np.tile(np.array(rates, dtype=float)[:, None], (minibatches.folds, 1, 1))
    rng = np.random.default_rng(seed)
    return list(fit(minibatches, train_loss, validation_loss, eta=eta, rng=rng, **plain | options))


def steepness(block, p=P):
    Z = dense(block, p)[:, :p]
    return np.linalg.eigvalsh(Z.T @ Z / len(Z))[-1]


def scripted(*losses):
    """A loss that is what the test says, whatever the weights; the first is that before training."""
    script = iter(losses)
    return lambda w: np.broadcast_to(np.array(next(script), dtype=float), w.shape[:2])


# Steps.


@pytest.mark.parametrize("form", [RowMinibatches, MomentMinibatches])
def test_a_minibatch_of_all_rows_is_gradient_descent(rows, form):
    block = rows(30)
    Z = dense(block, P)[:, :P]
    w = np.zeros(P)
    for epoch in train(form.of([block], P, 1), total_loss([block]), 0.1):
        w = w - 0.1 * Z.T @ (Z @ w - block.y) / 30
        np.testing.assert_allclose(epoch.w[0, 0], w, atol=1e-13)
        assert epoch.train_loss[0, 0] == pytest.approx(np.mean((Z @ w - block.y) ** 2) / 2)


@pytest.mark.parametrize("form", [RowMinibatches, MomentMinibatches])
@pytest.mark.parametrize("order", range(3))
@every_rule
def test_a_gradient_that_is_zero_but_for_rounding_moves_nothing(form, order, rule):
    """Columns and target have mean 0, so that on all rows the bias's gradient is Σ (ŷ − y)/n = 0 at any weights.

    As computed it is some 1e-17, in each order of the rows another, which adaptive rules divide by its own size.
    """
    rng = np.random.default_rng(0)
    table = rng.normal(size=(500, 3)) @ rng.normal(size=(3, 3)) + 2000
    X = rng.permuted((table - table.mean(axis=0)) / table.std(axis=0), axis=0)
    X = X[np.random.default_rng(order).permutation(500)]
    block = Block(np.column_stack([np.ones(500), X[:, :2]]), np.zeros((500, 0), dtype=int), X[:, 2])
    for epoch in train(form.of([block], 3, 1), total_loss([block]), 0.1, optimizer=rule()):
        assert epoch.w[0, 0, 0] == 0
        assert epoch.w[0, 0, 1:].all()


def test_weight_decay_adds_lambda_w_to_the_gradient_of_all_weights_but_the_bias(rows):
    """Each step of gradient descent goes down the slope of L + λ/2 Σ wᵢ², which is measured between w − 1 and w + 1."""
    block = rows(30)

    def total(w):
        return half_squared_loss(block, w) + 0.5 / 2 * np.sum(w[1:] ** 2)

    w = np.zeros(P)
    for epoch in train(RowMinibatches.of([block], P, 1), total_loss([block]), 0.1, weight_decay=0.5):
        w = w - 0.1 * np.array([(total(w + e) - total(w - e)) / 2 for e in np.eye(P)])
        np.testing.assert_allclose(epoch.w[0, 0], w, atol=1e-12)


class Diary(RowMinibatches):
    """RowMinibatches that write down which minibatches were asked for."""

    def gradient(self, j, w):
        self.asked = [*getattr(self, "asked", []), j.tolist()]
        return super().gradient(j, w)


def test_an_epoch_steps_on_each_minibatch_of_each_fold_once(rows):
    folds = [rows(21, seed=1), rows(22, seed=2)]
    diary = Diary.of(folds, P, 7)
    train(diary, total_loss(folds), 0.1, epochs=3)
    epochs = np.array(diary.asked).reshape(3, 7, 2)
    np.testing.assert_array_equal(np.sort(epochs, axis=1), np.tile(np.arange(7)[:, None], (3, 1, 2)))


@every_rule
def test_rows_and_moments_take_the_same_way(rows, rule):
    """Two folds and two candidates, minibatches of one or two rows."""
    folds = [rows(20, seed=1), rows(21, seed=2)]
    by_rows, by_moments = (
        train(form.of(folds, P, 13), total_loss(folds), 0.03, 0.01, optimizer=rule(), weight_decay=0.01)
        for form in (RowMinibatches, MomentMinibatches)
    )
    np.testing.assert_allclose(by_rows[-1].w, by_moments[-1].w, atol=1e-10)


@every_rule
def test_candidates_in_a_stack_take_the_way_that_each_takes_alone(rows, rule):
    block = rows(40)
    minibatches, loss = RowMinibatches.of([block], P, 8), total_loss([block])
    rates, decays = (0.03, 0.01), (0.0, 0.5)
    together = train(minibatches, loss, *rates, optimizer=rule(), weight_decay=np.array(decays)[:, None])
    for k, (eta, decay) in enumerate(zip(rates, decays, strict=True)):
        alone = train(minibatches, loss, eta, optimizer=rule(), weight_decay=decay)
        np.testing.assert_allclose(together[-1].w[0, k], alone[-1].w[0, 0], atol=1e-12)


def test_folds_in_a_stack_take_the_way_that_each_takes_alone(rows):
    folds = [rows(20, seed=1), rows(30, seed=2)]
    together = train(RowMinibatches.of(folds, P, 1), total_loss(folds), 0.1)
    for k, fold in enumerate(folds):
        alone = train(RowMinibatches.of([fold], P, 1), total_loss([fold]), 0.1)
        np.testing.assert_allclose(together[-1].w[k], alone[-1].w[0], atol=1e-12)


# Rates.


def test_schedules_in_epochs_and_in_steps(rows):
    """Three steps an epoch: the last ones are the steps 2, 5, 8 and 11, counted from 0."""
    minibatches, loss = RowMinibatches.of([rows(12)], P, 3), total_loss([rows(12)])

    def rates(schedule):
        return [
            float(epoch.learning_rate[0, 0]) for epoch in train(minibatches, loss, 0.1, schedule=schedule, epochs=4)
        ]

    assert rates(Step(gamma=0.5, every=2)) == pytest.approx([0.1, 0.1, 0.05, 0.05])
    assert rates(InverseScaling(power=0.5)) == pytest.approx([0.1 / t**0.5 for t in (3, 6, 9, 12)])
    assert rates(Cosine()) == pytest.approx([0.05 * (1 + np.cos(np.pi * t / 12)) for t in (2, 5, 8, 11)])


@pytest.mark.parametrize("watched", ["training", "validation"])
def test_plateau_watches_validation_else_training(rows, watched):
    """The watched loss stands still from the second epoch on, the other one falls."""
    still, falling = scripted(9, 5, 5, 5, 5, 5), scripted(9, 8, 7, 6, 5, 4)
    losses = (still, None) if watched == "training" else (falling, scripted(5, 5, 5, 5, 5))
    epochs = train(
        RowMinibatches.of([rows(12)], P, 3),
        losses[0],
        0.1,
        validation_loss=losses[1],
        schedule=Plateau(factor=0.5, plateau_patience=2),
    )
    assert [float(epoch.learning_rate[0, 0]) for epoch in epochs] == pytest.approx([0.1, 0.1, 0.1, 0.05, 0.05])


# Where training ends.


@every_rule
def test_every_optimizer_reaches_the_optimum_of_diabetes(shared, rule):
    data = np.loadtxt(shared / "diabetes.csv", delimiter=",", skiprows=1)
    n, p = data.shape
    data = (data - data.mean(axis=0)) / data.std(axis=0)
    block = Block(np.column_stack([np.ones(n), data[:, :-1]]), np.zeros((n, 0), dtype=int), data[:, -1])
    best = np.linalg.lstsq(block.X, block.y)[0]
    minibatches = make([block], p, how_many(n, default_size(n, p)), np.random.default_rng(0))
    eta = rule.default_rate or 1 / minibatches.largest_eigenvalue()[0]
    epochs = train(minibatches, total_loss([block]), eta, optimizer=rule(), schedule=Cosine(), epochs=400)
    assert 1 <= epochs[-1].train_loss[0, 0] / half_squared_loss(block, best) < 1.01


@every_rule
def test_weight_decay_ends_at_the_optimum_of_ridge_for_every_optimizer(rows, rule):
    """Ridge with α = n λ on centred columns. Decay that is decoupled from the gradient ends elsewhere."""
    block = rows(60)
    X = dense(block, P)[:, 1:P]
    Xc = X - X.mean(axis=0)
    ridge = np.linalg.solve(Xc.T @ Xc + 60 * 0.1 * np.eye(P - 1), Xc.T @ block.y)
    ridge = np.append(block.y.mean() - X.mean(axis=0) @ ridge, ridge)

    def total(w):
        return half_squared_loss(block, w) + 0.1 / 2 * np.sum(w[1:] ** 2)

    epochs = train(
        MomentMinibatches.of([block], P, 1),
        total_loss([block]),
        rule.default_rate or 1 / (steepness(block) + 0.1),
        optimizer=rule(),
        schedule=Cosine(),
        epochs=3000,
        weight_decay=0.1,
    )
    assert total(epochs[-1].w[0, 0]) / total(ridge) - 1 < 1e-5


def test_weights_may_have_decays_of_their_own(rows):
    """The optimum of least squares with the rows √(n λᵢ) wᵢ = 0 below the others."""
    block, decay = rows(60), np.array([0, 0, 0.3, 0, 0.1, 0.1, 0.1, 0, 0])
    Z = dense(block, P)
    best = np.linalg.lstsq(np.vstack([Z[:, :P], np.diag(np.sqrt(60 * decay))]), np.append(block.y, np.zeros(P)))[0]
    rate = 1 / (steepness(block) + 0.3)
    epochs = train(RowMinibatches.of([block], P, 1), total_loss([block]), rate, decay=decay, epochs=4000)
    assert Z[:, :P] @ epochs[-1].w[0, 0] == pytest.approx(Z[:, :P] @ best, abs=1e-6)


def test_the_largest_stable_rate_of_gradient_descent_is_two_over_lambda(rows):
    block = rows(40)
    minibatches, loss = RowMinibatches.of([block], P, 1), total_loss([block])
    limit = 2 / steepness(block)
    epoch = train(minibatches, loss, 0.99 * limit, 1.01 * limit, epochs=1000)[-1]
    assert epoch.stopped == {(0, 0): "epochs", (0, 1): "diverged"}


# Stops.


def test_tolerance_stops_where_the_loss_falls_by_less_than_its_part(rows):
    """100 → 50 → 49 falls by 2 % of 50, 49 → 48.9 by 0.2 %."""
    loss = scripted(100, 50, 49, 48.9)
    epochs = train(RowMinibatches.of([rows(12)], P, 3), loss, 0.1, epochs=9, stops=Stops(tolerance=0.01))
    assert len(epochs) == 3
    assert epochs[-1].stopped == {(0, 0): "tolerance"}
    np.testing.assert_array_equal(epochs[-1].final, epochs[2].w)


def test_patience_gives_back_the_weights_of_the_lowest_validation_loss(rows):
    """The minimum, 3, is in epoch 2; two epochs later patience ends."""
    epochs = train(
        RowMinibatches.of([rows(12)], P, 3),
        scripted(9, 8, 7, 6, 5),
        0.1,
        validation_loss=scripted(5, 3, 4, 3),
        epochs=9,
        stops=Stops(patience=2),
    )
    assert len(epochs) == 4
    last = epochs[-1]
    assert last.stopped == {(0, 0): "patience"}
    assert (last.final_epoch[0, 0], last.best_epoch[0, 0], last.epochs_run[0, 0]) == (2, 2, 4)
    np.testing.assert_array_equal(last.final, epochs[1].w)
    assert (last.final != last.w).any()


def test_without_patience_the_last_weights_are_kept_and_the_best_remembered(rows):
    validation = scripted(5, 3, 4)
    epochs = train(RowMinibatches.of([rows(12)], P, 3), scripted(9, 8, 7, 6), 0.1, validation_loss=validation, epochs=3)
    last = epochs[-1]
    assert last.stopped == {(0, 0): "epochs"}
    np.testing.assert_array_equal(last.final, last.w)
    np.testing.assert_array_equal(last.best, epochs[1].w)
    assert last.best_epoch[0, 0] == 2


def test_a_run_that_stops_keeps_its_weights_while_others_go_on(rows):
    """The first candidate stands still in epoch 2, the second in epoch 4. What follows counts for nothing."""
    loss = scripted([[9, 9]], [[8, 8]], [[8, 7]], [[1, 6]], [[0, 6]])
    epochs = train(RowMinibatches.of([rows(12)], P, 3), loss, 0.1, 0.2, epochs=9, stops=Stops(tolerance=0.01))
    assert [set(epoch.stopped) for epoch in epochs] == [set(), {(0, 0)}, {(0, 0)}, {(0, 0), (0, 1)}]
    np.testing.assert_array_equal(epochs[-1].final[0, 0], epochs[1].w[0, 0])
    np.testing.assert_array_equal(epochs[-1].final[0, 1], epochs[3].w[0, 1])
    assert epochs[-1].epochs_run.tolist() == [[2, 4]]
    assert epochs[-1].final_epoch.tolist() == [[2, 4]]
    assert epochs[-1].best_epoch.tolist() == [[1, 3]]


@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adagrad(), Adam()])
def test_a_run_that_diverges_leaves_the_others_alone(rows, optimizer):
    """The rate 1e200 overflows at once, to infinities and nans."""
    block = rows(40)
    minibatches, loss = RowMinibatches.of([block], P, 8), total_loss([block])
    with_it = train(minibatches, loss, 0.03, 1e200, 0.01, optimizer=optimizer)[-1]
    without = train(minibatches, loss, 0.03, 0.01, optimizer=optimizer)[-1]
    assert with_it.stopped == {(0, 0): "epochs", (0, 1): "diverged", (0, 2): "epochs"}
    np.testing.assert_array_equal(with_it.final[0, [0, 2]], without.final[0])
    np.testing.assert_array_equal(with_it.train_loss[0, [0, 2]], without.train_loss[0])
    assert with_it.epochs_run.tolist() == [[5, 1, 5]]


def test_training_ends_where_all_have_diverged(rows):
    assert len(train(RowMinibatches.of([rows(40)], P, 8), total_loss([rows(40)]), 1e200, epochs=9)) == 1


def test_a_run_that_ends_at_twice_its_start_has_diverged(rows):
    """Less than that may be the noise of few epochs on features that explain nothing."""
    epochs = train(RowMinibatches.of([rows(12)], P, 3), scripted(9, 20, 5, 18.1), 0.1, epochs=3)
    assert [epoch.stopped for epoch in epochs] == [{}, {}, {(0, 0): "diverged"}]


def test_a_run_that_rises_above_its_start_has_not_converged(rows):
    """A rate above 2/λ with a tolerance: the loss of the first epoch, above that of w = 0, is no sign of an end."""
    block = rows(40)
    epochs = train(
        RowMinibatches.of([block], P, 1),
        total_loss([block]),
        2.5 / steepness(block),
        epochs=200,
        stops=Stops(tolerance=1e-3),
    )
    assert epochs[-1].stopped == {(0, 0): "diverged"}
