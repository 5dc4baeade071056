import numpy as np
import pytest

from lrcli.learning.linear import Block, dense
from lrcli.learning.minibatch import MomentMinibatches
from lrcli.learning.optimizers import SGD
from lrcli.learning.schedules import ConstantRate
from lrcli.learning.solution.analytic import ridge, solve
from lrcli.learning.training import Stops, fit
from lrcli.learning.trajectory import profile_loss, trace_pair

P = 9  # weights that the fixture `rows` needs


def by_force(block, p, pair, values, weight_decay):
    """The lowest loss, penalty included, with two weights held: least squares of what they leave over.

    Weight decay is p more rows: √(n λ) w = 0.
    """
    n, rest = len(block), [k for k in range(p) if k not in pair]
    Z = dense(block, p)
    decay = np.diag(np.append(0.0, np.full(p - 1, np.sqrt(n * weight_decay))))
    X, y = np.vstack([Z[:, :p], decay]), np.append(Z[:, p], np.zeros(p))
    left = y - X[:, list(pair)] @ values
    others = np.linalg.lstsq(X[:, rest], left, rcond=1e-10)[0]
    return np.sum((left - X[:, rest] @ others) ** 2) / n / 2


def grid(around):
    return [around + np.array([x, y]) for x in (-2.0, -0.3, 0.0, 1.5) for y in (-1.0, 0.0, 0.2, 3.0)]


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("pair", [(1, 2), (2, 1), (1, 5)])
def test_every_point_is_the_loss_with_the_other_weights_at_their_best(rows, pair, weight_decay):
    """The one-hot columns make the Hessian of the other weights singular."""
    block = rows(50)
    found = profile_loss(solve([block], 50, P, ridge(P, weight_decay)), pair)
    for values in grid(np.zeros(2)):
        expected = by_force(block, P, pair, values, weight_decay)
        assert float(found.loss(values)) == pytest.approx(expected, rel=1e-9)


def test_raw_features_of_very_different_size_keep_their_digits():
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(60), rng.normal(1e5, 3e4, 60), rng.normal(8, 3, 60), rng.normal(2e-4, 1e-5, 60)])
    block = Block(x, np.zeros((60, 0), dtype=int), x @ [20_000, -0.05, -800, 1e6] + rng.normal(0, 100, 60))
    found = profile_loss(solve([block], 60, 4), (1, 2))
    for values in ([-0.05, -800.0], [-0.06, -800.0], [0.0, 0.0], [-0.05, 100.0]):
        assert float(found.loss(np.array(values))) == pytest.approx(
            by_force(block, 4, (1, 2), np.array(values), 0.0), rel=1e-7
        )


def test_it_is_lowest_at_the_optimum(rows):
    solved = solve([rows(50)], 50, P, ridge(P, 0.1))
    found = profile_loss(solved, (1, 2))
    np.testing.assert_array_equal(found.w, solved.w[1:3])
    assert float(found.loss(solved.w[1:3])) == solved.lowest
    assert all(float(found.loss(values)) > solved.lowest for values in grid(solved.w[1:3]) if (values != found.w).any())


def test_a_column_and_its_twin_make_a_trough():
    """Whatever one gains and the other loses changes nothing."""
    x = np.random.default_rng(1).normal(size=40)
    block = Block(np.column_stack([np.ones(40), x, x]), np.zeros((40, 0), dtype=int), 3 * x + 1)
    found = profile_loss(solve([block], 40, 3), (1, 2))
    shifts = np.array([[7.0, -7.0], [-2.0, 2.0], [100.0, -100.0]])
    np.testing.assert_allclose(found.loss(found.w + shifts), found.lowest, atol=1e-9)


def run(block, trace, epochs, count):
    """The weights after every step, written down by the path and by us."""
    seen = []

    def on_step(step, w):
        trace.see(step, w)
        seen.append((step, w.copy()))

    last = list(
        fit(
            MomentMinibatches.of([block], P, count),
            lambda w: np.ones(w.shape[:2]),
            None,
            optimizer=SGD(),
            schedule=ConstantRate(),
            eta=np.full((1, 1, 1), 0.01),
            epochs=epochs,
            decay=np.zeros(P),
            stops=Stops(),
            rng=np.random.default_rng(0),
            on_step=on_step,
        )
    )[-1]
    return seen, last


def test_every_step_is_told_and_the_weights_after_the_last_are_the_epochs(rows):
    seen, last = run(rows(40), trace_pair((1, 2)), epochs=3, count=8)
    assert [step for step, _ in seen] == list(range(1, 25))
    np.testing.assert_array_equal(seen[-1][1], last.w)


def test_a_path_starts_at_zero_keeps_the_first_hundred_steps_and_the_last(rows):
    trace = trace_pair((2, 5))
    seen, _ = run(rows(40), trace, epochs=401, count=8)
    points = trace.points()
    steps = [step for step, _ in points]
    assert steps[:101] == list(range(101))
    assert steps[-1] == 3208
    assert 300 < len(steps) < 700
    assert steps == sorted(set(steps))
    np.testing.assert_array_equal(points[0][1], [0, 0])
    for step, point in points[1:]:
        np.testing.assert_array_equal(point, seen[step - 1][1][0, 0, [2, 5]])
