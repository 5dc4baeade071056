"""The rows of one training, encoded by what was learned from them, and the rows that are held out from it."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.tables.encoding import Encoding, fit_encoding
from lrcli.data.tables.gather import Gathered
from lrcli.data.tables.moments import Moments as TableMoments
from lrcli.data.tables.moments import Rows
from lrcli.data.tables.shuffled import Chain, Shuffled
from lrcli.data.tables.split import Dealer
from lrcli.data.tables.table import Table
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.scores import checked, errors_on, from_log, in_units, predicted, score, scores_of
from lrcli.learning import minibatch
from lrcli.learning.analytic import PRECISE_CELLS, WIDEST_MATRIX, Paraboloid, from_moments, numbers_of_moments, solve
from lrcli.learning.linear import Block, centre, half_squared_loss, over, second_moments
from lrcli.learning.metrics import Errors
from lrcli.model.record import Scores

Loss = Callable[[Floats], Floats]  # w (candidates, p) → (candidates,)


class Fold(Protocol):
    """What fitting needs to know, whether the rows are kept or only their moments. Parts are named by numbers."""

    encoding: Encoding
    n: int  # rows that train

    @property
    def table(self) -> Gathered: ...

    def solve(self, weight_decay: float) -> Paraboloid: ...

    def loss_of(self, part: int) -> Loss | None:
        """The loss on a part's rows, as the saved model would make it; None where it has none that do not train."""
        ...

    def scores(self, part: int | None, weights: Sequence[Floats]) -> list[Scores]:
        """How well each w (p,) predicts a part, None the training rows, in the target's units; empty without rows."""
        ...

    def errors(self, part: int | None, w: Floats) -> Floats | None:
        """ŷ − y of a part's rows or of some of them, picked evenly, None the training rows; None where it has none.

        In the target's units, or of its logarithm where that is learned.
        """
        ...

    def truth(self) -> Iterator[Floats]:
        """The target of the training rows as it is learned (a logarithm, where that was asked for), some at a time."""
        ...

    def widened(self, p: int) -> "Fold":
        """The same with more weights, which no row uses."""
        ...


class RowFold:
    """The rows themselves."""

    def __init__(self, table: Table, parts: Ints, training: Sequence[int], recipe: Recipe) -> None:
        """parts (n,): the role or fold of each row; training: the parts that train."""
        self.table, self.parts, self.training, self.recipe = table, parts, training, recipe
        self.rows = np.flatnonzero(np.isin(parts, training))
        self.encoding = fit_encoding(table, self.rows, **recipe.encoding(len(self.rows)))
        self.n = len(self.rows)
        self.block = self._block(self.rows)

    def solve(self, weight_decay: float) -> Paraboloid:
        exact = self.recipe.solver == "exact"
        worth_it = exact and self.n * self.encoding.p <= PRECISE_CELLS
        precise = self._block(self.rows, extended=True) if worth_it else None
        return solve(
            [self.block],
            self.n,
            self.encoding.p,
            weight_decay,
            exact=exact,
            precise=precise,
            resolution=self.encoding.resolution,
        )

    def loss_of(self, part: int) -> Loss | None:
        rows = self._held_out(part)
        if not len(rows):
            return None
        return _loss_on([self._block(rows)], len(rows), self.encoding)

    def scores(self, part: int | None, weights: Sequence[Floats]) -> list[Scores]:
        rows = self.rows if part is None else self._held_out(part)
        if not len(rows):
            return []
        block = self.block if part is None else self._block(rows)
        return [score(self, block, from_log(self.table.y[rows], self), w) for w in weights]

    def errors(self, part: int | None, w: Floats) -> Floats | None:
        rows = self.rows if part is None else self._held_out(part)
        return errors_on(self.block if part is None else self._block(rows), w, self.encoding) if len(rows) else None

    def truth(self) -> Iterator[Floats]:
        yield self.table.y[self.rows]

    def widened(self, p: int) -> "RowFold":
        other = copy(self)
        other.encoding = replace(self.encoding, p=p)
        return other

    def _held_out(self, part: int) -> Ints:
        """The rows of a part; none of one that trains."""
        return np.flatnonzero((self.parts == part) & ~np.isin(self.parts, self.training))

    def _block(self, rows: Ints, *, extended: bool = False) -> Block:
        table = self.table
        encoded = self.encoding.encode(table.numeric[rows], table.codes[rows], table.y[rows], extended=extended)
        return Block(*encoded)


