"""What it takes to do a training again elsewhere, step by step: its minibatches, in their order, and its settings.

A page does that in the reader's browser. For a small table it gets the rows, which can be cut into minibatches of any
size. For many rows it gets the second moments of the minibatches, which can be merged but not cut.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.tables.split import VALIDATION
from lrcli.fitting.first_step import weight_names
from lrcli.fitting.fit import Fit, draw, rates
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold, Loss
from lrcli.learning.minibatch import Minibatches, MomentMinibatches, RowMinibatches, bounds, shuffled
from lrcli.learning.optimizers import OPTIMIZERS

MOST_WEIGHTS = 40  # a browser takes a step of so many in a few microseconds
MOST_NUMBERS = 100_000  # of rows or moments: a megabyte in a page
MOST_ORDERS = 40_000  # minibatches whose order is given; after these a page shuffles by itself
MOST_POINTS = 300  # rows in a scatter plot


@dataclass(frozen=True)
class Parabola:
    """A squared loss as a function of the weights v (q,): L = ½ (vᵀ G v − 2 cᵀ v + s)."""

    G: Floats  # (q, q)
    c: Floats  # (q,)
    s: float


@dataclass(frozen=True)
class ScatterRows:
    """Some training rows, drawn at random."""

    x: Floats  # (n, numbers), as they are encoded
    y: Floats  # (n,)


@dataclass(frozen=True)
class Replay:
    """A training, for whoever takes its steps again.

    The steps are taken in v (q,), of which the weights of the encoded columns are w = M v.
    """

    names: tuple[str, ...]  # of the weights w (p,), the bias's first
    numbers: tuple[tuple[str, float, float], ...]  # name, centre and scale of each column of numbers, behind the bias
    target: tuple[str, float, float]  # name, centre and scale
    M: Floats  # (p, q)
    rows: Floats | None  # (n, q + 1), each [x, y], in the order in which minibatches are cut from them
    moments: Floats | None  # (minibatches, q + 1, q + 1), where rows are None
    sizes: Ints  # rows of each minibatch of this training
    orders: Ints  # (epochs, minibatches), of the first epochs
    decay: Floats  # (q,), of the levels by default, none where the recipe names one
    validation: Parabola | None
    points: ScatterRows
    rates: Mapping[str, float]  # the default η₀ of each optimizer
    rate: float  # η₀ of this training
    epochs: int
    recipe: Recipe


def obstacle(recipe: Recipe) -> str | None:
    """Why no page can do a training by this recipe again; None where one can."""
    if recipe.solver == "exact":
        return "has no effect with --solver exact, which takes no steps"
    if recipe.l1:
        return "takes steps along the gradient alone; leave --l1 out"
    if not recipe.squared:
        return "shows the bowl of the squared loss; leave --loss out"
    return None


def replay(fit: Fit, epochs: int, rate: float) -> Replay | None:
    """The training of one fold by one recipe, which took so many epochs from η₀ = rate. None of too many weights."""
    (fold,), (recipe,) = fit.folds, fit.recipes
    if fit.q > MOST_WEIGHTS:
        return None
    count, rng = draw([fold], recipe)
    (along,) = fit.maps
    rows = moments = None
    minibatches: RowMinibatches | MomentMinibatches
    if fold.table.keeps_rows and fold.n * (fit.q + 1) <= MOST_NUMBERS:
        minibatches = by_rows = fold.as_rows(count, rng, along)
        rows = np.concatenate(by_rows.weighted_rows())
    else:
        minibatches = type(fold).stack([fold], count, rng, [along])
        if minibatches.count * (fit.q + 1) ** 2 > MOST_NUMBERS:
            return None
        moments = minibatches.moments()
    usual = [replace(recipe, optimizer=name, learning_rate=None) for name in OPTIMIZERS]
    loss = fold.loss_of(VALIDATION)
    columns, encoding = fold.table.columns, fold.encoding
    scales = zip(columns.numeric, encoding.centre.tolist(), encoding.scale.tolist(), strict=True)
    return Replay(
        names=tuple(weight_names(fold)),
        numbers=tuple(scales),
        target=(columns.learned_target, encoding.y_centre, encoding.y_scale),
        M=fit.coordinates.weights(np.eye(fit.q)[None])[0].T,
        rows=rows,
        moments=moments,
        sizes=np.diff(bounds(fold.n, minibatches.count)),
        orders=_orders(minibatches, epochs, rng),
        decay=fit.decays[0, 0, along.fewer :] if recipe.weight_decay is None else np.zeros(fit.q),
        validation=parabola(lambda v: loss(fit.coordinates.weights(v[None])[0]), fit.q) if loss else None,
        points=_points(fold),
        rates=dict(zip(OPTIMIZERS, rates(usual, minibatches)[0, :, 0].tolist(), strict=True)),
        rate=rate,
        epochs=epochs,
        recipe=recipe,
    )


def _orders(minibatches: Minibatches, epochs: int, rng: np.random.Generator) -> Ints:
    """The order of the minibatches in the first epochs, (epochs, count). rng: as it is after drawing these."""
    known = min(epochs, ceil(MOST_ORDERS / minibatches.count))
    return np.array([[int(j[0]) for j in shuffled(minibatches, rng)] for _ in range(known)], dtype=np.intp)


def parabola(loss: Loss, q: int) -> Parabola:
    """A quadratic loss, from its values at 0, at each unit vector and at the sum of each two of them."""
    unit = np.eye(q)
    start, single = float(loss(np.zeros((1, q)))[0]), loss(unit)
    double = np.stack([loss(unit + unit[k]) for k in range(q)])
    G = double - single - single[:, None] + start
    return Parabola(G, np.diag(G) / 2 - single + start, 2 * start)


def _points(fold: Fold) -> ScatterRows:
    d = len(fold.encoding.centre)
    x, y = [], []
    for held_out, rows in fold.sample():
        if not held_out:
            block = fold.block(rows)
            x.append(block.X[:, 1 : 1 + d])
            y.append(block.y)
    X, Y = np.concatenate(x), np.concatenate(y)
    chosen = np.random.default_rng(0).permutation(len(Y))[:MOST_POINTS]
    return ScatterRows(X[chosen], Y[chosen])
