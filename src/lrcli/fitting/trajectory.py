"""The loss over the weights of two features, and the paths of trainings across it."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.split import VALIDATION
from lrcli.errors import OptionError
from lrcli.fitting.fit import Fit, Progress
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.analytic import WIDEST_MATRIX
from lrcli.learning.trace import Trace
from lrcli.learning.trajectory import ProfileLoss, profile_loss, trace_pair

WeightPair = tuple[float, float]


@dataclass(frozen=True)
class Wish:
    """The two features, and other recipes, by name, whose ways are compared with the training's own."""

    features: tuple[str, str]
    others: tuple[tuple[str, Recipe], ...] = ()
    name: str = "this training"


@dataclass(frozen=True)
class Way:
    """Where the two weights were after some of the steps, from the start, step 0, on."""

    name: str
    steps: tuple[int, ...]
    points: tuple[WeightPair, ...]
    optimum: WeightPair  # where its own loss, penalty included, is lowest
    diverged: bool


@dataclass(frozen=True)
class Trajectory:
    """The loss over two standardised weights, every other weight where it is lowest for these, and the ways."""

    features: tuple[str, str]
    standardized: bool
    logarithm: str | None  # "log(price)", where that is learned and the loss is that of it
    weight_decay: float  # whose penalty the loss includes
    optimum: WeightPair
    lowest: float  # in squared units of the target
    curvature: tuple[float, float, float]  # S₁₁, S₁₂ and S₂₂ of the loss's second derivatives, in the same units
    ways: tuple[Way, ...]

    def loss(self, point: WeightPair) -> float:
        """L = L* + ½ (w − w*)ᵀ S (w − w*), in squared units of the target."""
        x, y = point[0] - self.optimum[0], point[1] - self.optimum[1]
        a, b, c = self.curvature
        return self.lowest + max(a * x * x + 2 * b * x * y + c * y * y, 0.0) / 2


class Tracer:
    """Follows a training on a fold, and then those that it is compared with, on the same minibatches."""

    def __init__(self, fold: Fold, wish: Wish, recipe: Recipe) -> None:
        """Raise OptionError where there is no such picture."""
        self.fold, self.wish, self.recipe = fold, wish, recipe
        self.pair = weight_indices(fold, wish.features)
        self.trace = trace_pair(self.pair)
        for each in (recipe, *(other for _, other in wish.others)):
            if each.l1:
                raise OptionError("trajectory", "draws the paraboloid of the squared loss; leave --l1 out")
            if not each.squared:
                raise OptionError("trajectory", "draws the paraboloid of the squared loss; leave --loss out")
        if recipe.solver == "exact":
            raise OptionError("trajectory", "has no effect with --solver exact, which takes no steps")

    def trajectory(self, *, alone: bool) -> Generator[Progress, bool | None, Trajectory]:
        """The ways of the training that was followed and, unless alone, of the others, which are trained now."""
        solved, columns = self.fold.solve(self.recipe.weight_decay), self.fold.table.columns
        valley, units = profile_loss(solved, self.pair), self.fold.encoding.y_scale**2
        (a, b), (_, c) = (valley.S * units).tolist()
        ways = [way(self.wish.name, self.trace, valley, diverged=False)]
        for name, recipe in () if alone else self.wish.others:
            trace = trace_pair(self.pair)
            fit = Fit([self.fold], [VALIDATION], [recipe], trace.see)
            for epoch in fit:
                if (yield epoch):
                    break
            fitted = fit.fitted()
            own = profile_loss(fitted.paraboloid[0], self.pair)
            ways.append(way(name, trace, own, diverged=fitted.stopped[0, 0] == "diverged"))
            if fitted.interrupted:
                break
        return Trajectory(
            features=self.wish.features,
            standardized=self.recipe.standardize,
            logarithm=columns.learned_target if columns.log_target else None,
            weight_decay=self.recipe.weight_decay or 0.0,
            optimum=point(valley.w),
            lowest=valley.lowest * units,
            curvature=(a, b, c),
            ways=tuple(ways),
        )


def way(name: str, trace: Trace[Floats], valley: ProfileLoss, *, diverged: bool) -> Way:
    """The way up to where its numbers end."""
    finite = [(step, point(w)) for step, w in trace.points() if np.isfinite(w).all()]
    return Way(name, tuple(step for step, _ in finite), tuple(w for _, w in finite), point(valley.w), diverged)


def point(w: Floats) -> WeightPair:
    return float(w[0]), float(w[1])


def weight_indices(fold: Fold, names: tuple[str, str]) -> tuple[int, int]:
    """Where the weights of two numeric features are."""
    columns = fold.table.columns
    for name in names:
        if name in columns.categorical:
            raise OptionError(
                "trajectory", f"needs numbers: {name} is a text, with a weight for each of its categories"
            )
        if name not in columns.numeric:
            raise OptionError("trajectory", f": {name!r} is no feature; numbers are {', '.join(columns.numeric)}")
    if names[0] == names[1]:
        raise OptionError("trajectory", f"needs two features, not {names[0]} twice")
    if fold.encoding.p > WIDEST_MATRIX:
        raise OptionError(
            "trajectory",
            f"needs the loss of all weights, {fold.encoding.p:,} of them; at most {WIDEST_MATRIX:,} are"
            " few enough: learn from fewer categories with --min-count or --exclude",
        )
    return 1 + columns.numeric.index(names[0]), 1 + columns.numeric.index(names[1])