class MomentFold:
    """The moments of minibatches, and rows picked evenly from each part for the errors that moments do not tell."""

    def __init__(self, moments: TableMoments, training: Sequence[int], recipe: Recipe) -> None:
        self.table, self.moments, self.training = moments, moments, training
        self.places = moments.of_parts(training)
        self.n = int(moments.sizes[self.places].sum())
        self._encode(Encoding.of(moments.statistics(training), **recipe.encoding(self.n)))

    def _encode(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.T = self.moments.map_to(encoding)
        with np.errstate(over="ignore", invalid="ignore"):  # too large to be squared: whoever checks the fold will tell
            self.total = self.T.T @ self.moments.total(self.places) @ self.T

    def widened(self, p: int) -> "MomentFold":
        other = copy(self)
        other._encode(replace(self.encoding, p=p))
        return other

    def minibatches(self, count: int) -> Floats:
        """The training rows as `count` minibatches, (count, p + 1, p + 1), each of neighbouring ones."""
        edges = minibatch.bounds(len(self.places), min(count, len(self.places)))
        groups = [self.places[start:stop] for start, stop in pairwise(edges)]
        A: Floats = self.T.T @ np.array([self.moments.total(group) for group in groups]) @ self.T
        return A

    def solve(self, weight_decay: float) -> Paraboloid:
        d = 1 + len(self.encoding.centre) + len(self.encoding.statistics.missing)
        return from_moments(self.total, numbers_of_moments(self.total, d), weight_decay)

    def loss_of(self, part: int) -> Loss | None:
        places = self._held_out(part)
        if not len(places):
            return None
        return _moments_loss(self.T.T @ self.moments.total(places) @ self.T, self.encoding)

    def scores(self, part: int | None, weights: Sequence[Floats]) -> list[Scores]:
        parts = self.training if part is None else [part]
        places = self.places if part is None else self._held_out(part)
        if not len(places):
            return []
        sample = self._sample(parts)
        block, y = Block(*self.encoding.encode(*sample)), from_log(sample.y, self)
        if self.table.columns.log_target:
            return [score(self, block, y, w) for w in weights]
        A, rows = self.T.T @ self.moments.total(places) @ self.T, int(self.moments.sizes[places].sum())
        sampled = [Errors.of(y, predicted(self, block, w)) for w in weights]
        return [scores_of(some, self._squares(A, w), rows) for some, w in zip(sampled, weights, strict=True)]

    def errors(self, part: int | None, w: Floats) -> Floats | None:
        parts = self.training if part is None else [part]
        places = self.places if part is None else self._held_out(part)
        return errors_on(Block(*self.encoding.encode(*self._sample(parts))), w, self.encoding) if len(places) else None

    def truth(self) -> Iterator[Floats]:
        yield self._sample(self.training).y

    def _held_out(self, part: int) -> Ints:
        """The minibatches of a part; none of one that trains."""
        return self.moments.of_parts([] if part in self.training else [part])

    def _squares(self, A: Floats, w: Floats) -> Errors:
        """The squared errors of all rows, from their moments A (p + 1, p + 1): sums over one row, the average one."""
        units = self.encoding.y_scale**2
        error = np.append(centre(w, self.encoding.frequencies), -1.0)
        mse, variance = max(float(error @ A @ error), 0.0), float(A[-1, -1] - A[0, -1] ** 2)
        return Errors(n=1, square=mse * units, scatter=variance * units)

    def _sample(self, parts: Sequence[int]) -> Rows:
        """Rows of these parts, picked evenly: no more of several than of one."""
        samples = [self.moments.samples[part] for part in parts if part in self.moments.samples]
        step = max(1, -(-sum(len(rows.y) for rows in samples) // self.table.limits.sample_rows))
        return Rows(*(np.concatenate([column[::step] for column in columns]) for columns in zip(*samples, strict=True)))


class ShuffledFold:
    """Rows that are read from where they are kept whenever they are needed, and encoded then."""

    def __init__(self, table: Shuffled, training: Sequence[int], recipe: Recipe) -> None:
        self.table, self.training, self.recipe = table, training, recipe
        self.rows = table.rows(training)
        self.n = len(self.rows)
        self.encoding = Encoding.of(table.statistics(training), **recipe.encoding(self.n))

    def minibatches(self, count: int) -> "Blocks":
        """The training rows as `count` minibatches."""
        return Blocks(self.rows, minibatch.bounds(self.n, count), self.encoding)

    def solve(self, weight_decay: float) -> Paraboloid:
        exact = self.recipe.solver == "exact"
        return solve(self._slabs(self.rows), self.n, self.encoding.p, weight_decay, exact=exact)

    def loss_of(self, part: int) -> Loss | None:
        rows = self._held_out(part)
        return _loss_on(self._slabs(rows), len(rows), self.encoding) if len(rows) else None

    def scores(self, part: int | None, weights: Sequence[Floats]) -> list[Scores]:
        rows = self.rows if part is None else self._held_out(part)
        if not len(rows):
            return []
        errors = [Errors() for _ in weights]
        for block in self._slabs(rows):
            y = in_units(block.y, self)
            for w, sums in zip(weights, errors, strict=True):
                sums.add(y, predicted(self, block, w))
        return [checked(scores_of(sums), self, w) for sums, w in zip(errors, weights, strict=True)]

    def errors(self, part: int | None, w: Floats) -> Floats | None:
        rows = self.rows if part is None else self._held_out(part)
        if not len(rows):
            return None
        every = slice(None, None, minibatch.number(len(rows), self.table.limits.error_rows))
        return np.concatenate([errors_on(block[every], w, self.encoding) for block in self._slabs(rows)])

    def truth(self) -> Iterator[Floats]:
        blocks = self._slabs(self.rows)
        yield from (block.y * self.encoding.y_scale + self.encoding.y_centre for block in blocks)

    def widened(self, p: int) -> "ShuffledFold":
        other = copy(self)
        other.encoding = replace(self.encoding, p=p)
        return other

    def _slabs(self, rows: Chain) -> "Blocks":
        """For one pass over all rows."""
        count = minibatch.number(len(rows) * rows[:1].nbytes, self.table.limits.slab_bytes)
        return Blocks(rows, minibatch.bounds(len(rows), count), self.encoding)

    def _held_out(self, part: int) -> Chain:
        """The rows of a part; none of one that trains."""
        return self.table.rows([] if part in self.training else [part])


class Blocks(Sequence[Block]):
    """Kept rows in pieces, each read and encoded whenever it is asked for."""

    def __init__(self, rows: Chain, edges: Ints, encoding: Encoding) -> None:
        self.rows, self.edges, self.encoding = rows, edges, encoding

    def __len__(self) -> int:
        return len(self.edges) - 1

    def __getitem__(self, k: int) -> Block:  # type: ignore[override]  # nobody slices it
        found = self.rows[slice(int(self.edges[k]), int(self.edges[k + 1]))]
        return Block(*self.encoding.encode(found["numeric"], found["codes"], found["y"]))


def make_minibatches(
    folds: Sequence[Fold], count: int, rng: np.random.Generator, *, as_rows: bool = False
) -> minibatch.Rows | minibatch.Moments:
    """The training rows of each fold as `count` minibatches; gathered ones can only be merged, each with as many.

    as_rows: never as moments where the rows are kept.
    """
    p = folds[0].encoding.p
    if rows := [fold.block for fold in folds if isinstance(fold, RowFold)]:
        return minibatch.make(rows, p, count, rng, as_rows=as_rows)
    if kept := [fold for fold in folds if isinstance(fold, ShuffledFold)]:
        return minibatch.Rows([fold.minibatches(count) for fold in kept], p)
    moments = [fold for fold in folds if isinstance(fold, MomentFold)]
    gathered = min(len(fold.places) for fold in moments)
    count = gathered // max(1, round(gathered / count))
    return minibatch.Moments(np.array([fold.minibatches(count) for fold in moments]))


def _loss_on(blocks: Sequence[Block], n: int, encoding: Encoding) -> Loss:
    """The loss of centred weights on n rows, from their moments where those are fewer numbers."""
    p, first = encoding.p, blocks[0]
    if p > WIDEST_MATRIX or not minibatch.moments_pay(p, n, first.X.shape[1] + first.codes.shape[1]):
        return lambda w: over(blocks, lambda block: half_squared_loss(block, centre(w, encoding.frequencies)))
    return _moments_loss(over(blocks, lambda block: second_moments(block, p)), encoding)


def _moments_loss(A: Floats, encoding: Encoding) -> Loss:
    """The loss of centred weights on the rows whose moments are A (p + 1, p + 1)."""
    form, only = minibatch.Moments(A[None, None]), np.zeros(1, dtype=np.intp)
    return lambda w: form.loss(only, centre(w, encoding.frequencies)[None])[0]


def alike(folds: Sequence[Fold]) -> list[Fold]:
    """With the same number of weights: folds that pool more levels get some that no row uses."""
    p = max(fold.encoding.p for fold in folds)
    return [fold if fold.encoding.p == p else fold.widened(p) for fold in folds]


def fold_of(table: Gathered, dealer: Dealer, training: Sequence[int], recipe: Recipe) -> Fold:
    """The fold whose training rows are those of some parts. Rows that are kept are dealt now, moments were before."""
    if isinstance(table, TableMoments):
        return MomentFold(table, training, recipe)
    if isinstance(table, Shuffled):
        return ShuffledFold(table, training, recipe)
    return RowFold(table, dealer.deal(0, len(table)), training, recipe)
