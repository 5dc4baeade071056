"""What every way to keep rows offers: a table that deals folds, and folds that know their losses and scores.

To add a way: a file with a `Storage` and a `Fold` of its own, and a line in `rule.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns, Inputs
from lrcli.data.files.dataset import File
from lrcli.data.rows.dropped_rows import DroppedRows
from lrcli.data.rows.origins import Places
from lrcli.data.rows.rows import Rows, joined_arrays
from lrcli.data.tables.encoding import Encoding, TrainingStatistics
from lrcli.data.tables.powers import NO_POWERS, powers_of
from lrcli.data.tables.row_sums import EarlierRows, RowSums
from lrcli.data.tables.split import Dealer
from lrcli.data.tables.survey import Survey
from lrcli.errors import DataError, OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.learning import minibatch
from lrcli.learning.linear import Block, mean_loss, over, predict
from lrcli.learning.losses import Absolute, Huber, LossFunction, delta_of, quantile, robust_deviation
from lrcli.learning.marginal_likelihood import has_few_rows, likeliest_decay
from lrcli.learning.shrinkage import level_decay
from lrcli.learning.solution.analytic import WIDEST_MATRIX, Paraboloid, ridge
from lrcli.learning.solution.elastic_net import elastic_net
from lrcli.learning.solution.minimum import minimize
from lrcli.learning.solution.optimum import Optimum
from lrcli.learning.solution.precondition import Preconditioner, narrow
from lrcli.learning.solution.triangular_factor import basis, factor, triangle
from lrcli.learning.statistics.inference import LeastSquares, Robust
from lrcli.limits import Limits, default_limits
from lrcli.model.record import Scores

NO_SPREAD = 1e-9  # of the target's deviation: smaller errors are rounding
MARGINAL_LIKELIHOOD_COST = 1e9  # multiplications, n p², up to which a decay is looked for: half a second
Loss = Callable[[Floats], Floats]  # w (candidates, p) → (candidates,)


@dataclass(frozen=True, kw_only=True)
class Storage(ABC):
    """A table that was read, and what is kept of its rows. A role, or the number of a fold, says what a row is for."""

    files: tuple[File, ...]
    columns: Columns
    levels: tuple[tuple[str, ...], ...]  # per categorical column, in order of appearance
    left_out: DroppedRows
    inputs: Inputs = field(default_factory=dict)
    limits: Limits = field(default_factory=default_limits)
    surveys: tuple[Survey, ...] = ()  # of single rows, where not all are kept, for each target
    places: Places = field(default_factory=Places)  # of the rows in the files
    earlier: EarlierRows | None = None  # that are counted among the rows, and are in no sample of them

    keeps_rows: ClassVar[bool] = True  # else some are picked for what needs single rows

    @abstractmethod
    def __len__(self) -> int:
        """All rows that can be learned from."""

    @abstractmethod
    def of_target(self, index: int) -> Self:
        """The same rows as a table of one of its targets, 0 for the first."""

    def targets(self) -> list[Self]:
        """A table for each target, in their order."""
        return [self.of_target(index) for index in range(self.columns.targets)] if self.columns.further else [self]

    def facts_of_target(self, index: int) -> dict[str, Any]:
        """What changes of these fields."""
        return {"columns": self.columns.of_target(index), "surveys": self.surveys[index : index + 1]}

    @property
    def survey(self) -> Survey | None:
        """Of single rows, where not all are kept."""
        return self.surveys[0] if self.surveys else None

    @abstractmethod
    def missing(self) -> dict[str, int]:
        """How many cells are missing, of the columns where some are."""

    @abstractmethod
    def fold(
        self, dealer: Dealer, training: Sequence[int], recipe: Recipe, share: float = 1.0, aside: Sequence[int] = ()
    ) -> "Fold":
        """The fold whose training rows are those of some roles; all other roles are held out.

        aside: roles that neither train nor are held out, since they are later than those that are held out.
        share: of the training rows that train, drawn by the recipe's seed, a smaller share within each larger one;
        what is held out stays whole. dealer: deals rows to roles, where that was not done while they were read.
        """

    def in_file_order(self) -> Rows | None:
        """All rows in the order of the file; None where that is not kept."""
        return None

    def remarks(self) -> Iterator[str]:
        """What a person should know of the way in which the rows are kept."""
        yield from ()

    @property
    def codes(self) -> tuple[int, ...]:
        """How many codes each categorical column has: those of its levels, and 0 for the missing cell."""
        return tuple(1 + len(levels) for levels in self.levels)


class Fold(ABC):
    """The rows of one training, encoded by their own statistics, and the rows that are held out from it."""

    table: Storage
    training: Sequence[int]  # the roles that train
    recipe: Recipe
    encoding: Encoding
    aside: Sequence[int] = ()  # the roles that neither train nor are held out
    n: int  # rows that train
    held_out: int  # rows that are held out
    weight: float  # for how many rows these count: their number, or the sum of their weights

    @classmethod
    @abstractmethod
    def stack(
        cls, folds: Sequence[Self], count: int, rng: np.random.Generator, maps: Sequence[Preconditioner]
    ) -> minibatch.RowMinibatches | minibatch.MomentMinibatches:
        """The training rows of each fold as `count` minibatches, or fewer where that cannot be had.

        maps: what makes each fold's columns orthogonal.
        """

    @abstractmethod
    def as_rows(self, count: int, rng: np.random.Generator, along: Preconditioner) -> minibatch.RowMinibatches:
        """The minibatches that `stack` makes of this fold alone, as rows. Raise DataError where these are not kept."""

    def decay(self, weight_decay: float | None) -> Floats:
        """λ of each weight (p,), the bias left out: as it is given, by default `level_decay` and `number_decay`."""
        if weight_decay is not None:
            return ridge(self.encoding.p, weight_decay)
        decay = self.level_decay
        return np.where(decay > 0, decay, ridge(len(decay), self.number_decay))

    @property
    def level_decay(self) -> Floats:
        """λ of each weight (p,) by default, of levels alone, as far as rare ones are not pooled by --min-count."""
        return default_decay(self.recipe, self.encoding, self.weight)

    @cached_property
    def number_decay(self) -> float:
        """λ by default of all weights but the bias and those with a `level_decay`: by marginal likelihood.

        None without standardizing or of powers around means: a prior on all weights alike needs columns that are alike.
        """
        recipe, p = self.recipe, self.encoding.p
        alike = recipe.standardize and not self.encoding.powers
        if not (alike and recipe.squared) or recipe.l1 or recipe.min_count is not None:
            return 0.0
        decay = self.level_decay
        cheap = self.n * p * min(self.n, p) <= MARGINAL_LIKELIHOOD_COST
        if not cheap or not has_few_rows(self.weight, self.encoding.varying(decay == 0)):
            return 0.0
        return likeliest_decay(self.factor(), decay, self.weight)

    def factor(self) -> Floats:
        """R (m, p + 1) of the training rows, Rᵀ R = 1/n Σ z zᵀ, z = [x, y]."""
        return factor(self.blocks, self.n, self.encoding.p)

    @abstractmethod
    def solve(self, weight_decay: float | None) -> Paraboloid:
        """The analytic solution of the training rows, with the `decay` of that."""

    @property
    @abstractmethod
    def blocks(self) -> Sequence[Block]:
        """The encoded training rows, some at a time, read anew in each pass. Raise DataError where none are kept."""

    @cached_property
    def loss(self) -> LossFunction:
        """What an error costs, of errors of the encoded target. Raise DataError where Huber's δ cannot be told."""
        given = self.recipe.loss_function
        if given is not None:
            return given.per(self.encoding.y_scale)
        every = max(1, self.n // self.table.limits.delta_rows)
        p, blocks = self.encoding.p, [block[::every] for block in self.blocks]
        w = minimize(blocks, p, Absolute(), self.decay(self.recipe.weight_decay)).w
        e = np.concatenate([predict(block, w) - block.y for block in blocks])
        nothing = NO_SPREAD * self.encoding.statistics.y_std / self.encoding.y_scale
        delta = delta_of(e, nothing, joined_arrays([block.weights for block in blocks]))
        if not delta > 0:
            raise DataError(
                f"{self.table.files[0].name}: --loss huber finds no spread of the errors, of which more than half are "
                "0; give the δ, in units of the target, as in huber:1.5"
            )
        return Huber(delta)

    @property
    def delta(self) -> float | None:
        """Huber's δ in units of the target as it is learned; None of another loss."""
        return float(self.loss.high * self.encoding.y_scale) if self.loss.name == Huber.name else None

    def training_loss(self, w: Floats) -> Floats:
        """L of the training rows, by a pass over them. w (candidates, p) → (candidates,)."""
        return over(self.blocks, lambda block: mean_loss(block, w, self.loss))

    def kappa(self, l1: float | None) -> Floats:
        """κ of each weight (p,): as it is given for all but the bias."""
        return ridge(self.encoding.p, l1 or 0.0)

    def optimum(self, weight_decay: float | None, l1: float | None = None) -> Optimum:
        """The lowest point of the training rows' loss, with the `decay` of that and the penalty l1 Σ |w|.

        Raise OptionError for l1 with more weights than a matrix may have.
        """
        if l1:
            if self.encoding.p > WIDEST_MATRIX:
                raise OptionError(
                    "l1",
                    f"takes at most {WIDEST_MATRIX:,} weights, and these are {self.encoding.p:,}; take fewer columns "
                    "with --features, or let rare levels share a weight with --min-count",
                )
            return elastic_net(self.solve(0.0), self.decay(weight_decay), self.kappa(l1))
        if self.recipe.squared:
            return self.solve(weight_decay)
        return minimize(self.blocks, self.encoding.p, self.loss, self.decay(weight_decay))

    @abstractmethod
    def loss_of(self, role: int) -> Loss | None:
        """The loss on a role's rows, as the saved model would make it; None where it has none that do not train."""

    @abstractmethod
    def scores(self, role: int | None, weights: Sequence[Floats]) -> list[Scores]:
        """How well each w (p,) predicts the rows of a role, None for those that train; empty where it has no rows."""

    @abstractmethod
    def predicted(self, role: int | None, w: Floats) -> PredictedRows | None:
        """A role's rows or some of them, drawn at random, None the training rows; None without rows."""

    def left_out(self, w: Floats, optimum: Floats) -> PredictedRows | None:
        """Training rows, each predicted by a model of others; None where rows are too many for that."""
        return None

    @abstractmethod
    def robust(self, fit: LeastSquares, L: Floats) -> Robust | None:
        """Standard errors of functions L (m, p) of the weights that hold where the errors' variance differs by row.

        None where that cannot be told.
        """

    @abstractmethod
    def sums(self) -> RowSums:
        """What --keep-moments keeps of all rows, whatever their role."""

    def training_rows(self) -> Iterator[Rows] | None:
        """All rows that train, some at a time; None where they are not kept."""
        return None

    @abstractmethod
    def truth(self) -> Iterator[tuple[Floats, Floats | None]]:
        """The target of the training rows as it is learned (a logarithm, where that was asked for), some at a time.

        And their weights, where they have some.
        """

    @abstractmethod
    def sample(self) -> Iterator[tuple[bool, Rows]]:
        """Rows of all roles, or a random sample of them, and whether they are held out."""

    def roles_of(self, role: int | None) -> Sequence[int]:
        """All roles that train, for None; the role itself, if it is held out; else none."""
        if role is None:
            return self.training
        return [] if role in self.training else [role]

    def block(self, rows: Rows, *, extended: bool = False, weight: float | None = None) -> Block:
        """Encoded rows. weight: the mean of the weights of all the rows that they are of, by default of these."""
        weights = rows.weights
        if weights is not None and len(weights):
            weights = weights / (float(np.mean(weights)) if weight is None else weight)
        return Block(*self.encoding.encode(rows, extended=extended), weights)

    def widened(self, p: int) -> Self:
        """The same with more weights, which no row uses."""
        other = copy(self)
        other.encoding = replace(self.encoding, p=p)
        return other


def default_decay(recipe: Recipe, encoding: Encoding, n: float) -> Floats:
    """λ of each weight (p,) where no weight decay is given: of levels alone. n: for how many rows the rows count."""
    levels = encoding.frequencies if recipe.min_count is None and not recipe.l1 else ()
    return level_decay(levels, n, encoding.p)


def encoding_of(
    columns: Columns, recipe: Recipe, n: float, statistics: TrainingStatistics, some: Callable[[], Rows]
) -> Encoding:
    """How training rows of these statistics are encoded. some: of them, as many as it takes to judge.

    n: for how many rows they count.

    Powers are taken around the means only where the plain powers would be nearly collinear. Over an age and its square
    the loss is a narrow valley, which a learner should see; over a year and its square it is so narrow that no training
    gets to its end. With a weight decay the powers stay plain, since it is on the weights of the plain values.
    """
    encoding = Encoding.of(statistics, **recipe.encoding(n))
    decay = np.zeros(encoding.p) if recipe.weight_decay == 0 else default_decay(recipe, encoding, n)
    always = bool(recipe.weight_decay or recipe.l1)
    encoding = replace(encoding, penalized=tuple(always or bool(decay[first] > 0) for first in encoding.first))
    if recipe.standardize and not recipe.squared:
        encoding = robust(encoding, some())
    powers = powers_of(columns) if recipe.standardize and not (recipe.weight_decay or recipe.l1) else NO_POWERS
    if powers and np.isfinite(statistics.std).all():
        rows = some()
        if not len(rows):  # of sums alone nobody can look, and around the means no power is nearly collinear
            return replace(encoding, powers=powers)
        X, _, _ = encoding.encode(rows)
        d = X.shape[1]
        R = triangle(np.column_stack([X, np.zeros(len(X))])) / np.sqrt(len(X))
        if narrow(basis(R, encoding.resolution[:d])):
            return replace(encoding, powers=powers)
    return encoding


def robust(encoding: Encoding, rows: Rows) -> Encoding:
    """The target in deviations from its median, which no few rows decide, as they decide its mean and deviation.

    One row at 3 billion would leave all others within a millionth of a deviation, where no step of training finds them.
    """
    scale = robust_deviation(rows.y, rows.weights) or encoding.y_scale
    return replace(encoding, y_centre=quantile(rows.y, 0.5, rows.weights), y_scale=scale)


def alike(folds: Sequence[Fold]) -> list[Fold]:
    """The folds with the same number of weights, so that these fit into one array (folds, candidates, p).

    Folds differ where levels are pooled: one that is rare in the rows of one fold, and shares a weight with others
    there, has a weight of its own in another fold. The fold with fewer weights gets some that no row uses. They begin
    at zero, have no gradient and stay there, and the analytic solution of smallest norm leaves them at zero as well, so
    that all others come out as if the fold were trained alone. The other way, to pool in all folds what is rare in one,
    would let the held-out rows decide on the model that they measure.
    """
    p = max(fold.encoding.p for fold in folds)
    return [fold if fold.encoding.p == p else fold.widened(p) for fold in folds]
